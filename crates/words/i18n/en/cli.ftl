# What the command line says to a person, on standard error and in its short lists.

## Asking

cli-ask-passphrase = Passphrase:
cli-ask-new-passphrase = New passphrase:
cli-ask-again = The same once more:
cli-ask-ticket = Paste the ticket, or type its twelve words:
cli-ask-compare = { $words }
    Are these the four words on the other side too? yes or no:
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
cli-usage-alone = This command runs on its own, not inside another one
cli-usage-folder = This system names no folder for data: say which with --vault

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

## No window

cli-no-display = There is no display here, so Kith cannot open its window
    Your plan is safe, and every command works without one
    Try “kith help” for the commands, or “kith tour” to see it at work
