# What is printed, and what is said before it is.

## On the page

paper-file = Page
paper-file-card = Card
paper-plan = My plan
paper-empty = Nothing is written here yet.
paper-or = or: { $text }
paper-record = { $what }, { $day }
paper-field = { $label }: { $text }
paper-line = { $day }: { $text }
paper-more = And { $count } more.
paper-for = For { $name }
paper-days = From { $first } to { $last }
paper-days-from = From { $first }
paper-days-until = Until { $last }
paper-lines = If it cannot wait
paper-lines-found = These numbers were written down on { $day }.
paper-sheet-number = { $number } of { $count }

## On the page for a talk

paper-talk = What to talk about
paper-talk-with = { $name } and me
paper-talk-them = The other one
paper-talk-about = To talk about
paper-talk-mine = I promised
paper-talk-theirs = { $name } promised
paper-talk-end = Before we part
paper-talk-i-promise = I promise:
paper-talk-they-promise = { $name } promises:
paper-talk-again = We meet again on:

## On the card

paper-card-how = Cut along the line and fold it in the middle.
paper-card-call = I can call
paper-card-steps = My next steps
paper-any-step = Any time

## Before it is saved or printed

paper-no-lock = Paper has no lock. Is someone near the printer?
paper-unknown-letters = { $count ->
    [one] { $count } letter has no shape here and stands as an empty box
   *[other] { $count } letters have no shape here and stand as empty boxes
}
paper-left-out = { $count ->
    [one] { $count } line has no room on the card
   *[other] { $count } lines have no room on the card
}
paper-open-file = Anyone who opens this file can read it. Keep it somewhere safe.

## In the window

paper-title = Print a page
paper-key = Print a page
paper-what = Choose what goes on it. You see the first sheet before anything is saved.
paper-which = Which page?
paper-card = A card for my wallet
paper-card-what = Up to three people to call, and your first steps. It names nothing else.
paper-parts = What goes on it
paper-no-visits = You have no page for a visit yet.
paper-talk-choose = A page for a talk
paper-talk-what = For the two of you: what to talk about, and what you both promised. It names nothing else.
paper-no-talks = You have not planned a talk yet.
paper-talk-print = Print a page for both of you
paper-draw = Make a page for a visit
paper-draw-what = Choose the days and the parts. You can read it over and change it before you keep it.
paper-first-day = From
paper-last-day = Until
paper-day-odd = Use a day such as 2027-05-31.
paper-areas = Parts of the plan
paper-drawn-nothing = Nothing is written for these days.
paper-draw-do = Make the page
paper-preview = { $count ->
    [one] How it will look
   *[other] How the first of { $count } sheets will look
}
paper-preview-long = How the first sheet will look
paper-save-title = Save it for the printer
paper-path = Where to save it
paper-save = Save the page
paper-saved = Saved as { $to }. Open it there to print it.
