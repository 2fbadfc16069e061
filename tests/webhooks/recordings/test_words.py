"""What the provider plays to whoever is paged: by a signed address alone, and never an error."""

import io
import logging
import wave
from datetime import timedelta

import pytest
from sqlalchemy import select

from afterhours.models import AuditEntry, Recording
from afterhours.services.recordings.links import PLAYED_FOR, playable_url
from tests.webhooks.pages.world import SECRET
from tests.webhooks.recordings.conftest import ELSEWHERE, SOUND, Studio


def address_of(studio: Studio, tape: Recording) -> str:
    return playable_url("", [SECRET], tape.id, studio.world.parts.real_clock.now())


def test_the_provider_plays_what_we_keep_without_a_session(studio: Studio) -> None:
    _, tape = studio.tape("RE1")
    answer = studio.world.browser().get(address_of(studio, tape))
    assert (answer.status_code, answer.data, answer.mimetype) == (200, SOUND, "audio/x-wav")
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_is_not_stored_yet_comes_from_the_provider_itself(studio: Studio) -> None:
    _, tape = studio.tape("RE2", stored=False)
    studio.carrier.sounds["RE2"] = ELSEWHERE
    assert studio.world.browser().get(address_of(studio, tape)).data == ELSEWHERE


def test_what_nobody_has_yet_is_a_moment_of_silence_and_no_error(
    studio: Studio, caplog: pytest.LogCaptureFixture
) -> None:
    _, tape = studio.tape("RE3", stored=False)
    with caplog.at_level(logging.WARNING):
        answer = studio.world.browser().get(address_of(studio, tape))
    assert (answer.status_code, answer.mimetype) == (200, "audio/x-wav")
    with wave.open(io.BytesIO(answer.data)) as sound:
        assert sound.getnframes() / sound.getframerate() == 0.5
        assert set(sound.readframes(sound.getnframes())) == {128}
    assert "could not be played" in caplog.text
    assert "RE3" not in caplog.text


def test_an_address_that_is_not_ours_or_too_old_opens_nothing(studio: Studio) -> None:
    _, tape = studio.tape("RE4")
    address = address_of(studio, tape)
    browser = studio.world.browser()
    signed, _, signature = address.rpartition(".")
    for wrong in (f"{signed}.{signature[::-1]}", signed, "/recordings/words/x", f"{address}/x"):
        assert browser.get(wrong).status_code == 404
    studio.world.parts.real_clock.advance((PLAYED_FOR - timedelta(seconds=1)).total_seconds())
    assert browser.get(address).status_code == 200
    studio.world.parts.real_clock.advance(1)
    assert browser.get(address).status_code == 404


def test_what_the_provider_plays_is_not_written_down_as_somebody_s_hearing(studio: Studio) -> None:
    _, tape = studio.tape("RE5")
    studio.world.browser().get(address_of(studio, tape))
    with studio.world.parts.database.transaction() as session:
        asked = select(AuditEntry).where(AuditEntry.detail["recording"].astext == str(tape.id))
        assert session.scalars(asked).all() == []
