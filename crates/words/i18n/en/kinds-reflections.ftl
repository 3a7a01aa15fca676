# What somebody thinks about alone, and boundaries. How names are put together stands in kinds.ftl.

## Is this person good for me

kind-fit = Is this person good for me
kind-fit-plural = Who is good for me
kind-fit-add = Ask if someone is good for me
kind-fit-edit = Change this
field-fit-person = Who
field-fit-cares = They care how I am
field-fit-respects = They respect what I decide
field-fit-keeps_confidence = They keep what I tell them
field-fit-uses_around_me = They use around me
field-fit-better_after = I feel better after
field-fit-note = Anything else

## Place online

kind-online = Place online
kind-online-plural = Places online
kind-online-add = Add a place online
kind-online-edit = Change this
field-online-name = What it is called
field-online-url = Web address
field-online-handle = My name there
field-online-time_limit = How long I want to stay
field-online-caution = What I want to watch for

## Pattern that does not help

kind-enabling = Pattern that does not help
kind-enabling-plural = Patterns that do not help
kind-enabling-add = Add a pattern
kind-enabling-edit = Change this
field-enabling-person = With whom
field-enabling-pattern = What happens
field-enabling-instead = What would help instead
field-enabling-script = How I could say it
field-enabling-ask_pro = I want to ask a professional

## Weight

kind-stressor = Weight
kind-stressor-plural = What weighs on me
kind-stressor-add = Add what weighs on me
kind-stressor-edit = Change this
field-stressor-label = What weighs on me
field-stressor-load = How much
field-stressor-response = What I do about it

## Look at my plan

kind-review = Plan review
kind-review-plural = Plan reviews
kind-review-add = Look over my plan
kind-review-edit = Change this
field-review-on = Day
field-review-kept = What I keep
field-review-kept-text = Something I keep
field-review-changed = What I change
field-review-changed-text = Something I change
field-review-dropped = What I let go
field-review-dropped-text = Something I let go
field-review-next = When I look again
field-review-note = Anything else

## Disagreement

kind-conflict = Disagreement
kind-conflict-plural = Disagreements
kind-conflict-add = Work through a disagreement
kind-conflict-edit = Change this
field-conflict-with = With whom
field-conflict-issue = What it is about
field-conflict-mine = How I see it
field-conflict-theirs = How they see it, as I heard it
field-conflict-needs = What each of us needs
field-conflict-needs-text = Need
field-conflict-options = What we could do
field-conflict-options-text = Option
field-conflict-deal = What we agreed on
field-conflict-follow = When I look again
field-conflict-state = Where it stands
choice-conflict-state-open = Open
choice-conflict-state-talked = We talked
choice-conflict-state-settled = Settled
choice-conflict-state-resting = Resting

## Two sides

kind-twosides = Two sides
kind-twosides-plural = Two sides
kind-twosides-add = Write down two sides
kind-twosides-edit = Change this
field-twosides-use_good = What is good about using
field-twosides-use_good-text = Something good
field-twosides-use_bad = What is bad about using
field-twosides-use_bad-text = Something bad
field-twosides-not_good = What is good about not using
field-twosides-not_good-text = Something good
field-twosides-not_bad = What is hard about not using
field-twosides-not_bad-text = Something hard

## Play it forward

kind-forward = Play it forward
kind-forward-plural = Play it forward
kind-forward-add = Play it forward
kind-forward-edit = Change this
field-forward-at = When
field-forward-hour = An hour later
field-forward-day = A day later
field-forward-week = A week later

## Unsent letter

kind-draft = Unsent letter
kind-draft-plural = Unsent letters
kind-draft-add = Write a letter you need not send
kind-draft-edit = Change this letter
field-draft-to = To
field-draft-body = What I want to say
field-draft-state = What became of it
choice-draft-state-draft = Draft
choice-draft-state-sent = Sent
choice-draft-state-burned = Let go

## Boundary

kind-boundary = Boundary
kind-boundary-plural = Boundaries
kind-boundary-add = Add a boundary
kind-boundary-edit = Change this boundary
field-boundary-line = What I will do, or ask for
field-boundary-with = With whom
field-boundary-why = Why it matters
field-boundary-if_crossed = What I do if it is crossed
field-boundary-said_on = Said on
field-boundary-result = How it went
choice-boundary-result-respected = Respected
choice-boundary-result-partly = In part
choice-boundary-result-no = Not yet
field-boundary-review = When I look again

## Words to say it

kind-script = Words to say it
kind-script-plural = Words to say it
kind-script-add = Find words to say it
kind-script-edit = Change these words
field-script-for = What it is for
field-script-when = When this happens
field-script-feel = I feel
field-script-need = I need
field-script-will = I will
