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

## On the card

paper-card-how = Cut along the line and fold it in the middle.
paper-card-call = I can call
paper-card-steps = My next steps

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
