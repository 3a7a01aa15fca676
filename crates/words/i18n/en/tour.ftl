# What the tour tells: a line a step, what was computed in each, and how it ended.

## The steps

tour-step-plan = Mara makes a plan on her laptop.
tour-step-link = She links her desktop, by a ticket and four words.
tour-step-pair = She pairs with Ana, her sponsor.
tour-step-grant = She lets Ana read the one word from today, and nothing else.
tour-step-apart = Her devices lose each other, and she edits on both.
tour-step-together = They find each other again and agree.
tour-step-settle = Where both values were kept, Mara says which one is right.
tour-step-answer = Mara reaches for Ana, and Ana answers from her own half.
tour-step-reads = Ana reads what was granted and is refused the rest.
tour-step-times = Edits on the laptop show on the desktop.
tour-step-proof = Nothing else of Mara’s is in Ana’s vault, nor was it ever sent to her.

## What was computed

tour-fact-kit-words = words of the kit
tour-fact-person-records = people
tour-fact-reason-records = reasons
tour-fact-rung-records = steps of the steady plan
tour-fact-checkin-records = check-ins
tour-fact-word-records = words of a day
tour-fact-devices-that-the-laptop-knows = devices that the laptop knows
tour-fact-devices-that-the-desktop-knows = devices that the desktop knows
tour-fact-words-compared = words compared
tour-fact-guests-of-mara = guests of Mara
tour-fact-sections-that-ana-reads = sections that Ana reads
tour-fact-who-sees = who sees what
tour-fact-words-in-mara-s-plan = words in Mara’s plan
tour-fact-words-that-ana-sees = words that Ana sees
tour-fact-the-two-differ = the two differ
tour-fact-millis-until-they-agreed = milliseconds until they agreed
tour-fact-different-fields-are-both-there = different fields are both there
tour-fact-the-same-field-keeps-both = the same field keeps both
tour-fact-the-deleted-stays-deleted = the deleted stays deleted
tour-fact-the-edit-against-it-is-kept-with-it = the edit against it is kept with it
tour-fact-the-right-step = the right step
tour-fact-the-answer-names-what-it-answers = the answer names what it answers
tour-fact-records-between-them = records between them
tour-fact-view-as-ana-is-what-ana-reads = view as Ana is what Ana reads
tour-fact-kinds-that-ana-is-refused = kinds that Ana is refused
tour-fact-edits = edits
tour-fact-durable-here-p50-ms = saved here, half within ms
tour-fact-shown-there-p50-ms = shown there, half within ms
tour-fact-sections-in-ana-s-vault = sections in Ana’s vault
tour-fact-sections-kept-from-her = sections kept from her
tour-fact-things-looked-for = things looked for
tour-fact-things-found = things found
tour-fact-files-searched = files searched
tour-fact-messages-searched = messages searched
tour-fact-message-bytes-searched = bytes of messages searched

## What was measured

tour-fact-edit-to-durable-p50-ms = edit to saved, half within ms
tour-fact-edit-here-to-shown-there-p50-ms = edit here to shown there, half within ms
tour-fact-laptop-sent-to-ana-since-apart-bytes = bytes sent to Ana since they were apart
tour-fact-laptop-sent-to-desktop-since-apart-bytes = bytes sent to the desktop since then
tour-fact-vault-of-the-laptop-bytes = bytes of the laptop’s vault
tour-fact-vault-of-ana-bytes = bytes of Ana’s vault

## What Mara and Ana write

tour-text-reason = My sister. { $mark }
tour-text-first-step = Walk around the block
tour-text-second-step = Call Luis { $mark }
tour-text-reach = Can you call tonight?
tour-text-reply = Yes, at eight

## The end

tour-as-told = All { $steps } steps were as told, in { $seconds } s.
tour-not-as-told = Not as told: { $fault }.
