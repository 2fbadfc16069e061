"""Personal data in site.yaml: how long it is kept, whether speech is written down, which numbers are relays."""

import pytest

from afterhours.rules.retention import DEFAULTS, Keep
from afterhours.site import load_site
from afterhours.site.model import Council
from tests.afterhours.small_county import SITE, folder

OWN = """\
retention:
  recordings: {at_least: 8 weeks, at_most: 6 months}
  transcripts: {at_least: 8 weeks, at_most: 60 days}
relay_numbers: ["+18008550511"]
"""
THEIRS = """\
    retention:
      calls: {at_least: 1 year, at_most: 18 months}
    relay_numbers: ["+44 1632 960171"]
    transcripts: no
"""


def councils(own: str = "", theirs: str = "") -> list[Council]:
    written = SITE.replace("tenants:", f"{own}tenants:", 1).replace("lines:\n", f"{theirs}lines:\n", 1)
    site, faults = load_site(folder(site=written))
    assert site is not None, str(faults)
    return list(site.councils.values())


def test_without_a_word_the_programs_own_spans_hold() -> None:
    assert [each.retention for each in councils()] == [DEFAULTS, DEFAULTS]
    assert [each.transcripts for each in councils()] == [True, True]


def test_a_partner_council_keeps_what_it_says_and_for_the_rest_what_the_municipality_says() -> None:
    own, partner = councils(OWN, THEIRS)
    assert (own.retention["recordings"], own.retention["calls"]) == (Keep(56, 180), DEFAULTS["calls"])
    assert (partner.retention["recordings"], partner.retention["calls"]) == (Keep(56, 180), Keep(365, 540))
    assert (own.relay_numbers, partner.relay_numbers) == (("+18008550511",), ("+441632960171",))
    assert (own.transcripts, partner.transcripts) == (True, False)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("recordings:", "tapes:", '"tapes" is not a class of record', id="class"),
        pytest.param("at_most: 6 months", "at_most: for ever", "write it as 60 days, 8 weeks", id="span"),
        pytest.param("at_most: 6 months", "at_most: 1 week", "at_least is longer than at_most", id="less than least"),
        pytest.param("at_most: 6 months", "atmost: 1 week", 'did you mean "at_most"?', id="field"),
        pytest.param("at_most: 60 days", "at_most: 2 years", "kept longer than the recordings", id="transcripts"),
        pytest.param("recordings:", "audit: {at_least: 9 days, at_most: 90 days}\n  recordings:", "a year", id="audit"),
        pytest.param('"+18008550511"', '"711"', "with its country", id="number"),
    ],
)
def test_a_mistake_in_what_it_says_of_personal_data(old: str, new: str, said: str) -> None:
    assert old in OWN
    faults = load_site(folder(site=SITE.replace("tenants:", f"{OWN.replace(old, new, 1)}tenants:", 1)))[1]
    assert said in str(faults)
