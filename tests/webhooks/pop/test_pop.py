"""A link opens one call for one agent; whatever is wrong with it, the answer is the same, and the audit says why."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event as engine_events
from sqlalchemy import func, select, update

from afterhours.models import AuditEntry, Case, Offer, ScreenpopGrant
from afterhours.services.screenpop.grants import code_for, give, issue, withdraw
from afterhours.services.screenpop.link import wrapped
from afterhours.services.screenpop.open_pop import MOST_CODES, MOST_OF_A_PLACE
from tests.support.offers import offer_of
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, World, token_in
from webhooks.roles import Role

NUMBERS = count()


@dataclass
class Offered:
    """A call that was offered to the answering company, and a link to it."""

    world: World
    case: Case
    offer: Offer
    link: str

    def change(self, **columns: Any) -> None:
        with self.world.parts.database.transaction() as session:
            session.execute(update(ScreenpopGrant).where(ScreenpopGrant.offer_id == self.offer.id).values(**columns))

    def grant(self) -> ScreenpopGrant:
        with self.world.parts.database.transaction() as session:
            return session.scalars(select(ScreenpopGrant).where(ScreenpopGrant.offer_id == self.offer.id)).one()

    @property
    def page(self) -> str:
        return f"/desk/calls/{self.case.call_id}"


def offered(world: World, tenant: str = COUNTY, **fields: Any) -> Offered:
    world.parts.real_clock.advance(3600)
    case = world.case(tenant=tenant)
    waiting, offer = offer_of(case, **fields)
    world.add(waiting, offer)
    with world.parts.database.transaction() as session:
        token = issue(session, offer, world.parts.real_clock.now()).token
    return Offered(world, case, offer, f"/pop/{wrapped(world.parts.settings.secret_keys, token)}")


def agent(world: World, **more: Any) -> FlaskClient:
    """Somebody of the answering company, signed in."""
    login = f"night-{next(NUMBERS)}"
    world.user(login, more.pop("role", Role.OUT_OF_HOURS_AGENT), **{"organisation": "nightline", **more})
    return world.browser(login)


def presses(browser: FlaskClient, link: str) -> Any:
    """The button of the page behind the link; the token of the form is any page's."""
    form = {"csrf_token": token_in(browser.get("/pop").text)}
    return browser.post(link, data=form)


def reasons(world: World) -> list[str]:
    with world.parts.database.transaction() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.action == "pop.refused").order_by(AuditEntry.id))
        return [row.detail["why"] for row in rows]


def test_looking_changes_nothing_and_the_button_opens_the_call(world: World) -> None:
    call, browser = offered(world), agent(world)
    for _ in range(3):
        page = browser.get(call.link)
        assert page.status_code == 200
        assert call.case.number not in page.text
    assert call.grant().opened_at is None
    done = presses(browser, call.link)
    assert (done.status_code, done.location) == (303, call.page)
    assert call.grant().opened_at == world.parts.real_clock.now()


def test_a_link_is_no_login_and_waits_for_whoever_signs_in(world: World) -> None:
    call, nobody = offered(world), world.browser()
    to = nobody.get(call.link)
    assert to.status_code == 303
    assert to.location.startswith("/sign-in?next=")
    assert nobody.get("/pop/nonsense").status_code == 303
    assert nobody.post(call.link).status_code in (303, 400)
    assert call.grant().opened_at is None


def test_a_scanner_of_links_burns_none(world: World) -> None:
    call = offered(world)
    for scanner in (world.browser(), agent(world)):
        scanner.head(call.link)
        scanner.get(call.link)
    assert presses(agent(world), call.link).status_code == 303


def test_the_same_browser_may_open_it_again(world: World) -> None:
    call, browser = offered(world), agent(world)
    assert [presses(browser, call.link).status_code for _ in range(2)] == [303, 303]
    assert browser.get(call.link).status_code == 200


Spoil = Callable[[Offered], tuple[FlaskClient, str]]


def forwarded(call: Offered) -> tuple[FlaskClient, str]:
    presses(agent(call.world), call.link)
    return agent(call.world), call.link


def stolen(call: Offered) -> tuple[FlaskClient, str]:
    return agent(call.world, role=Role.COUNTY_AGENT, organisation="county"), call.link


def another_council(call: Offered) -> tuple[FlaskClient, str]:
    return agent(call.world, tenants=(PARTNER,)), call.link


def expired(call: Offered) -> tuple[FlaskClient, str]:
    call.change(expires_at=call.world.parts.real_clock.now())
    return agent(call.world), call.link


def revoked(call: Offered) -> tuple[FlaskClient, str]:
    with call.world.parts.database.transaction() as session:
        withdraw(session, call.offer.id, call.world.parts.real_clock.now())
    return agent(call.world), call.link


def spent_in_another_browser(call: Offered) -> tuple[FlaskClient, str]:
    call.world.user(login := f"night-{next(NUMBERS)}", Role.OUT_OF_HOURS_AGENT, organisation="nightline")
    presses(call.world.browser(login), call.link)
    return call.world.browser(login), call.link


def given_to_another(call: Offered) -> tuple[FlaskClient, str]:
    user = call.world.user(f"night-{next(NUMBERS)}", Role.OUT_OF_HOURS_AGENT, organisation="nightline")
    with call.world.parts.database.transaction() as session:
        give(session, call.offer, user.id, call.world.parts.real_clock.now())
    return agent(call.world), call.link


def without_the_role(call: Offered) -> tuple[FlaskClient, str]:
    return agent(call.world, role=Role.OUT_OF_HOURS_SUPERVISOR), call.link


def over(call: Offered) -> tuple[FlaskClient, str]:
    browser = agent(call.world)
    presses(browser, call.link)
    call.change(view_until=call.world.parts.real_clock.now())
    return browser, call.link


def restricted(call: Offered, group: str = "social-duty") -> tuple[FlaskClient, str]:
    with call.world.parts.database.transaction() as session:
        session.execute(update(Case).where(Case.id == call.case.id).values(restricted=group))
    return agent(call.world, groups=("night-desk",)), call.link


def malformed(call: Offered) -> tuple[FlaskClient, str]:
    return agent(call.world), "/pop/what-is/this"


def cut_off(call: Offered) -> tuple[FlaskClient, str]:
    return agent(call.world), call.link[:-1]


def signed_by_others(call: Offered) -> tuple[FlaskClient, str]:
    return agent(call.world), f"/pop/{wrapped(('a-key-of-somebody-else',), bytes(16))}"


SPOILT: dict[str, tuple[Spoil, str]] = {
    "forwarded to a colleague": (forwarded, "another agent"),
    "stolen by another organisation": (stolen, "organisation"),
    "of another council": (another_council, "organisation"),
    "expired": (expired, "expired"),
    "offered to somebody else": (revoked, "revoked"),
    "spent in another browser": (spent_in_another_browser, "spent"),
    "another agent's": (given_to_another, "another agent"),
    "without the role": (without_the_role, "role"),
    "over": (over, "over"),
    "of a case that only another group may see": (restricted, "restricted"),
    "malformed": (malformed, "unknown"),
    "cut off": (cut_off, "unknown"),
    "signed by others": (signed_by_others, "unknown"),
}


@pytest.mark.parametrize(("spoil", "why"), SPOILT.values(), ids=SPOILT)
def test_whatever_is_wrong_the_answer_is_the_same_and_the_audit_says_why(world: World, spoil: Spoil, why: str) -> None:
    call = offered(world)
    browser, link = spoil(call)
    held = call.grant().user_id
    usual = agent(world)
    expected, asked = statements_of(world, lambda: usual.get("/pop/never-issued"))
    looked, statements = statements_of(world, lambda: browser.get(link))
    assert (looked.status_code, bare(looked.text)) == (404, bare(expected.text))
    assert told(looked) == told(expected)
    assert statements == asked
    form = {"csrf_token": token_in(browser.get("/desk/emergencies").text)} if why == "role" else None
    pressed = browser.post(link, data=form) if form else presses(browser, link)
    assert (pressed.status_code, bare(pressed.text)) == (404, bare(expected.text))
    assert call.grant().user_id == held
    assert reasons(world)[-2:] == [why, why]


def told(answer: Any) -> dict[str, str]:
    """The headers, without what is of whoever looks."""
    return {name: value for name, value in answer.headers.items() if name not in ("Content-Length", "Set-Cookie")}


def bare(page: str) -> str:
    """A page without what is of whoever looks: from the content on."""
    return page[page.index('<main class="main"') :]


def statements_of(world: World, work: Callable[[], Any]) -> tuple[Any, list[str]]:
    """What the program asks of the database meanwhile."""
    asked: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        asked.append(statement)

    engine = world.parts.database.engine
    engine_events.listen(engine, "before_cursor_execute", note)
    try:
        return work(), asked
    finally:
        engine_events.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", ["/pop", "/pop/nonsense"])
def test_nobody_keeps_frames_indexes_or_refers_to_it(world: World, path: str) -> None:
    headers = agent(world).get(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_every_issue_look_and_opening_stands_in_the_audit_without_the_link(world: World) -> None:
    call, browser = offered(world), agent(world)
    browser.get(call.link)
    presses(browser, call.link)
    with world.parts.database.transaction() as session:
        rows = session.scalars(
            select(AuditEntry).where(AuditEntry.object == f"offer {call.offer.id}").order_by(AuditEntry.id)
        ).all()
    assert [row.action for row in rows] == ["pop.issued", "pop.seen", "pop.opened"]
    assert call.link.rsplit("/", 1)[1] not in str([row.detail for row in rows])


def test_who_tries_many_links_has_to_wait(world: World) -> None:
    call, browser = offered(world), agent(world)
    codes = [browser.get("/pop/nonsense").status_code for _ in range(MOST_OF_A_PLACE + 1)]
    assert codes == [404] * MOST_OF_A_PLACE + [429]
    assert browser.get(call.link).status_code == 429
    later = offered(world)
    assert agent(world).get(later.link).status_code == 200


def types(browser: FlaskClient, code: str) -> Any:
    return browser.post("/pop", data={"csrf_token": token_in(browser.get("/pop").text), "code": code})


def accepted(world: World, **fields: Any) -> tuple[Offered, str]:
    """A call of which somebody has pressed the key just now, and the code that was spoken then."""
    call = offered(world, state="accepted", **fields)
    with world.parts.database.transaction() as session:
        session.execute(update(Offer).where(Offer.id == call.offer.id).values(accepted_at=func.ivr_now()))
    return call, code_for(world.parts.settings.secret_keys, call.offer.id)


def test_who_can_only_type_opens_it_by_the_code_also_long_after_it_was_offered(world: World) -> None:
    call, code = accepted(world)
    call.change(expires_at=NOW)
    done = types(agent(world), f"{code[:3]} {code[3:]}")
    assert (done.status_code, done.location) == (303, call.page)


@pytest.mark.parametrize("code", ["", "12345", "1234567"])
def test_a_code_of_another_length_is_told_beside_the_field(world: World, code: str) -> None:
    page = types(agent(world), code)
    assert page.status_code == 400
    assert "six digits" in page.text


def test_a_code_is_good_in_the_company_that_was_called_only(world: World) -> None:
    _, code = accepted(world)
    assert types(agent(world, organisation="county", role=Role.COUNTY_AGENT), code).status_code == 404
    assert types(agent(world, tenants=(PARTNER,)), code).status_code == 404


def test_a_code_opens_no_case_that_only_another_group_may_see(world: World) -> None:
    call, code = accepted(world)
    restricted(call, "night-desk")
    assert types(agent(world), code).status_code == 404
    assert types(agent(world, groups=("night-desk",)), code).status_code == 303


def test_a_code_is_not_good_before_the_key_nor_long_after_it(world: World) -> None:
    call, code = accepted(world)
    for then in (None, func.ivr_now() - func.make_interval(0, 0, 0, 0, 0, 10)):
        with world.parts.database.transaction() as session:
            session.execute(update(Offer).where(Offer.id == call.offer.id).values(accepted_at=then))
        assert types(agent(world), code).status_code == 404


def test_a_code_opens_for_one_agent(world: World) -> None:
    _, code = accepted(world)
    assert types(agent(world), code).status_code == 303
    assert types(agent(world), code).status_code == 404


def test_codes_cannot_be_guessed_one_by_one(world: World) -> None:
    _, code = accepted(world)
    browser = agent(world)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    assert [types(browser, wrong).status_code for _ in range(MOST_CODES)] == [404] * MOST_CODES
    assert types(browser, code).status_code == 429
    assert types(agent(world), code).status_code == 303
