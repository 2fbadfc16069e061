"""The way into PostgreSQL: one pool a process, one unit of work a request.

Connections are in autocommit: a single statement commits by itself, and `transaction()` is said where several must
commit together. So an ordinary turn is two round trips, one read and one write, with no row locked in between.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from select import POLLIN, poll
from typing import Any, Protocol

import orjson
import psycopg
import sqlalchemy
from psycopg.pq import TransactionStatus
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import set_json_loads
from sqlalchemy import PoolProxiedConnection
from sqlalchemy.orm import Session

from ivr.errors import DatabaseGone

CONNECT_SECONDS = 1
POOL_SECONDS = 1.0
POOL_SIZE = 8
"""Connections of a process: one for each thread that answers."""
SPARE_CONNECTIONS = 4
"""Beyond one for each thread: what is read once in a process (a revision, the snapshot, the clock's offset) is read
while a turn holds its own connection."""
SILENCE_MILLISECONDS = 4000
"""So long may sent data stay unacknowledged before a connection counts as dead: a server that vanished."""
LOCK_MILLISECONDS = 2000
STATEMENT_MILLISECONDS = 3000
set_json_loads(orjson.loads)
_GONE = (psycopg.OperationalError, psycopg.InterfaceError, sqlalchemy.exc.TimeoutError)


class Reading(Protocol):
    """Whoever can ask PostgreSQL for one row."""

    def one(self, sql: str, values: Mapping[str, Any]) -> Mapping[str, Any] | None: ...


class UnitOfWork:
    """One connection for one piece of work."""

    def __init__(self, engine: sqlalchemy.Engine, connection: PoolProxiedConnection) -> None:
        self._engine = engine
        self._connection = connection
        self._session: Session | None = None
        driver = connection.driver_connection
        assert isinstance(driver, psycopg.Connection)  # noqa: S101 - the URL's driver is checked in Database
        self.driver: psycopg.Connection[Any] = driver

    def one(self, sql: str, values: Mapping[str, Any]) -> DictRow | None:
        """The first row of a statement by the names of its columns, or None. Prepared by the driver, no ORM."""
        with self.driver.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(sql, values).fetchone()

    def row(self, sql: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The same in the order of its columns: a third cheaper, for what every turn asks."""
        found: tuple[Any, ...] | None = self.driver.execute(sql, values).fetchone()
        return found

    @property
    def committed(self) -> bool:
        """Whether no transaction is open: each statement stands for itself."""
        return self.driver.info.transaction_status is TransactionStatus.IDLE

    @property
    def session(self) -> Session:
        """An ORM session on this connection: flush it, never commit it; `transaction()` commits."""
        if self._session is None:
            bind = sqlalchemy.Connection(self._engine, self._connection)
            self._session = Session(bind=bind, expire_on_commit=False)
        return self._session

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Everything within commits together, or not at all."""
        with self.driver.transaction():
            yield self.session
            self.session.flush()

    def close(self) -> None:
        if self._session is not None:
            self._session.close()


class Database:
    """The pool of one process. `url` is a SQLAlchemy URL for psycopg."""

    def __init__(self, url: str, *, pool_size: int = POOL_SIZE, statement_ms: int = STATEMENT_MILLISECONDS) -> None:
        self.url = url
        self.engine = sqlalchemy.create_engine(
            psycopg_url(url),
            isolation_level="AUTOCOMMIT",
            pool_size=pool_size,
            max_overflow=SPARE_CONNECTIONS,
            pool_timeout=POOL_SECONDS,
            pool_use_lifo=True,
            pool_reset_on_return=None,
            hide_parameters=True,
            connect_args={
                "connect_timeout": CONNECT_SECONDS,
                "tcp_user_timeout": SILENCE_MILLISECONDS,
                "options": f"-c lock_timeout={LOCK_MILLISECONDS} -c statement_timeout={statement_ms}",
            },
        )

        sqlalchemy.event.listen(self.engine, "checkout", _still_there)

    @contextmanager
    def unit_of_work(self) -> Iterator[UnitOfWork]:
        """A connection for one piece of work. Raises DatabaseGone when PostgreSQL is away or too slow."""
        try:
            with closing(self.engine.raw_connection()) as connection:
                work = UnitOfWork(self.engine, connection)
                try:
                    yield work
                except _GONE:
                    connection.invalidate()
                    raise
                finally:
                    work.close()
        except _GONE as error:
            raise DatabaseGone(str(error)) from error
        except sqlalchemy.exc.DBAPIError as error:
            if isinstance(error.orig, _GONE):
                raise DatabaseGone(str(error.orig)) from error
            raise

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One unit of work that is one transaction."""
        with self.unit_of_work() as work, work.transaction() as session:
            yield session

    def forget_connections(self) -> None:
        """Let go of every pooled connection: after PostgreSQL was away, they are all dead."""
        self.engine.dispose()

    def close(self) -> None:
        self.engine.dispose()


def _still_there(connection: psycopg.Connection[Any], *_: object) -> None:
    """A pooled connection that the server has left is not handed out: PostgreSQL may be restarted between two turns.

    An idle connection has nothing to read but the server's goodbye, so one look at its socket tells, without a round
    trip. The pool then lets go of all of its connections and opens a new one.
    """
    if connection.closed or _readable(connection):
        raise sqlalchemy.exc.InvalidatePoolError("the server has closed this connection")


def _readable(connection: psycopg.Connection[Any]) -> bool:
    sockets = poll()
    sockets.register(connection.fileno(), POLLIN)
    return bool(sockets.poll(0))


def psycopg_url(url: str) -> str:
    """The URL with this program's driver, however the county's hosting writes it."""
    scheme, separator, rest = url.partition("://")
    return f"postgresql+psycopg{separator}{rest}" if scheme in ("postgres", "postgresql") else url
