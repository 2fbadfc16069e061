"""What a caller in line is told: how many come before them, how long it is likely to take, and nothing beyond that."""

from ivr.engine.asks import PlaceFact
from ivr.engine.sentences import sentence
from ivr.engine.visit import Visit

LONG_MINUTES = 60
"""From here on a number of minutes would promise too much."""
FINE_MINUTES, COARSE = 10, 5
"""Beyond so many minutes they are told in steps of five."""


def tell_news(visit: Visit, place: PlaceFact) -> None:
    """Position and expected wait, or that they are still in line."""
    if not place.staffed:
        visit.say_sentence("queue_unstaffed")
        return
    for language in visit.spoken_languages():
        where, how_long = _where(place, visit, language), _how_long(place, visit, language)
        if where and how_long:
            visit.say_sentence_in(language, "queue_news", where=where, time=how_long)
        elif where:
            visit.say_sentence_in(language, "queue_where", where=where)
        elif "told_at" in visit.memory:
            visit.say_sentence_in(language, "agent_still")


def _where(place: PlaceFact, visit: Visit, language: str) -> str:
    if place.ahead is None:
        return ""
    name = {0: "queue_next", 1: "queue_after_one"}.get(place.ahead, "queue_after")
    return _piece(name, visit, language).format(count=place.ahead)


def _how_long(place: PlaceFact, visit: Visit, language: str) -> str:
    """Rounded up: who is told six minutes should not wait for seven."""
    if place.expected is None:
        return ""
    minutes = -(-place.expected // 60)
    if minutes <= 1:
        return _piece("queue_minute", visit, language)
    if minutes > LONG_MINUTES:
        return _piece("queue_hour", visit, language)
    told = minutes if minutes <= FINE_MINUTES else -(-minutes // COARSE) * COARSE
    return _piece("queue_minutes", visit, language).format(count=told)


def _piece(name: str, visit: Visit, language: str) -> str:
    return sentence(name, language, visit.line.languages[language].locale)
