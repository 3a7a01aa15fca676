# What the command line says to a person, on standard error and in its short lists.

## Asking

cli-ask-passphrase = Passphrase:
cli-ask-new-passphrase = New passphrase:
cli-ask-again = The same once more:
cli-ask-ticket = Paste the ticket, or type its twelve words:
cli-ask-compare = { $words }
    Are these the four words on the other side too? yes or no:
cli-no-socket = This computer gave Kith no way out to the network: another program has the port, or the address is not one of this computer. Kith goes on trying.
cli-line-early = Something was typed before the four words were shown. It does not count.
cli-ask-fields = Type one JSON object with the fields, then Ctrl-D:
cli-ask-kit = Type the 24 words of the kit, then Ctrl-D:

## A command that was not understood

cli-usage-safe = Nothing was changed
cli-usage-next = Look at “kith help”, then try again
cli-usage-no-command = Kith has no command of that name
cli-usage-one-more-word = This command needs one more word
cli-usage-needs = This command needs { $names }
cli-usage-value = { $name } does not take this value
cli-usage-choices = { $name } takes one of: { $choices }
cli-usage-not-taken = This command does not take { $name }
cli-usage-too-much = There is more after the command than it takes
cli-usage-other = The command was not understood
cli-usage-day = A day is written 2027-01-31, a moment 2027-01-31T18:00:00Z
cli-usage-line = A line needs "command": a list of the command’s words
cli-usage-line-global = { $name } holds for the whole run. It stands before “serve” or “batch”, not in one of its lines.
cli-usage-line-input = This command does not read the "input" of its line
cli-usage-tour-offline = The tour shows three programs that talk to each other on this computer, so it cannot run with --offline
cli-usage-alone = This command runs on its own, not inside another one
cli-usage-folder = This system names no folder for data: say which with --vault

## The numbers with which a command ends

cli-exit-title = Exit codes:
cli-exit-done = done
cli-exit-failed = it did not work, because of this computer or the network
cli-exit-usage = the command was not understood
cli-exit-locked = locked: the passphrase was wrong, or none was given
cli-exit-not-found = there is no such thing here
cli-exit-refused = refused by a rule, and nothing was written
cli-exit-in-use = another Kith has this vault open
cli-exit-damaged = damage in what the command needed

## Answers

cli-done-plan = Your plan is made, on the device { $device }.
cli-done-kit = These 24 words are its kit, the spare key that was made with it. Write them on paper now: they are not shown again.
cli-done-kit-yet = This version cannot use the kit yet. Keep the paper, and look after your passphrase: without it, this version cannot open the plan on this computer.
cli-done-kit-next = Then type them back once: kith kit test
cli-kit-same = These are the words of your kit.
cli-kit-other = These are not the words of your kit.
cli-added = { $count ->
    [one] { $count } record added
   *[other] { $count } records added
}
cli-written = { $files ->
    [one] { $files } file written to { $to }
   *[other] { $files } files written to { $to }
}
cli-unshared = What you write from now on goes nowhere new.
cli-unshared-still = { $count ->
    [one] { $count } record was shared before. They can still read it, with what you change in it. A later version of Kith will end that too.
   *[other] { $count } records were shared before. They can still read them, with what you change in them. A later version of Kith will end that too.
}
cli-unshared-uncounted = Kith cannot say how much of what was shared before they can still read: something is damaged here.
cli-written-open = Anyone who opens { $to } can read it. Keep it where only you can go.
cli-struggling-call = Call one of them:
cli-struggling-people = Your people, with no number here:
cli-struggling-steady = Your steady plan:
cli-struggling-helps = What helps you:
cli-struggling-why = What for:
cli-craving-offers = What can help right now:
cli-craving-breathe = Breathe: 4 seconds in, 6 out. One minute is enough.
cli-craving-ride = Ride it out for 15 minutes, then see. Urges rise, peak and pass.
cli-craving-ground = Look around: name 5 things you see, 4 you can touch, 3 you hear, 2 you smell, 1 you taste. Not while you drive.
cli-used-naloxone-passed = The date on the pack has passed. Look at it.
cli-touch-week = In touch from { $first } to { $last }, as far as you noted it:
cli-touch = { $name }: { $times }, last { $last }
cli-touch-times = { $count ->
    [0] not this week
    [1] once
    [2] twice
   *[other] { $count } times
}
cli-touch-never = { $name }: nothing noted yet
cli-touch-connected-days = Days with anybody: { $count ->
    [0] none
   *[other] { $count }
}
cli-touch-meetings = Meetings
cli-progress = { $count ->
    [one] { $count } day, counted from { $day }
   *[other] { $count } days, counted from { $day }
}
cli-screen = { $day }  { $name }  { $sum }  { $word }
cli-progress-meetings = { $count ->
    [one] { $count } day with a meeting
   *[other] { $count } days with a meeting
}
cli-struggling-lines = Nobody answers, or you are in danger? Numbers that you can call: “kith lines”
cli-struggling-nothing = Nothing of your own is here yet. You can call somebody you trust.
cli-linked = Linked.
cli-linked-person = Linked with { $person }
cli-linked-device = Linked the device { $device }
cli-not-linked = The link was not made.
cli-nobody = Nobody is linked yet.
cli-both = both are kept. Which one is right?
cli-required = * cannot be left out
cli-damage = { $count ->
    [one] One place in this vault is damaged. The rest opened; “kith status” names it.
   *[other] { $count } places in this vault are damaged. The rest opened; “kith status” names them.
}

cli-ticket = { $ticket }
    or by voice: { $words }
    It can be used once, until { $until }.
cli-deleted = deleted
cli-removed-read = It is gone from this plan. Whoever reads that part now may still have its words.
cli-both-kept = both kept
cli-none = -

## The state of a plan, a line each

cli-status-name = name
cli-status-plan = plan
cli-status-device = device
cli-status-lead = { $device }, the lead
cli-status-sections = sections
cli-status-volumes = volumes
cli-status-volumes-are = { $volumes }, { $envelopes } envelopes, { $bytes } bytes
cli-status-kit = kit
cli-status-kit-tested = tested
cli-status-kit-not-tested = not tested yet
cli-status-waiting = waiting
cli-status-waiting-are = { $unmerged } not readable yet, { $aside } set aside
cli-status-newer = newer
cli-status-newer-are = { $count ->
    [one] { $count } volume waits for a newer Kith
   *[other] { $count } volumes wait for a newer Kith
}
cli-status-damage = damage
damage-record = something in it was changed
damage-gap = a piece of it cannot be read
damage-chain-broken = a piece is gone, doubled or moved
damage-log-head = its first bytes were changed
damage-shortened = it is shorter than it was
damage-end-differs = its end is not what it was
damage-missing = the file is gone
damage-unknown = it holds something that Kith does not know
damage-two-for-one-place = two pieces claim one place
damage-snapshot = this copy was changed, so the one before it is used
damage-older-snapshot = this old copy was changed; a newer one is used
damage-short-file = the file is cut short
damage-settings = it cannot be opened, so the network stays off. To start with new ones: “kith config afresh”
damage-keyring = this copy was changed, so the one before it is used
damage-authority = it is gone or cut short, so nothing can be shared, invited or linked from here. Put it back from a copy of the folder
damage-unreadable = the disk could not read it
damage-left-out = Kith ended more than once while it read this copy, so it is left out for now. Kith tries it again at a later start
cli-status-damage-is = { $file }: { $what }
cli-status-peer = peer
cli-status-peer-is = { $name }  { $path }  { $state }  { $waiting } waiting, { $sent } bytes sent, { $received } received

cli-config-afresh = You have new settings now, and the network is off in them.
    What was damaged is kept beside them, as “settings.age.damaged-” and a number.
    To use the network again: “kith config set network.mode nearby”
cli-damaged-settings-next = To start with new settings: “kith config afresh”. What is damaged is kept, and the network stays off until you switch it on.

## Words that were saved here and are gone, as a kept view proves

cli-status-damage-lost = { $file }: this folder holds less than was saved here
cli-lost-what = Something that was saved here is gone: the folder “{ $detail }” holds less than it did
cli-lost-safe = You see all that can still be read. Kith left everything as it is.
cli-lost-next = Bring this device together with another of yours, or with people who read it: what is missing can come back from them.
    If you have a newer copy of this folder, put it back.
    If nobody has it, copy the whole folder away, then delete the folder “view” in it: nothing else knows of the loss. Kith goes on with what is left. Then look at “kith who-sees”, as an end of sharing may be gone too.

## People and devices, a line each

cli-path-direct = direct
cli-path-none = none
cli-why-network-off = network off
cli-why-no-address = no address
cli-why-no-answer = no answer
cli-why-not-let-in = not let in
cli-why-no-socket = no socket
cli-why-never-met = never met: the link broke off
cli-why-read-only = nothing can be kept here: the folder cannot be written
cli-why-disk-full = nothing can be kept here: the disk is full
cli-why-disk-failed = nothing can be kept here: the disk refuses
cli-in-step = in step as of { $when }
cli-not-in-step = not in step yet
cli-guest = { $person }  { $name }  { $role }  reads: { $sections }
cli-guest-nothing = nothing
cli-device-active = active
cli-device-frozen = frozen
cli-device-removed = removed
cli-device-this = this one
cli-device-lead = the lead
cli-grant = { $person }  { $name }  { $section }  from { $since }
cli-grant-until = { $grant } to { $until }
cli-grant-past = { $grant }, with the past
cli-plan = { $plan }  { $owner }  { $sections }  as of { $when }

## No window

cli-no-display = There is no display here, so Kith cannot open its window
    Your plan is safe, and every command works without one
    Try “kith help” for the commands, or “kith tour” to see it at work (cargo run --release -- tour)

## Beside what came in from a calendar

import-again = In the calendar it comes again: { $how }. Here it comes once.
import-clock = The calendar calls its clock “{ $name }”. Kith does not know that clock, so look at the time.
import-instead = In the calendar this takes the place of { $day }. Your plan may still have that day.
import-every-day = { $count ->
    [one] every day
   *[other] every { $count } days
}
import-every-week = { $count ->
    [one] every week
   *[other] every { $count } weeks
}
import-every-month = { $count ->
    [one] every month
   *[other] every { $count } months
}
import-every-year = { $count ->
    [one] every year
   *[other] every { $count } years
}
import-on = on { $day }
import-on-last = on the last { $day } of the month
import-on-place = { $place ->
    [1] on the first { $day } of the month
    [2] on the second { $day } of the month
    [3] on the third { $day } of the month
    [4] on the fourth { $day } of the month
    [5] on the fifth { $day } of the month
   *[other] on { $day } number { $place }
}
import-on-second-last = on the last { $day } but one of the month
import-on-day = on day { $day } of the month
import-on-last-day = on the last day of the month
import-times = { $count ->
    [one] { $count } time in all
   *[other] { $count } times in all
}
import-until = until { $day }
import-but = not on { $day }
import-moved = some days are moved

## In files that other programs read

export-appointment = Appointment
export-meeting = Meeting
export-reminder = Reminder
