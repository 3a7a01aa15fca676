# Cards for the worst hour, and the names of lines that anybody may call. The numbers themselves are data,
# in src/helplines.rs.

## Somebody will not wake up

crisis-wake-title = Someone will not wake up
crisis-wake-signs = Look for this
crisis-wake-sign-1 = You cannot wake them.
crisis-wake-sign-2 = They breathe very slow, or not at all.
crisis-wake-sign-3 = They snore or gurgle.
crisis-wake-sign-4 = Their lips or nails look blue or grey.
crisis-wake-do = Do this now
crisis-wake-do-1 = Call { $number }. Say: “Not breathing. Will not wake.”
crisis-wake-do-2 = Give naloxone if you have it.
crisis-wake-do-3 = Breathe for them, or do what the person on the phone says.
crisis-wake-do-4 = No change in 2 to 3 minutes? Give it again. Use the other side of the nose.
crisis-wake-do-5 = They breathe again? Lay them on their side. Stay. Naloxone can wear off.
crisis-wake-not = Do not do this
crisis-wake-not-1 = No cold shower. No slaps. Do not make them throw up. No other drugs.
crisis-wake-made = This card is general. No doctor has read it yet.

## If you used

crisis-used-title = Thank you for telling the truth
crisis-used-safe = Are you safe now?
crisis-used-low = Your tolerance is lower now. After a break, even a little can be too much. Do not use alone.
crisis-used-medicine = Do not decide about your medicine alone. Before you take it again, call the person who prescribes it.
crisis-used-near = Keep naloxone near. Tell someone where it is.

## Lines

helpline-title = Lines you can call
helpline-country = Where are you?
helpline-emergency = In danger, call { $number }
helpline-call = Call { $number }
helpline-text = Text { $number }
helpline-text-word = Text { $word } to { $number }
helpline-call-or-text = Call or text { $number }
helpline-found = Written down on { $day }. We have not called it yet.
helpline-all-found = These numbers were written down on { $day }.
helpline-verified = Last called on { $day }.
helpline-all-verified = Last called on { $day }.
helpline-own = You can call them first.
helpline-elsewhere = Not in this country? Pick yours here. You can keep any other line under books and links.
helpline-topic-crisis = Someone to talk to
helpline-topic-treatment = Treatment and drugs
helpline-topic-not-alone = Someone stays on the line with you
helpline-topic-violence = Harm at home
helpline-topic-poison = Poison
country-us = United States
country-ca = Canada
country-gb = United Kingdom
country-ie = Ireland
country-au = Australia
country-de = Germany
country-fr = France
country-in = India
