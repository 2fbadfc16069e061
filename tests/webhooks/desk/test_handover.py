"""The handover as a page: who may see which council's night, what stands first, and earlier nights."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from afterhours.models import AuditEntry, Case, Emergency
from tests.support.nights import Nights
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, World
from webhooks.roles import Role

MONDAY = datetime(2026, 12, 21, 8, 30, tzinfo=ZoneInfo("America/Toronto"))
SATURDAY = datetime(2026, 12, 19, 2, 15, tzinfo=ZoneInfo("America/Toronto"))


@pytest.fixture(scope="module")
def night(world: World) -> tuple[Emergency, Case]:
    """A weekend: one emergency that nobody has, one that is done, a message, and a message in Kent."""
    world.parts.clock.set(MONDAY)
    world.user("agent", Role.COUNTY_AGENT)
    world.user("early", Role.OUT_OF_HOURS_AGENT)
    world.user("chief", Role.SUPERVISOR)
    world.user("both", Role.SUPERVISOR, (COUNTY, PARTNER))
    world.user("nowhere", Role.COUNTY_AGENT, ("elsewhere",))
    world.person("bo", "Bo Singh")
    nights = Nights(world.parts, tenant=COUNTY)
    open_one = nights.emergency(SATURDAY, case={"location": "12 Main <Street>"})
    nights.event(open_one, SATURDAY, "unusable", "cy")
    nights.taken(
        SATURDAY - timedelta(hours=1), "bo", state="done", ended_at=SATURDAY, ended_by="bo", case={"status": "resolved"}
    )
    message = nights.message(SATURDAY, service="lost-dog")
    nights.message(MONDAY - timedelta(hours=2), tenant=PARTNER, line="wealden-night", subject="Wall in Kent")
    nights.message(SATURDAY - timedelta(days=3), subject="A night before")
    return open_one, message


def page(world: World, login: str = "agent", query: str = "") -> str:
    return world.browser(login).get(f"/desk/handover{query}").text


def test_what_nobody_has_stands_before_everything_else(world: World, night: tuple[Emergency, Case]) -> None:
    told = page(world)
    places = [told.index(f'id="{name}"') for name in ("waiting", "messages", "over", "figures")]
    assert told.index("Nobody has it") < places[1]
    assert places == sorted(places)
    assert "1 emergency has nobody yet and 1 message is to be heard." in told
    assert "12 Main &lt;Street&gt;" in told
    assert f"/desk/cases/{night[1].number}" in told
    assert "Fri 18 Dec 16:30 – Mon 21 Dec 08:30" in told


def test_the_story_names_people_and_how_long_it_took(world: World, night: tuple[Emergency, Case]) -> None:
    told = page(world)
    for words in (
        "Bo Singh took it after 1 min 12 s",
        "Rang ann: no answer",
        "Rang Bo Singh: took it",
        "cy has no telephone number",
    ):
        assert words in told, words


@pytest.mark.usefixtures("night")
def test_each_council_is_shown_to_its_own_people_only(world: World) -> None:
    assert "Wall in Kent" not in page(world)
    assert world.browser("agent").get(f"/desk/handover?council={PARTNER}").status_code == 404
    assert "Wall in Kent" not in page(world, "both")
    assert "Wall in Kent" in page(world, "both", f"?council={PARTNER}")
    assert world.browser("nowhere").get("/desk/handover").status_code == 404


@pytest.mark.usefixtures("night")
def test_earlier_nights_can_be_turned_back_to(world: World) -> None:
    assert "A night before" not in page(world)
    earlier = page(world, query="?before=2026-12-18T21:30:00%2B00:00")
    assert "Thu 17 Dec 16:30 – Fri 18 Dec 08:30" in earlier
    assert "Nobody left a message." in earlier
    assert "A night before" in page(world, query="?before=2026-12-16T21:00:00%2B00:00")


@pytest.mark.usefixtures("night")
@pytest.mark.parametrize("query", ["before=yesterday", "before=2026-12-18", "council=atlantis"])
def test_what_is_no_night_is_not_found(world: World, query: str) -> None:
    assert world.browser("agent").get(f"/desk/handover?{query}").status_code == 404


@pytest.mark.usefixtures("night")
def test_who_looked_is_written_down(world: World) -> None:
    page(world, "both", f"?council={PARTNER}")
    with world.parts.database.transaction() as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.actor == "both", AuditEntry.tenant == PARTNER).order_by(AuditEntry.id)
        ).all()[-1]
        assert (entry.action, set(entry.detail)) == ("handover.seen", {"since"})


@pytest.mark.usefixtures("night")
def test_it_is_told_in_the_reader_s_language(world: World) -> None:
    client = world.browser("agent")
    told = client.get("/desk/handover", headers={"Accept-Language": "fr"}).text
    assert "Personne" in told or "Messages à écouter" in told


def test_a_quiet_night_says_so(world_with: Callable[..., World]) -> None:
    quiet = world_with()
    quiet.user("calm", Role.COUNTY_AGENT, (PARTNER,))
    quiet.parts.clock.set(NOW - timedelta(days=365))
    assert "A quiet night: nothing waits for you." in page(quiet, "calm")


@pytest.mark.usefixtures("night")
def test_the_paper_for_the_night_is_for_those_who_may_know_numbers(world: World) -> None:
    for login in ("early", "agent"):
        assert world.browser(login).get("/desk/tonight").status_code == 403
        assert "Tonight on paper" not in page(world, login)
    assert f"/desk/tonight?council={COUNTY}" in page(world, "chief")
    told = world.browser("chief").get("/desk/tonight").text
    assert "Tonight on paper" in told
    assert "Mon 21 Dec 16:30 – Tue 22 Dec 08:30" in told
    assert world.browser("chief").get(f"/desk/tonight?council={PARTNER}").status_code == 404


@pytest.mark.usefixtures("night")
def test_who_looked_at_the_numbers_is_written_down(world: World) -> None:
    world.browser("both").get(f"/desk/tonight?council={PARTNER}")
    seen = select(AuditEntry.actor).where(AuditEntry.action == "tonight.seen", AuditEntry.tenant == PARTNER)
    with world.parts.database.transaction() as session:
        assert session.scalars(seen).all() == ["both"]
