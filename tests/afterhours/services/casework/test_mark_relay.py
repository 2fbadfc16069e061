"""A relay service or a text telephone: said on a case, and known in later calls of the number."""

from datetime import UTC, datetime, timedelta

import pytest

from afterhours.models import Case
from afterhours.parts import Parts
from afterhours.services.casework.find_case import caller_facts
from afterhours.services.casework.mark_relay import mark_relay
from afterhours.services.signing import Signed
from ivr.store.turn_path import database_calls
from tests.support.nights import CALLER, COUNTY, Nights

pytestmark = pytest.mark.database
AT = datetime(2026, 11, 24, 2, 15, tzinfo=UTC)
NORA = Signed("nora", AT, AT)


def marks(parts: Parts, case: Case, *, relay: bool) -> None:
    with parts.database.transaction() as session:
        found = session.get_one(Case, case.id)
        mark_relay(session, found, relay, NORA, found.version)


def known(parts: Parts, tenant: str = COUNTY) -> dict[str, object]:
    with database_calls(parts.database) as work:
        return dict(caller_facts(work._work, tenant, CALLER))


def test_a_number_is_known_by_its_last_case_and_in_its_own_council_alone(parts: Parts) -> None:
    case = Nights(parts).message(AT)
    marks(parts, case, relay=True)
    assert known(parts) == {"relay": True}
    assert "relay" not in known(parts, "wealden-vale")
    marks(parts, case, relay=False)
    assert "relay" not in known(parts)


def test_what_was_said_later_counts(parts: Parts) -> None:
    nights = Nights(parts)
    marks(parts, nights.message(AT), relay=True)
    later = nights.message(AT + timedelta(days=1))
    marks(parts, later, relay=True)
    marks(parts, later, relay=False)
    assert "relay" not in known(parts)
