"""The door of the demonstration county, without a call in its books."""

from collections.abc import Iterator

import pytest

from afterhours.service_clock import ServiceClock
from ivr.clock import SystemClock
from tests.conftest import Databases
from tests.support.county import SATURDAY_NIGHT
from tests.support.door import Door, door


@pytest.fixture(scope="module")
def opened(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    url = databases.fresh()
    with door(url, tmp_path_factory.mktemp("var")) as county:
        yield county
    databases.drop(url)


@pytest.fixture
def county(opened: Door) -> Door:
    """On a Saturday night at 02:15."""
    opened.empty()
    ServiceClock(opened.parts.database, SystemClock()).set(SATURDAY_NIGHT)
    return opened
