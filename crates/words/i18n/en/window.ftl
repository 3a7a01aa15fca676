# What the window says, screen by screen.

## Everywhere

win-title = Kith
win-nav = Places
win-today = Today
win-people = People
win-sharing = Sharing
win-devices = My devices
win-settings = Settings
win-help = Help
win-lock = Lock
win-more = More
win-shared-with-me = People who share with me
win-back = Back
win-next = Next
win-continue = Continue
win-cancel = Cancel
win-not-now = Not now
win-edit = Edit
win-remove = Remove
win-undo = Undo
win-put-away = Put this away
win-show = Show
win-hide = Hide
win-you = You
win-wait = One moment
win-gone = This is no longer here
win-passphrase = Passphrase
win-saved = Saved here
win-saving = Saving
win-unsaved = Close without saving?
win-unsaved-means = The disk does not take what you wrote last. If Kith closes now, that is lost. Make room on the disk and wait a moment.
win-unsaved-stay = Keep Kith open
win-unsaved-close = Close and lose it
win-not-saved = Not saved yet
win-today-at = today at { $time }
win-day-at = { $day } at { $time }
win-names = { $most } and { $last }
win-labelled = { $label }: { $value }
win-who-when = { $who }, { $when }
win-per-cent = { $number } %
win-of-ten = { $number } of 10
win-not-set = not set
win-seen-by-nobody = Only you can see this

## Lock screen

win-unlock = Unlock
win-opening = Opening
win-lock-tools = A calm minute
win-lock-tools-kept = Nothing here is written down. Unlock for your own tools and people.
win-lock-help = Need help now?
win-lock-help-hide = Hide help
win-help-now-1 = You matter. You can get help right now.
win-help-now-2 = Are you in danger? Call your emergency number now.
win-help-now-3 = If you can, go where someone is with you. Call one person you trust.

## First run

win-first-welcome = Welcome to Kith
win-first-who = Kith is for people in recovery and the people who stand by them. Keep your plan here, on your own, or share parts of it with people you choose.
win-first-private = All you write stays on this computer, sealed with your passphrase. There is no account. Nothing leaves until you link a device or a person.
win-first-disclaimer = Kith is a notebook you share by choice. It is not medical care, it is not a crisis line, and nobody watches it. In danger, call your local emergency number. Do not stop or change a medicine without the person who prescribes it.
win-first-start = Start my plan
win-first-other-device = I have Kith on another device
win-first-step = Step { $step } of { $of }
win-first-passphrase = Choose a passphrase
win-first-passphrase-only = This is the key to your plan. Nobody can reset it, not even us. If it is lost, this version of Kith cannot open the plan on this computer.
win-first-passphrase-help = Four short words work well. You can still type them at 2 in the morning.
win-first-name = Your name
win-first-name-help = Only if you want to. A first name is enough.
win-first-again = The same passphrase once more
win-first-again-differs = These two are not the same. Type the passphrase once more.
win-strength-short = Too short. Use 8 letters or more.
win-strength-weak = Short. A few more words make it much harder to guess.
win-strength-fair = Fair. One more word makes it strong.
win-strength-strong = Strong. It would take years to guess.
win-first-making = Making your plan
win-first-making-wait = This takes a few seconds. Your passphrase is being turned into a strong lock.
win-first-join = Use Kith on this device too
win-first-join-how = On your other device, go to My devices and choose Add a device. Then type its code here.
win-first-device-name = What to call this device

## My plan

win-plan = My plan
win-plan-what = Fill in what helps you, when you like. Nothing here has to be filled in.
win-field-none-yet = Nothing under “{ $kind }” yet

## Recovery kit

win-kit-title = Your recovery kit
win-kit-what = For now only your passphrase opens this plan. These 24 words are the spare key for a later version of Kith. Write them on paper and keep the paper somewhere safe.
win-kit-once = Kith shows them this one time and does not keep them.
win-kit-words = Recovery kit words
win-kit-written = I wrote them down
win-kit-skip = Skip for now
win-kit-skip-means = You can skip this for now. We will remind you. Look after your passphrase: without it, this version cannot open the plan on this computer, with or without the kit.
win-kit-test-title = Check your kit
win-kit-test-why = Type all 24 words from your paper, with a space between them. Then you know that the paper is right.
win-kit-type = The 24 words
win-kit-count = { $count } of 24 words
win-kit-compare = Check the words
win-kit-short = { $count } of 24 words so far
win-kit-short-next = Type the rest, then check again.
win-kit-wrong = Those are not the words of this kit
win-kit-wrong-next = Nothing is lost. Look for a word that is missing or in another place, and try again.
win-kit-right = The words are right. Keep the paper safe.
win-kit-see-again = See the words again
win-kit-start = Go to my plan
win-kit-reminder = Your kit was not checked yet
win-kit-reminder-why = It is the spare key that was made with this plan. This version of Kith cannot use it yet. Keep the paper.
win-kit-reminder-do = Check my kit

## Today

win-morning = Good morning
win-afternoon = Good afternoon
win-evening = Good evening
win-night = Good to see you
win-greeting = { $greeting }, { $name }
win-today-how = How are you right now?
win-today-plan = From your plan
win-today-plan-open = Your plan
win-today-shared = Shared with { $names }
win-today-shared-more = See what, or stop any time
win-today-waits = Waiting for you
win-quoted = “{ $text }”
win-wrote = { $name } wrote to you
win-both-waits = Both versions were kept. Which one is right?
win-pair-open = A link with another Kith is going on
win-checkin-start = Check in
win-checkin-last = Last time: { $when }
win-checkin-title = Check in
win-checkin-here = Just “I’m here”
win-checkin-saved = Saved. Thank you for checking in.
win-urge-strong = That is a hard number. You told us, and that counts.
win-urge-strong-more = Urges rise, peak and pass. You do not have to be alone with this one. Kith has told nobody.
win-urge-reach = Reach { $name }
win-urge-ok = I’m OK now
win-news-damage = { $count ->
    [one] One place in your files is damaged
   *[other] { $count } places in your files are damaged
}
win-news-damage-more = The rest opened and is safe. Your other devices may still hold what is missing here.
win-news-settings = The settings of this device cannot be read
win-news-settings-safe = Your plan is safe. Settings say how Kith looks here, and if it may use the network. The network is off for now.
win-news-settings-next = You can start with new ones. The old file is kept.
win-news-settings-off = New settings, stay offline
win-news-settings-on = New settings, connect nearby
win-news-settings-off-done = You have new settings. The network is off.
win-news-settings-on-done = You have new settings. The network is on.
win-news-set-aside = { $count ->
    [one] One change from outside was set aside
   *[other] { $count } changes from outside were set aside
}
win-news-set-aside-more = They did not look right, so they were kept out of your plan. Nothing of yours was touched.
win-news-unmerged = { $count ->
    [one] One change waits for a missing part
   *[other] { $count } changes wait for a missing part
}
win-news-unmerged-more = They will show up when the rest arrives.
win-news-read-only = This folder can be read but not written
win-news-read-only-more = You can look at your plan. New things cannot be saved here.
win-news-device = { $name } was added to your devices
win-news-device-more = If that was not you, ask someone you trust for help.

## When it is hard

win-struggling = I’m struggling
win-hard-title = You’re here. That’s good.
win-hard-what = Pick one thing. Kith tells nobody.
win-hard-breathe = Breathe with me
win-hard-breathe-what = One minute is enough
win-hard-breathe-stay = Stay as long as you like.
win-hard-in = In
win-hard-hold = Hold
win-hard-out = Out
win-hard-pause = Pause
win-hard-go-on = Go on breathing
win-hard-paused = Paused
win-hard-call = Call { $name }
win-hard-call-times = Good times: { $times }
win-hard-call-how = Dial it on your phone.
win-hard-call-say = You can say: “I am having a hard time. Can you stay on the line?”
win-hard-write-what = It goes out when you are both online
win-hard-steps = My steady plan
win-hard-steps-what = One step at a time
win-hard-step-before = Step before
win-hard-why = My why
win-hard-why-what = In your own words
win-hard-help = Get help now
win-hard-help-what = If you or someone else may be in danger
win-step-of = { $step } of { $of }

## People

win-people-add = Add a person
win-people-none = Nobody here yet. Add one person you could call.
win-people-none-example = For example: Sam, sponsor, call after six.
win-sees = sees: { $sections }
win-sees-nothing = sees nothing
win-person-reach = How to reach them
win-person-times = Good times to call: { $times }
win-person-kith = Link with Kith
win-person-no-kith = { $name } has no link to your Kith. They see nothing. To share with them, invite them first. Linking alone shares nothing.
win-person-invite = Invite { $name }
win-person-share = Change what they see
win-view-as = View as { $name }
win-delivered = They have everything you share, as of { $when }
win-delivered-never = { $name } has not picked up anything yet
win-waiting = { $count ->
    [one] { $count } change waits for { $name }. It will go when you are both online.
   *[other] { $count } changes wait for { $name }. They will go when you are both online.
}
win-between = Between you and { $name }
win-between-none = Nothing here yet.
win-between-write = Write to { $name }
win-between-write-help = Only { $name } can read this.
win-between-send = Send
win-between-saved = Saved here. It goes out when you are both online.

## Sharing

win-sharing-what = Here you see who can read what. Nobody sees a part of your plan until you share it with them.
win-sharing-never = Your reasons and your people stay yours. They are not shared as lists.
win-sharing-nobody = You share with nobody. To share, invite one of your people first.
win-sharing-invite = Go to my people
win-sharing-with = What { $name } sees
win-cell-nothing = Sees nothing
win-cell-sees = Can see
win-cell-sees-until = Can see until { $day }
win-cell-share = Share
win-cell-stop = Stop sharing
win-cell-name = { $change }, { $section }, { $person }: { $state }
win-share-title = Share “{ $section }” with { $name }?
win-share-means-today = { $name } will be able to see “{ $section }” from today on. { $name } will not see anything older, or any other part of your plan.
win-share-warned = This part is very personal. Take a moment before you share it.
win-share-stop-any-time = You can stop any time. What was seen cannot be unseen.
win-share-ninety = It ends by itself after 90 days. You can share again then.
win-share-do = Share
win-share-done = { $name } can now see “{ $section }”
win-stop-title = Stop sharing “{ $section }” with { $name }?
win-stop-means = { $name } will not get anything new. No message is sent to { $name }.
win-stop-still = { $name } can still read what was shared before, and what you change in it from now on. A later version of Kith will end that too.
win-stop-do = Stop sharing
win-stop-keep = Keep sharing
win-stop-done = { $name } gets nothing new of “{ $section }”, but can still read what was shared before, with your changes
win-viewing-as = What { $name } can see
win-viewing-what = This is all that { $name } can open. Nothing can be changed here.
win-viewing-nothing = { $name } sees nothing of your plan.

## Invite, join, link

win-invite-title = Invite { $name }
win-invite-what = This links your Kith with { $name }’s Kith. It shares nothing by itself. You choose what to share after that.
win-invite-role = Who is { $name } to you?
win-invite-role-means = This only changes what Kith suggests. You decide what they can see.
win-invite-sponsor = A sponsor walks with you. A sponsor is not your boss, doctor or banker, and does not need to see it all.
win-invite-make = Make a code
win-pair-starting = Getting ready
win-pair-code = Your code is ready
win-pair-for-person = Hand it over in person or by phone. It works once and ends after 48 hours.
win-pair-for-device = Type it on your other device. It works once and ends after 10 minutes.
win-pair-ticket = Code
win-pair-copy = Copy the code
win-pair-words = Or say these words. The other side then also needs an address of this computer.
win-pair-waiting = Waiting for the other side. You can close this page.
win-pair-cancel = Cancel this code
win-pair-compare = Are these the same four words?
win-pair-compare-how = Read them to each other by phone or face to face. If even one word differs, press “They don’t match”: another computer may be in between.
win-pair-compare-device = Look at both screens. If even one word differs, press “They don’t match”: another computer may be in between.
win-pair-four = Four words to compare
win-pair-match = They match
win-pair-differ = They don’t match
win-pair-answered = You said they match. Waiting for the other side.
win-pair-finishing = Linking
win-pair-done = You are linked
win-pair-done-share = They see nothing yet. Go to Sharing to choose what to share.
win-pair-done-joined = What they share with you will show up under their name.
win-pair-done-device = Both devices now keep your plan.
win-join-have-code = I have a code
win-join-title = Use a code
win-join-what = Someone gave you a code? Type or paste it here. It links your Kith with theirs. It shares nothing by itself.
win-join-ticket = Code, or the twelve words
win-join-ticket-help = A code starts with “kith:”
win-join-at = Address of the other computer
win-join-at-help = Only for the twelve words. It stands on their screen and looks like 192.168.1.20:4101.
win-join-who = Who gave it to you?
win-join-name = Someone new: their name
win-join-name-help = What you call them
win-join-do = Link our Kiths
win-devices-what = Each of your devices keeps your whole plan. They catch up when both are on.
win-devices-add = Add a device
win-device-this = This device
win-device-unnamed = A computer without a name
win-device-first = My first computer
win-device-another = Another computer
win-device-lead = Can add others
win-device-in-step = In step as of { $when }
win-device-not-yet = Not in step yet
win-device-waiting = { $count ->
    [one] { $count } change waits for it
   *[other] { $count } changes wait for it
}
win-link-what = Make a code here and type it on your other device. Then compare four words on both.
win-link-passphrase = Kith asks for your passphrase first. The code works once and ends after 10 minutes.
win-why-off = The network is off on this device. Nothing goes in or out.
win-why-no-address = Its address is not known yet. It may find you when it is on.
win-why-no-answer = It did not answer. It may be off. Kith keeps trying.
win-why-not-let-in = It answered, but did not let this device in. Link the two once more.
win-why-no-socket = This computer gave Kith no way out to the network. Start Kith again later.

## Lists and forms

win-still-reading = Earlier years are still being read. They will show up here by themselves.
win-records-none = Nothing here yet. Add the first one when you like.
win-record-newer = A newer Kith wrote this. It is safe here and can be read, but not changed.
win-records-newer = A newer Kith wrote these. They are safe here and can be read, but not changed.
win-record-newer-parts = A newer Kith wrote a part of this. That part is safe here and can be read, but not changed.
win-field-newer = { $field } (from a newer Kith)
win-field-newer-stays = It stays as it is.
win-added = Saved: { $kind }
win-changed = Saved
win-field-missing = This one is needed
win-field-number = Use a whole number here
win-part-add = Add one
win-part-add-name = Add one: { $field }
win-part-remove = Take out
win-part-remove-name = Take out number { $number }
win-clash-first = Something changed while you were writing. Choose above which one stays.
win-clash = { $field } was changed while you were writing
win-clash-now = Now it says: { $value }
win-clash-mine = You wrote: { $value }
win-clash-keep-mine = Keep mine
win-clash-take-theirs = Take the new one
win-both-title = { $field }: both are kept
win-both-which = It was changed on two devices at the same time. Which one is right?
win-both-keep = This one is right: { $value }
win-both-empty = nothing
win-both-short = Which one is right?
win-both-settled = Settled
win-remove-title = Remove this: { $kind }?
win-remove-means = It moves to “Recently deleted”. You can bring it back for 30 days.
win-remove-read = { $names } may still have the old words.
win-remove-keep = Keep it
win-removed = Moved to “Recently deleted”
win-deleted = Recently deleted
win-deleted-days = { $kind } that you removed stay here for 30 days.
win-deleted-none = Nothing was removed lately.
win-bring-back = Bring back
win-bring-back-name = Bring back: { $title }
win-brought-back = It is back where it was

## What others share

win-shared-title = { $name } shares with you
win-shared-what = You see: { $sections }. You can read this. Only they can change it.
win-shared-as-of = As of { $when }
win-shared-nothing = Nothing has come yet.
win-shared-empty = Nothing here. That may be fine.
win-shared-write = Write to { $name }

## Passphrase once more

win-step-title = Your passphrase once more
win-step-why = This changes who can read your plan, so Kith makes sure it is you.
win-step-wrong = That did not match. Nothing is lost. Try again.

## Settings

win-look = Look
win-look-colours = Colours
win-look-follow = Same as this computer
win-look-light = Light
win-look-dark = Dark
win-look-text = Text size
win-look-zoom = To make everything larger or smaller, press Ctrl and + or -.
win-settings-here = These settings are for this device only.

## Help

win-help-what = What Kith is
win-help-saved = What you do is saved on this computer by itself. “Saved here” shows only once it is.
win-help-lines = The numbers under “{ $help }” were written down on { $day }. Nobody of Kith has called them yet.
win-help-sharing = You choose what each person can read. You can stop any time, and no message is sent.
win-help-keys = Keys
win-help-fonts = Set in Atkinson Hyperlegible Next and Lora, both under the SIL Open Font License.
win-key-lock = Lock now
win-key-new = Add something on this page
win-key-undo = Take back the last change
win-key-done = Done
win-key-back = Back
win-key-close = Close what is on top
win-key-page = Between the page and the places beside it
win-key-struggling = I’m struggling
win-key-quit = Close Kith
win-key-settings = Settings
win-key-help = Help
win-key-place = To a place on the left, 1 to 9
