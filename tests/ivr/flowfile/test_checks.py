"""What `ivr check` proves of a flow: each promise broken once, told in the line of its step."""

import dataclasses

import pytest

from ivr.engine.model import Line
from ivr.flowfile.checks.menus import keys_named
from ivr.flowfile.loading import prove
from ivr.flowfile.outside import Names
from tests.ivr.flowfile.county import DAY, MAIN, faults_of, line_of, names, spoilt, told

STREET = "  street:\n    collect: {en: Which street?, fr: Quelle rue?}\n    into: street\n    next: pipe\n"
BROKEN = {
    "an outcome without a way": (
        [("    report: lost-dog\n    next: bye", "    report: lost-dog")], [("no-way-on", "  dog:")]),
    "a question without a way out": (
        [("  after_last_try: person\n", "")], [("no-way-on", "  menu:"), ("no-way-on", "  which:")]),
    "nobody answers and nothing is written": (
        [("    nobody: message\n", ""), ("  on_error: person\n", "")],
        [("no-way-on", "  pipe:"), ("no-way-on", "  person:\n"), ("unreachable", "  message:")][:2]),
    "a step that nobody comes to": (
        [("  bye:\n", "  lonely:\n    go: bye\n  bye:\n")], [("unreachable", "  lonely:")]),
    "steps that go round without the caller": (
        [("next: language\n", "next: hours\n"), ("go: message}", "go: welcome}")],
        [("loop", "  welcome:"), ("silent-dropped", "  welcome:"), ("wrong-dropped", "  welcome:"),
         ("unreachable", "  language:")]),
    "a silent caller goes round and round": (
        [("after_last_try: person", "after_last_try: language")],
        [(f"{habit}-dropped", step) for step in ("  welcome:", "  menu:", "  which:") for habit in ("silent", "wrong")]
        + [("silent-emergency", "  menu:")]),
    "a silent caller is hung up on": (
        [("    next: status", "    next: status\n    silent: bye")], [("silent-dropped", "  which:")]),
    "a caller with wrong keys is hung up on": (
        [("    next: status", "    next: status\n    wrong: bye")], [("wrong-dropped", "  which:")]),
    "nobody answers and no message is taken": (
        [("    nobody: message", "    nobody: bye")], [("nobody-dropped", "  person:\n")]),
    "a silent caller at an emergency reaches only a machine": (
        [("after_last_try: person", "after_last_try: message")], [("silent-emergency", "  menu:")]),
    "the danger notice is missing in one language": (
        [(" En danger, composez le 9 1 1.", "")], [("danger-notice", "  welcome:")]),
    "the danger notice comes second": (
        [("start: welcome", "start: language"), ("next: hours", "next: welcome"), ("next: language", "next: hours")],
        [("danger-notice", "  language:")]),
    "blocked callers are led around the emergency": (
        [("      - {caller: known, go: menu}", "      - {blocked: yes, go: message}")],
        [("blocked-emergency", "  hours:")]),
    "an emergency is raised after a question": (
        [("        go: pipe", "        go: street"),
         ("  pipe:", STREET + "  pipe:")],
        [("late-emergency", "  street:")]),
    "an emergency after too much speech": (
        [("What is it about?", "What is it about? " + "Listen well. " * 45)], [("slow-emergency", "  menu:")]),
    "words missing on the danger path": (
        [(", fr: une conduite brisée", "")], [("words-missing", "  menu:")]),
    "words missing elsewhere": (
        [("\n      fr: Laissez un message.", "")], [("words-missing", "  message:")]),
    "a key that begins another": ([('"2":', '"11":')], [("key-begins-key", "  menu:")]),
    "a key that nobody is told": (
        [("        for: {en: a lost dog, fr: un chien perdu}\n", "")], [("key-not-announced", "  menu:")]),
    "a key announced that does nothing": (
        [("What is it about?", "For the mayor, press 7.")], [("announced-key", "  menu:")]),
    "free wording that names another key": (
        [("for: {en: a lost dog, fr: un chien perdu}", "words: {en: Press 3 for dogs, fr: Faites le 2 pour un chien}")],
        [("announced-key", "  menu:"), ("key-not-announced", "  menu:")]),
    "a spoken word for two keys": (
        [("        go: dog", "        hears: {en: [Water], fr: [chien]}\n        go: dog")],
        [("same-words", "  menu:")]),
    "the caller's number promised without asking": (
        [("en: Goodbye.", "en: 'We ring {caller.number}.'")], [("number-not-asked", "  bye:")]),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), BROKEN.values(), ids=BROKEN)
def test_a_broken_promise_is_told_at_its_step(changes: list[tuple[str, str]], expected: list[tuple[str, str]]) -> None:
    text = spoilt(*changes)
    assert sorted(told(text)) == sorted((code, line_of(step, text)) for code, step in expected)


def test_warnings_are_warnings_and_the_rest_refuses() -> None:
    warnings = {"unreachable", "nobody-dropped"}
    for changes, _ in BROKEN.values():
        for fault in faults_of(spoilt(*changes)):
            assert fault.code == "words-missing" or (fault.severity == "warning") == (fault.code in warnings)


def test_missing_words_refuse_only_on_the_danger_path() -> None:
    (danger,) = faults_of(spoilt((", fr: une conduite brisée", "")))
    (elsewhere,) = faults_of(spoilt(("\n      fr: Laissez un message.", "")))
    assert (danger.severity, elsewhere.severity) == ("fault", "warning")


def test_more_than_five_choices_are_a_warning_with_the_seconds_before_each() -> None:
    more = "".join(
        f'      "{key}":\n        for: {{en: thing {key}, fr: chose {key}}}\n        go: dog\n' for key in "456"
    )
    (fault,) = faults_of(spoilt(("        go: which\n", "        go: which\n" + more)))
    assert (fault.code, fault.severity) == ("many-choices", "warning")
    assert "1 after 5 s" in fault.what
    assert "6 after 1" in fault.what


@pytest.mark.parametrize(
    ("notice", "codes"),
    [({}, ["recording-notice"]), ({"en": "Recorded."}, ["recording-notice"]), (MAIN.recording_notice, [])],
    ids=["none", "one language", "all languages"],
)
def test_nobody_is_recorded_without_a_notice_in_their_language(notice: dict[str, str], codes: list[str]) -> None:
    assert [code for code, _ in told(DAY, names(recording_notice=notice))] == codes


def test_each_line_has_its_own_emergency_number() -> None:
    assert [code for code, _ in told(DAY, names(emergency_number="9 9 9"))] == ["danger-notice"]
    assert told(spoilt(("9 1 1", "{emergency.number}")), names(emergency_number="9 9 9")) == []


def test_the_flow_for_closed_hours_is_proved_too() -> None:
    night = "flow: night\nstart: bye\nsteps:\n  bye:\n    end: {en: We are closed., fr: Nous sommes fermés.}\n"
    found = list(faults_of(DAY, names(hours="town-hall", closed="night"), night=night))
    assert [(each.place.file, each.code) for each in found] == [
        ("night.yaml", "danger-notice"),
        ("night.yaml", "silent-dropped"),
        ("night.yaml", "wrong-dropped"),
    ]


SUB = """\
flow: ask-street
start: street
defaults: {after_last_try: nothing, on_error: nothing}
steps:
  street:
    collect: {en: Which street?, fr: Quelle rue?}
    into: street
    next: done
  done:
    say: {en: Thank you., fr: Merci.}
    end: true
  nothing:
    say: {en: Never mind., fr: Tant pis.}
    end: nothing
"""
CALLS_SUB = (
    "  dog:\n    report: lost-dog\n",
    "  dog:\n    do: ask-street\n    ends: {nothing: message}\n    next: found\n  found:\n    report: lost-dog\n",
)


def test_a_flow_within_a_flow_is_followed_and_comes_back() -> None:
    assert told(spoilt(CALLS_SUB), sub=SUB) == []


def test_a_silent_caller_within_a_flow_is_followed_to_the_flow_that_called() -> None:
    text = spoilt(CALLS_SUB, ("{nothing: message}", "{nothing: bye}"))
    assert {code for code, _ in told(text, sub=SUB)} == {"silent-dropped", "wrong-dropped"}


def test_an_end_that_the_other_flow_does_not_have_is_told() -> None:
    assert [code for code, _ in told(spoilt(CALLS_SUB, ("{nothing:", "{none:")), sub=SUB)] == ["unknown-end"]


def test_a_flow_that_calls_itself_is_refused() -> None:
    text = spoilt(CALLS_SUB, ("do: ask-street", "do: day"))
    assert "flow-calls-itself" in [code for code, _ in told(text, sub=SUB)]


def test_a_long_way_to_a_person_is_refused() -> None:
    long = spoilt(("en: Please enter your case number.", "en: " + "Please enter your case number. " * 60))
    assert {code for code, _ in told(long)} == {"silent-too-long", "wrong-too-long"}


def test_the_worst_paths_are_printed() -> None:
    (proof,) = prove({"day.yaml": DAY.encode()}, names())
    assert proof.silent.startswith("welcome -> language -> hours -> menu -> person")
    assert "4 keys" in proof.wrong
    assert proof.emergency.startswith("key 1 of menu raises an emergency after 2 keys")


def test_without_lines_the_shape_is_checked_all_the_same() -> None:
    assert told(DAY, Names()) == []
    assert [code for code, _ in told(spoilt(("    next: status", "    next: status\n    silent: bye")), Names())] == [
        "silent-dropped"
    ]


def test_a_line_with_one_language_needs_only_that_one() -> None:
    english = {"en": MAIN.languages["en"]}
    line: Line = dataclasses.replace(MAIN, languages=english, name="second")
    text = spoilt(*[(f"\n      fr: {words}", "") for words in ("Laissez un message.", "Au revoir.")])
    known = Names(lines={"second": line}, requests=names().requests, people=("ann",), hours=("town-hall",))
    assert [code for code, _ in told(text, known)] == []


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("For water, press 1.", {"1"}),
        ("Press one, or press the star key", {"1", "*"}),
        ("Faites le 2, ou appuyez sur le 3", {"2", "3"}),
        ("Hang up and dial 9 1 1. En danger, composez le 9 1 1.", set()),
        ("Faites le 911.", set()),
        ("We press on without numbers.", set()),
    ],
)
def test_keys_named_in_words_are_found(text: str, keys: set[str]) -> None:
    assert keys_named(text) == keys


HELP = [("    report: water-main-break\n    next: bye", "    emergency: water\n    nobody: bye\n    next: bye")]


def test_an_emergency_that_names_its_roster_is_raised_at_the_key_like_that_of_a_kind_of_request() -> None:
    (proof,) = prove({"day.yaml": spoilt(*HELP).encode()}, names())
    assert proof.emergency.startswith("key 1 of menu raises an emergency after 2 keys")


def test_an_emergency_without_a_roster_is_refused_where_it_stands() -> None:
    mistyped = spoilt(*HELP).replace("emergency: water", "emergency: watr")
    (fault,) = [each for each in faults_of(mistyped) if "watr" in each.what]
    assert (fault.place.line, fault.mend) == (line_of("    report: water-main-break"), 'did you mean "water"?')


def test_a_question_before_an_emergency_raises_it_too_late() -> None:
    late = spoilt(*HELP, ("        go: pipe\n", "        go: street\n"), ("  pipe:\n", f"{STREET}  pipe:\n"))
    assert "late-emergency" in {code for code, _ in told(late)}
