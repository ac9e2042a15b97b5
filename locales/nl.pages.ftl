# Wat de pagina's achter de betaallink zeggen. Warm en kort; geen namen van leerlingen.

page-to-chat = Terug naar de chat
page-rehearsal = Dit is een oefening: er gaat geen echt geld om.
page-lesson = Les
page-lesson-trial = Proefles
page-lesson-regular = Bijles
page-lesson-urgent = Spoedles
page-lesson-weekend = Weekendles
page-minutes = { $minutes } minuten
page-free = Gratis
page-time = { $start }–{ $end } ({ $zone })
page-clock = tijd in { $zone }
page-clocks = tijd in { $zone }; { $time } in { $home }
page-time-in = { $time } (tijd in { $zone })
page-label-lesson = Les
page-label-day = Dag
page-label-time = Tijd
page-label-days = { $count } lessen
page-days = { $list } ({ $zone })
page-price-series = { $price } voor { $count } lessen
page-label-place = Plek
page-label-price = Prijs
page-pay-now = Nu betalen · { $price }
page-methods = Betalen kan met iDEAL | Wero of kaart.
page-calendar-file = Zet in je agenda
page-calendar-title = { $lesson } bij { $business }
page-calendar-about = Verzetten of annuleren? Schrijf het in de chat.
page-newer = Naar de nieuwe afspraak

page-opening-title = Een ogenblik…
page-opening-text = We maken je betaalpagina klaar. Deze pagina gaat vanzelf verder.
page-opening-more = Duurt het langer dan een minuut? Schrijf het ons in de chat.

page-checking-title = We kijken of je betaling binnen is
page-checking-text = Dit duurt meestal maar een paar tellen. Deze pagina werkt zichzelf bij.
page-checking-slow = Het duurt langer dan anders. Je hoeft niet nog eens te betalen: we bevestigen het in de chat zodra we het weten.
page-checking-more = Je mag deze pagina ook sluiten: we bevestigen het in de chat.

page-left-title = Nog niet betaald
page-left-text = Er is niets afgeschreven. Dit moment blijft voor je gereserveerd tot { $until_day } { $until }.

page-booked-title = Je les is geboekt
page-booked-text = Tot { $day }! Verzetten of annuleren? Schrijf het in de chat.
page-thanks-title = Dank je wel!
page-thanks-text = Je betaling is binnen en je les is geboekt. Tot { $day }!
page-booked-late = Je betaling kwam binnen toen het moment al was vrijgegeven, maar het was nog vrij: het is van jou.

page-processing-title = Je betaling is onderweg
page-processing-text = Je bank doet er soms wat langer over. Dit moment blijft voor je gereserveerd; zodra het geld binnen is, bevestigen we het in de chat.

page-unpaid-title = Je tijd staat nog voor je klaar
page-unpaid-text = De vorige betaalpagina is verlopen en er is niets afgeschreven. Je kunt hier meteen verder.

page-expired-title = De tijd om te betalen is om
page-expired-text = Er is niets afgeschreven, en dit moment is gelukkig nog vrij. Betaal je nu, dan houden we het opnieuw voor je vast.
page-asked-again = Het lukte nu niet. Kijk in de chat: daar helpen we je verder.

page-over-title = De tijd om te betalen is om
page-over-text = Er is niets afgeschreven en er staat niets meer voor je vast. Schrijf in de chat, dan helpen we je verder.

page-gone-title = Dit moment is niet meer vrij
page-gone-text = De tijd om te betalen is om. Er is niets afgeschreven. In de chat zoeken we samen een nieuw moment.

page-cancelled-title = Geannuleerd
page-cancelled-text = Er is niets geboekt en er wordt niets afgeschreven. Toch een les? Schrijf het ons in de chat.
page-cancelled-paid = Deze les is geannuleerd. Wat er met je geld gebeurt, staat in de chat.

page-replaced-title = Er is een nieuwere afspraak
page-replaced-text = Deze link hoort bij een eerdere keuze. Hier is niets afgeschreven.
page-moved-title = Deze les is verzet
page-moved-text = Je betaling telt voor het nieuwe moment.

page-attention-title = We nemen contact met je op
page-attention-text = Je betaling is bij ons bekend, maar we konden dit moment niet zomaar boeken. In de chat lossen we het met je op.
page-attention-gone-title = Kies een ander moment
page-attention-gone = Je betaling is binnen, maar dit moment was al weggegeven. In de chat kies je een ander moment, of je geld terug.
page-attention-refund_failed = Je geld terugstorten is nog niet gelukt. We weten het, en lossen het in de chat met je op.

page-refunding-title = Je geld komt terug
page-refunding-text = We storten je { $asked } terug. Het duurt een paar dagen voor je het ziet.

page-refunded-title = Je geld is terug
page-refunded-text = Je { $back } is teruggestort. Het duurt een paar dagen voor je het ziet.
page-part-back = Van je betaling is { $back } teruggestort.

page-disputed-title = Je bank heeft een vraag
page-disputed-text = Je bank vroeg ons naar deze betaling. Hier hoef je niets te doen; in de chat lossen we het met je op.

page-past-title = Deze les is geweest
page-past-text = Fijn dat je er was! Nog een les? Schrijf het ons in de chat.

page-parent-title = Akkoord van een ouder of voogd
page-parent-text = Deze les is aangevraagd door of voor iemand onder de 18 bij { $business }. Wil je hem bekijken en akkoord gaan?
page-parent-held = Dit moment is gereserveerd tot { $until_day } { $until }.
page-parent-cancel = Gratis annuleren kan tot { $cancel_until }.
page-parent-cancel-series = Elke les kun je tot { $hours } uur van tevoren gratis annuleren.
page-parent-name = Je naam
page-parent-agree = Ik ben de ouder of voogd, 18 jaar of ouder, en ik ga akkoord.
page-parent-submit-paid = Akkoord en { $price } betalen
page-parent-submit-free = Akkoord
page-parent-kept = Je naam en je akkoord bewaren we apart en wissen we na een tijd.
page-parent-name-missing = Vul je naam in.
page-parent-agree-missing = Zet het vinkje als je akkoord gaat.

page-busy-title = Even geduld
page-busy-text = Het is hier nu te druk om dit op te slaan. Probeer het over een minuut nog eens; er is niets afgeschreven.

page-foreign-form = Dit formulier kwam niet van onze eigen pagina. Open de link nog eens.
page-unknown-title = Deze link kennen we niet
page-unknown-text = Misschien is er een stukje van het adres weggevallen. Open de link in de chat nog eens.
page-unreachable-title = We kunnen nu even niet kijken
page-unreachable-text = Probeer het over een minuut nog eens. Er is niets veranderd, en een betaling raakt nooit zoek.
