"""From the key that chooses an emergency to the provider's word that the first call to a person is accepted.

Several residents at once, each with another matter, so that each pages another roster. What is measured stands in the
database: when the emergency was raised, and when its first call was placed.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from itertools import islice
from time import perf_counter, sleep
from typing import Any

import psycopg

from bench.connection import Connection
from bench.county import County
from bench.night import by_night
from bench.phone import WrongAnswer, fictional, next_turns, prepared, request_of

MATTERS = ("1", "2", "3", "4")
"""A burst pipe, a blocked road, a person at risk, another emergency: a roster each, so many at once."""

LONGEST = 10.0
"""Seconds after which a call is not awaited any more; it counts as so late."""

SINCE = """select extract(epoch from min(placed_at) - raised_at)::float8 from emergency
left join attempt on emergency_id = emergency.id and kind = 'call'
where emergency.state = 'open' group by emergency.id"""
STAND_DOWN = (
    "update emergency set state = 'stood_down', due_at = null where state = 'open'",
    "update attempt set state = 'over', result = 'superseded' where state <> 'over'",
    "update emergency_event set worked_at = at where worked_at is null",
)
"""Nobody is busy with an earlier emergency when the next ones are raised."""


class Raising:
    """A resident's call by night: it rings, English, and the key of an emergency. Then nothing more is done."""

    def __init__(self, base: str, number: int) -> None:
        self._base, self._sid, self._caller = base, f"CB{number:032x}", fictional(number)
        pressed = ({"CallStatus": "in-progress", "Digits": keys} for keys in ("1", MATTERS[number % len(MATTERS)]))
        self._forms = [prepared(step) for step in ({"CallStatus": "ringing"}, *pressed)]
        self._turns, self._step = "", 0

    @property
    def over(self) -> bool:
        return self._step == len(self._forms)

    def request(self) -> bytes:
        path = f"{self._turns}{self._step}" if self._step else "/voice"
        return request_of(self._base, path, self._forms[self._step], self._sid, self._caller)

    def hear(self, status: int, body: bytes) -> None:
        """Go on to the next step. Raises WrongAnswer."""
        if status != 200:
            raise WrongAnswer(f"step {self._step} was answered with {status}: {body[:300]!r}")
        self._turns = self._turns or next_turns(body)
        self._step += 1


def first_calls(county: County, emergencies: int) -> list[float]:
    """Seconds to the first call, for so many emergencies."""
    with by_night(county) as web, psycopg.connect(plain(county.database_url), autocommit=True) as database:
        callers = (Raising(county.address(web.port), number) for number in range(emergencies))
        return [seconds for wave in waves(callers) for seconds in raised(web.port, wave, database)]


def waves(callers: Iterator[Raising]) -> Iterator[list[Raising]]:
    while wave := list(islice(callers, len(MATTERS))):
        yield wave


def raised(port: int, wave: list[Raising], database: "psycopg.Connection[Any]") -> list[float]:
    """They all call at once; the emergencies are stood down once somebody is rung for each."""
    with ThreadPoolExecutor(len(wave)) as threads:
        list(threads.map(partial(led, port), wave))
    found = awaited(database, len(wave))
    for statement in STAND_DOWN:
        database.execute(statement)
    return found


def led(port: int, caller: Raising) -> None:
    with closing(Connection(port)) as connection:
        while not caller.over:
            caller.hear(*connection.ask(caller.request()))


def awaited(database: "psycopg.Connection[Any]", wanted: int) -> list[float]:
    """Raises WrongAnswer when not every call has raised an emergency."""
    deadline = perf_counter() + LONGEST
    while None in (found := seconds_of(database)) and perf_counter() < deadline:
        sleep(0.05)
    if len(found) != wanted:
        raise WrongAnswer(f"{wanted} calls have raised {len(found)} emergencies")
    return [LONGEST if each is None else each for each in found]


def seconds_of(database: "psycopg.Connection[Any]") -> list[float | None]:
    """Of each open emergency; None while nobody is rung."""
    return [row[0] for row in database.execute(SINCE)]


def plain(url: str) -> str:
    return url.replace("+psycopg", "")
