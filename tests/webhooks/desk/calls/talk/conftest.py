"""The county of these tests: lines of agents, a directory, and who answers."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from tests.webhooks.desk.call_talks import DIRECTORY, FIRMS, GROUPS
from tests.webhooks.pages.world import COUNTY, SITE, World
from webhooks.roles import Role


@pytest.fixture(scope="module")
def staffed(world: World) -> World:
    world.person("ann", "Ann Baker")
    world.user("nora", Role.COUNTY_AGENT, (COUNTY,), name="Nora Field")
    world.user("bo", Role.COUNTY_AGENT, (COUNTY,), name="Bo Singh")
    world.parts.site = replace(SITE, groups=GROUPS, directory=DIRECTORY, organisations=FIRMS)
    return world


@pytest.fixture
def day(staffed: World) -> Iterator[World]:
    yield staffed
    with staffed.parts.database.transaction() as session:
        session.execute(text('truncate "case", offer, queued_call, callback, agent_presence cascade'))
