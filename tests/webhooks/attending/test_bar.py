"""The bar: what an agent says of themselves, and the calls that are offered to them and to nobody else."""

from itertools import count
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from afterhours.models import AgentPresence, AuditEntry, Case, Offer, QueuedCall, User
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


def talks(world: World, agent: Agent, group: str | None = "social-duty") -> Offer:
    """A talk of theirs, whose case is another group's by now."""
    offer = offered(world, agent.user, state="accepted")
    with world.parts.database.transaction() as session:
        session.execute(update(Case).where(Case.id == offer.case_id).values(restricted=group))
        told = {"state": "joined", "joined_at": offer.offered_at}
        session.execute(update(QueuedCall).where(QueuedCall.id == offer.queued_call_id).values(**told))
    return offer


def test_a_talk_whose_case_became_another_group_s_tells_only_who_may_take_the_caller_over(world: World) -> None:
    agent = Agent(world)
    offer = talks(world, agent)
    bar = agent.bar()
    assert "Only the group social duty sees this case by now" in bar
    assert f"/desk/agent/talks/{offer.id}/ask" in bar
    assert f"/desk/calls/{offer.call_id}" not in bar
    assert "Ask social duty" not in Agent(world).bar()
    member = Agent(world, groups=("county-desk", "social-duty"))
    own = talks(world, member)
    assert f"/desk/calls/{own.call_id}" in member.bar()


def test_their_group_is_asked_and_the_caller_is_told_and_handed_over(world: World) -> None:
    agent, worker = Agent(world), Agent(world, groups=("social-duty",))
    offer = talks(world, agent)
    where = f"/desk/agent/talks/{offer.id}"
    assert "Nobody of them is free now" in agent.does(f"{where}/ask", by_script=True).text
    worker.does(state="available", telephone="519 555 0195")
    assert "is being called" in agent.does(f"{where}/ask", by_script=True).text
    (asked,) = asked_of(world, offer)
    assert (asked.user_id, asked.group_name) == (worker.user.id, "social_duty")
    assert "not on the line yet" in agent.does(f"{where}/connect", by_script=True).text
    ready(world, asked)
    assert "is on the line with you" in agent.bar()
    assert "You may go" in agent.does(f"{where}/connect", by_script=True).text
    assert agent.does(f"{where}/leave").status_code == 303
    with world.parts.database.transaction() as session:
        noted = session.scalars(select(AuditEntry.action).where(AuditEntry.object == f"offer {offer.id}"))
        assert list(noted)[-3:] == ["talk.ask", "talk.connect", "talk.leave"]


def test_nobody_leads_a_talk_that_is_not_theirs_or_whose_page_they_have(world: World) -> None:
    agent = Agent(world)
    for offer in (talks(world, Agent(world)), talks(world, agent, None)):
        answer = agent.does(f"/desk/agent/talks/{offer.id}/ask")
        assert answer.status_code == 400
        assert list(asked_of(world, offer)) == []


def test_whoever_is_called_back_is_handed_on_likewise(world: World) -> None:
    agent = Agent(world)
    offer = talks(world, agent)
    with world.parts.database.transaction() as session:
        session.execute(update(Offer).where(Offer.id == offer.id).values(purpose="callback"))
    assert f"/talks/{offer.id}/ask" in agent.bar()


def asked_of(world: World, offer: Offer) -> list[Offer]:
    with world.parts.database.transaction() as session:
        mine = (Offer.queued_call_id == offer.queued_call_id, Offer.id != offer.id)
        return list(session.scalars(select(Offer).where(*mine)))


def ready(world: World, offer: Offer) -> None:
    with world.parts.database.transaction() as session:
        told = {"state": "accepted", "accepted_at": offer.offered_at, "ready_at": offer.offered_at}
        session.execute(update(Offer).where(Offer.id == offer.id).values(**told))
