"""What students type: wishes, answers, words that work anywhere, slips of the finger, and things nobody can make sense of."""

TYPED: tuple[str, ...] = (
    "hoi", "hello", "hallo daar", "Bijles wiskunde voor mijn zoon Tim, dinsdag na 4", "maths tutoring for me, tuesday at 16:00",
    "proefles engels voor mezelf morgen", "free trial for my daughter Lisa on friday", "spoed! morgen toets natuurkunde",
    "urgent help today please", "weekendles scheikunde zaterdag 11 uur", "les in het weekend", "half vijf", "morgenavond",
    "27-11 17:00", "31-02", "volgende week woensdag", "tomorrow evening", "zo snel mogelijk", "asap", "om 3 uur 's nachts",
    "liever donderdag", "anderhalf uur", "60 minuten", "2 uur", "bij jullie", "online graag", "statistiek", "english", "Engels",
    "ik ben 17", "i am 25", "mijn zoon van 14", "voor een vriend", "my nephew", "Noor de Vries, 0612345678", "Piet", "noor@example.org",
    "verzet mijn les naar zaterdag 11:00", "can we move it to friday 17:00?", "kan het een uur later", "annuleer de les van donderdag",
    "ja", "nee", "ok", "yes", "no", "klopt niet", "wijzig de tijd", "change", "terug", "back", "stop", "laat maar", "never mind",
    "opnieuw", "start over", "menu", "help", "mens", "ik wil iemand spreken", "talk to a person", "verder", "go on",
    "bijles wiskunde elke donderdag 16:00, 60 minuten, voor mezelf, 18+", "elke week", "every week for 4 weeks", "komende 4 weken",
    "wanneer zijn mijn lessen?", "cancel my lesson of 10 december",
    "betaald", "is it paid?", "link", "stuur link", "annuleren", "cancel my lesson", "verzetten", "reschedule", "bedankt", "thanks!",
    "in english please", "in het nederlands graag", "🇬🇧", "👍", "😀😀", "", "   ", "?", "!!!", "1", "2", "3", "7", "10", "99", "0",
    "wat kost het?", "how much is a lesson", "waar zijn de lessen?", "kan ik annuleren?", "wie geeft les", "vwo", "havo 4", "skip", "sla over",
    "Ik wil goed worden in integralen", "geld terug", "money back", "ook voor mijn dochter, engels, vrijdag 17:00",
    "another lesson on thursday please", "hij heet Jan", "qwertyuiop", "blauwe krokodil", "{{ contact.email }} {% raw %}", "<b>*vet*</b> & #1",
    "x" * 3000, "12345678901234567890", "\u202eomgekeerd", "٣", "Ἀθῆναι", "drop table talks;", "0612345678", "€ 60,00", "16:00", "zondag",
)  # fmt: skip
