"""What a reviewer may open, hear and see of a call, and how it is assessed."""

import re
from pathlib import Path
from typing import Any

import pytest

from afterhours.models import Recording
from afterhours.services.recordings.hear import Listening
from ivr.recordings.folder import FolderStore
from ivr.recordings.port import key_for
from tests.support.talks import talk
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, nothing
from tests.webhooks.quality.conftest import FIRST_WEEK, GOOD, Floor, days

pytestmark = pytest.mark.database


def test_a_drawn_call_stands_on_the_list_with_agent_line_and_length(floor: Floor) -> None:
    offer = floor.talk(seconds=192)
    page = floor.gets("rae").text
    assert str(offer.id) in page
    assert all(words in page for words in ("Nora Field", "Long Point County", "3 min 12 s", "To be assessed"))


def test_a_reviewer_of_the_municipality_sees_the_answering_company_s_agents_too(floor: Floor) -> None:
    floor.talk("femi", line="wealden-night", tenant=PARTNER)
    assert "Femi Adeyemi" in floor.gets("rae").text


def test_a_partner_council_s_reviewer_sees_its_own_people_only(floor: Floor) -> None:
    offer = floor.talk("femi", line="wealden-night", tenant=PARTNER)
    assert str(offer.id) not in floor.gets("kit").text
    assert floor.gets("kit", f"/{offer.id}").status_code == 404


@pytest.mark.parametrize(
    "case",
    [
        pytest.param({"restricted": "social-duty"}, id="of a restricted service"),
        pytest.param({"taped": False}, id="not recorded"),
        pytest.param({"tenant": "third"}, id="of another council"),
        pytest.param({"at": NOW.replace(day=23)}, id="of a week that is not over"),
    ],
)
def test_other_calls_are_neither_listed_nor_opened(floor: Floor, case: dict[str, Any]) -> None:
    offer = floor.talk(**case)
    assert str(offer.id) not in floor.gets("rae").text
    assert floor.gets("rae", f"/{offer.id}").status_code == 404
    assert floor.posts("rae", f"/{offer.id}", **GOOD).status_code == 404


def test_a_call_that_was_not_drawn_cannot_be_opened_by_its_address(floor: Floor) -> None:
    offers = [floor.talk(at=FIRST_WEEK + days(number)) for number in range(4)]
    page = floor.gets("rae").text
    drawn = [offer for offer in offers if str(offer.id) in page]
    assert len(drawn) == 1
    assert {floor.gets("rae", f"/{offer.id}").status_code for offer in offers if offer not in drawn} == {404}


def test_nobody_reviews_themselves(floor: Floor) -> None:
    own, other = floor.talk("ada"), floor.talk("nora")
    page = floor.gets("ada").text
    assert str(own.id) not in page
    assert str(other.id) in page
    assert floor.gets("ada", f"/{own.id}").status_code == 404


def test_the_page_tells_the_way_and_nothing_of_the_caller(floor: Floor) -> None:
    offer = floor.talk(location="12 Main Street", subject="Water at Zoe's", caller_name="Zoe Quist")
    page = floor.gets("rae", f"/{offer.id}").text
    assert "Chose: a burst pipe" in page
    assert "Waits for county desk" in page
    assert not [words for words in ("12 Main", "Zoe", "Quist", "555-0123", "5550123") if words in page]
    assert floor.audited("quality.opened")[-1].actor == "rae"


def test_the_talk_is_heard_and_the_hearing_written_down_once(floor: Floor, tmp_path: Path) -> None:
    store, offer = FolderStore(tmp_path), floor.talk()
    floor.world.parts.listening = Listening(lambda: store, nothing)
    with floor.world.parts.database.transaction() as session:
        tape = session.query(Recording).one()
        tape.stored_key, tape.content_type, tape.bytes = key_for(tape.id, "audio/x-wav"), "audio/x-wav", 4
        store.put(tape.stored_key, [b"RIFF"], "audio/x-wav")
    rae = floor.world.browser("rae")
    heard = re.search(r'<audio[^>]* src="([^"]+)"', rae.get(f"/desk/quality/{offer.id}").text)
    assert heard is not None
    assert [rae.get(heard[1]).data, rae.get(heard[1], headers={"Range": "bytes=0-1"}).data] == [b"RIFF", b"RI"]
    assert [entry.actor for entry in floor.audited("recording.heard")] == ["rae"]
    assert floor.world.browser("ada").get(heard[1]).status_code == 404, "an address of somebody else's session"


def test_messages_and_spoken_answers_of_the_caller_are_not_offered(floor: Floor) -> None:
    offer = floor.talk()
    with floor.world.parts.database.transaction() as session:
        tape = session.query(Recording).one()
        more = Recording(**{name: getattr(tape, name) for name in ("tenant", "call_id", "account", "created_at")})
        more.kind, more.provider_recording_id, more.state = "message", "RE-message", "stored"
        session.add(more)
    assert floor.gets("rae", f"/{offer.id}").text.count("<audio") == 1


def test_an_assessment_is_saved_with_its_points_and_the_question_as_it_was_asked(floor: Floor) -> None:
    review = floor.assessed(floor.talk())
    assert (review.points, review.most, review.failed, review.reviewer) == (25, 40, False, "rae")
    assert review.marks[1] == {
        "question": "details", "ask": {"en": "Were the details read back?"}, "points": 30, "fails": False,
        "mark": "partly",
    }  # fmt: skip
    assert floor.audited("quality.assessed")[-1].detail == {"percent": 62, "failed": False}
    page = floor.gets("rae").text
    assert "62 %" in page
    assert "Assessed" in page


def test_a_no_to_what_fails_the_call_fails_it_and_leaves_the_points(floor: Floor) -> None:
    review = floor.assessed(floor.talk(), **{"mark-danger": "no", "mark-details": "yes"})
    assert (review.failed, review.points) == (True, 40)


@pytest.mark.parametrize("wrong", [{"mark-details": ""}, {"mark-details": "maybe"}, {"mark-danger": "partly"}])
def test_every_question_needs_an_answer_of_its_own_and_nothing_typed_is_lost(
    floor: Floor, wrong: dict[str, str]
) -> None:
    offer = floor.talk()
    answer = floor.posts("rae", f"/{offer.id}", **{**GOOD, **wrong})
    assert answer.status_code == 400
    assert "Choose an answer." in answer.text
    assert "Calm throughout." in answer.text
    assert 'name="mark-greeting" value="yes" checked' in answer.text


def test_it_is_put_right_until_the_agent_has_read_it(floor: Floor) -> None:
    offer = floor.talk()
    review = floor.assessed(offer)
    assert floor.assessed(offer, **{"mark-details": "yes"}).points == 40
    floor.posts("nora", f"/mine/{review.id}")
    floor.posts("rae", f"/{offer.id}", **{**GOOD, "mark-details": "no"})
    assert floor.review_of(offer).points == 40
    assert "Save the assessment" not in floor.gets("rae", f"/{offer.id}").text


def test_last_month_is_looked_back_at_and_no_month_to_come(floor: Floor) -> None:
    offer = floor.talk(at=NOW.replace(month=11, day=29))
    assert str(offer.id) not in floor.gets("rae").text
    assert str(offer.id) in floor.gets("rae", "?month=2026-11").text
    assert "December 2026" in floor.gets("rae", "?month=2027-03").text


@pytest.mark.parametrize("login", ["nora", "femi", "sol", "marcus"])
def test_whoever_is_no_reviewer_is_refused(floor: Floor, login: str) -> None:
    offer = floor.talk()
    assert [floor.gets(login, path).status_code for path in ("", f"/{offer.id}")] == [403, 403]


def test_the_same_calls_are_drawn_whoever_asks(floor: Floor) -> None:
    for day in range(1, 22):
        talk(floor.world, floor.people["nora"], NOW.replace(day=day), tenant=COUNTY)
    ids = [set(re.findall(r"/desk/quality/([0-9a-f-]{36})", floor.gets(login).text)) for login in ("rae", "ada")]
    assert ids[0] == ids[1]
    assert len(ids[0]) == 3
