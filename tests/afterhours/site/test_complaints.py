"""What site.yaml promises to those who complain."""

import pytest

from afterhours.site import load_site
from afterhours.site.model import Complaints, Council, Target
from tests.afterhours.small_county import SITE, folder

OWN = "complaints: {acknowledge_within: 4h, answer_within: 15 business days, escalate_to: [Ann, duty-manager]}\n"
THEIRS = "    complaints: {acknowledge_within: 5 business days}\n"


def councils(own: str = "", theirs: str = "") -> list[Council]:
    written = SITE.replace("tenants:", f"{own}tenants:", 1).replace("lines:\n", f"{theirs}lines:\n", 1)
    site, faults = load_site(folder(site=written))
    assert site is not None, str(faults)
    return list(site.councils.values())


def test_without_a_word_the_usual_times_hold() -> None:
    own, _ = councils()
    assert own.complaints == Complaints(Target(business_days=1), Target(business_days=10), ())


def test_a_partner_council_has_its_own_times_and_people() -> None:
    own, partner = councils(OWN, THEIRS)
    assert own.complaints.acknowledge_within == Target(seconds=4 * 3600)
    assert [each.casefold() for each in own.complaints.escalate_to] == ["ann", "duty-manager"]
    assert partner.complaints.acknowledge_within == Target(business_days=5)
    assert partner.complaints.answer_within == Target(business_days=15)
    assert partner.complaints.escalate_to == ()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param("complaints: {answer_within: soon}\n", "a target", id="no time"),
        pytest.param("complaints: {escalate: [ann]}\n", "escalate_to", id="misspelt"),
    ],
)
def test_what_cannot_be_read_is_explained(written: str, said: str) -> None:
    _, faults = load_site(folder(site=SITE.replace("tenants:", f"{written}tenants:", 1)))
    assert said in str(faults)
