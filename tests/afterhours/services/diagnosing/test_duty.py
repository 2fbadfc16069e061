"""What the doctor says of the people on duty and of the number that rings them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from afterhours.models import Person
from afterhours.parts import Parts
from afterhours.services.diagnosing.duty import check_duty_numbers, check_pins, check_reachable
from afterhours.services.people.known import trust_numbers
from afterhours.services.people.pins import set_pin
from ivr.errors import ProviderGone
from ivr.telephony.port import OwnNumber
from tests.afterhours.conftest import NOW
from tests.afterhours.services.county_rosters import with_rosters
from tests.afterhours.services.diagnosing.test_diagnose import own

LINES = {"+15195550100", "+441632960100"}


class Account:
    """Numbers at a provider that may be away."""

    def __init__(self, *numbers: OwnNumber, away: bool = False) -> None:
        self._numbers, self._away = {each.number: each for each in numbers}, away

    def number(self, number: str) -> OwnNumber | None:
        if self._away:
            raise ProviderGone("away")
        return self._numbers.get(number)


def levels(parts: Parts, *numbers: OwnNumber, away: bool = False) -> list[tuple[str, str]]:
    account: Any = Account(*numbers, away=away)
    return [(each.level, each.sentence) for each in check_duty_numbers(parts.site, account)]


def test_a_duty_number_that_is_ours_is_well(parts: Parts) -> None:
    found = levels(parts, *(own(number=number) for number in LINES))
    assert [level for level, _ in found] == ["ok", "ok"]
    assert "People on duty for Long Point County are rung and texted from +15195550100." in found[0][1]


def test_a_duty_number_that_is_not_ours_is_a_warning(parts: Parts) -> None:
    found = levels(parts, own(number="+15195550100"))
    assert [level for level, _ in found] == ["ok", "warning"]
    assert "Wealden Vale Borough Council, +441632960100, is none of ours" in found[1][1]


@pytest.mark.parametrize(("changes", "what"), [({"takes_texts": False}, "texted"), ({"takes_calls": False}, "rung")])
def test_a_number_that_cannot_is_a_warning(parts: Parts, changes: dict[str, Any], what: str) -> None:
    found = levels(parts, *(replace(own(number=number), **changes) for number in LINES))
    assert {level for level, _ in found} == {"warning"}
    assert all(sentence.endswith(f"nobody can be {what}.") for _, sentence in found)


def test_a_provider_that_is_away_is_told_elsewhere(parts: Parts) -> None:
    assert levels(parts, away=True) == []


def test_people_who_cannot_be_rung_are_named(parts: Parts) -> None:
    with_rosters(parts)
    with parts.database.transaction() as session:
        (warned,) = check_reachable(session, parts.site, NOW)
        assert warned.level == "warning"
        assert "Nobody can ring ann, bo, cy, dee" in warned.sentence
        trust_numbers(session, NOW)
        (well,) = check_reachable(session, parts.site, NOW)
        assert well.level == "ok"
        (late,) = check_reachable(session, parts.site, NOW + timedelta(days=31))
        assert late.level == "warning"


def test_who_could_not_accept_a_restricted_emergency_is_named(parts: Parts) -> None:
    with_rosters(parts)
    site = parts.site
    service = replace(site.services["water-main-break"], restricted="social-duty")
    secret = replace(site, services={**site.services, "water-main-break": service})
    with parts.database.transaction() as session:
        assert list(check_pins(session, site, NOW)) == []
        (warned,) = check_pins(session, secret, NOW)
        assert "ann" in warned.sentence
        assert "they have no PIN" in warned.sentence
        for person in session.query(Person):
            set_pin(session, person, "2468", NOW)
        assert list(check_pins(session, secret, NOW)) == []
