"""A swap, cover or an extra shift is entered into a roster, or taken back. What is past stays as it was."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from afterhours.models import AuditEntry, Person, RosterException, TemporarySchedule
from afterhours.rules.rosters.duty import Shift, shifts
from afterhours.rules.rosters.model import Kind
from afterhours.rules.rosters.model import Roster as Duty
from afterhours.services.duty.live_rosters import Row, duty_of, live_roster
from afterhours.services.signing import Signed
from afterhours.site import Site, SiteRoster
from ivr.errors import NotFound, Refused
from ivr.flowfile.names import did_you_mean
from ivr.flowfile.names import name as canonical

LONGEST = timedelta(days=366)
"""What lasts longer belongs into rosters.yaml, where everybody sees it coming."""
COMES_IN: tuple[Kind, ...] = ("replace", "add", "take_over")
NEEDS_REASON: tuple[Kind, ...] = ("remove", "take_over")


class NotEntered(Refused):
    """A wish that cannot be: `code` says why, for pages that have words of their own; `who` and `span` whom and when
    it is about."""

    def __init__(
        self, code: str, message: str, who: tuple[str, ...] = (), span: tuple[datetime, datetime] | None = None
    ) -> None:
        super().__init__(message)
        self.code, self.who, self.span = code, who, span


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants: from `start` until `end` (aware) `came` are on duty, in place of `went`; see Override."""

    roster: str
    duty: str
    kind: Kind
    start: datetime
    end: datetime
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()
    reason: str = ""


def enter_exception(session: Session, site: Site, wish: Wish, order: Signed) -> RosterException:
    """One exception, from now on at the earliest. Raises Refused (NotFound for names) with what to do instead."""
    lock(session, wish.roster)
    roster = live_roster(session, site, wish.roster, order.now)
    duty = duty_of(roster, wish.duty)
    asked = replace(
        wish,
        start=max(wish.start, order.now),
        came=known(session, site, wish.came),
        went=spelt(site, wish.went),
        reason=wish.reason.strip(),
    )
    check_times(asked, order.now)
    check_people(asked)
    check_against(asked, duty, list(shifts(duty, asked.start, asked.end)))
    row = row_of(asked, roster, duty, order)
    session.add_all([row, audited(row, f"roster.{asked.kind}", order)])
    session.flush()
    return row


def cancel_exception(session: Session, exception_id: UUID, order: Signed) -> RosterException | TemporarySchedule:
    """From now on it has no effect. Raises NotFound, and Refused when it is over or was cancelled before."""
    row = held(session, RosterException, exception_id) or held(session, TemporarySchedule, exception_id)
    if row is None:
        raise NotFound("There is no such exception. It may belong to another council.")
    if row.cancelled_at is not None:
        who = row.cancelled_by or ""
        raise NotEntered("cancelled", f"{who} has cancelled this already.", (who,))
    if row.ends_at <= order.now:
        raise NotEntered("over", "This is over. What is past stays as it was.")
    row.cancelled_at, row.cancelled_by = order.now, order.by
    session.add(audited(row, "roster.cancelled", order))
    session.flush()
    return row


def held(session: Session, table: type[Row], key: UUID) -> Row | None:
    return session.get(table, key, with_for_update=True)


def lock(session: Session, roster: str) -> None:
    """Two who give away the same shift at the same moment: the second sees what the first has done."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"roster {canonical(roster)}"))))


def known(session: Session, site: Site, handles: tuple[str, ...]) -> tuple[str, ...]:
    """The handles as they are spelt. Raises NotFound for somebody who is not among the people of this service."""
    wanted = {canonical(handle): handle for handle in handles}
    there = set(session.scalars(select(Person.canonical_handle).where(Person.canonical_handle.in_(wanted))))
    for missing in wanted.keys() - there:
        everybody = session.scalars(select(Person.handle).order_by(Person.handle))
        raise NotFound(f'Nobody has the handle "{wanted[missing]}": {did_you_mean(wanted[missing], everybody)}')
    return spelt(site, handles)


def spelt(site: Site, handles: tuple[str, ...]) -> tuple[str, ...]:
    by_name = {canonical(handle): handle for handle in site.people}
    return tuple(dict.fromkeys(by_name.get(canonical(handle), handle) for handle in handles))


def check_times(wish: Wish, now: datetime) -> None:
    if wish.end <= now:
        raise NotEntered("over", "That time has passed. What was on duty then stays as it was; choose a time to come.")
    if wish.end <= wish.start:
        raise NotEntered("backwards", "It ends before it begins. Exchange the two times.")
    if wish.end - wish.start > LONGEST:
        raise NotEntered("too-long", "That is longer than a year. Write it into rosters.yaml, under changes:.")


def check_people(wish: Wish) -> None:
    if wish.kind in COMES_IN and not wish.came:
        raise NotEntered("nobody-in", "Choose who comes in.")
    if wish.kind in ("replace", "remove") and not wish.went:
        raise NotEntered("nobody-out", "Choose whose shift it is.")
    both = tuple(sorted(set(wish.came) & set(wish.went)))
    if both:
        raise NotEntered("themselves", f"{listed(both)} cannot come in for themselves. Choose somebody else.", both)
    if wish.kind in NEEDS_REASON and not wish.reason:
        raise NotEntered("reason", "Write a reason: nobody else comes in, and colleagues will ask why.")


def check_against(wish: Wish, duty: Duty, found: list[Shift]) -> None:
    """Whether it would do anything, and nothing that was entered before."""
    schedule = next((each for each in duty.temporary if each.start < wish.end and each.end > wish.start), None)
    if schedule is not None:
        name = schedule.name or "A temporary schedule"
        said = f"{name} holds then, and nothing else counts. Cancel it first, or choose another time."
        raise NotEntered("schedule", said, (name,), (schedule.start, schedule.end))
    for handle in wish.went:
        if not any(handle in shift.people for shift in found):
            said = f"{handle} has no shift of {duty.name} {between(wish, duty)}. Choose a shift of theirs."
            raise NotEntered("not-theirs", said, (handle,), (wish.start, wish.end))
    for handle in wish.came:
        if all(handle in shift.people for shift in found):
            raise NotEntered("already", f"{handle} is on duty then already. Choose somebody else.", (handle,))
    check_overlap(wish, duty)


def check_overlap(wish: Wish, duty: Duty) -> None:
    """Nobody comes in twice at once; and whoever takes over is not sent away by what was entered earlier."""
    for each in duty.overrides:
        if each.start >= wish.end or each.end <= wish.start:
            continue
        span, told = (each.start, each.end), f"from {local(each.start, duty)} to {local(each.end, duty)}"
        twice = set(each.add) & set(wish.came)
        sent = tuple(sorted(set(each.remove) & set(wish.came))) if wish.kind == "take_over" else ()
        if twice or each.kind == wish.kind == "take_over":
            who = tuple(sorted(twice or each.add))
            said = f"{listed(who)} comes in {told} already. Cancel that first, or choose another time."
            raise NotEntered("twice", said, who, span)
        if sent:
            said = f"{listed(sent)} was taken off duty {told}. Cancel that first, or choose somebody else."
            raise NotEntered("sent", said, sent, span)


def row_of(wish: Wish, roster: SiteRoster, duty: Duty, order: Signed) -> RosterException:
    return RosterException(
        tenant=roster.tenant,
        roster=canonical(roster.name),
        duty=canonical(duty.name.rpartition("/")[2]),
        kind=wish.kind,
        starts_at=wish.start,
        ends_at=wish.end,
        came=list(wish.came) if wish.kind != "remove" else [],
        went=list(wish.went) if wish.kind in ("replace", "remove") else [],
        reason=wish.reason,
        entered_by=order.by,
        entered_at=order.now,
    )


def audited(row: RosterException | TemporarySchedule, action: str, order: Signed) -> AuditEntry:
    """Without the reason: it may tell of an illness, and who reads the audit has no need of it."""
    people = {"came": row.came, "went": row.went} if isinstance(row, RosterException) else {"name": row.name}
    detail: dict[str, Any] = {"from": row.starts_at.isoformat(), "until": row.ends_at.isoformat(), **people}
    return order.entry(row.tenant, action, f"roster {row.roster}/{row.duty}", detail)


def between(wish: Wish, duty: Duty) -> str:
    return f"between {local(wish.start, duty)} and {local(wish.end, duty)}"


def local(at: datetime, duty: Duty) -> str:
    return f"{at.astimezone(ZoneInfo(duty.zone)):%Y-%m-%d %H:%M}"


def listed(handles: Iterable[str] | Collection[str]) -> str:
    return " and ".join(sorted(handles))
