"""A small county with groups of agents, whose callers wait for them."""

import pytest

from afterhours.parts import Parts
from afterhours.services.releases.release import release
from tests.afterhours.conftest import NOW
from tests.afterhours.small_county import MAIN, NIGHT, folder
from tests.support.lines import AGENTS, QUEUE, RING


@pytest.fixture
def parts(bare: Parts) -> Parts:
    with bare.database.transaction() as session:
        waits = {f"flows__{name}": flow.replace(RING, QUEUE) for name, flow in (("main", MAIN), ("night", NIGHT))}
        release(session, folder(agents=AGENTS, **waits), "tests", NOW)
    return bare
