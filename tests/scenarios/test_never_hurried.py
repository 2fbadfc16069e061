"""Whoever speaks through a relay service or a text telephone is known when they call again, and never hurried."""

import pytest
from sqlalchemy import select

from afterhours.models import Call, Case
from afterhours.services.casework.mark_relay import mark_relay
from afterhours.services.signing import Signed
from tests.support.county import County

pytestmark = pytest.mark.database


def cases(county: County) -> list[Case]:
    with county.parts.database.transaction() as session:
        return list(session.scalars(select(Case).order_by(Case.opened_at)))


def relays(county: County) -> list[bool]:
    with county.parts.database.transaction() as session:
        states = session.scalars(select(Call.state).order_by(Call.started_at))
        return [each["facts"]["relay"] for each in states if each]


def test_a_caller_whom_an_agent_marked_is_known_when_they_call_again(long_point: County) -> None:
    long_point.phone().hangs_up()
    with long_point.parts.database.transaction() as session:
        case = session.scalars(select(Case)).one()
        now = long_point.parts.clock.now()
        mark_relay(session, case, True, Signed("nora", now, now), case.version)
    long_point.phone().hangs_up()
    assert [each.relay for each in cases(long_point)] == [True, True]
    assert relays(long_point) == [False, True]
