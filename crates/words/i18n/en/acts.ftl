# The daily acts of the window: an urge, a slip, lines to call. Then the steady plan and one's reasons.

## An urge

act-urge = I have an urge
act-urge-tile = Say how strong, then see what helps
act-urge-number = How strong is it?
act-urge-number-how = 0 is none, 10 is the most.
act-urge-number-keys = On a keyboard: 0 to 9, and the End key for 10.
act-urge-now = How strong is it now?
act-urge-skip = Skip
act-urge-saved = Saved: { $number } of 10.
act-urge-saved-seen = Saved: { $number } of 10. { $seen }.
act-urge-more = More ideas
act-urge-choose = What could help now?
act-urge-own = Yours
act-urge-own-minutes = { $minutes ->
    [one] Yours, 1 minute
   *[other] Yours, { $minutes } minutes
}
act-urge-own-how = You know this one. Do it now, as well as you can.
act-urge-letter = A letter from me
act-urge-letter-what = You wrote it for this
act-urge-breathe-what = 4 in, 6 out
act-urge-set-off = What set it off?
act-urge-enough = Enough for now
act-urge-kept = Saved. It is under urges.
act-urge-used = I used
act-key-urge = I have an urge

## Riding it out

act-ride = Ride it out
act-ride-what = 15 minutes, then see
act-ride-left = { $minutes ->
    [one] 1 minute left
   *[other] { $minutes } minutes left
}
act-ride-rise = It may rise. You do not have to do what it says.
act-ride-top = Urges rise, peak and pass. Where do you feel it?
act-ride-fall = The strongest part is often behind you.
act-ride-over = 15 minutes. You stayed with it.
act-ride-clock = { $clock } left
act-ride-picture = A wave that rises and falls

## Looking around

act-ground = Look around
act-ground-what = 5, 4, 3, 2, 1
act-ground-1 = Name 5 things you see
act-ground-2 = Name 4 things you can touch
act-ground-3 = Name 3 things you hear
act-ground-4 = Name 2 things you smell
act-ground-5 = Name 1 thing you taste
act-ground-how = Say them in your head or out loud. Take your time.
act-ground-not = Not while you drive.

## Two sides, and playing it on

act-sides = Two sides
act-sides-what = What it gives and takes
act-sides-1 = If I do it: what do I get?
act-sides-2 = If I do it: what do I lose?
act-sides-3 = If I do not do it: what is good?
act-sides-4 = If I do not do it: what is hard?
act-sides-write = Write my two sides
act-forward = Play it forward
act-forward-what = An hour, a day, a week
act-forward-1 = What if you did it? How is it an hour later?
act-forward-2 = How is it a day later?
act-forward-3 = How is it a week later?
act-forward-write = Write it down

## Hungry, angry, lonely, tired

act-halt = Are you any of these?
act-halt-alone = I am alone
act-halt-alone-now = Alone right now
act-halt-hungry = Hungry: eat something. Drink some water.
act-halt-angry = Angry: cool down first. Walk, or wet your face.
act-halt-lonely = Lonely: reach one person. A few words will do.
act-halt-tired = Tired: lie down, if only for ten minutes.

## Reaching somebody

act-reach-words = Press one to send it to { $name }
act-reach-words-by-hand = Words you can use
act-reach-rough = Rough night. Can you talk?
act-reach-stay = Can you stay on the phone with me?
act-reach-call = Please call me when you can.
act-reach-happened = Something happened. I am safe. Can we talk?
act-reach-used = I used. I want to tell you. Can you call me?
act-reach-nobody = Nobody has this yet.
act-reach-nobody-call = Nobody has this yet. Call { $name }: { $number }
act-reach-waits = It is kept here. It goes when you are both online.
act-reach-by-hand = { $name } has no Kith. Say it or send it from your phone.
act-reach-there = { $name } has it on a device, as of { $when }.
act-reach-told = I told { $name }
act-reach-told-noted = Saved: you told { $name }.
act-reach-no-number = There is no number here for { $name }.

act-talk = Talk to someone
act-talk-who = Who do you want to reach?
act-talk-words = In touch by Kith
act-talk-no-number = No number yet. Find the words
act-talk-nobody = Nobody is here yet. Lines you can call are always here.
act-talk-add = Add a person
act-talk-listen = Can you just listen for a bit?
act-talk-think = Can you help me think?
act-talk-sit = Can you sit with me for a while?
act-reach-line = If nobody answers

## Something happened

act-used = Something happened
act-used-safe = I am safe
act-used-not-safe = I am not safe
act-used-alone = Are you alone?
act-used-is-alone = I am alone
act-used-not-alone = Someone is with me
act-used-kept = Saved. Kith told nobody. Your days still count.
act-used-thanks = Thank you for saying so. Please talk to someone now.
act-used-body = Your body now
act-used-medicine = Your medicine
act-used-alone-line = Using alone? Call a line that stays with you.
act-used-naloxone = Naloxone is here: { $place }
act-used-naloxone-with = { $name } has naloxone
act-used-naloxone-past = The date on the pack has passed: look at it.
act-pack-past = The date on a pack has passed
act-pack-past-what = Look at it when you can
act-used-letter = You wrote this for now
act-used-tell = Tell someone?
act-used-tell-one = Tell { $name }
act-used-nobody-yet = You have told nobody yet. That is all right.
act-used-later = Tomorrow there are four short questions on Today. No hurry.
act-used-look = { $days ->
    [one] Yesterday was hard
   *[other] { $days } days ago was hard
}
act-used-look-what = Want to look at it for a minute? Four short questions. You can leave any out.
act-used-look-do = Look at it

## Lines to call

act-lines = Get help now
act-lines-own = Your own people
act-lines-pick = Pick where you are to see numbers.
act-lines-your-number = your emergency number

## Check-in

act-checkin-now = Is it more than that?
act-checkin-not-safe = I’m not safe
act-checkin-happened = Something happened
act-checkin-body = My body today
act-checkin-slept = Sleep
act-checkin-slept-badly = Badly
act-checkin-slept-so = So-so
act-checkin-slept-well = Well

## The steady plan, step by step

steady-go = Go through it step by step
steady-what = Six steps, from the first sign to a safer home. Use your own words. Any step may stay empty.
steady-ask-1 = What do you or others notice first?
steady-ask-2 = What can you do alone, right away?
steady-ask-3 = Which people or places take your mind off it?
steady-ask-4 = Who do you ask for help?
steady-ask-5 = Which people with training and which lines do you call?
steady-ask-6 = What makes the place where you are safer?
steady-idea-1 = For example: I stop answering texts.
steady-idea-2 = For example: I walk around the block.
steady-idea-3 = For example: the library, or coffee with a friend.
steady-idea-4 = For example: my sister, after work.
steady-idea-5 = For example: my counsellor, or a line I can call at night.
steady-idea-6 = For example: I give away what is left in the house.
steady-line = Line { $number }
steady-new = In your own words
steady-add = Add this line
steady-before = Step before
steady-end = That’s all six
steady-remove = Remove line { $number }

## My why, in order

why-what = Your reasons, in your order. The first ones show on Today.
why-line = Reason { $number }
why-new = What matters to you
why-add = Add this reason
why-up = Move up
why-down = Move down
why-up-name = Move reason { $number } up
why-down-name = Move reason { $number } down
why-remove = Remove reason { $number }
