# What staff read on the page /agenda. Short words: each stands in a narrow column.

agenda-title = Agenda
agenda-range = { $first } – { $last }
agenda-today = Today
agenda-earlier = Earlier
agenda-later = Later
agenda-one-day = Day
agenda-week = 7 days
agenda-everybody = Everybody
agenda-moves = Other days
agenda-tutors = Whose lessons
agenda-col-time = Time
agenda-col-what = Lesson
agenda-col-who = Learner
agenda-col-tutor = With
agenda-col-state = State
agenda-col-chat = Chatwoot
agenda-lessons = { $count ->
    [0] no lessons
    [one] 1 lesson
   *[other] { $count } lessons
 }
agenda-waiting = { $count ->
    [one] 1 waits
   *[other] { $count } wait
 }
agenda-closed = Closed
agenda-free = free
agenda-elsewhere = own calendar: taken
agenda-minutes = { $minutes } min
agenda-paid = paid
agenda-booked = booked, free
agenda-held = waits for payment
agenda-processing = payment on its way
agenda-parent = waits for parent
agenda-attention = needs a person
agenda-disputed = disputed by the bank
agenda-cancelled = cancelled today
agenda-until = until { $clock }
agenda-left = { $left } left
agenda-hours = { $count } h
agenda-over = time is up
agenda-conversation = conversation { $number }
agenda-zone = Times in { $zone }. As of { $clock }.
agenda-rehearsal = This is a rehearsal: nobody here is real.
agenda-door-title = The agenda is closed
agenda-door-text = Open it with the link you were given, the one that ends with its token. This browser then remembers it.
agenda-door-again = Try again
agenda-door-wait = Too many wrong tokens from here. Try again in a minute.
agenda-enter = Opening the agenda…
