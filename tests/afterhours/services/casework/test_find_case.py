"""What the telephone reads out of a case, by its number."""

from datetime import UTC, datetime

import pytest

from afterhours.models import Case
from afterhours.parts import Parts
from afterhours.services.casework.find_case import case_fact
from tests.support.nights import CALLER, COUNTY, Nights

pytestmark = pytest.mark.database
AT = datetime(2026, 11, 24, 2, 15, tzinfo=UTC)


def told(parts: Parts, case: Case, tenant: str = COUNTY) -> str | None:
    with parts.database.transaction() as session:
        fact = case_fact(session, tenant, "America/Toronto", case.number)
    return fact.status if fact else None


def test_a_case_is_read_out_in_its_own_council(bare: Parts) -> None:
    case = Nights(bare).message(AT, caller_e164=CALLER)
    assert (told(bare, case), told(bare, case, "wealden-vale")) == (case.status, None)


def test_of_a_restricted_case_nothing_is_read_out(bare: Parts) -> None:
    case = Nights(bare).message(AT, caller_e164=CALLER, restricted="social-duty")
    assert told(bare, case) is None
