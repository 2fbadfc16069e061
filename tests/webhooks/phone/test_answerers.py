"""The telephones of switchboards and agents, as the demonstration's page has them."""

from afterhours.models import AgentPresence, Offer, QueuedCall
from afterhours.site import Site, load_site
from ivr.store.base import new_key
from tests.afterhours.small_county import folder
from tests.webhooks.pages.world import NOW, World
from webhooks.phone.answerers import Somebody, answerers, offered_for_others

AGENTS = """\
groups:
  night-desk: {organisation: county, title: {en: Night desk}, number: "+15195550160"}
  county-desk: {organisation: county, telephones: own}
"""


def site() -> Site:
    found, faults = load_site(folder(agents=AGENTS))
    assert found is not None, str(faults)
    return found


def seen(world: World) -> list[Somebody]:
    with world.app.test_request_context("/"), world.parts.database.transaction() as session:
        return answerers(session, site())


def test_a_switchboard_has_a_telephone_and_agents_have_theirs_once_they_said_where_it_is(world: World) -> None:
    board = Somebody("night-desk", "Night desk", ("+15195550160",))
    assert board in seen(world)
    for login, telephone in (("zoe", "+15195550181"), ("amy", None)):
        user = world.user(login, name=login.title())
        told = {"tenant": "county", "organisation": "county", "since": NOW, "seen_at": NOW}
        world.add(AgentPresence(user_id=user.id, telephone=telephone, **told))
    found = seen(world)
    assert found[-1] == Somebody("zoe", "Zoe", ("+15195550181",))
    assert "amy" not in {each.handle for each in found}


def test_before_the_first_release_there_is_no_switchboard(world: World) -> None:
    with world.parts.database.transaction() as session:
        assert "night-desk" not in {each.handle for each in answerers(session, None)}


def test_a_caller_s_page_does_not_show_what_is_offered_for_another_caller(world: World) -> None:
    case = world.case()
    about = {"tenant": case.tenant, "case_id": case.id, "call_id": case.call_id, "group_name": "night-desk"}
    queued = QueuedCall(id=new_key(), line="main", entered_at=NOW, place_at=NOW, **about)
    world.add(queued)
    offer = Offer(
        id=new_key(), queued_call_id=queued.id, organisation="county", to_e164="+15195550160", offered_at=NOW,
        provider_id="CA1", **about,
    )  # fmt: skip
    world.add(offer)
    with world.parts.database.transaction() as session:
        assert offered_for_others(session, ["CA1", "CA2"], "CA9") == {"CA1"}
