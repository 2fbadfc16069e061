"""The demo telephone's page in a browser, as a visitor uses it: opened, rung from, and looked at in every size."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from ivr.folders import PROJECT

PICTURES = PROJECT / "docs" / "pictures"
SIZES = {"wide": (1280, 900), "narrow": (390, 844)}
SCHEMES = ("light", "dark")
EXPECTED = ("status of 4", "status of 503")
"""Complaints of the console about refusals that a test provokes."""

Visit: TypeAlias = Callable[..., Any]


@contextmanager
def visitor(browser: Any, base: str) -> Iterator[Visit]:
    """Opens /phone; at the end nothing may have been refused by the Content-Security-Policy or failed in a script."""
    contexts, complaints = [], []

    def open_page(size: str = "wide", scheme: str = "light", locale: str = "en-CA", pace: int = 6) -> Any:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, locale=locale, base_url=base
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"/phone?pace={pace}")
        page.locator("#clock", has_text=re.compile("[0-9]")).wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [each for each in complaints if not any(expected in each for expected in EXPECTED)] == []


def fits(page: Any) -> bool:
    """Whether nothing is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


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
    width, height = SIZES["wide"]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="light")
