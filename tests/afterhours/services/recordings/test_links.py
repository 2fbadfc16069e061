"""Addresses of recordings: for one recording, one audience, one session, and a while."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from afterhours.services.recordings.links import (
    LISTENED_FOR,
    PLAYED_FOR,
    listened,
    listening_token,
    playable_url,
    played,
)
from ivr.errors import NotFound

NOW = datetime(2026, 12, 26, 7, 15, tzinfo=UTC)
SECRETS = ("the-newer-secret", "the-older-secret")
TAPE = UUID("0198f0c0-0000-7000-8000-00000000abcd")
BASE = "https://311.example.org"
MOMENT = timedelta(seconds=1)


def token_of(url: str) -> str:
    start, _, token = url.rpartition("/")
    assert start == f"{BASE}/recordings/words"
    return token


def test_the_provider_may_play_one_recording_for_an_hour() -> None:
    token = token_of(playable_url(BASE, SECRETS, TAPE, NOW))
    assert played(SECRETS, token, NOW + PLAYED_FOR - MOMENT) == TAPE
    with pytest.raises(NotFound):
        played(SECRETS, token, NOW + PLAYED_FOR)


def test_an_address_signed_with_the_older_secret_holds_until_that_is_taken_off() -> None:
    token = token_of(playable_url(BASE, SECRETS[1:], TAPE, NOW))
    assert played(SECRETS, token, NOW) == TAPE
    with pytest.raises(NotFound):
        played(SECRETS[:1], token, NOW)


def test_a_listener_s_address_holds_in_their_own_session_only() -> None:
    token = listening_token(SECRETS, TAPE, "session-of-nora", NOW)
    assert listened(SECRETS, token, "session-of-nora", NOW + LISTENED_FOR - MOMENT) == TAPE
    for session, at in (("session-of-tom", NOW), ("", NOW), ("session-of-nora", NOW + LISTENED_FOR)):
        with pytest.raises(NotFound):
            listened(SECRETS, token, session, at)


def test_one_audience_s_address_is_worth_nothing_to_the_other() -> None:
    with pytest.raises(NotFound):
        played(SECRETS, listening_token(SECRETS, TAPE, "", NOW), NOW)
    with pytest.raises(NotFound):
        listened(SECRETS, token_of(playable_url(BASE, SECRETS, TAPE, NOW)), "", NOW)


@pytest.mark.parametrize("token", ["", "x", "WyJhIl0.x", "../../etc"])
def test_what_was_not_signed_here_opens_nothing(token: str) -> None:
    with pytest.raises(NotFound):
        played(SECRETS, token, NOW)
