"""The database's own rate: the read and the write of an ordinary turn by plain psycopg, without the program."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter
from typing import Any, Self
from uuid import UUID

import psycopg

from ivr.store.base import new_key
from ivr.store.turn_path import MOVE, READ

CALL = """insert into call (id, tenant, account, provider_call_id, line, direction, channel, from_raw, from_e164,
  caller_state, to_raw, turn, started_at, recovered)
values (%(id)s, 'long_point_county', 'AC-commits', %(id)s, 'main', 'inbound', 'voice', '+15195550123', '+15195550123',
  'presented', '+15195550100', 0, now(), false)"""
STATE = '{"version": 1, "flow": "main", "step": "topics", "language": "en", "memory": {"tries": 0}, "answers": {}}'
EVENTS = '[{"step": "topics", "kind": "menu_choice", "data": {"keys": "2", "to": "roads"}}]'
ANSWER = "<Response>" + "<Say>Roads, street lights and buses.</Say>" * 20 + "</Response>"


@dataclass
class Commits:
    """Threads with a connection each, and what they have done together."""

    url: str
    threads: int
    seconds: float
    latencies: list[float] = field(default_factory=list)

    taken: float = 0.0

    @property
    def rate(self) -> float:
        """Read and committed write together, so many times a second."""
        return len(self.latencies) / self.taken

    def run(self) -> Self:
        start = perf_counter()
        threads = [threading.Thread(target=self._work) for _ in range(self.threads)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.taken = perf_counter() - start
        return self

    def _work(self) -> None:
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True, prepare_threshold=0) as connection:
            call, number, deadline = made_call(connection), 0, perf_counter() + self.seconds
            while (before := perf_counter()) < deadline:
                connection.execute(READ, {"id": call}).fetchone()
                connection.execute(MOVE, moved(call, number))
                self.latencies.append(perf_counter() - before)
                number += 1


def made_call(connection: "psycopg.Connection[Any]") -> UUID:
    call = new_key()
    connection.execute(CALL, {"id": call})
    return call


def moved(call: UUID, number: int) -> dict[str, Any]:
    written = {"state": STATE, "answer": ANSWER, "language": "en", "events": EVENTS}
    return {"id": call, "number": number, "at": now(), **written}


def now() -> datetime:
    return datetime.now(UTC)
