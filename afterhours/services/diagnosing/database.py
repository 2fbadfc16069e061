"""What can be seen of the database: is it there, is it current, do the other processes live, what time is it?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from afterhours.migrations import config_for
from afterhours.models.person import Person
from afterhours.services.diagnosing.finding import Finding, fault, ok, warning
from ivr.errors import DatabaseGone
from ivr.settings import Settings
from ivr.store.database import Database
from ivr.store.timing import ClockOffset, Heartbeat

SCHEDULER = "scheduler"
STALE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSight:
    """What was seen. `fault`: why nothing could be; `schema` and `newest`: the migration it has, and the last there is.

    `heartbeat`: when the scheduler last gave a sign (real time). `offset`: seconds of service time before real time.
    `people`: handle, in its canonical form -> numbers, E.164.
    """

    fault: str | None = None
    schema: str | None = None
    newest: str | None = None
    heartbeat: datetime | None = None
    offset: float = 0.0
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    now: datetime


def look_at_database(database: Database | None, now: datetime) -> DatabaseSight:
    """Never raises: a database that is away is a finding. `now`: real time, aware."""
    if database is None:
        return DatabaseSight(fault="DATABASE_URL is not set", now=now)
    try:
        with database.unit_of_work() as work:
            return see(work.session, now)
    except (DatabaseGone, SQLAlchemyError) as error:
        return DatabaseSight(fault=first_line(error), now=now)


def see(session: Session, now: datetime) -> DatabaseSight:
    schema, newest = migrations(session.connection())
    if schema is None:
        return DatabaseSight(newest=newest, now=now)
    return DatabaseSight(
        schema=schema,
        newest=newest,
        heartbeat=session.scalar(select(Heartbeat.at).where(Heartbeat.process == SCHEDULER)),
        offset=session.scalar(select(func.coalesce(func.sum(ClockOffset.seconds), 0.0))) or 0.0,
        people={
            handle: tuple(numbers)
            for handle, numbers in session.execute(select(Person.canonical_handle, Person.numbers))
        },
        now=now,
    )


def migrations(connection: Connection) -> tuple[str | None, str | None]:
    """The migration the database has, and the last one of this program."""
    newest = ScriptDirectory.from_config(config_for(connection)).get_current_head()
    return MigrationContext.configure(connection).get_current_revision(), newest


def first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__


def check_database(settings: Settings, sight: DatabaseSight) -> Iterator[Finding]:
    """Findings in words."""
    if sight.fault is not None:
        yield fault(f"The database cannot be used: {sight.fault}.", "Start PostgreSQL, or correct DATABASE_URL.")
        return
    yield ok("The database answers.")
    if sight.schema != sight.newest:
        has = f"of migration {sight.schema}" if sight.schema else "empty"
        yield fault(f"The database is {has}; this program needs {sight.newest}.", "Run `ivr db upgrade`.")
        return
    yield ok("The database's tables are current.")
    yield check_heartbeat(sight)
    if sight.offset and not settings.simulated:
        yield fault(
            f"The service's clock is {sight.offset:.0f} seconds away from real time, as in a demonstration.",
            "Run `ivr demo reset`, or use a database in which no demonstration was played.",
        )


def check_heartbeat(sight: DatabaseSight) -> Finding:
    """Texts, callbacks and forgotten calls wait for the scheduler."""
    mend = "Start it: `ivr scheduler` (systemd unit or container)."
    if sight.heartbeat is None:
        return fault("The scheduler has never run: texts would not be sent, and lost calls not found.", mend)
    age = sight.now - sight.heartbeat
    if age > STALE:
        return fault(f"The scheduler has given no sign for {int(age.total_seconds() // 60)} minutes.", mend)
    if age < -STALE:
        return warning("The scheduler's clock is ahead of this machine's.", "Set both clocks by NTP.")
    return ok("The scheduler is at work.")
