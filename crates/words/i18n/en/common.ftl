# What the window and the command line share.

button-done = Done
word-yes = Yes
word-no = No
visible-to = { $names } can see this
count-people = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
