"""Who hears of what: by council, by what they may do, by person and organisation."""

from dataclasses import replace

import pytest

from afterhours.services.live import notice
from ivr.store.base import new_key
from webhooks.live.audience import Audience, Notice
from webhooks.roles import Permission

ANN, BOB = new_key(), new_key()
AGENT = Audience(ANN, "nightline", frozenset({"county"}), frozenset({Permission.TAKE_CALLS, Permission.READ_CASES}))
HEARD = {
    "a queue of her council": (Notice("county", "queue"), True),
    "a queue of another council": (Notice("elsewhere", "queue"), False),
    "a call that is offered to her": (Notice("county", "offer", user=str(ANN)), True),
    "a call that is offered to another": (Notice("county", "offer", user=str(BOB)), False),
    "a call that is offered to her organisation": (Notice("county", "offer", organisation="nightline"), True),
    "a call that is offered to another one": (Notice("county", "offer", organisation="county"), False),
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
    told = notice("county", "offer", user=ANN, organisation="nightline", id=BOB)
    assert Notice.read(told) == Notice("county", "offer", str(ANN), "nightline", str(BOB))


@pytest.mark.parametrize(
    "payload", ["", "{", "[]", "7", "{}", '{"tenant": "county"}', '{"tenant":"x","kind":"y","z":1}']
)
def test_what_is_no_notice_of_ours_is_nothing(payload: str) -> None:
    assert Notice.read(payload) is None
