"""A county of pages with the demo telephone; there is no telephone network unless a test names one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from ivr.store.database import Database
from tests.webhooks.pages.world import Parts, application, settings, world, world_with
from webhooks.phone import register

__all__ = ["world", "world_with"]

NOWHERE = "http://127.0.0.1:9"
"""Nobody listens at the port of discarded words."""


@pytest.fixture
def visitor(database_url: str, tmp_path: Path) -> Iterator[FlaskClient]:
    """A browser at the page, its network being down; there are no stories."""
    given = {"DATABASE_URL": database_url, "TWILIO_API_BASE": NOWHERE, "CALLFLOWS_DIR": str(tmp_path)}
    yield from browser_of(settings(**given), database_url)


@pytest.fixture
def visitor_of_real_telephony(database_url: str) -> Iterator[FlaskClient]:
    real = {"TELEPHONY": "twilio", "TWILIO_AUTH_TOKEN": "a-token-of-tests", "TWILIO_ACCOUNT_SID": "AC" + "0" * 32}
    yield from browser_of(settings(DATABASE_URL=database_url, **real), database_url)


def browser_of(chosen: object, database_url: str) -> Iterator[FlaskClient]:
    parts = Parts(chosen, Database(database_url, pool_size=2))  # type: ignore[arg-type]
    app = application(parts)
    register(app, parts)
    yield app.test_client()
    parts.database.close()
