"""Keys, however they came, and what is nothing at all."""

import pytest

from ivr.engine.inputs import Input, Pressed, Recorded, RingEnded, Said, Silent, keyed, meant


@pytest.mark.parametrize(
    ("given", "keys"),
    [
        (Pressed("12#"), "12#"),
        (Said("1."), "1"),
        (Said("482 719-360"), "482719360"),
        (Said("+1 (519) 555-0123"), "15195550123"),
        (Said(" 4 8 2, 7 1 9. "), "482719"),
        (Said("*"), "*"),
        (Said("3.5"), None),
        (Said("3,5"), None),
        (Said("-5"), None),
        (Said("one"), None),
        (Said("12 Main Street"), None),
        (Said("..."), None),
        (Silent(), None),
        (Recorded("RE1", 3), None),
        (RingEnded("busy"), None),
    ],
    ids=repr,
)
def test_keys_are_pressed_or_said_as_digits(given: Input, keys: str | None) -> None:
    assert keyed(given) == keys


@pytest.mark.parametrize("nothing", [Pressed(""), Said(""), Said(" \n"), Silent()], ids=repr)
def test_nothing_pressed_and_nothing_said_are_silence(nothing: Input) -> None:
    assert meant(nothing) == Silent()


def test_everything_else_is_what_it_is() -> None:
    assert meant(Pressed("0")) == Pressed("0")
    assert meant(Said("no")) == Said("no")
