"""250 calls in one hour on one line with two agents: in three storms, more than they can answer. Nobody is dropped:
every caller is answered, called back, told why not, or has left of their own accord."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from afterhours.scheduler import jobs_of
from ivr.simulator.legs import ENDED
from ivr.simulator.telephones import Telephone
from tests.support.day import AGENTS, Day, a_day

pytestmark = [pytest.mark.database, pytest.mark.timeout(600)]
CALLS, HOUR, AFTERWARDS = 250, 3600, 5400
STORMS = (0, 1100, 2200)
LOOK = 8
"""Seconds between two looks: of the scheduler at what is due, and of each resident at what they hear."""
BUSY = AGENTS.replace("wrap_up: 30s", "wrap_up: 3s, most_waiting: 8, longest_wait: 3m")
KEYS = ("For English, press 1", "To be called back, press 1", "If that is right, press 1")
"""Questions to which everybody says yes."""


class AtOnce(ThreadPoolExecutor):
    """A pool of nobody: what is handed to it is done before the next thing."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


@dataclass
class Resident:
    """Somebody who rings once. `wishes`: to be called back; `leaves`: after so many seconds without an answer."""

    call: Telephone
    began: int
    wishes: bool
    leaves: int | None
    read: int = 0
    left: bool = False

    def looks(self, now: int) -> None:
        """Does what one does at what was said since the last look."""
        if self.call.status in ENDED:
            return
        lines = self.call.transcript
        said = " ".join(line.what for line in lines[self.read :])
        self.read = len(lines)
        if self.leaves and now - self.began > self.leaves and not self.call.talks_with:
            self.left = True
            self.call.hang_up()
        elif any(question in said for question in KEYS) or (self.wishes and "keep your place, press 1" in said):
            self.call.press("1")


@pytest.fixture
def day(database_url: str, tmp_path: Path) -> Iterator[Day]:
    with a_day(database_url, tmp_path, BUSY) as made:
        jobs = jobs_of(made.parts, AtOnce())

        def wake() -> None:
            for name in ("heartbeat", "dispatcher", "outbox"):
                jobs[name]()

        made.county.network.time.drive(LOOK, wake)
        yield made


def everybody_rings(day: Day, chance: random.Random) -> list[Resident]:
    """One hour of calls, and the time until the last of them is over."""
    storms = [chance.choice(STORMS) + chance.uniform(0, 360) for _ in range(CALLS)]
    arrivals = sorted([*storms[1:], HOUR - LOOK])
    residents: list[Resident] = []
    for now in range(0, HOUR + AFTERWARDS, LOOK):
        while arrivals and arrivals[0] <= now:
            arrivals.pop(0)
            number, mood = f"+1519555{1000 + len(residents)}", chance.random()
            day.county.network.callee(number).answers(after=3).hangs_up_in_talk(8)
            call = day.county.network.dial(from_=number, to="+15195550100")
            residents.append(Resident(call, now, mood < 0.2, 100 if mood > 0.9 else None))
        for each in residents:
            each.looks(now)
        if not arrivals and is_quiet(day, residents):
            break
        day.waits(LOOK)
    return residents


def is_quiet(day: Day, residents: list[Resident]) -> bool:
    calls = all(each.call.status in ENDED for each in residents)
    return calls and not day.rows("select from callback where state in ('due', 'in_progress', 'no_answer') limit 1")


def outcomes(day: Day) -> Counter[str]:
    """What became of each caller: the best of what did."""
    found = day.rows("""
        select case when bool_or(q.result = 'talked') or bool_or(c.state = 'reached') then 'helped'
          when bool_or(c.state = 'exhausted') then 'on the list' when bool_or(q.result = 'hung_up') then 'left'
          when bool_or(c.state in ('due', 'no_answer', 'in_progress')) then 'promised'
          when bool_or(q.result in ('full', 'gave_up', 'closed')) then 'told' else 'dropped' end
        from call left join queued_call as q on q.call_id = call.id left join callback as c on c.id = q.callback_id
        where call.parent_id is null and call.direction = 'inbound' group by call.id""")
    return Counter(str(each) for (each,) in found)


def test_250_calls_in_an_hour_with_two_agents_drop_nobody(day: Day) -> None:
    for login in ("ann", "bo"):
        day.planned(login).answers_and_presses("1", after=2, thinks=1).hangs_up_in_talk(8)
    residents = everybody_rings(day, random.Random(311))
    found = outcomes(day)
    assert sum(found.values()) == len(residents) == CALLS
    assert found["dropped"] + found["promised"] == 0, found
    assert found["left"] == sum(each.left for each in residents)
    assert found["helped"] > 0.8 * CALLS
    assert not {"fault", "rescued"} & set(day.county.kinds())
    assert day.rows("select count(*) from queued_call where state in ('waiting', 'offered', 'joined')") == [(0,)]
    assert {status for (status,) in day.rows("select end_status from call where parent_id is null")} == {"completed"}
    first_come = "select count(*) from queued_call as a join queued_call as b on a.group_name = b.group_name"
    assert day.rows(f"{first_come} and {OVERTAKEN}") == [(0,)]


OVERTAKEN = """a.place_at < b.place_at and a.callback_id is null and b.callback_id is null
  and a.joined_at > b.joined_at + interval '1 minute'"""
"""Who came earlier talks earlier, give or take the minute in which a telephone rings."""
