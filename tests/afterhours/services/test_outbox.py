"""What leaves the house: after the commit, at least once, by one process at a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from afterhours.jobs.outbox import OutboxJob
from afterhours.models import OutboxMessage
from afterhours.parts import Parts
from afterhours.services.outbox import MOST_ATTEMPTS, URGENT, Sender, Waiting, claim, enqueue, pause_after, put_in, send
from ivr.domain import Context
from ivr.errors import ProviderGone, Refused
from ivr.store.turn_path import database_calls
from tests.afterhours.conftest import NOW, Caller

pytestmark = pytest.mark.database


def from_a_call(caller: Caller, *keys: str, crash: bool = False) -> None:
    """One message for each key, from the caller's call, in one transaction; `crash` ends it before the commit."""
    caller.rings()
    call_id = caller.parts.runner.chronicle.ensure(caller.arrival, "a test asks")
    with database_calls(caller.parts.database) as work, work.transaction():
        call = work.read(call_id)
        assert call is not None
        context = Context(call=call, case_number="1", revision=1, now=call.now, work=work)
        for key in keys:
            enqueue(context, "text", {"to": "+15195550123"}, key)
        if crash:
            1 / 0  # noqa: B018 - something goes wrong


def taken(parts: Parts, who: str = "one", most: int = 10) -> list[Waiting]:
    with parts.database.transaction() as session:
        return claim(session, who, ["text"], most)


def rows(parts: Parts) -> list[OutboxMessage]:
    with parts.database.transaction() as session:
        return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.idempotency_key)))


def failing(error: Exception) -> Sender:
    def sender(_: Waiting) -> None:
        raise error

    return sender


def test_the_same_key_is_put_in_once(caller: Caller) -> None:
    from_a_call(caller, "a", "a", "b")
    assert [row.idempotency_key for row in rows(caller.parts)] == ["a", "b"]


def test_what_is_rolled_back_with_its_cause_never_leaves(caller: Caller) -> None:
    with pytest.raises(ZeroDivisionError):
        from_a_call(caller, "a", crash=True)
    assert rows(caller.parts) == []


def test_a_claimed_message_is_nobody_else_s_until_its_lease_ends(caller: Caller) -> None:
    from_a_call(caller, "a")
    assert len(taken(caller.parts, "one")) == 1
    assert taken(caller.parts, "two") == []
    with caller.parts.database.transaction() as session:
        session.execute(text("update outbox set leased_until = clock_timestamp()"))
    assert [message.attempts for message in taken(caller.parts, "two")] == [2]


def test_a_day_that_is_skipped_in_the_simulated_world_sets_no_lease_free(caller: Caller) -> None:
    from_a_call(caller, "a")
    taken(caller.parts, "one")
    with caller.parts.database.transaction() as session:
        session.execute(text("insert into clock_offset values ('*', 86400)"))
    assert taken(caller.parts, "two") == []


def test_what_was_sent_is_done(caller: Caller) -> None:
    from_a_call(caller, "a")
    sent: list[Waiting] = []
    send(caller.parts.database, "one", taken(caller.parts)[0], sent.append, 0)
    assert [(message.kind, message.payload, message.idempotency_key) for message in sent] == [
        ("text", {"to": "+15195550123"}, "a")
    ]
    assert rows(caller.parts)[0].done_at is not None
    assert taken(caller.parts) == []


def test_a_failure_is_tried_again_later(caller: Caller) -> None:
    from_a_call(caller, "a")
    send(caller.parts.database, "one", taken(caller.parts)[0], failing(ProviderGone("busy")), 0)
    row = rows(caller.parts)[0]
    assert (row.done_at, row.parked_at, row.last_error) == (None, None, "ProviderGone: busy")
    assert row.due_at - row.created_at > timedelta(seconds=4)
    assert taken(caller.parts) == []


@pytest.mark.parametrize(
    ("error", "attempts"),
    [
        pytest.param(Refused("not a mobile number"), 1, id="refused"),
        pytest.param(ProviderGone("busy"), MOST_ATTEMPTS, id="too often"),
    ],
)
def test_what_cannot_be_sent_waits_for_a_person(caller: Caller, error: Exception, attempts: int) -> None:
    from_a_call(caller, "a")
    with caller.parts.database.transaction() as session:
        session.execute(update(OutboxMessage).values(attempts=attempts - 1))
    send(caller.parts.database, "one", taken(caller.parts)[0], failing(error), 0)
    assert rows(caller.parts)[0].parked_at is not None
    assert taken(caller.parts) == []


def test_whose_lease_has_gone_to_another_changes_nothing(caller: Caller) -> None:
    from_a_call(caller, "a")
    late = taken(caller.parts, "one")[0]
    with caller.parts.database.transaction() as session:
        session.execute(text("update outbox set leased_until = clock_timestamp()"))
    taken(caller.parts, "two")
    send(caller.parts.database, "one", late, failing(Refused("no")), 0)
    row = rows(caller.parts)[0]
    assert (row.leased_by, row.parked_at) == ("two", None)


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 5), (2, 10), (5, 80), (30, 3600)])
def test_the_pause_doubles_up_to_an_hour_and_lots_shorten_it_by_half_at_most(attempts: int, seconds: int) -> None:
    assert pause_after(attempts, 0) == timedelta(seconds=seconds)
    assert pause_after(attempts, 1) == timedelta(seconds=seconds) / 2


def test_what_is_put_in_outside_a_turn_leaves_once_too(parts: Parts) -> None:
    for _ in range(2):
        with parts.database.transaction() as session:
            put_in(session, "long-point-county", "text", {"to": "+15195550123"}, "a", NOW)
    with parts.database.transaction() as session:
        session.execute(update(OutboxMessage).values(due_at=text("ivr_now()")))
    assert [message.idempotency_key for message in taken(parts)] == ["a"]


def test_an_urgent_sender_that_was_killed_is_followed_by_another_within_twenty_seconds(caller: Caller) -> None:
    from_a_call(caller, "a")
    with caller.parts.database.transaction() as session:
        claim(session, "one", ["text"], 1, {"text": URGENT})
        left = session.scalar(text("select extract(epoch from leased_until - clock_timestamp()) from outbox"))
    assert 15 < left <= 20


def test_an_urgent_sender_waits_ten_seconds_at_most_after_a_failure() -> None:
    assert [pause_after(attempts, 0, URGENT).total_seconds() for attempts in (1, 2, 9)] == [2, 4, 10]


def test_several_at_once_send_each_message_once(caller: Caller) -> None:
    from_a_call(caller, *(f"k{number:02}" for number in range(30)))
    sent: list[str] = []
    senders = {"text": lambda message: sent.append(message.idempotency_key)}
    with ThreadPoolExecutor(8) as pool:
        jobs = [OutboxJob(caller.parts.database, senders, pool, who) for who in ("one", "two")]
        while len(sent) < 30:
            for job in jobs:
                job.tick()
    assert sorted(sent) == [f"k{number:02}" for number in range(30)]


def test_many_that_are_due_at_once_do_not_wait_for_the_next_tick(caller: Caller) -> None:
    from_a_call(caller, *(f"k{number:02}" for number in range(15)))
    sent: list[str] = []
    with ThreadPoolExecutor(2) as pool:
        OutboxJob(
            caller.parts.database, {"text": lambda message: sent.append(message.idempotency_key)}, pool, "one", 2
        ).tick()
    assert len(sent) == 15


def test_what_is_urgent_goes_first(caller: Caller) -> None:
    from_a_call(caller, "a", "b")
    with caller.parts.database.transaction() as session:
        session.execute(text("update outbox set kind = 'call' where idempotency_key = 'b'"))
        claimed = claim(session, "one", ["text", "call"], 1, {"call": URGENT})
    assert [message.idempotency_key for message in claimed] == ["b"]


def test_without_a_sender_nothing_is_claimed(caller: Caller) -> None:
    from_a_call(caller, "a")
    with ThreadPoolExecutor(1) as pool:
        assert OutboxJob(caller.parts.database, {}, pool, "one").tick() == 0
    assert rows(caller.parts)[0].leased_by is None
