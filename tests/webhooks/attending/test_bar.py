"""The bar: what an agent says of themselves, and the calls that are offered to them and to nobody else."""

from itertools import count
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from afterhours.models import AgentPresence, AuditEntry, Offer, User
from tests.support.offers import offer_of
from tests.webhooks.pages.world import COUNTY, PARTNER, World, token_in
from webhooks.roles import Role

NUMBERS = count()
BAR = "/desk/agent"


class Agent:
    """Somebody who takes calls, signed in."""

    def __init__(self, world: World, role: str = Role.COUNTY_AGENT, **more: Any) -> None:
        told = {"organisation": "county", "groups": ("county-desk",), **more}
        self.world, self.user = world, world.user(f"desk-{next(NUMBERS)}", role, **told)
        self.browser: FlaskClient = world.browser(self.user.login)

    def bar(self) -> str:
        return str(self.browser.get(f"{BAR}/offers").text + self.browser.get(BAR).text)

    def does(self, path: str = BAR, *, by_script: bool = False, **form: str) -> Any:
        given = {"csrf_token": token_in(self.bar()), **form}
        return self.browser.post(path, data=given, headers={"HX-Request": "true"} if by_script else {})

    def presence(self) -> AgentPresence | None:
        with self.world.parts.database.transaction() as session:
            return session.get(AgentPresence, self.user.id)


def night(world: World, **more: Any) -> Agent:
    return Agent(world, Role.OUT_OF_HOURS_AGENT, organisation="nightline", groups=("night-desk",), **more)


def offered(world: World, user: User | None = None, **fields: Any) -> Offer:
    case = world.case(tenant=fields.pop("tenant", COUNTY), line=fields.pop("line", "main"))
    own = {"organisation": "county", "group_name": "county_desk", "user_id": user.id} if user else {}
    waiting, offer = offer_of(case, **{**own, **fields})
    world.add(waiting, offer)
    return offer


@pytest.fixture(autouse=True)
def nothing_else_is_offered(world: World) -> None:
    with world.parts.database.transaction() as session:
        session.execute(update(Offer).values(state="over"))


def test_it_stands_on_every_page_of_the_desk_for_whoever_takes_calls(world: World) -> None:
    for path in ("/desk/emergencies", "/desk/cases", "/desk/rosters"):
        assert 'data-live="/desk/agent"' in Agent(world).browser.get(path).text
    reviewer = Agent(world, Role.OUT_OF_HOURS_SUPERVISOR, organisation="nightline", groups=())
    assert 'data-live="/desk/agent"' not in reviewer.browser.get("/desk/team").text
    assert reviewer.browser.get(BAR).status_code == 403


def test_an_agent_is_available_at_a_telephone(world: World) -> None:
    agent = Agent(world)
    assert "Away" in agent.bar()
    assert agent.does(state="available", telephone="519 555 0142").status_code == 303
    presence = agent.presence()
    assert presence
    assert (presence.state, presence.telephone) == ("available", "+15195550142")
    assert presence.groups == ["county_desk"]


def test_an_agent_says_why_they_are_busy_and_it_is_forgotten_afterwards(world: World) -> None:
    agent = Agent(world)
    agent.does(state="busy", reason="Meeting", telephone="519 555 0142")
    assert "Meeting" in agent.bar()
    agent.does(state="away", reason="Meeting")
    presence = agent.presence()
    assert presence
    assert (presence.state, presence.reason) == ("away", None)


FAULTS = {
    "no telephone": ({"state": "available", "telephone": ""}, "Say where your telephone is"),
    "no number": ({"state": "available", "telephone": "extension 5"}, "letters"),
    "no state": ({"state": "asleep"}, "Choose available"),
}


@pytest.mark.parametrize(("form", "told"), FAULTS.values(), ids=FAULTS)
def test_what_cannot_be_is_told_on_the_bar_and_changes_nothing(world: World, form: dict[str, Any], told: str) -> None:
    agent = Agent(world)
    by_script, plain = agent.does(by_script=True, **form), agent.does(**form)
    assert (by_script.status_code, plain.status_code) == (200, 400)
    assert told in by_script.text
    assert told in plain.text
    assert agent.presence() is None


def test_behind_a_switchboard_nobody_needs_a_telephone(world: World) -> None:
    agent = night(world)
    agent.does(state="available")
    presence = agent.presence()
    assert presence
    assert (presence.state, presence.telephone) == ("available", None)
    assert "My telephone" not in agent.bar()


def test_a_deed_leads_back_to_the_page_where_it_was_done(world: World) -> None:
    assert Agent(world).does(state="away", back="/desk/rosters").location == "/desk/rosters"
    assert Agent(world).does(state="away", back="https://elsewhere.example").location == "/desk"


def test_a_call_is_offered_to_one_agent_and_shown_to_no_other(world: World) -> None:
    ann, bob = Agent(world), Agent(world)
    offered(world, ann.user)
    assert "A call for you" in ann.bar()
    assert "A call for" not in bob.bar()


def test_what_rings_at_a_switchboard_is_shown_to_the_agents_of_its_group(world: World) -> None:
    offered(world)
    assert "A call for" in night(world).bar()
    others = [
        Agent(world),
        night(world, tenants=(PARTNER,)),
        Agent(world, Role.OUT_OF_HOURS_AGENT, organisation="nightline", groups=()),
    ]
    assert not any("A call for" in each.bar() for each in others)


def test_the_bar_tells_no_number_and_no_name(world: World) -> None:
    agent = night(world)
    offered(world)
    assert "555" not in agent.bar()


def test_accepting_leads_to_the_page_of_the_call_and_is_written_down(world: World) -> None:
    agent = Agent(world)
    offer = offered(world, agent.user)
    done = agent.does(f"{BAR}/offers/{offer.id}/accept")
    assert (done.status_code, done.location) == (303, f"/desk/calls/{offer.call_id}")
    assert state_of(world, offer.id) == "accepted"
    with world.parts.database.transaction() as session:
        found = session.scalars(select(AuditEntry).where(AuditEntry.object == f"offer {offer.id}")).all()
    assert "offer.accepted" in [each.action for each in found]


def test_who_is_second_is_told_so(world: World) -> None:
    first, second = night(world), night(world)
    offer = offered(world)
    assert first.does(f"{BAR}/offers/{offer.id}/accept").status_code == 303
    late = second.does(f"{BAR}/offers/{offer.id}/accept")
    assert late.status_code == 400
    assert "Somebody was quicker" in late.text


def test_nobody_accepts_or_declines_what_is_offered_to_another(world: World) -> None:
    ann, bob = Agent(world), Agent(world)
    offer = offered(world, ann.user)
    bob.does(f"{BAR}/offers/{offer.id}/accept")
    bob.does(f"{BAR}/offers/{offer.id}/decline")
    assert state_of(world, offer.id) == "ringing"


def test_a_declined_call_goes_to_somebody_else(world: World) -> None:
    agent = Agent(world)
    offer = offered(world, agent.user)
    agent.does(f"{BAR}/offers/{offer.id}/decline", by_script=True)
    assert state_of(world, offer.id) == "declined"
    assert "A call for you" not in agent.bar()


def test_a_piece_that_is_asked_for_by_itself_keeps_nobody_signed_in(world: World) -> None:
    assert [world.browser().get(path).status_code for path in (BAR, f"{BAR}/offers")] == [401, 401]


def state_of(world: World, offer: UUID) -> str:
    with world.parts.database.transaction() as session:
        return session.get_one(Offer, offer).state
