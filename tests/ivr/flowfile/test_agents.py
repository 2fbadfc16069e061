"""`agent` and `queue` as staff write them: what is read, what is refused, and that a group alone saves nobody."""

import pytest

from ivr.engine.nodes.agent import Agent
from ivr.engine.nodes.queue import Queue
from ivr.flowfile.drawing import draw
from ivr.flowfile.loading import load_flows
from tests.ivr.flowfile.county import faults_of, line_of, names, spoilt, told

RING = "    ring: {person: ann}\n    next: bye\n    nobody: message"
QUEUE = (
    "    queue: County Desk\n    skills: [french]\n    next: bye\n    callback: bye\n    gave_up: message\n"
    "    full: message\n    closed: message"
)
AGENT = "    agent: night-desk\n    next: bye\n    nobody: message\n    closed: message"


def day(step: str, *changes: tuple[str, str]) -> str:
    return spoilt((RING, step), *changes)


@pytest.mark.parametrize("step", [QUEUE, AGENT], ids=["queue", "agent"])
def test_a_line_that_leads_to_a_group_checks_clean(step: str) -> None:
    assert told(day(step)) == []


def test_what_is_written_is_what_the_step_knows() -> None:
    queue, agent = (load_flows({"day.yaml": day(each).encode()}, names())[0]["day"] for each in (QUEUE, AGENT))
    step = queue.steps["person"]
    assert isinstance(step, Queue)
    assert (step.queue, step.skills, step.callback, step.gave_up) == ("county-desk", ("french",), "bye", "message")
    other = agent.steps["person"]
    assert isinstance(other, Agent)
    assert (other.agent, other.skills, other.nobody, other.closed) == ("night-desk", (), "message", "message")


def test_without_a_way_of_their_own_full_and_closed_go_the_way_of_giving_up() -> None:
    assert told(day("    queue: county-desk\n    next: bye\n    gave_up: message")) == []


def test_a_group_that_does_not_exist_is_refused_with_what_was_meant() -> None:
    (fault,) = faults_of(day(AGENT.replace("night-desk", "nite-desk")))
    assert (fault.code, fault.severity) == ("unknown-name", "fault")
    assert 'did you mean "night-desk"?' in fault.mend


@pytest.mark.parametrize("skills", ["[german]", "[french, german]"])
def test_a_skill_that_nobody_of_the_group_has_is_refused(skills: str) -> None:
    text = day(QUEUE.replace("[french]", skills))
    assert told(text) == [("unknown-skill", line_of("  person:\n", text))]


def test_a_group_with_faults_of_its_own_is_not_blamed_on_the_flow() -> None:
    assert told(day(QUEUE.replace("County Desk", "torn"))) == []


def test_nothing_written_for_nobody_is_refused() -> None:
    text = day("    queue: county-desk\n    next: bye", ("  on_error: person\n", ""))
    assert ("no-way-on", line_of("  person:\n", text)) in told(text)


@pytest.mark.parametrize("outcome", ["gave_up", "full", "closed"])
def test_a_caller_whom_nobody_takes_and_who_can_leave_no_message_is_a_fault(outcome: str) -> None:
    text = day(QUEUE.replace(f"{outcome}: message", f"{outcome}: bye"))
    (fault,) = faults_of(text)
    assert (fault.code, fault.severity, fault.mend) == ("nobody-dropped", "fault", f"lead {outcome}: to a message")


def test_a_group_counts_as_a_person_only_with_a_way_on() -> None:
    """The only way on is that of the defaults, and leads back here: round and round, and nobody is reached."""
    text = day("    agent: night-desk\n    next: bye\n    closed: bye", ("  on_error: person\n", "  on_error: menu\n"))
    assert {"silent-emergency", "nobody-dropped"} <= {code for code, _ in told(text)}


def test_who_is_called_back_was_asked_for_a_number() -> None:
    promise = '  promised:\n    say: {en: "We ring {caller.number}.", fr: "Nous rappelons {caller.number}."}\n'
    promise += "    next: bye\n  bye:\n"
    text = day(QUEUE.replace("callback: bye", "callback: promised"), ("  bye:\n", promise))
    assert told(text) == []
    given_up = day(QUEUE.replace("gave_up: message", "gave_up: promised"), ("  bye:\n", promise))
    assert "number-not-asked" in {code for code, _ in told(given_up)}


def test_a_drawing_shows_every_way_out_of_a_line() -> None:
    flow = load_flows({"day.yaml": day(QUEUE).encode()}, names())[0]["day"]
    drawn = draw(flow)
    assert all(f'|"{each}"|' in drawn for each in ("callback", "gave_up", "full", "closed"))


TESTS = """\
tests:
  - name: somebody is there
    agents: {County Desk: accepts}
    do: [press 0]
    expect: {talked_with: county-desk, queued: county-desk, callback: no}
"""


def test_a_test_says_how_a_group_takes_its_callers() -> None:
    _, tests, faults = load_flows({"day.yaml": (day(QUEUE) + TESTS).encode()}, names())
    assert list(faults) == []
    assert tests["day"][0].agents == {"county-desk": "accepts"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("County Desk", "county-disc", 'did you mean "county-desk"?'),
        ("accepts}", "accept}", 'did you mean "accepts"?'),
        ("{County Desk: accepts}", "county-desk", "which group takes its callers how"),
    ],
)
def test_a_mistake_in_it_is_told(old: str, new: str, said: str) -> None:
    (fault,) = faults_of(day(QUEUE) + TESTS.replace(old, new))
    assert said in f"{fault.what} {fault.mend}"
