"""What somebody hears to whom a caller is offered. Before a key nothing is said of the caller: a mailbox records it."""

from ivr.engine.asks import OfferFact
from ivr.engine.paging import in_language
from ivr.engine.visit import Visit
from ivr.engine.wording import spoken_digits, spoken_phone


def announce(visit: Visit, fact: OfferFact) -> None:
    """Line and council, and that somebody is waiting."""
    visit.say_sentence(f"offer_{fact.purpose}", where=where(visit, fact))
    if fact.language:
        visit.say_sentence("offer_language", speaks=in_language(fact.language, visit.language))
    visit.say_sentence("offer_keys" if fact.by_key else "offer_page")


def announce_gone(visit: Visit, fact: OfferFact) -> None:
    visit.say_sentence(f"offer_{fact.purpose}", where=where(visit, fact))
    visit.say_sentence("offer_gone")


def where(visit: Visit, fact: OfferFact) -> str:
    return ", ".join(each for each in (in_language(fact.line, visit.language), fact.council) if each)


def tell_code(visit: Visit, fact: OfferFact) -> None:
    """Digit by digit, twice; then it can be had again."""
    visit.say_sentence("offer_code", code=spoken_digits(fact.code))
    visit.say_sentence("offer_code_again")


def tell_number(visit: Visit, fact: OfferFact) -> None:
    """The caller has left: their number, and one key to ring it."""
    if fact.caller:
        visit.say_sentence("offer_number", number=spoken_phone(fact.caller))
    else:
        visit.say_sentence("page_no_number")


def tell_ringing(visit: Visit, fact: OfferFact) -> None:
    visit.say_sentence("offer_number_callback", number=spoken_phone(fact.caller))


def tell_unanswered(visit: Visit, _: OfferFact) -> None:
    visit.say_sentence("offer_unanswered")


def ask_reached(visit: Visit, _: OfferFact) -> None:
    """A mailbox answers, too: only a human being knows whom they have talked with."""
    visit.say_sentence("offer_reached")
