"""What a rehearsal finds: tests that fail, and ways that no test takes."""

import pytest

from afterhours.rehearsal.playing import play_all
from afterhours.rehearsal.rehearsing import Rehearsal, rehearse
from afterhours.rehearsal.watching import Watch
from afterhours.site import Site, load_site
from tests.afterhours.small_county import MAIN, folder


def county(main: str = MAIN) -> Site:
    site, faults = load_site(folder(flows__main=main))
    assert site is not None, str(faults)
    return site


def of_main(rehearsal: Rehearsal) -> dict[str, tuple[str, int, str]]:
    """Sentence -> (severity, line, code) of what was found in the flow main."""
    return {
        each.what: (each.severity, each.place.line, each.code)
        for each in rehearsal.faults
        if each.place.file == "flows/main.yaml"
    }


def line_of(text: str) -> int:
    return MAIN[: MAIN.index(text)].count("\n") + 1


def test_a_failing_test_is_a_fault_in_its_line() -> None:
    found = of_main(rehearse(county(MAIN.replace("accepted_by: water/primary", "accepted_by: bo"))))
    (told,) = [what for what, (_, _, code) in found.items() if code == "failing-test"]
    assert told == 'the test "a burst pipe is taken" fails: the call was taken by ann, not by bo'
    assert found[told][:2] == ("fault", line_of("- name: a burst pipe is taken"))


def test_a_way_that_no_test_takes_is_a_warning() -> None:
    found = of_main(rehearse(county()))
    ways = "key 2 (to dog), key 3 (to person), after_last_try (to person)"
    assert found[f"no test takes this way out of menu: {ways}"] == ("warning", line_of("menu:\n"), "untravelled")


def test_an_emergency_that_no_test_chooses_is_a_fault() -> None:
    untested = MAIN[: MAIN.index("tests:")]
    found = of_main(rehearse(county(untested)))
    severities = {severity for what, (severity, _, _) in found.items() if "out of menu" in what}
    assert severities == {"fault"}


def test_what_a_test_travels_is_known_by_step_and_outcome() -> None:
    found = {(each.step, each.outcome) for each in rehearse(county()).coverage.travelled if each.flow == "main"}
    assert found == {
        ("welcome", "next"),
        ("language", "next"),
        ("menu", "key 1"),
        ("pipe", "next"),
        ("pipe", "nobody"),
        ("message", "next"),
    }


DEFAULTS = """\
  - name: whoever is silent reaches the duty manager
    callees: {duty-manager: accepts}
    do: [wait, wait, wait, wait, wait 90s]
    expect: {accepted_by: duty-manager}
"""


def test_a_way_of_the_defaults_is_taken_by_the_step_that_falls_back_on_it() -> None:
    found = rehearse(county(MAIN + DEFAULTS))
    assert [each.wrong for each in found.played if each.wrong] == []
    taken = {(each.step, each.outcome) for each in found.coverage.travelled if each.flow == "main"}
    assert ("menu", "after_last_try") in taken


def test_a_watched_call_goes_as_any_other() -> None:
    site = county()
    watched = rehearse(site).played
    assert [(each.transcript, each.journey) for each in watched] == [
        (each.transcript, each.journey) for each in play_all(site)
    ]


def test_watching_changes_nothing_in_the_book_that_production_uses() -> None:
    site = county()
    assert Watch(site.book).book == site.book
    assert type(site.book.flows["main"].steps) is dict


@pytest.mark.parametrize(
    ("known", "step"), [("", "none_known"), ("on_record: {contacts: 1}", "known"), ("on_record: {contacts: 2}", "both")]
)
def test_a_test_says_what_is_on_record(known: str, step: str) -> None:
    main = MAIN.replace("next: language\n", "next: who\n").replace(
        "  language: {",
        "  who: {lookup: caller, found: known, several: both, none: none-known}\n"
        "  known: {case: {subject: known}, next: language}\n"
        "  both: {case: {subject: both}, next: language}\n"
        "  none-known: {case: {subject: none}, next: language}\n"
        "  language: {",
        1,
    )
    test = f"  - name: who\n    from: '+15195550123'\n    {known}\n    do: [hang up]\n    expect: {{steps: [{step}]}}\n"
    played = {each.test.name: each.wrong for each in rehearse(county(main + test)).played if each.flow == "main"}
    assert played["who"] == ()
