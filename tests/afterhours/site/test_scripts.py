"""`script:` in services.yaml as staff write it: where answers lead, and the sentence for each mistake."""

import pytest

from afterhours.rules.scripts import Script
from afterhours.site.scripts import read_script
from ivr.flowfile.faults import Faults
from ivr.flowfile.outside import Names
from ivr.flowfile.reading import read
from ivr.flowfile.texts import Reading

SCREENING = """
safe:
  ask: {en: Is the person safe right now?}
  kind: yes_no
  hint: {en: Listen for other voices.}
  go: {no: danger}
who:
  ask: {en: Who is it about?}
  kind: choice
  choices: {a child: {en: A child}, adult: {en: An adult}}
  go: {adult: end}
age: {ask: {en: How old are they?}, kind: number, next: end}
danger: {say: {en: Please stay on the line.}, emergency: yes}
"""


def script_of(text: str) -> tuple[Script | None, str]:
    faults = Faults()
    node = read(text.encode(), "services.yaml", faults)
    assert node is not None
    return read_script(node, Reading(faults, Names())), str(faults)


def test_a_step_leads_to_the_one_below_it_unless_it_says_otherwise() -> None:
    script, told = script_of(SCREENING)
    assert script is not None
    assert told == ""
    assert [each.name for each in script.path({"safe": "yes", "who": "a_child"})] == ["safe", "who", "age"]
    assert [each.name for each in script.path({"safe": "yes", "who": "adult"})] == ["safe", "who"]
    assert [(each.name, each.emergency) for each in script.path({"safe": "no"})] == [("safe", False), ("danger", True)]
    assert script.steps["safe"].hint == {"en": "Listen for other voices."}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("no: danger", "no: dangr", 'did you mean "danger"?', id="a step that is none"),
        pytest.param("no: danger", "never: danger", '"never" is no answer to safe', id="an answer that is none"),
        pytest.param("adult: end", "adult: safe", "goes in a circle: safe, who, safe", id="a circle"),
        pytest.param("kind: number, ", "", "age has ask: without kind:", id="a question without a kind"),
        pytest.param("say: {en", "kind: text, say: {en", "kind: without ask:", id="something said with a kind"),
        pytest.param("say: {en", "ask: {en: So?}, say: {en", "either ask: or say:", id="both"),
        pytest.param("kind: choice", "kind: text", "choices: belong to kind choice", id="choices"),
        pytest.param("kind: number", "kind: nummer", 'did you mean "number"?', id="a kind"),
        pytest.param("no: danger", "no: end", "no answer leads to danger", id="a step nobody comes to"),
        pytest.param(
            "kind: number, next", "kind: number, go: {'7': end}, next", "only yes_no and choice", id="an open question"
        ),
    ],
)
def test_a_mistake_is_told_in_a_sentence(old: str, new: str, said: str) -> None:
    assert said in script_of(SCREENING.replace(old, new, 1))[1]
