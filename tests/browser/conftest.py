"""What the tests of pages share: the application of their world, served, and pages of it in the browser."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.pages import Opener, opener, served
from tests.webhooks.pages.world import World


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    """Of the application over the world that the file has made."""
    with served(world.app) as found:
        yield found


@pytest.fixture
def page_of(browser: Any, address: str) -> Iterator[Opener]:
    with opener(browser, address) as open_page:
        yield open_page
