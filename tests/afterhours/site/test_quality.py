"""quality.yaml as staff write it: what it says, and the sentence for each mistake."""

import pytest

from afterhours.rules.quality import CALLS_A_MONTH, Question
from afterhours.site import load_site
from tests.afterhours.small_county import folder

QUALITY = """\
greeting: {ask: {en: Was the greeting given?}, points: 10}
danger:
  ask: {en: Was danger asked about?}
  hint: {en: Only where there could be some.}
  fails: yes
"""
AGENTS = "organisations:\n  nightline: {name: {en: Nightline}, serves: [county], reviews: 6}\n"


def test_its_questions_are_read_in_their_order() -> None:
    site, faults = load_site({**folder(), "quality.yaml": QUALITY.encode()})
    assert site is not None, str(faults)
    assert site.quality == (
        Question("greeting", {"en": "Was the greeting given?"}, points=10),
        Question(
            "danger", {"en": "Was danger asked about?"}, fails=True, hint={"en": "Only where there could be some."}
        ),
    )


def test_without_the_file_nothing_is_asked() -> None:
    site, _faults = load_site(folder())
    assert site is not None
    assert site.quality == ()


def test_an_organisation_says_how_many_calls_of_each_agent_are_assessed() -> None:
    site, faults = load_site(folder(agents=AGENTS))
    assert site is not None, str(faults)
    assert site.organisations["nightline"].reviews == 6
    assert site.organisations["county"].reviews == CALLS_A_MONTH


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("points: 10", "points: 0", "a number of points", id="no points"),
        pytest.param("points: 10", "points: ten", "whole number", id="points in words"),
        pytest.param(", points: 10", "", "greeting has neither points: nor fails:", id="worth nothing"),
        pytest.param("fails: yes", "fails: yes\n  points: 5", "danger has both points: and fails:", id="worth both"),
        pytest.param("fails: yes", "fail: yes", 'did you mean "fails"?', id="misspelt"),
        pytest.param("ask: {en: Was danger asked about?}", "", "danger has no ask:", id="nothing asked"),
    ],
)
def test_a_mistake_is_told_where_it_stands(old: str, new: str, said: str) -> None:
    assert old in QUALITY
    _site, faults = load_site({**folder(), "quality.yaml": QUALITY.replace(old, new).encode()})
    assert said in str(faults)
    assert {each.place.file for each in faults if each.severity == "fault"} == {"quality.yaml"}


def test_more_reviews_than_anybody_can_hear_are_refused() -> None:
    _site, faults = load_site(folder(agents=AGENTS.replace("6", "600")))
    assert "from 0 to 100" in str(faults)
