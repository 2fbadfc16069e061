"""rosters.yaml as staff write it: what it says, and the sentence for each mistake."""

from datetime import UTC, datetime, time, timedelta

import pytest

from afterhours.rules.escalation import Level, Plan, Target
from afterhours.rules.rosters.duty import on_duty
from afterhours.rules.rosters.model import DutyWindow
from afterhours.rules.rosters.rotations import Rolling
from afterhours.site import SiteRoster, load_site
from tests.afterhours.small_county import SERVICES, folder

WATER = """\
water:
  zone: America/Toronto
  hours: town-hall
  layers:
    primary:   {rotate: weekly, handover: "mon 08:30", from: 2026-01-05, people: [ann, bo, [cy, dee]]}
    weekends:  {duty: primary, priority: 10, windows: {fri: "17:00 - mon 08:30"}, people: eve}
    nobody-is-not-an-answer: {duty: primary, priority: -1, people: [fay]}
    secondary: {rotate: daily, handover: "17:00", from: 2026-01-05, for: 15h 30m, days: mon-thu, people: [bo, ann]}
  changes:
    - {layer: primary, from: 2027-02-01, people: [ann, gus], starts: gus}
  escalate:
    - {ring: primary, for: 25s, text: [primary, secondary]}
    - {ring: [secondary, person duty-manager], for: 1m}
    - {ring: roster county}
  pause: 45s
  alarm: {after: 2m, tell: [ops, ann]}
  ask_after: 30m
county:
  tenant: wealden-vale
  layers: {manager: {people: [duty-manager]}}
  escalate: [{ring: manager}]
"""


def rosters(text: str = WATER) -> dict[str, SiteRoster]:
    site, faults = load_site(folder(rosters=text))
    assert site is not None, str(faults)
    return dict(site.rosters)


def who(roster: SiteRoster, duty: str, at: str) -> tuple[str, ...]:
    return on_duty(roster.duties[duty], datetime.fromisoformat(at).replace(tzinfo=UTC)).people


def faults_of(text: str) -> str:
    return str(load_site(folder(rosters=text))[1])


def test_layers_that_name_a_duty_serve_it_by_their_priority() -> None:
    water = rosters()["water"]
    assert list(water.duties) == ["primary", "secondary"]
    assert who(water, "primary", "2026-01-07T12:00") == ("ann",)
    assert who(water, "primary", "2026-01-10T12:00") == ("eve",)
    assert who(water, "primary", "2026-01-21T12:00") == ("cy", "dee"), "a list within the list is on duty together"
    assert who(water, "primary", "2026-01-05T13:29") == ("eve",)
    assert who(water, "primary", "2025-12-31T12:00") == ("fay",), "before its first day a layer has nobody"


def test_a_change_holds_from_its_day_on_at_the_time_of_the_hand_over() -> None:
    water = rosters()["water"]
    assert who(water, "primary", "2027-02-03T12:00") == ("gus",)
    assert who(water, "primary", "2027-02-10T12:00") == ("ann",)
    assert who(water, "primary", "2027-01-27T12:00") != ("gus",)


def test_shifts_with_a_length_have_pauses_between_them() -> None:
    rotation = rosters()["water"].duties["secondary"].layers[0].rotation
    assert isinstance(rotation, Rolling)
    assert (rotation.freq, rotation.by_day) == ("day", frozenset({0, 1, 2, 3}))
    assert rotation.duration == timedelta(hours=15, minutes=30)


def test_the_plan_names_duties_people_and_other_rosters() -> None:
    manager, primary, secondary = (
        Target("person", "duty-manager"),
        Target("duty", "primary"),
        Target("duty", "secondary"),
    )
    assert rosters()["water"].plan == Plan(
        levels=(
            Level(ring=(primary,), seconds=25, text=(primary, secondary)),
            Level(ring=(secondary, manager), seconds=60),
            Level(ring=(Target("roster", "county"),), seconds=25),
        ),
        pause=45,
        alarm_after=120,
        tell=("ops", "ann"),
        ask_after=1800,
    )


def test_a_roster_belongs_to_a_council_and_takes_its_zone_from_it() -> None:
    found = rosters()
    assert (found["county"].tenant, found["county"].zone) == ("wealden-vale", "Europe/London")
    assert (found["water"].tenant, found["water"].needed) == ("long-point-county", "out_of_hours")
    assert (found["county"].hours, found["county"].needed) == (None, "always")


def test_everybody_whom_a_roster_names_is_among_the_people_of_the_site() -> None:
    site, _ = load_site(folder(rosters=WATER))
    assert site is not None
    assert set(site.people) >= {"ann", "bo", "cy", "dee", "eve", "fay", "gus", "ops", "duty-manager"}
    assert site.people["gus"].file == "rosters.yaml"


def test_a_handle_nobody_has_is_a_fault_where_the_people_are_known() -> None:
    _, faults = load_site(folder(rosters=WATER), people={"ann", "bo", "cy", "dee", "eve", "fay", "duty-manager", "ops"})
    assert 'rosters.yaml:10:56: "gus" is no person with a telephone' in str(faults)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param('mon: "17:00-08:30"', DutyWindow(frozenset({0}), time(17), time(8, 30)), id="over midnight"),
        pytest.param('mon: "08:30-17:00"', DutyWindow(frozenset({0}), time(8, 30), time(17)), id="one day"),
        pytest.param('fri: "17:00 - mon 08:30"', DutyWindow(frozenset({4}), time(17), time(8, 30), 3), id="days"),
        pytest.param('fri: "17:00 - fri 08:30"', DutyWindow(frozenset({4}), time(17), time(8, 30), 7), id="a week"),
        pytest.param('fri: "08:00 - fri 17:00"', DutyWindow(frozenset({4}), time(8), time(17), 0), id="its own day"),
        pytest.param('sun: "00:00-24:00"', DutyWindow(frozenset({6}), time(), time()), id="whole day"),
        pytest.param('sat: "09:00 - sun 24:00"', DutyWindow(frozenset({5}), time(9), time(), 2), id="to the end"),
    ],
)
def test_hours_of_a_week(typed: str, expected: DutyWindow) -> None:
    text = f"w: {{layers: {{a: {{windows: {{{typed}}}, people: [ann]}}}}, escalate: [{{ring: a}}]}}\n"
    assert rosters(text)["w"].duties["a"].layers[0].windows == (expected,)


@pytest.mark.parametrize(
    ("fields", "served", "not_served"),
    [
        pytest.param("until: 2026-11-30", "2026-12-01T04:59", "2026-12-01T05:00", id="a day counts as a whole"),
        pytest.param("until: 2026-11-30 08:30", "2026-11-30T13:29", "2026-11-30T13:30", id="a time is exact"),
        pytest.param("from: 2026-11-30", "2026-11-30T05:00", "2026-11-30T04:59", id="from midnight"),
        pytest.param("from: 2026-11-30 08:30", "2026-11-30T13:30", "2026-11-30T13:29", id="from a time"),
    ],
)
def test_from_when_until_when_a_layer_holds(fields: str, served: str, not_served: str) -> None:
    text = f"w: {{layers: {{a: {{{fields}, people: [ann]}}}}, escalate: [{{ring: a}}]}}\n"
    assert who(rosters(text)["w"], "a", served) == ("ann",)
    assert who(rosters(text)["w"], "a", not_served) == ()


@pytest.mark.parametrize(
    ("turns", "at", "expected"),
    [
        pytest.param("rotate: every 2 weeks, from: 2026-11-02 08:30", "2026-11-17T12:00", "bo", id="every two weeks"),
        pytest.param('rotate: monthly, handover: "31 08:30", from: 2026-01-31', "2026-03-01T12:00", "bo", id="31st"),
        pytest.param("rotate: every 8 hours, from: 2026-11-02 00:00", "2026-11-02T13:00", "bo", id="hours"),
        pytest.param(
            'rotate: daily, handover: "08:30", from: 2026-11-02, starts: bo', "2026-11-02T14:00", "bo", id="starts"
        ),
    ],
)
def test_how_people_take_turns(turns: str, at: str, expected: str) -> None:
    text = f"w: {{layers: {{a: {{{turns}, people: [ann, bo]}}}}, escalate: [{{ring: a}}]}}\n"
    assert who(rosters(text)["w"], "a", at) == (expected,)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("rotate: weekly", "rotate: weakly", "write hourly, daily, weekly or monthly", id="rotate"),
        pytest.param("mon 08:30", "moon 08:30", '"moon 08:30" is not a time of handing over', id="weekday"),
        pytest.param("mon 08:30", "tue 08:30", "write Tue 2025-12-30 or Tue 2026-01-06", id="another weekday"),
        pytest.param(
            "from: 2026-01-05", "from: 2026-01-05 09:00", "from: says 09:00, and handover: says 08:30", id="times"
        ),
        pytest.param(", from: 2026-01-05", "", "primary takes turns, and does not say since when", id="no from"),
        pytest.param('handover: "mon 08:30", ', "", "does not say at what time they begin", id="no hand-over"),
        pytest.param(
            'rotate: weekly, handover: "mon 08:30", from: 2026-01-05, ', "", "how its people take turns", id="no turns"
        ),
        pytest.param("for: 15h 30m, ", "", "does not say how long a shift lasts", id="days without length"),
        pytest.param("for: 15h 30m", "for: 15 moons", "is not a length of time", id="length"),
        pytest.param("people: eve", "people: []", "nobody stands in this list", id="empty list"),
        pytest.param("[cy, dee]", "[]", "nobody stands in this group", id="empty group"),
        pytest.param("[cy, dee]", "[cy, cy]", "cy stands twice in this group", id="twice in a group"),
        pytest.param("priority: 10", "priority: high", "is not a priority", id="priority"),
        pytest.param(
            "priority: 10", "when: holidays", "only one of them can say when it serves", id="windows and when"
        ),
        pytest.param("17:00 - mon 08:30", "17:00 - moon 08:30", 'or "17:00 - mon 08:30" when it lasts', id="window"),
        pytest.param("17:00 - mon 08:30", "17:00-25:30", "hours go from 00:00 to 24:00", id="late"),
        pytest.param("layer: primary", "layer: primry", 'did you mean "primary"?', id="layer of a change"),
        pytest.param("starts: gus", "starts: bo", '"bo" is nobody of this list', id="starts"),
        pytest.param("hours: town-hall", "hours: townhall", 'did you mean "town-hall"?', id="calendar"),
        pytest.param("zone: America/Toronto", "zone: Toronto", "is not a time zone", id="zone"),
        pytest.param("tenant: wealden-vale", "tenant: wealden", 'did you mean "wealden-vale"?', id="council"),
        pytest.param("ring: primary, for", "ring: primry, for", '"primry" is not a duty of water', id="duty"),
        pytest.param(
            "ring: primary, for", "ring: bo, for", 'write "person bo" if you mean the person', id="a person's name"
        ),
        pytest.param("roster county", "roster country", 'did you mean "county"?', id="roster"),
        pytest.param("roster county", "roster water", '"water" is not another roster', id="itself"),
        pytest.param("pause: 45s", "pause: 61s", "write at most 60s", id="pause"),
        pytest.param("pause: 45s", "pause: 0s", "between 1s and 1h", id="no pause"),
        pytest.param("{ring: manager}", "{text: manager}", "a level has no ring:", id="no ring"),
        pytest.param("[{ring: manager}]", "[]", "this list rings nobody", id="no level"),
        pytest.param("  escalate: [{ring: manager}]\n", "", "county has no escalate:", id="no plan"),
        pytest.param("layers: {manager: {people: [duty-manager]}}", "layers: {}", "there is no layer", id="no layer"),
        pytest.param("county:", "county/night:", "write the name with dashes", id="stroke"),
    ],
)
def test_a_mistake_in_rosters_yaml(old: str, new: str, said: str) -> None:
    assert old in WATER
    assert said in faults_of(WATER.replace(old, new, 1))


def test_mistakes_are_told_all_at_once_with_their_places() -> None:
    found = faults_of(WATER.replace("rotate: weekly", "rotate: weakly").replace("pause: 45s", "pause: 2m"))
    assert "rosters.yaml:5:25" in found
    assert "rosters.yaml:15:10" in found


def test_what_follows_opening_hours_must_say_which() -> None:
    text = "w: {layers: {a: {when: out of hours, people: [ann]}}, escalate: [{ring: a}]}\n"
    assert "a follows opening hours, and w does not say which" in faults_of(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "w: {hours: town-hall, layers: {a: {when: holidays, people: [ann]}}, escalate: [{ring: a}]}\n",
            id="holidays of a calendar without any",
        ),
        pytest.param(
            "w: {layers: {a: {people: [ann]}}, escalate: [{ring: roster v}]}\n"
            "v: {layers: {a: {people: [bo]}}, escalate: [{ring: roster w}]}\n",
            id="two that only name each other",
        ),
    ],
)
def test_a_roster_whose_plan_can_never_reach_anybody_is_refused(text: str) -> None:
    assert "nobody is ever on duty there" in faults_of(text)


def test_a_folder_without_rosters_has_none() -> None:
    services = SERVICES.replace("  emergency: water\n", "")
    site, _ = load_site(folder(rosters=None, services=services), check=False)
    assert site is not None
    assert site.rosters == {}
