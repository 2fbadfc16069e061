"""Who may answer a kind of request, and who alone may see it, as services.yaml says."""

import pytest

from afterhours.site import Site, load_site
from afterhours.site.answerers import Answerers
from afterhours.site.knowledge import Notes
from afterhours.site.services import read_services
from ivr.flowfile.faults import Faults
from ivr.flowfile.outside import Names
from ivr.flowfile.reading import read
from ivr.flowfile.texts import Reading
from tests.afterhours.small_county import SERVICES, folder

RESTRICTED = SERVICES.replace("department: bylaw", "restricted: social_duty, answered_by: [County, social-duty]")
AGENTS = "groups: {social-duty: {organisation: county, telephones: own}}"
KNOWN = Answerers(all={"county", "nightline", "social-duty"}, groups={"social-duty"})


def county(services: str) -> Site:
    site, faults = load_site(folder(services=services, agents=AGENTS))
    assert site is not None, str(faults)
    return site


def told(services: str) -> str:
    faults = Faults()
    node = read(services.encode(), "services.yaml", faults)
    read_services(node, None, KNOWN, Notes({}), Reading(faults, Names()))
    return str(faults)


def test_a_kind_of_request_says_who_answers_it_and_who_alone_sees_it() -> None:
    faults = Faults()
    node = read(RESTRICTED.encode(), "services.yaml", faults)
    found, _ = read_services(node, None, KNOWN, Notes({}), Reading(faults, Names()))
    assert (found["lost-dog"].restricted, found["lost-dog"].answered_by) == ("social-duty", ("county", "social-duty"))
    assert (found["water-main-break"].restricted, found["water-main-break"].answered_by) == (None, ())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("social_duty", "social-dutty", 'did you mean "social-duty"?', id="group"),
        pytest.param("[County", "[Countee", 'did you mean "county"?', id="organisation"),
        pytest.param("social_duty", "county", "is not a group of agents.yaml", id="an organisation is no group"),
    ],
)
def test_a_name_that_agents_yaml_does_not_know_is_refused(old: str, new: str, said: str) -> None:
    assert told(RESTRICTED) == ""
    assert said in told(RESTRICTED.replace(old, new, 1))


def test_a_service_keeps_its_restriction_in_whatever_spelling_an_older_revision_has_it() -> None:
    site = county(SERVICES.replace("department: bylaw", "department: bylaw, restricted: social-duty"))
    assert [site.restricted(each) for each in ("lost-dog", "lost_dog", "water-main-break", "gone")] == [
        "social-duty",
        "social-duty",
        None,
        None,
    ]
