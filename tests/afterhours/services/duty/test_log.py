"""The duty log: written while it passes, kept when lists change, and what a pay office reads in it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from afterhours.models import DutyLogEntry
from afterhours.parts import Parts
from afterhours.rules.rosters.model import Override
from afterhours.services.duty.log import full_hour, keep_duty_log
from afterhours.services.duty.report import DutyLine, as_csv, duty_report
from afterhours.site import Site
from tests.afterhours.conftest import NOW
from tests.afterhours.services.county_rosters import with_rosters
from tests.support.emergencies import an_attempt, an_emergency

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 12, 28, 13, 30, tzinfo=UTC)
"""The hand-over of the water duty, two days after NOW."""
TENANT = "long-point-county"


@pytest.fixture(name="site")
def a_site(parts: Parts) -> Site:
    return with_rosters(parts).site


@pytest.fixture(name="session")
def a_session(parts: Parts) -> Iterator[Session]:
    with parts.database.transaction() as session:
        yield session


def only_water(site: Site, *overrides: Override) -> Site:
    """The site with the primary duty of water alone."""
    water = site.rosters["water"]
    duty = replace(water.duties["primary"], overrides=overrides)
    return replace(site, rosters={"water": replace(water, duties={"primary": duty})})


def reported(session: Session, site: Site, since: datetime, until: datetime, who: str | None = None) -> list[DutyLine]:
    return duty_report(session, site, since, until, [TENANT], who)


def test_every_duty_is_written_down_without_a_gap_or_an_overlap(session: Session, site: Site) -> None:
    for hours in (1, 2, 3, 60, 61):
        keep_duty_log(session, site, NOW + hours * HOUR)
    entries = session.scalars(
        select(DutyLogEntry).where(DutyLogEntry.roster == "water", DutyLogEntry.duty == "primary")
    )
    stretches = sorted((each.start_at, each.end_at) for each in entries)
    assert stretches[0][0] == NOW
    assert stretches[-1][1] == NOW + 61 * HOUR
    assert all(one[1] == two[0] for one, two in pairwise(stretches))


def test_writing_it_twice_changes_nothing(session: Session, site: Site) -> None:
    keep_duty_log(session, site, NOW + HOUR)
    before = session.scalars(select(DutyLogEntry.id).order_by(DutyLogEntry.id)).all()
    assert keep_duty_log(session, site, NOW + HOUR) == 0
    assert keep_duty_log(session, site, NOW) == 0
    assert session.scalars(select(DutyLogEntry.id).order_by(DutyLogEntry.id)).all() == before


def test_what_is_written_stays_when_the_list_changes_afterwards(session: Session, site: Site) -> None:
    keep_duty_log(session, only_water(site), NOW + 2 * HOUR)
    (was,) = {line.person for line in reported(session, site, NOW, NOW + 2 * HOUR)}
    swap = Override(kind="take_over", start=NOW - DAY, end=NOW + 4 * HOUR, add=("dee",), by="kay", reason="ill")
    keep_duty_log(session, only_water(site, swap), NOW + 4 * HOUR)
    found = [(line.person, line.hours) for line in reported(session, site, NOW, NOW + 4 * HOUR)]
    assert sorted(found) == sorted([(was, 2.0), ("dee", 2.0)])
    whys = session.scalars(select(DutyLogEntry.why).order_by(DutyLogEntry.start_at)).all()
    assert whys[-1][-1]["by"] == "kay"
    assert whys[-1][-1]["detail"] == "ill"


@pytest.mark.parametrize("change", ["update duty_log set people = '[]'", "delete from duty_log"])
def test_nothing_of_it_can_be(session: Session, site: Site, change: str) -> None:
    keep_duty_log(session, site, NOW + HOUR)
    with pytest.raises(ProgrammingError, match="never changed"), session.begin_nested():
        session.execute(text(change))


def test_hours_in_which_nobody_was_on_duty_are_written_too(session: Session, site: Site) -> None:
    keep_duty_log(session, site, NOW + HOUR)
    entry = session.scalars(select(DutyLogEntry).where(DutyLogEntry.roster == "county")).one()
    assert (entry.people, entry.why[0]["cause"]) == ([], "gap")


def test_shifts_are_cut_to_the_days_asked_for_and_joined_over_the_hours(session: Session, site: Site) -> None:
    for hours in range(1, 72):
        keep_duty_log(session, only_water(site), NOW + hours * HOUR)
    lines = reported(session, site, NOW + HOUR, NOW + 70 * HOUR)
    assert [(line.start, line.end) for line in sorted(lines, key=lambda each: each.start)] == [
        (NOW + HOUR, MONDAY),
        (MONDAY, NOW + 70 * HOUR),
    ]


def test_calls_emergencies_taken_and_minutes_count_in_the_shift_of_their_roster(session: Session, site: Site) -> None:
    keep_duty_log(session, site, NOW + 5 * HOUR)
    (primary,) = [
        each.person
        for each in reported(session, site, NOW, NOW + HOUR)
        if each.duty == "primary" and each.roster == "water"
    ]
    at = NOW + HOUR
    emergency = an_emergency(
        session, accepted_by=primary, accepted_at=at, ended_at=at + 50 * timedelta(minutes=1), state="done"
    )
    for again in range(2):
        an_attempt(session, emergency, kind="call", person=primary, state="over", placed_at=at, again=again)
    an_attempt(session, emergency, kind="call", person="stranger", state="over", placed_at=at, again=5)
    an_attempt(session, emergency, kind="text", person=primary, state="over", placed_at=at)
    lines = reported(session, site, NOW, NOW + 5 * HOUR, primary)
    counted = {line.roster: (line.calls, line.taken, line.minutes) for line in lines}
    assert counted["water"] == (2, 1, 50)
    assert all(numbers == (0, 0, 0) for roster, numbers in counted.items() if roster != "water")


def test_the_file_has_wall_times_and_nothing_a_spreadsheet_would_run() -> None:
    line = DutyLine(
        person="ann", name="=cmd()", roster="water", duty="primary", zone="America/Toronto",
        start=MONDAY, end=MONDAY + 90 * timedelta(minutes=1), calls=1, taken=1, minutes=7,
    )  # fmt: skip
    assert as_csv([line]).splitlines()[1] == (
        "ann,'=cmd(),water,primary,2026-12-28 08:30,2026-12-28 10:00,America/Toronto,1.50,1,1,7"
    )


def test_only_full_hours_are_written_down_by_the_scheduler() -> None:
    assert full_hour(datetime(2026, 12, 28, 13, 59, 59, tzinfo=UTC)) == datetime(2026, 12, 28, 13, tzinfo=UTC)
