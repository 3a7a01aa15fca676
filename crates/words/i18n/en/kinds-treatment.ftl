# Care by others, and medicine. How names are put together stands in kinds.ftl.

## Treatment idea

kind-optionnote = Treatment idea
kind-optionnote-plural = Treatment ideas
kind-optionnote-add = Add a treatment idea
kind-optionnote-edit = Change this
field-optionnote-sort = What kind
choice-optionnote-sort-detox = Detox
choice-optionnote-sort-inpatient = A stay in a clinic
choice-optionnote-sort-php = Day clinic
choice-optionnote-sort-iop = Several days a week
choice-optionnote-sort-outpatient = Visits while I live at home
choice-optionnote-sort-otp_methadone = Methadone from a clinic
choice-optionnote-sort-office_bup = Buprenorphine from an office
choice-optionnote-sort-naltrexone = Naltrexone
choice-optionnote-sort-counselling = Talking with a counsellor
choice-optionnote-sort-telehealth = By phone or video
choice-optionnote-sort-peer = Help from peers
choice-optionnote-sort-housing = A place to live
field-optionnote-interest = How right it feels for me
field-optionnote-question = What I want to ask

## Time in treatment

kind-episode = Time in treatment
kind-episode-plural = Times in treatment
kind-episode-add = Add a time in treatment
kind-episode-edit = Change this
field-episode-sort = What kind
choice-episode-sort-detox = Detox
choice-episode-sort-inpatient = A stay in a clinic
choice-episode-sort-php = Day clinic
choice-episode-sort-iop = Several days a week
choice-episode-sort-outpatient = Visits while I live at home
choice-episode-sort-otp_methadone = Methadone from a clinic
choice-episode-sort-office_bup = Buprenorphine from an office
choice-episode-sort-naltrexone = Naltrexone
choice-episode-sort-counselling = Talking with a counsellor
choice-episode-sort-telehealth = By phone or video
choice-episode-sort-peer = Help from peers
choice-episode-sort-housing = A place to live
field-episode-provider = Where, or with whom
field-episode-from = First day
field-episode-to = Last day
field-episode-contact = How to reach them
field-episode-goals = What I want from it

## Plan for leaving

kind-discharge = Plan for leaving
kind-discharge-plural = Plans for leaving
kind-discharge-add = Plan for leaving
kind-discharge-edit = Change this plan
field-discharge-on = The day I leave
field-discharge-first_appt = First visit after it
field-discharge-naloxone_with = Who has naloxone
field-discharge-met_by = Who meets me
field-discharge-sleep_at = Where I sleep that night
field-discharge-first_meeting = The first meeting I go to

## Visit

kind-appt = Visit
kind-appt-plural = Visits
kind-appt-add = Add a visit
kind-appt-edit = Change this visit
field-appt-at = When
field-appt-at-help = If it repeats: the first one
field-appt-zone = Time zone
field-appt-zone-help = Where the clock is that counts, such as Europe/Lisbon. Leave it empty for your own clock.
field-appt-repeat = Repeats
choice-appt-repeat-once = Only once
choice-appt-repeat-weekly = Every week
choice-appt-repeat-two_weeks = Every two weeks
choice-appt-repeat-monthly = Every month
field-appt-until = Last day
field-appt-person = With whom
field-appt-mode = How we meet
choice-appt-mode-in_person = In person
choice-appt-mode-phone = By phone
choice-appt-mode-video = By video
field-appt-place = Where
field-appt-link = Link to join
field-appt-backup_phone = A number if video breaks
field-appt-private_place = I have a quiet place for the call
field-appt-prep = What I want to bring up
field-appt-outcome = What came of it

## Task from therapy

kind-homework = Task from therapy
kind-homework-plural = Tasks from therapy
kind-homework-add = Add a task from therapy
kind-homework-edit = Change this task
field-homework-task = The task
field-homework-from = Who gave it to me
field-homework-due = Until
field-homework-done = Done
field-homework-reflection = What I saw while doing it

## Thing in the way

kind-barrier = Thing in the way
kind-barrier-plural = Things in the way
kind-barrier-add = Add something in the way
kind-barrier-edit = Change this
field-barrier-sort = What is in the way
choice-barrier-sort-cost = Money
choice-barrier-sort-transport = Getting there
choice-barrier-sort-time = Time
choice-barrier-sort-childcare = Care for children
choice-barrier-sort-stigma = What people may say
choice-barrier-sort-insurance = Insurance
choice-barrier-sort-waitlist = A long wait
choice-barrier-sort-fear = Fear
field-barrier-note = How it gets in the way
field-barrier-workaround = A way around it
field-barrier-helper = Who can help

## Practice

kind-practice = Practice
kind-practice-plural = Practices
kind-practice-add = Add a practice
kind-practice-edit = Change this practice
field-practice-name = What it is
field-practice-cadence = How often
field-practice-cost = What it costs
field-practice-helps = How much it helps

## Who may talk with whom

kind-consent = Who may talk with whom
kind-consent-plural = Who may talk with whom
kind-consent-add = Note who may talk with whom
kind-consent-edit = Change this note
field-consent-text = Who may talk with whom, and about what
field-consent-person = Who I gave it to
field-consent-since = Since
field-consent-until = Until
field-consent-ended = I took it back

## Medicine

kind-med = Medicine
kind-med-plural = Medicines
kind-med-add = Add a medicine
kind-med-edit = Change this medicine
field-med-name = Name
field-med-class = What sort
choice-med-class-methadone = Methadone
choice-med-class-buprenorphine = Buprenorphine
choice-med-class-naltrexone = Naltrexone
choice-med-class-naloxone = Naloxone
choice-med-class-other = Something else
field-med-dose = As written for me
field-med-dose-help = Copy it from the label
field-med-times = Times of day
field-med-times-time = Time
field-med-why = What it is for
field-med-prescriber = Who prescribes it
field-med-refill = Refill by
field-med-lasts_until = What I have lasts until
field-med-ended = No longer prescribed

## Medicine taken

kind-dose = Medicine taken
kind-dose-plural = Medicine diary
kind-dose-add = Write in my medicine diary
kind-dose-edit = Change this line
field-dose-med = Which medicine
field-dose-due = When it was due
field-dose-at = When I took it
field-dose-state = What happened
choice-dose-state-taken = Taken
choice-dose-state-late = Taken late
choice-dose-state-not_taken = Not taken
