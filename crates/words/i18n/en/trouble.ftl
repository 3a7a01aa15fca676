# What went wrong, in three parts: what happened, what is safe, what to do next.
# One sentence has no stop; two have one each. `$detail` is the name of a field or a file.

## The vault

trouble-wrong-passphrase = That did not match
trouble-wrong-passphrase-safe = Nothing is lost
trouble-wrong-passphrase-next = Try again. Take your time.

trouble-locked = Your plan is locked
trouble-locked-safe = All of it is safe
trouble-locked-next = Type your passphrase to open it

trouble-passphrase-needed = This step needs your passphrase once more
trouble-passphrase-needed-safe = Nothing was changed
trouble-passphrase-needed-next = Type your passphrase, then try again

trouble-passphrase-unreadable = Kith cannot take this passphrase. It is not text, or it is far too long.
trouble-passphrase-unreadable-safe = Nothing was made yet
trouble-passphrase-unreadable-next = Pick another one. Five plain words that do not belong together work well.

trouble-passphrase-too-weak = That passphrase is too short to keep others out
trouble-passphrase-too-weak-safe = Nothing was made yet
trouble-passphrase-too-weak-next = Pick a longer one. Five plain words that do not belong together work well.

trouble-no-vault = There is no plan in this folder
trouble-no-vault-safe = Nothing here was changed
trouble-no-vault-next = Pick another folder, or make a new plan here

trouble-vault-exists = There is a plan in this folder already
trouble-vault-exists-safe = It was not touched
trouble-vault-exists-next = Open that plan, or pick an empty folder for the new one

trouble-vault-in-use = This plan is open in another Kith
trouble-vault-in-use-safe = Your plan is safe, and nothing was changed
trouble-vault-in-use-next = Use the one that is open, or close it and try again

trouble-read-only = Kith can read this folder but cannot write to it
trouble-read-only-safe = All that was saved before is safe
trouble-read-only-next = Allow writing in the folder, or move your plan, then try again

trouble-disk-full = Your last change is not saved yet. The disk is full.
trouble-disk-full-safe = Everything before it is safe
trouble-disk-full-next = Free some space, then try again

trouble-disk-failed = Your last change is not saved. The disk did not take it.
trouble-disk-failed-safe = What was saved before is still there
trouble-disk-failed-next = Close Kith, look after the disk, then open Kith and write it again

trouble-vault-unreadable = Kith cannot read the folder of your plan, or a file in it
trouble-vault-unreadable-safe = Nothing was changed
trouble-vault-unreadable-next = Look after the disk, and see that you may read the folder. Then try again.

trouble-lost-unsaved = What you wrote last was not saved
trouble-lost-unsaved-safe = All that Kith called saved is on the disk
trouble-lost-unsaved-next = Make room on the disk, then open Kith and write it again

trouble-not-saved-yet = Your last change is not saved yet
trouble-not-saved-yet-safe = Kith has it here and tries again soon. What was saved before is safe.
trouble-not-saved-yet-next = Do not close Kith yet. If it was closed, look if the change is there, and write it again if not.

trouble-newer-vault = A newer Kith wrote this plan
trouble-newer-vault-safe = Your plan is whole. This Kith has not changed it.
trouble-newer-vault-next = Open it with the newer Kith

trouble-not-a-vault = This folder holds other things, not a plan
trouble-not-a-vault-safe = Nothing in it was changed
trouble-not-a-vault-next = Pick the folder that holds your plan

# “trying” is what Kith leaves out for now, because it ended more than once while it read it.
trouble-damaged = { $detail ->
    [trying] Kith left a part of your plan out this time
   *[other] The file “{ $detail }” is damaged
}
trouble-damaged-safe = { $detail ->
    [trying] Kith ended more than once while it read that part. It rests as it was.
   *[other] Kith left it as it is. Your other files were not changed.
}
trouble-damaged-next = { $detail ->
    [trying] Close Kith and open it again. Kith tries that part again at a later start.
   *[other] Make a copy of the whole folder now. If another device of yours has this plan, use it there.
}
trouble-damaged-part = { $detail ->
    [trying] Kith left a part of this out this time
   *[other] A part of this is damaged in the file “{ $detail }”
}
trouble-damaged-part-safe = { $detail ->
    [trying] Kith ended more than once while it read that part. It rests as it was.
   *[other] You see all that can still be read. Kith left the file as it is.
}
trouble-damaged-part-next = { $detail ->
    [trying] Close Kith and open it again. Kith tries that part again at a later start.
   *[other] Bring this device together with another of yours that has this plan. What is missing can come back from there. If nobody has it, it is gone. Save what is left as a file. A new plan can take that in.
}

## Records

trouble-unknown-kind = Kith does not know this kind of record
trouble-unknown-kind-safe = Nothing was changed
trouble-unknown-kind-next = Look at the list of kinds, then try again

trouble-unknown-section = No part of the plan has this name
trouble-unknown-section-safe = Nothing was changed
trouble-unknown-section-next = Check the name, then try again

trouble-field-unknown = “{ $detail }” is not a field of this record
trouble-field-unknown-safe = Nothing was written
trouble-field-unknown-next = Check the name of the field, then try again

trouble-field-wrong-type = “{ $detail }” takes another sort of answer
trouble-field-wrong-type-safe = Nothing was written
trouble-field-wrong-type-next = Look at what it takes, change your answer, then try again

trouble-field-out-of-range = “{ $detail }” is too long, too small or too large
trouble-field-out-of-range-safe = Nothing was written
trouble-field-out-of-range-next = Look at what it takes, change your answer, then try again

trouble-field-no-such-record = “{ $detail }” names something that is not in your plan
trouble-field-no-such-record-safe = Nothing was written
trouble-field-no-such-record-next = Check the id, then try again

trouble-field-not-a-choice = “{ $detail }” does not have that choice
trouble-field-not-a-choice-safe = Nothing was written
trouble-field-not-a-choice-next = Pick one of its choices, then try again

trouble-field-twice = “{ $detail }” is named twice
trouble-field-twice-safe = Nothing was written
trouble-field-twice-next = Write it once, then try again

trouble-field-missing = This needs something in “{ $detail }”
trouble-field-missing-safe = Nothing was written
trouble-field-missing-next = Fill it in, then try again

trouble-bad-input = Kith could not read what was sent
trouble-bad-input-safe = Nothing was written
trouble-bad-input-next = Send one JSON object with the fields, then try again

trouble-fields-two-ways = The fields came in two ways: by --field, and as JSON
trouble-fields-two-ways-safe = Nothing was written
trouble-fields-two-ways-next = Send them in one way, then try again. Where a script has other things to read, give this command “</dev/null”.

trouble-no-such-record = No record here has this id
trouble-no-such-record-safe = Nothing was changed
trouble-no-such-record-next = Look at the list, copy the id, then try again

trouble-record-deleted = This was deleted
trouble-record-deleted-safe = It is still kept, and you can bring it back
trouble-record-deleted-next = Bring it back first, then change it

trouble-not-deleted = This was not deleted
trouble-not-deleted-safe = Nothing was changed
trouble-not-deleted-next = Look for it in its own section

trouble-not-yours = This is part of someone else’s plan. You can only read it.
trouble-not-yours-safe = Nothing was changed
trouble-not-yours-next = Write to them in the part that is between you two

trouble-read-only-kind = This kind of record cannot be written here
trouble-read-only-kind-safe = Nothing was changed
trouble-read-only-kind-next = Write it between you and one person, or pick another kind

trouble-nothing-to-undo = There is nothing to take back, or it was changed since
trouble-nothing-to-undo-safe = Your plan is as you see it
trouble-nothing-to-undo-next = Change it by hand if you want to

## People and sharing

trouble-no-such-person = Nobody in your plan has this id
trouble-no-such-person-safe = Nothing was changed
trouble-no-such-person-next = Look at your list of people, copy the id, then try again

trouble-not-paired = This person is in your plan, but their Kith is not linked to yours
trouble-not-paired-safe = Nothing was shared
trouble-not-paired-next = Invite them first, then try again

trouble-no-such-plan = No plan with this id is shared with you
trouble-no-such-plan-safe = Nothing was changed
trouble-no-such-plan-next = Look at the list of plans, copy the id, then try again

trouble-never-shared = This part of your plan is never shared
trouble-never-shared-safe = It stays with you
trouble-never-shared-next = Pick another part, or tell them in your own words

trouble-not-granted = This part is not shared with you
trouble-not-granted-safe = What is shared with you is still here
trouble-not-granted-next = Read the parts that are shared with you

trouble-half-stands = What you write to somebody always goes to them, and to nobody else
trouble-half-stands-safe = Nothing was changed
trouble-half-stands-next = Write to them only what they may read, and keep the rest in your own plan. It cannot be taken back once they have it.

trouble-not-shared = This part is not shared with them
trouble-not-shared-safe = Nothing was changed
trouble-not-shared-next = Look at who sees what

trouble-still-paired = Kith does not delete somebody you are paired with
trouble-still-paired-safe = Nothing was deleted
trouble-still-paired-next = Change their name if you like, and end what you share with them. A later version can end the pairing itself.

trouble-not-yet = Kith cannot share this part yet
trouble-not-yet-safe = Nothing was shared
trouble-not-yet-next = Share another part for now, or tell them in your own words

trouble-bad-until = Sharing cannot end on that day
trouble-bad-until-safe = Nothing was shared
trouble-bad-until-next = Pick another day, then try again

## Devices and settings

trouble-no-such-device = None of your devices has this id
trouble-no-such-device-safe = Nothing was changed
trouble-no-such-device-next = Look at your list of devices, copy the id, then try again

trouble-not-lead = Only your lead device can do this
trouble-not-lead-safe = Nothing was changed
trouble-not-lead-next = Do this on your lead device. Your list of devices shows which one it is.

trouble-bad-setting = No setting has this name, or it cannot be set to this
trouble-bad-setting-safe = Your settings are as they were
trouble-bad-setting-next = Check the name and the value, then try again

trouble-setting-takes = This setting takes one of these: { $detail }
trouble-setting-takes-safe = Your settings are as they were
trouble-setting-takes-next = Pick one of them, then try again

trouble-settings-whole = The settings of this device are not damaged
trouble-settings-whole-safe = Your settings are as they were
trouble-settings-whole-next = Change them one by one

trouble-address-needed = This does not say where the other side listens
trouble-address-needed-safe = Nothing was linked, and nothing was shared
trouble-address-needed-next = Use the whole ticket, or add the address: IP, a colon and the port

trouble-bad-address = Kith could not read this address
trouble-bad-address-safe = Nothing was changed
trouble-bad-address-next = Write the IP address, a colon and the port, then try again

## Linking

trouble-already-paired = This person is linked with you already
trouble-already-paired-safe = Nothing was changed, and nothing more was shared
trouble-already-paired-next = For a new computer of theirs, add them as a new person and invite that one. Then stop all that you share with the old one.

trouble-ticket-unreadable = Kith could not read this ticket
trouble-ticket-unreadable-safe = Nothing was linked, and nothing was shared
trouble-ticket-unreadable-next = Copy the whole ticket once more, then try again

trouble-ticket-expired = This ticket has run out
trouble-ticket-expired-safe = Nothing was linked, and nothing was shared
trouble-ticket-expired-next = Ask for a new ticket, then try again

trouble-ticket-used = This ticket was used before, or is no longer open
trouble-ticket-used-safe = Nothing was linked, and nothing was shared
trouble-ticket-used-next = Ask for a new ticket, then try again

trouble-ticket-unanswered = Nobody waits for this ticket now. It may be used up, or the other device may be off.
trouble-ticket-unanswered-safe = Nothing was linked, and nothing was shared
trouble-ticket-unanswered-next = Turn both on, and see if the ticket is still shown there. If not, ask for a new one.

trouble-ticket-for-other = This ticket does not fit here. One sort links a device of your own, one links two people.
trouble-ticket-for-other-safe = Nothing was linked, and nothing was shared
trouble-ticket-for-other-next = For a device of your own, use an empty folder. For a person, use the folder of your plan.

trouble-words-differ = The four words were not the same on both sides
trouble-words-differ-safe = The link was not made, and nothing was shared
trouble-words-differ-next = Start again with a new ticket. Read the words to each other by voice.

trouble-pairing-cancelled = This was ended on this side, not by the other one
trouble-pairing-cancelled-safe = The link was not made, and nothing was shared
trouble-pairing-cancelled-next = Start again with a new ticket if you both want to

trouble-pairing-ended-there = The other side ended this
trouble-pairing-ended-there-safe = The link was not made, and nothing was shared
trouble-pairing-ended-there-next = Talk with them. Start again if you both want to.

trouble-pairing-unfinished = They stand in your list of people you are linked with. Their side did not say that it kept the link.
trouble-pairing-unfinished-safe = Your plan is safe here, and nothing was shared
trouble-pairing-unfinished-next = Ask if you stand in their list too. If not, start again with a new ticket.

trouble-link-unfinished = The new device stands in your list of devices. It did not say that it kept the link.
trouble-link-unfinished-safe = Your plan is safe here
trouble-link-unfinished-next = Look if your plan opens there. If not, link it again from an empty folder. The line in your list stays.

trouble-pairing-busy = Another ticket of yours is still open
trouble-pairing-busy-safe = It still works
trouble-pairing-busy-next = Use it, end it or let it run out, then try again

trouble-nothing-to-answer = Nobody is waiting for your answer
trouble-nothing-to-answer-safe = Nothing was linked, and nothing was shared
trouble-nothing-to-answer-next = Start with a new ticket

trouble-unreachable = The other device did not answer. It may be off.
trouble-unreachable-safe = Your plan is safe here
trouble-unreachable-next = Turn both on, put them on a network, then try again

trouble-no-socket = This computer gave Kith no way out to the network
trouble-no-socket-safe = Your plan is safe here, and nobody was called
trouble-no-socket-next = Change “network.listen” if another program has the port, or if the address is not one of this computer. Then try again.

trouble-offline = Kith was told to stay off the network
trouble-offline-safe = Your plan is safe here
trouble-offline-next = To link up, let Kith use the network, then try again

trouble-kit-words-unreadable = These are not the words of a recovery kit
trouble-kit-words-unreadable-safe = Nothing was changed
trouble-kit-words-unreadable-next = Check the spelling and the order of all 24 words, then try again

## Kith itself

trouble-half-done = Kith could not do all of this. Some of it may be done.
trouble-half-done-safe = All that was saved before is safe
trouble-half-done-next = Look at who sees what, then try again. Is the disk full? Make room first.

trouble-internal = Something in Kith did not work
trouble-internal-safe = Nothing was written. What was saved before is safe.
trouble-internal-next = Close Kith and open it again, then try once more

## Files

trouble-file-unreadable = Kith cannot read that file
trouble-file-unreadable-safe = Nothing was changed
trouble-file-unreadable-next = Look at its name and at who may read it, then try again

trouble-bad-file = That file does not hold what it should
trouble-bad-file-safe = Nothing of it was taken in
trouble-bad-file-next = Look at what sort of file it is, then try again

trouble-newer-file = A newer Kith wrote that file
trouble-newer-file-safe = Nothing of it was taken in
trouble-newer-file-next = Open it with the newest Kith

trouble-file-exists = There is something of that name already
trouble-file-exists-safe = It was not touched
trouble-file-exists-next = Pick another name, or move what is there

trouble-file-not-written = The file could not be written
trouble-file-not-written-safe = Your plan was not changed
trouble-file-not-written-next = Try another folder

trouble-records-differ = The file says something else of { $detail } of your records
trouble-records-differ-safe = Nothing of it was taken in
trouble-records-differ-next = Make a new plan for it, or keep what you have

trouble-not-there-then = That record was not there at that time
trouble-not-there-then-safe = Nothing was changed
trouble-not-there-then-next = Look at its history for the times
