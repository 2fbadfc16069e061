"""The rosters as they are now: what the desk entered, live hours, and whom a level of a plan means."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from afterhours.models import TemporarySchedule
from afterhours.parts import Parts
from afterhours.rules.escalation import Target
from afterhours.services.duty.enter_exception import cancel_exception, enter_exception
from afterhours.services.duty.live_hours import live_hours
from afterhours.services.duty.live_rosters import live_duty, people_for, who_now
from afterhours.services.duty.switch_hours import switch_hours
from ivr.errors import NotFound
from tests.afterhours.conftest import NOW
from tests.afterhours.services.county_rosters import HOLDER, WEEK, signed, wish, with_rosters

pytestmark = pytest.mark.database
HOUR = timedelta(hours=1)
WITHIN = WEEK[0] + HOUR
PRIMARY, SECONDARY, MANAGER = Target("duty", "primary"), Target("duty", "secondary"), Target("person", "duty-manager")


@pytest.fixture
def county(bare: Parts) -> Parts:
    return with_rosters(bare)


def who(session: Session, county: Parts, at: datetime, roster: str = "water", duty: str = "primary") -> tuple[str, ...]:
    return who_now(session, county.site, roster, at)[duty].people


def test_what_was_entered_holds_for_its_time_and_says_why(county: Parts) -> None:
    with county.database.transaction() as session:
        enter_exception(session, county.site, wish(), signed())
        found = who_now(session, county.site, "Water", WITHIN)["primary"]
        assert (who(session, county, WEEK[0] - HOUR), found.people, who(session, county, WEEK[1])) == (
            ("cy",),
            ("dee",),
            ("bo",),
        )
    reason = found.why[-1]
    assert (reason.cause, reason.name, reason.detail, reason.by) == ("replace", HOLDER, "a wedding", "kay")
    assert reason.until == WEEK[1]


def test_an_exception_works_however_its_names_are_spelt(county: Parts) -> None:
    with county.database.transaction() as session:
        enter_exception(
            session, county.site, wish(roster="WATER", duty="Primary", came=("Dee",), went=("ANN",)), signed()
        )
        assert who(session, county, WITHIN) == ("dee",)


def test_what_is_cancelled_while_it_holds_ends_then_and_the_past_stays(county: Parts) -> None:
    with county.database.transaction() as session:
        row = enter_exception(session, county.site, wish(), signed())
        cancel_exception(session, row.id, signed(WITHIN))
        assert who(session, county, WITHIN - timedelta(minutes=1)) == ("dee",)
        assert who(session, county, WITHIN) == (HOLDER,)


def test_what_was_cancelled_before_it_began_never_was(county: Parts) -> None:
    with county.database.transaction() as session:
        row = enter_exception(session, county.site, wish(), signed())
        cancel_exception(session, row.id, signed(NOW + HOUR))
        assert who(session, county, WITHIN) == (HOLDER,)


def test_sick_cover_for_somebody_who_came_in_by_a_swap(county: Parts) -> None:
    with county.database.transaction() as session:
        enter_exception(session, county.site, wish(), signed())
        enter_exception(session, county.site, wish(came=("cy",), went=("dee",)), signed(NOW + HOUR))
        assert who(session, county, WITHIN) == ("cy",)


def test_a_temporary_schedule_outranks_everything_and_its_gaps_are_gaps(county: Parts) -> None:
    shift = {"start": WEEK[0].isoformat(), "end": (WEEK[0] + 2 * HOUR).isoformat(), "people": ["eve"]}
    with county.database.transaction() as session:
        session.add(
            TemporarySchedule(
                tenant="long-point-county",
                roster="water",
                duty="primary",
                name="Strike",
                starts_at=WEEK[0],
                ends_at=WEEK[1],
                shifts=[shift],
                entered_by="kay",
                entered_at=NOW,
            )
        )
        session.flush()
        assert who(session, county, WITHIN) == ("eve",)
        assert who(session, county, WITHIN + 3 * HOUR) == ()
        assert who(session, county, WEEK[1]) == ("bo",)


def test_a_switch_of_the_opening_hours_moves_those_who_are_on_duty_out_of_hours(county: Parts) -> None:
    monday = datetime(2027, 1, 4, 15, tzinfo=UTC)
    with county.database.transaction() as session:
        assert who(session, county, monday, "social") == ()
        hours = live_hours(session, county.site, "town-hall")
        switch_hours(session, hours, signed(monday), monday + HOUR, "flood", opens=False)
        session.flush()
        found = who_now(session, county.site, "social", monday)["primary"]
    assert found.people == ("bo", "dee")
    assert (found.why[-1].cause, found.why[-1].detail) == ("out_of_hours", "flood")


@pytest.mark.parametrize(
    ("targets", "at", "expected"),
    [
        pytest.param((PRIMARY,), WITHIN, ("ann",), id="a duty"),
        pytest.param((SECONDARY, PRIMARY, MANAGER), WITHIN, ("bo", "ann", "duty-manager"), id="in their order"),
        pytest.param((PRIMARY, Target("person", "ann")), WITHIN, ("ann",), id="nobody twice"),
        pytest.param((Target("roster", "county"),), WITHIN, ("duty-manager",), id="whom another roster rings first"),
        pytest.param(
            (Target("roster", "county"),), WITHIN + 12 * HOUR, ("ann",), id="its next level when that is empty"
        ),
        pytest.param((Target("duty", "gone"), Target("roster", "gone")), WITHIN, (), id="what is no longer there"),
    ],
)
def test_whom_a_level_means(
    county: Parts, targets: tuple[Target, ...], at: datetime, expected: tuple[str, ...]
) -> None:
    with county.database.transaction() as session:
        assert people_for(session, county.site, "water", targets, at) == expected


def test_a_roster_that_was_deleted_from_the_file_leaves_its_people_reachable(county: Parts) -> None:
    with county.database.transaction() as session:
        assert people_for(session, county.site, "no-such", (PRIMARY, MANAGER), WITHIN) == ("duty-manager",)


def test_a_name_that_does_not_exist_is_told_with_what_is_near(county: Parts) -> None:
    with county.database.transaction() as session:
        with pytest.raises(NotFound, match='did you mean "water"'):
            live_duty(session, county.site, "watre", "primary")
        with pytest.raises(NotFound, match='did you mean "primary"'):
            live_duty(session, county.site, "water", "primry")


def test_rosters_that_name_each_other_come_to_an_end(county: Parts) -> None:
    with county.database.transaction() as session:
        sunday = datetime(2027, 1, 3, 12, tzinfo=UTC)
        assert people_for(session, county.site, "water", (Target("roster", "county"),), sunday) == ("ann",)
