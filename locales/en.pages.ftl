# What the pages behind the payment link say. Warm and short; never a learner's name.

page-to-chat = Back to the chat
page-rehearsal = This is a rehearsal: no real money moves.
page-lesson = Lesson
page-lesson-trial = Trial lesson
page-lesson-regular = Tutoring
page-lesson-urgent = Urgent lesson
page-lesson-weekend = Weekend lesson
page-minutes = { $minutes } minutes
page-free = Free
page-time = { $start }–{ $end } ({ $zone })
page-clock = { $zone } time
page-clocks = { $zone } time; { $time } in { $home }
page-time-in = { $time } ({ $zone } time)
page-label-lesson = Lesson
page-label-day = Day
page-label-time = Time
page-label-days = { $count } lessons
page-days = { $list } ({ $zone })
page-price-series = { $price } for { $count } lessons
page-label-place = Place
page-label-price = Price
page-pay-now = Pay now · { $price }
page-methods = Pay with iDEAL | Wero or by card.
page-calendar-file = Add to your calendar
page-calendar-title = { $lesson } at { $business }
page-calendar-about = To move or cancel, write in the chat.
page-newer = Go to the newer booking

page-opening-title = One moment…
page-opening-text = We are getting your payment page ready. This page goes on by itself.
page-opening-more = Taking longer than a minute? Tell us in the chat.

page-checking-title = Checking your payment
page-checking-text = This usually takes only a few seconds. This page updates itself.
page-checking-slow = It takes longer than usual. You do not have to pay again: we confirm in the chat as soon as we know.
page-checking-more = You may close this page, too: we confirm in the chat.

page-left-title = Not paid yet
page-left-text = Nothing has been charged. This time stays held for you until { $until_day } { $until }.

page-booked-title = Your lesson is booked
page-booked-text = See you { $day }! To move or cancel, write in the chat.
page-thanks-title = Thank you!
page-thanks-text = Your payment is in and your lesson is booked. See you { $day }!
page-booked-late = Your payment came in after the time had been given back, but it was still free: it is yours.

page-processing-title = Your payment is on its way
page-processing-text = Some banks take a little longer. This time stays held for you; once the money is in we confirm in the chat.

page-unpaid-title = Your time is still there for you
page-unpaid-text = The earlier payment page has ended and nothing has been charged. You can go on right here.

page-expired-title = The time to pay has run out
page-expired-text = Nothing has been charged, and luckily this time is still free. If you pay now, we hold it for you again.
page-asked-again = That did not work just now. Have a look in the chat: we help you on there.

page-over-title = The time to pay has run out
page-over-text = Nothing has been charged and nothing is held for you any more. Write in the chat and we help you on.

page-gone-title = This time is no longer free
page-gone-text = The time to pay has run out. Nothing has been charged. In the chat we find a new time together.

page-cancelled-title = Cancelled
page-cancelled-text = Nothing is booked and nothing will be charged. Would you like a lesson after all? Write to us in the chat.
page-cancelled-paid = This lesson is cancelled. What happens to your money stands in the chat.

page-replaced-title = There is a newer booking
page-replaced-text = This link belongs to an earlier choice. Nothing has been charged here.
page-moved-title = This lesson was moved
page-moved-text = Your payment counts for the new time.

page-attention-title = We will get back to you
page-attention-text = We know of your payment, but could not simply book this time. In the chat we sort it out with you.
page-attention-gone-title = Choose another time
page-attention-gone = Your payment is in, but this time had been given away. In the chat you choose another time, or your money back.
page-attention-refund_failed = Giving your money back did not work yet. We know, and sort it out with you in the chat.

page-refunding-title = Your money is on its way back
page-refunding-text = We are giving your { $asked } back. It takes a few days until you see it.

page-refunded-title = Your money is back
page-refunded-text = Your { $back } has been refunded. It takes a few days until you see it.
page-part-back = Of your payment { $back } has been refunded.

page-disputed-title = Your bank has a question
page-disputed-text = Your bank asked us about this payment. You do not have to do anything here; in the chat we sort it out with you.

page-past-title = This lesson is over
page-past-text = Thank you for coming! Another lesson? Write in the chat.

page-parent-title = A parent or guardian’s consent
page-parent-text = This lesson at { $business } was asked for by or for somebody under 18. Would you have a look and agree?
page-parent-held = This time is held until { $until_day } { $until }.
page-parent-cancel = Free to cancel until { $cancel_until }.
page-parent-cancel-series = Each of them is free to cancel until { $hours } hours before it begins.
page-parent-name = Your name
page-parent-agree = I am the parent or guardian, 18 or older, and I agree.
page-parent-submit-paid = Agree and pay { $price }
page-parent-submit-free = Agree
page-parent-kept = We keep your name and your consent apart, and erase them after a time.
page-parent-name-missing = Please fill in your name.
page-parent-agree-missing = Please tick the box if you agree.

page-busy-title = One moment, please
page-busy-text = We are too busy to save this just now. Please try again in a minute; nothing has been charged.

page-foreign-form = This form did not come from a page of ours. Please open the link again.
page-unknown-title = We do not know this link
page-unknown-text = Perhaps a piece of the address got lost. Please open the link in the chat again.
page-unreachable-title = We cannot look just now
page-unreachable-text = Please try again in a minute. Nothing was changed, and a payment you made is never lost.
