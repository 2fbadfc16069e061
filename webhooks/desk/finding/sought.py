"""What somebody typed into the one search box: a case number, a telephone number, the beginning of either, or words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from afterhours.rules import case_numbers
from ivr.engine.model import Line, RequestKind
from ivr.errors import Refused
from ivr.phone import beginnings, normalise, spellings
from webhooks.desk.finding import spelling

FEWEST_DIGITS, FEWEST_LETTERS = 3, 2
FEWEST_OF_A_NUMBER = 6
"""With fewer digits a telephone number that somebody wrote down is not looked for: too many begin like it."""
MOST_WORDS = 12
LOCAL = (6, 7, 8)
"""So many digits have numbers that are dialled without an area code."""
STEM, ENDING = 4, 2
"""A word of so many letters stays the same with an ending of so many: potholes, dogs."""
BETWEEN = " -–.()/+\u00a0"
"""What stands between the digits of a number that people type."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word that is asked for, in all its `spellings`, or by the `services` in whose titles it stands."""

    spellings: tuple[str, ...]
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sought:
    """One search. `number`: a whole case number. `caller`: E.164. `digits`: beginnings of case numbers, `callers` of
    callers' numbers. `words`: in all that is written of a case. `phones`: digits with which a telephone number begins
    that somebody wrote or said. `fault`: why it cannot be searched."""

    typed: str = ""
    number: str = ""
    caller: str = ""
    digits: str = ""
    callers: tuple[str, ...] = field(default=())
    words: tuple[Word, ...] = field(default=())
    phones: tuple[str, ...] = field(default=())
    fault: str = ""

    @property
    def how(self) -> str:
        """For the audit, which says how somebody searched and never what for."""
        return "caller" if self.caller else "digits" if self.digits else "words"


NOTHING = Sought()


def read(typed: str, lines: Sequence[Line], requests: Mapping[str, RequestKind]) -> Sought:
    """`lines`: those of the visitor's councils, whose countries and numbers say how a number may go on."""
    digits = "".join(sign for sign in typed if sign.isdigit())
    if not digits or any(sign not in BETWEEN and not sign.isdigit() for sign in typed):
        return words_of(typed, requests)
    if case_numbers.has_form(typed):
        return case_of(typed)
    if caller := whole(typed, lines):
        return Sought(typed, caller=caller, phones=spellings(caller))
    if len(digits) < FEWEST_DIGITS:
        return Sought(typed, fault=_("Type at least three digits of a number, or a word."))
    callers = tuple(dict.fromkeys(begun(typed, digits, lines)))
    phones = tuple(written(digits, callers)) if len(digits) >= FEWEST_OF_A_NUMBER else ()
    return Sought(typed, digits=digits, callers=callers, words=words_in(typed, {}), phones=phones)


def written(digits: str, callers: Sequence[str]) -> Iterator[str]:
    """How the digits of a number may begin where it is written down."""
    yield from dict.fromkeys((digits, *(caller.removeprefix("+") for caller in callers)))


def words_of(typed: str, requests: Mapping[str, RequestKind]) -> Sought:
    words = words_in(typed, requests)
    if sum(len(word.spellings[0]) for word in words) < FEWEST_LETTERS:
        return Sought(typed, fault=_("Type at least two letters."))
    return Sought(typed, words=words)


def words_in(typed: str, requests: Mapping[str, RequestKind]) -> tuple[Word, ...]:
    titles = {name: [*title_words(request)] for name, request in requests.items()}
    asked = dict.fromkeys(spelling.words(typed))
    return tuple(Word(each, tuple(titled(each, titles))) for each in list(asked)[:MOST_WORDS])


def title_words(request: RequestKind) -> Iterator[str]:
    for title in request.title.values():
        yield from spelling.parted(spelling.plain(title))


def titled(spellings_of: Sequence[str], titles: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The services in whose title a word begins like this one, or is this one but for its ending."""
    for name, known in titles.items():
        if any(begins_like(each, word) for word in known for each in spellings_of):
            yield name


def begins_like(typed: str, word: str) -> bool:
    return word.startswith(typed) or (len(word) >= STEM and typed.startswith(word) and len(typed) - len(word) <= ENDING)


def case_of(typed: str) -> Sought:
    """Nine digits are a case number, or mistyped: nothing else of ours has nine."""
    try:
        return Sought(typed, number=case_numbers.parse(typed))
    except Refused:
        words = _("This is no case number: a digit is wrong, or two are exchanged. Compare it once more.")
        return Sought(typed, fault=words)


def whole(typed: str, lines: Sequence[Line]) -> str:
    """E.164, in the first country in which it can be a number; else nothing."""
    for country in dict.fromkeys(line.country for line in lines) or ("CA",):
        try:
            return normalise(typed, country)
        except Refused:
            continue
    return ""


def begun(typed: str, digits: str, lines: Sequence[Line]) -> Iterator[str]:
    """How E.164 numbers begin of which these digits may be the first: of a whole number, or of one of the line's own
    place, dialled without its area code."""
    for line in lines:
        yield from beginnings(typed, line.country)
        yield from (line.number[:-length] + digits for length in LOCAL if length >= len(digits))
