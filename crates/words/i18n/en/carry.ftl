# Files in and out of a plan, in the window.

carry-title = Save and bring in files
carry-what = A copy of your plan for another Kith or another program, and files from others. Nothing is sent anywhere.

## Out

carry-out = Save a copy
carry-out-form = What the copy is for
carry-out-json = Another Kith
carry-out-json-what = One file (JSON) with every record as it is. Another Kith can take in all of it. Earlier versions of your words are not in it.
carry-out-markdown = To read
carry-out-markdown-what = A folder with a page of plain text (Markdown) for each part of the plan.
carry-out-calendar = A calendar
carry-out-calendar-what = Your visits, meetings and reminders for a calendar program (ICS). It holds the times and no names.
carry-out-automerge = Everything, with its history (automerge)
carry-out-automerge-what = A folder with your plan and all that changed in it. Programs that read automerge can open it.
carry-out-path = Where to save the copy
carry-out-do = Save a copy
carry-saved = Saved as { $to }

## In

carry-in = Bring in a file
carry-in-what = What is here already stays as it is. If one record differs from yours, nothing is taken in.
carry-in-form = What the file is
carry-in-json = A copy from Kith
carry-in-calendar = A calendar file
carry-in-meeting-guide = Meetings (Meeting Guide)
carry-in-bmlt = Meetings (BMLT)
carry-in-path = Where the file is
carry-in-do = Bring it in
carry-taken = { $added } added, { $there } here already, { $skipped } left out
carry-taken-changed = { $count ->
    [one] { $count } of them is not quite what the file says: look at its notes
   *[other] { $count } of them are not quite what the file says: look at their notes
}
