"""The demonstration county on a durable PostgreSQL of the bench's own, which is removed at the end."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from afterhours.migrations import upgrade
from afterhours.parts import Parts
from afterhours.service_clock import ServiceClock
from afterhours.services.releases.release import release
from afterhours.site import read_folder
from bench.crowd import fill
from bench.phone import ACCOUNT, TOKEN
from ivr import settings
from ivr.clock import SystemClock
from ivr.folders import PROJECT, state_folder
from ivr.store.server import EmbeddedServer

CALLFLOWS = PROJECT / "callflows"
BY_DAY = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("America/Toronto"))
SECRET = "a-secret-key-of-the-bench"  # noqa: S105 - it protects nothing


@dataclass(frozen=True)
class County:
    """One database with the county's call flows, and a folder for what the service keeps on disk.

    `telephone`: where the simulated network is, for those who ring people.
    """

    database_url: str
    folder: Path
    telephone: str = ""

    def address(self, port: int) -> str:
        return f"http://127.0.0.1:{port}"

    def environment(self, port: int) -> dict[str, str]:
        """Of a web server on that port."""
        return settings.for_children(
            DATABASE_URL=self.database_url,
            CALLFLOWS_DIR=str(CALLFLOWS),
            VAR_DIR=str(self.folder),
            PUBLIC_URL=self.address(port),
            SECRET_KEY=SECRET,
            TELEPHONY="simulated",
            TWILIO_ACCOUNT_SID=ACCOUNT,
            TWILIO_AUTH_TOKEN=TOKEN,
            TWILIO_API_BASE=self.telephone,
            LOG_LEVEL="WARNING",
        )


@contextmanager
def counties(calls: int) -> Iterator[tuple[County, County, County]]:
    """Three of the same: an empty one, one with so many calls, their turns and cases in the tables, one for a night."""
    with tempfile.TemporaryDirectory(prefix="bench-", dir=state_folder()) as folder:
        server = EmbeddedServer(Path(folder) / "data")
        try:
            server.start()
            server.create_database("empty")
            empty = furnished(County(server.url("empty"), Path(folder) / "empty"))
            crowded = County(server.create_database("crowded", template="empty"), Path(folder) / "crowded")
            night = County(server.create_database("night", template="empty"), Path(folder) / "night")
            fill(crowded.database_url, calls)
            yield empty, crowded, night
        finally:
            server.destroy()


def furnished(county: County) -> County:
    """The schema, the call flows, and ten o'clock on a Tuesday."""
    upgrade(county.database_url)
    parts = Parts(settings.load(county.environment(0)))
    with parts.database.transaction() as session:
        release(session, read_folder(CALLFLOWS), "bench", datetime.now(UTC))
    ServiceClock(parts.database, SystemClock()).set(BY_DAY)
    parts.close()
    return county
