"""The county of these tests, staffed for a night."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from tests.support.emergency_pages import ROADS, WATER
from tests.webhooks.pages.world import COUNTY, PARTNER, SITE, World
from webhooks.roles import Role

KENTISH = replace(WATER, name="kent-roads", tenant=PARTNER, title={"en": "Roads of Kent"})


@pytest.fixture(scope="module")
def staffed(world: World) -> World:
    world.person("ann", "Ann Baker")
    world.person("bo", "Bo Singh")
    world.person("duty-manager", "Margaret Duty")
    for login, role, tenants in (
        ("agent", Role.COUNTY_AGENT, (COUNTY, PARTNER)),
        ("night", Role.OUT_OF_HOURS_AGENT, (COUNTY,)),
        ("lead", Role.SUPERVISOR, (COUNTY,)),
        ("kent", Role.SUPERVISOR, (PARTNER,)),
    ):
        world.user(login, role, tenants)
    return world


@pytest.fixture
def night(staffed: World) -> Iterator[World]:
    """The same county, afterwards without the emergencies of the test."""
    yield staffed
    with staffed.parts.database.transaction() as session:
        session.execute(text("truncate emergency cascade"))


@pytest.fixture
def rostered(night: World) -> Iterator[World]:
    """With two rosters of the county and one of its partner."""
    before = night.parts.site
    rosters = {each.name: each for each in (WATER, ROADS, KENTISH)}
    night.parts.site = replace(SITE, rosters=rosters, people={})
    yield night
    night.parts.site = before
