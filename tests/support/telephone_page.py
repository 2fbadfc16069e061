"""The demo telephone's page in a browser, as a visitor uses it: opened, rung from, and looked at in every size."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from ivr.folders import PROJECT, state_folder
from tests.support.axe import faults_of
from tests.support.pages import Opener, fits, opener

PICTURES = PROJECT / "docs" / "pictures"
SIZES = {"wide": (1280, 900), "narrow": (390, 844)}
SCHEMES = ("light", "dark")
CHECKED = {("wide", "light"), ("narrow", "dark")}
"""The looks in which axe-core is asked, too: each size and each scheme once."""

SATURDAY_NIGHT = "2026-12-26T02:15"
PRIMARY, SECONDARY = "Cy Whitlock", "Ann Vandermeer"
"""Who is on duty for water then."""

NIGHT = state_folder() / "screenshots" / "night"
KEPT = ("wide-light",) if os.environ.get("KEEP_PICTURES") == "1" else ()
"""With KEEP_PICTURES=1 the pictures that stories want to keep go to docs/pictures."""

PATIENCE = 60_000
"""Milliseconds: what people hear is spoken in real time."""

EXPECTED = ("status of 4", "status of 503")
"""Complaints of the console about refusals that a test provokes."""

Visit: TypeAlias = Opener


@contextmanager
def visitor(browser: Any, base: str) -> Iterator[Visit]:
    """Opens /phone; at the end nothing may have been refused by the Content-Security-Policy or failed in a script."""
    with opener(browser, base, SIZES, EXPECTED) as open_page:

        def open_phone(size: str = "wide", scheme: str = "light", locale: str = "en-CA", pace: int = 6) -> Any:
            page = open_page(size, scheme, locale)
            page.goto(f"/phone?pace={pace}")
            page.locator("#clock", has_text=re.compile("[0-9]")).wait_for()
            return page

        yield open_phone


def looks(page: Any, folder: Path, name: str, kept: tuple[str, ...] = ()) -> None:
    """Pictures of this moment in every size and scheme, in `folder`; everything must fit its window.

    Those whose size and scheme are in `kept` ("wide-light") go to docs/pictures under the bare name.
    """
    for size, (width, height) in SIZES.items():
        for scheme in SCHEMES:
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme)
            assert fits(page), f"{name} is wider than {width} px"
            path = PICTURES / f"{name}.png" if f"{size}-{scheme}" in kept else folder / f"{name}-{size}-{scheme}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=path, full_page=True, animations="disabled")
            faults = faults_of(page) if (size, scheme) in CHECKED else []
            assert not faults, "\n".join([f"{name}-{size}-{scheme}", *faults])
    width, height = SIZES["wide"]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="light")


def key(page: Any, number: str) -> None:
    page.locator(f".key[data-key='{number}']").click()


def calls(page: Any, at: str = "") -> None:
    """Rings the county line, at that time or as the clock stands."""
    page.get_by_label("Day and time", exact=True).select_option("other" if at else "")
    if at:
        page.get_by_label("Another day and time").fill(at)
    page.get_by_role("button", name="Call", exact=True).click()


def reports_a_pipe(page: Any, place: str) -> None:
    """By the key pad, until the last question is answered."""
    page.get_by_text("This is Long Point County").wait_for()
    key(page, "1")
    page.get_by_text("What are you calling about?").wait_for()
    key(page, "1")
    page.get_by_text("Where is it?").wait_for()
    page.get_by_placeholder("Say something").fill(place)
    page.get_by_role("button", name="Say", exact=True).click()
    page.get_by_text("Is water running").wait_for()
    key(page, "1")


def telephone(page: Any, name: str) -> Any:
    """Somebody's telephone beside the caller's."""
    return page.get_by_role("listitem", name=name)


def hears(somebody: Any, words: str) -> None:
    somebody.locator(".person-lines").get_by_text(words).last.wait_for(timeout=PATIENCE)


def press(somebody: Any, number: str) -> None:
    somebody.get_by_role("button", name=f"Press {number}", exact=True).click()


def answers(somebody: Any) -> None:
    """Answers the ringing telephone and asks for the message, up to the keys that may be pressed."""
    somebody.get_by_role("button", name="Answer").click(timeout=PATIENCE)
    hears(somebody, "To hear the message, press 1")
    press(somebody, "1")
    hears(somebody, "To accept, press 1")


def at_the_desk(page: Any) -> Any:
    """Another window, in which somebody looks at the desk's emergencies."""
    desk = page.context.new_page()
    desk.goto("/sign-in")
    desk.get_by_role("button", name="Look around").click()
    desk.wait_for_url("**/desk/**")
    desk.goto("/desk/emergencies")
    return desk
