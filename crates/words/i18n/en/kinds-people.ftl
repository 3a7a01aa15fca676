# People, beside the card of each. How names are put together stands in kinds.ftl.

## Sponsor or mentor

kind-mentorlink = Sponsor or mentor
kind-mentorlink-plural = Sponsors and mentors
kind-mentorlink-add = Note how I work with my sponsor
kind-mentorlink-edit = Change this
field-mentorlink-person = Who
field-mentorlink-program = What we share
field-mentorlink-since = Since
field-mentorlink-cadence = How often we talk
field-mentorlink-hours = When I may call
field-mentorlink-temporary = For a while only
