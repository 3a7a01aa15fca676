# What two people say to each other. How names are put together stands in kinds.ftl.

## How to help me

kind-familylink = How to help me
kind-familylink-plural = How to help me
kind-familylink-add = Write how to help me
kind-familylink-edit = Change this
field-familylink-helps = What helps me
field-familylink-does_not_help = What does not help me
field-familylink-with = For whom
field-familylink-with-help = Only while it is kept aside

## Ask for a talk

kind-talkrequest = Ask for a talk
kind-talkrequest-plural = Asks for a talk
kind-talkrequest-add = Ask for a talk
kind-talkrequest-edit = Change this
field-talkrequest-sort = What I ask for
choice-talkrequest-sort-listen = Just listen
choice-talkrequest-sort-advice = What would you do
choice-talkrequest-sort-distract = Take my mind off it
choice-talkrequest-sort-sit_with_me = Sit with me
field-talkrequest-urgency = How soon
choice-talkrequest-urgency-now = Now
choice-talkrequest-urgency-today = Today
choice-talkrequest-urgency-this_week = This week
field-talkrequest-text = Anything else
field-talkrequest-with = For whom
field-talkrequest-with-help = Only while it is kept aside

## Kind word

kind-cheer = Kind word
kind-cheer-plural = Kind words
kind-cheer-add = Send a kind word
kind-cheer-edit = Change this
field-cheer-text = A kind word
field-cheer-item = About
field-cheer-with = For whom
field-cheer-with-help = Only while it is kept aside

## Page for a visit

kind-brief = Page for a visit
kind-brief-plural = Pages for a visit
kind-brief-add = Write a page for a visit
kind-brief-edit = Change this page
field-brief-text = What the page says
field-brief-first_day = From
field-brief-last_day = Until
field-brief-areas = Parts of the plan
field-brief-areas-text = Part
field-brief-with = For whom
field-brief-with-help = Only while it is kept aside

## Agreement

kind-agreement = Agreement
kind-agreement-plural = Agreements
kind-agreement-add = Write an agreement
kind-agreement-edit = Change this agreement
field-agreement-i_ask = What I ask
field-agreement-i_offer = What I offer
field-agreement-not_expected = What nobody has to do
field-agreement-hours = When we may call
field-agreement-if_no_answer = When nobody answers
field-agreement-ends = Until
field-agreement-with = For whom
field-agreement-with-help = Only while it is kept aside

## Mark of reading

kind-ack = Mark of reading
kind-ack-plural = Marks of reading
kind-ack-add = Say that you read it
kind-ack-edit = Change this
field-ack-item = About
field-ack-hash = Mark of what was read
field-ack-says = What I say to it
choice-ack-says-understood = I understand
choice-ack-says-accepted = I agree
choice-ack-says-claimed = I take this on
choice-ack-says-done = Done
choice-ack-says-declined = Not this time
field-ack-question = What I want to ask
field-ack-with = For whom
field-ack-with-help = Only while it is kept aside

## Pact

kind-pact = Pact
kind-pact-plural = Pacts
kind-pact-add = Write a pact
kind-pact-edit = Change this pact
field-pact-items = What we agreed on
field-pact-items-text = One thing
field-pact-cadence = How often we look at it
field-pact-if_missed = When one is missed
choice-pact-if_missed-nothing = Nothing
choice-pact-if_missed-nudge_me = Nudge me
choice-pact-if_missed-they_ask = They ask
field-pact-ends = Until
field-pact-with = For whom
field-pact-with-help = Only while it is kept aside

## What I heard

kind-sayback = What I heard
kind-sayback-plural = What was heard
kind-sayback-add = Say back what I heard
kind-sayback-edit = Change this
field-sayback-heard = What I heard
field-sayback-item = About
field-sayback-verdict = Is that what was meant?
choice-sayback-verdict-yes = Yes
choice-sayback-verdict-not_quite = Not quite
field-sayback-fix = What was meant
field-sayback-with = For whom
field-sayback-with-help = Only while it is kept aside

## What to talk about

kind-agenda = What to talk about
kind-agenda-plural = What to talk about
kind-agenda-add = Plan what to talk about
kind-agenda-edit = Change this
field-agenda-on = Day we meet
field-agenda-items = What to talk about
field-agenda-items-text = Topic
field-agenda-items-done = Talked about
field-agenda-with = For whom
field-agenda-with-help = Only while it is kept aside

## Promise

kind-promise = Promise
kind-promise-plural = Promises
kind-promise-add = Make a small promise
kind-promise-edit = Change this promise
field-promise-text = What is promised
field-promise-by = Who promises
choice-promise-by-me = I do
choice-promise-by-them = They do
field-promise-due = Until
field-promise-state = What became of it
choice-promise-state-open = Open
choice-promise-state-kept = Kept
choice-promise-state-moved = Moved
choice-promise-state-let_go = Let go
field-promise-with = For whom
field-promise-with-help = Only while it is kept aside

## My own word back

kind-mutual = My own word back
kind-mutual-plural = My own words back
kind-mutual-add = Share how I am, too
kind-mutual-edit = Change this
field-mutual-word = How are you today?
choice-mutual-word-fine = Fine
choice-mutual-word-need_a_talk = Need a talk
field-mutual-text = Anything else
field-mutual-with = For whom
field-mutual-with-help = Only while it is kept aside

## Practical help

kind-need = Practical help
kind-need-plural = Practical help
kind-need-add = Ask for practical help
kind-need-edit = Change this
field-need-sort = What is needed
choice-need-sort-ride = A ride
choice-need-sort-child_care = Care for children
choice-need-sort-food = Food
choice-need-sort-company = Company
choice-need-sort-errand = An errand
choice-need-sort-other = Something else
field-need-when = When
field-need-text = Anything else
field-need-state = Where it stands
choice-need-state-open = Open
choice-need-state-claimed = Someone has it
choice-need-state-done = Done
choice-need-state-dropped = No longer needed
field-need-with = For whom
field-need-with-help = Only while it is kept aside

## House code read

kind-codeack = The house code
kind-codeack-plural = The house code
kind-codeack-add = Note who read it
kind-codeack-edit = Change this
field-codeack-version = Version
field-codeack-on = Day
field-codeack-with = For whom
field-codeack-with-help = Only while it is kept aside

## Suggestion

kind-proposal = Suggestion
kind-proposal-plural = Suggestions
kind-proposal-add = Suggest a change
kind-proposal-edit = Change this
field-proposal-change = What I suggest
field-proposal-item = About
field-proposal-state = What became of it
choice-proposal-state-open = Open
choice-proposal-state-accepted = Taken up
choice-proposal-state-declined = Not taken up
field-proposal-with = For whom
field-proposal-with-help = Only while it is kept aside

## Copy for one person

kind-excerpt = Copy for one person
kind-excerpt-plural = Copies for one person
kind-excerpt-add = Copy a piece for one person
kind-excerpt-edit = Change this copy
field-excerpt-text = What the copy says
field-excerpt-title = What it is a copy of
field-excerpt-item = Copied from
field-excerpt-on = Day of the copy
field-excerpt-with = For whom
field-excerpt-with-help = Only while it is kept aside

## Emergency note

kind-emergencynote = Emergency note
kind-emergencynote-plural = Emergency notes
kind-emergencynote-add = Write an emergency note
kind-emergencynote-edit = Change this note
field-emergencynote-text = What they may need to know
field-emergencynote-with = For whom
field-emergencynote-with-help = Only while it is kept aside
