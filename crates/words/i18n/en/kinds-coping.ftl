# What helps, what sets off, and what is hoped for. How names are put together stands in kinds.ftl.

## Thing that helps

kind-strategy = Thing that helps
kind-strategy-plural = What helps
kind-strategy-add = Add something that helps
kind-strategy-edit = Change this
field-strategy-text = What helps
field-strategy-text-help = In your own words. One line is enough.
field-strategy-sort = What sort of help
choice-strategy-sort-calm = Calm down
choice-strategy-sort-move = Move
choice-strategy-sort-connect = Be with someone
choice-strategy-sort-distract = Think of something else
choice-strategy-sort-think = Think it through
choice-strategy-sort-body = Care for my body
choice-strategy-sort-activity = Do something I like
choice-strategy-sort-other = Something else
field-strategy-energy = Energy it takes
choice-strategy-energy-1 = A little
choice-strategy-energy-2 = Some
choice-strategy-energy-3 = A lot
field-strategy-minutes = Minutes it takes
field-strategy-alone = I can do it alone
field-strategy-place = Where
field-strategy-cost = What it costs
field-strategy-from = Who gave me this
field-strategy-favourite = Keep it at the top

## Routine

kind-routine = Routine
kind-routine-plural = My days
kind-routine-add = Add a routine
kind-routine-edit = Change this routine
field-routine-name = What you call it
field-routine-anchors = Fixed points of the day
field-routine-anchors-time = Time
field-routine-anchors-text = What I do
field-routine-tiny = On a low day
field-routine-tiny-help = The smallest version still counts
field-routine-tiny-text = The small version

## Goal

kind-goal = Goal
kind-goal-plural = Goals
kind-goal-add = Add a goal
kind-goal-edit = Change this goal
field-goal-area = Part of life
choice-goal-area-home = Home
choice-goal-area-health = Health
choice-goal-area-purpose = Purpose
choice-goal-area-community = People around me
field-goal-want = What I want
field-goal-why = Why it matters to me
field-goal-steps = Small steps
field-goal-steps-text = Step
field-goal-steps-done = Done
field-goal-with = Who goes with me
field-goal-review = Look again
field-goal-parked = Not now
field-goal-parked-help = It rests here until you want it back

## Book, link or place

kind-resource = Book, link or place
kind-resource-plural = Books, links and places
kind-resource-add = Keep a book, link or place
kind-resource-edit = Change this
field-resource-title = What it is called
field-resource-sort = What it is
choice-resource-sort-link = Link
choice-resource-sort-phone = Phone number
choice-resource-sort-book = Book
choice-resource-sort-place = Place
choice-resource-sort-app = App
choice-resource-sort-other = Something else
field-resource-url = Web address
field-resource-phone = Phone
field-resource-note = What it is good for
field-resource-from = Who gave it to me
field-resource-verified = Last checked on
field-resource-tags = Words to find it by
field-resource-tags-text = Word

## Trigger

kind-trigger = Trigger
kind-trigger-plural = Triggers
kind-trigger-add = Add a trigger
kind-trigger-edit = Change this trigger
field-trigger-label = What sets it off
field-trigger-sort = What it is
choice-trigger-sort-person = Person
choice-trigger-sort-place = Place
choice-trigger-sort-thing = Thing
choice-trigger-sort-situation = Situation
choice-trigger-sort-time = Time
choice-trigger-sort-body = Body
choice-trigger-sort-feeling = Feeling
choice-trigger-sort-thought = Thought
field-trigger-strength = How strong
field-trigger-stance = How I meet it
choice-trigger-stance-avoid = Stay away
choice-trigger-stance-limit = Keep it short
choice-trigger-stance-prepare = Get ready
field-trigger-plan = What helps against it

## Urge

kind-craving = Urge
kind-craving-plural = Urges
kind-craving-add = Write down an urge
kind-craving-edit = Change this urge
field-craving-at = When
field-craving-before = How strong at first
field-craving-before-help = From 0, none at all, to 10, as strong as it gets
field-craving-after = How strong at the end
field-craving-ratings = How it went
field-craving-ratings-minute = Minutes in
field-craving-ratings-strength = How strong
field-craving-halt = Were you any of these?
choice-craving-halt-hungry = Hungry
choice-craving-halt-angry = Angry
choice-craving-halt-lonely = Lonely
choice-craving-halt-tired = Tired
field-craving-triggers = What set it off
field-craving-used = What I used
field-craving-alone = I was alone
field-craving-minutes = Minutes it took
field-craving-reached = Who I reached
field-craving-note = Note

## Tool I used

kind-toolrun = Tool I used
kind-toolrun-plural = Tools I used
kind-toolrun-add = Write down a tool I used
kind-toolrun-edit = Change this
field-toolrun-at = When
field-toolrun-tool = Which tool
choice-toolrun-tool-breathing = Breathing
choice-toolrun-tool-ride_it_out = Riding it out
choice-toolrun-tool-grounding = Looking around
choice-toolrun-tool-two_sides = Two sides
choice-toolrun-tool-play_forward = Play it forward
choice-toolrun-tool-other = Something else
field-toolrun-seconds = Seconds
field-toolrun-before = Before
field-toolrun-after = After
field-toolrun-strategy = My own tool
