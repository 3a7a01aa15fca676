# The people around the owner as rings, what each is good for, and for what nobody is here yet.

circle = Who is around me
circle-what = You are in the middle. Whoever you would call first stands closest. Only you see this.
circle-me = Me
circle-picture = Rings of people around you. { $rings }
circle-ring = { $ring }: { $names }
circle-ring-none = { $ring }: nobody yet
circle-far = Not in a ring yet
circle-rests = On a break
circle-more = { $count } more
circle-nobody = Nobody is here yet. One person is a good start.
circle-roles = Who helps with what
circle-role = { $role }: { $names }
circle-roles-none = Nothing is ticked yet. It stands on each person’s page.
circle-gaps = Not covered yet
circle-gaps-none = Somebody is here for each of them.
circle-gaps-what = You do not have to fill all of them. One at a time is enough.
circle-lean = Most of it rests on { $name }. Who else could take a part?
circle-week = This week
circle-week-person = { $name }: { $count ->
    [one] once
   *[other] { $count } times
}
circle-week-meetings = Meetings: { $count }
circle-week-days = Days you were in touch with someone: { $count }
circle-week-none = Nothing is noted this week. That may be fine.
circle-week-what = It counts whom you reached from here. A call that you did not note is not in it.
