"""A world's pages in a real browser: opening them in several sizes and schemes, signing in, looking at them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, TypeAlias

from flask import Flask
from werkzeug.serving import make_server

from ivr.folders import state_folder
from tests.support.axe import faults_of
from tests.support.live import with_streams
from tests.webhooks.pages.world import PASSWORD

SIZES = {"wide": (1280, 720), "narrow": (390, 844)}
HOME = "/desk/cases"
REFUSED = ("status of 40",)
"""Complaints of the console about what a test wants to be refused."""

Opener: TypeAlias = Callable[..., Any]
Sizes: TypeAlias = Mapping[str, tuple[int, int]]


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address of a running application, with its streams below /live."""
    with with_streams(app) as whole:
        server = make_server("127.0.0.1", 0, whole, threaded=True)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
    server.server_close()


@contextmanager
def opener(browser: Any, address: str, sizes: Sizes = SIZES, expected: tuple[str, ...] = REFUSED) -> Iterator[Opener]:
    """Opens pages; at the end the console may hold no other complaint than `expected`, such as one of the
    Content-Security-Policy, and no script may have failed."""
    contexts, complaints = [], []

    def open_page(size: str = "wide", scheme: str = "light", locale: str = "en-CA") -> Any:
        width, height = sizes[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, locale=locale, base_url=address
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda said: complaints.append(f"{said.text} {said.location}") if said.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    unexpected = [each for each in complaints if not any(words in each for words in expected)]
    assert not unexpected, "\n".join(unexpected)


def complaint(said: Any) -> str:
    """What the console says, and where."""
    return f"{said.text} ({said.location['url']})"


def signed_in(page: Any, login: str = "nora", to: str = HOME) -> Any:
    """The page `to` which somebody wanted before they signed in."""
    page.goto("/sign-in" if to == HOME else f"/sign-in?next={to}")
    page.get_by_label("Login").fill(login)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.wait_for_load_state()
    return page


def shots(folder: str) -> Callable[[Any, str], None]:
    """Saves screenshots of whole pages in `screenshots/FOLDER` of this user's state folder (`var/`).

    A page worth a picture is one that everybody can use: axe-core may find nothing on it.
    """

    def shoot(page: Any, name: str) -> None:
        page.screenshot(path=place_of(folder) / f"{name}.png", full_page=True)
        faults = faults_of(page)
        assert not faults, "\n".join([name, *faults])

    return shoot


def place_of(folder: str) -> Path:
    """Where pictures and prints of a test file are left."""
    place: Path = state_folder() / "screenshots" / folder
    place.mkdir(parents=True, exist_ok=True)
    return place


def fits(page: Any) -> bool:
    """Whether nothing is wider than the window, once its styles are there."""
    page.wait_for_load_state()
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
