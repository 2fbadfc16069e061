"""The headers of pages and assets, and the guard that no page needs what the policy forbids."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import webhooks
from tests.webhooks.pages.world import World

TEMPLATES = sorted(Path(webhooks.__file__).parent.joinpath("templates").rglob("*.html"))


@pytest.mark.parametrize("path", ["/sign-in", "/desk/cases", "/nowhere", "/static/look.css"])
def test_pages_and_assets_carry_the_security_headers(world: World, path: str) -> None:
    with world.browser().get(path) as page:
        headers = page.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert (headers["Referrer-Policy"], headers["X-Content-Type-Options"]) == ("no-referrer", "nosniff")
    assert "Strict-Transport-Security" not in headers


def test_pages_are_kept_by_nobody(world: World) -> None:
    world.user("private")
    assert world.browser("private").get("/desk/cases").headers["Cache-Control"] == "no-store"
    with world.browser().get("/static/look.css") as asset:
        assert "no-store" not in asset.headers.get("Cache-Control", "")


def test_over_https_browsers_are_told_to_stay_there(world_with: Callable[..., World]) -> None:
    headers = world_with(PUBLIC_URL="https://localhost").browser().get("/sign-in").headers
    assert headers["Strict-Transport-Security"].startswith("max-age=")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_anything_inline(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", text)
    assert "|safe" not in text
    assert not re.search(r'(src|href)="https?:', text)


def test_a_page_reaches_nothing_but_this_host_and_its_stream(world_with: Callable[..., World]) -> None:
    def reached(**changes: str) -> str:
        policy = world_with(**changes).browser().get("/sign-in").headers["Content-Security-Policy"]
        (found,) = [part for part in policy.split("; ") if part.startswith("connect-src")]
        return found

    assert reached() == "connect-src 'self'"
    assert reached(LIVE_URL="http://127.0.0.1:8313") == "connect-src 'self' http://127.0.0.1:8313"
