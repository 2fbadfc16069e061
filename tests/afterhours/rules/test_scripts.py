"""A script stands where its answers lead, ends on every way, and each of its faults can be told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterhours.rules.scripts import Script, ScriptStep


def step(name: str, kind: str | None = "text", **more: object) -> ScriptStep:
    return ScriptStep(name=name, kind=kind, words={"en": name}, **more)  # type: ignore[arg-type]


SCREENING = Script(
    {
        each.name: each
        for each in (
            step("safe", "yes_no", go={"no": "danger"}, next="who"),
            step("who", "choice", choices={"child": {}, "adult": {}}, go={"child": "age", "adult": None}),
            step("age", "number", next=None),
            step("danger", None, next="where", emergency=True),
            step("where", "address", next=None),
        )
    }
)


@pytest.mark.parametrize(
    ("answers", "path"),
    [
        pytest.param({}, ["safe"], id="begins with its first question"),
        pytest.param({"safe": "yes"}, ["safe", "who"], id="an answer leads on"),
        pytest.param({"safe": "no"}, ["safe", "danger", "where"], id="what is said is passed on the way"),
        pytest.param({"safe": "yes", "who": "child"}, ["safe", "who", "age"], id="an answer has its own way"),
        pytest.param({"safe": "yes", "who": "adult"}, ["safe", "who"], id="an answer may end it"),
        pytest.param({"age": "7"}, ["safe"], id="an answer that is not on the way leads nowhere"),
    ],
)
def test_the_path_follows_the_answers(answers: dict[str, str], path: list[str]) -> None:
    assert [each.name for each in SCREENING.path(answers)] == path


def test_an_answer_changed_further_up_leads_the_other_way_and_forgets_nothing() -> None:
    answers = {"safe": "yes", "who": "child", "age": "7"}
    assert SCREENING.open_question(answers) is None
    assert [each.name for each in SCREENING.path({**answers, "safe": "no"})] == ["safe", "danger", "where"]
    asked = SCREENING.open_question({**answers, "safe": "no"})
    assert asked is not None
    assert asked.name == "where"


def test_a_circle_is_found_and_told_in_order() -> None:
    steps = [step("a", next="b"), step("b", "yes_no", go={"yes": "c", "no": None}), step("c", next="b")]
    assert Script({each.name: each for each in steps}).circle() == ("b", "c", "b")
    assert SCREENING.circle() == ()


def test_what_no_answer_leads_to_is_found() -> None:
    steps = [step("a", "yes_no", go={"yes": None, "no": None}, next="b"), step("b")]
    assert Script({each.name: each for each in steps}).reached() == {"a"}


@given(st.data())
def test_without_a_circle_every_way_of_answering_comes_to_an_end(data: st.DataObject) -> None:
    names = [f"s{number}" for number in range(data.draw(st.integers(1, 7)))]
    later = {each: [None, *names[place + 1 :]] for place, each in enumerate(names)}
    steps = {
        each: step(each, "yes_no", go={"yes": data.draw(st.sampled_from(later[each]))}, next=later[each][-1])
        for each in names
    }
    script, answers = Script(steps), dict.fromkeys(names, data.draw(st.sampled_from(["yes", "no"])))
    assert script.circle() == ()
    assert script.open_question(answers) is None
    assert {each.name for each in script.path(answers)} <= script.reached()
