"""`ivr audit verify`: what an operator is told of the chain."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from afterhours.jobs.audit import sealed
from afterhours.models import AuditEntry
from afterhours.services.seal_audit import SETTLED
from ivr.clock import SteppedClock, SystemClock
from ivr.store.database import Database
from webhooks.cli import main

pytestmark = pytest.mark.database


def test_a_whole_chain_is_told_and_a_broken_one_fails(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    database, now = Database(database_url), SystemClock().now()
    with database.transaction() as session:
        session.add(AuditEntry(tenant="county", at=now - 2 * SETTLED, actor="ann", action="case.seen"))
    assert sealed(database, SteppedClock(now + timedelta(seconds=1))) == 1
    whole = CliRunner().invoke(main, ["audit", "verify"])
    assert (whole.exit_code, "county: 1 entries sealed, 0 not yet. Last: 1 " in whole.output) == (0, True)
    with database.transaction() as session:
        session.execute(text("alter table audit disable trigger user"))
        session.execute(text("update audit set actor = 'bo'"))
    database.close()
    broken = CliRunner().invoke(main, ["audit", "verify"])
    assert (broken.exit_code, "Entry 1 of county was changed" in broken.output) == (1, True)
