# What the desk says in English, and the words it understands. Buttons: at most 20 characters with every value filled in.
# Read each sentence aloud. No user text is quoted, no emoji, no * < & #, and a link stands alone on its line.

language-name = English

## Welcome

hello = Hi
hello-name = Hi { $name }
welcome = { $hello }! I am the digital booking help of { $business }. I find a free time with { $tutor } and book it for you.
    How we handle your details: { $privacy }
welcome-short = Hi, I am the digital booking help of { $business }. How we handle your details: { $privacy }
menu = What can I do for you?
menu-held = { $when } is held for you until { $until }; it still has to be paid.
menu-attention = Your { $price } for { $when } is in; you still have to choose what happens with it.
menu-again = Same again: { $lesson }, for { $who }, { $when }, { $price }.
welcome-back = Welcome back! We go on where you were.
given-back = I am back and go on where we were.

choice-trial = Free trial lesson
choice-regular = Lesson
choice-urgent = Urgent help
choice-weekend = Weekend lesson
choice-question = I have a question
choice-person = Talk to a person
choice-language = English, please
choice-back-to-payment = Back to payment
choice-same-again = Same again { $when }
choice-menu = Main menu
choice-my-lesson = Move or cancel
both-trial = Trial
both-regular = Lesson
both-urgent = Urgent
both-weekend = Weekend
both-question = Question
both-person = A person

## Flows, by name

flow-trial = trial lesson
flow-regular = lesson
flow-urgent = urgent help
flow-weekend = weekend lesson
lesson-trial = Trial lesson in { $subject }, { $minutes } minutes
lesson-regular = Lesson in { $subject }, { $minutes } minutes
lesson-urgent = Urgent help with { $subject }, { $minutes } minutes
lesson-weekend = Weekend lesson in { $subject }, { $minutes } minutes
trial-once = You already had your free trial lesson, so this is a regular lesson.

## The questions

subject-ask = What is the lesson about?
choice-other-subject = Something else
minutes-ask = How long should the lesson be?
one-at-a-time = I book one lesson at a time: this one first, then you can book the next.
noted = Noted.
minutes-not-sold = I cannot book a lesson of { $minutes } minutes.
choice-minutes = { $minutes } min · { $price }
choice-minutes-only = { $minutes } min
self-age = Are you 18 or older, or younger?
for-whom-ask = Who is the lesson for?
choice-who-adult = Me, 18 or older
choice-who-minor = Me, under 18
choice-who-child = My child
choice-who-other = Someone else
choice-someone-new = Someone new
of-age-ask = Is that person 18 or older?
choice-of-age = 18 or older
choice-under-age = Under 18
name-ask = { $whose ->
    [mine] What is your name?
   *[learner] What is the learner's name?
 }
name-and-reach-ask = { $whose ->
    [mine] What is your name, and on which phone number or e-mail address can we reach you?
   *[learner] What is the learner's name, and on which phone number or e-mail address can we reach you?
 }
reach-ask = On which phone number or e-mail address can we reach you if something changes?

## Times

slot-ask = Which time suits you ({ $zone } time)? Choose one, or type when you would like to come.
day-ask = Which day? Choose one, or type a date.
clock = { $zone } time
clocks = { $zone } time; { $time } in { $home }
time-in = { $time } ({ $zone } time)
no-more-days = I cannot book any later than these days yet.
choice-more-times = More times
choice-other-day = Another day
choice-other-times = Other times
tutor-has-none = { $tutor } has no free time for this. Somebody else does.
tutor-gone = { $tutor } is no longer free { $when }, but that time can still be had.
slot-gone = Sorry, { $when } is no longer free. These times are near it.
slot-nearest = That time is not free. These come closest.
slot-not-so = { $when } does not fit any more. These come closest.
choice-tell-me = Tell me when
waiting-kept = All right, I will tell you when such a time comes free, until { $until }.
waiting-free = { $count ->
    [one] A time you were waiting for has come free ({ $zone } time). Whoever books it first has it.
   *[other] Times you were waiting for have come free ({ $zone } time). Whoever books first has them.
}
choice-stop-waiting = No longer needed
waiting-lost = Sorry, { $when } has just gone: somebody else was faster. You stay on the list, and I will tell you when a time comes free again.
waiting-left = All right, you are off the waiting list.
no-such-day = There is no such date.
slot-past = That moment has passed already.
slot-too-far = That is further ahead than I can book: bookable until { $day }.
slot-closed = We are closed on { $day }. These come closest.
calendar-unseen = I cannot see the calendar just now, so I would rather not offer you a time that may be taken.
slot-nothing = There is no free time left for this right now. A person can look with you.
slot-first-elsewhere = First free time for { $flow }: { $when }, { $price }.
only-trial = Trial lessons are { $hours }.
only-regular = Regular lessons are { $hours }.
only-urgent = Urgent help is for today and tomorrow.
only-weekend = Weekend lessons are { $hours }.
choice-switch-regular = Lesson · { $price }
choice-switch-urgent = Urgent · { $price }
choice-switch-weekend = Weekend · { $price }
not-trial-but-regular = Trial lessons are { $hours }. On that day I do have a regular lesson, { $price }.
not-trial-but-weekend = Trial lessons are { $hours }. At the weekend I do have a lesson, { $price }.
not-regular-but-weekend = Saturday and Sunday are for weekend lessons, { $price }. Shall I look there?
not-regular-but-urgent = That is too soon for a regular lesson, but urgent help is possible, { $price }. Shall I look there?
not-urgent-but-regular = Urgent help is for today and tomorrow. A regular lesson, { $price }, fits that day. Shall I look there?
not-urgent-but-weekend = Urgent help is for today and tomorrow. A weekend lesson, { $price }, fits that day. Shall I look there?
not-weekend-but-regular = Weekend lessons are on Saturday and Sunday. A regular lesson, { $price }, fits that day. Shall I look there?
not-weekend-but-urgent = That is too soon for a weekend lesson, but urgent help is possible, { $price }. Shall I look there?

## Summary and change

summary-title = Is this right?
summary-who = For: { $who }
summary-when = { $day }, { $start }–{ $end } ({ $zone })
summary-tutor = With { $tutor }
summary-price = Price: { $price }
price-free = free
summary-free = Price: free
summary-cancel = Free to cancel until { $until }.
summary-no-cancel = At such short notice the lesson can no longer be cancelled free of charge.
price-agreed = as agreed with you
who-adult = you
who-minor = you
who-child = your child
who-other = someone else
who-unknown = name not known yet
choice-pay = Pay { $price }
choice-book = Book
choice-ask-parent = Ask my parent
choice-ask-a-parent = Ask a parent
choice-change = Change something
choice-stop = Stop
change-ask = What would you like to change? Everything else stays as it is.
choice-change-time = The time
choice-change-length = The length
choice-change-subject = The subject
choice-change-who = For whom
choice-change-place = The place
choice-change-language = The language
choice-change-weekly = Every week
choice-once = Just this once
weeks-ask-menu = For how many weeks, always at this time? Choose a number from this list, or type how many, such as “6 weeks”.
weeks-ask = For how many weeks, always at this time? Choose, or type a number.
choice-weeks = { $weeks } weeks, to { $last }
series-not-here = Every week at the same time works for paid lessons only, so here I book one lesson at a time.
series-too-many = I book at most { $most } weeks at once.
series-none = In the weeks after that this time is not free, so this is one lesson.
series-changed = In the meantime other weeks are free than I said. So please look once more.
series-when = Every week from { $day }, { $start }–{ $end } ({ $zone }), { $count } lessons:
series-taken = Not free, so left out: { $dates }
series-price = Price: { $count } × { $each } = { $price }
series-price-each = Price: { $each } a lesson. You pay the first one now; for each of the others you get a link, to pay until { $hours } hours before it begins.
series-cancel = Each lesson: free to move or cancel until { $hours } hours before it begins.
series-moments = { $when }, { $count } lessons until { $last }
place-ask = Where should the lesson be?
language-ask = Which language shall we use?
language-switched = We go on in English.

## Payment

link = { $lesson }: { $when }, { $price }. The time is held for you until { $until }. Pay here by iDEAL | Wero or card:
    { $link }
link-parent = For a parent or guardian: { $lesson }, { $when }, { $price }. To agree and pay, until { $until }:
    { $link }
link-parent-free = For a parent or guardian: { $lesson }, { $when }, free. To agree, until { $until }:
    { $link }
link-choices = As soon as it is paid, you see the confirmation here. Anything else?
parent-choices = { $whose ->
    [mine] Please forward this message to your parent or guardian. I am waiting for your parent;
   *[learner] Please forward this message to a parent or guardian of the learner. I am waiting for the parent;
 } { $when } is held until { $until }. As soon as it is done I confirm here.
parent-agreed = The parent or guardian agreed. As soon as the payment is in I confirm here; { $when } is held until { $until }.
link-coming = The payment link is on its way.
link-after-all = The payment link is here after all. Have you paid another way already? Then you do not need it.
choice-link-again = Link again
choice-cancel = Cancel
reminder = A reminder: { $when } is held for you until { $until }. Pay here to keep it:
    { $link }
reminder-parent = A reminder: { $when } is held until { $until } and still waits for a parent or guardian. This is the link to forward:
    { $link }
declined = Your payment was declined; nothing has been charged. Please try again, with another card or with iDEAL | Wero:
    { $link }
processing = Thank you! Your payment of { $price } is on its way. As soon as the money is in, { $when } is booked and you hear it here.
processing-stopped = Your payment of { $price } was on its way already when you stopped; I cannot hold it back. If the money comes in, I book { $when }. If you do not want that, ask for a person.
processing-before-change = Your payment of { $price } for the first time, { $when }, was on its way already. If the money comes in, it stays that time; if not, I send the link for the new one.
failed = The payment of { $price } did not go through; nothing has been charged. { $when } is still held for you. Here comes a new payment link.
failed-over = The payment of { $price } for { $when } did not go through; nothing has been charged.
pay-trouble = Sorry about that. Please try the link below once more, or pay another way. If it does not work, talk to a person.
payments-down = Payments are not working right now. I keep trying and send you the link as soon as it works. Your time stays held.
pay-otherwise = Payments are still not working. { $otherwise }
pay-otherwise-refused = Paying by link does not work at the moment. { $otherwise }
expired-ask = No payment came in in time, so { $when } is no longer held for you. Nothing has been charged. What would you like?
expired-parent-ask = { $when } is no longer held: no parent or guardian agreed. Nothing is booked. What would you like?
expired-other = { $when } is no longer held: the time for paying is over. Nothing has been charged.
expired-other-parent = { $when } is no longer held: no parent or guardian agreed. Nothing is booked.
clashed = The tutor cannot make { $when } after all. The payment link no longer works; if you have just paid, you will hear so here at once.
clashed-later = The tutor cannot make { $when } after all, so that lesson is off. Nothing was charged for it, and your other lessons stay. If you would like another time, just write it here.
clashed-other = The tutor cannot make { $when } after all, so that time is no longer held for you. The payment link no longer works; if you have just paid, you will hear so here at once.
choice-same-time = Same time again
choice-other-time = Another time
attention-ask = Your { $price } is in, but { $gone ->
    [over] { $when } has passed already
    [soon] { $when } begins too soon to book
    [tutor] the tutor cannot make { $when } after all
   *[given] { $when } was given away in the meantime
 }. Would you like another time at the same price ({ $zone } time), your money back, or to talk to a person?
attention-ask-no-times = Your { $price } is in, but { $gone ->
    [over] { $when } has passed already
    [soon] { $when } begins too soon to book
    [tutor] the tutor cannot make { $when } after all
   *[given] { $when } was given away in the meantime
 }, and no other time is free now. Would you like your money back, or to talk to a person first?
attention-ask-series = Your { $price } is in, but { $gone ->
    [over] { $when } has passed already
    [soon] { $when } begins too soon to book
   *[given] { $when } was given away in the meantime
 }. Nothing is booked. Would you like all of it back, or to talk to a person about other times?
attention-fact = Your { $price } is in, but { $gone ->
    [over] { $when } has passed already
    [soon] { $when } begins too soon to book
    [tutor] the tutor cannot make { $when } after all
   *[given] { $when } was given away in the meantime
 }. We sort it out with you here.
with-a-person = A person is looking at your payment for { $when }; you need not do anything.
choice-money-back = Money back
money-back = You get your { $price } back in full; it takes a few days to arrive. Nothing is booked.
paid-twice = You paid twice. The second { $amount } goes back to you automatically{ $stays ->
    [yes] ; your lesson stays booked.
   *[no] . What happens to the first stands above.
 }
paid-before-change = Your payment for the first time came in before the change, so that time is booked.
paid-after-stop = You had paid already when you stopped, so this lesson is booked after all. If you do not want it, say so here and a person sorts it out with you.
mismatch = Your payment is in, but the amount does not match the price. A person is looking at it; you need not do anything.
refunded = Your { $amount } has been refunded; it takes a few days to arrive.
refunded-cancels = Your { $amount } has been refunded; it takes a few days to arrive. Your lesson { $when } does not take place. Would you like another one? Just write.
refunded-part = { $amount } of your payment has been refunded; it takes a few days to arrive.
refunded-part-stays = { $amount } of your payment has been refunded; it takes a few days to arrive. Your lesson { $when } stays.
refund-asked = You get { $amount } back; it takes a few days to arrive.
refund-asked-stays = You get { $amount } back; it takes a few days to arrive. Your lesson { $when } stays.
refund-asked-cancels = You get { $amount } back; it takes a few days to arrive. Your lesson { $when } does not take place.
refund-failed-cancels = Your lesson { $when } does not take place. Giving your money back did not work yet; we sort it out with you here.
paid-unknown = I see no open payment here.
nothing-to-pay = There is nothing left to pay here.
paid-known = Yes, your payment is in: { $when } is booked.
parent-waited-for = Not yet: { $when } waits for a parent or guardian to agree, held until { $until }.
paid-checking = I am checking with the payment service. As soon as the payment is in, I confirm here.

## Booked

booked = Booked! { $lesson }
    { $day }, { $start }–{ $end } ({ $zone })
    { $place }
    { $how }For your calendar:
    { $calendar }
booked-late = Your payment came in a little late, but the time was still free. Booked! { $lesson }
    { $day }, { $start }–{ $end } ({ $zone })
    { $place }
    { $how }For your calendar:
    { $calendar }
booked-how = To move or cancel, just write it here.
booked-how-menu = To move or cancel, write 'menu' here.
series-booked = Booked! { $lesson }, { $count } lessons, { $start }–{ $end } ({ $zone }):
    { $dates }
    { $place }
    { $how }All of them for your calendar:
    { $calendar }
series-booked-each = Booked! { $lesson }, { $day }, { $start }–{ $end } ({ $zone })
    { $place }
    The times of all { $count } lessons are held for you:
    { $dates }
    For each of the others you get a link in time, to pay until { $hours } hours before it begins.
    { $how }For your calendar:
    { $calendar }
series-late = Your payment came in a little late. { $gone ->
    [none] All the times were still free.
    [back] In the meantime these were given away: { $dates }. You get { $amount } back for them; it takes 5 to 10 days to arrive.
   *[free] In the meantime these were given away: { $dates }.
 }
series-off = Everything was paid back, so these lessons are cancelled too: { $dates }.
booked-meanwhile = Your lesson is booked: { $lesson }, { $when }. For your calendar:
    { $calendar }
prepare-name-ask = { $whose ->
    [mine] One more thing so we can prepare: what is your first name?
   *[learner] One more thing so we can prepare: what is the learner's first name?
 }
level-ask = So we can prepare: which level?
goals-ask = What would you like to work on? A sentence is enough; no medical details needed.
choice-skip = Skip
prepared = Thank you, noted. See you { $day }!

## Moving and cancelling

move-which = Which lesson would you like to move?
move-lead = Your lesson is { $when }. You can move it free of charge until { $freeuntil }.
move-lead-free = Your trial lesson is { $when }. You can move it until it begins.
move-lead-tutor = Your lesson is { $when }. Moving it costs you nothing.
move-same = Your lesson is at that time already.
move-too-late = Your lesson { $when } could be moved free of charge until { $freeuntil }, so I cannot move it any more. A person can see what is possible.
move-title = Shall I move your lesson?
move-from = From: { $when }
move-to = To: { $day }, { $start }–{ $end } ({ $zone })
move-free = Free, as before.
move-same-price = The price stays the same, and you pay nothing more.
move-dearer = The new time costs { $price }: you pay the difference of { $difference }. Until that is paid, your lesson stays where it is.
move-cheaper = The new time costs { $price }: you get { $difference } back. It takes 5 to 10 days to arrive.
choice-move-yes = Yes, move it
choice-move-instead = Move instead
choice-keep = Leave it as it is
moved = Moved from { $before }! { $lesson }
    { $day }, { $start }–{ $end } ({ $zone })
    { $place }{ $costs ->
    [less] { "" }
    You get { $amount } back; it takes 5 to 10 days to arrive.
   *[same] { "" }
 }
    { $how }For your calendar:
    { $calendar }
tutor-moved = The tutor has moved your lesson of { $before }: { $lesson }
    { $day }, { $start }–{ $end } ({ $zone })
    { $place }
    Does that not suit you? Then choose another time free of charge, or cancel{ $paid ->
    [free] .
   *[paid] { " " }and get everything back.
 }
    For your calendar:
    { $calendar }
tutor-removed = The tutor cannot give your lesson { $when }: { $lesson }. Choose another time free of charge, or cancel{ $paid ->
    [free] .
   *[paid] { " " }and get everything back.
 } Until you choose, your lesson stays.
choice-tutor-move-fine = That's fine
link-difference = To move your lesson from { $before } to { $when }, you pay the difference of { $price }. The new time is held for you until { $until }; until it is paid, your lesson stays where it is. Pay here by iDEAL | Wero or card:
    { $link }
link-parent-difference = For a parent or guardian: moving the lesson from { $before } to { $when } costs the difference of { $price }. To agree and pay, until { $until }:
    { $link }
product-difference = Difference for moving: { $lesson }
move-not-paid = { $when } is no longer held: the difference was not paid in time. Nothing has been charged, and your lesson { $before } stays.
move-not-any-more = Your { $price } came in, but there is no lesson any more that could move to { $when }. You get it back; it takes 5 to 10 days to arrive.
cancel-which = Which lesson would you like to cancel?
cancel-ask-free = { $lesson }, { $when }. It costs nothing to cancel. Shall I cancel it?
cancel-ask-in-time = { $lesson }, { $when }. If you cancel now, you get { $amount } back; it takes 5 to 10 days to arrive. Shall I cancel it?
cancel-ask-partly = { $lesson }, { $when }. You could cancel free of charge until { $freeuntil }. If you cancel now, you get { $percent }% back: { $amount }; it takes 5 to 10 days to arrive. Shall I cancel it?
cancel-ask-too-late = { $lesson }, { $when }. You could cancel free of charge until { $freeuntil }. If you cancel now, you get nothing back. Shall I cancel it, or would you like to talk to a person?
cancel-ask-gone-already = { $lesson }, { $when }. What you get back for it has gone back already. Shall I cancel it?
cancel-changed = It has become later, and what you get back has changed.
choice-cancel-yes = Yes, cancel it
cancelled = Your lesson { $when } is cancelled. { $paid ->
    [back] You get { $amount } back; it takes 5 to 10 days to arrive.
    [nothing] You get nothing back for it.
   *[free] You paid nothing, so nothing goes back.
 } Write to me whenever you would like a new lesson.
kept = All right, your lesson { $when } stays.
my-lesson-unpaid = { $lesson } (still to be paid; the link comes in time)
move-with-its-link = { $when } is held for you and not paid yet. When you get its link, you can choose another time there. Shall I leave it, or cancel it?
my-lessons-ask = Your booked lessons:
    { $list }
    Would you like to move or cancel one of them?

## Reminders

near-lesson = { $near ->
    [today] A reminder: your lesson is today at { $start }. { $lesson }.
    [tomorrow] A reminder: your lesson is tomorrow, { $when }. { $lesson }.
   *[later] A reminder of your lesson, { $when }. { $lesson }.
 }
    { $place }
near-lesson-for = { $near ->
    [today] A reminder: the lesson for { $who } is today at { $start }. { $lesson }.
    [tomorrow] A reminder: the lesson for { $who } is tomorrow, { $when }. { $lesson }.
   *[later] A reminder of the lesson for { $who }, { $when }. { $lesson }.
 }
    { $place }
choice-coming = I'll be there
coming = Good, see you { $day }!
after-lesson = We hope your { $subject } lesson was a good one. Shall we plan the next?
after-trial = We hope you enjoyed the trial lesson in { $subject }. Would you like to go on with regular lessons? If anything is still unclear, just ask.
choice-not-now = Not now
not-now = All right! Write to me whenever you want another lesson.

## Anywhere

thanks = You are welcome!
thanks-booked = You are welcome. See you { $day }!
help = I am a digital helper and book lessons: choose an answer, or just type what you want, such as a subject, a day and a time. You can ask for a person at any moment.
stopped = All right, I stop. Nothing is booked or charged. Write to me whenever you like.
stopped-lesson-stays = All right, I stop here; nothing was charged for this. Your booked lesson { $when } stays.
stopped-held = All right, I stop here. { $when } is still held for you until { $until } and not paid yet.
stays-held = { $when } stays held for you until { $until }.
stopped-processing = Your payment is on its way, so I cannot stop it here. If you do not want the lesson, ask for a person.
stays-booked = Your lesson { $when } stays. Would you like to move or cancel it?
my-lesson-ask = { $lesson }, { $when }.
    { $place }
    Would you like to move or cancel this lesson?
choice-move = Move
choice-cancel-lesson = Cancel lesson
choice-another = Another lesson
nothing-booked = I see no booked lesson here. If you do have one, talk to a person.
miss-1 = Sorry, I did not get that. Choose an answer or type its number.
miss-1-open = Sorry, I did not get that.
miss-time = Sorry, I did not get that. Choose an answer, or type a day and a time, such as Thursday 16:00.
miss-yes = Good! Then please choose one of these.
unsure = No hurry. Choose what comes closest; you can change it later, and you can also ask a person.
miss-2 = Sorry, I still do not get it. Choose one of these, or talk to a person.
miss-2-open = Sorry, I still do not get it. You can also talk to a person.
got-attachment = Thank you! I cannot open files or voice notes myself. Could you type it, or talk to a person?
got-emoji = Nice to hear from you! With me, words work best.
got-nothing = I received an empty message. With me, words work best.
late-tap = That was an earlier question. This is where we are now.
late-tap-back = All right, I changed that.
late-tap-booked = That was an earlier question; your booked lesson stays as it is.
question-ask = What would you like to know? Choose a topic or type your question.

## A person

expect-soon = A person reads along from here and usually answers within { $minutes } minutes. Until then you can go on with me.
expect-later = Our team is back { $when } and answers then. Until then you can go on with me.
expect-sometime = Our team answers as soon as possible. Until then you can go on with me.
person-special-price = You have a price of your own with us; a person sends you the payment.
person-too-many-unpaid = There are several unpaid times in your name. A person helps you on.
person-move = A person moves your lesson with you.
person-cancel = A person cancels your lesson with you and tells you what you get back.
person-not-understood = I keep missing what you mean, so I ask a person to help.
person-trouble = Something went wrong on our side. A person takes over.
person-other-subject = For other subjects a person looks who can help you.
choice-go-on = Go on booking

## Private notes, in the team's language

note-link = Payment link sent for { $flow } { $subject }, { $when }, { $price }. Nothing to do.
    { $reference } · held until { $until } · { $link }
note-link-yours = The payment page for { $flow } { $subject }, { $when }, { $price } is there. The student did not get the link, because you have the conversation: send it if it is still needed.
    { $reference } · held until { $until } · { $link }
note-link-parent = Waiting for the parent: link sent for { $flow } { $subject }, { $when }, { $price }. Nothing to do.
    { $reference } · held until { $until } · { $link }
note-moved = Moved before paying: from { $before } to { $when }, { $flow } { $subject }. Nothing to do.
    { $reference }
note-moved-booked = Moved by the student: { $flow } { $subject } for { $who }, from { $before } to { $when }, { $minutes } minutes.{ $costs ->
    [less] { "" } The new time costs less: { $amount } goes back automatically.
    [more] { "" } The difference of { $amount } is paid.
   *[same] { "" }
 } { $soon ->
    [yes] It starts within a day: please make sure the tutor knows.
   *[no] Nothing to do.
 }
    { $reference }
note-move-not-paid = The difference of { $price } for moving from { $before } to { $when } was not paid in time. The lesson stays { $before }. Nothing to do.
    { $reference }
note-move-not-any-more = The difference of { $price } for moving to { $when } was paid, but the lesson is no longer there to be moved. The money goes back automatically; please check that it arrives.
    { $reference }
note-lesson-cancelled = Cancelled by the student: { $flow } { $subject } for { $who }, { $when }. The time is free again. { $paid ->
    [back] { $amount } goes back automatically.
    [nothing] Too late for a refund; the student read that.
   *[free] Nothing was paid.
 } { $soon ->
    [yes] It would start within a day: please make sure the tutor knows.
   *[no] Nothing to do.
 }
    { $reference }
note-consent = A parent or guardian agreed: { $name }. Nothing to do.
    { $reference } · { $flow } { $when }
note-booked = { $soon ->
    [yes] Booked, starts within a day: { $flow } { $subject } for { $who }, { $when }, { $minutes } minutes. Please make sure the tutor knows.
   *[no] Booked: { $flow } { $subject } for { $who }, { $when }, { $minutes } minutes. Nothing to do.
 }
    { $reference }
note-paid = { $soon ->
    [yes] Paid and booked, starts within a day: { $flow } { $subject } for { $who }, { $when }, { $minutes } minutes, { $price }. Please make sure the tutor knows.
   *[no] Paid and booked: { $flow } { $subject } for { $who }, { $when }, { $minutes } minutes, { $price }. Nothing to do.
 }
    { $reference }
note-series-paid = { $soon ->
    [yes] Booked and paid, the first begins within a day
   *[no] Booked and paid
 }: { $count } × { $flow } { $subject } for { $who }, { $price } each. { $left ->
    [no] Nothing to do.
   *[yes] Paid late, so not booked: { $leftout }; { $amount } goes back by itself. Nothing to do.
 }
    { $dates }
note-series-paid-each = { $soon ->
    [yes] Booked and paid, begins within a day
   *[no] Booked and paid
 }: the first of { $count } × { $flow } { $subject } for { $who }, { $price } each. The others are held, each until it is paid { $hours } hours before. Nothing to do.
    { $dates }
note-series-off = All of the payment went back, so { $count } more lessons were cancelled: { $dates }. The student knows. Nothing to do.
note-paid-stopped = Paid in the same moment in which the student stopped: { $flow } { $subject } for { $who }, { $when }, { $price }. The lesson is booked; please ask whether it takes place.
    { $reference }
note-paid-late = Paid late, booked all the same: { $flow } { $subject } for { $who }, { $when }, { $price }. Please check that the time suits.
    { $reference }
note-paid-gone = Paid, but { $gone ->
    [over] the time has passed
    [soon] the time begins too soon
    [tutor] the tutor is busy then
   *[given] the time is gone
 }: { $when }, { $price }. The student is choosing another time or the money back; help if they ask.
    { $reference }
note-paid-gone-yours = Paid, but { $gone ->
    [over] the time has passed
    [soon] the time begins too soon
    [tutor] the tutor is busy then
   *[given] the time is gone
 }: { $when }, { $price }. The student knows. Give the conversation back to the desk, which lets them choose between another time and the money back, or agree on something yourself.
    { $reference }
note-paid-twice = Paid twice: the second { $amount } is being refunded automatically. Please check that the refund arrives.
    { $reference }
note-mismatch = Amount or currency differs from the agreed { $price }. Not booked. Please compare with Stripe and decide.
    { $reference } · { $when }
note-processing = The payment of { $price } is on its way (delayed method). The time stays held. Nothing to do.
    { $reference } · { $when }
note-processing-stopped = The student stopped, but the payment of { $price } was on its way already. If the money comes in, { $when } gets booked. Nothing to do yet.
    { $reference }
note-failed = The payment of { $price } failed; a new link was sent. Nothing to do.
    { $reference } · { $when }
note-declined = A payment of { $price } was declined; the link still works. The desk is silent: please tell the student.
    { $reference } · { $when }
note-failed-over = The payment of { $price } failed and the time is free again. Nothing to do.
    { $reference } · { $when }
note-expired = Not paid in time: { $flow } { $when } is free again. Nothing to do.
    { $reference }
note-expired-parent = No parent or guardian agreed in time: { $flow } { $when } is free again. Nothing to do.
    { $reference }
note-cancelled = The student stopped before paying: { $flow } { $when } becomes free again. Nothing to do.
    { $reference }
note-money-back = The student chose the money back: { $price } is being refunded. Nothing to do.
    { $reference } · { $when }
note-refunded = Refunded in full: { $amount } of { $flow } { $when }. Nothing to do.
    { $reference }
note-refunded-released = Refunded in full: { $amount }. The { $flow } { $when } does not take place and its time is free again. Nothing to do.
    { $reference }
note-refunded-outside-released = Refunded in full outside the desk: { $amount }. So the { $flow } { $when } does not take place and its time is free again. Nothing to do.
    { $reference }
note-refunded-outside = Refunded in full outside the desk: { $amount } of { $flow } { $when }. Nothing to do.
    { $reference }
note-refunded-part = Refunded in part: { $amount } of { $flow } { $when }. Nothing to do.
    { $reference }
note-refunded-part-stays = Refunded in part: { $amount } of { $flow } { $when }; the lesson stays. Nothing to do.
    { $reference }
note-refund-asked = { $by } gives { $amount } of { $flow } { $when } back: { $why }. The student knows. Nothing to do.
    { $reference }
note-refund-refused-disputed = Not refunded: the payment of { $flow } { $when } is disputed, so the money is with the bank already. Please answer the dispute in Stripe.
    { $reference }
note-refund-refused-nothing-left = Not refunded: nothing of { $flow } { $when } is left to give back. Nothing to do.
    { $reference }
note-refund-refused-more-than-left = Not refunded: that much of { $flow } { $when } is no longer left. Please ask again with a lower amount.
    { $reference }
note-refund-refused-no-intent = Not refunded: Stripe has not said yet which payment of { $flow } { $when } it is. Please try again in a few minutes.
    { $reference }
note-refund-slow = A refund is taking its time: { $amount } of { $flow } { $when }. The desk keeps trying; please have Stripe's key checked.
    { $reference }
note-refund-failed = A refund FAILED: { $amount } of { $flow } { $when } did not leave or came back. Please repay the student by hand.
    { $reference }
note-disputed = Disputed: the bank took { $amount } back for now. Please answer in Stripe before the deadline; do not refund on top.
    { $reference } · { $when }
note-inquiry = The bank asks about the payment of { $amount }; the money is still ours. Please answer in Stripe before the deadline, then it does not become a dispute.
    { $reference } · { $when }
note-inquiry-over = The bank's question about { $amount } is answered; the money is ours. Nothing to do.
    { $reference } · { $when }
note-dispute-won = The dispute was won: { $amount } is ours again. Nothing to do.
    { $reference } · { $when }
note-dispute-lost = The dispute was lost: { $amount } is gone, and the lesson { $when } still stands. Decide whether it takes place, and tell the student.
    { $reference }
note-dispute-lost-series = The dispute was lost: { $amount } is gone, and these lessons it paid for still stand: { $dates }. Decide whether they take place, and tell the student.
    { $reference }
note-dispute-lost-over = The dispute was lost: { $amount } is gone. Nothing is left to do in the desk.
    { $reference } · { $when }
note-fraud-warning = Fraud warning from the card network: { $price } of { $flow } { $when }. Please look in Stripe and decide whether to refund; that prevents a dispute.
    { $reference }
note-fraud-warning-over = Fraud warning from the card network about { $flow } { $when }, but the money is back or disputed already. Nothing to do.
    { $reference }
note-stripe-trouble = Stripe does not answer; the student was told once and the desk keeps trying. Nothing to do yet.
    { $reference }
note-stripe-key = Stripe refuses the desk's key (revoked, or without this permission); the student was told and the desk keeps trying. Please have the key checked.
    { $reference }
note-payments-down = Stripe has made no payment page for minutes: the student got the other payment instructions. Please help with the payment.
    { $reference } · { $flow } { $when } · { $price }
note-payments-refused = Stripe refuses to make a payment page: the student got the other payment instructions. Please help with the payment, and have Stripe's key and prices checked.
    { $reference } · { $flow } { $when } · { $price }
note-stuck = The time of { $flow } { $when } could not be released: Stripe did not say whether it is paid. Please look in Stripe.
    { $reference }
note-clashed = The tutor's calendar now has something else at the time of { $flow } { $when }. The lesson stands; see what has to move and, if need be, agree on it with the student.
    { $reference }
note-clashed-later = The tutor's calendar now has something else at { $when }. That lesson of a series was held and its link had not gone out: it was let go, and the student knows. Nothing to do.
    { $reference }
note-clashed-held = The tutor's calendar now has something else at { $when }. That time was held and not paid yet: it was let go, and the student is choosing another. Nothing to do.
    { $reference }
note-moved-outside = Moved by the tutor, in their own calendar: { $flow } { $subject } for { $who }, from { $before } to { $when }. { $told ->
    [no] The student does NOT know yet: the channel takes no message now. Please tell them; moving and cancelling are free of charge.
   *[yes] The student knows, and may choose another time or cancel free of charge. Nothing to do.
 }
    { $reference }
note-not-moved-outside = In the tutor's calendar { $flow } { $when } was moved to { $there }. The lesson stays { $when }: { $why ->
    [past] that time has passed.
    [length] there it is longer or shorter than what was booked.
    [clock] a lesson begins on a multiple of five minutes.
    [held] it is not paid yet.
    [paying] the student is paying the difference for another time.
    [often] it was moved three times already without the student's agreeing.
   *[taken] that time is taken, or too near to something else.
 } { $again ->
    [yes] The desk leaves the calendar as it is now: put the lesson back there, or agree on it with the student.
   *[no] It was put back there. If it has to move, choose a free time there or agree on it with the student.
 }
    { $reference }
note-tutor-move-fine = The new time suits the student: { $flow } { $subject }, { $when }. Nothing to do.
    { $reference }
note-removed-outside = { $flow } { $when } was taken out of the tutor's calendar. { $does ->
    [asks] The lesson stands; the student was asked to choose another time or to cancel free of charge. Please see that it happens.
    [left] For the second time: the desk does not put it back again. The lesson stands and the student knows of nothing: cancel it or let it take place.
   *[back] The lesson stands and was put back there; the student knows of nothing. If it really cannot take place, agree on that with the student.
 }
    { $reference }

# In the tutor's own calendar.
diary-booked = booked
diary-held = held, not paid yet
diary-about = The page of the lesson ({ $order }):
    { $link }

note-not-reminded = The student was NOT reminded of { $flow } { $subject }, { $when }: the channel takes no message now and there is no template. Please remind them another way.
    { $reference }
note-coming = The student confirmed: { $flow } { $subject }, { $when }. Nothing to do.
    { $reference }
note-prepared = To prepare: { $who }, level { $level }. Nothing to do.
    Goals: { $goals }
    { $reference } · { $when }
note-handed-over = A person is needed: { $reason }. Please answer the student.
    { $state }
note-you-have-it = You have it: the desk is silent now. "Mark as pending" gives the conversation back to the desk.
note-not-told = The student has NOT been told: the channel could not deliver the desk's last message. Please reach them another way.
    { $error }
note-left-unbooked = It is paid, and the lesson is not booked. Please look in Stripe and book the lesson or give the money back. The student has not been told.
    { $order_id }
note-not-done = The desk could not do something here and will not try again: { $kind ->
        [Refund] give money back
        [OpenCheckout] open the payment page
        [ExpireCheckout] close the payment page
        [LookUpCheckout] look the payment up
       *[other] bring the conversation up to date
    }. Please look yourself, for a payment in Stripe too.
    { $order_id }
note-window-closed = The student has NOT been told: the channel takes no messages now. Please reach them another way.
    Not sent: { $text }
note-gone = The student has NOT been told: the newest conversation was deleted. Please reach them another way; if they write again, the desk says what is booked.
    { $orderid }
reason-asked = the student asked for a person
reason-special-price = this contact has a special price, so no link was sent
reason-too-many-unpaid = several unpaid times
reason-move = the student wants to move a booked lesson
reason-cancel = the student wants to cancel a booked lesson
reason-not-understood = the desk did not understand three times
reason-trouble = a fault on our side
reason-other-subject = a subject we do not list
reason-calendar = the tutor's calendar could not be read for too long, so nothing is offered
state-order = { $flow } { $subject } for { $who }, { $when }, { $minutes } minutes, { $price } · payment { $payment } · booking { $booking } · { $reference }
state-wish = So far: { $flow }, { $subject }, for { $who }, { $minutes } minutes, { $when }
state-nothing = Nothing chosen yet.

## Words students type

words-please = please, pls, plz, thanks, then, just, sorry, oh, i want to, i want, i would like to, i d like to, id like to, instead
words-tongue-nl = dutch
words-tongue-en = english
words-greeting = hi, hello, hey, hi there, hello there, good morning, good afternoon, good evening, hiya
words-lesson = lesson, lessons, tutoring, tutor, class, tuition, book, booking, available, availability, free slots, any slots, any spots, appointment, schedule, what subjects, which subjects
words-another = also for, another lesson, one more lesson, second lesson, extra lesson, also a lesson
words-asks = what, how, where, when, who, why, which, is, are, can, could, do, does, will
words-me = i, me, im, am
words-money-back = money back, my money back, refund, refund please, i want my money back, give me my money back
words-person = person, a person, human, a human, agent, operator, someone, staff, employee, real person, talk to a person, talk to someone, speak to someone, speak to a person, talk to a human, call me
words-person-within = speak to a human, talk to a human, speak to a person, talk to a person, speak to someone, talk to someone, speak with someone, talk with someone, real person, real human, actual person, call me, phone me, speak to the tutor, talk to the tutor
words-start-over = start over, restart, start again, menu, main menu, begin, begin again, reset, new booking
words-stop = stop, quit, never mind, nevermind, forget it, abort, exit, cancel this, no thanks, no never mind, no nevermind, no stop, no need, not needed anymore
words-help = help, help me, how does this work, how does it work, what can you do, are you a bot, are you a robot, are you human, are you real, is this a bot, who is this, who are you, what is this
words-back = back, go back, previous, one back, undo, wrong button, wrong one, oops, my mistake, mistake, wrong choice, by accident, misclick
words-thanks = thanks, thank you, thx, ty, cheers, thanks a lot, thank you very much, great thanks, perfect thanks, ok thanks, many thanks, see you, see you then, see you soon, see you tomorrow, bye, thx bye, thanks bye, thanks see you, thanks so much, thank you so much, tysm, great thank you, perfect thank you
words-paid = paid, i paid, i have paid, i've paid, i ve paid, just paid, payment done, is it paid, did you get my payment, did it work, did it go through, is it done, i just paid, did you receive it, did you get it, did my payment go through, is the payment in, is my payment in, payment went through, i paid already, already paid
words-move = move, move my lesson, reschedule, reschedule my lesson, move it, change my lesson, another time please
words-cannot-come = can't make it, cant make it, can't come, cant come, cannot make it, cannot come, not make it, i'm sick, im sick, is sick, i am sick, i'm ill, is ill, unable to come, won't make it, wont make it, cancel, can't do
words-other-moment = move, moving, reschedule, postpone, another time, different time, another day, different day, instead, hour later, hour earlier, a bit later, a bit earlier, make it later, make it earlier, push it, swap, change the time, change my lesson, change the lesson, can it be later, can it be earlier, could it be later, could it be earlier
words-my-lesson = when are my lessons, when is my next lesson, what are my lessons, which lessons do i have, what lessons do i have, when is my lesson, what time is my lesson, when was my lesson, what time was it, where is my lesson, when was it, my booking, my appointment, meeting link, zoom link, lesson link, am i booked, is it booked, what did i book
words-has-lesson = cancel my lesson, move my lesson, reschedule my lesson, change my lesson, my lesson is, my lesson on, my appointment, my booking, have a lesson with you
words-for-a-person = complaint, complain, unhappy, money back, refund, apply for, vacancy, running late, be late, i m late, im late, minutes late, i ll be late, bit late, little late
words-same-again = same again, same as last, same time, same lesson, like last time, as last time, usual time, the usual
words-other-subject = economics, french, german, spanish, italian, history, geography, philosophy, accounting, finance, arabic, chinese, psychology, sociology
words-cancel = cancel, cancel my lesson, cancel lesson, cancel it, cancel the lesson
words-language-en = in english, english please, in english please, speak english, switch to english, can we speak english, do you speak english, can you speak english, english language
words-language-name-en = english
words-yes = yes, yep, yeah, yes please, ok, okay, sure, correct, right, that's right, fine, perfect, good, y, pay, book, book it, confirm, looks good, go ahead, yes that s right, thats right, that s right, sounds good, yup, yes ok, do it, let s do it, lets do it, absolutely, of course, great, all good, yh, ye, ya, yea, yess, yup please, ok pay, pay please
words-truly = yes, yep, yeah, yup, correct, he is, she is, yes he is, yes she is, they are
words-no = no, nope, n, not right, wrong, no thank you
words-change = change, change something, edit, modify, adjust
words-skip = skip, pass, later, not now, none, nothing, rather not, i'd rather not, prefer not to say
words-none-of-these = none of these, none, none of them, none work, none of these work, another day, other day, other days, different day, other times, another time, different time, doesn t work, i can t, i cant, those don t work, they don t work
words-none-fits = none of these, none of those, none of them, none work, none fit, don t work for me, dont work for me, doesn t work for me, doesnt work for me, can t make any, cant make any, nothing fits
words-which-days = which days, what days, which day do, other days
words-sooner = earlier, sooner, anything earlier, anything sooner, can it be earlier, earlier please, a bit earlier
words-later = later, anything later, can it be later, later please, a bit later, later in the day
words-both = both, both please, both of them, the two of them, both of these
words-pays-then = i pay, i ll pay, ill pay, i will pay, pay tomorrow, can i pay
words-no-name = dutch, english, british, american, belgian, german, french, turkish, polish, ukrainian, syrian, spanish, italian, irish, scottish, sick, ill, a, the, an, not, new, in, at, from, here, ok, fine, sorry, looking, mum, mom, dad, student
words-unsure = i don't know, i don t know, i dont know, i don t know yet, i dont know yet, dont know, don t know, idk, not sure, not sure yet, i m not sure, im not sure, no idea, doesn t matter, doesnt matter, it doesn t matter, any, anything, whatever, you choose, up to you, let me think, dunno
words-link = link, the link, payment link, link again, send link, resend link, where is the link, pay, pay now, payment
words-pays-later = i'll pay later, i ll pay later, ill pay later, later, will pay later, in a minute, one moment, one sec, hold on, will do, i ll do it, paying now, i will pay, i'll pay, i ll pay, ill pay now, i ll pay now, can i pay later, pay later, can i pay tomorrow
words-pay-trouble = doesn't work, doesnt work, not working, can't pay, cant pay, cannot pay, declined, error, failed, won't work, wont work, didn't work, didnt work
words-go-on = go on, continue, go on booking, carry on, back to the bot, back to you
words-change-time = time, the time, day, date, another time, other time, different time
words-change-length = length, the length, duration, longer, shorter
words-change-subject = subject, the subject
words-change-who = who, for whom, somebody else, someone else
words-change-place = place, location, the place, where
words-change-language = language, the language
words-flow-trial = trial, trial lesson, free lesson, try out, tryout, taster, intro lesson
words-flow-urgent = urgent, urgently, emergency, last minute, exam tomorrow, test tomorrow
words-flow-weekend = weekend lesson, weekend class
words-flow-regular = regular, regular lesson, weekday lesson
words-who-child = my son, my daughter, my child, my kid, my kids, my boy, my girl, our son, our daughter, our child, mother of, father of, mum of, mom of, dad of, parent of, my children, our kids, our kid, my teenager, my teen, two kids, both kids
words-who-minor = i am under 18, i'm under 18, under 18, i am a minor
words-who-adult = for me, for myself, myself, for my self, its for me, it's for me
words-who-other = my friend, my brother, my sister, my grandson, my granddaughter, my nephew, my niece, my husband, my wife, my partner, my mother, my father, a friend, my little brother, my little sister, my cousin, my girlfriend, my boyfriend, my grandchild, my grandkid
words-several = my kids, my children, two kids, 2 kids, both kids, our kids, two children, 2 children, twins, son and daughter, son and my daughter, daughter and son, daughter and my son, both of them, two subjects, 2 subjects, twice a week, times a week, lessons a week
words-join = join, come along, come with, bring, together, pays, paying, pay, knows, says
words-at-school = high school, secondary school, middle school, gcse, a levels, year 9, year 10, year 11, year 12, grade 9, grade 10
words-self = me, i, it's me, its me, it s me, just me, only me, that's me, that s me
words-clear = the, i, hello, would, like, lesson, lessons, tutoring, please, my, need, tomorrow, you, how, what, with, good, evening, afternoon, son, daughter, maths, free, trial, book, for, and, is, are, monday, tuesday, wednesday, thursday, friday, saturday, sunday
