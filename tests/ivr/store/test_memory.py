"""The port of the turn path over dictionaries and over PostgreSQL: the same calls give the same transcripts."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete

from afterhours.rehearsal.county import RehearsedCounty
from afterhours.services.releases.release import release
from afterhours.site import load_site
from ivr.addresses import Addresses
from ivr.clock import SteppedClock
from ivr.engine.inputs import Input, Pressed, Recorded, RingEnded, Said, Silent
from ivr.runner import Runner
from ivr.store.base import new_key
from ivr.store.call import Call, Turn
from ivr.store.calls import CallWork, Ending, NewCall, Step
from ivr.store.database import Database
from ivr.store.memory import MemoryCalls
from ivr.store.turn_path import database_calls
from ivr.twiml.forms import Arrival
from tests.afterhours.small_county import folder
from tests.conftest import Databases
from tests.support.carrier import plain

NIGHT = datetime(2026, 12, 26, 7, 15, tzinfo=UTC)
ARRIVAL = Arrival(provider_call_id="CA1", account="AC1", from_raw="+15195550123", to_raw="+15195550100")
ADDRESSES = Addresses("https://311.example.org", ("a-key-of-the-tests",))
Works = Callable[[], AbstractContextManager[CallWork]]

INPUTS: st.SearchStrategy[Input] = st.one_of(
    st.just(Silent()),
    st.builds(Pressed, st.sampled_from(["1", "1", "2", "3", "9", "0", "*", "#"])),
    st.builds(Said, st.sampled_from(["a dog", "12 Main Street", "oui"])),
    st.builds(Recorded, st.just("RE1"), st.sampled_from([0, 20]), st.just("https://tape.example/1"), st.booleans()),
    st.builds(RingEnded, st.sampled_from(["talked", "busy", "no_answer", "failed", "declined"]), st.just(30)),
)
SITE, _ = load_site(folder())


@pytest.fixture(scope="module")
def database(databases: Databases) -> Iterator[Database]:
    url = databases.fresh()
    opened = Database(url)
    with opened.transaction() as session:
        release(session, folder(), "tests", NIGHT)
    yield opened
    opened.close()
    databases.drop(url)


def transcript(works: Works, given: Sequence[tuple[int, Input]], end_at: int) -> list[str]:
    """What is answered to these turns (number, input), with the call's end told after so many of them."""
    assert SITE is not None
    runner = Runner(works, RehearsedCounty(SITE, "main"), ADDRESSES)
    heard = [plain(runner.open(ARRIVAL).document)]
    call_id = runner.chronicle.ensure(ARRIVAL, "a test asks")
    for at, (number, each) in enumerate(given):
        if at == end_at:
            runner.chronicle.end(ARRIVAL, Ending("completed", 9, NIGHT))
        heard.append(plain(runner.turn(call_id, number, each).document))
    runner.chronicle.end(ARRIVAL, Ending("failed", 10, NIGHT))
    with works() as work:
        call = work.read(call_id)
    assert call is not None
    return [*heard, f"{call.turn} {call.language} {call.ended_at} {call.state and call.state['step']}"]


@given(st.lists(INPUTS, max_size=10), st.lists(st.integers(0, 3), min_size=10, max_size=10), st.integers(0, 12))
def test_dictionaries_and_postgresql_answer_the_same_calls_alike(
    database: Database, inputs: list[Input], late: list[int], end_at: int
) -> None:
    """`late`: by how many turns the number of a turn is behind; most are as they should be."""
    with database.transaction() as session:
        session.execute(delete(Turn))
        session.execute(delete(Call))
    turns = [
        (max(0, at - (behind if behind > 1 else 0)), each)
        for at, (behind, each) in enumerate(zip(late, inputs, strict=False), 1)
    ]
    memory = MemoryCalls(SteppedClock(NIGHT))
    in_memory = transcript(lambda: nullcontext(memory), turns, end_at)
    assert transcript(lambda: database_calls(database), turns, end_at) == in_memory


def new_call() -> NewCall:
    return NewCall(
        id=new_key(),
        at=NIGHT,
        tenant="county",
        account="AC1",
        provider_call_id="CA1",
        line="main",
        channel="voice",
        from_raw="",
        from_e164=None,
        caller_state="withheld",
        attestation=None,
        forwarded_from=None,
        to_raw="",
        revision=1,
        in_hours=None,
    )


def a_step(number: int, answer: str = "an answer") -> Step:
    return Step(number=number, state={"at": number}, answer=answer, language="fr", at=NIGHT, events=[{"kind": "said"}])


@pytest.fixture(params=["dictionaries", "PostgreSQL"])
def works(request: pytest.FixtureRequest, database: Database) -> Works:
    if request.param == "dictionaries":
        memory = MemoryCalls(SteppedClock(NIGHT))
        return lambda: nullcontext(memory)
    with database.transaction() as session:
        session.execute(delete(Turn))
        session.execute(delete(Call))
    return lambda: database_calls(database)


def test_a_call_is_made_once(works: Works) -> None:
    with works() as work:
        assert work.first("AC1", "CA1").call is None
        assert work.insert(new_call(), a_step(0), ())
        assert not work.insert(new_call(), a_step(0, "another"), ())
        call = work.first("AC1", "CA1").call
    assert call is not None
    assert (call.turn, call.answer, call.state, call.language) == (1, "an answer", {"at": 0}, "fr")


def test_a_call_that_was_only_told_of_awaits_its_first_turn(works: Works) -> None:
    with works() as work:
        assert work.insert(new_call(), None, ())
        call = work.first("AC1", "CA1").call
    assert call is not None
    assert (call.turn, call.answer, call.state) == (0, None, None)


def test_a_step_is_taken_once_and_only_from_the_awaited_turn(works: Works) -> None:
    new = new_call()
    with works() as work:
        work.insert(new, a_step(0), ())
        assert work.move(new.id, a_step(0, "late"), ()) is None
        assert work.move(new.id, a_step(2, "early"), ()) is None
        assert work.move(new.id, a_step(1, "the second"), ()) is not None
        assert work.move(new.id, a_step(1, "again"), ()) is None
        call = work.read(new.id)
    assert call is not None
    assert (call.turn, call.answer) == (2, "the second")


def test_a_step_beside_the_end_is_told_of_it(works: Works) -> None:
    new = new_call()
    with works() as work:
        work.insert(new, a_step(0), ())
        read = work.read(new.id)
        assert read is not None
        assert work.end(read, Ending("completed", 9, NIGHT), ())
        moved = work.move(new.id, a_step(1), ())
    assert moved is not None
    assert moved.ended_at == NIGHT


def test_an_end_is_written_once_and_not_over_a_turn_nobody_has_seen(works: Works) -> None:
    new = new_call()
    with works() as work:
        work.insert(new, a_step(0), ())
        stale = work.read(new.id)
        work.move(new.id, a_step(1), ())
        fresh = work.read(new.id)
        assert stale is not None
        assert fresh is not None
        assert not work.end(stale, Ending("completed", 9, NIGHT), ())
        assert work.end(fresh, Ending("completed", 9, NIGHT), ())
        assert not work.end(fresh, Ending("failed", 1, NIGHT), ())
