"""What somebody typed into the one search box: a case number, a telephone number, the beginning of either, or words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from afterhours.rules import case_numbers
from ivr.engine.model import Line, RequestKind
from ivr.errors import Refused
from ivr.phone import beginnings, normalise

FEWEST_DIGITS, FEWEST_LETTERS = 3, 2
LOCAL = (6, 7, 8)
"""So many digits have numbers that are dialled without an area code."""
BETWEEN = " -–.()/+\u00a0"
"""What stands between the digits of a number that people type."""


@dataclass(frozen=True, slots=True)
class Sought:
    """One search. `number`: a whole case number. `caller`: E.164. `digits`: beginnings of case numbers, `callers` of
    callers' numbers. `words`: in what is written of a case, or in the titles of `services`. `fault`: why it cannot be
    searched."""

    typed: str = ""
    number: str = ""
    caller: str = ""
    digits: str = ""
    callers: tuple[str, ...] = field(default=())
    words: str = ""
    services: tuple[str, ...] = field(default=())
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
        return Sought(typed, caller=caller)
    if len(digits) < FEWEST_DIGITS:
        return Sought(typed, fault=_("Type at least three digits of a number, or a word."))
    return Sought(typed, digits=digits, callers=tuple(dict.fromkeys(begun(typed, digits, lines))))


def words_of(typed: str, requests: Mapping[str, RequestKind]) -> Sought:
    if sum(sign.isalnum() for sign in typed) < FEWEST_LETTERS:
        return Sought(typed, fault=_("Type at least two letters."))
    return Sought(typed, words=typed, services=tuple(titled(typed.casefold().split(), requests)))


def titled(words: Sequence[str], requests: Mapping[str, RequestKind]) -> Iterator[str]:
    """The services in one of whose titles every word begins a word."""
    for name, request in requests.items():
        titles = [title.casefold().split() for title in request.title.values()]
        if any(all(any(each.startswith(word) for each in title) for word in words) for title in titles):
            yield name


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
