# What happened, day by day. How names are put together stands in kinds.ftl.

## Body basics

kind-daycare = Body basics
kind-daycare-plural = Body basics
kind-daycare-add = Write down sleep, food and movement
kind-daycare-edit = Change this
field-daycare-on = Day
field-daycare-sleep_hours = Hours I slept
field-daycare-slept = How well I slept
field-daycare-meals = Meals I had
field-daycare-moved = I moved my body

## Page

kind-entry = Page
kind-entry-plural = Journal
kind-entry-add = Write a page
kind-entry-edit = Change this page
field-entry-at = When
field-entry-body = Today
field-entry-mood = Mood
choice-entry-mood-1 = Rough
choice-entry-mood-2 = Low
choice-entry-mood-3 = OK
choice-entry-mood-4 = Good
choice-entry-mood-5 = Great
field-entry-tags = Words to find it by
field-entry-tags-text = Word
field-entry-prompt = The question I answered

## Milestone

kind-milestone = Milestone
kind-milestone-plural = Milestones
kind-milestone-add = Add a milestone
kind-milestone-edit = Change this milestone
field-milestone-note = What I want to mark
field-milestone-sort = Part of life
choice-milestone-sort-time = Time
choice-milestone-sort-skill = Something I learned
choice-milestone-sort-family = Family
choice-milestone-sort-health = Health
choice-milestone-sort-work = Work
choice-milestone-sort-money = Money
choice-milestone-sort-custom = Something else
field-milestone-on = Day
field-milestone-with = Who celebrates with me

## What happened

kind-setback = What happened
kind-setback-plural = After a slip
kind-setback-add = Write what happened
kind-setback-edit = Change this
field-setback-at = When
field-setback-what = What happened
field-setback-what-help = Only if you want to say
field-setback-safe_now = I am safe now
field-setback-told = Who I told
field-setback-before = What came before it
field-setback-helped = What helped a bit
field-setback-learned = What I know now
field-setback-next_step = One next step

## Day I count from

kind-progress = Day I count from
kind-progress-plural = Days I count from
kind-progress-add = Add a day I count from
kind-progress-edit = Change this
field-progress-start = The day I count from
field-progress-last_use = Day of last use
field-progress-last_use-help = Only if you want to keep it
field-progress-show = Lines I want to see
choice-progress-show-days = Days in recovery
choice-progress-show-since = Days since last use
choice-progress-show-hundred = Of the last hundred days
choice-progress-show-longest = Longest time
choice-progress-show-urges = Urges I rode out

## Mood screen

kind-screen = Mood questions
kind-screen-plural = Mood questions
kind-screen-add = Answer two questions
kind-screen-edit = Change this
field-screen-sort = Which two questions
choice-screen-sort-phq2 = Low mood
choice-screen-sort-gad2 = Worry
field-screen-at = When
field-screen-first = First answer
choice-screen-first-0 = Not at all
choice-screen-first-1 = Several days
choice-screen-first-2 = More than half the days
choice-screen-first-3 = Nearly every day
field-screen-second = Second answer
choice-screen-second-0 = Not at all
choice-screen-second-1 = Several days
choice-screen-second-2 = More than half the days
choice-screen-second-3 = Nearly every day
field-screen-raise_with = Who I want to talk to about it
