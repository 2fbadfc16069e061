"""A small county with groups of agents."""

import pytest

from afterhours.parts import Parts
from afterhours.services.release import release
from tests.afterhours.conftest import NOW
from tests.afterhours.small_county import folder
from tests.support.lines import AGENTS


@pytest.fixture
def parts(bare: Parts) -> Parts:
    with bare.database.transaction() as session:
        release(session, folder(agents=AGENTS), "tests", NOW)
    return bare
