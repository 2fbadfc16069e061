"""A county at work and people at its desks in a real browser, for stories that go through everything.

Time is moved by the words of whoever telephones; pages hear of news by their stream, in real time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from afterhours.models import Person
from afterhours.services.queue.presence import present
from ivr.simulator.called import Answerer, person
from tests.support.county import County, county
from tests.support.lines import DeskUser, now, rows
from tests.support.live import with_streams
from tests.support.pages import Opener, opener, signed_in
from tests.support.scheduled import at_work
from tests.webhooks.pages.world import PASSWORD
from webhooks.app import create_app
from webhooks.signin.users import NewUser, add_user

COUNCILS = ("long-point-county", "wealden-vale")


@dataclass
class Shift:
    """The county, and whoever sits at its desks."""

    county: County
    open_page: Opener

    def comes(
        self, login: str, role: str, *, name: str = "", telephone: str | None = None, **told: Any
    ) -> Answerer | None:
        """Somebody begins their work. With a `telephone` (E.164) they take calls, and it is in the test's hand."""
        parts = self.county.parts
        new = NewUser(
            login=login, name=name or login.title(), role=role, tenants=list(COUNCILS), password=PASSWORD, **told
        )
        with parts.database.transaction() as session:
            user = add_user(session, new, parts.site, parts.real_clock.now())
            if telephone:
                agent = DeskUser(user.id, new.organisation, tuple(new.groups), tuple(new.skills), COUNCILS)
                present(session, agent, "available", telephone, now(parts))
        return person(self.county.network, telephone, login) if telephone else None

    def telephone(self, number: str, name: str = "") -> Answerer:
        """A telephone outside the desk: a switchboard, an interpreter, an office."""
        return person(self.county.network, number, name or number)

    def desk(self, login: str, to: str = "/desk/cases", **window: str) -> Any:
        """Their window, signed in."""
        return signed_in(self.open_page(**window), login, to)

    def is_written_to(self, handle: str, address: str) -> None:
        """Somebody of the county has this e-mail address."""
        with self.county.parts.database.transaction() as session:
            session.scalars(select(Person).where(Person.handle == handle)).one().email = address

    def waits(self, seconds: float) -> None:
        self.county.network.wait(seconds)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return rows(self.county.parts, sql)


@contextmanager
def a_shift(browser: Any, database_url: str, var: Path, at: datetime) -> Iterator[Shift]:
    """The demonstration's own call flows, rosters and groups, with the scheduler at work from `at` on."""
    with county(database_url, var) as served, at_work(served.at(at)), with_streams(create_app(served.parts)) as whole:
        served.server.app = whole
        with opener(browser, served.base) as open_page:
            yield Shift(served, open_page)
