# Steps that are ticked, and what stands beside some lists.

labelled-question = { $label } { $value }

## Steps

steps-done = { $done } of { $count } done
goal-rests = Put this goal aside for now
goal-back = Bring it back
goal-rests-what = It rests here until you want it back

## Beside some lists

practice-adds = This adds to treatment. It does not replace it.
options-title = What there is
options-ask = Ask a clinician which of these could fit you. Places differ in what they offer.
option-detox = A place with medical care for the first days.
option-inpatient = You live there for a while. Days have a set plan.
option-php = Most of the day there, nights at home.
option-iop = A few hours, several days a week. You live at home.
option-outpatient = One visit at a time. You live at home.
option-otp_methadone = A clinic that gives methadone and sees you often.
option-office_bup = You see a doctor in an office. You live at home.
option-naltrexone = A medicine. A doctor can tell you more.
option-counselling = Time to talk with someone trained for it.
option-telehealth = The same talk from home, by phone or video.
option-peer = Somebody who has been there listens and shows a way.
option-housing = A home with others who want the same.
options-mine = Is this right for me?
options-mine-name = Is this right for me? { $name }

## The code

code-title = The code, version { $version }
code-what = Read it with whoever stands by you. Then note who read it.
code-listen = I listen first.
code-private = What I hear stays with me.
code-no-blame = I do not blame or test.
code-ask = I ask before I give advice.
code-decide = You decide what is in your plan.
code-limit = I say what I can do and what I cannot.
code-danger = If a life is in danger, I call for help at once.

## Tiny mode

tiny-all = Show everything
