"""The schema's history, and the way to bring a database up to date.

Migrations expand first and contract later: the previous version of the program runs on the new schema.
"""

from collections.abc import Callable

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine, make_url, text

from afterhours.migrations.access import grant_access
from afterhours.migrations.later import build

LOCK = 311_002
"""Key of the advisory lock that keeps two upgrades of one database apart."""


def upgrade(url: str, notice: Callable[[str], None] = lambda _: None, to: str = "head") -> None:
    """Bring the database at `url` (SQLAlchemy or libpq form) to revision `to`, in one transaction.

    Afterwards the group roles are made and given their rights, so new tables have theirs too; then the
    indexes of `later` are built. What the database's
    user is not allowed to do is told to `notice` in a sentence; the rest is done. Safe to repeat, and at once from
    several machines.
    """
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": LOCK})
        command.upgrade(config_for(connection), to)
        for sentence in grant_access(connection):
            notice(sentence)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for sentence in build(connection):
            notice(sentence)


def known() -> set[str]:
    """Every schema this program knows: those it can bring up to date, and its own."""
    return {script.revision for script in ScriptDirectory.from_config(config_for(None)).walk_revisions()}


def config_for(connection: Connection | None) -> Config:
    """Alembic's configuration for an open connection, or to look at the scripts only; there is no file."""
    config = Config()
    config.set_main_option("script_location", "afterhours:migrations")
    config.attributes["connection"] = connection
    return config
