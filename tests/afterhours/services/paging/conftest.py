"""The night of the pager's tests."""

from collections.abc import Iterator

import pytest

from afterhours.parts import Parts
from afterhours.services.imports.people import import_people
from afterhours.services.people.known import trust_numbers
from afterhours.services.releases.release import release
from tests.afterhours.conftest import COUNTY, NOW
from tests.afterhours.small_county import folder
from tests.support.night import PEOPLE, Night, night


@pytest.fixture
def dark(bare: Parts) -> Iterator[Night]:
    """The small county at night: ann, bo and the manager are on duty, cy is not."""
    with night(bare) as made:
        with bare.database.transaction() as session:
            release(session, folder(), "tests", NOW)
            import_people(session, PEOPLE, COUNTY, NOW, dry_run=False)
            trust_numbers(session, NOW)
        yield made
