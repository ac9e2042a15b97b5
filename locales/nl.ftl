# Wat de balie in het Nederlands zegt, en de woorden die ze verstaat. Knoppen: hooguit 20 tekens, alle waarden ingevuld.
# Lees elke zin hardop. Geen tekst van de klant, geen emoji, geen * < & #, en een link staat alleen op zijn regel.

language-name = Nederlands

## Welkom

hello = Hoi
hello-name = Hoi { $name }
welcome = { $hello }! Ik ben de digitale boekingshulp van { $business }. Ik zoek een vrij moment bij { $tutor } en boek het voor je.
    Zo gaan we met je gegevens om: { $privacy }
welcome-short = Hoi, ik ben de digitale boekingshulp van { $business }. Zo gaan we met je gegevens om: { $privacy }
menu = Waarmee kan ik je helpen?
menu-held = Het moment { $when } is voor je gereserveerd tot { $until }; er moet nog betaald worden.
menu-attention = Je { $price } voor { $when } is binnen; je moet nog kiezen wat ermee gebeurt.
menu-again = Weer hetzelfde: { $lesson }, voor { $who }, { $when }, { $price }.
welcome-back = Welkom terug! We gaan verder waar je was.
given-back = Ik ben er weer en ga verder waar we waren.

choice-trial = Gratis proefles
choice-regular = Bijles
choice-urgent = Spoedles
choice-weekend = Weekendles
choice-question = Ik heb een vraag
choice-person = Praat met iemand
choice-language = Nederlands, graag
choice-back-to-payment = Terug naar betalen
choice-same-again = Weer { $when }
choice-menu = Hoofdmenu
choice-my-lesson = Verzet of annuleer
both-trial = Proefles
both-regular = Bijles
both-urgent = Spoed
both-weekend = Weekend
both-question = Vraag
both-person = Iemand

## De lessen, bij naam

flow-trial = proefles
flow-regular = bijles
flow-urgent = spoedles
flow-weekend = weekendles
lesson-trial = Proefles { $subject }, { $minutes } minuten
lesson-regular = Bijles { $subject }, { $minutes } minuten
lesson-urgent = Spoedles { $subject }, { $minutes } minuten
lesson-weekend = Weekendles { $subject }, { $minutes } minuten
trial-once = De gratis proefles heb je al gehad, dus dit wordt een gewone bijles.

## De vragen

subject-ask = Waar gaat de les over?
choice-other-subject = Iets anders
minutes-ask = Hoelang wil je les?
one-at-a-time = Ik boek één les per keer: eerst deze, daarna kun je de volgende boeken.
noted = Genoteerd.
minutes-not-sold = Een les van { $minutes } minuten kan ik niet boeken.
choice-minutes = { $minutes } min · { $price }
choice-minutes-only = { $minutes } min
self-age = Ben je 18 of ouder, of jonger?
for-whom-ask = Voor wie is de les?
choice-who-adult = Ik, 18 of ouder
choice-who-minor = Ik, onder de 18
choice-who-child = Mijn kind
choice-who-other = Iemand anders
choice-someone-new = Een ander
of-age-ask = Is diegene 18 jaar of ouder?
choice-of-age = 18 of ouder
choice-under-age = Onder de 18
name-ask = { $whose ->
    [mine] Hoe heet je?
   *[learner] Hoe heet de leerling?
 }
name-and-reach-ask = { $whose ->
    [mine] Hoe heet je, en op welk telefoonnummer of e-mailadres kunnen we je bereiken?
   *[learner] Hoe heet de leerling, en op welk telefoonnummer of e-mailadres kunnen we je bereiken?
 }
reach-ask = Op welk telefoonnummer of e-mailadres kunnen we je bereiken als er iets verandert?

## Tijden

slot-ask = Welk moment past je (tijd in { $zone })? Kies er een, of typ wanneer je wilt komen.
day-ask = Welke dag? Kies er een, of typ een datum.
clock = tijd in { $zone }
clocks = tijd in { $zone }; { $time } in { $home }
time-in = { $time } (tijd in { $zone })
no-more-days = Verder vooruit dan deze dagen kan ik nog niet boeken.
choice-more-times = Meer tijden
choice-other-day = Een andere dag
choice-other-times = Andere tijden
tutor-has-none = { $tutor } heeft hiervoor geen vrije tijd. Bij een ander kan het wel.
tutor-gone = { $tutor } kan { $when } niet meer, maar het moment is nog vrij.
slot-gone = Sorry, { $when } is niet meer vrij. Deze tijden liggen er dichtbij.
slot-nearest = Dat moment is niet vrij. Deze komen het dichtst in de buurt.
slot-not-so = Het moment { $when } past zo niet meer. Deze komen het dichtst in de buurt.
choice-tell-me = Laat het me weten
waiting-kept = Goed, ik laat het je weten zodra er zo'n tijd vrijkomt, tot en met { $until }.
waiting-free = { $count ->
    [one] Er is een tijd vrijgekomen waar je op wachtte (tijd in { $zone }). Wie hem het eerst boekt, heeft hem.
   *[other] Er zijn tijden vrijgekomen waar je op wachtte (tijd in { $zone }). Wie het eerst boekt, heeft ze.
}
choice-stop-waiting = Niet meer nodig
waiting-lost = Sorry, { $when } was net weg: iemand anders was sneller. Je blijft op de lijst, en ik laat het weten als er weer een tijd vrijkomt.
waiting-left = Goed, je staat niet meer op de wachtlijst.
no-such-day = Die datum bestaat niet.
slot-past = Dat moment is al voorbij.
slot-too-far = Zo ver vooruit kan ik niet boeken: het kan tot en met { $day }.
slot-closed = Op { $day } zijn we dicht. Deze komen het dichtst in de buurt.
calendar-unseen = Ik kan de agenda nu even niet inzien, dus ik bied je liever geen moment aan dat misschien al bezet is.
slot-nothing = Hiervoor is nu geen tijd meer vrij. Iemand van ons kan met je meekijken.
slot-first-elsewhere = Eerste vrije tijd voor { $flow }: { $when }, { $price }.
only-trial = Proeflessen zijn { $hours }.
only-regular = Gewone bijles is { $hours }.
only-urgent = Spoedles is voor vandaag en morgen.
only-weekend = Weekendlessen zijn { $hours }.
choice-switch-regular = Bijles · { $price }
choice-switch-urgent = Spoed · { $price }
choice-switch-weekend = Weekend · { $price }
not-trial-but-regular = Proeflessen zijn { $hours }. Op die dag kan wel een gewone bijles, { $price }.
not-trial-but-weekend = Proeflessen zijn { $hours }. In het weekend kan wel een les, { $price }.
not-regular-but-weekend = Zaterdag en zondag zijn voor weekendlessen, { $price }. Zal ik daar kijken?
not-regular-but-urgent = Dat is te snel voor gewone bijles, maar een spoedles kan wel, { $price }. Zal ik daar kijken?
not-urgent-but-regular = Spoedles is voor vandaag en morgen. Die dag kan een gewone bijles, { $price }. Zal ik daar kijken?
not-urgent-but-weekend = Spoedles is voor vandaag en morgen. Die dag kan een weekendles, { $price }. Zal ik daar kijken?
not-weekend-but-regular = Weekendlessen zijn op zaterdag en zondag. Die dag kan een gewone bijles, { $price }. Zal ik daar kijken?
not-weekend-but-urgent = Dat is te snel voor een weekendles, maar een spoedles kan wel, { $price }. Zal ik daar kijken?

## Samenvatting en wijzigen

summary-title = Klopt dit?
summary-who = Voor: { $who }
summary-when = { $day }, { $start }–{ $end } ({ $zone })
summary-tutor = Met { $tutor }
summary-price = Prijs: { $price }
price-free = gratis
summary-free = Prijs: gratis
summary-cancel = Gratis annuleren kan tot { $until }.
summary-no-cancel = Op zo korte termijn kan de les niet meer gratis worden geannuleerd.
price-agreed = zoals met je afgesproken
who-adult = jou
who-minor = jou
who-child = je kind
who-other = iemand anders
who-unknown = naam nog niet bekend
choice-pay = Betaal { $price }
choice-book = Boek
choice-ask-parent = Vraag mijn ouder
choice-ask-a-parent = Vraag een ouder
choice-change = Iets wijzigen
choice-stop = Stoppen
change-ask = Wat wil je wijzigen? De rest blijft zoals het is.
choice-change-time = De tijd
choice-change-length = De lengte
choice-change-subject = Het vak
choice-change-who = Voor wie
choice-change-place = De plek
choice-change-language = De taal
choice-change-weekly = Elke week
choice-once = Alleen deze keer
weeks-ask-menu = Hoeveel weken wil je dit, steeds op deze tijd? Kies een nummer uit de lijst, of typ het aantal, zoals ‘6 weken’.
weeks-ask = Hoeveel weken wil je dit, steeds op deze tijd? Kies, of typ een aantal.
choice-weeks = { $weeks } weken, t/m { $last }
series-not-here = Elke week op dezelfde tijd kan alleen bij betaalde lessen, dus hier boek ik één les per keer.
series-too-many = Ik boek hooguit { $most } weken tegelijk.
series-none = In de weken daarna is deze tijd niet vrij, dus dit wordt één les.
series-changed = Intussen zijn er andere weken vrij dan ik net zei. Kijk daarom nog even.
series-when = Elke week vanaf { $day }, { $start }–{ $end } ({ $zone }), { $count } lessen:
series-taken = Niet vrij, dus overgeslagen: { $dates }
series-price = Prijs: { $count } × { $each } = { $price }
series-price-each = Prijs: { $each } per les. De eerste betaal je nu; voor elke volgende krijg je een link, te betalen tot { $hours } uur voor de les.
series-cancel = Elke les kun je tot { $hours } uur van tevoren gratis verzetten of annuleren.
series-moments = { $when }, { $count } lessen t/m { $last }
place-ask = Waar wil je les?
language-ask = In welke taal gaan we verder?
language-switched = We gaan verder in het Nederlands.

## Betalen

link = { $lesson }: { $when }, { $price }. Dit moment is tot { $until } voor je gereserveerd. Betaal hier met iDEAL | Wero of kaart:
    { $link }
link-parent = Voor een ouder of voogd: { $lesson }, { $when }, { $price }. Akkoord geven en betalen kan hier tot { $until }:
    { $link }
link-parent-free = Voor een ouder of voogd: { $lesson }, { $when }, gratis. Akkoord geven kan hier tot { $until }:
    { $link }
link-choices = Zodra er betaald is, zie je hier de bevestiging. Nog iets anders?
parent-choices = { $whose ->
    [mine] Stuur dit bericht door aan je ouder of voogd. Ik wacht op je ouder;
   *[learner] Stuur dit bericht door aan een ouder of voogd van de leerling. Ik wacht op de ouder;
 } { $when } is gereserveerd tot { $until }. Zodra het rond is, bevestig ik het hier.
parent-agreed = De ouder of voogd is akkoord. Zodra de betaling binnen is, bevestig ik het hier; { $when } is gereserveerd tot { $until }.
link-coming = De betaallink komt eraan.
link-after-all = De betaallink is er nu toch. Heb je al op een andere manier betaald? Dan heb je hem niet nodig.
choice-link-again = Link opnieuw
choice-cancel = Annuleren
reminder = Nog even: { $when } is tot { $until } voor je gereserveerd. Betaal hier om de tijd te houden:
    { $link }
reminder-parent = Nog even: { $when } is gereserveerd tot { $until } en wacht nog op een ouder of voogd. Dit is de link om door te sturen:
    { $link }
declined = Je betaling is geweigerd; er is niets afgeschreven. Probeer het nog eens, met een andere kaart of met iDEAL | Wero:
    { $link }
processing = Dank je wel! Je betaling van { $price } is onderweg. Zodra het geld binnen is, is { $when } geboekt en hoor je het hier.
processing-stopped = Je betaling van { $price } was al onderweg toen je stopte; die kan ik niet tegenhouden. Komt het geld binnen, dan boek ik { $when }. Wil je dat niet, vraag dan naar iemand van ons.
processing-before-change = Je betaling van { $price } voor het eerste moment, { $when }, was al onderweg. Komt het geld binnen, dan blijft het dat moment; lukt het niet, dan stuur ik de link voor het nieuwe.
failed = De betaling van { $price } is niet gelukt; er is niets afgeschreven. Het moment { $when } is nog voor je gereserveerd. Hier komt een nieuwe betaallink.
failed-over = De betaling van { $price } voor { $when } is niet gelukt; er is niets afgeschreven.
pay-trouble = Wat vervelend. Probeer de link hieronder nog eens, of betaal op een andere manier. Lukt het niet, praat dan met iemand van ons.
payments-down = Betalen werkt nu even niet. Ik blijf het proberen en stuur je de link zodra het lukt. Je moment blijft gereserveerd.
pay-otherwise = Betalen werkt nog steeds niet. { $otherwise }
pay-otherwise-refused = Betalen via een link lukt op dit moment niet. { $otherwise }
expired-ask = Er kwam op tijd geen betaling binnen, dus { $when } is niet meer voor je gereserveerd. Er is niets afgeschreven. Wat wil je doen?
expired-parent-ask = Het moment { $when } is niet meer gereserveerd: er kwam geen akkoord van een ouder of voogd. Er is niets geboekt. Wat wil je doen?
expired-other = Het moment { $when } is niet meer gereserveerd: de tijd om te betalen is om. Er is niets afgeschreven.
expired-other-parent = Het moment { $when } is niet meer gereserveerd: er kwam geen akkoord van een ouder of voogd. Er is niets geboekt.
clashed = De docent kan { $when } toch niet. De betaallink werkt niet meer; heb je net betaald, dan hoor je dat hier meteen.
clashed-later = De docent kan { $when } toch niet, dus die les gaat niet door. Er is niets voor betaald, en je andere lessen blijven staan. Wil je een andere tijd, schrijf het hier.
clashed-other = De docent kan { $when } toch niet, dus dat moment is niet meer voor je gereserveerd. De betaallink werkt niet meer; heb je net betaald, dan hoor je dat hier meteen.
choice-same-time = Zelfde tijd opnieuw
choice-other-time = Een andere tijd
attention-ask = Je { $price } is binnen, maar { $gone ->
    [over] { $when } is al voorbij
    [soon] { $when } begint te snel om nog te boeken
    [tutor] de docent kan { $when } toch niet
   *[given] { $when } was intussen vergeven
 }. Wil je een ander moment voor dezelfde prijs (tijd in { $zone }), je geld terug, of iemand van ons spreken?
attention-ask-no-times = Je { $price } is binnen, maar { $gone ->
    [over] { $when } is al voorbij
    [soon] { $when } begint te snel om nog te boeken
    [tutor] de docent kan { $when } toch niet
   *[given] { $when } was intussen vergeven
 } en er is nu geen ander moment vrij. Wil je je geld terug, of eerst iemand van ons spreken?
attention-ask-series = Je { $price } is binnen, maar { $gone ->
    [over] { $when } is al voorbij
    [soon] { $when } begint te snel om nog te boeken
   *[given] { $when } is intussen weggegeven
 }. Er is niets geboekt. Wil je alles terug, of liever met iemand overleggen over andere tijden?
attention-fact = Je { $price } is binnen, maar { $gone ->
    [over] { $when } is al voorbij
    [soon] { $when } begint te snel om nog te boeken
    [tutor] de docent kan { $when } toch niet
   *[given] { $when } was intussen vergeven
 }. We lossen het hier met je op.
with-a-person = Iemand van ons kijkt naar je betaling voor { $when }; je hoeft niets te doen.
choice-money-back = Geld terug
money-back = Je krijgt je { $price } helemaal terug; dat duurt een paar dagen. Er is niets geboekt.
paid-twice = Je hebt dubbel betaald. De tweede { $amount } krijg je vanzelf terug{ $stays ->
    [yes] ; je les blijft geboekt.
   *[no] . Wat er met de eerste gebeurt, staat hierboven.
 }
paid-before-change = Je betaling voor het eerste moment kwam binnen vóór de wijziging, dus dat moment is geboekt.
paid-after-stop = Je had al betaald toen je stopte, dus deze les is nu toch geboekt. Wil je hem niet? Laat het hier weten, dan regelt iemand van ons het met je.
mismatch = Je betaling is binnen, maar het bedrag klopt niet met de prijs. Iemand van ons kijkt ernaar; je hoeft niets te doen.
refunded = Je { $amount } is teruggestort en staat binnen een paar dagen op je rekening.
refunded-cancels = Je { $amount } is teruggestort en staat binnen een paar dagen op je rekening. Je les { $when } gaat niet door. Wil je een andere les? Schrijf het gewoon hier.
refunded-part = Van je betaling is { $amount } teruggestort; dat staat binnen een paar dagen op je rekening.
refunded-part-stays = Van je betaling is { $amount } teruggestort; dat staat binnen een paar dagen op je rekening. Je les { $when } blijft staan.
refund-asked = Je krijgt { $amount } terug; dat duurt een paar dagen.
refund-asked-stays = Je krijgt { $amount } terug; dat duurt een paar dagen. Je les { $when } blijft staan.
refund-asked-cancels = Je krijgt { $amount } terug; dat duurt een paar dagen. Je les { $when } gaat niet door.
refund-failed-cancels = Je les { $when } gaat niet door. Je geld terugstorten is nog niet gelukt; we lossen het hier met je op.
paid-unknown = Ik zie hier geen openstaande betaling.
nothing-to-pay = Hier is niets meer te betalen.
paid-known = Ja, je betaling is binnen: { $when } is geboekt.
parent-waited-for = Nog niet: { $when } wacht op het akkoord van een ouder of voogd, gereserveerd tot { $until }.
paid-checking = Ik vraag het na bij de betaaldienst. Zodra de betaling binnen is, bevestig ik het hier.

## Geboekt

booked = Geboekt! { $lesson }
    { $day }, { $start }–{ $end } ({ $zone })
    { $place }
    { $how }Voor in je agenda:
    { $calendar }
booked-late = Je betaling kwam wat laat binnen, maar het moment was nog vrij. Geboekt! { $lesson }
    { $day }, { $start }–{ $end } ({ $zone })
    { $place }
    { $how }Voor in je agenda:
    { $calendar }
booked-how = Verzetten of annuleren? Schrijf het gewoon hier.
booked-how-menu = Verzetten of annuleren? Schrijf hier 'menu'.
series-booked = Geboekt! { $lesson }, { $count } lessen, { $start }–{ $end } ({ $zone }):
    { $dates }
    { $place }
    { $how }Allemaal voor je agenda:
    { $calendar }
series-booked-each = Geboekt! { $lesson }, { $day }, { $start }–{ $end } ({ $zone })
    { $place }
    De tijden van alle { $count } lessen zijn voor je vastgehouden:
    { $dates }
    Voor elke volgende krijg je op tijd een link, te betalen tot { $hours } uur voor de les.
    { $how }Voor je agenda:
    { $calendar }
series-late = Je betaling kwam wat later binnen. { $gone ->
    [none] Alle tijden waren nog vrij.
    [back] Intussen zijn weggegeven: { $dates }. Daarvoor krijg je { $amount } terug; dat duurt 5 tot 10 dagen.
   *[free] Intussen zijn weggegeven: { $dates }.
 }
series-off = Alles is terugbetaald, dus deze lessen vervallen ook: { $dates }.
booked-meanwhile = Je les is geboekt: { $lesson }, { $when }. Voor in je agenda:
    { $calendar }
prepare-name-ask = { $whose ->
    [mine] Nog één ding, zodat we ons kunnen voorbereiden: wat is je voornaam?
   *[learner] Nog één ding, zodat we ons kunnen voorbereiden: wat is de voornaam van de leerling?
 }
level-ask = Zodat we ons kunnen voorbereiden: welk niveau?
goals-ask = Waar wil je aan werken? Eén zin is genoeg; medische gegevens hoeven niet.
choice-skip = Overslaan
prepared = Dank je wel, genoteerd. Tot { $day }!

## Verzetten en annuleren

move-which = Welke les wil je verzetten?
move-lead = Je les is { $when }. Tot { $freeuntil } kun je hem kosteloos verzetten.
move-lead-free = Je proefles is { $when }. Je kunt hem verzetten tot hij begint.
move-lead-tutor = Je les is { $when }. Verzetten kost je niets.
move-same = Je les staat al op dat moment.
move-too-late = Je les { $when } kon je tot { $freeuntil } kosteloos verzetten, dus ik kan hem niet meer verzetten. Iemand van ons kan kijken wat er nog kan.
move-title = Zal ik je les verzetten?
move-from = Van: { $when }
move-to = Naar: { $day }, { $start }–{ $end } ({ $zone })
move-free = Gratis, net als eerst.
move-same-price = De prijs blijft gelijk en je betaalt niets bij.
move-dearer = Het nieuwe moment kost { $price }: je betaalt het verschil van { $difference }. Tot dat betaald is, blijft je les staan waar hij staat.
move-cheaper = Het nieuwe moment kost { $price }: je krijgt { $difference } terug. Dat duurt 5 tot 10 dagen.
choice-move-yes = Ja, verzetten
choice-move-instead = Liever verzetten
choice-keep = Laten staan
moved = Verzet van { $before }! { $lesson }
    { $day }, { $start }–{ $end } ({ $zone })
    { $place }{ $costs ->
    [less] { "" }
    Je krijgt { $amount } terug; dat duurt 5 tot 10 dagen.
   *[same] { "" }
 }
    { $how }Voor in je agenda:
    { $calendar }
tutor-moved = De docent heeft je les van { $before } verzet: { $lesson }
    { $day }, { $start }–{ $end } ({ $zone })
    { $place }
    Komt dat niet uit? Dan kies je kosteloos een andere tijd, of je annuleert{ $paid ->
    [free] .
   *[paid] { " " }en krijgt alles terug.
 }
    Voor in je agenda:
    { $calendar }
tutor-removed = De docent kan je les { $when } niet geven: { $lesson }. Kies kosteloos een andere tijd, of annuleer{ $paid ->
    [free] .
   *[paid] { " " }en krijg alles terug.
 } Tot je kiest, blijft je les staan.
choice-tutor-move-fine = Is goed
link-difference = Om je les te verzetten van { $before } naar { $when } betaal je het verschil van { $price }. Het nieuwe moment is tot { $until } voor je gereserveerd; tot het betaald is, blijft je les staan waar hij staat. Betaal hier met iDEAL | Wero of kaart:
    { $link }
link-parent-difference = Voor een ouder of voogd: de les verzetten van { $before } naar { $when } kost het verschil van { $price }. Akkoord geven en betalen kan hier tot { $until }:
    { $link }
product-difference = Verschil voor verzetten: { $lesson }
move-not-paid = Het moment { $when } is niet meer gereserveerd: het verschil is niet op tijd betaald. Er is niets afgeschreven en je les { $before } blijft staan.
move-not-any-more = Je { $price } is binnen, maar er is geen les meer die naar { $when } kan. Je krijgt het terug; dat duurt 5 tot 10 dagen.
cancel-which = Welke les wil je annuleren?
cancel-ask-free = { $lesson }, { $when }. Annuleren kost niets. Zal ik hem annuleren?
cancel-ask-in-time = { $lesson }, { $when }. Annuleer je nu, dan krijg je { $amount } terug; dat duurt 5 tot 10 dagen. Zal ik hem annuleren?
cancel-ask-partly = { $lesson }, { $when }. Kosteloos annuleren kon tot { $freeuntil }. Annuleer je nu, dan krijg je { $percent }% terug: { $amount }; dat duurt 5 tot 10 dagen. Zal ik hem annuleren?
cancel-ask-too-late = { $lesson }, { $when }. Kosteloos annuleren kon tot { $freeuntil }. Annuleer je nu, dan krijg je niets terug. Zal ik hem annuleren, of praat je liever met iemand van ons?
cancel-ask-gone-already = { $lesson }, { $when }. Wat je ervoor terugkrijgt, is al terugbetaald. Zal ik hem annuleren?
cancel-changed = Het is intussen later, en wat je terugkrijgt is veranderd.
choice-cancel-yes = Ja, annuleren
cancelled = Je les { $when } is geannuleerd. { $paid ->
    [back] Je krijgt { $amount } terug; dat duurt 5 tot 10 dagen.
    [nothing] Je krijgt er niets voor terug.
   *[free] Je had niets betaald, dus er gaat niets terug.
 } Schrijf me gerust als je een nieuwe les wilt.
kept = Goed, je les { $when } blijft staan.
my-lesson-unpaid = { $lesson } (nog te betalen; de link komt op tijd)
move-with-its-link = { $when } is voor je gereserveerd en nog niet betaald. Als je de link daarvan krijgt, kun je daar een andere tijd kiezen. Zal ik deze les laten staan, of annuleren?
my-lessons-ask = Je geboekte lessen:
    { $list }
    Wil je er een verzetten of annuleren?

## Reminders

near-lesson = { $near ->
    [today] Een herinnering: vandaag om { $start } is je les. { $lesson }.
    [tomorrow] Een herinnering: morgen, { $when }, is je les. { $lesson }.
   *[later] Een herinnering aan je les, { $when }. { $lesson }.
 }
    { $place }
near-lesson-for = { $near ->
    [today] Een herinnering: vandaag om { $start } is de les van { $who }. { $lesson }.
    [tomorrow] Een herinnering: morgen, { $when }, is de les van { $who }. { $lesson }.
   *[later] Een herinnering aan de les van { $who }, { $when }. { $lesson }.
 }
    { $place }
choice-coming = Ik ben erbij
coming = Fijn, tot { $day }!
after-lesson = Hopelijk was het een fijne les { $subject }. Zullen we de volgende plannen?
after-trial = Hopelijk beviel de proefles { $subject }. Wil je verder met gewone lessen? Vraag gerust als er nog iets onduidelijk is.
choice-not-now = Nu niet
not-now = Prima! Schrijf me gerust als je weer een les wilt.

## Overal

thanks = Graag gedaan!
thanks-booked = Graag gedaan. Tot { $day }!
help = Ik ben een digitale hulp en boek lessen: kies een antwoord, of typ gewoon wat je wilt, zoals een vak, een dag en een tijd. Je kunt altijd om een mens vragen.
stopped = Goed, ik stop. Er is niets geboekt of afgeschreven. Schrijf me gerust wanneer je wilt.
stopped-lesson-stays = Goed, ik stop hier; hiervoor is niets afgeschreven. Je geboekte les { $when } blijft staan.
stopped-held = Goed, ik stop hier. Het moment { $when } is nog voor je gereserveerd tot { $until } en nog niet betaald.
stays-held = Het moment { $when } blijft voor je gereserveerd tot { $until }.
stopped-processing = Je betaling is al onderweg, dus hier kan ik die niet stoppen. Wil je de les niet, vraag dan naar iemand van ons.
stays-booked = Je les { $when } blijft staan. Wil je hem verzetten of annuleren?
my-lesson-ask = { $lesson }, { $when }.
    { $place }
    Wil je deze les verzetten of annuleren?
choice-move = Verzetten
choice-cancel-lesson = Les annuleren
choice-another = Nog een les
nothing-booked = Ik zie hier geen geboekte les. Heb je er toch een, praat dan met iemand van ons.
miss-1 = Sorry, dat begreep ik niet. Kies een antwoord of typ het nummer.
miss-1-open = Sorry, dat begreep ik niet.
miss-time = Sorry, dat begreep ik niet. Kies een antwoord, of typ een dag en een tijd, zoals donderdag 16:00.
miss-yes = Fijn! Kies dan nog even een van deze.
unsure = Geen haast. Kies wat het dichtst in de buurt komt; je kunt het later nog wijzigen, en je kunt het ook aan iemand van ons vragen.
miss-2 = Sorry, ik begrijp het nog steeds niet. Kies een van deze, of praat met iemand van ons.
miss-2-open = Sorry, ik begrijp het nog steeds niet. Je kunt ook met iemand van ons praten.
got-attachment = Dank je wel! Bestanden en spraakberichten kan ik zelf niet openen. Kun je het typen, of praat je liever met iemand van ons?
got-emoji = Leuk dat je er bent! Bij mij werken woorden het best.
got-nothing = Ik kreeg een leeg bericht. Bij mij werken woorden het best.
late-tap = Dat was een eerdere vraag. Hier zijn we nu.
late-tap-back = Goed, dat heb ik aangepast.
late-tap-booked = Dat was een eerdere vraag; je geboekte les blijft zoals hij is.
question-ask = Wat wil je weten? Kies een onderwerp of typ je vraag.

## Een mens

expect-soon = Iemand van ons leest nu mee en antwoordt meestal binnen { $minutes } minuten. Tot die tijd kun je met mij verder.
expect-later = Ons team is er { $when } weer en antwoordt dan. Tot die tijd kun je met mij verder.
expect-sometime = Ons team antwoordt zo snel mogelijk. Tot die tijd kun je met mij verder.
person-special-price = Voor jou geldt een eigen prijs; iemand van ons stuurt je de betaling.
person-too-many-unpaid = Er staan al meer onbetaalde momenten op je naam. Iemand van ons helpt je verder.
person-move = Iemand van ons verzet je les met je.
person-cancel = Iemand van ons annuleert je les met je en vertelt wat je terugkrijgt.
person-not-understood = Ik begrijp je steeds niet goed, dus ik vraag iemand van ons om te helpen.
person-trouble = Er ging bij ons iets mis. Iemand van ons neemt het over.
person-other-subject = Voor andere vakken kijkt iemand van ons wie je kan helpen.
choice-go-on = Verder met boeken

## Privénotities, in de taal van het team

note-link = Betaallink verstuurd voor { $flow } { $subject }, { $when }, { $price }. Niets te doen.
    { $reference } · gereserveerd tot { $until } · { $link }
note-link-yours = De betaalpagina voor { $flow } { $subject }, { $when }, { $price } is er. De leerling kreeg de link niet, want jij hebt het gesprek: stuur hem als die nog nodig is.
    { $reference } · gereserveerd tot { $until } · { $link }
note-link-parent = Wacht op de ouder: link verstuurd voor { $flow } { $subject }, { $when }, { $price }. Niets te doen.
    { $reference } · gereserveerd tot { $until } · { $link }
note-moved = Verzet vóór het betalen: van { $before } naar { $when }, { $flow } { $subject }. Niets te doen.
    { $reference }
note-moved-booked = Verzet door de leerling: { $flow } { $subject } voor { $who }, van { $before } naar { $when }, { $minutes } minuten.{ $costs ->
    [less] { "" } Het nieuwe moment kost minder: { $amount } gaat automatisch terug.
    [more] { "" } Het verschil van { $amount } is betaald.
   *[same] { "" }
 } { $soon ->
    [yes] De les begint binnen een dag: zorg dat de docent het weet.
   *[no] Niets te doen.
 }
    { $reference }
note-move-not-paid = Het verschil van { $price } om te verzetten van { $before } naar { $when } is niet op tijd betaald. De les blijft { $before }. Niets te doen.
    { $reference }
note-move-not-any-more = Het verschil van { $price } om te verzetten naar { $when } is betaald, maar de les die verzet zou worden is er niet meer. Het geld gaat automatisch terug; kijk of het aankomt.
    { $reference }
note-lesson-cancelled = Geannuleerd door de leerling: { $flow } { $subject } voor { $who }, { $when }. Het moment is weer vrij. { $paid ->
    [back] { $amount } gaat automatisch terug.
    [nothing] Te laat voor een terugbetaling; dat heeft de leerling gelezen.
   *[free] Er was niets betaald.
 } { $soon ->
    [yes] De les zou binnen een dag beginnen: zorg dat de docent het weet.
   *[no] Niets te doen.
 }
    { $reference }
note-consent = Een ouder of voogd is akkoord: { $name }. Niets te doen.
    { $reference } · { $flow } { $when }
note-booked = { $soon ->
    [yes] Geboekt, begint binnen een dag: { $flow } { $subject } voor { $who }, { $when }, { $minutes } minuten. Zorg dat de docent het weet.
   *[no] Geboekt: { $flow } { $subject } voor { $who }, { $when }, { $minutes } minuten. Niets te doen.
 }
    { $reference }
note-paid = { $soon ->
    [yes] Betaald en geboekt, begint binnen een dag: { $flow } { $subject } voor { $who }, { $when }, { $minutes } minuten, { $price }. Zorg dat de docent het weet.
   *[no] Betaald en geboekt: { $flow } { $subject } voor { $who }, { $when }, { $minutes } minuten, { $price }. Niets te doen.
 }
    { $reference }
note-series-paid = { $soon ->
    [yes] Geboekt en betaald, de eerste begint binnen een dag
   *[no] Geboekt en betaald
 }: { $count } × { $flow } { $subject } voor { $who }, { $price } per les. { $left ->
    [no] Niets te doen.
   *[yes] Te laat betaald, dus niet geboekt: { $leftout }; { $amount } gaat vanzelf terug. Niets te doen.
 }
    { $dates }
note-series-paid-each = { $soon ->
    [yes] Geboekt en betaald, begint binnen een dag
   *[no] Geboekt en betaald
 }: de eerste van { $count } × { $flow } { $subject } voor { $who }, { $price } per les. De andere zijn vastgehouden, elk tot die { $hours } uur van tevoren betaald is. Niets te doen.
    { $dates }
note-series-off = De hele betaling ging terug, dus zijn nog { $count } lessen geannuleerd: { $dates }. De leerling weet het. Niets te doen.
note-paid-stopped = Betaald in dezelfde tel waarin de leerling stopte: { $flow } { $subject } voor { $who }, { $when }, { $price }. De les is geboekt; vraag of hij doorgaat.
    { $reference }
note-paid-late = Laat betaald, toch geboekt: { $flow } { $subject } voor { $who }, { $when }, { $price }. Kijk even of het moment schikt.
    { $reference }
note-paid-gone = Betaald, maar { $gone ->
    [over] het moment is al voorbij
    [soon] het moment begint te snel
    [tutor] de docent kan dan niet
   *[given] het moment is weg
 }: { $when }, { $price }. De leerling kiest een ander moment of het geld terug; help als het gevraagd wordt.
    { $reference }
note-paid-gone-yours = Betaald, maar { $gone ->
    [over] het moment is al voorbij
    [soon] het moment begint te snel
    [tutor] de docent kan dan niet
   *[given] het moment is weg
 }: { $when }, { $price }. De leerling weet dat. Geef het gesprek terug aan de balie, die laat kiezen tussen een ander moment en het geld terug, of spreek zelf iets af.
    { $reference }
note-paid-twice = Dubbel betaald: de tweede { $amount } gaat vanzelf terug. Kijk even of de terugbetaling aankomt.
    { $reference }
note-mismatch = Bedrag of munt wijkt af van de afgesproken { $price }. Niet geboekt. Vergelijk met Stripe en beslis.
    { $reference } · { $when }
note-processing = De betaling van { $price } is onderweg (trage methode). Het moment blijft gereserveerd. Niets te doen.
    { $reference } · { $when }
note-processing-stopped = De leerling stopte, maar de betaling van { $price } was al onderweg. Komt het geld binnen, dan wordt { $when } geboekt. Nog niets te doen.
    { $reference }
note-failed = De betaling van { $price } is mislukt; er is een nieuwe link verstuurd. Niets te doen.
    { $reference } · { $when }
note-declined = Een betaling van { $price } is geweigerd; de link werkt nog. De balie zwijgt: vertel het de leerling.
    { $reference } · { $when }
note-failed-over = De betaling van { $price } is mislukt en het moment is weer vrij. Niets te doen.
    { $reference } · { $when }
note-expired = Niet op tijd betaald: { $flow } { $when } is weer vrij. Niets te doen.
    { $reference }
note-expired-parent = Geen akkoord van een ouder of voogd op tijd: { $flow } { $when } is weer vrij. Niets te doen.
    { $reference }
note-cancelled = De leerling stopte vóór het betalen: { $flow } { $when } komt weer vrij. Niets te doen.
    { $reference }
note-money-back = De leerling koos het geld terug: { $price } wordt teruggestort. Niets te doen.
    { $reference } · { $when }
note-refunded = Helemaal terugbetaald: { $amount } van { $flow } { $when }. Niets te doen.
    { $reference }
note-refunded-released = Helemaal terugbetaald: { $amount }. De { $flow } van { $when } gaat niet door en de tijd is weer vrij. Niets te doen.
    { $reference }
note-refunded-outside-released = Helemaal terugbetaald buiten de balie om: { $amount }. De { $flow } van { $when } gaat dus niet door en de tijd is weer vrij. Niets te doen.
    { $reference }
note-refunded-outside = Helemaal terugbetaald buiten de balie om: { $amount } van { $flow } { $when }. Niets te doen.
    { $reference }
note-refunded-part = Deels terugbetaald: { $amount } van { $flow } { $when }. Niets te doen.
    { $reference }
note-refunded-part-stays = Deels terugbetaald: { $amount } van { $flow } { $when }; de les blijft staan. Niets te doen.
    { $reference }
note-refund-asked = { $by } geeft { $amount } terug van { $flow } { $when }: { $why }. De leerling weet het. Niets te doen.
    { $reference }
note-refund-refused-disputed = Niet terugbetaald: de betaling van { $flow } { $when } is betwist, dus het geld is al bij de bank. Antwoord op de betwisting in Stripe.
    { $reference }
note-refund-refused-nothing-left = Niet terugbetaald: van { $flow } { $when } is niets meer terug te geven. Niets te doen.
    { $reference }
note-refund-refused-more-than-left = Niet terugbetaald: van { $flow } { $when } is zoveel niet meer terug te geven. Vraag het opnieuw met een lager bedrag.
    { $reference }
note-refund-refused-no-intent = Niet terugbetaald: Stripe heeft nog niet gezegd om welke betaling van { $flow } { $when } het gaat. Probeer het over een paar minuten opnieuw.
    { $reference }
note-refund-slow = Een terugbetaling laat op zich wachten: { $amount } van { $flow } { $when }. De balie blijft het proberen; laat de sleutel van Stripe nakijken.
    { $reference }
note-refund-failed = Een terugbetaling is MISLUKT: { $amount } van { $flow } { $when } is niet weg of kwam terug. Betaal de leerling met de hand.
    { $reference }
note-disputed = Betwist: de bank heeft { $amount } voorlopig teruggehaald. Antwoord op tijd in Stripe; betaal niet ook nog terug.
    { $reference } · { $when }
note-inquiry = De bank vraagt naar de betaling van { $amount }; het geld is nog van ons. Antwoord op tijd in Stripe, dan wordt het geen betwisting.
    { $reference } · { $when }
note-inquiry-over = De vraag van de bank over { $amount } is afgehandeld; het geld is van ons. Niets te doen.
    { $reference } · { $when }
note-dispute-won = De betwisting is gewonnen: { $amount } is weer van ons. Niets te doen.
    { $reference } · { $when }
note-dispute-lost = De betwisting is verloren: { $amount } is weg, en de les { $when } staat nog. Beslis of hij doorgaat en laat het de leerling weten.
    { $reference }
note-dispute-lost-series = De betwisting is verloren: { $amount } is weg, en deze lessen die ermee betaald waren staan nog: { $dates }. Beslis of ze doorgaan en laat het de leerling weten.
    { $reference }
note-dispute-lost-over = De betwisting is verloren: { $amount } is weg. In de balie is niets meer te doen.
    { $reference } · { $when }
note-fraud-warning = Waarschuwing voor fraude van de kaartmaatschappij: { $price } van { $flow } { $when }. Kijk in Stripe en beslis of je terugbetaalt; dat voorkomt een betwisting.
    { $reference }
note-fraud-warning-over = Waarschuwing voor fraude van de kaartmaatschappij over { $flow } { $when }, maar het geld is al terug of betwist. Niets te doen.
    { $reference }
note-stripe-trouble = Stripe antwoordt niet; de leerling weet het en de balie blijft het proberen. Nog niets te doen.
    { $reference }
note-stripe-key = Stripe weigert de sleutel van de balie (ingetrokken, of zonder dit recht); de leerling weet het en de balie blijft het proberen. Laat de sleutel nakijken.
    { $reference }
note-payments-down = Er komt al minuten geen betaalpagina van Stripe: de leerling kreeg de andere betaalwijze. Help met de betaling.
    { $reference } · { $flow } { $when } · { $price }
note-payments-refused = Stripe weigert een betaalpagina te maken: de leerling kreeg de andere betaalwijze. Help met de betaling en laat sleutel en prijzen van Stripe nakijken.
    { $reference } · { $flow } { $when } · { $price }
note-stuck = Het moment van { $flow } { $when } kon niet worden vrijgegeven: Stripe zei niet of het betaald is. Kijk in Stripe.
    { $reference }
note-clashed = In de agenda van de docent staat nu iets anders op het moment van { $flow } { $when }. De les staat nog; kijk wat er moet verzetten en spreek het zo nodig af met de leerling.
    { $reference }
note-clashed-later = In de agenda van de docent staat nu iets anders op { $when }. Die les van een reeks was gereserveerd en de link was nog niet verstuurd: losgelaten, en de leerling weet het. Niets te doen.
    { $reference }
note-clashed-held = In de agenda van de docent staat nu iets anders op { $when }. Het moment was gereserveerd en nog niet betaald: losgelaten, en de leerling kiest een ander. Niets te doen.
    { $reference }
note-moved-outside = Verzet door de docent, in de eigen agenda: { $flow } { $subject } voor { $who }, van { $before } naar { $when }. { $told ->
    [no] De leerling weet het nog NIET: het kanaal neemt nu geen bericht aan. Laat het de leerling weten; verzetten en annuleren zijn kosteloos.
   *[yes] De leerling weet het en mag kosteloos een andere tijd kiezen of annuleren. Niets te doen.
 }
    { $reference }
note-not-moved-outside = In de agenda van de docent is { $flow } { $when } verplaatst naar { $there }. De les blijft op { $when }: { $why ->
    [past] dat moment is al voorbij.
    [length] daar is hij langer of korter dan wat er geboekt is.
    [clock] een les begint op een veelvoud van vijf minuten.
    [held] hij is nog niet betaald.
    [paying] de leerling is het verschil voor een andere tijd aan het betalen.
    [often] hij is al drie keer verplaatst zonder dat de leerling het goedvond.
   *[taken] dat moment is bezet, of te dicht op iets anders.
 } { $again ->
    [yes] De balie laat de agenda nu zoals hij is: zet de les daar terug, of spreek het af met de leerling.
   *[no] In de agenda is de les teruggezet. Moet hij echt weg, kies daar dan een vrij moment of spreek het af met de leerling.
 }
    { $reference }
note-tutor-move-fine = De leerling vindt het nieuwe moment goed: { $flow } { $subject }, { $when }. Niets te doen.
    { $reference }
note-removed-outside = { $flow } { $when } is uit de agenda van de docent gehaald. { $does ->
    [asks] De les staat nog; de leerling is gevraagd een andere tijd te kiezen of kosteloos te annuleren. Kijk of dat gebeurt.
    [left] Voor de tweede keer: de balie zet hem niet nog eens terug. De les staat nog en de leerling weet van niets: zeg de les af of laat hem doorgaan.
   *[back] De les staat nog en is daar teruggezet; de leerling weet van niets. Gaat hij echt niet door, spreek dat dan af met de leerling.
 }
    { $reference }

# In de agenda van de docent.
diary-booked = geboekt
diary-held = gereserveerd, nog niet betaald
diary-about = De pagina van de les ({ $order }):
    { $link }

note-not-reminded = De leerling is NIET herinnerd aan { $flow } { $subject }, { $when }: het kanaal neemt nu geen bericht aan en er is geen sjabloon. Herinner de leerling op een andere manier.
    { $reference }
note-coming = De leerling bevestigt: { $flow } { $subject }, { $when }. Niets te doen.
    { $reference }
note-prepared = Voor de voorbereiding: { $who }, niveau { $level }. Niets te doen.
    Doelen: { $goals }
    { $reference } · { $when }
note-handed-over = Er is een mens nodig: { $reason }. Antwoord de leerling.
    { $state }
note-you-have-it = Jij hebt het gesprek: de balie zwijgt nu. Met "Markeren als in afwachting" geef je het terug aan de balie.
note-not-told = De leerling weet het NIET: het kanaal kon het laatste bericht van de balie niet bezorgen. Bereik de leerling op een andere manier.
    { $error }
note-left-unbooked = Er is betaald en de les staat niet geboekt. Kijk in Stripe en boek de les of geef het geld terug. De leerling weet nog van niets.
    { $order_id }
note-not-done = De balie kon hier iets niet doen en probeert het niet nog eens: { $kind ->
        [Refund] geld teruggeven
        [OpenCheckout] de betaalpagina openen
        [ExpireCheckout] de betaalpagina sluiten
        [LookUpCheckout] de betaling opzoeken
       *[other] het gesprek bijwerken
    }. Kijk zelf, bij de betaling ook in Stripe.
    { $order_id }
note-window-closed = De leerling weet het NIET: het kanaal neemt nu geen berichten aan. Bereik de leerling op een andere manier.
    Niet verstuurd: { $text }
note-gone = De leerling weet het NIET: het nieuwste gesprek is verwijderd. Bereik de leerling op een andere manier; schrijft die weer, dan vertelt de balie wat er geboekt is.
    { $orderid }
reason-asked = de leerling vroeg naar een mens
reason-special-price = voor dit contact geldt een eigen prijs, dus er is geen link verstuurd
reason-too-many-unpaid = meer onbetaalde momenten
reason-move = de leerling wil een geboekte les verzetten
reason-cancel = de leerling wil een geboekte les annuleren
reason-not-understood = de balie begreep het drie keer niet
reason-trouble = een fout aan onze kant
reason-other-subject = een vak dat we niet noemen
reason-calendar = de agenda van de docent is al te lang niet te lezen, dus er wordt niets aangeboden
state-order = { $flow } { $subject } voor { $who }, { $when }, { $minutes } minuten, { $price } · betaling { $payment } · boeking { $booking } · { $reference }
state-wish = Tot nu toe: { $flow }, { $subject }, voor { $who }, { $minutes } minuten, { $when }
state-nothing = Nog niets gekozen.

## Woorden die leerlingen typen

words-please = alsjeblieft, aub, alstublieft, graag, svp, please, maar, doe maar, dan, toch, hoor, even, sorry, oh, ik wil, ik wil graag
words-tongue-nl = nederlands
words-tongue-en = engels
words-greeting = hoi, hallo, hey, hé, hee, hai, hi, hello, goedemorgen, goedemiddag, goedenavond, goeiemorgen, goeiemiddag, dag, goedendag, beste
words-lesson = bijles, les, lessen, bijlessen, begeleiding, privéles, boeken, boeking, heb je tijd, hebben jullie tijd, heb je plek, hebben jullie plek, nog plek, tijd vrij, afspraak maken, inplannen, een afspraak, welke vakken
words-another = ook voor, nog een les, nog een bijles, extra les, tweede les, ook een les, ook bijles
words-asks = wat, hoe, waar, wanneer, wie, waarom, welke, hoeveel, is, zijn, kan, kun, kunnen, heb, hebben, doe, doen, moet
words-me = ik, mij, me, ben
words-money-back = geld terug, mijn geld terug, ik wil mijn geld terug, terugbetalen, terugbetaling
words-person = mens, een mens, persoon, iemand, medewerker, iemand spreken, mens spreken, praat met iemand, praten met iemand, ik wil iemand spreken, een medewerker, docent spreken, bel me, echte persoon
words-person-within = iemand spreken, mens spreken, medewerker spreken, spreken met iemand, met iemand praten, met een mens, met een persoon, echt mens, echte mens, bel me, bel mij, bellen met iemand, iemand bellen, me terugbellen, mij bellen
words-start-over = opnieuw, opnieuw beginnen, overnieuw, begin opnieuw, menu, hoofdmenu, start, reset, nieuwe boeking
words-stop = stop, stoppen, laat maar, toch niet, vergeet het, ophouden, niet meer nodig, nee bedankt, annuleer maar, ik stop ermee, doe maar niet, nee laat maar, nee stop, hoeft niet, hoeft niet meer, nee hoeft niet
words-help = help, hulp, help me, hoe werkt dit, hoe werkt het, wat kun je, wat kan je, ben je een robot, ben je een bot, ben je een mens, wie ben jij, wie ben je, met wie spreek ik, wat is dit
words-back = terug, ga terug, vorige, een terug, stap terug, verkeerde knop, verkeerd, foutje, oeps, per ongeluk, verkeerd gedrukt, vergissing, verkeerde gekozen
words-thanks = bedankt, dank je, dank u, dankjewel, dank je wel, dank u wel, thanks, top bedankt, ok bedankt, oke bedankt, super bedankt, hartelijk dank, merci, tot dan, ok tot dan, tot morgen, tot donderdag, tot ziens, doei, tot snel, fijne dag, bedankt doei, bedankt tot dan, dankjewel tot dan, super dankjewel, top dankjewel, ok dankjewel, oke dankjewel, fijn dankjewel, heel erg bedankt, dankje, bedankt he
words-paid = betaald, ik heb betaald, al betaald, net betaald, is het betaald, heb betaald, betaling gedaan, is mijn betaling binnen, is het gelukt, is de betaling gelukt, gelukt, is het binnen, heb je mijn betaling, is mijn betaling gelukt, heb je het ontvangen, ik heb net betaald, is betaald, het is betaald, betaling gelukt
words-move = verzetten, les verzetten, verplaatsen, les verplaatsen, ik wil verzetten, ik wil mijn les verzetten, verzet mijn les
words-cannot-come = kan niet komen, niet komen, ben ziek, is ziek, verhinderd, niet aanwezig, haal het niet, kan niet meer, kan toch niet, lukt niet, lukt me niet, red het niet, red ik niet, gaat niet door, afzeggen, afmelden, annuleren, annuleer, afspraak afzeggen, cancelen, cancellen
words-other-moment = verzetten, verzet, verplaatsen, verschuiven, ander moment, andere tijd, andere dag, in plaats van, ipv, uur later, uurtje later, kwartier later, uur eerder, later op de dag, kan het later, kan het eerder, kan het iets later, kan het iets eerder, iets later, iets eerder, later beginnen, eerder beginnen, kan het ook om, kan het ook op, omwisselen, ruilen, kan het ook later, kan het ook eerder, kan ook later, kan ook eerder
words-my-lesson = wanneer zijn mijn lessen, wanneer is mijn volgende les, wat zijn mijn lessen, welke lessen heb ik, mijn lessen, ook alweer, ook al weer, wanneer is mijn les, hoe laat is mijn les, hoe laat is de les, wanneer is de les, waar is mijn les, wat is mijn afspraak, wanneer heb ik les, hoe laat heb ik les, mijn afspraak, mijn les, meetlink, zoomlink, zoom link, link van de les, staat mijn les, ben ik geboekt, is het geboekt
words-has-lesson = les verzetten, les annuleren, les afzeggen, les verplaatsen, afspraak verzetten, afspraak annuleren, afspraak afzeggen, heb een les bij jullie, heb les bij jullie, mijn les van, mijn les is, mijn afspraak
words-for-a-person = ontevreden, geld terug, terugbetaling, terugbetalen, solliciteren, vacature, samenwerken, te laat, ik kom later, minuten later, min later, een klacht, klacht over, klacht indienen, ben iets later, ben wat later, ben later, kom iets later, kom wat later, wordt iets later
words-same-again = zelfde tijd, zelfde als vorige, zelfde als de vorige, weer hetzelfde, zoals vorige keer, net als vorige, hetzelfde als, zelfde les, zelfde moment, weer zo n les
words-other-subject = economie, bedrijfseconomie, frans, duits, spaans, italiaans, geschiedenis, aardrijkskunde, latijn, grieks, filosofie, maatschappijleer, boekhouden, accounting, arabisch, chinees, psychologie, begrijpend lezen
words-cancel = annuleren, annuleer, les annuleren, afzeggen, les afzeggen, ik wil annuleren, ik wil mijn les annuleren, afmelden, cancelen, cancellen, les cancelen
words-language-nl = in het nederlands, nederlands graag, in het nederlands graag, nederlands alsjeblieft, spreek je nederlands, kan het in het nederlands, in dutch, dutch please
words-language-name-nl = nederlands
words-yes = ja, ja graag, jawel, jazeker, ok, oke, oké, okee, prima, goed, klopt, dat klopt, correct, akkoord, is goed, top, betaal, betalen, boek, boeken, bevestig, ja hoor, ja prima, ja is goed, ja klopt, jep, yes, doen, perfect, goed zo, helemaal goed, ziet er goed uit, boek maar, betaal maar, boeken maar, doe maar, ja doe maar, zeker, lijkt me goed, gaan we doen, jaa, jaaa, jaja, j, joe, yes graag
words-truly = ja, jawel, jazeker, klopt, ja klopt, jep, jaa, ja hoor, ja is hij, ja is ze
words-no = nee, nope, klopt niet, fout, niet goed, nee dank je, nee hoor, neen, nee sorry, klopt niet helemaal
words-change = wijzig, wijzigen, iets wijzigen, veranderen, aanpassen, verander, ik wil iets wijzigen, iets veranderen, iets aanpassen
words-skip = overslaan, sla over, later, nu niet, geen, niks, niets, liever niet, dat zeg ik liever niet
words-none-of-these = geen van deze, geen van allen, geen van die, past niet, past me niet, kan niet, dan kan ik niet, ik kan dan niet, geen, niks past, andere dag, een andere dag, ander moment, andere tijden, andere tijd, lukt niet, die kan ik niet, dat lukt niet, deze kunnen niet
words-none-fits = geen van deze, geen van die, geen van allen, past niet, passen niet, allemaal niet, past geen, kan niet op die, kan op geen, lukken niet, niks voor mij
words-which-days = welke dagen, welke dag kan, welke dag heb, wat voor dagen, andere dagen
words-sooner = eerder, vroeger, kan het eerder, kan het ook eerder, kan het vroeger, iets eerder, eerder graag, nog eerder, eerder niet
words-later = later, kan het later, kan het ook later, iets later, later op de dag, nog later, later graag, wat later
words-both = beide, allebei, beiden, alle twee, alletwee, allebei graag, ze allebei, de twee
words-pays-then = ik betaal, betaal ik, ga ik betalen, betaal morgen, morgen betalen, kan ik morgen betalen
words-no-name = nederlands, nederlandse, nederlander, engels, engelse, belg, belgisch, duits, duitse, turks, turkse, marokkaans, pools, oekraïens, syrisch, ziek, student, ouder, moeder, vader, leerling, docent, een, de, het, dyslectisch, nieuw, niet, al, nog, op, in, van, geen
words-unsure = weet ik niet, weet ik nog niet, ik weet het niet, ik weet het nog niet, weet niet, geen idee, maakt niet uit, maakt me niet uit, maakt mij niet uit, het maakt niet uit, kies jij maar, boeit niet, twijfel, ik twijfel, even nadenken, moet ik even overleggen, even overleggen
words-link = link, de link, betaallink, link opnieuw, stuur link, nieuwe link, waar is de link, betalen, betaal, betaling
words-pays-later = ik betaal straks, straks, ik betaal later, later, zo meteen, ik betaal zo, ik betaal vanavond, komt goed, doe ik, ga ik doen, ik ga betalen, ik ga zo betalen, momentje, moment, even geduld, wacht even, kan ik later betalen, kan ik straks betalen, later betalen, mag ik later betalen
words-pay-trouble = werkt niet, doet het niet, lukt niet, kan niet betalen, niet betalen, geweigerd, foutmelding, mislukt, problemen met betalen
words-go-on = verder, ga verder, verder met boeken, doorgaan, terug naar de bot
words-change-time = tijd, de tijd, dag, datum, ander moment, andere tijd, moment
words-change-length = lengte, de lengte, duur, langer, korter
words-change-subject = vak, het vak, onderwerp
words-change-who = wie, voor wie, iemand anders
words-change-place = plek, plaats, locatie, de plek, waar
words-change-language = taal, de taal
words-flow-trial = proefles, proef les, gratis les, kennismaking, kennismakingsles, uitproberen
words-flow-urgent = spoed, spoedles, dringend, met spoed, morgen toets, morgen tentamen, morgen examen, last minute
words-flow-weekend = weekendles, weekend les
words-flow-regular = gewone les, gewone bijles, doordeweekse les
words-who-child = mijn zoon, mijn dochter, mijn kind, mijn kinderen, mijn zoontje, mijn dochtertje, onze zoon, onze dochter, ons kind, m'n zoon, m'n dochter, m'n kind, mn zoon, mn dochter, mn kind, me zoon, me dochter, moeder van, vader van, ouder van, mijn jongste, mijn oudste, mijn puber, twee kinderen, beide kinderen
words-who-minor = ik ben minderjarig, onder de 18, ik ben onder de 18
words-who-adult = voor mezelf, voor mij, mezelf, mijzelf, mij zelf, voor mijzelf
words-who-other = mijn vriend, mijn vriendin, mijn broer, mijn zus, mijn broertje, mijn zusje, mijn kleinzoon, mijn kleindochter, mijn neef, mijn nicht, mijn man, mijn vrouw, mijn partner, mijn moeder, mijn vader, m'n vriend, m'n vriendin, m'n broer, m'n zus, mn broertje, mn zusje, m'n broertje, m'n zusje, een vriend, een vriendin, m'n kleinzoon, m'n kleindochter, mn kleinzoon, mn kleindochter, mijn kleinkind, m'n neefje, m'n nichtje, mijn neefje, mijn nichtje
words-several = mijn kinderen, twee kinderen, 2 kinderen, beide kinderen, onze kinderen, tweeling, allebei, zoon en dochter, zoon en mijn dochter, dochter en zoon, dochter en mijn zoon, twee vakken, 2 vakken, keer per week, lessen per week
words-join = mee, meedoen, meekomen, meenemen, erbij, samen, betaalt, betalen, vindt, weet
words-at-school = havo, vwo, vmbo, mavo, gymnasium, atheneum, brugklas, klas, onderbouw, bovenbouw, middelbare school, groep 7, groep 8
words-self = ik, ikzelf, ik zelf, mij, me, voor ik, dat ben ik, gewoon ik, ik dus
words-clear = de, het, een, ik, hoi, hallo, graag, bijles, les, lessen, mijn, voor, morgen, jullie, hoe, goedemorgen, goedemiddag, goedenavond, dag, wil, zoon, dochter, wiskunde, gratis, proefles, boeken, en, is, maandag, dinsdag, woensdag, donderdag, vrijdag, zaterdag, zondag, spoed, weekendles, na, naar, met
