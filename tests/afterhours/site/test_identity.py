"""The questions by which an agent finds out who is calling, as staff would write them, and what they must read."""

import pytest

from afterhours.site import load_site
from afterhours.site.identity import USUAL
from tests.afterhours.small_county import folder

ASKED = """
identity:
  account: {compare: account, ask: {en: Which account?}}
  place: {compare: address, ask: {en: Where do you live?}}
"""


def site_with(more: str) -> dict[str, bytes]:
    files = dict(folder())
    return files | {"site.yaml": files["site.yaml"] + more.encode()}


def test_a_council_that_asks_nothing_of_its_own_asks_what_is_usual() -> None:
    site, _ = load_site(folder())
    assert site is not None
    assert site.councils[site.tenant].identity == USUAL


def test_its_own_questions_are_asked_instead_and_by_its_partners_too() -> None:
    site, faults = load_site(site_with(ASKED))
    assert site is not None, faults
    assert [(each.name, each.compare) for each in site.councils[site.tenant].identity.values()] == [
        ("account", "account"),
        ("place", "address"),
    ]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        pytest.param(
            "identity:\n  place: {compare: address, ask: {en: Where?}}\n  who: {compare: name, ask: {en: Who?}}\n",
            "can prove nobody",
            id="only what anybody can look up",
        ),
        pytest.param("identity:\n  a: {compare: account, ask: {en: A?}}\n", "can prove nobody", id="one question"),
        pytest.param("identity:\n  a: {compare: birthday, ask: {en: A?}}\n", "account", id="nothing to compare with"),
        pytest.param("identity:\n  a: {compare: account}\n", "has no ask", id="no words"),
    ],
)
def test_questions_that_prove_nobody_are_refused(more: str, told: str) -> None:
    site, faults = load_site(site_with(more))
    assert site is None
    assert told in str(faults)


def test_a_greeting_is_the_lines() -> None:
    files = dict(folder())
    lines = files["site.yaml"].decode().replace("flow: main, hours", "greeting: {en: Good day}, flow: main, hours", 1)
    site, faults = load_site(files | {"site.yaml": lines.encode()})
    assert site is not None, faults
    assert {"en": "Good day"} in [line.greeting for line in site.book.lines.values()]
