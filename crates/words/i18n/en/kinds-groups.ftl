# Meetings. How names are put together stands in kinds.ftl.

## Meeting

kind-group = Meeting
kind-group-plural = Meetings
kind-group-add = Add a meeting
kind-group-edit = Change this meeting
field-group-name = What it is called
field-group-fellowship = What kind of group
field-group-day = Day
choice-group-day-monday = Monday
choice-group-day-tuesday = Tuesday
choice-group-day-wednesday = Wednesday
choice-group-day-thursday = Thursday
choice-group-day-friday = Friday
choice-group-day-saturday = Saturday
choice-group-day-sunday = Sunday
field-group-weeks = Which weeks
choice-group-weeks-every = Every week
choice-group-weeks-first = First of the month
choice-group-weeks-second = Second of the month
choice-group-weeks-third = Third of the month
choice-group-weeks-fourth = Fourth of the month
choice-group-weeks-last = Last of the month
field-group-time = Starts at
field-group-time-help = In the time of the place where it is. For instance, 19:00.
field-group-minutes = Minutes it lasts
field-group-zone = Time zone
field-group-zone-help = For instance, Europe/Lisbon. Leave it out if it is near you.
field-group-place = Where
field-group-conference_url = Link to join
field-group-conference_phone = Number to join
field-group-types = What the listing says
field-group-types-text = Word
field-group-tags = Good for
choice-group-tags-moud_friendly = People who take medicine
choice-group-tags-women = Women
choice-group-tags-lgbtq = LGBTQ
choice-group-tags-veterans = Veterans
choice-group-tags-parents = Parents
choice-group-tags-secular = No faith asked
choice-group-tags-faith = People of faith
choice-group-tags-chronic_pain = People with pain
choice-group-tags-young = Young people
field-group-language = Language
field-group-fit = How well it fits me
field-group-notes = Notes

## Meeting I went to

kind-attend = Meeting I went to
kind-attend-plural = Meetings I went to
kind-attend-add = I went
kind-attend-edit = Change this
field-attend-group = Which meeting
field-attend-on = Day

## Thing I took with me

kind-takeaway = Thing I took with me
kind-takeaway-plural = What I took with me
kind-takeaway-add = Write what I took with me
kind-takeaway-edit = Change this
field-takeaway-group = Which meeting
field-takeaway-on = Day
field-takeaway-text = What I took with me
field-takeaway-feel_before = How I felt before
field-takeaway-feel_after = How I felt after
