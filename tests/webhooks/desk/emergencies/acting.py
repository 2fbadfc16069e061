"""What these tests do: an emergency about a pipe, its page, and what somebody does on it."""

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from afterhours.models import Case, Emergency
from ivr.store.base import Base
from tests.webhooks.pages.world import World, token_in


def pipe(world: World, **columns: Any) -> Case:
    told = {"service": "water-main-break", "priority": "emergency", "location": "12 Main Street", **columns}
    return world.let_see("night", world.case(kind="service_request", **told))


def page(world: World, login: str, path: str = "") -> str:
    return world.browser(login).get(f"/desk/emergencies{path}").text


def does(client: FlaskClient, of: Emergency, case: Case, deed: str, reason: str = "", **more: str) -> Any:
    shown = client.get(f"/desk/emergencies/{case.number}").text
    form = {"reason": reason, "csrf_token": token_in(shown), **more}
    return client.post(f"/desk/emergencies/{case.number}/{of.id}/{deed}", data=form)


def now_is(world: World, of: Emergency) -> Emergency:
    with world.parts.database.transaction() as session:
        return session.get_one(Emergency, of.id)


def all_of(world: World, table: type[Base]) -> list[Any]:
    with world.parts.database.transaction() as session:
        return list(session.scalars(select(table)))
