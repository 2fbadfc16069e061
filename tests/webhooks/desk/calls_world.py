"""A night's call in the world of the pages: somebody reported a burst pipe, waited, and is answered now."""

from datetime import timedelta
from typing import Any

from afterhours.models import Case, ContactNumber
from tests.webhooks.pages.world import CALLER, COUNTY, NOW, World, event, token_in

PATH = [
    [event("arrived", line="main", flow="main")],
    [event("language", language="en"), event("said")],
    [event("no_input")],
    [event("menu_choice", key="1", label="a burst water pipe")],
    [event("reported", service="water-main-break", emergency=False)],
    [event("answered", question="location", value="12 Main Street, Long Point", recording=None)],
    [event("answered", question="flowing", value="yes", recording=None)],
]


def night_call(world: World, **columns: Any) -> Case:
    """The case of a call that is still going on."""
    told = {
        "events": PATH,
        "service": "water-main-break",
        "kind": "service_request",
        "location": "12 Main Street, Long Point",
        "language": "en",
        "in_hours": False,
        "opened_at": NOW - timedelta(seconds=132),
        "call": {"attestation": "A"},
        **columns,
    }
    return world.case(**told)


def household(world: World, *names: str, caller: str = CALLER) -> None:
    """Several records with the caller's number; the account of each is its name."""
    for name in names:
        world.contact(name, caller, address="12 Main Street, Long Point")
    if len(names) > 1:
        with world.parts.database.transaction() as session:
            session.query(ContactNumber).filter_by(tenant=COUNTY, e164=caller).update({"shared": True})


def address_of(case: Case, more: str = "") -> str:
    return f"/desk/calls/{case.call_id}{more}"


def sends(client: Any, case: Case, what: str, **form: str) -> Any:
    """One form of the page, as a browser would send it."""
    token = token_in(client.get(address_of(case)).text)
    return client.post(address_of(case, f"/{what}"), data={"csrf_token": token, **form})


def filled(client: Any, case: Case, **changes: str) -> dict[str, str]:
    """The form of the page as it stands there, with `changes`."""
    page = client.get(address_of(case)).text
    began = {}
    for part in page.split('name="was-')[1:]:
        name, rest = part.split('"', 1)
        began[name] = rest.split('value="', 1)[1].split('"', 1)[0]
    return {**{f"was-{name}": value for name, value in began.items()}, **began, **changes}


def page(world: World, case: Case, login: str = "nora") -> str:
    answer = world.browser(login).get(address_of(case))
    assert answer.status_code == 200
    return str(answer.text)


def now_is(world: World, case: Case) -> Case:
    with world.parts.database.transaction() as session:
        return session.get_one(Case, case.id)
