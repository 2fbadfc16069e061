"""Addresses carry sealed words and nothing of the caller; what was not sealed here is not believed."""

from uuid import UUID

import pytest

from ivr.addresses import Addresses, Whisper
from ivr.engine.words import Speech
from ivr.errors import NotFound

CALL = UUID("01920000-0000-7000-8000-000000000000")
WHISPER = Whisper("main", "1", (Speech("en", "A call for you."), Speech("fr", "Un appel pour vous : é")))
OLD, NEW = "a-key-of-last-year", "a-key-of-this-year"


def addresses(*keys: str) -> Addresses:
    return Addresses("https://311.example.org", keys or (NEW,))


def sealed_in(address: str) -> str:
    return address.split("/")[-2]


def test_what_was_sealed_is_read_again_whole() -> None:
    assert addresses().unseal(addresses().seal(WHISPER)) == WHISPER


def test_after_a_rotation_the_old_key_is_still_read_and_the_first_one_seals() -> None:
    assert addresses(NEW, OLD).unseal(addresses(OLD).seal(WHISPER)) == WHISPER
    assert addresses(NEW).unseal(addresses(NEW, OLD).seal(WHISPER)) == WHISPER
    with pytest.raises(NotFound):
        addresses(NEW).unseal(addresses(OLD).seal(WHISPER))


@pytest.mark.parametrize("forged", ["", "x", "x.y", "ä", "W10.signature"])
def test_what_was_not_sealed_here_is_not_found(forged: str) -> None:
    with pytest.raises(NotFound):
        addresses().unseal(forged)


def test_every_address_is_whole_and_names_the_turn_that_comes() -> None:
    urls = addresses().of_turn(CALL, 4, WHISPER)
    assert urls.action == f"https://311.example.org/voice/turn/{CALL}/4"
    assert urls.whisper.startswith("https://311.example.org/voice/leg/")
    assert urls.whisper.endswith("/1")
    assert addresses().unseal(sealed_in(urls.whisper)) == WHISPER
    assert addresses().of_turn(CALL, 4).whisper == ""


@pytest.mark.parametrize(
    ("music", "address"),
    [
        ("quiet", "https://311.example.org/static/music/quiet.wav"),
        ("https://county.example/waltz.mp3", "https://county.example/waltz.mp3"),
        ("", ""),
    ],
    ids=["our own", "an address", "words only"],
)
def test_music_is_our_own_by_its_name_or_the_address_that_is_written(music: str, address: str) -> None:
    assert addresses("one").music(music) == address
