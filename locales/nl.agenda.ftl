# Wat medewerkers lezen op de pagina /agenda. Korte woorden: elk staat in een smalle kolom.

agenda-title = Agenda
agenda-range = { $first } – { $last }
agenda-today = Vandaag
agenda-earlier = Eerder
agenda-later = Later
agenda-one-day = Dag
agenda-week = 7 dagen
agenda-everybody = Iedereen
agenda-moves = Andere dagen
agenda-tutors = Wiens lessen
agenda-col-time = Tijd
agenda-col-what = Les
agenda-col-who = Leerling
agenda-col-tutor = Bij
agenda-col-state = Stand
agenda-col-chat = Chatwoot
agenda-lessons = { $count ->
    [0] geen lessen
    [one] 1 les
   *[other] { $count } lessen
 }
agenda-waiting = { $count ->
    [one] 1 wacht
   *[other] { $count } wachten
 }
agenda-closed = Gesloten
agenda-free = vrij
agenda-elsewhere = eigen agenda: bezet
agenda-minutes = { $minutes } min
agenda-paid = betaald
agenda-booked = geboekt, gratis
agenda-held = wacht op betaling
agenda-processing = betaling onderweg
agenda-parent = wacht op ouder
agenda-attention = vraagt een mens
agenda-disputed = betwist bij de bank
agenda-cancelled = vandaag geannuleerd
agenda-until = tot { $clock }
agenda-left = nog { $left }
agenda-hours = { $count } uur
agenda-over = tijd is om
agenda-conversation = gesprek { $number }
agenda-zone = Tijden in { $zone }. Stand van { $clock }.
agenda-rehearsal = Dit is een oefening: niemand hier is echt.
agenda-door-title = De agenda is dicht
agenda-door-text = Open hem met de link die je kreeg, die met de sleutel aan het eind. Deze browser onthoudt het daarna.
agenda-door-again = Probeer opnieuw
agenda-door-wait = Te vaak een verkeerde sleutel vanaf hier. Probeer het over een minuut opnieuw.
agenda-enter = De agenda gaat open…
