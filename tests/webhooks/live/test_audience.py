"""Who hears of what: by council, by what they may do, by person and organisation."""

from dataclasses import replace

import pytest

from afterhours.services.live import notice
from ivr.store.base import new_key
from webhooks.live.audience import Audience, Notice
from webhooks.roles import Permission

ANN, BOB = new_key(), new_key()
MAY = frozenset({Permission.TAKE_CALLS, Permission.READ_CASES})
AGENT = Audience(ANN, "nightline", frozenset({"county"}), MAY, frozenset({"night-desk"}))
HEARD = {
    "a queue of her council": (Notice("county", "queue"), True),
    "a queue of another council": (Notice("elsewhere", "queue"), False),
    "a call that is offered to her": (Notice("county", "offer", user=str(ANN)), True),
    "a call that is offered to another": (Notice("county", "offer", user=str(BOB)), False),
    "a call that is offered to her organisation": (Notice("county", "offer", organisation="nightline"), True),
    "a call that is offered to another one": (Notice("county", "offer", organisation="county"), False),
    "a case of her group's alone": (Notice("county", "case", group="night-desk"), True),
    "a case of another group's alone": (Notice("county", "case", group="social-duty"), False),
    "a line of another group's alone": (Notice("county", "queue", group="social-duty"), False),
    "an emergency": (Notice("county", "emergency"), True),
    "something that no kind is known of": (Notice("county", "secret"), False),
}


@pytest.mark.parametrize(("told", "heard"), HEARD.values(), ids=HEARD)
def test_an_agent_hears(told: Notice, heard: bool) -> None:
    assert AGENT.hears(told) is heard


@pytest.mark.parametrize("kind", ["offer", "presence", "queue", "emergency", "case"])
def test_who_may_nothing_hears_nothing(kind: str) -> None:
    assert not replace(AGENT, permissions=frozenset()).hears(Notice("county", kind))


def test_a_notice_is_read_as_it_was_told() -> None:
    told = notice("county", "offer", user=ANN, organisation="nightline", group="night-desk", id=BOB)
    assert Notice.read(told) == Notice("county", "offer", str(ANN), "nightline", "night-desk", str(BOB))


@pytest.mark.parametrize(
    "payload", ["", "{", "[]", "7", "{}", '{"tenant": "county"}', '{"tenant":"x","kind":"y","z":1}']
)
def test_what_is_no_notice_of_ours_is_nothing(payload: str) -> None:
    assert Notice.read(payload) is None
