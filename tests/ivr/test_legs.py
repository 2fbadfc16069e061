"""Whoever is rung: the announcement, the key that joins, and an end for mailboxes and wrong keys."""

import pytest

from ivr.addresses import Addresses, Whisper
from ivr.engine.inputs import Input, Pressed, Silent
from ivr.engine.model import Voice
from ivr.engine.words import Speech
from ivr.errors import NotFound
from ivr.legs import MOST_WHISPERS, leg_document

ADDRESSES = Addresses("https://311.example.org", ("a-key-of-the-tests",))
SEALED = ADDRESSES.seal(Whisper("main", "1", (Speech("en", "To take the call, press 1."),)))
VOICES = {"en": Voice("en-CA", "Polly.Joanna-Neural")}
JOIN, REFUSAL = "<Response></Response>", "<Response><Hangup/></Response>"


def heard(turn: int, given: Input, sealed: str = SEALED) -> str:
    return leg_document(ADDRESSES, lambda _: VOICES, sealed, turn, given)


def test_first_the_announcement_is_heard_even_by_who_presses_at_once() -> None:
    for given in (Silent(), Pressed("1")):
        assert "To take the call" in heard(1, given)


def test_the_key_joins() -> None:
    assert heard(2, Pressed("1")).endswith(JOIN)


@pytest.mark.parametrize("given", [Silent(), Pressed("9"), Pressed("11")], ids=["nothing", "another", "too many"])
def test_anything_else_is_asked_again_and_then_let_go(given: Input) -> None:
    for turn in range(2, MOST_WHISPERS + 1):
        assert "To take the call" in heard(turn, given)
        assert f"/{turn + 1}" in heard(turn, given)
    assert heard(MOST_WHISPERS + 1, given).endswith(REFUSAL)


def test_the_key_joins_in_the_last_moment_too() -> None:
    assert heard(MOST_WHISPERS + 1, Pressed("1")).endswith(JOIN)


def test_who_brings_a_forged_address_is_not_found() -> None:
    with pytest.raises(NotFound):
        heard(1, Silent(), "forged")
