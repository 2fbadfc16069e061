"""What every test may ask for: PostgreSQL, fresh databases, and the profiles of the property tests.

One embedded server serves a whole run. With xdist the controlling process starts it and tells the workers its
address; without, the first test that asks for it does.
"""

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from ivr.folders import state_folder
from ivr.store.server import EmbeddedServer
from tools.chromium import NotFound as NoChromium
from tools.chromium import chromium as find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TEMPLATE = "migrated"
ONE_DAY = 24 * 3600
NO_BROWSER = "Browser tests were skipped:"
SERVER = pytest.StashKey[EmbeddedServer]()
NUMBERS = count(1)

settings.register_profile("quick", max_examples=50, deadline=None, database=None)
settings.register_profile(
    "ci", max_examples=500, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "quick")


@dataclass(frozen=True)
class Databases:
    """Fresh databases of the run's server, each a copy of the migrated template."""

    server: EmbeddedServer
    worker: str

    def fresh(self, *, migrated: bool = True) -> str:
        """The URL of a new database that nobody else uses."""
        name = f"test_{self.worker}_{next(NUMBERS)}"
        return self.server.create_database(name, template=self.template() if migrated else None)

    def drop(self, url: str) -> None:
        self.server.drop_database(url.split("?", maxsplit=1)[0].rsplit("/", 1)[1])

    def template(self) -> str:
        """The name of the migrated template; the first who asks makes it, the others wait."""
        with locked(self.server.folder / "template.lock"):
            if not self.server.has_database(TEMPLATE):
                make_template(self.server)
        return TEMPLATE


def make_template(server: EmbeddedServer) -> None:
    from afterhours.migrations import upgrade

    unfinished = f"{TEMPLATE}_unfinished"
    server.drop_database(unfinished)
    upgrade(server.create_database(unfinished))
    server.rename_database(unfinished, TEMPLATE)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> EmbeddedServer:
    """The server of this run: started, shared by every worker. A test that stops servers makes its own."""
    told = getattr(request.config, "workerinput", {}).get("postgres_folder")
    if told is not None:
        return EmbeddedServer(Path(told), durable=False)
    return started(request.config)


@pytest.fixture(scope="session")
def databases(postgres: EmbeddedServer, worker_id: str) -> Databases:
    """Makes as many databases as a test wants."""
    return Databases(postgres, worker_id)


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A migrated, empty database for this test alone, as a SQLAlchemy URL."""
    url = databases.fresh()
    yield url
    databases.drop(url)


@pytest.fixture(scope="module")
def module_database_url(databases: Databases) -> Iterator[str]:
    """A migrated database that the tests of one module share."""
    url = databases.fresh()
    yield url
    databases.drop(url)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium or Chrome; without one the test is skipped, or fails where CI=true."""
    path = os.environ.get("CHROMIUM") or browser_on_this_machine()
    if path:
        return path
    reason = os.environ.get("NO_CHROMIUM") or "no Chromium or Chrome is installed; `make test` looks for one"
    if os.environ.get("CI") == "true":
        pytest.fail(f"Browser tests must run under CI: {reason}.")
    pytest.skip(f"{NO_BROWSER} {reason}")


def browser_on_this_machine() -> str | None:
    try:
        return str(find_chromium(install=False))
    except NoChromium:
        return None


@pytest.fixture(scope="session")
def browser(chromium: str) -> "Iterator[Browser]":
    """A browser without a window; each test opens a context of its own and closes it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options = ["--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required"]
        opened = playwright.chromium.launch(executable_path=chromium, chromium_sandbox=os.geteuid() != 0, args=options)
        yield opened
        opened.close()


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The last lines say when browser tests were skipped, and why."""
    reasons = {report.longrepr[2] for report in terminalreporter.stats.get("skipped", []) if is_for_browser(report)}
    for reason in sorted(reasons):
        terminalreporter.write_line(str(reason).removeprefix("Skipped: "), yellow=True)


def is_for_browser(report: Any) -> bool:
    return isinstance(report.longrepr, tuple) and NO_BROWSER in report.longrepr[2]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """xdist: the controlling process starts the server before its workers."""
    node.workerinput["postgres_folder"] = str(started(node.config).folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process that started the server stops it and removes its folder."""
    server = config.stash.get(SERVER, None)
    if server is not None:
        server.destroy()


def started(config: pytest.Config) -> EmbeddedServer:
    server = config.stash.get(SERVER, None)
    if server is None:
        remove_what_killed_runs_left()
        folder = Path(tempfile.mkdtemp(prefix="tests-", dir=state_folder()))
        server = config.stash[SERVER] = EmbeddedServer(folder, durable=False)
        server.start()
    return server


def remove_what_killed_runs_left() -> None:
    """Data of runs that were killed more than a day ago; a run of now may belong to somebody else."""
    for folder in state_folder().glob("tests-*"):
        if time.time() - folder.stat().st_mtime > ONE_DAY:
            EmbeddedServer(folder, durable=False).destroy()
