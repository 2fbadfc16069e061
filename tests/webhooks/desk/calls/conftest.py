"""The county of these tests, staffed for a night."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from tests.support.emergency_pages import ROADS, WATER
from tests.webhooks.pages.world import COUNTY, PARTNER, SITE, World
from webhooks.roles import Role


@pytest.fixture(scope="module")
def staffed(world: World) -> World:
    world.person("ann", "Ann Baker")
    world.person("bo", "Bo Singh")
    world.user("nora", Role.COUNTY_AGENT, (COUNTY, PARTNER), name="Nora Field")
    world.user("bo", Role.COUNTY_AGENT, (COUNTY,), name="Bo Singh")
    world.user("kent", Role.COUNTY_AGENT, (PARTNER,))
    world.user("owl", Role.OUT_OF_HOURS_AGENT, (COUNTY, PARTNER), organisation="nightline", name="Nat Owl")
    world.user("social", Role.COUNTY_AGENT, (COUNTY,), groups=("social-duty",))
    for role in (Role.OUT_OF_HOURS_SUPERVISOR, Role.QUALITY_REVIEWER, Role.FIGURES, Role.AUDITOR):
        world.user(role, role, (COUNTY,))
    return world


@pytest.fixture
def night(staffed: World) -> Iterator[World]:
    """With rosters; afterwards without what the test has left."""
    before = staffed.parts.site
    staffed.parts.site = replace(SITE, rosters={"water": WATER, "roads": ROADS})
    yield staffed
    staffed.parts.site = before
    with staffed.parts.database.transaction() as session:
        session.execute(text('truncate "case", contact, identity_check, case_event, call_draft, emergency cascade'))
