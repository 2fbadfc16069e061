"""Abusive callers: two people decide, until a date; a relay service's number is nobody's to block."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import AuditEntry, CallerBlock, Case
from afterhours.parts import Parts
from afterhours.services.casework.block_callers import block_caller, decline_flag, flag_caller, lift_block, standing
from afterhours.services.casework.find_case import caller_facts
from afterhours.services.signing import Signed
from afterhours.site import Site
from ivr.errors import NotFound, Refused
from ivr.store.turn_path import database_calls
from tests.support.nights import CALLER, COUNTY, Nights

pytestmark = pytest.mark.database
AT = datetime(2026, 11, 24, 2, 15, tzinfo=UTC)
NORA, SAM = Signed("nora", AT, AT), Signed("sam", AT, AT)
WEEK = AT + timedelta(days=7)


@pytest.fixture(name="case")
def a_case(parts: Parts) -> Case:
    return Nights(parts).message(AT)


def flagged(session: Session, site: Site, case: Case, reason: str = "threatened the agent") -> CallerBlock:
    found = flag_caller(session, site, session.get_one(Case, case.id), reason, NORA)
    session.flush()
    return found


def test_somebody_else_than_who_flagged_decides_and_until_when(parts: Parts, case: Case) -> None:
    with parts.database.transaction() as session:
        flag = flagged(session, parts.site, case)
        with pytest.raises(Refused, match="Somebody else"):
            block_caller(session, flag.id, WEEK, "as I said", NORA)
        block_caller(session, flag.id, WEEK, "heard the recording", SAM)
        assert (flag.state, flag.until, flag.decided_by) == ("blocked", WEEK, "sam")
        actions = session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("caller.%")))
        assert sorted(actions) == ["caller.blocked", "caller.flagged"]


@pytest.mark.parametrize("until", [AT, AT + timedelta(days=400)], ids=["today", "after a year"])
def test_a_block_has_an_end_that_is_not_far_away(parts: Parts, case: Case, until: datetime) -> None:
    with parts.database.transaction() as session, pytest.raises(Refused, match="within a year"):
        block_caller(session, flagged(session, parts.site, case).id, until, "because", SAM)


def test_what_was_declined_follows_nobody_and_may_be_flagged_again(parts: Parts, case: Case) -> None:
    with parts.database.transaction() as session:
        decline_flag(session, flagged(session, parts.site, case).id, "had a bad day", SAM)
        assert standing(session, COUNTY, CALLER, AT) is None
        flagged(session, parts.site, case, "again")


def test_a_number_is_flagged_once_and_decided_once(parts: Parts, case: Case) -> None:
    with parts.database.transaction() as session:
        flag = flagged(session, parts.site, case)
        with pytest.raises(Refused, match="already"):
            flagged(session, parts.site, case)
        decline_flag(session, flag.id, "no", SAM)
        with pytest.raises(NotFound):
            block_caller(session, flag.id, WEEK, "yes", SAM)


def test_a_relay_service_and_a_withheld_number_are_not_blocked(parts: Parts, case: Case) -> None:
    site = parts.site
    council = replace(site.councils[COUNTY], relay_numbers=(CALLER,))
    with_relay = replace(site, councils={**site.councils, COUNTY: council})
    with parts.database.transaction() as session:
        with pytest.raises(Refused, match="relay"):
            flagged(session, with_relay, case)
        session.get_one(Case, case.id).caller_e164 = None
        with pytest.raises(Refused, match="no number"):
            flagged(session, site, case)


def test_a_block_is_known_to_the_one_read_of_the_callers_facts_until_it_is_over_or_lifted(
    parts: Parts, case: Case
) -> None:
    now = parts.clock.now()
    sam = Signed("sam", now, now)
    with parts.database.transaction() as session:
        block = flagged(session, parts.site, case)
        block_caller(session, block.id, now + timedelta(days=1), "yes", sam)
    with database_calls(parts.database) as work:
        assert caller_facts(work._work, COUNTY, CALLER)["blocked"]
        assert not caller_facts(work._work, "wealden-vale", CALLER)["blocked"]
    with parts.database.transaction() as session:
        lift_block(session, block.id, sam)
    with database_calls(parts.database) as work:
        assert not caller_facts(work._work, COUNTY, CALLER)["blocked"]
