# Words of looking back and of finding one's way: lists, the timeline, milestones, insights, search.

## Lists and records

look-named-gone = something that is no longer here
look-open-named = { $field }: { $title }
look-one-choice = For example:
look-day = { $field }: day
look-time = { $field }: time
look-day-short = Day
look-time-short = Time
look-day-help = Year, month, day, such as 2027-02-28
look-time-help = Such as 19:30
look-day-today = Today
look-day-today-name = Today, { $field }
look-zone-help = Where the clock is that counts, such as Europe/Lisbon. Leave it empty for your own clock.
look-zone-here = Use { $zone }
look-moment-here = That is { $day } at { $time } here.
look-moment-and-here = { $moment } ({ $here } here)
look-moment-odd = Use a day such as 2027-02-28 and a time such as 19:30
look-pick-find = Find in { $field }
look-pick-count = { $count ->
    [one] { $count } found
   *[other] { $count } found
}
look-pick-taken = Chosen: { $titles }
look-form-more = More, if you like

## Parts of long forms

look-part-when = When
look-part-where = Where and with whom
look-part-around = Before and after
look-part-who = For whom, and how it fits
look-part-how = How it works for you
look-part-course = How it went
look-part-supply = What you have left
look-part-think = Looking back
look-part-next = What comes next

## Sharing

look-share-more = Show more parts
look-share-more-name = Show more parts for { $name }
look-share-fewer = Show fewer parts
look-share-fewer-name = Show fewer parts for { $name }
look-share-so-far = These are the parts that can be shared so far. Only what you write after you share is sent, nothing older.

## Timeline

look-timeline = Timeline
look-timeline-what = What you noted, the newest first.
look-timeline-none = Nothing here yet. What you note shows up here by itself.
look-timeline-only-one = Show only one kind
look-timeline-only = Show only
look-timeline-day = Go to a day
look-timeline-go = Go there
look-day-is-today = Today
look-day-is-yesterday = Yesterday
look-day-is-tomorrow = Tomorrow

## Milestones and progress

look-progress = My days
look-progress-none = Choose a day to count from, if you like to count. Days that you did are never taken away.
look-progress-choose = Choose a day
look-progress-days = { $days }, counted from { $day }
look-progress-since = { $count ->
    [one] { $count } day since last use
   *[other] { $count } days since last use
}
look-progress-hundred = { $count } of the last { $of } days without use
look-progress-longest = { $count ->
    [one] Longest stretch: { $count } day
   *[other] Longest stretch: { $count } days
}
look-progress-urges = { $count } of { $of } urges ridden out
look-progress-stays = A hard day takes nothing away from this.
look-progress-change = Change the day or what is shown
look-river = The river so far
look-river-none = No stones yet. Add something that you want to mark.
look-river-name = { $count ->
    [one] A river with { $count } stone
   *[other] A river with { $count } stones
}

## Insights

look-insights = Insights
look-insights-what = Counted on this computer, from what you noted. Nobody else sees it.
look-insights-few = From { $least } notes on, this page can tell you something. So far: { $count }.
look-insights-example = For example: “On days with a meeting your mood was better: 7 of 9.”
look-insights-facts = What your notes say
look-insights-none = Nothing stands out in these weeks.
look-insights-no-cause = These are counts. They do not say why.
look-insights-span = How far back
look-span-month = 4 weeks
look-span-quarter = 12 weeks
look-span-year = 1 year
look-fact-mood = On days with a meeting your mood was better than on other days: { $count } of { $of }.
look-fact-sleep = On days with a meeting you slept better than on other days: { $count } of { $of }.
look-fact-late = Of your last { $of } urges, { $count } came late at night.
look-fact-parts = Urges by time of day: { $parts }.
look-time-morning = { $count } in the morning
look-time-afternoon = { $count } in the afternoon
look-time-evening = { $count } in the evening
look-time-night = { $count } at night
look-fact-weekday = Most urges came on { $day }: { $count } of { $of }.
look-fact-trigger = You named “{ $name }” for { $count } of { $of } urges.
look-fact-tool = After “{ $name }” the urge was lower { $count } of { $of } times.
look-plot-mood = Mood by day
look-plot-hours = Urges by hour
look-plot-weeks = Meetings by week
look-plot-name = { $title }, a picture. The same is there as a table.
look-as-table = Show as table
look-as-table-name = Show as table: { $title }
look-as-plot = Show as picture
look-as-plot-name = Show as picture: { $title }
look-table-day = Day
look-table-mood = Mood, 1 to 5
look-table-hour = Hour
look-table-urges = Urges
look-table-week = Week from
look-table-meetings = Meetings

## Search

look-search = Search
look-search-what = Find
look-search-help = A word or a part of one. Arrow down goes to what was found.
look-search-empty = What you look for stays on this computer.
look-search-count = { $count ->
    [0] Nothing found
    [one] { $count } result
   *[other] { $count } results
}
look-search-actions = Pages
look-search-in = { $kind }, { $field }
look-key-search = Find something

## History

look-history = History
look-history-what = Every change to this, newest first. Bringing one back adds a new change. Nothing is lost.
look-history-by = On { $device }
look-history-now = This is how it is now.
look-history-gone = It was removed.
look-history-again = It was brought back.
look-history-back = Bring this back
look-history-back-name = Bring this back, { $when }
look-history-done = Brought back
look-history-added = Added: { $words }.
look-history-removed = Removed: { $words }.
look-history-earlier = Show earlier changes

## Own words and tiny mode

look-own-words = My own words
look-own-words-row = What you call your days, your group, your people
look-own-words-what = Kith can use your words. They go with your plan to all your devices.
look-own-word-usual = If it is empty, Kith says “{ $word }”.
look-own-words-save = Keep these words
look-word-days = days in recovery
look-word-days-what = What you count
look-word-slip = slip
look-word-slip-what = Using when you did not want to
look-word-programme = my programme
look-word-programme-what = What you follow
look-word-sponsor = sponsor
look-word-sponsor-what = Who walks with you
look-tiny = Tiny mode
look-tiny-what = On days when less is more, Kith is three large buttons. One press shows everything again.
look-tiny-choice = Kith shows
look-tiny-off = Everything
look-tiny-on = Three buttons
look-tiny-checkin = How are you right now?
look-tiny-reach = Reach someone
look-tiny-reach-what = Your people and their numbers
look-tiny-hard = One small step at a time

## What comes

look-next = Next: { $when }, { $what }
look-next-more = See the week
look-week = My week
look-week-what = Meetings, visits, talks, reminders and review days, for the next seven days.
look-week-none = Nothing planned yet. Add a meeting you like, or one to try.
look-week-row = { $time } { $what }
look-week-talk = Talk with { $name }
look-week-went = I went
look-week-went-name = I went: { $what }
look-week-been = You went.
look-week-noted = Noted. It is in your timeline.
look-reminder-at = Your reminder for { $time }
look-reminder-done = Done
look-reminder-done-name = Done: { $text }
look-reminder-off = Done. It will not come back.
look-visit-with = Visit with { $name }

## With the owner's own words

look-after-slip = After { $slip }
