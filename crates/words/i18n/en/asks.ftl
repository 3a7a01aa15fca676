# Days that ask something back, medicine, and a meeting that one went to.

## Days that ask

asks-soon = { $count ->
    [one] One thing to look at this week
   *[other] { $count } things to look at this week
}
asks-open = Still open, whenever you like
asks-open-since = Since { $day }
asks-leaving = The day you leave treatment
asks-refill = Medicine to refill
asks-task = Task: { $name }
asks-promise = Promise: { $name }
asks-consent = Consent ends: { $name }
asks-goal = Look again at your goal: { $name }
asks-boundary = Look again at your boundary: { $name }
asks-conflict = Look again at what you agreed: { $name }
asks-review = Look over your plan
asks-review-what = What you keep, what you change, what you let go
asks-resource = Is this still right? { $name }

## Medicine

med-today = Today
med-at = { $time } { $name }
med-of-a-day = Medicine: { $times }
med-quiet = a reminder you set
med-taken = Taken
med-not-taken = Not taken
med-named = { $what }: { $time } { $name }
med-noted-taken = Noted: { $name } taken
med-noted-not = Noted: { $name } not taken
med-refill = { $days ->
    [0] { $name }: refill today
    [1] { $name }: refill tomorrow
   *[other] { $name }: refill in { $days } days
}
med-refill-passed = { $name }: refill by { $day }

## A meeting that one went to

went-line = A line to take away
went-line-name = A line to take away: { $what }
went-line-keep = Keep this line
went-line-kept = Kept
