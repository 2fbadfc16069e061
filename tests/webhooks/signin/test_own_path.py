"""Where a sign-in may lead."""

import pytest

from webhooks.signin.own_path import own_path


@pytest.mark.parametrize("path", ["/desk", "/desk/cases?status=open", "/desk/cases/123456782#story"])
def test_own_pages_are_led_to(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "desk",
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/ x",
        "/\x00",
        "/a\\b",
        "javascript:x",
    ],
)
def test_everything_else_leads_to_the_desk(path: str | None) -> None:
    assert own_path(path) == "/desk"
