"""`links:` of an organisation: where it gets its links, and what cannot be one."""

import pytest

from afterhours.site import load_site
from afterhours.site.answering import Links
from tests.afterhours.small_county import folder

AGENTS = "organisations:\n  nightline: {{name: {{en: Nightline}}, serves: [county], links: {links}}}\n"


def test_each_way_is_read() -> None:
    written = '{endpoint: "https://calls.example.com/311?x=1", text: "+1 519 555 0177", mail: desk@example.com}'
    found, faults = load_site(folder(agents=AGENTS.format(links=written)))
    assert found, str(faults)
    links = found.organisations["nightline"].links
    assert links == Links(endpoint="https://calls.example.com/311?x=1", text="+15195550177", mail="desk@example.com")
    assert found.organisations["county"].links == Links()


MISTAKES = {
    "not encrypted": ('{endpoint: "http://calls.example.com/311"}', "starts with https://"),
    "a password in it": ('{endpoint: "https://a:b@calls.example.com/"}', "starts with https://"),
    "no address": ("{endpoint: calls.example.com}", "starts with https://"),
    "no number": ("{text: nightline}", "is not a telephone number"),
    "without its country": ('{text: "519 555 0177"}', "is not a number that takes texts"),
    "no e-mail address": ("{mail: nightline}", "is not an e-mail address"),
    "nowhere": ("{}", "leads nowhere"),
    "another word": ("{fax: 1}", "fax"),
}


@pytest.mark.parametrize(("written", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_place(written: str, told: str) -> None:
    _, faults = load_site(folder(agents=AGENTS.format(links=written)))
    assert told in str(faults)
    assert "agents.yaml:2" in str(faults)
