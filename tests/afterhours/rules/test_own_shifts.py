"""Rosters as one person sees them: their own shifts, when a run of them begins, and what a change moves."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from afterhours.rules.own_shifts import OwnShift, beginning, moved, own_shifts
from afterhours.rules.rosters.model import DutyWindow, Layer, Override, Roster
from afterhours.rules.rosters.rotations import Continuous, Group, Single

MONDAY = datetime(2026, 11, 30, 13, 30, tzinfo=UTC)
"""08:30 in Toronto."""
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WEEKLY = Continuous(
    unit="week", start=datetime.fromisoformat("2026-11-30T08:30"), members=(("ann", "bo"), ("bo", "cy"))
)
NIGHTS = DutyWindow(frozenset(range(5)), time(17), time(8, 30))


def duties(*overrides: Override, layer: Layer | None = None) -> Mapping[tuple[str, str], Roster]:
    primary = layer or Layer(name="primary", rotation=WEEKLY)
    return {("water", "primary"): Roster(name="water", zone="America/Toronto", layers=(primary,), overrides=overrides)}


def shift(person: str, start: float, end: float) -> OwnShift:
    """Days from Monday morning."""
    return OwnShift(MONDAY + start * DAY, MONDAY + end * DAY, person, "water", "primary")


def test_a_shift_goes_on_when_only_the_company_changes() -> None:
    found = own_shifts(duties(), MONDAY, MONDAY + 14 * DAY)
    assert found == [shift("ann", 0, 7), shift("bo", 0, 14), shift("cy", 7, 14)]


def test_only_the_first_of_a_run_of_nights_begins() -> None:
    nights = Layer(name="primary", rotation=Single(("ann",)), when="windows", windows=(NIGHTS,))
    found = own_shifts(duties(layer=nights), MONDAY - DAY, MONDAY + 14 * DAY)
    assert len(found) == 10
    begins = beginning(found, MONDAY, MONDAY + 14 * DAY, rest=DAY)
    assert [each.start - MONDAY for each in begins] == [timedelta(hours=8.5), timedelta(days=7, hours=8.5)]


def test_what_began_before_and_what_begins_after_is_not_told() -> None:
    found = [shift("ann", 0, 1), shift("bo", 1, 2), shift("cy", 2, 3)]
    assert beginning(found, MONDAY, MONDAY + DAY, rest=DAY) == [found[1]]


def test_of_a_week_in_which_somebody_takes_the_wednesday_it_is_the_wednesday_that_moves() -> None:
    before = own_shifts(duties(), MONDAY, MONDAY + 14 * DAY)
    swap = Override(kind="replace", start=MONDAY + 2 * DAY, end=MONDAY + 3 * DAY, remove=("ann",), add=("dee",))
    after = own_shifts(duties(swap), MONDAY, MONDAY + 14 * DAY)
    assert moved(before, after) == {"ann": ([shift("ann", 2, 3)], []), "dee": ([], [shift("dee", 2, 3)])}
    assert moved(before, before) == {}


def test_another_duty_of_the_same_hours_is_a_change() -> None:
    before, other = shift("ann", 0, 7), replace_duty(shift("ann", 0, 7))
    assert moved([before], [other]) == {"ann": ([before], [other])}


def replace_duty(given: OwnShift) -> OwnShift:
    return given._replace(duty="secondary")


PEOPLE: st.SearchStrategy[Group] = st.sampled_from([("ann",), ("bo",), ("ann", "bo"), ()])
HOURS = st.integers(0, 14 * 24).map(lambda hours: MONDAY + hours * HOUR)


@given(PEOPLE, PEOPLE, HOURS, HOURS, HOURS)
def test_what_moved_is_what_differs_at_every_hour(
    first: Group, second: Group, one: datetime, two: datetime, at: datetime
) -> None:
    span = sorted((one, two))
    base = Layer(name="primary", rotation=Single(first or ("zoe",)))
    taken = Override(kind="take_over", start=span[0], end=span[1], add=second)
    rules = [duties(layer=base), duties(taken, layer=base)]
    until = MONDAY + 15 * DAY
    before, after = (own_shifts(each, MONDAY, until) for each in rules)
    changed = moved(before, after)
    for person in ("ann", "bo", "zoe"):
        lost, gained = changed.get(person, ([], []))
        was, now = (any(covers(each, person, at) for each in some) for some in (before, after))
        assert any(covers(each, person, at) for each in lost) == (was and not now)
        assert any(covers(each, person, at) for each in gained) == (now and not was)


def covers(each: OwnShift, person: str, at: datetime) -> bool:
    return each.person == person and each.start <= at < each.end
