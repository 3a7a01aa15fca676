# The two short screens that anybody may use: two questions each, in the exact words of their makers. The
# questions and the answers are quoted, and may not be changed.

## The exact words

two-lead = Over the last 2 weeks, how often have you been bothered by the following problems?
two-phq2-1 = Little interest or pleasure in doing things
two-phq2-2 = Feeling down, depressed, or hopeless
two-gad2-1 = Feeling nervous, anxious, or on edge
two-gad2-2 = Not being able to stop or control worrying
two-answer-0 = Not at all
two-answer-1 = Several days
two-answer-2 = More than half the days
two-answer-3 = Nearly every day

## Around them

two-what = Two questions each. They cannot tell you anything for sure. They can help you see if it is time to talk to someone.
two-start-phq2 = Two questions on mood
two-start-gad2 = Two questions on worry
two-made = These questions are called { $name }. They stand here in the words of their makers.
two-name-phq2 = PHQ-2
two-name-gad2 = GAD-2
two-sum = { $sum } of 6
two-title-sum = Your answers add up to { $sum } of 6
two-low = This is below 3. If it is still hard, you can talk to someone all the same.
two-talk = At 3 or more, it is a good idea to talk to someone about it.
two-not = It does not tell you what you have. Only a person who knows you can say what it means.
two-half = Answer both to see what they add up to. You can also leave it here.
two-raise = Who do you want to talk to about it?
two-raise-kept = Saved: bring it to { $name }.
two-before = Earlier
two-none = Nothing here yet. Once in a while is enough.
two-hard = If it gets too hard to bear, call now
