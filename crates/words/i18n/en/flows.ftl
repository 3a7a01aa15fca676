# The first fifteen minutes, how full the plan is, a talk with somebody, and looking back at what happened.

## The first fifteen minutes

flow-now = How is it right now?
flow-now-what = Pick what is closest. Kith writes nothing of it down.
flow-now-safe = I am safe
flow-now-shaky = I am shaky
flow-now-danger = I am in danger
flow-shaky = That is hard. Your plan can wait.
flow-shaky-breathe = Something that helps now
flow-shaky-breathe-what = A breath, or a person
flow-shaky-lines = Get help now
flow-shaky-lines-what = Numbers you can call
flow-shaky-go-on = Go on with my plan
flow-shaky-go-on-what = A few lines, one at a time
flow-danger-go-on = I am safer now. Go on
flow-skip = Skip this
flow-enough = Enough for now
flow-person = One person you trust
flow-person-what = Someone you could call. You can add more later. Nobody is told.
flow-person-name = Their name
flow-person-phone = Their phone number
flow-person-good-for = What can they help with?
flow-why = One thing that matters to you
flow-why-what = It stands on your first page, in your own words.
flow-rung-what = One line is enough. You can skip any step.
flow-naloxone = Naloxone
flow-naloxone-what = It is for when someone will not wake up. It helps if people near you know where it is.
flow-naloxone-have = Is it here?
flow-naloxone-yes = I have it
flow-naloxone-not-yet = Not yet
flow-naloxone-ask = Ask a drug store or your clinic how to get it near you.
flow-naloxone-list = Put it on my list for a safer home
flow-naloxone-list-text = Get naloxone, and tell someone where it is
flow-week = This week
flow-week-what = Your next visit, and one meeting. What you have is enough.
flow-week-visit = Next visit
flow-week-where = Where, or with whom
flow-week-meeting = One meeting
flow-week-name = What it is called
flow-day-odd = Write the day like 2027-02-28.
flow-moment-odd = Write the day like 2027-02-28 and the time like 19:30.
flow-time-odd = Write the time like 19:30.
flow-begun = Kept. The rest can wait.

## Who else may look

flow-laptop = Who else can open this computer? They can see that Kith is here, but not what is in it. If someone checks what you do, use a computer that only you use.

## How full the plan is

flow-full-name = { $count } of { $of } parts of your plan have something in them
flow-full-open = Still open: { $parts }. It can wait.
flow-full-go = Go on with my plan
flow-part-person = a person
flow-part-why = your why
flow-part-steady = the steady plan
flow-part-naloxone = naloxone
flow-part-week = this week

## Late nights

flow-nights = { $count } of the last { $of } nights had an urge
flow-nights-what = You may want to plan something for tonight. Only you see this.
flow-nights-plan = Plan for tonight
flow-nights-more = See the counts

## A talk with somebody

flow-talks = Your talks
flow-talks-next = You meet on { $day }
flow-talks-none = No day is set for your next talk.
flow-talks-today = Today you meet { $name }
flow-talks-tomorrow = Tomorrow you meet { $name }
flow-talks-soon-what = Pick what you want to bring
flow-prepare = Prepare your talk with { $name }
flow-prepare-what = Only you see this page. What you pick goes on your list with { $name }.
flow-prepare-week = From your week
flow-prepare-week-none = There is nothing here from this week.
flow-prepare-picked = { $count } picked, up to { $of }
flow-prepare-enough = Three is enough for one talk. Take one away first.
flow-prepare-own = Something else
flow-prepare-own-help = For example: how the talk with my brother went.
flow-prepare-when = When you meet
flow-prepare-keep = Keep this list
flow-prepare-kept = Kept on your list with { $name }.
flow-prepare-nobody = { $name } has no Kith and sees nothing of this. Take the list with you.
flow-prepare-sees = { $name } gets this list, and nothing else of this page.
flow-list = Your list with { $name }
flow-list-none = Nothing is on it yet.
flow-list-theirs = { $text } ({ $name })
flow-meet = Start the talk
flow-line-checkin = { $day }: checked in
flow-line-mood = { $day }: { $mood }
flow-line-note = { $line }. { $note }
flow-line-went = { $day }: { $name }
flow-line-mine = I promised: { $text }
flow-line-theirs = { $name } promised: { $text }
flow-with = With { $name }
flow-with-what = Tick what you talked about. Nothing else of your plan is on this page.
flow-with-guest = What you keep on this page goes to { $name } too.
flow-listen = Listening
flow-listen-1 = One of you talks. The other one listens.
flow-listen-2 = Do not fix it yet. Ask what would help.
flow-listen-3 = Say back what you heard, then ask: did I get it?
flow-say-back = Say it back
flow-say-back-heard = What you heard { $name } say
flow-say-back-right = Did you get it right?
flow-say-back-fix = What { $name } meant
flow-say-back-keep = Keep what I heard
flow-say-back-kept = What you heard is kept.
flow-promises = Promises
flow-promises-what = One small one each. Nobody keeps score.
flow-promises-mine = What I promise
flow-promises-mine-add = Add my promise
flow-promises-theirs = What { $name } promises
flow-promises-theirs-add = Add { $name }’s promise
flow-promises-became = What became of it: { $text }
flow-close = Until next time
flow-close-next = When you meet again
flow-close-left = What you did not get to goes on the next list.
flow-close-do = End the talk
flow-closed = The talk is kept. Be kind to yourself today.

## Looking back at what happened

flow-back = Looking back
flow-back-what = Four questions, in your own words. Leave out what you want. Nobody sees it.
flow-back-before = What came before it?
flow-back-helped = What helped, if only a bit?
flow-back-change = What is one thing you would change?
flow-back-knows = Who knows?
flow-back-nobody = Nobody yet, and that is all right.
flow-back-kept = Kept. Thank you for looking.
flow-back-plan = Put it into your plan?
flow-back-plan-what = You decide. You can take it out again any time.
flow-back-tool = Add to what helps me: “{ $text }”
flow-back-step = Where in my steady plan?
flow-back-rung = Add to this step: “{ $text }”
flow-back-added = Added to your plan.
flow-back-use = Your last day of use
flow-back-use-what = Kith did not change it. You can, if you keep count of it.
flow-back-use-change = Change it myself
flow-soft = { $days } days since a hard day
flow-soft-what = How is it now? There is nothing you have to do.
