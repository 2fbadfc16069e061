"""Reminders before shifts, and notices to those whose shifts a change moves."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from afterhours.models import DutyLogEntry, OutboxMessage, Person
from afterhours.parts import Parts
from afterhours.rules.rosters.model import Override
from afterhours.services.duty.enter_exception import Wish
from afterhours.services.duty.roster_changes import enter, take_back
from afterhours.services.duty.shift_notices import notify_moved
from afterhours.services.duty.shift_reminders import due_at, remind
from afterhours.services.releases.told import release_told
from afterhours.services.texts.tell_person import KIND
from afterhours.site import Site
from tests.afterhours.conftest import NOW
from tests.afterhours.services.county_rosters import HOLDER, ROSTERS, WEEK, signed, with_rosters
from tests.afterhours.small_county import folder

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START, END = WEEK
SECOND = "bo"
"""Who has the second duty in that week."""


@pytest.fixture(name="site")
def a_site(parts: Parts) -> Site:
    """Only the water roster: everybody's shift begins on Monday."""
    site = with_rosters(parts).site
    return replace(site, rosters={"water": site.rosters["water"]})


@pytest.fixture(name="session")
def a_session(parts: Parts) -> Iterator[Session]:
    with parts.database.transaction() as session:
        yield session


def told(session: Session) -> dict[str, str]:
    """Handle -> the words that wait for them; two for the same person are a failure of the test."""
    payloads = session.scalars(select(OutboxMessage.payload).where(OutboxMessage.kind == KIND)).all()
    assert len({each["person"] for each in payloads}) == len(payloads)
    return {each["person"]: each["text"] for each in payloads}


def test_a_shift_is_announced_a_day_ahead_and_once(session: Session, site: Site) -> None:
    assert remind(session, site, START - 24 * HOUR) == 0
    assert remind(session, site, START - 23 * HOUR) == 2
    assert remind(session, site, START - 22 * HOUR) == 0
    assert set(told(session)) == {HOLDER, SECOND}
    words = told(session)[HOLDER]
    assert "Long Point County: you are on duty for water (primary) from Mon 28 Dec 08:30 to Mon 4 Jan 08:30" in words
    assert "(519) 555-0100" in words


def test_it_is_said_in_the_person_s_language(session: Session, site: Site) -> None:
    for person in session.scalars(select(Person)):
        person.language = "fr"
    remind(session, site, START - 23 * HOUR)
    words = told(session)[HOLDER]
    assert "vous êtes de garde du lun. 28 déc. 08:30 au lun. 4 janv. 08:30 : water (garde principale)." in words


@pytest.mark.parametrize(
    ("start", "due"),
    [
        pytest.param("2026-12-28T17:00-05:00", "2026-12-27T17:00-05:00", id="by day"),
        pytest.param("2026-12-28T08:30-05:00", "2026-12-27T09:00-05:00", id="early in the morning"),
        pytest.param("2026-12-28T02:00-05:00", "2026-12-27T09:00-05:00", id="at night"),
        pytest.param("2026-12-28T22:00-05:00", "2026-12-28T09:00-05:00", id="late in the evening"),
    ],
)
def test_nobody_is_woken_by_a_reminder(start: str, due: str) -> None:
    assert due_at(datetime.fromisoformat(start), "America/Toronto") == datetime.fromisoformat(due)


def test_a_reminder_that_is_late_waits_for_the_day(session: Session, site: Site) -> None:
    assert remind(session, site, START - 6 * HOUR) == 0
    assert remind(session, site, START - 14 * HOUR) == 2


def test_somebody_whom_nobody_knows_cannot_be_reminded(session: Session, site: Site) -> None:
    for person in session.scalars(select(Person).where(Person.handle == HOLDER)):
        person.handle = "somebody-else"
    session.flush()
    remind(session, site, START - 23 * HOUR)
    assert HOLDER not in told(session)


def moved_by(site: Site, *overrides: Override) -> Site:
    water = site.rosters["water"]
    changed = replace(water, duties={**water.duties, "primary": replace(water.duties["primary"], overrides=overrides)})
    return replace(site, rosters={"water": changed})


def test_those_whose_shifts_a_swap_moves_are_told_and_nobody_else(session: Session, site: Site) -> None:
    swap = Override(kind="replace", start=START + DAY, end=START + 2 * DAY, remove=(HOLDER,), add=("dee",))
    after = moved_by(site, swap)
    assert sorted(notify_moved(session, after, site.rosters, after.rosters, NOW)) == sorted([HOLDER, "dee"])
    words = told(session)
    assert "No longer yours: water (primary), Tue 29 Dec 08:30 to Wed 30 Dec 08:30." in words[HOLDER]
    assert "Yours now: water (primary), Tue 29 Dec 08:30 to Wed 30 Dec 08:30." in words["dee"]
    assert "Yours now" not in words[HOLDER]


def test_the_same_change_is_told_once_and_no_change_is_told_to_nobody(session: Session, site: Site) -> None:
    swap = Override(kind="replace", start=START, end=END, remove=(HOLDER,), add=("dee",))
    after = moved_by(site, swap)
    assert notify_moved(session, site, site.rosters, site.rosters, NOW) == []
    assert len(notify_moved(session, after, site.rosters, after.rosters, NOW)) == 2
    assert notify_moved(session, after, site.rosters, after.rosters, NOW + timedelta(minutes=5)) == []


def test_what_moves_only_after_eight_weeks_is_no_news_yet(session: Session, site: Site) -> None:
    far = datetime(2027, 5, 3, tzinfo=UTC)
    after = moved_by(site, Override(kind="take_over", start=far, end=far + DAY, add=("dee",)))
    assert notify_moved(session, after, site.rosters, after.rosters, NOW) == []


def test_many_shifts_are_counted_and_not_all_listed(session: Session, site: Site) -> None:
    days = [START + 2 * number * DAY for number in range(6)]
    every_second = [Override(kind="take_over", start=day, end=day + DAY, add=("dee",)) for day in days]
    after = moved_by(site, *every_second)
    notify_moved(session, after, site.rosters, after.rosters, NOW)
    assert "and 3 more" in told(session)["dee"]


def waits(session: Session) -> set[str]:
    return set(session.scalars(select(OutboxMessage.payload["person"].astext).where(OutboxMessage.kind == KIND)))


def test_a_swap_at_the_desk_and_its_taking_back_are_told_to_both(parts: Parts, site: Site, session: Session) -> None:
    wish = Wish("water", "primary", "replace", START + DAY, START + 2 * DAY, ("dee",), (HOLDER,), "dentist")
    done = enter(session, parts.site, wish, signed())
    assert waits(session) == {HOLDER, "dee"}
    take_back(session, parts.site, done.row.id, signed(NOW + 2 * HOUR))
    texts = session.scalars(select(OutboxMessage.payload["text"].astext).where(OutboxMessage.kind == KIND)).all()
    assert len(texts) == 4
    assert sum("No longer yours" in each for each in texts) == 2


def test_the_desk_may_enter_a_swap_and_tell_of_it(parts: Parts, site: Site, session: Session) -> None:
    session.execute(text("set local role ivr_desk"))
    session.execute(text("select set_config('ivr.tenants', 'long-point-county', true)"))
    wish = Wish("water", "primary", "replace", START + DAY, START + 2 * DAY, ("dee",), (HOLDER,), "dentist")
    enter(session, parts.site, wish, signed())
    session.execute(text("reset role"))
    assert waits(session) == {HOLDER, "dee"}


def test_a_release_that_changes_a_list_tells_those_whose_shifts_it_moves(parts: Parts, site: Site) -> None:
    served = parts.site
    changed = ROSTERS.replace("people: [ann, bo, cy]", "people: [dee, bo, cy]", 1)
    with parts.database.transaction() as session:
        released = release_told(session, served, folder(rosters=changed), "tests", NOW + HOUR, lambda _: ())
        assert released.fresh
        assert waits(session) == {"ann", "dee"}
        ends = session.scalars(select(DutyLogEntry.end_at).where(DutyLogEntry.duty == "primary")).all()
        assert max(ends) == NOW + HOUR
        again = release_told(session, released.site, folder(rosters=changed), "tests", NOW + 2 * HOUR, lambda _: ())
        assert not again.fresh


def test_the_first_release_moves_nobody_s_shift(bare: Parts) -> None:
    with bare.database.transaction() as session:
        release_told(session, None, folder(rosters=ROSTERS), "tests", NOW, lambda _: ())
        assert waits(session) == set()


def test_whoever_is_on_duty_for_another_council_is_told_the_number_they_will_see(
    parts: Parts, session: Session
) -> None:
    site = with_rosters(parts).site
    night = Override(kind="add", start=START, end=END, add=("ann",))
    officer = site.rosters["wealden-duty"]
    changed = replace(officer, duties={"officer": replace(officer.duties["officer"], overrides=(night,))})
    remind(session, replace(site, rosters={"wealden-duty": changed}), START - 23 * HOUR)
    words = told(session)["ann"]
    assert "Wealden Vale Borough Council: you are on duty for wealden-duty" in words
    assert "+44 1632 960100" in words
