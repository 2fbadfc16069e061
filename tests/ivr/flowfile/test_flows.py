"""Typed reading: a flow becomes the engine's own classes, and what cannot is told with its line."""

from datetime import datetime

import pytest

from ivr.engine.model import Span
from ivr.engine.nodes import NODES
from ivr.engine.nodes.ask import Ask
from ivr.engine.nodes.choose import Choose, Condition
from ivr.engine.nodes.collect import Collect
from ivr.engine.nodes.ring import Callee, Ring
from ivr.engine.nodes.say import Say
from ivr.flowfile.flowtests import Action, FlowTest
from ivr.flowfile.loading import load_flows
from tests.ivr.flowfile.county import DAY, faults_of, line_of, names, spoilt, told


def test_a_good_flow_has_no_faults_and_becomes_the_engines_own_steps() -> None:
    flows, _, faults = load_flows({"day.yaml": DAY.encode()}, names())
    assert list(faults) == []
    day = flows["day"]
    assert day.start == "welcome"
    assert day.defaults.wait == 5
    assert day.everywhere == {"0": "person", "*": "repeat"}
    menu, hours, which = day.steps["menu"], day.steps["hours"], day.steps["which"]
    assert isinstance(menu, Ask)
    assert list(menu.keys) == ["1", "2", "3"]
    assert menu.keys["1"].hears == {"en": ("pipe", "water"), "fr": ("eau",)}
    assert menu.line == line_of("  menu:")
    assert isinstance(hours, Choose)
    closed = Condition(subject="hours", value="town-hall", equals="closed", go="message", line=line_of("- {hours"))
    assert hours.choose[0] == closed
    assert isinstance(which, Collect)
    assert (which.digits, which.confirm, which.into) == (Span(9, 9), True, "number")
    assert day.steps["person"] == Ring(name="person", line=line_of("  person:\n"), ring=Callee(person="ann"),
                                       next="bye", nobody="message")  # fmt: skip
    assert day.steps["bye"] == Say(
        name="bye", line=line_of("  bye:"), say={"en": "Goodbye.", "fr": "Au revoir."}, end=""
    )


def test_other_spellings_of_a_name_are_the_same_name() -> None:
    text = spoilt(("next: hours", "Next: Hours"), ("flow: day", "Flow: Day"), ("into:", "Into:"))
    assert told(text) == []


BYE = DAY[DAY.index("  bye:") :].rstrip()
STATUS = "    status: number\n    next: bye\n    not_found: message"

WRONG = {
    "an unknown field of a step": (("into: number", "intoo: number"), ["unknown-field", "missing-field"]),
    "an unknown field of the flow": (("start: welcome", "start: welcome\ncolour: red"), ["unknown-field"]),
    "an unknown field of a key": (("        go: dog", "        goto: dog"), ["missing-field", "unknown-field"]),
    "a verb that is none": (("    language: offer", "    langage: offer"), ["unknown-verb"]),
    "no verb": (("    language: offer\n", ""), ["no-verb"]),
    "two verbs": (("    language: offer", "    language: offer\n    report: lost-dog"), ["several-verbs"]),
    "a step that is a text": ((BYE, "  bye: hang up"),
                              ["wrong-kind"]),
    "a target that is no step": (("next: language", "next: langage"), ["unknown-step"]),
    "a start that is no step": (("start: welcome", "start: wellcome"), ["unknown-step"]),
    "a way out that is no step": (("after_last_try: person", "after_last_try: persson"), ["unknown-step"]),
    "a key everywhere that leads nowhere": (('"0": person', '"0": clerk'), ["unknown-step"]),
    "a key everywhere that is none": (('"0": person', '"x": person'), ["not-a-key"]),
    "a key that is none": (('      "2":', "      two:"), ["not-a-key"]),
    "an unknown kind of request": (("report: lost-dog", "report: lost-dogs"), ["unknown-name"]),
    "an unknown person": (("person: ann", "person: anne"), ["unknown-name"]),
    "an unknown calendar": (("hours: town-hall", "hours: townhall-"), ["unknown-name"]),
    "an unknown language of words": (("      fr: Au revoir.", "      de: Auf Wiedersehen."), ["unknown-name"]),
    "an unknown language": (("language: offer", "language: german"), ["unknown-name"]),
    "an unknown condition": (("{caller: known,", "{callers: known,"), ["unknown-name"]),
    "a condition with a value that is none": (("{caller: known,", "{caller: famous,"), ["unknown-name"]),
    "a condition without go": ((", go: menu}", "}"), ["condition"]),
    "a condition with is that has none": (("{caller: known,", "{caller: known, is: yes,"), ["condition"]),
    "a date that is none": (("{caller: known,", "{dates: 2026-02-30,"), ["wrong-kind"]),
    "dates the wrong way round": (("{caller: known,", "{dates: 2026-12-24..2026-01-02,"), ["wrong-kind"]),
    "a duration without unit": (("wait: 5s", "wait: 5"), ["wrong-kind"]),
    "a duration of a day": (("wait: 5s", "wait: 24h"), ["wrong-kind"]),
    "a count that is a word": (("tries: 2", "tries: twice"), ["wrong-kind"]),
    "yes or no that is neither": (("confirm: yes", "confirm: maybe"), ["wrong-kind"]),
    "digits that are none": (("digits: 9", "digits: nine"), ["wrong-kind"]),
    "a range the wrong way round": (("digits: 9", "digits: 9-4"), ["wrong-kind"]),
    "a pattern that is broken": (("digits: 9", "pattern: '[0-9'"), ["wrong-kind"]),
    "an end that is no": (("end: true", "end: no"), ["wrong-kind"]),
    "words without a language": ((BYE, "  bye:\n    say: Goodbye.\n    end: true"), ["language-missing"]),
    "words that are empty": (("en: Goodbye.", "en:"), ["empty"]),
    "a placeholder that is none": (("en: Goodbye.", "en: Your case is {case.numbr}."), ["unknown-placeholder"]),
    "a target that is empty": (("next: language", "next:"), ["empty"]),
    "a list for a text": (("next: language", "next: [language]"), ["wrong-kind"]),
    "nobody to ring": (("ring: {person: ann}", "ring: {}"), ["callee"]),
    "a person and a number": (("{person: ann}", '{person: ann, number: "+15195550111"}'), ["callee"]),
    "a number without its country": (("{person: ann}", '{number: "519 555 0111"}'), ["wrong-kind"]),
    "the emergency number dialled": (("{person: ann}", '{number: "911"}'), ["forbidden-number"]),
    "an impossible number": (("{person: ann}", '{number: "+1 519 555 01111"}'), ["wrong-kind"]),
    "a number that nobody has": (("{person: ann}", '{number: "+1 000 555 0111"}'), ["unassigned-number"]),
    "a case with a field that is none": ((STATUS, "    case: {prio: urgent}\n    next: bye"), ["unknown-name"]),
    "a case with a priority that is none": ((STATUS, "    case: {priority: huge}\n    next: bye"), ["unknown-name"]),
    "a case with a service that is none": ((STATUS, "    case: {service: lost-cat}\n    next: bye"), ["unknown-name"]),
    "a case with an answer that nobody asks": (
        (STATUS, "    case: {subject: '{nmber}'}\n    next: bye"), ["unknown-answer"]),
    "a status of an answer that nobody asks": (("status: number", "status: nmber"), ["unknown-answer"]),
    "no start": (("start: welcome\n", ""), ["missing-field"]),
}  # fmt: skip


@pytest.mark.parametrize(("change", "codes"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_meant_is_told(change: tuple[str, str], codes: list[str]) -> None:
    text = spoilt(change)
    assert sorted(code for code, _ in told(text)) == sorted(codes)
    pairs = zip(DAY.split("\n"), text.split("\n"), strict=False)
    changed = next(number for number, (old, new) in enumerate(pairs, 1) if old != new)
    assert all(abs(line - changed) <= 4 for _, line in told(text))


MEANT = {
    "a field": (("into: number", "intoo: number"), 'did you mean "into"?'),
    "a verb": (("    language: offer", "    langage: offer"), 'did you mean "language"?'),
    "a step": (("next: language", "next: langage"), 'did you mean "language"?'),
    "a kind of request": (("report: lost-dog", "report: lost-dogs"), 'did you mean "lost-dog"?'),
    "a placeholder": (("en: Goodbye.", "en: Your case is {case.numbr}."), 'did you mean "case.number"?'),
    "a duration": (("wait: 5s", "wait: 5"), "write 5s for seconds"),
}


@pytest.mark.parametrize(("change", "mend"), MEANT.values(), ids=MEANT)
def test_the_nearest_right_thing_is_offered(change: tuple[str, str], mend: str) -> None:
    assert mend in [each.mend for each in faults_of(spoilt(change))]


def test_all_faults_of_a_folder_are_told_at_once_in_the_order_of_the_files() -> None:
    other = spoilt(("flow: day", "flow: night"), ("wait: 5s", "wait: 5"))
    found = faults_of(spoilt(("next: language", "next: langage"), ("digits: 9", "digits: nine")), night=other)
    assert [(each.place.file, each.code) for each in found if each.severity == "fault"] == [
        ("day.yaml", "unknown-step"),
        ("day.yaml", "wrong-kind"),
        ("night.yaml", "wrong-kind"),
    ]


def test_two_files_with_one_flow_are_refused() -> None:
    assert ("duplicate-flow", 1) in told(DAY, other=DAY)


def test_a_step_with_a_fault_still_exists_for_the_others() -> None:
    assert told(spoilt(("digits: 9", "digits: nine"))) == [("wrong-kind", line_of("digits: 9"))]


TESTED = """
tests:
  - name: a burst pipe is reported
    at: 2026-12-26 02:15
    from: "+1 519 555 0123"
    callees: {ann: accepts}
    do: [press 2, press 1, says "12 Main Street", wait, wait 10s, hears 9 1 1, hang up]
    expect: {heard: "9 1 1", case: {service: water-main-break}, steps: [welcome, menu]}
"""


def test_the_tests_of_a_flow_are_read() -> None:
    _, tests, faults = load_flows({"day.yaml": (DAY + TESTED).encode()}, names())
    assert list(faults) == []
    (test,) = tests["day"]
    assert test == FlowTest(
        name="a burst pipe is reported",
        at=datetime.fromisoformat("2026-12-26 02:15"),
        caller="+15195550123",
        callees={"ann": "accepts"},
        do=(Action("press", "2"), Action("press", "1"), Action("say", "12 Main Street"), Action("wait"),
            Action("wait", "10"), Action("hear", "9 1 1"), Action("hang_up")),
        expect={"heard": "9 1 1", "case": {"service": "water-main-break"}, "steps": ("welcome", "menu")},
        file="day.yaml",
        line=line_of("- name", DAY + TESTED),
    )  # fmt: skip


WRONG_TESTS = {
    "an expectation that is none": (("heard:", "herd:"), "unknown-field"),
    "a field that is none": (("from:", "form:"), "unknown-field"),
    "no name": (("name: a burst pipe is reported\n    at", "at"), "missing-field"),
    "an action that is none": (("press 2,", "jump,"), "wrong-kind"),
    "a time that is none": (("02:15", "25:15"), "wrong-kind"),
    "a caller that is none": (('"+1 519 555 0123"', "somebody"), "wrong-kind"),
    "an answer that is none": (("accepts", "shrugs"), "unknown-name"),
}


@pytest.mark.parametrize(("change", "code"), WRONG_TESTS.values(), ids=WRONG_TESTS)
def test_a_test_that_cannot_be_played_is_refused(change: tuple[str, str], code: str) -> None:
    assert change[0] in TESTED
    assert [each for each, _ in told(DAY + TESTED.replace(*change))] == [code]


def test_what_was_checked_when_it_was_published_is_read_without_proofs() -> None:
    flows, _, faults = load_flows({"day.yaml": spoilt(("9 1 1", "nobody")).encode()}, names(), check=False)
    assert list(faults) == []
    assert "day" in flows


def test_every_kind_of_field_has_a_reader() -> None:
    from ivr.engine.fields import Kind, fields_of
    from ivr.flowfile.fields import READERS

    used = {field.kind for node in NODES.values() for _, field in fields_of(node.step).values()}
    assert used - {Kind.ONE_OF} <= READERS.keys()
