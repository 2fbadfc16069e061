"""Every event the engine writes is told in words; none falls back to its name."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import ivr.engine
from tests.webhooks.pages.world import BOOK, World
from webhooks.desk.names import Names
from webhooks.desk.telling.story import TELLINGS, Teller
from webhooks.desk.telling.story_at_night import AT_NIGHT
from webhooks.desk.telling.story_in_line import IN_LINE

TELLER = Teller(Names(BOOK), {"ann": "Ann Baker"}, "water-main-break")


def kinds_of_the_engine() -> set[str]:
    """The first argument of every `visit.note(...)`, however it is chosen."""
    return {kind for path in Path(ivr.engine.__file__).parent.rglob("*.py") for kind in kinds_in(path)}


def kinds_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "note" and node.args:
            kind = node.args[0]
            named = [kind.body, kind.orelse] if isinstance(kind, ast.IfExp) else [kind]
            yield from (str(part.value) for part in named if isinstance(part, ast.Constant))


def test_every_kind_of_event_of_the_engine_has_words() -> None:
    assert {"menu_choice", "no_input", "rang"} <= kinds_of_the_engine()
    assert kinds_of_the_engine() - set(TELLINGS) - set(AT_NIGHT) - set(IN_LINE) == set()


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("menu_choice", {"key": "1", "label": "a leak", "said": "water"}, "Said “water”: a leak"),
        ("menu_choice", {"key": "1", "label": ""}, "Pressed 1"),
        ("pressed_everywhere", {"keys": "0", "to": "night_agent"}, "Pressed 0: to “night agent”"),
        ("input", {"name": "house", "value": "12"}, "House: “12”"),
        ("input", {"name": "pin", "value": ""}, "Pin: “not kept”"),
        ("answered", {"question": "flowing", "value": "no", "recording": None}, "Is water running onto the road? no"),
        ("answered", {"question": "location", "value": "", "recording": "RE1"}, "Where is it? answered by a recording"),
        ("unanswered", {"question": "location"}, "Where is it? no answer"),
        ("lookup", {"what": "caller", "found": 0}, "0 records have the caller's number"),
        ("lookup", {"what": "case", "found": 0}, "No case with that number"),
        ("rang", {"who": "ann", "result": "busy", "seconds": 0}, "Rang Ann Baker: busy"),
        (
            "rang",
            {"who": "duty-manager", "result": "declined", "seconds": 0},
            "Rang duty manager: did not take the call",
        ),
        ("ended", {"end": "true"}, "The call came to its end"),
        ("case_set", {"fields": {"service": "lost-dog", "priority": "urgent"}}, "Noted in the case: Lost dog, urgent"),
        ("language", {"language": "fr"}, "Language: French"),
        ("waited", {"seconds": 125}, "Waited 2 min 5 s for somebody to accept"),
        ("page_same", {"case": "100-000-008"}, "It is the same as case 100-000-008"),
        ("waits_for", {"group": "county-desk", "state": "open"}, "Waits for county desk"),
        ("waits_for", {"group": "county-desk", "state": "closed"}, "county desk does not answer at this hour"),
        ("waits_for", {"group": "county-desk", "state": "full"}, "The line of county desk is full"),
        ("left_line", {"group": "county-desk", "why": "gave_up"}, "Waited no longer for county desk"),
        ("left_line", {"group": "county-desk", "why": "nobody"}, "Nobody of county desk took the call"),
        ("callback_taken", {"group": "county-desk"}, "Is to be called back by county desk, and keeps the place"),
        ("offer_rang", {"result": "talked", "seconds": 80}, "Rang the caller: talked for 1 min 20 s"),
        ("offer_rang", {"result": "busy", "seconds": 0}, "Rang the caller: busy"),
        ("brand_new", {}, "Brand new (welcome)"),
    ],
)
def test_an_event_is_told(world: World, kind: str, data: dict[str, object], words: str) -> None:
    with world.app.test_request_context("/"):
        told = TELLER.event("welcome", kind, data)
    assert told is not None
    assert told[0] == words


@pytest.mark.parametrize("kind", sorted({*TELLINGS, *AT_NIGHT, *IN_LINE}))
def test_an_event_of_another_revision_without_its_data_is_still_told(world: World, kind: str) -> None:
    with world.app.test_request_context("/"):
        TELLER.event("welcome", kind, {})
