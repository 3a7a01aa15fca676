# Reasons, letters, the steady plan, a safer home. How names are put together stands in kinds.ftl.

## Letter to me

kind-letter = Letter to me
kind-letter-plural = Letters to me
kind-letter-add = Write a letter to me
kind-letter-edit = Change this letter
field-letter-body = What you want to read then
field-letter-open_when = Open it when
choice-letter-open_when-craving = An urge comes
choice-letter-open_when-slip = I had a slip
choice-letter-open_when-lonely = I feel alone
choice-letter-open_when-angry = I am angry
choice-letter-open_when-proud = I am proud

## My story

kind-story = My story
kind-story-plural = My story
kind-story-add = Write my story
kind-story-edit = Change my story
field-story-title = What this telling is called
field-story-body = My story
field-story-audience = Who it is for

## Hard time

kind-highrisk = Hard time
kind-highrisk-plural = Hard times
kind-highrisk-add = Add a hard time
kind-highrisk-edit = Change this
field-highrisk-when = When it gets hard
field-highrisk-why = Why it is hard then
field-highrisk-plan = What I do then

## Sign

kind-sign = Sign
kind-sign-plural = Signs
kind-sign-add = Add a sign
kind-sign-edit = Change this sign
field-sign-text = What I or others can see
field-sign-level = How far along
choice-sign-level-early = Early
choice-sign-level-late = Late
field-sign-first_move = The first thing I do

## Safer at home

kind-homeitem = Safer at home
kind-homeitem-plural = A safer home
kind-homeitem-add = Add something that makes home safer
kind-homeitem-edit = Change this
field-homeitem-text = What makes it safer
field-homeitem-done = Done
field-homeitem-helper = Who helps

## Naloxone

kind-naloxone = Naloxone
kind-naloxone-plural = Naloxone
kind-naloxone-add = Add where naloxone is
kind-naloxone-edit = Change this
field-naloxone-place = Where it is
field-naloxone-holder = Who has it
field-naloxone-expires = Date on the pack
