"""Who is on duty and why: layers, what the desk entered, changes of a list, gaps."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from afterhours.rules.holidays import Holidays
from afterhours.rules.hours import DatedException, Hours, Switch, Window
from afterhours.rules.rosters.duty import Shift, by_people, gaps, on_duty, shifts
from afterhours.rules.rosters.model import DutyWindow, Layer, Override, Roster, TemporarySchedule, TemporaryShift
from afterhours.rules.rosters.reasons import Reason
from afterhours.rules.rosters.rotations import Change, Continuous, IndexAt, Rolling, Single
from ivr.errors import Refused

EVERY_DAY = frozenset(range(7))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def roster(*layers: Layer, **more: object) -> Roster:
    return replace(Roster(name="water", zone="America/Toronto", layers=()), layers=layers, **more)  # type: ignore[arg-type]


def always(*people: str, name: str = "primary", priority: int = 0) -> Layer:
    return Layer(name=name, rotation=Single(people), priority=priority)


OFFICE = Hours(
    "town-hall",
    "America/Toronto",
    dict.fromkeys(range(5), (Window(time(8, 30), time(16, 30)),)),
    holidays=Holidays("CA-ON", {date(2026, 12, 25): "Christmas Day"}),
    exceptions=(DatedException(date(2026, 12, 24), date(2026, 12, 24), (Window(time(8, 30), time(12)),), "half day"),),
)
NIGHTS = Layer(name="nights", rotation=Single(("ann",)), when="out_of_hours")
AT_NIGHT = roster(NIGHTS, hours=OFFICE)


def causes(found: tuple[Reason, ...]) -> list[str]:
    return [reason.cause for reason in found]


@pytest.mark.parametrize(
    ("moment", "cause", "name", "detail"),
    [
        pytest.param("2026-12-22T03:00", "out_of_hours", "town-hall", "", id="a night"),
        pytest.param("2026-12-24T18:00", "out_of_hours", "town-hall", "half day", id="after a half day"),
        pytest.param("2026-12-25T18:00", "holiday", "Christmas Day", "", id="a holiday"),
    ],
)
def test_why_a_layer_follows_the_hours_is_said(moment: str, cause: str, name: str, detail: str) -> None:
    people, (layer, hours) = on_duty(AT_NIGHT, utc(moment))
    assert people == ("ann",)
    assert layer == Reason("layer", "nights", ("ann",))
    assert (hours.cause, hours.name, hours.detail) == (cause, name, detail)


def test_an_office_that_is_closed_now_hands_its_calls_to_the_night_s_roster() -> None:
    fire = Switch(opens=False, since=utc("2026-06-01T14:00"), until=utc("2026-06-01T15:00"), by="kay", reason="fire")
    shut = roster(NIGHTS, hours=replace(OFFICE, switches=(fire,)))
    assert on_duty(shut, utc("2026-06-01T13:59")).people == ()
    assert on_duty(shut, utc("2026-06-01T14:30")).why[1] == Reason("out_of_hours", "town-hall", detail="fire", by="kay")
    assert on_duty(shut, utc("2026-06-01T15:00")).people == ()


def test_nobody_on_duty_has_a_reason_too() -> None:
    assert on_duty(AT_NIGHT, utc("2026-06-01T14:00")).why == (Reason("gap", "water"),)


SWAP = Override(
    kind="replace",
    start=utc("2026-06-01T10:00"),
    end=utc("2026-06-01T12:00"),
    remove=("ann",),
    add=("bo",),
    by="cy",
    reason="school play",
)


def test_a_swap_says_for_whom_who_entered_it_why_and_until_when() -> None:
    found = on_duty(roster(always("ann"), overrides=(SWAP,)), utc("2026-06-01T11:00"))
    assert found.people == ("bo",)
    assert found.why[-1] == Reason("replace", "ann", ("bo",), "school play", "cy", SWAP.end)


def test_a_swap_of_somebody_who_is_not_on_duty_is_no_reason() -> None:
    found = on_duty(roster(always("dee"), overrides=(SWAP,)), utc("2026-06-01T11:00"))
    assert found == (("dee",), (Reason("layer", "primary", ("dee",)),))


def entered(kind: str, start: str = "10:00", end: str = "12:00", **more: object) -> Override:
    span = {"start": utc(f"2026-06-01T{start}"), "end": utc(f"2026-06-01T{end}")}
    return Override(kind=kind, **span, **more)  # type: ignore[arg-type]


SICK_COVER = entered("replace", remove=("bo",), add=("cy",))


def test_a_later_override_works_on_what_the_earlier_left() -> None:
    covered = roster(always("ann"), overrides=(SWAP, SICK_COVER))
    assert on_duty(covered, utc("2026-06-01T11:00")).people == ("cy",)


def test_an_earlier_override_does_not_see_what_a_later_one_brings() -> None:
    uncovered = roster(always("ann"), overrides=(SICK_COVER, SWAP))
    assert on_duty(uncovered, utc("2026-06-01T11:00")).people == ("bo",)


def test_an_override_that_ends_before_it_begins_has_no_effect() -> None:
    backwards = entered("take_over", start="12:00", end="10:00", add=("bo",))
    assert on_duty(roster(always("ann"), overrides=(backwards,)), utc("2026-06-01T11:00")).people == ("ann",)


def test_taking_over_wins_by_priority_and_equal_ones_serve_together() -> None:
    three = (
        entered("take_over", add=("bo",)),
        entered("take_over", add=("cy",), priority=1),
        entered("take_over", add=("dee",), priority=1, end="11:00"),
    )
    taken = roster(always("ann"), overrides=three)
    assert [shift.people for shift in shifts(taken, utc("2026-06-01T10:00"), utc("2026-06-01T13:00"))] == [
        ("cy", "dee"),
        ("cy",),
        ("ann",),
    ]


def test_a_temporary_schedule_s_own_gap_is_a_gap_and_says_whose() -> None:
    night = TemporaryShift(start=utc("2026-06-01T11:00"), end=utc("2026-06-01T12:00"), people=("eve",))
    storm = TemporarySchedule(
        start=utc("2026-06-01T10:00"), end=utc("2026-06-01T13:00"), shifts=(night,), name="storm", by="kay"
    )
    found = list(shifts(roster(always("ann"), temporary=(storm,)), utc("2026-06-01T10:00"), utc("2026-06-01T14:00")))
    assert [shift.people for shift in found] == [(), ("eve",), (), ("ann",)]
    assert found[0].why == (Reason("temporary", "storm", (), "", "kay", storm.end),)


def test_the_fallback_layer_serves_where_the_others_have_nobody() -> None:
    evenings = (DutyWindow(EVERY_DAY, time(18), time(22)),)
    primary = Layer(name="primary", rotation=Single(("ann",)), when="windows", windows=evenings)
    backed = roster(primary, always("chief", name="fallback", priority=-1))
    assert on_duty(backed, utc("2026-06-01T23:00")).people == ("ann",)
    assert on_duty(backed, utc("2026-06-02T03:00")) == (("chief",), (Reason("layer", "fallback", ("chief",)),))


def weekly(*people: str, **more: object) -> Layer:
    groups = tuple((who,) for who in people)
    rotation = Continuous(unit="week", start=wall("2026-01-05T08:30"), members=groups)
    return Layer(name="primary", rotation=replace(rotation, **more))  # type: ignore[arg-type]


def on_mondays(found: Roster, *days: str) -> list[str]:
    """Who is on duty on these days at 09:00 in Toronto's winter."""
    return [",".join(on_duty(found, utc(f"{day}T14:00")).people) for day in days]


NEW_LIST = Change(wall("2027-02-01T08:30"), (("ann",), ("dee",), ("cy",)), starts=1)
CHANGED = roster(weekly("ann", "bo", "cy", changes=(NEW_LIST,)))


def test_a_changed_list_begins_with_whom_it_says_and_goes_on_in_its_order() -> None:
    assert on_mondays(CHANGED, "2027-02-01", "2027-02-08", "2027-02-15", "2027-02-22") == ["dee", "cy", "ann", "dee"]


def test_a_change_leaves_the_past_and_the_last_minute_before_it_as_they_were() -> None:
    before = roster(weekly("ann", "bo", "cy"))
    for moment in ("2026-01-06T12:00", "2026-07-01T12:00", "2027-02-01T13:29:59"):
        assert on_duty(CHANGED, utc(moment)) == on_duty(before, utc(moment))


def test_a_change_within_a_turn_gives_its_rest_to_who_starts() -> None:
    midweek = Change(wall("2026-01-07T08:30"), (("dee",), ("eve",)))
    changed = roster(weekly("ann", "bo", changes=(midweek,)))
    assert on_mondays(changed, "2026-01-06", "2026-01-07", "2026-01-11", "2026-01-12", "2026-01-19") == [
        "ann",
        "dee",
        "dee",
        "eve",
        "dee",
    ]


def test_changes_hold_in_the_order_of_their_dates() -> None:
    first = Change(wall("2026-01-12T08:30"), (("dee",),))
    second = Change(wall("2026-01-19T08:30"), (("eve",),))
    changed = roster(weekly("ann", changes=(second, first)))
    assert on_mondays(changed, "2026-01-05", "2026-01-12", "2026-01-19") == ["ann", "dee", "eve"]


def test_a_list_that_is_changed_to_nobody_leaves_a_gap() -> None:
    ended = roster(weekly("ann", changes=(Change(wall("2026-01-12T08:30"), ()),)))
    assert on_mondays(ended, "2026-01-05", "2026-01-12") == ["ann", ""]


def test_a_change_of_shifts_with_pauses_begins_with_the_shift_that_runs_else_the_next() -> None:
    pauses = Rolling(
        freq="week",
        start=wall("2026-01-09T17:00"),
        duration=timedelta(hours=63),
        members=(("ann",), ("bo",)),
        changes=(Change(wall("2026-01-12T12:00"), (("cy",), ("dee",)), starts=1),),
    )
    weekends = roster(Layer(name="weekends", rotation=pauses))
    assert on_mondays(weekends, "2026-01-10", "2026-01-14", "2026-01-17", "2026-01-24") == ["ann", "", "dee", "cy"]


def test_one_group_without_turns_can_be_changed() -> None:
    changed = roster(
        Layer(name="chief", rotation=Single(("ann",), (Change(wall("2026-02-01T00:00"), (("bo", "cy"),)),)))
    )
    assert on_mondays(changed, "2026-01-31", "2026-02-01") == ["ann", "bo,cy"]


def test_the_pointer_says_who_is_on_duty_at_an_instant() -> None:
    pointed = roster(weekly("ann", "bo", "cy", index_at=IndexAt(utc("2026-01-06T12:00"), 2)))
    assert on_mondays(pointed, "2026-01-05", "2026-01-12") == ["cy", "ann"]


def test_gaps_are_reported_only_where_somebody_is_needed() -> None:
    evenings = (DutyWindow(EVERY_DAY, time(16, 30), time(23)),)
    thin = roster(Layer(name="evenings", rotation=Single(("ann",)), when="windows", windows=evenings), hours=OFFICE)
    found = list(gaps(thin, utc("2026-06-01T16:30"), utc("2026-06-02T20:30"), hours=OFFICE))
    assert [(gap.start, gap.end) for gap in found] == [(utc("2026-06-02T03:00"), utc("2026-06-02T12:30"))]


def test_a_gap_over_a_holiday_is_one_gap() -> None:
    nobody = roster(hours=OFFICE)
    found = list(gaps(nobody, utc("2026-12-24T12:00"), utc("2026-12-28T14:00"), hours=OFFICE))
    assert [(gap.start, gap.end) for gap in found] == [
        (utc("2026-12-24T12:00"), utc("2026-12-24T13:30")),
        (utc("2026-12-24T17:00"), utc("2026-12-28T13:30")),
    ]


def test_gaps_around_the_clock_and_while_open() -> None:
    day = (utc("2026-06-01T04:00"), utc("2026-06-02T04:00"))
    assert [(gap.start, gap.end) for gap in gaps(AT_NIGHT, *day)] == [
        (utc("2026-06-01T12:30"), utc("2026-06-01T20:30"))
    ]
    assert len(list(gaps(AT_NIGHT, *day, hours=OFFICE))) == 0
    assert len(list(gaps(AT_NIGHT, *day, hours=OFFICE, while_open=True))) == 1


def test_a_calendar_s_entry_is_one_although_the_reason_changes_within_it() -> None:
    christmas = (utc("2026-12-24T17:00"), utc("2026-12-28T13:30"))
    found = list(shifts(AT_NIGHT, *christmas))
    assert len(found) > 1
    (entry,) = by_people(found)
    assert entry[:3] == (*christmas, ("ann",))
    assert causes(entry.why) == ["layer", "out_of_hours", "holiday", "out_of_hours"]


def test_people_who_return_after_a_gap_have_two_entries() -> None:
    hour = timedelta(hours=1)
    start = utc("2026-06-01T00:00")
    apart = [Shift(start, start + hour, ("ann",), ()), Shift(start + 2 * hour, start + 3 * hour, ("ann",), ())]
    assert list(by_people(apart)) == apart


def test_no_time_has_no_shifts() -> None:
    assert list(shifts(AT_NIGHT, utc("2026-06-01T00:00"), utc("2026-06-01T00:00"))) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param(lambda: roster(NIGHTS), "follows opening hours", id="no hours to follow"),
        pytest.param(lambda: weekly("ann", every=0), "1 or more", id="turns of no length"),
        pytest.param(lambda: weekly("ann", start=utc("2026-01-05T08:30")), "leave out the zone", id="a zone on a wall"),
        pytest.param(
            lambda: Change(wall("2026-01-01T00:00"), (("a",),), starts=1), "only 1", id="nobody there to start"
        ),
        pytest.param(lambda: replace(SWAP, start=wall("2026-01-01T00:00")), "its zone", id="an instant without a zone"),
        pytest.param(
            lambda: Rolling(freq="day", start=wall("2026-01-01T00:00"), duration=timedelta(), members=()),
            "last some time",
            id="a shift of no length",
        ),
    ],
)
def test_what_no_calculation_could_answer_is_refused_in_a_sentence(wrong: object, said: str) -> None:
    with pytest.raises(Refused, match=said):
        wrong()  # type: ignore[operator]
