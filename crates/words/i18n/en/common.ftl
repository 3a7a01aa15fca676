# What the window and the command line share.

button-done = Done
visible-to = { $names } can see this
count-people = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
