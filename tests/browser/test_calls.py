"""The page of a call in a real browser: the first glance, by keyboard, a draft that survives, two agents at once.

Screenshots are left in `screenshots/calls` of this user's state folder (`var/`).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from afterhours.models import Case, CaseEvent
from afterhours.site.model import Service, Target
from tests.support.emergency_pages import ROADS, WATER, emergency, happened, tried
from tests.support.pages import SIZES, Opener, fits, shots, signed_in
from tests.webhooks.desk.calls_world import address_of, household, night_call
from tests.webhooks.pages.world import BOOK, COUNTY, NOW, PARTNER, SITE, World
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]

shoot = shots("calls")
NOTE = """# Burst pipe

Ask **twice** whether the road sinks. If it does, it is an emergency at once.

- Is water running onto the road, or into a house?
- Can they reach the stopcock? It is where the pipe comes in, usually in the cellar.
- Keep children away from the hole.

Nobody digs before the gas company has been asked: 1 h at night.
"""


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    made = World(module_database_url)
    made.user("nora", Role.COUNTY_AGENT, (COUNTY, PARTNER), name="Nora Field")
    made.user("bo", Role.COUNTY_AGENT, (COUNTY,), name="Bo Singh")
    made.person("ann", "Ann Baker")
    made.person("bo", "Bo Whitlock")
    made.person("duty-manager", "Margaret Duty")
    pipe = Service(request=BOOK.requests["water-main-break"], knowledge=NOTE, target=Target(seconds=4 * 3600))
    made.parts.site = replace(
        SITE, rosters={"water": WATER, "roads": ROADS}, services={**SITE.services, "water-main-break": pipe}
    )
    yield made
    made.parts.database.close()


@pytest.fixture(scope="module")
def full(world: World) -> Case:
    """A household's number, earlier cases, a history, an emergency that rings."""
    caller = "+15195550177"
    household(world, "Mary Poole", "Tom Poole", caller=caller)
    for days, status, service in ((2, "open", "lost-dog"), (30, "closed", "water-main-break"), (70, "closed", None)):
        world.case(caller_e164=caller, status=status, service=service, opened_at=NOW - timedelta(days=days))
    case = night_call(
        world, caller_e164=caller, priority="emergency", status="open", caller_name="Mary Poole",
        subject="Water comes out of the road and into the cellar",
    )  # fmt: skip
    waiting = emergency(world, case, call_id=None)
    happened(world, waiting, "raised", 50, "nora", service="water-main-break")
    tried(world, waiting, "ann", 40, "no_answer")
    tried(world, waiting, "bo", 6, None, level=1)
    for seconds, what, words in (
        (40, "did", "Told her to shut the stopcock"),
        (20, "note", "Two children in the house"),
    ):
        world.add(
            CaseEvent(
                tenant=COUNTY,
                case_id=case.id,
                at=NOW - timedelta(seconds=seconds),
                actor="nora",
                what=what,
                detail={"text": words},
            )
        )
    return case


@pytest.fixture(scope="module")
def plain(world: World) -> Case:
    return night_call(world, caller_e164="+15195550178")


@pytest.fixture(scope="module")
def empty(world: World) -> Case:
    """Nothing is known: the number is withheld, and no key was pressed."""
    return night_call(
        world, caller_e164=None, events=None, service=None, location=None, language=None, kind="contact", call={}
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("which", ["empty", "plain", "full"])
def test_the_page_fits_its_window(
    page_of: Opener, request: pytest.FixtureRequest, which: str, size: str, scheme: str
) -> None:
    case = request.getfixturevalue(which)
    page = signed_in(page_of(size, scheme), to=address_of(case))
    page.get_by_role("heading", name="Details").wait_for()
    shoot(page, f"{which}-{size}-{scheme}")
    page.screenshot(path=str(glance(which, size, scheme)))
    assert fits(page)


def glance(which: str, size: str, scheme: str) -> Any:
    from tests.support.pages import place_of

    return place_of("calls") / f"glance-{which}-{size}-{scheme}.png"
