"""What holds for every roster, on ordinary days and on the nights on which the clocks change (Hypothesis)."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from afterhours.rules.hours import Hours, Switch, Window, is_open, reason, windows_between
from afterhours.rules.local_time import to_utc
from afterhours.rules.rosters.continuous import turn_at
from afterhours.rules.rosters.duty import by_people, gaps, on_duty, shifts
from afterhours.rules.rosters.model import DutyWindow, Kind, Layer, Override, Roster, TemporarySchedule, TemporaryShift
from afterhours.rules.rosters.rotations import Change, Continuous, Rolling, Single, Unit

CHANGES = {
    "America/Toronto": ("2026-03-08T07:00", "2026-11-01T06:00"),
    "Europe/London": ("2026-03-29T01:00", "2026-10-25T01:00"),
    "America/St_Johns": ("2026-03-08T05:30", "2026-11-01T04:30"),
    "Australia/Lord_Howe": ("2026-10-03T15:30", "2026-04-04T15:00"),
    "Africa/Cairo": ("2026-04-23T22:00", "2026-10-29T21:00"),
    "America/Santiago": ("2026-09-06T04:00", "2026-04-05T03:00"),
}
NIGHTS = [(zone, datetime.fromisoformat(at).replace(tzinfo=UTC)) for zone, both in CHANGES.items() for at in both]
EVERY_DAY = frozenset(range(7))
nights = st.sampled_from(NIGHTS)
people = st.sampled_from(["ann", "bo", "cy", "dee", "eve"])
groups = st.lists(people, min_size=1, max_size=2, unique=True).map(tuple)
members = st.lists(groups, min_size=1, max_size=4).map(tuple)
times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
quarters = st.integers(-4 * 60, 4 * 60).map(lambda number: timedelta(minutes=15 * number))
seconds = st.integers(-3 * 86400, 3 * 86400).map(lambda number: timedelta(seconds=number))
units: st.SearchStrategy[Unit] = st.sampled_from(["hour", "day", "week", "month"])
kinds: st.SearchStrategy[Kind] = st.sampled_from(["replace", "add", "remove", "take_over"])
weekdays = st.sets(st.integers(0, 6), min_size=1).map(frozenset)


@st.composite
def walls(draw: st.DrawFn, night: datetime) -> datetime:
    """A wall time some days before or after a night, in the hours in which clocks change more often than not."""
    day = night.date() + timedelta(days=draw(st.integers(-10, 3)))
    return datetime.combine(day, draw(st.sampled_from([time(0), time(1, 30), time(2), time(2, 30)]) | times))


@st.composite
def changes(draw: st.DrawFn, night: datetime) -> Change:
    listed = draw(members)
    return Change(draw(walls(night)), listed, draw(st.integers(0, len(listed) - 1)))


@st.composite
def continuous(draw: st.DrawFn, night: datetime) -> Continuous:
    return Continuous(
        unit=draw(units),
        every=draw(st.integers(1, 3)),
        start=draw(walls(night)),
        members=draw(members),
        before_start=draw(st.sampled_from(["extend", "nobody"])),
        changes=tuple(draw(st.lists(changes(night), max_size=2))),
    )


@st.composite
def rolling(draw: st.DrawFn, night: datetime) -> Rolling:
    return Rolling(
        freq=draw(units),
        interval=draw(st.integers(1, 3)),
        start=draw(walls(night)),
        duration=timedelta(minutes=15 * draw(st.integers(1, 120))),
        members=draw(members),
        by_day=draw(st.none() | weekdays),
        week_start=draw(st.integers(0, 6)),
        until=draw(st.none() | walls(night)),
        changes=tuple(draw(st.lists(changes(night), max_size=2))),
    )


@st.composite
def calendars(draw: st.DrawFn, zone: str, night: datetime) -> Hours:
    windows = st.lists(st.builds(Window, times, times), max_size=2).map(tuple)
    switches = [
        Switch(draw(st.booleans()), night + start, night + start + timedelta(hours=draw(st.integers(1, 9))))
        for start in draw(st.lists(quarters, max_size=2))
    ]
    return Hours("office", zone, draw(st.dictionaries(st.integers(0, 6), windows)), (), switches=tuple(switches))


@st.composite
def layers(draw: st.DrawFn, night: datetime) -> Layer:
    days = draw(weekdays)
    windows = st.builds(DutyWindow, st.just(days), times, times, st.none() | st.integers(0, 3))
    return Layer(
        name=draw(st.sampled_from(["primary", "secondary", "fallback"])),
        rotation=draw(st.builds(Single, groups) | continuous(night) | rolling(night)),
        priority=draw(st.integers(-1, 1)),
        when=draw(st.sampled_from(["always", "windows", "out_of_hours", "in_hours"])),
        windows=tuple(draw(st.lists(windows, max_size=2))),
        valid_from=draw(st.none() | quarters.map(lambda step: night + step)),
        valid_until=draw(st.none() | quarters.map(lambda step: night + step)),
    )


def span(draw: st.DrawFn, night: datetime) -> dict[str, Any]:
    start = night + draw(quarters)
    return {"start": start, "end": start + timedelta(minutes=15 * draw(st.integers(0, 96)))}


@st.composite
def overrides(draw: st.DrawFn, night: datetime) -> Override:
    more: dict[str, Any] = {"add": draw(groups), "remove": draw(groups), "priority": draw(st.integers(0, 1))}
    return Override(kind=draw(kinds), **span(draw, night), **more)


@st.composite
def temporaries(draw: st.DrawFn, night: datetime) -> TemporarySchedule:
    listed = [TemporaryShift(**span(draw, night), people=draw(groups)) for _ in range(draw(st.integers(0, 2)))]
    return TemporarySchedule(**span(draw, night), shifts=tuple(listed), name="storm")


@st.composite
def rosters(draw: st.DrawFn) -> tuple[Roster, datetime]:
    """A roster of any kind, and the night around which it has its beginnings and its exceptions."""
    zone, night = draw(nights)
    made = Roster(
        name="water",
        zone=zone,
        layers=tuple(draw(st.lists(layers(night), max_size=3))),
        combine=draw(st.sampled_from(["priority", "all"])),
        hours=draw(calendars(draw(st.sampled_from([zone, "Europe/London"])), night)),
        overrides=tuple(draw(st.lists(overrides(night), max_size=3))),
        temporary=tuple(draw(st.lists(temporaries(night), max_size=1))),
    )
    return made, night


@st.composite
def cut_days(draw: st.DrawFn) -> tuple[str, datetime, list[tuple[time, time]]]:
    """A day cut into adjoining windows, the last of which runs over midnight."""
    zone, night = draw(nights)
    cuts = sorted(draw(st.lists(times, min_size=1, max_size=5, unique=True)))
    return zone, night, list(zip(cuts, [*cuts[1:], cuts[0]], strict=True))


@given(cut_days(), seconds)
def test_no_instant_is_missed_by_two_adjoining_windows_of_a_roster(
    cut: tuple[str, datetime, list[tuple[time, time]]], step: timedelta
) -> None:
    zone, night, windows = cut
    duty = [
        Layer(name=str(at), rotation=Single((str(at),)), when="windows", windows=(DutyWindow(EVERY_DAY, *window),))
        for at, window in enumerate(windows)
    ]
    assert on_duty(Roster(name="cut", zone=zone, layers=tuple(duty)), night + step).people


@given(cut_days(), st.lists(st.tuples(quarters, st.integers(1, 96), st.integers(0, 4), groups), max_size=4), seconds)
def test_no_instant_is_missed_by_two_adjoining_windows_whatever_is_swapped(
    cut: tuple[str, datetime, list[tuple[time, time]]],
    swapped: list[tuple[timedelta, int, int, tuple[str, ...]]],
    step: timedelta,
) -> None:
    """Swaps begin and end at any time, also within the hour that is missing or comes twice."""
    zone, night, windows = cut
    duty = [
        Layer(name=str(at), rotation=Single((str(at),)), when="windows", windows=(DutyWindow(EVERY_DAY, *window),))
        for at, window in enumerate(windows)
    ]
    swaps = []
    for start, lasts, which, come in swapped:
        begins = to_utc((night + start).replace(tzinfo=None), ZoneInfo(zone))
        ends = to_utc((night + start).replace(tzinfo=None) + timedelta(minutes=15 * lasts), ZoneInfo(zone))
        swaps.append(Override(kind="replace", start=begins, end=ends, remove=(str(which),), add=come))
    found = Roster(name="cut", zone=zone, layers=tuple(duty), overrides=tuple(swaps))
    assert on_duty(found, night + step).people
    assert not list(gaps(found, night - timedelta(days=3), night + timedelta(days=3)))


@given(cut_days(), seconds)
def test_no_instant_is_missed_by_two_adjoining_windows_of_opening_hours(
    cut: tuple[str, datetime, list[tuple[time, time]]], step: timedelta
) -> None:
    zone, night, windows = cut
    week = dict.fromkeys(range(7), tuple(Window(*window) for window in windows))
    assert is_open(Hours("cut", zone, week), night + step)


@given(cut_days(), seconds)
def test_no_instant_is_missed_by_two_adjoining_shifts_of_rolling_rotations(
    cut: tuple[str, datetime, list[tuple[time, time]]], step: timedelta
) -> None:
    zone, night, windows = cut
    first = night.date() - timedelta(days=9)
    duty = []
    for at, (start, end) in enumerate(windows):
        begins = datetime.combine(first, start)
        ends = datetime.combine(first + timedelta(days=int(end <= start)), end)
        rotation = Rolling(freq="day", start=begins, duration=ends - begins, members=((str(at),),))
        duty.append(Layer(name=str(at), rotation=rotation))
    assert on_duty(Roster(name="cut", zone=zone, layers=tuple(duty)), night + step).people


@given(rosters(), seconds, groups)
def test_a_swap_at_any_instant_leaves_nobody_out_between_it_and_the_shifts_around_it(
    made: tuple[Roster, datetime], step: timedelta, covering: tuple[str, ...]
) -> None:
    roster, night = made
    always = Layer(name="always", rotation=Single(("chief",)), priority=2)
    swaps = tuple(replace(each, kind="replace", remove=("chief",), add=covering) for each in roster.overrides)
    guarded = replace(roster, layers=(*roster.layers, always), overrides=swaps, temporary=())
    assert on_duty(guarded, night + step).people
    assert not list(gaps(guarded, night - timedelta(days=3), night + timedelta(days=3)))


@given(nights, st.data(), seconds)
def test_a_rotation_without_pauses_always_has_exactly_one_group_and_never_goes_back(
    night: tuple[str, datetime], data: st.DataObject, step: timedelta
) -> None:
    zone, change = night
    rotation = replace(data.draw(continuous(change)), before_start="extend", changes=())
    roster = Roster(name="one", zone=zone, layers=(Layer(name="primary", rotation=rotation),))
    moment = change + step
    assert on_duty(roster, moment).people in {tuple(sorted(group)) for group in rotation.members}
    later = moment + timedelta(minutes=20)
    assert turn_at(rotation, moment, ZoneInfo(zone)) <= turn_at(rotation, later, ZoneInfo(zone))


@given(rosters(), st.lists(seconds, min_size=1, max_size=5), st.sampled_from(list(CHANGES)))
def test_shifts_and_on_duty_agree_at_any_instant_asked_in_any_zone(
    made: tuple[Roster, datetime], steps: list[timedelta], zone: str
) -> None:
    roster, night = made
    found = list(shifts(roster, night - timedelta(days=3), night + timedelta(days=3, seconds=1)))
    for moment in (night + step for step in steps):
        (running,) = [shift for shift in found if shift.start <= moment < shift.end]
        assert on_duty(roster, moment.astimezone(ZoneInfo(zone))) == (running.people, running.why)


@given(rosters())
def test_shifts_and_on_duty_agree_at_every_boundary_and_just_before_it(made: tuple[Roster, datetime]) -> None:
    roster, night = made
    for shift in shifts(roster, night - timedelta(days=2), night + timedelta(days=2)):
        assert on_duty(roster, shift.start) == (shift.people, shift.why)
        assert on_duty(roster, shift.end - timedelta(seconds=1)) == (shift.people, shift.why)


@given(rosters())
def test_shifts_follow_each_other_without_a_hole_and_only_where_something_changes(
    made: tuple[Roster, datetime],
) -> None:
    roster, night = made
    since, until = night - timedelta(days=2), night + timedelta(days=2)
    found = list(shifts(roster, since, until))
    assert [found[0].start, *(shift.end for shift in found)] == [*(shift.start for shift in found), until]
    assert found[0].start == since
    assert all(one[2:] != other[2:] for one, other in pairwise(found))
    entries = list(by_people(found))
    assert all(one.people != other.people and one.end == other.start for one, other in pairwise(entries))


@given(rosters(), seconds)
def test_two_halves_of_a_time_have_the_shifts_of_the_whole(made: tuple[Roster, datetime], step: timedelta) -> None:
    roster, night = made
    since, until, cut = night - timedelta(days=4), night + timedelta(days=4), night + step
    halves = [*shifts(roster, since, cut), *shifts(roster, cut, until)]
    whole = list(shifts(roster, since, until))
    assert {shift.start for shift in halves} - {cut} == {shift.start for shift in whole} - {cut}


@given(rosters(), st.data())
def test_a_change_leaves_the_past_as_it_was(made: tuple[Roster, datetime], data: st.DataObject) -> None:
    roster, night = made
    change = data.draw(changes(night))
    at = to_utc(change.at, ZoneInfo(roster.zone))

    def changed(layer: Layer) -> Layer:
        earlier = tuple(each for each in layer.rotation.changes if each.at < change.at)
        return replace(layer, rotation=replace(layer.rotation, changes=(*earlier, change)))

    after = replace(roster, layers=tuple(changed(layer) for layer in roster.layers))
    moment = at - data.draw(st.integers(1, 5 * 86400).map(lambda number: timedelta(seconds=number)))
    assert on_duty(after, moment) == on_duty(roster, moment)


@given(nights, st.data())
def test_who_is_said_to_start_starts(night: tuple[str, datetime], data: st.DataObject) -> None:
    zone, moment = night
    change = data.draw(changes(moment))
    rotation = replace(data.draw(continuous(moment)), changes=(change,), before_start="extend")
    roster = Roster(name="one", zone=zone, layers=(Layer(name="primary", rotation=rotation),))
    found = on_duty(roster, to_utc(change.at, ZoneInfo(zone)))
    assert found.people == tuple(sorted(change.members[change.starts]))


@given(nights, st.data(), seconds)
def test_what_callers_will_meet_is_what_they_meet(
    night: tuple[str, datetime], data: st.DataObject, step: timedelta
) -> None:
    zone, change = night
    hours = data.draw(calendars(zone, change))
    found = list(windows_between(hours, change - timedelta(days=3), change + timedelta(days=3, seconds=1)))
    (running,) = [each for each in found if each.start <= change + step < each.end]
    assert reason(hours, change + step) == (running.open, running.why)
    assert all(one.end == other.start and one[2:] != other[2:] for one, other in pairwise(found))


@given(nights, st.data(), seconds)
def test_in_hours_and_out_of_hours_never_both_serve_and_never_both_miss(
    night: tuple[str, datetime], data: st.DataObject, step: timedelta
) -> None:
    zone, change = night
    desk = Layer(name="desk", rotation=Single(("desk",)), when="in_hours")
    duty = Layer(name="duty", rotation=Single(("duty",)), when="out_of_hours")
    hours = data.draw(calendars(zone, change))
    both = Roster(name="both", zone="Europe/London", layers=(desk, duty), combine="all", hours=hours)
    assert len(on_duty(both, change + step).people) == 1
