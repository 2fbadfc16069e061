"""Every place at which a case can be seen, walked by a member of the group that alone may see it, and by somebody who
may do everything else: the one finds it, to the other it is nowhere, by number, word or count."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from afterhours.models import (
    CallerBlock,
    Case,
    CaseEvent,
    CaseLink,
    Complaint,
    Emergency,
    LegalHold,
    Offer,
    QueuedCall,
)
from afterhours.rules.case_numbers import written
from tests.support.emergency_pages import emergency
from tests.support.lines_world import promise
from tests.webhooks.pages.world import COUNTY, NOW, World, token_in
from webhooks.desk.access import Desk
from webhooks.desk.calls import call_file
from webhooks.roles import Role

pytestmark = pytest.mark.database
GROUP, CALLER, MARK = "social-duty", "+15195550155", "Zzyzx"
MEMBER, OTHER = "wanda", "tom"


@dataclass(frozen=True)
class Secret:
    """A restricted case with all that can hang on one, and a plain one of the same caller, linked with it."""

    case: Case
    plain: Case
    callback: str

    @property
    def words(self) -> tuple[str, ...]:
        return self.case.number, written(self.case.number), MARK


@pytest.fixture(scope="module")
def secret(world: World) -> Secret:
    world.user(MEMBER, Role.ADMINISTRATOR, groups=[GROUP, "county-desk"])
    world.user(OTHER, Role.ADMINISTRATOR, groups=["county-desk"])
    made = promise(world, CALLER, restricted=GROUP)
    with world.parts.database.transaction() as session:
        told = {"subject": f"Subject {MARK}", "location": f"Place {MARK}", "kind": "complaint", "status": "open"}
        session.execute(update(Case).where(Case.id == made.case_id).values(**told))
        case = session.get_one(Case, made.case_id)
    plain = world.case(caller_e164=CALLER, subject="A plain one", status="open")
    hang_everything_on(world, case, plain)
    return Secret(case, plain, str(made.id))


def hang_everything_on(world: World, case: Case, plain: Case) -> None:
    """An emergency with its alarm, a complaint, a link, a hold, a flag, words, and a place in line."""
    emergency(world, case, alarmed_at=NOW, service="water-main-break")
    common = {"tenant": COUNTY, "case_id": case.id}
    world.add(
        Complaint(received_at=NOW, acknowledge_by=NOW + timedelta(days=2), answer_by=NOW + timedelta(days=9), **common),
        CaseEvent(at=NOW, actor=MEMBER, what="note", detail={"text": f"Note {MARK}"}, **common),
        CaseLink(tenant=COUNTY, from_id=plain.id, to_id=case.id, kind="repeat_of", made_by=MEMBER, made_at=NOW),
        CaseEvent(tenant=COUNTY, case_id=plain.id, at=NOW, actor=MEMBER, what="linked",
                  detail={"kind": "repeat_of", "case": case.number}),
        LegalHold(reason=MARK, placed_by=MEMBER, placed_at=NOW, **common),
        CallerBlock(e164=CALLER, reason=MARK, flagged_by=MEMBER, flagged_at=NOW, **common),
        QueuedCall(line="main", call_id=case.call_id, group_name="county_desk", entered_at=NOW, place_at=NOW,
                   state="waiting", **common),
    )  # fmt: skip


Look: TypeAlias = Callable[[FlaskClient, Secret], str]


def at(path: str) -> Look:
    """What a page says, without what was typed into it."""

    def look(client: FlaskClient, secret: Secret) -> str:
        names = {"number": secret.case.number, "call": secret.case.call_id, "plain": secret.plain.number}
        answer = client.get(path.format(**names, plain_call=secret.plain.call_id))
        return spoken(answer.text) if answer.status_code == 200 else ""

    return look


def spoken(page: str) -> str:
    """The page's own content: not its address, nor the field that repeats what was sought."""
    main = page[page.find("<main") :] if "<main" in page else page
    return re.sub(r'value="[^"]*"|content="[^"]*"|<title>.*?</title>', "", main)


def sought(words: str) -> Look:
    """What the search finds, without what was sought; a number leads straight to the case."""

    def look(client: FlaskClient, secret: Secret) -> str:
        typed = words.format(number=secret.case.number)
        form = {"csrf_token": token_in(client.get("/desk/cases").text), "number": typed}
        answer = client.post("/desk/cases", data=form, follow_redirects=True)
        found = spoken(answer.text) if answer.status_code == 200 else ""
        return found.replace(MARK, "") if words == MARK else found

    return look


def by_number(client: FlaskClient, secret: Secret) -> str:
    """As a caller reads it out."""
    form = {"csrf_token": token_in(client.get("/desk/cases/by-number").text), "number": written(secret.case.number)}
    return str(client.post("/desk/cases/by-number", data=form).headers.get("Location", ""))


def person_data(client: FlaskClient, _secret: Secret) -> str:
    """What is handed out of everything that is held about the caller."""
    form = {"csrf_token": token_in(client.get("/desk/privacy").text), "who": CALLER, "sure": "yes"}
    with zipfile.ZipFile(io.BytesIO(client.post("/desk/privacy/person", data=form).data)) as archive:
        return archive.read("data.json").decode()


def linked(client: FlaskClient, secret: Secret) -> str:
    """A number that is typed to link another case with."""
    page = client.get(f"/desk/cases/{secret.plain.number}").text
    form = {"csrf_token": token_in(page), "other": secret.case.number, "kind": "follow_up_of", "version": "1"}
    answer = client.post(f"/desk/cases/{secret.plain.number}/link", data=form)
    return secret.case.number if answer.status_code == 303 else ""


def taken(client: FlaskClient, secret: Secret) -> str:
    """The callback that stands on the list of the lines."""
    form = {"csrf_token": token_in(client.get("/desk/lines").text)}
    answer = client.post(f"/desk/lines/callbacks/{secret.callback}/take", data=form)
    return secret.case.number if answer.status_code == 303 else ""


PLACES: Mapping[str, Look] = {
    "the list": at("/desk/cases"),
    "sought by a word": sought(MARK),
    "sought by its number": sought("{number}"),
    "sought by the caller": sought(CALLER),
    "its page": at("/desk/cases/{number}"),
    "the page of its call": at("/desk/calls/{call}"),
    "its emergency": at("/desk/emergencies/{number}"),
    "the emergencies": at("/desk/emergencies"),
    "the alarm on every page": at("/desk/alarms"),
    "its complaint": at("/desk/complaints/{number}"),
    "the complaints": at("/desk/complaints"),
    "the lines": at("/desk/lines"),
    "the lines, refreshed": at("/desk/lines/live"),
    "the handover": at("/desk/handover"),
    "the links of another case": at("/desk/cases/{plain}"),
    "the caller's other cases beside a call": at("/desk/calls/{plain_call}"),
    "the holds": at("/desk/privacy"),
    "the blocked callers": at("/desk/callers"),
    "read out by number": by_number,
    "linked by number": linked,
    "all that is held about the caller": person_data,
    "its callback": taken,
}


@pytest.mark.parametrize("place", PLACES)
def test_only_a_member_of_its_group_finds_it(world: World, secret: Secret, place: str) -> None:
    look = PLACES[place]
    to_others, to_member = look(world.browser(OTHER), secret), look(world.browser(MEMBER), secret)
    assert [word for word in secret.words if word in to_others] == []
    assert [word for word in secret.words if word in to_member] != []


SUMS: Mapping[str, str] = {
    "cases by status": "/desk/cases",
    "callers by the hour": "/desk/lines",
    "emergencies": "/desk/emergencies",
    "complaints": "/desk/complaints",
}


@pytest.mark.parametrize("page", SUMS.values(), ids=SUMS)
def test_no_number_on_a_page_of_somebody_else_counts_it(world: World, secret: Secret, page: str) -> None:
    with_it = figures(world.browser(OTHER).get(page).text)
    hide(world, secret)
    without = figures(world.browser(OTHER).get(page).text)
    hide(world, secret, back=True)
    assert with_it == without


def figures(page: str) -> list[str]:
    return re.findall(r">\s*(\d+)\s*<", spoken(page))


def hide(world: World, secret: Secret, *, back: bool = False) -> None:
    """Into another council, with everything that hangs on it, as if it had never been there."""
    with world.parts.database.transaction() as session:
        for table in (Emergency, Complaint, QueuedCall):
            session.execute(
                update(table).where(table.case_id == secret.case.id).values(tenant=COUNTY if back else "elsewhere")
            )
        session.execute(update(Case).where(Case.id == secret.case.id).values(tenant=COUNTY if back else "elsewhere"))


def test_what_rings_is_on_the_bar_of_the_group_alone(world: World, secret: Secret) -> None:
    with world.parts.database.transaction() as session:
        queued = session.query(QueuedCall).filter_by(case_id=secret.case.id, state="waiting").one()
    offer = Offer(
        tenant=COUNTY, queued_call_id=queued.id, call_id=secret.case.call_id, case_id=secret.case.id, state="ringing",
        group_name="social_duty", organisation="county", to_e164="+15195550160", offered_at=NOW,
    )  # fmt: skip
    world.add(offer)
    seen = {login: str(offer.id) in world.browser(login).get("/desk/agent/offers").text for login in (MEMBER, OTHER)}
    assert seen == {MEMBER: True, OTHER: False}


def test_what_becomes_restricted_while_a_page_is_read_is_as_what_was_never_there(
    world: World, secret: Secret, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The case is found, and hidden before its call is looked at."""
    case = world.case(subject="plain yet")

    def hidden_meanwhile(desk: Desk, call_id: UUID) -> Case:
        found = desk.one_case(Case.call_id == call_id)
        with world.parts.database.transaction() as session:
            session.execute(update(Case).where(Case.id == case.id).values(restricted=GROUP))
        return found

    monkeypatch.setattr(call_file, "case_of_call", hidden_meanwhile)
    assert world.browser(OTHER).get(f"/desk/calls/{case.call_id}").status_code == 404
