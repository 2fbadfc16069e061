"""The pages of the team: an organisation's people, let in within seats and dates, and the link they come in by."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from afterhours.models import (
    AgentPresence,
    AuditEntry,
    Invitation,
    Membership,
    OutboxMessage,
    RecoveryCode,
    SecurityKey,
    TotpSecret,
    User,
)
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, SITE, World, sign_in, token_in
from webhooks.roles import Role
from webhooks.signin.invitations import LASTS

NIGHT: dict[str, Any] = {"organisation": "nightline", "tenants": (COUNTY, PARTNER)}
NEW = {"name": "Una New", "login": "Una@nightline.example", "role": "out-of-hours-agent", "tenants": [COUNTY]}
WORDS = "eight calm night owls"


@pytest.fixture
def staffed(world: World) -> Iterator[World]:
    """An answering company with its leader and one agent; the county's administrator and supervisor."""
    world.user("lead", Role.OUT_OF_HOURS_SUPERVISOR, name="Sol Lead", **NIGHT)
    world.user("agent", Role.OUT_OF_HOURS_AGENT, name="Femi Agent", **NIGHT)
    world.user("chief", Role.SUPERVISOR, name="Marcus Chief")
    world.user("root", Role.ADMINISTRATOR, (COUNTY, PARTNER), name="Sandra Root")
    yield world
    world.parts.site, world.parts.real_clock = SITE, type(world.parts.real_clock)(NOW)
    with world.parts.database.transaction() as session:
        session.execute(text("truncate app_user cascade"))


def user_of(world: World, login: str) -> User:
    with world.parts.database.transaction() as session:
        return session.scalars(select(User).where(User.login == login)).one()


def posts(client: FlaskClient, path: str, **fields: Any) -> Any:
    token = token_in(client.get("/account").text)
    return client.post(f"/desk/team{path}", data={**fields, "csrf_token": token})


def adds(client: FlaskClient, **changes: Any) -> Any:
    return posts(client, "/add", **{"organisation": "nightline", **NEW, **changes})


def link_in(page: str) -> str:
    found = re.search(r'value="http[^"]*(/invitation/[^"]+)"', page)
    assert found is not None, page
    return found[1]


def without(page: str) -> str:
    """A page without its own address and form token."""
    return re.sub(r'(/invitation/|/desk/team/|csrf_token" value=")[^"]*', "", page)


def audited(world: World, action: str) -> list[AuditEntry]:
    with world.parts.database.transaction() as session:
        return list(session.scalars(select(AuditEntry).where(AuditEntry.action == action)))


def test_a_leader_sees_their_own_organisation_s_people_and_seats(staffed: World) -> None:
    page = staffed.browser("lead").get("/desk/team").text
    assert "Nightline Answering" in page
    assert "2 of 3 seats taken" in page
    assert "Femi Agent" in page
    for others in ("Marcus Chief", "Sandra Root", "of 2 seats"):
        assert others not in page, others


def test_the_municipality_s_administrators_see_every_organisation(staffed: World) -> None:
    page = staffed.browser("root").get("/desk/team").text
    for name in ("Nightline Answering", "Femi Agent", "Marcus Chief", "Nobody yet"):
        assert name in page, name


def test_who_leads_nobody_has_no_team(staffed: World) -> None:
    client = staffed.browser("agent")
    assert client.get("/desk/team").status_code == 403
    assert "/desk/team" not in client.get("/desk/cases").text


def test_somebody_is_let_in_and_chooses_their_own_password_by_the_link(staffed: World) -> None:
    answer = adds(staffed.browser("lead"), groups=["night-desk"], skills="French,  sign  language", until="2027-03-01")
    link = link_in(answer.text)
    una = user_of(staffed, "una@nightline.example")
    with staffed.parts.database.transaction() as session:
        held = session.scalars(select(Membership).where(Membership.user_id == una.id)).one()
        kept = session.scalars(select(Invitation.token_hash)).one()
    assert (held.role, held.tenants, held.groups) == ("out-of-hours-agent", [COUNTY], ["night-desk"])
    assert (held.skills, held.added_by) == (["french", "sign language"], "lead")
    assert held.valid_until is not None
    assert held.valid_until.isoformat() == "2027-03-02T05:00:00+00:00"
    assert link.rpartition("/")[2] not in kept
    guest = staffed.browser()
    page = guest.get(link).text
    assert guest.get(link).status_code == 200, "looking spends nothing"
    done = guest.post(link, data={"password": WORDS, "again": WORDS, "csrf_token": token_in(page)})
    assert (done.status_code, done.location) == (303, "/sign-in")
    assert sign_in(staffed.browser(), "una@nightline.example", WORDS).status_code == 303
    assert guest.get(link).status_code == 404
    assert {each.actor for each in audited(staffed, "team.added")} == {"lead"}
    assert audited(staffed, "team.invitation_used")[-1].actor == "una@nightline.example"


@pytest.mark.parametrize("how", ["never was", "too old", "void", "of somebody who left"])
def test_a_link_that_opens_nothing_is_refused_the_same_way(staffed: World, how: str) -> None:
    lead = staffed.browser("lead")
    link = link_in(adds(lead).text)
    una = user_of(staffed, "una@nightline.example")
    if how == "never was":
        link += "x"
    elif how == "too old":
        staffed.parts.real_clock.advance(LASTS.total_seconds())
    elif how == "void":
        posts(lead, f"/{una.id}/link")
    else:
        posts(lead, f"/{una.id}/end")
    guest = staffed.browser()
    shown, missing = guest.get(link), guest.get("/invitation/there-is-none")
    assert (shown.status_code, without(shown.text)) == (404, without(missing.text))
    token = token_in(guest.get("/sign-in").text)
    sent = guest.post(link, data={"password": WORDS, "again": WORDS, "csrf_token": token})
    assert sent.status_code == 404


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("short", "short", "Use 12 characters or more"),
        (WORDS, "another", "The two are not the same"),
        ("a" * 20, "a" * 20, "too easy to guess"),
    ],
)
def test_a_weak_password_spends_no_link(staffed: World, password: str, again: str, words: str) -> None:
    link, guest = link_in(adds(staffed.browser("lead")).text), staffed.browser()
    form = {"password": password, "again": again, "csrf_token": token_in(guest.get(link).text)}
    answer = guest.post(link, data=form)
    assert answer.status_code == 400
    assert words in answer.text
    assert guest.get(link).status_code == 200


def test_full_seats_are_told_and_nobody_is_let_in(staffed: World) -> None:
    lead = staffed.browser("lead")
    assert adds(lead).status_code == 200
    refused = adds(lead, login="late@nightline.example")
    assert refused.status_code == 400
    assert "All 3 seats of Nightline Answering are taken. End somebody first." in refused.text
    assert 'value="late@nightline.example"' in refused.text
    assert "All seats are taken." in lead.get("/desk/team").text


FAULTS = {
    "no name": ({"name": " "}, "Enter the name that colleagues will see"),
    "no login": ({"login": "two words"}, "Enter their login"),
    "a role beyond them": ({"role": "administrator"}, "Choose one of the roles"),
    "their own role": ({"role": "out-of-hours-supervisor"}, "Choose one of the roles"),
    "no council": ({"tenants": []}, "Choose at least one council"),
    "a council that is not served": ({"tenants": ["third"]}, "Choose at least one council"),
    "another's group": ({"groups": ["county-desk"]}, "Choose groups of the list only"),
    "no day": ({"until": "soon"}, "This is no day"),
    "yesterday": ({"until": "2026-12-24"}, "Choose a day from today to the end of the contract"),
    "after the contract": ({"until": "2028-01-01"}, "Choose a day from today to the end of the contract"),
    "a login of another organisation": ({"login": "chief"}, "This login is taken"),
    "a login of their own": ({"login": "agent"}, "This login is taken"),
}


@pytest.mark.parametrize(("changes", "words"), FAULTS.values(), ids=FAULTS.keys())
def test_what_cannot_be_is_said_beside_its_field(staffed: World, changes: dict[str, Any], words: str) -> None:
    answer = adds(staffed.browser("lead"), **changes)
    assert answer.status_code == 400
    assert words in answer.text
    with staffed.parts.database.transaction() as session:
        assert session.scalars(select(User.login).where(User.login == "una@nightline.example")).all() == []


def test_a_contract_that_is_over_lets_nobody_in(staffed: World) -> None:
    over = replace(SITE.organisations["nightline"], until=date(2026, 12, 1))
    staffed.parts.site = replace(SITE, organisations={**SITE.organisations, "nightline": over})
    answer = adds(staffed.browser("root"))
    assert answer.status_code == 400
    assert "The contract of Nightline Answering ended on" in answer.text


def test_an_end_is_felt_at_the_next_request_and_frees_the_seat(staffed: World) -> None:
    lead, agent = staffed.browser("lead"), staffed.browser("agent")
    assert agent.get("/desk/cases").status_code == 200
    femi = user_of(staffed, "agent")
    assert posts(lead, f"/{femi.id}/end").status_code == 303
    assert agent.get("/desk/cases").status_code == 303
    page = lead.get("/desk/team").text
    assert "1 of 3 seats taken" in page
    assert "Left" in page
    assert audited(staffed, "team.ended")[-1].object == "user agent"


@pytest.mark.parametrize(
    ("state", "now", "afterwards"),
    [("available", "away", None), ("wrap_up", "away", None), ("talking", "talking", "away"), ("away", "away", None)],
)
def test_whoever_is_let_in_no_more_is_offered_nobody_and_talks_to_the_end(
    staffed: World, state: str, now: str, afterwards: str | None
) -> None:
    femi = user_of(staffed, "agent")
    staffed.add(
        AgentPresence(
            user_id=femi.id, tenant=COUNTY, organisation="nightline", groups=["night-desk"], tenants=[COUNTY],
            skills=[], state=state, telephone="+15195550191", since=NOW, seen_at=NOW,
        )
    )  # fmt: skip
    posts(staffed.browser("lead"), f"/{femi.id}/end")
    with staffed.parts.database.transaction() as session:
        there = session.get_one(AgentPresence, femi.id)
        assert (there.state, there.afterwards) == (now, afterwards)
        session.delete(there)


def test_whoever_left_comes_back_with_the_password_they_have(staffed: World) -> None:
    lead = staffed.browser("lead")
    staffed.browser("agent")
    posts(lead, f"/{user_of(staffed, 'agent').id}/end")
    again = adds(lead, login="agent")
    assert again.status_code == 303
    assert staffed.browser("agent").get("/desk/cases").status_code == 200


def test_a_change_holds_from_the_next_page_on(staffed: World) -> None:
    lead, femi = staffed.browser("lead"), user_of(staffed, "agent")
    form = {"role": "out-of-hours-agent", "tenants": [PARTNER], "groups": ["night-desk"], "until": "2027-01-31"}
    assert posts(lead, f"/{femi.id}", **form).status_code == 303
    shown = lead.get(f"/desk/team/{femi.id}").text
    assert 'value="2027-01-31"' in shown
    assert f'value="{PARTNER}" checked' in shown
    assert f'value="{COUNTY}" checked' not in shown
    assert audited(staffed, "team.changed")[-1].detail["tenants"] == [PARTNER]


@pytest.mark.parametrize(
    "login", ["lead", "chief", "root"], ids=["oneself", "another organisation", "an administrator"]
)
@pytest.mark.parametrize("deed", ["", "/end", "/link"])
def test_nobody_is_changed_whom_the_leader_does_not_lead(staffed: World, login: str, deed: str) -> None:
    lead, other = staffed.browser("lead"), user_of(staffed, login)
    answer = posts(lead, f"/{other.id}{deed}", role="out-of-hours-agent", tenants=[COUNTY])
    missing = posts(lead, f"/01890000-0000-7000-8000-000000000000{deed}", role="out-of-hours-agent", tenants=[COUNTY])
    assert (answer.status_code, without(answer.text)) == (404, without(missing.text))
    with staffed.parts.database.transaction() as session:
        held = session.scalars(select(Membership).where(Membership.user_id == other.id)).one()
        assert held.ended_at is None


def test_a_county_supervisor_gives_agents_roles_and_no_more(staffed: World) -> None:
    page = staffed.browser("chief").get("/desk/team/add").text
    assert 'value="county-agent"' in page
    assert 'value="administrator"' not in page
    assert staffed.browser("chief").get("/desk/team/add?organisation=nightline").status_code == 404


def test_a_membership_runs_out_on_its_day(staffed: World) -> None:
    lead, femi = staffed.browser("lead"), user_of(staffed, "agent")
    posts(lead, f"/{femi.id}", role="out-of-hours-agent", tenants=[COUNTY], until="2026-12-26")
    assert sign_in(staffed.browser(), "agent").status_code == 303
    staffed.parts.real_clock.advance(timedelta(hours=22).total_seconds())
    assert sign_in(staffed.browser(), "agent").status_code == 401


def lost(world: World, login: str) -> list[int]:
    """How many second factors of each kind they still have."""
    user = user_of(world, login)
    with world.parts.database.transaction() as session:
        tables = (TotpSecret, SecurityKey, RecoveryCode)
        return [session.query(table).filter(table.user_id == user.id).count() for table in tables]


def with_factor(world: World, login: str) -> User:
    user = user_of(world, login)
    common: dict[str, Any] = {"tenant": user.tenant, "user_id": user.id, "created_at": NOW}
    world.add(
        TotpSecret(sealed=b"sealed", confirmed_at=NOW, **common),
        SecurityKey(name="key", credential_id=user.id.bytes, public_key=b"", sign_count=0, **common),
        RecoveryCode(code_hash=f"hash of {login}", **common),
    )
    return user


def test_who_lost_their_telephone_gets_a_new_second_factor_and_is_told(staffed: World) -> None:
    staffed.user("femi@nightline.example", Role.OUT_OF_HOURS_AGENT, name="Femi", language="fr", **NIGHT)
    user, agent = with_factor(staffed, "femi@nightline.example"), staffed.browser("femi@nightline.example")
    answer = posts(staffed.browser("lead"), f"/{user.id}/second-factor")
    assert answer.status_code == 303
    assert lost(staffed, user.login) == [0, 0, 0]
    assert agent.get("/account").status_code == 303, "signed out"
    (entry,) = audited(staffed, "second_factor.reset")
    assert (entry.actor, entry.object) == ("lead", "user femi@nightline.example")
    with staffed.parts.database.transaction() as session:
        (letter,) = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "mail"))
        assert letter.payload["to"] == "femi@nightline.example"
        assert "Sol Lead" in letter.payload["text"]


@pytest.mark.parametrize(
    ("by", "whose"),
    [("lead", "lead"), ("chief", "chief"), ("root", "root"), ("lead", "chief"), ("chief", "root"), ("chief", "agent")],
)
def test_nobody_takes_their_own_second_factor_away_or_one_of_somebody_they_do_not_lead(
    staffed: World, by: str, whose: str
) -> None:
    browser, user = staffed.browser(by), with_factor(staffed, whose)
    assert posts(browser, f"/{user.id}/second-factor").status_code == 404
    assert lost(staffed, whose) == [1, 1, 1]


def test_whoever_leads_nobody_is_refused(staffed: World) -> None:
    user = with_factor(staffed, "lead")
    assert posts(staffed.browser("agent"), f"/{user.id}/second-factor").status_code == 403
    assert lost(staffed, "lead") == [1, 1, 1]
