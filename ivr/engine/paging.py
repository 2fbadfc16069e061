"""What a person on duty hears of an emergency: the program's own sentences, filled with what is known."""

from ivr.engine.asks import PageFact
from ivr.engine.sentences import sentence
from ivr.engine.visit import Visit
from ivr.engine.wording import spoken_digits, spoken_phone
from ivr.engine.words import Speech, Words


def in_language(words: Words, language: str) -> str:
    """The words in this language, else in the first one there is."""
    return words.get(language) or next(iter(words.values()), "")


def announce(visit: Visit, fact: PageFact) -> None:
    """Line and name, and nothing else: whoever or whatever has answered hears it."""
    line = in_language(fact.line, visit.language)
    visit.say_sentence("page_announce", line=line, person=fact.name)


def tell(visit: Visit, fact: PageFact) -> None:
    """What, where, the caller's own words, the case; then the keys. Or by whom it was taken.

    Of a restricted case only that there is one.
    """
    if not fact.wanted and not fact.mine:
        tell_taken(visit, fact)
        visit.say_sentence("page_anyway")
        return
    if fact.state == "accepted" and not fact.mine:
        _say(visit, "page_second_wanted", person=fact.accepted_name or fact.accepted_by)
    if fact.veiled:
        _say(visit, "page_veiled")
        _say(visit, "page_case", number=spoken_digits(fact.case_number))
        _say(visit, "page_veiled_keys")
        return
    tell_detail(visit, fact)
    _say(visit, "page_keys")
    if fact.others and fact.state == "open":
        _say(visit, "page_key_same")


def tell_detail(visit: Visit, fact: PageFact) -> None:
    """What, where, the caller's own words, the case."""
    _say(visit, "page_what", service=in_language(fact.service, visit.language))
    if fact.place:
        _say(visit, "page_where", place=fact.place)
    for recording in fact.recordings:
        _say(visit, "page_words")
        visit.speeches.append(Speech(visit.language, "", recording))
    if fact.caller:
        _say(visit, "page_caller", number=spoken_phone(fact.caller))
    _say(visit, "page_case", number=spoken_digits(fact.case_number))


def tell_taken(visit: Visit, fact: PageFact) -> None:
    """By whom it was taken, or that it is over."""
    if fact.state == "accepted":
        _say(visit, "page_taken", person=fact.accepted_name or fact.accepted_by)
    else:
        _say(visit, "page_over")


def tell_others(visit: Visit, fact: PageFact) -> None:
    """The emergencies this one may be the same as, each with its key."""
    for key, (_, number) in enumerate(fact.others, start=1):
        _say(visit, "page_other", key=str(key), number=spoken_digits(number))


def offer_number(visit: Visit, fact: PageFact) -> None:
    """The caller has left: their number, and one key to ring it."""
    if fact.caller:
        _say(visit, "page_ring_caller", number=spoken_phone(fact.caller))
    else:
        _say(visit, "page_no_number")


def tell_after(visit: Visit, _: PageFact) -> None:
    _say(visit, "page_after")


def tell_ask(visit: Visit, fact: PageFact) -> None:
    """Accepted is not finished: the question whether it is done. What it is, is said only to whom a PIN has proved."""
    service, number = in_language(fact.service, visit.language), spoken_digits(fact.case_number)
    if fact.veiled and not visit.memory.get("proven"):
        _say(visit, "page_ask_veiled", number=number)
    else:
        _say(visit, "page_ask", service=service, number=number)
    _say(visit, "page_after")


def ask_pin(visit: Visit) -> None:
    visit.say_sentence("pin")


def ask_own_pin(visit: Visit, _: PageFact) -> None:
    _say(visit, "page_pin")


def _say(visit: Visit, name: str, **values: str) -> None:
    """One sentence, slowly for whoever asked for that."""
    text = sentence(name, visit.language, visit.line.languages[visit.language].locale).format(**values)
    visit.speeches.append(Speech(visit.language, text, slow=bool(visit.memory.get("slow"))))
