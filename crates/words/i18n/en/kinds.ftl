# Names of kinds, fields, choices, sections and roles. A name is put together while the program
# runs: kind-<kind>, kind-<kind>-plural, kind-<kind>-add,
# kind-<kind>-edit, field-<kind>-<field>, field-<kind>-<field>-help,
# choice-<kind>-<field>-<choice>, section-<section>, role-<role>.

## Person

kind-person = Person
kind-person-plural = People
kind-person-add = Add a person
kind-person-edit = Change this person
field-person-name = Name
field-person-name-help = The name you call them by. A first name is enough.
field-person-relation = Who they are to you
choice-person-relation-family = Family
choice-person-relation-friend = Friend
choice-person-relation-peer = Peer in recovery
choice-person-relation-sponsor = Sponsor
choice-person-relation-mentor = Mentor
choice-person-relation-clinician = Doctor, nurse or therapist
choice-person-relation-group = Someone from a group
choice-person-relation-other = Someone else
field-person-contacts = Ways to reach them
field-person-contacts-help = A phone number, an email or a place, best one first.
field-person-contacts-sort = Sort
choice-person-contacts-sort-phone = Phone
choice-person-contacts-sort-mobile = Mobile phone
choice-person-contacts-sort-email = Email
choice-person-contacts-sort-address = Place
choice-person-contacts-sort-other = Something else
field-person-contacts-value = Number or address
field-person-good_times = Good times to call
field-person-good_times-help = When do they like to be called? For instance, after six on weekdays.
field-person-ring = How close they are
field-person-ring-help = Put the people you would call first at 1
choice-person-ring-1 = Closest
choice-person-ring-2 = Close
choice-person-ring-3 = A bit further out
field-person-status = Are you in touch?
choice-person-status-active = In touch
choice-person-status-paused = Taking a break
choice-person-status-ended = No longer in touch
field-person-roles = What they are good for
field-person-roles-help = Pick as many as fit. Nobody has to be good for all of it.
choice-person-roles-listen = Listening
choice-person-roles-accountability = Keeping me on track
choice-person-roles-crisis_call = A call when it gets hard
choice-person-roles-distract = Taking my mind off it
choice-person-roles-practical = Hands-on help
choice-person-roles-ride = A ride
choice-person-roles-celebrate = Sharing good news
choice-person-roles-spiritual = Faith and meaning
choice-person-roles-clinical = Medical care
choice-person-roles-naloxone_holder = Keeping naloxone

## Reason

kind-reason = Reason
kind-reason-plural = My why
kind-reason-add = Add a reason
kind-reason-edit = Change this reason
field-reason-text = What matters to you
field-reason-text-help = A person, a hope, a plain wish. One line is enough.
field-reason-rank = Place in the list
field-reason-rank-help = Lower numbers come first

## Rung of the steady plan

kind-rung = Step
kind-rung-plural = Steady plan
kind-rung-add = Add a step
kind-rung-edit = Change this step
field-rung-step = Which step
choice-rung-step-1 = My early signs
choice-rung-step-2 = What I can do on my own
choice-rung-step-3 = Places and people that lift me
choice-rung-step-4 = People I can ask for help
choice-rung-step-5 = Doctors and lines I can call
choice-rung-step-6 = Making it safer around me
field-rung-text = Your words
field-rung-text-help = Short and plain, the way you would tell a friend

## The one word

kind-word = Word
kind-word-plural = One word a day
kind-word-add = Say how today is
kind-word-edit = Change this word
field-word-word = How are you today?
choice-word-word-fine = Fine
choice-word-word-need_a_talk = Need a talk

## Check-in

kind-checkin = Check-in
kind-checkin-plural = Check-ins
kind-checkin-add = Check in
kind-checkin-edit = Change this check-in
field-checkin-at = When
field-checkin-mood = Mood
choice-checkin-mood-1 = Rough
choice-checkin-mood-2 = Low
choice-checkin-mood-3 = OK
choice-checkin-mood-4 = Good
choice-checkin-mood-5 = Great
field-checkin-craving = Urge
field-checkin-craving-help = From 0, none at all, to 10, as strong as it gets
field-checkin-halt = Are you any of these right now?
field-checkin-halt-help = Pick as many as fit, or none
choice-checkin-halt-hungry = Hungry
choice-checkin-halt-angry = Angry
choice-checkin-halt-lonely = Lonely
choice-checkin-halt-tired = Tired
field-checkin-connected = I talked with someone today
field-checkin-need = What would help
choice-checkin-need-none = Nothing right now
choice-checkin-need-talk = A talk
choice-checkin-need-company = Company
choice-checkin-need-ride = A ride
choice-checkin-need-other = Something else
field-checkin-note = Note
field-checkin-note-help = Only if you want to

## Between two people

kind-reach = Message
kind-reach-plural = Messages
kind-reach-add = Write a message
kind-reach-edit = Change this message
field-reach-text = Message
field-reach-text-help = A few words are enough
field-reach-with = For whom
field-reach-with-help = Only while it is kept aside
kind-reply = Answer
kind-reply-plural = Answers
kind-reply-add = Write an answer
kind-reply-edit = Change this answer
field-reply-item = Answer to
field-reply-hash = Mark of what was answered
field-reply-hash-help = It shows which wording the answer was given to
field-reply-text = Answer

## Sections

section-profile = About you
section-people = People
section-reflections = Private thoughts
section-asides = Kept for later
section-why = My why
section-steady = Steady plan
section-home = A safer home
section-treatment = Treatment
section-medicine = Medicine
section-groups = Groups and meetings
section-triggers = Triggers
section-cravings = Urges
section-coping = What helps
section-goals = Goals
section-resources = Books, links and places
section-word = One word a day
section-checkins = Check-ins
section-boundaries = Boundaries
section-milestones = Milestones
section-journal = Journal
section-setbacks = After a slip
section-screens = Mood questions
section-bin = Deleted things
section-half = Between you and one person

## Roles

role-sponsor = Sponsor or mentor
role-family = Family
role-therapist = Therapist
role-peer = Peer in recovery
role-emergency = Emergency contact
