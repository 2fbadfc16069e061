"""Which cases a visitor may see: by council, by role, by group; and row security says the same by itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, true

from afterhours.models import Call, Case, CaseEvent, Offer, QueuedCall, User
from afterhours.services.screenpop.grants import LONGEST_VIEW, WRAP_LIMIT, give, withdraw
from ivr.errors import NotFound
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, World
from webhooks.desk import access
from webhooks.desk.access import Desk, desk_of
from webhooks.roles import Permission, Role, permissions_of
from webhooks.signin.visitor import Visitor

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
Seen = tuple[Role, tuple[str, ...], tuple[str, ...], set[str]]


@pytest.fixture(scope="module")
def made(world: World) -> dict[str, str]:
    """Name of a case -> its number. One of each kind that matters here."""
    world.user("night", Role.OUT_OF_HOURS_AGENT, (COUNTY, PARTNER), organisation="nightline")
    cases = {
        "own": world.case(),
        "partner": world.case(tenant=PARTNER),
        "elsewhere": world.case(tenant="elsewhere"),
        "restricted": world.case(restricted="social-duty"),
        "restricted partner": world.case(tenant=PARTNER, restricted="social-duty"),
    }
    return {name: case.number for name, case in cases.items()}


def looking(world: World, role: Role, tenants: tuple[str, ...] = (COUNTY,), groups: tuple[str, ...] = ()) -> Visitor:
    with world.parts.database.transaction() as session:
        user_id = session.scalars(select(User.id).where(User.login == "night")).one()
    permissions = permissions_of(role)
    return Visitor(user_id, "night", "Nat Owl", role, tenants, permissions, "county", groups, ())


@contextmanager
def at_desk(world: World, visitor: Visitor) -> Iterator[Desk]:
    with world.app.app_context(), desk_of(world.parts, visitor, None) as desk:
        yield desk


def seen(world: World, visitor: Visitor, made: dict[str, str]) -> set[str]:
    with at_desk(world, visitor) as desk:
        numbers = {case.number for case in desk.session.scalars(desk.cases())}
    return {name for name, number in made.items() if number in numbers}


TABLE: dict[str, Seen] = {
    "an agent": (Role.COUNTY_AGENT, (COUNTY,), (), {"own"}),
    "an agent of two councils": (Role.COUNTY_AGENT, (COUNTY, PARTNER), (), {"own", "partner"}),
    "an agent of the group": (Role.COUNTY_AGENT, (COUNTY,), ("social-duty",), {"own", "restricted"}),
    "an administrator": (Role.ADMINISTRATOR, (COUNTY,), (), {"own"}),
    "a supervisor of another group": (Role.SUPERVISOR, (COUNTY,), ("county-desk",), {"own"}),
    "an answering company's agent": (Role.OUT_OF_HOURS_AGENT, (COUNTY, PARTNER), ("social-duty",), set()),
    "an auditor": (Role.AUDITOR, (COUNTY, PARTNER), (), set()),
    "a reviewer": (Role.QUALITY_REVIEWER, (COUNTY,), ("social-duty",), set()),
    "nobody's agent": (Role.ADMINISTRATOR, (), ("social-duty",), set()),
}  # fmt: skip


@pytest.mark.parametrize(("role", "tenants", "groups", "expected"), TABLE.values(), ids=TABLE.keys())
def test_who_sees_which_cases(
    world: World,
    made: dict[str, str],
    role: Role,
    tenants: tuple[str, ...],
    groups: tuple[str, ...],
    expected: set[str],
) -> None:
    assert seen(world, looking(world, role, tenants, groups), made) == expected


@pytest.mark.parametrize("name", ["partner", "elsewhere", "restricted"])
def test_a_case_that_may_not_be_seen_is_refused_as_one_that_does_not_exist(
    world: World, made: dict[str, str], name: str
) -> None:
    said = []
    for digits in (made[name], "999999999"):
        with at_desk(world, looking(world, Role.SUPERVISOR)) as desk, pytest.raises(NotFound) as refused:
            desk.case_numbered(digits)
        said.append(str(refused.value))
    assert said[0] == said[1]


@pytest.fixture
def rung(world: World, made: dict[str, str]) -> Callable[..., Offer]:
    """Makes an offer of the own case's call to the night's agent."""

    def make(**columns: Any) -> Offer:
        with world.parts.database.transaction() as session:
            case = session.scalars(select(Case).where(Case.number == made["own"])).one()
        common = {"tenant": COUNTY, "call_id": case.call_id, "case_id": case.id, "group_name": "night-desk"}
        queued = QueuedCall(line="main", entered_at=NOW, place_at=NOW, state="over", **common)
        world.add(queued)
        offer = Offer(
            queued_call_id=queued.id,
            organisation="nightline",
            to_e164="+15195550160",
            offered_at=NOW,
            **common,
            **columns,
        )
        world.add(offer)
        return offer

    return make


@pytest.mark.parametrize(
    ("state", "ended_at", "later", "sees"),
    [
        pytest.param("ringing", None, timedelta(), True, id="it rings"),
        pytest.param("accepted", None, HOUR - MINUTE, True, id="they talk"),
        pytest.param("accepted", None, LONGEST_VIEW, False, id="longer than anybody may look"),
        pytest.param("over", NOW - WRAP_LIMIT + MINUTE, timedelta(), True, id="being wrapped up"),
    ],
)
def test_the_call_that_was_offered_opens_its_case_while_that_lasts(
    world: World,
    made: dict[str, str],
    rung: Callable[..., Offer],
    state: str,
    ended_at: datetime | None,
    later: timedelta,
    sees: bool,
) -> None:
    visitor = looking(world, Role.OUT_OF_HOURS_AGENT, (COUNTY, PARTNER))
    offer = rung(state=state, ended_at=ended_at)
    with world.parts.database.transaction() as session:
        assert give(session, session.get_one(Offer, offer.id), visitor.user_id, NOW)
    world.parts.real_clock.set(NOW + later)
    assert ("own" in seen(world, visitor, made)) is sees
    world.parts.real_clock.set(NOW)
    with world.parts.database.transaction() as session:
        withdraw(session, offer.id, NOW)
    assert "own" not in seen(world, visitor, made)


@pytest.mark.parametrize(("ago", "sees"), [(23 * HOUR, True), (25 * HOUR, False)], ids=["a night ago", "long ago"])
def test_whoever_wrote_to_a_case_sees_it_for_a_day(world: World, ago: timedelta, *, sees: bool) -> None:
    case = world.case()
    world.add(CaseEvent(tenant=COUNTY, case_id=case.id, at=NOW - ago, actor="night", what="note", detail={}))
    visitor = looking(world, Role.OUT_OF_HOURS_AGENT)
    assert bool(seen(world, visitor, {"it": case.number})) is sees


def test_a_read_out_number_opens_no_restricted_case(world: World) -> None:
    case = world.let_see("night", world.case(restricted="social-duty"))
    assert seen(world, looking(world, Role.OUT_OF_HOURS_AGENT), {"it": case.number}) == set()
    inside = looking(world, Role.OUT_OF_HOURS_AGENT, groups=("social-duty",))
    assert seen(world, inside, {"it": case.number}) == {"it"}


@pytest.fixture
def unfiltered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The query layer with its filter taken out."""
    monkeypatch.setattr(access, "seen_by", lambda *_: true())
    monkeypatch.setattr(Desk, "own", lambda *_: true())


@pytest.mark.usefixtures("unfiltered")
@pytest.mark.parametrize(
    ("tenants", "groups", "expected"),
    [
        pytest.param((COUNTY,), (), {"own"}, id="one council"),
        pytest.param((COUNTY, PARTNER), (), {"own", "partner"}, id="two councils"),
        pytest.param((COUNTY,), ("social-duty",), {"own", "restricted"}, id="with the group"),
        pytest.param((), ("social-duty",), set(), id="no council"),
    ],
)
def test_without_the_query_layer_s_filter_row_security_lets_nothing_through(
    world: World, made: dict[str, str], tenants: tuple[str, ...], groups: tuple[str, ...], expected: set[str]
) -> None:
    visitor = looking(world, Role.ADMINISTRATOR, tenants, groups)
    assert Permission.ALL_CASES in visitor.permissions
    assert seen(world, visitor, made) == expected
    with at_desk(world, visitor) as desk:
        assert {call.tenant for call in desk.session.scalars(select(Call))} <= set(tenants)
