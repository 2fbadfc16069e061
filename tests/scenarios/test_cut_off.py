"""Promise 4: whichever emergency of the demonstration a caller has chosen, cut off at any later moment it is raised,
and somebody accepts it."""

from collections.abc import Callable, Iterator, Mapping

import pytest
from sqlalchemy import select

from afterhours.models import Emergency
from afterhours.services.emergencies import change_emergency
from afterhours.site import Site
from ivr.engine.model import Question
from ivr.engine.nodes.ask import Ask
from ivr.engine.nodes.report import Report
from ivr.simulator.story import Caller
from tests.callflows.folder import site
from tests.support.county import SATURDAY_NIGHT, TUESDAY_MORNING, County
from tests.support.scheduled import at_work

ANSWERS: Mapping[str, Callable[[Caller, Question], Caller]] = {
    "address": lambda caller, _: caller.says("12 Main Street"),
    "text": lambda caller, _: caller.says("It is getting worse"),
    "number": lambda caller, _: caller.presses("5#"),
    "yes_no": lambda caller, _: caller.presses("1"),
    "choice": lambda caller, question: caller.presses(next(iter(question.choices))),
}


def choices(of: Site) -> Iterator[tuple[str, str, str]]:
    """(line, key, kind of request) of every emergency of the demonstration's menus, as callers at night meet them."""
    for line in ("main", "wealden-night"):
        flow = of.book.flows[of.book.lines[line].closed or of.book.lines[line].flow]
        for step in flow.steps.values():
            for key, choice in step.keys.items() if isinstance(step, Ask) else ():
                behind = flow.steps.get(choice.go)
                if isinstance(behind, Report) and of.book.requests[behind.report].emergency:
                    yield line, key, behind.report


CHOICES = list(choices(site()))
PIN = "2468"


@pytest.fixture
def working(long_point: County) -> Iterator[County]:
    with at_work(long_point) as county:
        for handle in county.people:
            county.callee(handle).behave("accepts").hangs_up_in_talk(8)
        yield county


def chosen(county: County, line: str, key: str) -> Caller:
    """A caller who has pressed the key that chooses the emergency."""
    called = county.parts.book.lines[line]
    caller = county.phone(to=called.number, from_="+441632960123" if called.country == "GB" else "+15195550123")
    return (caller.presses("1") if len(called.languages) > 1 else caller).presses(key)


def the_emergency(county: County) -> Emergency:
    """The only one that is not over."""
    with county.parts.database.transaction() as session:
        return session.scalars(select(Emergency).where(Emergency.state.in_(["open", "accepted"]))).one()


def is_reached(county: County, service: str, moment: str) -> None:
    """Somebody accepts within the time that all levels take; then it is done, so that they are free for the next."""
    found = the_emergency(county)
    assert (found.service, found.due_at is not None) == (service, True), moment
    county.network.wait(60)
    found = the_emergency(county)
    assert (found.state, found.accepted_by is not None) == ("accepted", True), moment
    with county.parts.database.transaction() as session:
        change_emergency.done(session, found.id, found.accepted_by or "", county.parts.clock.now())
    county.network.wait(30)


@pytest.mark.parametrize(("line", "key", "service"), CHOICES, ids=[f"{line} {each}" for line, _, each in CHOICES])
def test_a_caller_cut_off_at_any_moment_after_the_key_is_reached(
    working: County, line: str, key: str, service: str
) -> None:
    if site().restricted(service):
        working.give_pin(PIN, *working.people)
        for handle in working.people:
            working.callee(handle).with_pin(PIN)
    questions = working.parts.book.requests[service].questions
    for answered in range(len(questions) + 1):
        caller = chosen(working, line, key)
        for question in questions[:answered]:
            ANSWERS[question.kind](caller, question)
        caller.hangs_up()
        is_reached(working, service, f"after {answered} answers")


@pytest.mark.parametrize("night", [SATURDAY_NIGHT, TUESDAY_MORNING], ids=["at night", "by day"])
def test_a_caller_who_says_nothing_at_all_or_is_cut_off_while_adding_words_is_reached(
    working: County, night: object
) -> None:
    working.at(night)  # type: ignore[arg-type]
    chosen(working, "main", "1").waits(2).hangs_up()
    is_reached(working, "water-main-break", "silent")
    for handle in working.people:
        working.callee(handle).no_answer()
    caller = chosen(working, "main", "1").says("12 Main Street").presses("1").hears("To add something").presses("1")
    caller.hears("Please speak after the tone").hangs_up()
    for handle in working.people:
        working.callee(handle).behave("accepts").hangs_up_in_talk(8)
    is_reached(working, "water-main-break", "while adding words")
