"""A migrated database with the small county released and its people in it, and a telephone line into it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from afterhours.models import Case
from afterhours.parts import Parts
from afterhours.services.imports.cells import Origin
from afterhours.services.imports.people import import_people
from afterhours.services.people.known import trust_numbers
from afterhours.services.releases.release import release
from ivr import settings
from ivr.clock import SteppedClock
from ivr.engine.inputs import Input
from ivr.store.calls import Ending
from ivr.twiml.forms import Arrival
from tests.afterhours.small_county import folder

NOW = datetime(2026, 12, 26, 7, 15, tzinfo=UTC)
PEOPLE = b"handle,name,numbers\nann,Ann,+15195550171 +15195550172\nduty-manager,Margaret,+15195550179\n"
COUNTY = Origin("long-point-county", "CA", ("en", "fr"))
ACCOUNT = "AC1"


@pytest.fixture
def bare(database_url: str, tmp_path: Path) -> Iterator[Parts]:
    """The parts over an empty database."""
    environment = {"DATABASE_URL": database_url, "VAR_DIR": str(tmp_path), "TELEPHONY": "simulated"}
    parts = Parts(settings.load(environment), real_clock=SteppedClock(NOW))
    yield parts
    parts.close()


@pytest.fixture
def parts(bare: Parts) -> Parts:
    """The parts over a database with the small county released."""
    with bare.database.transaction() as session:
        release(session, folder(), "tests", NOW)
        import_people(session, PEOPLE, COUNTY, NOW, dry_run=False)
        trust_numbers(session, NOW)
    return bare


class Caller:
    """Somebody who rings a line of the small county: the provider's requests, straight to the runner."""

    def __init__(self, parts: Parts, sid: str = "CA1", from_: str = "+15195550123", to: str = "+15195550100") -> None:
        self.parts = parts
        self.arrival = Arrival(provider_call_id=sid, account=ACCOUNT, from_raw=from_, to_raw=to)
        self.turn = 0

    def rings(self) -> str:
        """What is heard first."""
        reply = self.parts.runner.open(self.arrival)
        self.turn = 1
        return reply.document

    def gives(self, given: Input) -> str:
        """One more turn; what is heard then."""
        call_id = self.parts.runner.chronicle.ensure(self.arrival, "a test asks")
        reply = self.parts.runner.turn(call_id, self.turn, given)
        self.turn += 1
        return reply.document

    def is_over(self, status: str = "completed", seconds: int = 60) -> None:
        """The provider says that the call is over."""
        self.parts.runner.chronicle.end(self.arrival, Ending(status, seconds))

    @property
    def case(self) -> Case:
        """The one case there is."""
        with self.parts.database.transaction() as session:
            found = session.scalars(select(Case)).one()
            session.expunge(found)
        return found


@pytest.fixture
def caller(parts: Parts) -> Caller:
    return Caller(parts)
