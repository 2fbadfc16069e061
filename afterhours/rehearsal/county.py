"""The municipality of a rehearsal: the site as it is written, with a case in a dictionary and invented numbers."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from afterhours.opening import opening
from afterhours.rehearsal.line_ups import FIRST_INVENTED, RehearsedLines
from afterhours.rules.case_numbers import number_at
from afterhours.rules.escalation import Level
from afterhours.rules.hours import is_open
from afterhours.rules.rosters.duty import on_duty
from afterhours.site.model import Site
from afterhours.site.whom import whom
from ivr.domain import CallerFacts, Context, LegFacts, Opening
from ivr.engine import effects
from ivr.engine.asks import (
    Ask,
    CaseFact,
    EmergencyStanding,
    FindCase,
    GroupOpen,
    IsOpen,
    KnownAlready,
    NumbersOf,
    QueuePlace,
    RightNumber,
    Standing,
    Today,
    ToRing,
)
from ivr.engine.effects import Effect
from ivr.engine.model import Book
from ivr.errors import NotFound
from ivr.flowfile.names import name
from ivr.phone import to_ring_back
from ivr.store.calls import CallWork, Ending, Write
from ivr.twiml.forms import RecordingReport, TranscriptReport

DAYS_OPEN = 7
"""How long the case that a test has on record is open."""


@dataclass
class RehearsedCase:
    """What came of the rehearsed call. `fields` as the case would have them; `rung`: (who, result) in order.

    `duties`: who has which duty at the time of the call, as `roster/duty`. `queued`: groups waited for in line.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    emergency: str | None = None
    accepted_by: str | None = None
    duties: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rung: list[tuple[str, str]] = field(default_factory=list)
    messages: int = 0
    queued: list[str] = field(default_factory=list)
    callback: str | None = None
    talked_with: str | None = None


class RehearsedCounty:
    """`ivr.domain.Domain` over one site and one case; every call begins with `flow`, whatever the hours.

    `agents`: group -> how it takes its callers, one of `GROUP_ANSWERS`.
    """

    def __init__(
        self,
        site: Site,
        flow: str,
        on_record: Mapping[str, str] | None = None,
        agents: Mapping[str, str] | None = None,
    ) -> None:
        self.site = site
        self.line_ups = RehearsedLines(site, agents or {})
        self._flow = flow
        self._on_record = on_record or {}
        self.case = RehearsedCase()
        self.numbers = {person: f"+{FIRST_INVENTED + at}" for at, person in enumerate(sorted(site.people))}
        self.spelt = {name(person): person for person in site.people}
        self._handlers: Mapping[type, Callable[[Any], None]] = {
            effects.Opened: self._nothing,
            effects.LanguageChosen: lambda effect: self._set(language=effect.language),
            effects.CaseSet: lambda effect: self._set(**effect.fields),
            effects.Reported: lambda effect: self._set(service=effect.service),
            effects.EmergencyRaised: self._raised,
            effects.EmergencyMoved: self._moved,
            effects.PageAnswered: self._nothing,
            effects.Answered: self._answered,
            effects.MessageLeft: lambda _: self._message(),
            effects.Rung: lambda effect: self.case.rung.append((effect.who, effect.result)),
            effects.QueueEntered: self._queued,
            effects.QueueDialled: self._talked,
            effects.CallbackTaken: self._callback,
            effects.QueueJoined: self._nothing,
            effects.QueueLeft: self._nothing,
            effects.OfferAnswered: self._nothing,
            effects.CallbackRang: self._nothing,
            effects.Finished: self._nothing,
        }
        self._answers: Mapping[type, Callable[[Any, Context], Any]] = {
            IsOpen: self._open,
            Today: self._today,
            NumbersOf: self._numbers,
            EmergencyStanding: lambda _, context: self._standing(context),
            KnownAlready: lambda _, __: None,
            FindCase: self._found,
            GroupOpen: lambda ask, context: self.line_ups.group(ask.group, context.now),
            QueuePlace: lambda ask, context: self.line_ups.place(ask.group, context.now),
            RightNumber: self._right_number,
        }

    def book(self, revision: int) -> Book:  # noqa: ARG002 - a rehearsal has one revision
        return self.site.book

    def opening(self, work: CallWork, to_raw: str, now: Any, revision: int) -> Opening:  # noqa: ARG002
        return replace(opening(self.site, to_raw, now), flow=self._flow)

    def caller_facts(self, work: CallWork, tenant: str, caller: str, revision: int) -> CallerFacts:  # noqa: ARG002
        known = self._on_record
        return {
            "records": int(known.get("contacts", 0)),
            "open_cases": int(known.get("open_cases", 0)),
            "blocked": known.get("blocked") == "1",
            "relay": known.get("relay") == "1",
        }

    def leg(self, work: CallWork, leg_id: UUID) -> LegFacts:  # noqa: ARG002
        raise NotFound("nobody is paged in a rehearsal")

    def case_number(self, work: CallWork, call_id: UUID | None) -> str:  # noqa: ARG002
        return number_at(0)

    def fallback_numbers(self, line: str) -> tuple[str, ...]:
        return (self.numbers[self.site.book.lines[line].fallback_person],)

    def writes(self, effects: Sequence[Effect], context: Context) -> Sequence[Write]:
        """Everything is kept in `case`."""
        self.line_ups.now = context.now
        for effect in effects:
            self._handlers[type(effect)](effect)
        return ()

    def closing(self, context: Context, ending: Ending | None) -> Sequence[Write]:  # noqa: ARG002
        return ()

    def recorded(self, report: RecordingReport, context: Context) -> Sequence[Write]:  # noqa: ARG002
        return ()

    def transcribed(self, report: TranscriptReport, context: Context) -> Sequence[Write]:  # noqa: ARG002
        return ()

    def resolve(self, context: Context) -> Callable[[Ask], Any]:
        """Answers the engine from the site; the only cases are this call's own and the one the test has on record."""
        return lambda ask: self._answers[type(ask)](ask, context)

    def _open(self, ask: IsOpen, context: Context) -> bool:
        return is_open(self.site.hours[ask.hours], context.now)

    def _today(self, _: Today, context: Context) -> date:
        return context.now.astimezone(ZoneInfo(self.site.book.lines[context.call.line].zone)).date()

    def _numbers(self, ask: NumbersOf, _: Context) -> tuple[str, ...]:
        return (self.numbers[ask.person],) if ask.person in self.numbers else ()

    def _found(self, ask: FindCase, context: Context) -> CaseFact | None:
        if ask.number != self._on_record.get("case"):
            return None
        return CaseFact(ask.number, "open", self._today(Today(), context) - timedelta(days=DAYS_OPEN))

    def _right_number(self, ask: RightNumber, context: Context) -> str | None:
        return to_ring_back(ask.digits, self.site.book.lines[context.call.line].country)

    def _set(self, **fields: Any) -> None:
        self.case.fields.update(fields)

    def _standing(self, context: Context) -> Standing | None:
        """As while no scheduler lives: the call itself rings those who are on duty at that time."""
        roster = self.case.emergency
        if roster is None:
            return None
        rung = {
            who: level for level in self.site.plan_of(roster).levels for who in self._on_duty(roster, level, context)
        }
        to_ring = tuple(ToRing(who, self.numbers[who], rung[who].seconds) for who in rung)
        state: Literal["open", "accepted"] = "accepted" if self.case.accepted_by else "open"
        return Standing(emergency="rehearsed", state=state, paging=False, to_ring=to_ring)

    def duties_at(self, at: datetime) -> Mapping[str, frozenset[str]]:
        """Handle -> the duties somebody has at an instant, as `roster/duty` in canonical form."""
        found: dict[str, set[str]] = defaultdict(set)
        for roster in self.site.rosters.values():
            for duty, each in roster.duties.items():
                for who in on_duty(each, at).people:
                    found[self.spelt[name(who)]].add(name(f"{roster.name}/{duty}"))
        self.case.duties = {who: frozenset(duties) for who, duties in found.items()}
        return self.case.duties

    def _on_duty(self, roster: str, level: Level, context: Context) -> tuple[str, ...]:
        return tuple(self.spelt[name(who)] for who in whom(self.site, roster, level.ring, context.now))

    def _moved(self, effect: effects.EmergencyMoved) -> None:
        if effect.move == "accept":
            self.case.accepted_by = effect.who

    def _raised(self, effect: effects.EmergencyRaised) -> None:
        self.case.emergency = effect.roster
        self._set(priority="emergency")

    def _answered(self, effect: effects.Answered) -> None:
        self._set(**{"location" if effect.kind == "address" else effect.question: effect.value})

    def _message(self) -> None:
        self.case.messages += 1

    def _queued(self, effect: effects.QueueEntered) -> None:
        self.line_ups.enter(effect)
        if effect.lines_up:
            self.case.queued.append(effect.group)

    def _talked(self, effect: effects.QueueDialled) -> None:
        self.case.talked_with = effect.group

    def _callback(self, effect: effects.CallbackTaken) -> None:
        self.case.callback = effect.group

    def _nothing(self, effect: Any) -> None:
        """This effect leaves nothing that a flow's test can ask for."""
