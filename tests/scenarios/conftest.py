"""The county of a scenario."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.county import SATURDAY_NIGHT, County, county


@pytest.fixture
def long_point(database_url: str, tmp_path: Path) -> Iterator[County]:
    """The demonstration county, on a Saturday night at 02:15."""
    with county(database_url, tmp_path) as served:
        yield served.at(SATURDAY_NIGHT)
