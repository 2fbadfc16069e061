"""Browser libraries come from the program itself, and only those it names."""

import pytest

from tests.webhooks.pages.world import World
from tools.assets import ASSETS
from webhooks.pages.assets import SERVED


@pytest.mark.parametrize("name", sorted(SERVED))
def test_a_library_is_served_as_a_script(world: World, name: str) -> None:
    with world.browser().get(f"/static/vendor/{name}") as asset:
        assert (asset.status_code, asset.mimetype) == (200, "text/javascript")
        assert asset.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["axe.js", "nothing.js", "..%2f..%2fpyvenv.cfg"])
def test_nothing_else_of_the_folder_is(world: World, name: str) -> None:
    assert world.browser().get(f"/static/vendor/{name}").status_code == 404


def test_what_is_served_is_fetched_at_set_up() -> None:
    assert set(ASSETS) >= SERVED
