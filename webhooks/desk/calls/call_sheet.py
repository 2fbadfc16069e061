"""The page of one call in words: who and where, what they did, what to say and to know, what may be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from afterhours.models import Case, CaseEvent, Contact, Turn
from afterhours.rules.case_numbers import written
from afterhours.services.casework.case_presence import Here
from afterhours.site.identity import USUAL, IdentityQuestion
from ivr.errors import NotFound
from webhooks.desk import words as desk_words
from webhooks.desk.calls import words
from webhooks.desk.calls.call_file import CallFile
from webhooks.desk.calls.others import Other
from webhooks.desk.cases.rows import Row, row_of
from webhooks.desk.names import Names
from webhooks.desk.telling.story import Teller, Told
from webhooks.desk.words import Look
from webhooks.pages.languages import LANGUAGES
from webhooks.pages.parts import of_app
from webhooks.pages.times import Moment, moment
from webhooks.signin.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Greeting:
    """What to say first. `language`: the tag of these words, which may be another than the page's."""

    words: str
    language: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history."""

    at: Moment
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class OtherRow:
    """One of the caller's other cases. `what` is its kind where no more may be told."""

    number: str
    spaced: str
    what: str
    status: Look
    opened: Moment
    opens: bool
    told: bool


@dataclass(frozen=True, slots=True)
class CallSheet:
    """What `desk/calls/call.html` draws. `contact` is there only after a check that has passed."""

    row: Row
    number: str
    trust: Look
    relay: bool
    sure: Look
    contact: Contact | None
    checked: Moment | None
    tries_left: int
    reached: bool
    questions: Sequence[tuple[IdentityQuestion, str]]
    greeting: Greeting
    language: str
    in_hours: str
    story: Sequence[Told]
    earlier: Sequence[OtherRow]
    history: Sequence[Line]
    others: Sequence[Here]
    wrapped: Moment | None
    receipt: str


def call_sheet(file: CallFile, names: Names, visitor: Visitor, now: datetime) -> CallSheet:
    case, zone = file.case, names.zone(file.case.tenant)
    return CallSheet(
        row=row_of(case, names, now),
        number=names.phone(case.caller_e164, case.tenant) if case.caller_e164 else "",
        trust=words.trust(case.caller_state, file.call.attestation),
        relay=case.relay,
        sure=words.sureness(file.level, len(file.shared), number=bool(case.caller_e164)),
        contact=file.contact,
        checked=moment(file.check.at, zone, now) if file.check else None,
        tries_left=file.tries_left,
        reached=file.reached,
        questions=[(each, in_language(each.ask, case.language)) for each in questions_of(case.tenant).values()],
        greeting=greeting_of(case, names, visitor),
        language=names.language(case.language),
        in_hours=desk_words.hours(case.in_hours),
        story=told_short(case, file.turns, file.people, names),
        earlier=[other_row(each, names, zone, now) for each in file.earlier],
        history=lines_of(file.history, file.colleagues, names, zone, now),
        others=file.others,
        wrapped=moment(case.wrapped_at, zone, now) if case.wrapped_at else None,
        receipt=words.receipt_state(file.receipt.status) if file.receipt else "",
    )


def other_row(other: Other, names: Names, zone: str, now: datetime) -> OtherRow:
    about = other.subject or (names.service(other.service) if other.service else "")
    return OtherRow(
        number=other.number,
        spaced=written(other.number),
        what=about or desk_words.kind(other.kind).word,
        status=desk_words.status(other.status),
        opened=moment(other.opened_at, zone, now),
        opens=other.opens,
        told=bool(about),
    )


def told_short(case: Case, turns: Sequence[Turn], people: Mapping[str, str], names: Names) -> list[Told]:
    """What the caller did and what became of it; what the program said to itself is on the page of the case."""
    told = Teller(names, people, case.service).tell(turns, names.zone(case.tenant))
    kept, at = [], None
    for each in told:
        at = each.at or at
        if each.who != "program":
            kept.append(Told(each.words, each.who, at))
            at = None
    return kept


def lines_of(
    history: Sequence[CaseEvent], colleagues: Mapping[str, str], names: Names, zone: str, now: datetime
) -> list[Line]:
    return [
        Line(moment(each.at, zone, now), colleagues.get(each.actor, each.actor), words.event(each, names))
        for each in history
    ]


def questions_of(tenant: str) -> Mapping[str, IdentityQuestion]:
    """What is asked before a name is told."""
    try:
        council = of_app().site.councils.get(tenant)
    except NotFound:
        council = None
    return council.identity if council else USUAL


def greeting_of(case: Case, names: Names, visitor: Visitor) -> Greeting:
    """The line's own words in the caller's language, else the council's name and the agent's."""
    line = names.book.lines.get(case.line)
    spoken = case.language or next(iter(line.languages), "en") if line else "en"
    if line and line.greeting:
        language = spoken if spoken in line.greeting else next(iter(line.greeting))
        return Greeting(line.greeting[language], language)
    language = spoken if spoken in LANGUAGES else str(get_locale() or "en")
    with force_locale(language):
        said: str = _(
            "%(council)s, my name is %(name)s. How can I help you?",
            council=names.council(case.tenant),
            name=visitor.name,
        )
    return Greeting(said, language)


def in_language(said: Mapping[str, str], language: str | None) -> str:
    """Words as the caller should hear them."""
    return said.get(language or "") or said.get(str(get_locale() or "en")) or next(iter(said.values()), "")
