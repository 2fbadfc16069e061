"""What the service did, as a case's page words it."""

import pytest

from afterhours.rules.closing import ACTIONS, AFTERWARDS, action
from tests.webhooks.pages.world import BOOK, NOW, World
from webhooks.desk.cases.sheet import deed_of
from webhooks.desk.names import Names
from webhooks.desk.telling.story import Teller

TELLER = Teller(Names(BOOK), {"ann": "Ann Baker", "duty_manager": "Margaret Dale"}, "water-main-break")


def worded(world: World, kind: str, **data: object) -> str:
    with world.app.test_request_context("/"):
        return deed_of(action(NOW, kind, data), TELLER, "America/Toronto", NOW).what


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("texted", {"who": "ann", "result": "sent"}, "Texted Ann Baker: sent"),
        ("texted", {"who": "duty-manager", "result": "failed"}, "Texted Margaret Dale: could not be sent"),
        ("texted", {"who": "night_desk", "result": "sent"}, "Texted night desk: sent"),
        ("noted", {"note": "Valve closed at 03:05."}, "Note: Valve closed at 03:05."),
    ],
)
def test_what_was_done_after_the_call_is_worded(world: World, kind: str, data: dict[str, object], words: str) -> None:
    assert worded(world, kind, **data) == words


@pytest.mark.parametrize("kind", sorted(ACTIONS | AFTERWARDS))
def test_every_kind_of_action_has_words_of_its_own(world: World, kind: str) -> None:
    said = worded(world, kind, who="ann", result="sent", seconds=3, note="A note.", service="lost-dog")
    assert said != kind.replace("_", " ").capitalize()
