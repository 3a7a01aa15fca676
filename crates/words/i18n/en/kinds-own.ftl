# What is set up for oneself. How names are put together stands in kinds.ftl.

## Reminder

kind-reminder = Reminder
kind-reminder-plural = Reminders
kind-reminder-add = Add a reminder
kind-reminder-edit = Change this reminder
field-reminder-text = What it says
field-reminder-text-help = Neutral words. Others may see your screen.
field-reminder-on = Day
field-reminder-time = Time
field-reminder-repeat = Repeats
choice-reminder-repeat-once = Only once
choice-reminder-repeat-daily = Every day
choice-reminder-repeat-weekly = Every week
choice-reminder-repeat-monthly = Every month
field-reminder-ended = Switched off
