"""The scheduler wakes the jobs, survives their failures, and stops when it is asked to."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import select

from afterhours import scheduler
from afterhours.jobs import upkeep
from afterhours.models import Heartbeat
from afterhours.parts import Parts
from ivr.clock import SystemClock
from ivr.errors import DatabaseGone


@pytest.mark.parametrize(
    "error", [pytest.param(DatabaseGone("away"), id="on purpose"), pytest.param(ValueError("bug"), id="a bug")]
)
def test_a_job_that_fails_ends_nothing(error: Exception) -> None:
    def job() -> None:
        raise error

    scheduler.guarded("job", job)


@pytest.mark.database
def test_every_job_has_its_time(parts: Parts) -> None:
    with ThreadPoolExecutor(1) as pool:
        assert set(scheduler.EVERY) == set(scheduler.jobs_of(parts, pool))


@pytest.mark.database
def test_it_gives_signs_of_life_keeps_the_snapshot_and_stops_cleanly(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts.real_clock = SystemClock()
    asked, compared = Event(), Event()
    monkeypatch.setattr(upkeep, "compared", lambda *_: compared.set())
    worker = Thread(target=scheduler.work, args=(parts, asked))
    worker.start()
    assert compared.wait(20)
    path: Any = parts.settings.var_dir / "snapshot.json"
    waiting = Event()
    for _ in range(100):
        with parts.database.transaction() as session:
            sign = session.scalar(select(Heartbeat.at).where(Heartbeat.process == "scheduler"))
        if sign is not None and path.exists():
            break
        waiting.wait(0.1)
    asked.set()
    worker.join(20)
    assert not worker.is_alive()
    assert sign is not None
    assert path.exists()
