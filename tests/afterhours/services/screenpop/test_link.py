"""A screen-pop link is a token in our wrapping; what is not ours is nobody's."""

import pytest

from afterhours.services.emergencies.accept_link import accept_token
from afterhours.services.screenpop.grants import TOKEN_BYTES
from afterhours.services.screenpop.link import NO_TOKEN, pop_url, unwrapped, wrapped
from ivr.store.base import new_key
from tests.support.offers import AT

KEYS = ("the-key-of-now", "the-key-of-last-year")
TOKEN = bytes(range(TOKEN_BYTES))


def test_a_link_carries_its_token_and_nothing_else() -> None:
    url = pop_url("https://311.example.org", KEYS, TOKEN)
    assert url.startswith("https://311.example.org/pop/")
    assert unwrapped(KEYS, url.rsplit("/", 1)[1]) == TOKEN
    assert len(url.rsplit("/", 1)[1]) < 60


def test_a_link_signed_by_an_older_key_still_opens() -> None:
    assert unwrapped(KEYS, wrapped(KEYS[1:], TOKEN)) == TOKEN


@pytest.mark.parametrize(
    "written",
    ["", ".", "x", "é", wrapped(KEYS, TOKEN)[:-1], wrapped(("another-key",), TOKEN), "a" * 5000,
     accept_token(KEYS, new_key(), "ann", AT)],
    ids=["nothing", "a dot", "a letter", "an accent", "cut off", "another's", "endless", "a link that accepts"],
)  # fmt: skip
def test_what_is_not_ours_is_nobodys(written: str) -> None:
    assert unwrapped(KEYS, written) == NO_TOKEN
