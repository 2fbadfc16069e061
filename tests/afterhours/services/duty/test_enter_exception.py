"""Swaps, cover and extra shifts: what is entered, what is refused and how that is said, and that the past stays."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import AuditEntry, RosterException, TemporarySchedule
from afterhours.parts import Parts
from afterhours.rules.rosters.duty import on_duty
from afterhours.services.duty.enter_exception import LONGEST, Wish, cancel_exception, enter_exception
from afterhours.services.duty.live_rosters import live_duty
from ivr.errors import NotFound, Refused
from tests.afterhours.conftest import NOW
from tests.afterhours.services.county_rosters import HOLDER, WEEK, signed, wish, with_rosters

pytestmark = pytest.mark.database
HOUR = timedelta(hours=1)
BEFORE = WEEK[0] - timedelta(weeks=1)


@pytest.fixture
def county(bare: Parts) -> Parts:
    return with_rosters(bare)


def enter(county: Parts, each: Wish, at: datetime = NOW) -> RosterException:
    with county.database.transaction() as session:
        row = enter_exception(session, county.site, each, signed(at))
        session.expunge(row)
        return row


def rows(county: Parts, table: Any) -> list[Any]:
    with county.database.transaction() as session:
        return list(session.scalars(select(table)))


def test_a_swap_is_kept_with_who_why_and_when(county: Parts) -> None:
    row = enter(county, wish(reason="  a wedding "))
    assert (row.tenant, row.roster, row.duty, row.kind) == ("long-point-county", "water", "primary", "replace")
    assert (row.came, row.went, row.reason) == (["dee"], [HOLDER], "a wedding")
    assert (row.starts_at, row.ends_at, row.entered_by, row.entered_at) == (*WEEK, "kay", NOW)


def test_a_swap_of_a_shift_that_runs_begins_now(county: Parts) -> None:
    assert enter(county, wish(), WEEK[0] + HOUR).starts_at == WEEK[0] + HOUR


def test_a_swap_is_written_into_the_audit_without_its_reason(county: Parts) -> None:
    enter(county, wish(reason="his daughter is ill"))
    entry = next(each for each in rows(county, AuditEntry) if each.object == "roster water/primary")
    assert (entry.actor, entry.action, entry.detail["came"]) == ("kay", "roster.replace", ["dee"])
    assert "ill" not in str(entry.detail)


REFUSED: dict[str, tuple[Wish, str]] = {
    "past": (wish(BEFORE - 4 * HOUR, BEFORE), "That time has passed"),
    "backwards": (wish(WEEK[1], WEEK[0]), "ends before it begins"),
    "too long": (wish(end=WEEK[0] + LONGEST + HOUR), "Write it into rosters.yaml"),
    "nobody in": (wish(came=()), "Choose who comes in"),
    "nobody out": (wish(went=()), "Choose whose shift it is"),
    "for themselves": (wish(came=(HOLDER,)), "cannot come in for themselves"),
    "not theirs": (
        wish(went=("cy",)),
        "cy has no shift of water/primary between 2026-12-28 08:30 and 2027-01-04 08:30",
    ),
    "already there": (wish(kind="add", came=(HOLDER,), went=()), "is on duty then already"),
    "no reason": (wish(kind="remove", came=(), reason=" "), "Write a reason"),
    "no reason to take over": (wish(kind="take_over", went=(), reason=""), "Write a reason"),
}
UNKNOWN: dict[str, tuple[Wish, str]] = {
    "person": (wish(came=("de",)), 'did you mean "dee"'),
    "roster": (wish(roster="watr"), 'did you mean "water"'),
    "duty": (wish(duty="secundary"), 'did you mean "secondary"'),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_makes_no_sense_is_refused_in_a_sentence(county: Parts, name: str) -> None:
    each, said = REFUSED[name]
    with pytest.raises(Refused, match=said):
        enter(county, each)
    assert rows(county, RosterException) == []


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_nobody_knows_is_told_with_what_is_near(county: Parts, name: str) -> None:
    each, said = UNKNOWN[name]
    with pytest.raises(NotFound, match=said):
        enter(county, each)


def test_a_shift_that_was_given_away_cannot_be_given_away_again(county: Parts) -> None:
    enter(county, wish())
    with pytest.raises(Refused, match=f"{HOLDER} has no shift"):
        enter(county, wish(came=("cy",)))


def test_the_same_person_cannot_come_in_twice_at_once(county: Parts) -> None:
    enter(county, wish(WEEK[0], WEEK[0] + 4 * HOUR, kind="add", went=()))
    with pytest.raises(Refused, match="dee comes in from 2026-12-28 08:30 to 2026-12-28 12:30 already"):
        enter(county, wish(WEEK[0] + HOUR, WEEK[0] + 8 * HOUR, kind="add", went=()))


def test_two_who_take_over_at_once_are_refused(county: Parts) -> None:
    enter(county, wish(kind="take_over", went=()))
    with pytest.raises(Refused, match="Cancel that first"):
        enter(county, wish(kind="take_over", went=(), came=("eve",)))


def test_whoever_was_sent_away_cannot_take_over_before_that_is_cancelled(county: Parts) -> None:
    enter(county, wish())
    with pytest.raises(Refused, match=f"{HOLDER} was taken off duty from 2026-12-28 08:30"):
        enter(county, wish(kind="take_over", came=(HOLDER,), went=()))


def test_under_a_temporary_schedule_nothing_else_can_be_entered(county: Parts) -> None:
    with county.database.transaction() as session:
        session.add(
            TemporarySchedule(
                tenant="long-point-county",
                roster="water",
                duty="primary",
                name="Strike",
                starts_at=WEEK[0],
                ends_at=WEEK[1],
                shifts=[],
                entered_by="kay",
                entered_at=NOW,
            )
        )
    with pytest.raises(Refused, match="Strike holds then"):
        enter(county, wish())


def test_two_who_give_away_the_same_shift_at_once_cannot_both(county: Parts) -> None:
    told: list[str] = []

    def give(who: str) -> None:
        try:
            enter(county, wish(came=(who,)))
            told.append("entered")
        except Refused:
            told.append("refused")

    threads = [Thread(target=give, args=(who,)) for who in ("dee", "cy")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(told) == ["entered", "refused"]
    assert len(rows(county, RosterException)) == 1


def test_cancelling_is_kept_and_audited(county: Parts) -> None:
    row = enter(county, wish())
    with county.database.transaction() as session:
        cancel_exception(session, row.id, signed(NOW + HOUR, "lee"))
    (kept,) = rows(county, RosterException)
    assert (kept.cancelled_at, kept.cancelled_by) == (NOW + HOUR, "lee")
    assert [each.actor for each in rows(county, AuditEntry) if each.action == "roster.cancelled"] == ["lee"]


@pytest.mark.parametrize(
    ("prepare", "at", "said"),
    [
        pytest.param(lambda row: None, WEEK[1], "This is over", id="over"),
        pytest.param(lambda row: "cancel", NOW, "kay has cancelled this already", id="twice"),
    ],
)
def test_what_is_over_or_cancelled_stays_so(
    county: Parts, prepare: Callable[[object], str | None], at: datetime, said: str
) -> None:
    row = enter(county, wish())
    with county.database.transaction() as session:
        if prepare(row):
            cancel_exception(session, row.id, signed())
    with pytest.raises(Refused, match=said), county.database.transaction() as session:
        cancel_exception(session, row.id, signed(at))


def test_an_exception_that_does_not_exist_is_not_found(county: Parts) -> None:
    with pytest.raises(NotFound), county.database.transaction() as session:
        cancel_exception(session, uuid4(), signed())


@pytest.fixture(scope="module")
def shared(databases: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """One county for every example of the property; each is rolled back."""
    from ivr import settings as known
    from ivr.clock import SteppedClock

    url = databases.fresh()
    environment = {"DATABASE_URL": url, "VAR_DIR": str(tmp_path_factory.mktemp("var")), "TELEPHONY": "simulated"}
    parts = with_rosters(Parts(known.load(environment), real_clock=SteppedClock(NOW)))
    yield parts
    parts.close()
    databases.drop(url)


HOURS = st.integers(min_value=1, max_value=24 * 20)
WISHES = st.builds(
    lambda kind, start, lasts, came, went: Wish(
        "water", "primary", kind, NOW + start * HOUR, NOW + (start + lasts) * HOUR, (came,), (went,), "why"
    ),
    kind=st.sampled_from(["replace", "add", "remove", "take_over"]),
    start=HOURS,
    lasts=HOURS,
    came=st.sampled_from(["ann", "bo", "cy", "dee"]),
    went=st.sampled_from(["ann", "bo", "cy", "dee"]),
)


class RolledBack(Exception):
    """Ends a transaction of which nothing stays."""


@contextmanager
def rolled_back(parts: Parts) -> Iterator[Session]:
    with suppress(RolledBack), parts.database.transaction() as session:
        yield session
        raise RolledBack


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=400,
    phases=[Phase.explicit, Phase.generate],
)
@given(wishes=st.lists(WISHES, min_size=1, max_size=6), hours=st.lists(HOURS, min_size=1, max_size=5))
def test_whatever_was_accepted_does_what_it_says_and_cancelling_all_brings_the_roster_back(
    shared: Parts, wishes: list[Wish], hours: list[int]
) -> None:
    with rolled_back(shared) as session:
        moments = [NOW + hour * HOUR for hour in hours]
        plain = [on_duty(live_duty(session, shared.site, "water", "primary", NOW), at).people for at in moments]
        accepted = []
        for each in wishes:
            came = () if each.kind == "remove" else each.came
            try:
                row = enter_exception(session, shared.site, replace(each, came=came), signed())
            except Refused:
                continue
            accepted.append(row)
            changed = live_duty(session, shared.site, "water", "primary", NOW)
            at = [moment for moment in moments if row.starts_at <= moment < row.ends_at]
            if row.kind in ("add", "take_over"):
                assert all(set(row.came) <= set(on_duty(changed, moment).people) for moment in at)
            else:
                assert all(not set(row.went) & set(on_duty(changed, moment).people) for moment in at)
        for row in accepted:
            cancel_exception(session, row.id, signed())
        after = live_duty(session, shared.site, "water", "primary", NOW)
        assert [on_duty(after, at).people for at in moments] == plain
