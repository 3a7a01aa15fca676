# Steps that are ticked, and what stands beside some lists.

labelled-question = { $label } { $value }

## Steps

steps-done = { $done } of { $count } done
goal-rests = Not now
goal-back = Bring it back
goal-rests-what = It rests here until you want it back

## Tiny mode

tiny-all = Show everything
