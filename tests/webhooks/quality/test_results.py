"""What the agent reads of an assessment and says to it, what whoever leads them sees, and asking for one call more."""

import pytest
from sqlalchemy import text

from tests.webhooks.pages.world import NOW, PARTNER
from tests.webhooks.quality.conftest import FIRST_WEEK, Floor, days

pytestmark = pytest.mark.database


def test_an_agent_reads_their_own_assessment_and_answers_it_once(floor: Floor) -> None:
    review = floor.assessed(floor.talk())
    page = floor.gets("nora", "/mine").text
    assert all(words in page for words in ("62 %", "Were the details read back?", "Calm throughout.", "25 of 40"))
    floor.posts("nora", f"/mine/{review.id}", answer="The line was bad.")
    floor.posts("nora", f"/mine/{review.id}", answer="Another answer")
    read = floor.gets("nora", "/mine").text
    assert "The line was bad." in read
    assert "Another answer" not in read
    assert [entry.actor for entry in floor.audited("quality.acknowledged")] == ["nora"]


def test_an_agent_sees_nobody_else_s(floor: Floor) -> None:
    review = floor.assessed(floor.talk())
    assert "62 %" not in floor.gets("tom", "/mine").text
    assert floor.posts("tom", f"/mine/{review.id}").status_code == 404
    assert floor.posts("femi", f"/mine/{review.id}").status_code == 404


def test_a_supervisor_sees_their_own_people_s_results(floor: Floor) -> None:
    first, second = floor.talk(at=FIRST_WEEK), floor.talk(at=FIRST_WEEK + days(7))
    floor.assessed(first)
    floor.assessed(second, **{"mark-greeting": "none", "mark-details": "yes"})
    floor.assessed(floor.talk("femi", line="wealden-night", tenant=PARTNER), **{"mark-danger": "no"})
    county, company = floor.gets("marcus", "/results").text, floor.gets("sol", "/results").text
    assert "Nora Field" in county
    assert "Femi" not in county
    assert "2 of 2" in county
    assert "79 %" in county, "55 of 70 points, and not the mean of two percentages"
    assert "Femi Adeyemi" in company
    assert "Nora" not in company


def test_the_results_of_one_agent_are_for_whoever_leads_them(floor: Floor) -> None:
    nora = floor.people["nora"].id
    floor.assessed(floor.talk())
    assert "62 %" in floor.gets("marcus", f"/results/{nora}").text
    assert floor.gets("sol", f"/results/{nora}").status_code == 404
    assert floor.gets("nora", f"/results/{nora}").status_code == 403


def test_one_call_more_is_asked_for_and_stays_out_of_the_mean(floor: Floor) -> None:
    nora = floor.people["nora"].id
    offer = floor.talk(at=NOW.replace(day=24))
    assert str(offer.id) in floor.gets("marcus", f"/results/{nora}").text
    answer = floor.posts("marcus", f"/results/{nora}", talk=str(offer.id), why="The caller complained.")
    assert answer.status_code == 303
    assert "The caller complained." in floor.gets("rae", f"/{offer.id}").text
    floor.assessed(offer)
    page = floor.gets("marcus", "/results").text
    assert "62 %" not in page
    assert "0 of 0" in page
    assert "does not count" in floor.gets("nora", "/mine").text
    assert floor.audited("quality.asked")[-1].actor == "marcus"


def test_what_was_drawn_need_not_be_asked_for(floor: Floor) -> None:
    nora = floor.people["nora"].id
    offer = floor.talk()
    assert str(offer.id) not in floor.gets("marcus", f"/results/{nora}").text
    floor.posts("marcus", f"/results/{nora}", talk=str(offer.id), why="Please")
    assert floor.audited("quality.asked") == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"why": "Please"}, "Choose a call of the list."), ({"talk": "of nobody", "why": "Please"}, "Choose a call")],
)
def test_what_is_missing_is_told_beside_its_field(floor: Floor, fields: dict[str, str], said: str) -> None:
    floor.talk(at=NOW.replace(day=24))
    answer = floor.posts("marcus", f"/results/{floor.people['nora'].id}", **fields)
    assert answer.status_code == 400
    assert said in answer.text


def test_a_call_of_somebody_else_cannot_be_asked_for_under_a_name(floor: Floor) -> None:
    offer = floor.talk("tom", at=NOW.replace(day=24))
    answer = floor.posts("marcus", f"/results/{floor.people['nora'].id}", talk=str(offer.id), why="Please")
    assert answer.status_code == 404


def test_an_agent_s_case_that_becomes_restricted_takes_its_assessment_out_of_sight(floor: Floor) -> None:
    review = floor.assessed(floor.talk())
    with floor.world.parts.database.transaction() as session:
        session.execute(text("""update "case" set restricted = 'social-duty'"""))
    assert "62 %" not in floor.gets("marcus", "/results").text
    assert floor.posts("nora", f"/mine/{review.id}").status_code == 404
