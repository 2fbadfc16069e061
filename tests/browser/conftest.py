"""What the tests of pages share: the application of their world, served, and pages of it in the browser."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.demonstration import Demonstration, demonstration
from tests.support.pages import Opener, opener, served
from tests.support.telephone_page import Visit, visitor
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


@pytest.fixture
def shop(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """The whole demonstration at work: web, scheduler, and the telephone network in its own time."""
    with demonstration(database_url, tmp_path_factory.mktemp("shop")) as made:
        yield made


@pytest.fixture
def visit(browser: Any, shop: Demonstration) -> Iterator[Visit]:
    """Opens the demonstration's telephone."""
    with visitor(browser, shop.base) as open_page:
        yield open_page
