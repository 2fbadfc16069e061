"""Which language a page is in, and that French is complete."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import webhooks
from tests.webhooks.pages.world import World

FOLDER = Path(webhooks.__file__).parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
CATALOGUES = sorted(FOLDER.joinpath("translations").glob("*/LC_MESSAGES/messages.po"))


@pytest.mark.parametrize(
    ("path", "cookie", "accepted", "language"),
    [
        ("/sign-in", None, None, "en"),
        ("/sign-in", None, "fr-CA,fr;q=0.9,en;q=0.5", "fr"),
        ("/sign-in", None, "de", "en"),
        ("/sign-in", "fr", "en", "fr"),
        ("/sign-in?lang=en", "fr", "fr", "en"),
        ("/sign-in?lang=xx", None, "fr", "fr"),
        ("/nowhere", "fr", None, "fr"),
    ],
)
def test_the_switch_goes_before_the_cookie_and_the_cookie_before_the_browser(
    world: World, path: str, cookie: str | None, accepted: str | None, language: str
) -> None:
    client = world.browser()
    if cookie:
        client.set_cookie("lang", cookie)
    page = client.get(path, headers={"Accept-Language": accepted} if accepted else {})
    assert f'<html lang="{language}">' in page.text


def test_a_chosen_language_stays(world: World) -> None:
    client = world.browser()
    client.get("/sign-in?lang=fr")
    assert "Ouvrir une session" in client.get("/sign-in").text


def test_the_switch_keeps_the_filters(world: World) -> None:
    world.user("switcher")
    page = world.browser("switcher").get("/desk/cases?status=open&lang=en").text
    assert 'href="/desk/cases?status=open&amp;lang=fr"' in page


def written() -> set[str | tuple[str, ...]]:
    """Every sentence in code and templates."""
    found = extract_from_dir(str(FOLDER), METHODS, options_map={})
    return {message if isinstance(message, str) else tuple(message) for _, _, message, _, _ in found}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_sentence_is_translated_and_none_is_left_over(path: Path) -> None:
    catalogue = read_po(BytesIO(path.read_bytes()))
    done = {
        m.id if isinstance(m.id, str) else tuple(m.id) for m in catalogue if m.id and all(strings(m)) and not m.fuzzy
    }
    assert sorted(map(str, written() - done)) == []
    assert sorted(map(str, done - written())) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_the_compiled_catalogue_is_that_of_the_source(path: Path) -> None:
    compiled = read_mo(BytesIO(path.with_suffix(".mo").read_bytes()))
    assert texts(compiled) == texts(read_po(BytesIO(path.read_bytes())))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_placeholders_are_the_same_in_both_languages(path: Path) -> None:
    faults = [(m.id, [str(fault) for fault in m.check()]) for m in read_po(BytesIO(path.read_bytes())) if m.id]
    assert [each for each in faults if each[1]] == []


def key(message: Message) -> str | tuple[str, ...]:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def strings(message: object) -> list[str]:
    string = getattr(message, "string", "")
    return [string] if isinstance(string, str) else list(string)


def texts(catalogue: Catalog) -> dict[str, list[str]]:
    return {str(key(message)): strings(message) for message in catalogue if message.id}
