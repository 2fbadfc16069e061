"""The first condition that holds."""

from datetime import date
from typing import Any

import pytest

from ivr.engine.nodes.choose import CONDITIONS, Choose, Condition
from ivr.engine.nodes.collect import Collect
from tests.ivr.engine.builders import BOTH, Conversation, World, a_book, a_flow, a_line, say

OPEN = World(open={"town_hall": True})
SHUT = World(open={"town_hall": False})


def goes(subject: str, value: str, equals: str = "", world: World | None = None, **facts: Any) -> str:
    """ "yes" or "no": whether the condition held."""
    condition = Condition(subject=subject, value=value, equals=equals, go="yes")
    step = Choose(name="which", choose=(condition,), otherwise="no")
    flow = a_flow(step, say("yes", next="goodbye"), say("no", next="goodbye"))
    call = Conversation(a_book(flow), world, **facts)
    return call.heard[0].rstrip(".")


@pytest.mark.parametrize(
    ("world", "equals", "went"),
    [(OPEN, "", "yes"), (OPEN, "open", "yes"), (OPEN, "closed", "no"), (SHUT, "", "no"), (SHUT, "closed", "yes")],
    ids=["open", "is open", "open is closed", "shut", "shut is closed"],
)
def test_hours(world: World, equals: str, went: str) -> None:
    assert goes("hours", "town_hall", equals, world) == went


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"records": 1}, "known"),
        ({"records": 2}, "several"),
        ({"records": 9}, "several"),
        ({"records": 0}, "unknown"),
        ({"caller": None, "withheld": True}, "withheld"),
        ({"caller": None}, "withheld"),
    ],
    ids=["one record", "two", "nine", "none", "withheld", "unusable"],
)
def test_caller_is_exactly_one_of_four(facts: dict[str, Any], kind: str) -> None:
    held = [each for each in ("known", "several", "unknown", "withheld") if goes("caller", each, **facts) == "yes"]
    assert held == [kind]


def test_open_case() -> None:
    assert goes("open_case", "yes", open_cases=2) == "yes"
    assert goes("open_case", "yes", open_cases=0) == "no"
    assert goes("open_case", "no", open_cases=0) == "yes"


def test_blocked_and_relay() -> None:
    assert [goes("blocked", "yes", blocked=each) for each in (True, False)] == ["yes", "no"]
    assert [goes("relay", "no", relay=each) for each in (True, False)] == ["no", "yes"]


def test_channel() -> None:
    assert goes("channel", "text", channel="text") == "yes"
    assert goes("channel", "text") == "no"


def test_language() -> None:
    step = Choose(name="which", choose=(Condition(subject="language", value="fr", go="goodbye"),), otherwise="person")
    assert Conversation(a_book(a_flow(step), line=a_line(languages={"fr": BOTH["fr"]}))).is_over
    assert Conversation(a_book(a_flow(step))).is_recording


def test_answer() -> None:
    steps = (
        Collect(name="year", collect={"en": "Year?"}, into="year", next="which"),
        Choose(
            name="which", choose=(Condition(subject="answer", value="year", equals="2026", go="yes"),), otherwise="no"
        ),
    )
    book = a_book(a_flow(*steps, say("yes"), say("no")))
    assert Conversation(book).presses("2026").heard == ["yes."]
    assert Conversation(book).presses("2025").heard == ["no."]


def test_an_answer_without_a_value_is_one_that_was_given() -> None:
    asked = Collect(name="year", collect={"en": "Year?"}, into="year", next="which", silent="which")
    given = (Condition(subject="answer", value="year", go="yes"),)
    book = a_book(a_flow(asked, Choose(name="which", choose=given, otherwise="no"), say("yes"), say("no")))
    assert Conversation(book).presses("2026").heard == ["yes."]
    assert Conversation(book).waits().heard == ["no."]


@pytest.mark.parametrize(
    ("dates", "went"),
    [
        ("2026-12-24..2026-12-26", "yes"),
        ("2026-12-26 .. 2026-12-31", "yes"),
        ("2026-12-26", "yes"),
        ("2026-12-27..2026-12-31", "no"),
        ("2026-12-25", "no"),
    ],
    ids=["last day", "first day, blanks", "one day", "too early", "another day"],
)
def test_dates_hold_on_the_first_and_on_the_last_day(dates: str, went: str) -> None:
    assert goes("dates", dates, world=World(today=date(2026, 12, 26))) == went


@pytest.mark.parametrize("wrong", ["26 December", "2026-02-30", "", "2026-12-26..soon"])
def test_a_wrong_date_leads_to_a_human(wrong: str) -> None:
    assert goes("dates", wrong).startswith("Something has gone wrong")


def test_a_calendar_nobody_knows_leads_to_a_human() -> None:
    assert goes("hours", "library", world=OPEN).startswith("Something has gone wrong")


def test_the_first_that_holds_is_taken_and_the_journey_says_why() -> None:
    conditions = (
        Condition(subject="caller", value="withheld", go="goodbye"),
        Condition(subject="hours", value="town_hall", equals="closed", go="first"),
        Condition(subject="channel", value="voice", go="second"),
    )
    step = Choose(name="which", choose=conditions, otherwise="goodbye")
    call = Conversation(a_book(a_flow(step, say("first"), say("second"))), SHUT)
    assert call.heard == ["first."]
    assert call.events("chosen") == [{"because": "hours town_hall closed"}]


def test_every_named_condition_is_one_the_engine_can_test() -> None:
    values = {
        "hours": "town_hall",
        "dates": "2026-12-26",
        "caller": "known",
        "open_case": "yes",
        "blocked": "yes",
        "relay": "yes",
    }
    for subject in CONDITIONS:
        assert goes(subject, values.get(subject, "fr"), world=OPEN) in ("yes", "no")


def test_every_condition_is_an_outcome() -> None:
    condition = Condition(subject="hours", value="town_hall", equals="closed", go="yes")
    step = Choose(name="which", choose=(condition,), otherwise="no")
    assert list(step.outcomes()) == [("hours town_hall closed", "yes"), ("otherwise", "no")]
