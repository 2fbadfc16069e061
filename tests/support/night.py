"""A night with emergencies, for tests of the pager: people on duty, a carrier that remembers, and time that is moved.

The database is real, and so are pager, outbox and senders; who is on duty is a table of the test's own.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from afterhours.models import Attempt, Emergency, EmergencyEvent
from afterhours.parts import Parts
from afterhours.rules.escalation import Target
from afterhours.service_clock import ServiceClock
from afterhours.services import outbox
from afterhours.services.emergencies.change_emergency import accept
from afterhours.services.leg_reports import LegReport
from afterhours.services.paging.pager import Pager
from afterhours.services.paging.reports import report_leg
from afterhours.services.paging.senders import senders_of
from afterhours.services.paging.standing import Sources, Whom
from afterhours.services.people.known import usable_numbers
from afterhours.site import Site
from ivr.clock import SystemClock
from ivr.errors import ProviderGone, Refused
from ivr.flowfile.names import name
from ivr.store.base import new_key
from ivr.telephony.port import ListedCall, ListedText
from tests.support.emergencies import AT, PLAN, an_emergency

ANN, ANN_AT_HOME, BO, CY, MANAGER = (f"+151955501{number}" for number in (71, 72, 73, 74, 79))
PEOPLE = (
    "handle,name,numbers,email\n"
    f"ann,Ann Archer,{ANN} {ANN_AT_HOME},\n"
    f"bo,Bo Baker,{BO},\n"
    f"cy,Cy Cooper,{CY},\n"
    f"duty-manager,Margaret Dean,{MANAGER},manager@example.org\n"
).encode()


SLOW = 10
"""Seconds that a busy machine may take between two lines of a test."""


class Killed(BaseException):
    """The process dies here: nothing catches it."""


@dataclass
class Placed:
    """A call as the carrier has it; `status` is its word for it."""

    id: str
    to: str
    from_: str
    url: str
    seconds: int
    at: datetime
    status: str = "ringing"

    @property
    def attempt(self) -> UUID:
        return UUID(self.url.rsplit("/", 2)[1])


@dataclass
class Carrier:
    """The provider: places calls, sends texts, and can be away, refuse numbers, or be the last thing a process sees."""

    now: Any
    calls: list[Placed] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    redirected: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    gone_callers: set[str] = field(default_factory=set)
    others: list[ListedCall] = field(default_factory=list)
    away: bool = False
    kills: str = ""
    """`before` or `after` the next call is accepted."""
    looked: int = 0
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    def place_call(self, *, to: str, from_: str, url: str, status_url: str, seconds: int, machine_url: str = "") -> str:
        self._there()
        if to in self.refused:
            raise Refused(f"{to} is no number.")
        if self._dies("before"):
            raise Killed
        self.calls.append(Placed(f"CA{next(self._ids)}", to, from_, url, seconds, self.now()))
        if self._dies("after"):
            raise Killed
        return self.calls[-1].id

    def redirect_call(self, provider_call_id: str, url: str) -> bool:
        self._there()
        if provider_call_id in self.gone_callers:
            return False
        self.redirected.append(url)
        return True

    def end_call(self, provider_call_id: str) -> bool:
        self.ended.append(provider_call_id)
        return True

    def send_text(self, *, to: str, from_: str, text: str, status_url: str) -> str:
        self._there()
        self.texts.append((to, text))
        return f"SM{next(self._ids)}"

    def list_texts(self, *, to: str, from_: str, since: datetime) -> Iterator[ListedText]:
        return iter(())

    def find_calls(self, to: str, since: datetime) -> Iterator[ListedCall]:
        self._there()
        self.looked += 1
        for call in self.calls:
            if call.to == to and call.at >= since:
                yield ListedCall(
                    provider_call_id=call.id,
                    account="AC1",
                    from_raw=call.from_,
                    to_raw=call.to,
                    status=call.status,
                    direction="outbound-api",
                    started_at=call.at,
                )
        yield from (each for each in self.others if each.to_raw == to)

    def _there(self) -> None:
        if self.away:
            raise ProviderGone("The provider is away.")

    def _dies(self, point: str) -> bool:
        dies, self.kills = self.kills == point, "" if self.kills == point else self.kills
        return dies


@dataclass
class Night:
    """`duty`: who is on duty for a duty or person of the plan, changed by the test at any time."""

    parts: Parts
    carrier: Carrier
    duty: dict[str, Sequence[str]] = field(
        default_factory=lambda: {"primary": ["ann"], "secondary": ["bo"], "duty_manager": ["duty_manager"]}
    )

    def __post_init__(self) -> None:
        database = self.parts.database
        self.pager = Pager(database, lambda: self.parts.site, self.sources(self.whom), SystemClock())
        self.senders = senders_of(
            database, lambda: self.parts.site, lambda: self.carrier, self.parts.addresses, self.parts.settings  # type: ignore[arg-type, return-value]
        )  # fmt: skip

    def sources(self, whom: Whom) -> Sources:
        """As the pager of this night has them, but for who is on duty."""
        return Sources(lambda _, site, __: site, whom, usable_numbers)

    def whom(self, _: Site, __: str, targets: Sequence[Target], ___: datetime) -> tuple[str, ...]:
        return tuple(dict.fromkeys(person for each in targets for person in self.duty.get(name(each.name), ())))

    # --- what happens --------------------------------------------------------------------------------------------

    def emergency(self, at: int = 0, plan: Any = PLAN, **fields: Any) -> UUID:
        """An emergency is raised now; `at` tells several apart."""
        now = self.now()
        times = {"raised_at": now, "due_at": now, "alarm_at": now + plan.alarm_span}
        with self.parts.database.transaction() as session:
            made = an_emergency(session, at, **{**times, "plan": plan.as_json(), **fields})
            event = {"emergency_id": made, "tenant": "long-point-county", "at": now, "what": "raised"}
            session.add(EmergencyEvent(id=new_key(), detail={}, worked_at=None, **event))
        return made

    def works(self) -> "Night":
        """Pager and outbox, until nothing is due."""
        while self.pager.work() + self._send():
            pass
        return self

    def passes(self, seconds: float) -> "Night":
        """So much time goes by, and then what is due is done."""
        ServiceClock(self.parts.database, SystemClock()).advance(seconds)
        return self.works()

    def reports(self, call: Placed, status: str, seconds: int = 0, answered_by: str = "") -> "Night":
        """The carrier says how a call goes."""
        call.status = status
        report = LegReport(
            leg=call.attempt, provider_id=call.id, status=status, seconds=seconds, answered_by=answered_by
        )
        with self.parts.database.transaction() as session:
            report_leg(session, report)
        return self.works()

    def accepts(self, emergency: UUID, who: str, how: str = "key", call: Placed | None = None) -> bool:
        """Somebody takes it, by the key of a call or without one."""
        with self.parts.database.transaction() as session:
            taken = accept(session, emergency, who, how, self.now(), leg=call.attempt if call else None)
            if call and taken.won:
                session.execute(text("update attempt set result = 'accepted' where id = :id"), {"id": call.attempt})
        self.works()
        return taken.won

    def expire_leases(self) -> None:
        """As if a killed process's leases had run out."""
        with self.parts.database.transaction() as session:
            session.execute(text("update outbox set leased_until = clock_timestamp()"))

    def _send(self) -> int:
        kinds = {kind: outbox.patience_of(sender) for kind, sender in self.senders.items()}
        with self.parts.database.transaction() as session:
            claimed = outbox.claim(session, "night", sorted(kinds), 10, kinds)
        for message in claimed:
            outbox.send(self.parts.database, "night", message, self.senders[message.kind], 0)
        return len(claimed)

    # --- what is known -------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        with self.parts.database.transaction() as session:
            found: datetime = session.scalar(text("select ivr_now()"))
        return found

    def rung(self) -> list[str]:
        """Every number that was rung, in order."""
        return [call.to for call in self.carrier.calls]

    def call_to(self, number: str) -> Placed:
        """The last call to a number."""
        return next(call for call in reversed(self.carrier.calls) if call.to == number)

    def stands(self, emergency: UUID) -> Emergency:
        with self.parts.database.transaction() as session:
            return session.scalars(select(Emergency).where(Emergency.id == emergency)).one()

    def is_due_in(self, emergency: UUID, seconds: float) -> bool:
        """Whether somebody looks again in so many seconds, less those that this test has lasted."""
        due = self.stands(emergency).due_at
        return due is not None and seconds - SLOW < (due - self.now()).total_seconds() <= seconds

    def attempts(self, kind: str = "call") -> list[tuple[str, str, str | None]]:
        """(person, state, result) of every attempt, in order."""
        with self.parts.database.transaction() as session:
            found = session.scalars(select(Attempt).where(Attempt.kind == kind).order_by(Attempt.id)).all()
        return [(each.person, each.state, each.result) for each in found]

    def events(self, emergency: UUID | None = None) -> list[str]:
        with self.parts.database.transaction() as session:
            events = session.scalars(select(EmergencyEvent).order_by(EmergencyEvent.at, EmergencyEvent.id)).all()
        return [each.what for each in events if emergency in (None, each.emergency_id)]

    def texts_to(self, number: str) -> list[str]:
        return [body for to, body in self.carrier.texts if to == number]

    def letters(self) -> list[str]:
        """The subjects of what waits to be sent by e-mail."""
        with self.parts.database.transaction() as session:
            return list(
                session.scalars(text("select payload ->> 'subject' from outbox where kind = 'mail' order by id"))
            )

    def rows(self, sql: str, **values: Any) -> list[Any]:
        with self.parts.database.transaction() as session:
            return list(session.execute(text(sql), values))


@contextmanager
def night(parts: Parts) -> Iterator[Night]:
    """At a quarter past two on a Saturday night."""
    clock = ServiceClock(parts.database, SystemClock())
    clock.set(AT)
    made = Night(parts, Carrier(now=lambda: AT))
    made.carrier.now = made.now
    yield made
