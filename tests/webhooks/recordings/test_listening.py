"""Listening at the desk: who may, for how long, in parts, and what is written down of it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from afterhours.models import AuditEntry, Case, Recording
from afterhours.services.recordings.links import LISTENED_FOR, listening_token
from tests.webhooks.pages.world import CALLER, COUNTY, PARTNER, SECRET
from tests.webhooks.recordings.conftest import ELSEWHERE, SOUND, Studio


def address_in(page: str) -> str:
    """Where the first player of a page finds its sound."""
    found = re.search(r'<audio controls controlslist="nodownload" preload="none" src="([^"]+)"', page)
    assert found is not None
    return found[1]


def opened(studio: Studio, login: str, case: Case) -> tuple[FlaskClient, str]:
    browser = studio.world.browser(login)
    return browser, browser.get(f"/desk/cases/{case.number}").text


def heard(studio: Studio, login: str) -> list[dict[str, Any]]:
    """What is written down of somebody's listening."""
    with studio.world.parts.database.transaction() as session:
        asked = select(AuditEntry).where(AuditEntry.action == "recording.heard", AuditEntry.actor == login)
        return [{"tenant": row.tenant, "object": row.object, **row.detail} for row in session.scalars(asked)]


def test_a_message_is_heard_from_its_case(studio: Studio) -> None:
    case, _ = studio.tape("RE1")
    browser, page = opened(studio, "agent", case)
    assert "31 s" in page
    answer = browser.get(address_in(page))
    assert (answer.status_code, answer.data, answer.mimetype) == (200, SOUND, "audio/x-wav")
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content_length == len(SOUND)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-", 0, len(SOUND) - 1), ("bytes=100-199", 100, 199), ("bytes=-10", len(SOUND) - 10, len(SOUND) - 1)],
)
def test_a_player_may_seek(studio: Studio, asked: str, first: int, last: int) -> None:
    case, _ = studio.tape(f"RE-seek{first}")
    browser, page = opened(studio, "agent", case)
    answer = browser.get(address_in(page), headers={"Range": asked})
    assert (answer.status_code, answer.data) == (206, SOUND[first : last + 1])
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(SOUND)}"


def test_what_is_beyond_the_end_is_not_there_and_what_makes_no_sense_gets_it_all(studio: Studio) -> None:
    case, _ = studio.tape("RE-beyond")
    browser, page = opened(studio, "agent", case)
    beyond = browser.get(address_in(page), headers={"Range": f"bytes={len(SOUND)}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(SOUND)}")
    for asked in ("bytes=0-1,5-6", "words=1-2", "rubbish"):
        assert browser.get(address_in(page), headers={"Range": asked}).status_code == 200


def test_every_hearing_is_written_down_once_for_each_page_however_often_the_player_asks(studio: Studio) -> None:
    case, tape = studio.tape("RE-noted")
    browser, page = opened(studio, "other", case)
    assert heard(studio, "other") == []
    for asked in ("bytes=0-", "bytes=500-", "bytes=0-"):
        browser.get(address_in(page), headers={"Range": asked})
    (entry,) = heard(studio, "other")
    assert (entry["tenant"], entry["object"], entry["recording"]) == (COUNTY, f"case {case.number}", str(tape.id))
    studio.world.parts.real_clock.advance(5)
    browser.get(address_in(browser.get(f"/desk/cases/{case.number}").text))
    assert len(heard(studio, "other")) == 2


def test_what_is_only_looked_at_is_not_written_down_as_heard(studio: Studio) -> None:
    case, _ = studio.tape("RE-silent")
    before = heard(studio, "agent")
    opened(studio, "agent", case)
    assert heard(studio, "agent") == before


def test_an_address_is_worth_nothing_in_another_session_nor_without_one(studio: Studio) -> None:
    case, _ = studio.tape("RE-bound")
    _, page = opened(studio, "agent", case)
    assert studio.world.browser("agent").get(address_in(page)).status_code == 404
    assert studio.world.browser("other").get(address_in(page)).status_code == 404
    assert studio.world.browser().get(address_in(page)).status_code == 303


def test_an_address_runs_out(studio: Studio) -> None:
    case, _ = studio.tape("RE-late")
    browser, page = opened(studio, "agent", case)
    clock = studio.world.parts.real_clock
    for _ in range(2):
        clock.advance(LISTENED_FOR.total_seconds() / 2 - 1)
        assert browser.get(address_in(page)).status_code == 200
    clock.advance(3)
    assert browser.get(address_in(page)).status_code == 404
    assert browser.get(address_in(browser.get(f"/desk/cases/{case.number}").text)).status_code == 200


def test_an_answering_company_neither_hears_nor_reads_what_was_said(studio: Studio) -> None:
    case, tape = studio.tape("RE-night", transcript="My name is Mary Poole.", transcript_state="there")
    browser, page = opened(studio, "night", studio.world.let_see("night", case))
    assert "<audio" not in page
    assert "Mary Poole" not in page
    assert "Listening is not open to your role." in page
    token = listening_token([SECRET], tape.id, "", studio.world.parts.real_clock.now())
    assert browser.get(f"/recordings/play/{token}").status_code == 403


def test_another_council_s_recording_is_not_there_even_with_an_address_of_ours(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, theirs = studio.tape("RE-kent", tenant=PARTNER)
    browser = studio.world.browser("agent")
    monkeypatch.setattr("webhooks.recordings.listening.session_mark", lambda: "any")
    token = listening_token([SECRET], theirs.id, "any", studio.world.parts.real_clock.now())
    assert browser.get(f"/recordings/play/{token}").status_code == 404
    assert studio.world.browser("kent").get(f"/recordings/play/{token}").status_code == 200


def test_what_is_still_at_the_provider_is_heard_from_there(studio: Studio) -> None:
    case, _ = studio.tape("RE-fresh", stored=False)
    studio.carrier.sounds["RE-fresh"] = ELSEWHERE
    browser, page = opened(studio, "agent", case)
    answer = browser.get(address_in(page), headers={"Range": "bytes=0-"})
    assert (answer.status_code, answer.data, answer.headers["Accept-Ranges"]) == (200, ELSEWHERE, "none")


def test_what_is_missing_in_the_store_is_heard_from_the_provider_while_that_has_it(studio: Studio) -> None:
    case, tape = studio.tape("RE-harmed", state="stored")
    studio.store.delete(tape_key(studio, tape))
    browser, page = opened(studio, "agent", case)
    assert browser.get(address_in(page)).status_code == 404
    studio.carrier.sounds["RE-harmed"] = ELSEWHERE
    assert browser.get(address_in(page)).data == ELSEWHERE


def tape_key(studio: Studio, tape: Recording) -> str:
    with studio.world.parts.database.transaction() as session:
        return session.get_one(Recording, tape.id).stored_key or ""


def test_what_calls_itself_a_page_is_never_shown_as_one(studio: Studio) -> None:
    case, _ = studio.tape("RE-odd", content_type="text/html")
    browser, page = opened(studio, "agent", case)
    answer = browser.get(address_in(page))
    assert (answer.mimetype, answer.headers["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"transcript": "The road is <sinking>.", "transcript_state": "there"}, "The road is &lt;sinking&gt;."),
        ({"transcript": "x", "transcript_state": "there"}, "Written down by a machine"),
        ({"transcript_state": "expected"}, "The transcript is on its way."),
        ({"transcript_state": "failed"}, "Listen: nothing could be written down of this."),
        ({"transcript_state": "none"}, "Listen: there is no transcript in this language."),
        ({"state": "lost", "stored": False}, "The provider never had this recording."),
    ],
    ids=["words", "by a machine", "soon", "failed", "another language", "lost"],
)
def test_a_case_says_what_can_be_read_or_why_not(studio: Studio, columns: dict[str, Any], words: str) -> None:
    case, _ = studio.tape(f"RE-{len(words)}{words[:2].strip()}", **columns)
    _, page = opened(studio, "agent", case)
    assert words in page
    assert ("<audio" in page) is (columns.get("state") != "lost")


def test_an_answer_that_was_spoken_is_heard_under_its_question(studio: Studio) -> None:
    case = studio.world.case(
        service="water-main-break",
        answers=[{"question": "location", "kind": "address", "value": "", "recording": "RE-answer"}],
    )
    studio.world.add(
        Recording(tenant=COUNTY, call_id=case.call_id, account="AC1", provider_recording_id="RE-answer", kind="answer",
                  created_at=studio.world.parts.clock.now())
    )  # fmt: skip
    _, page = opened(studio, "agent", case)
    assert 'aria-label="Where is it?"' in page
    assert "answered by a recording" in page


def test_addresses_tell_nothing_of_the_caller(studio: Studio) -> None:
    case, tape = studio.tape("RE-quiet")
    _, page = opened(studio, "agent", case)
    address = address_in(page)
    assert case.number not in address
    assert CALLER[-7:] not in address
    assert "RE-quiet" not in address
    assert address.startswith("/recordings/play/")
    assert studio.world.parts.real_clock.now() + timedelta(hours=1) > tape.created_at
