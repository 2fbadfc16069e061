"""Other people's telephones: who they are, what they do on the simulated network when they ring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from afterhours.models import Person
from ivr.errors import Refused
from ivr.flowfile.names import name
from ivr.phone import display
from ivr.simulator.client import TelephoneClient
from ivr.store.database import Database

DEEDS = ("answer", "decline", "press", "hang_up")
LINES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person of the table; `numbers` are E.164, in the order to try."""

    handle: str
    name: str
    numbers: tuple[str, ...]

    @property
    def as_json(self) -> dict[str, Any]:
        return {"handle": self.handle, "name": self.name, "numbers": list(self.numbers)}


def everybody(database: Database) -> list[Somebody]:
    """Everyone who may be rung, by handle. Raises DatabaseGone."""
    with database.transaction() as session:
        rows = session.execute(select(Person.handle, Person.name, Person.numbers).order_by(Person.handle))
        return [Somebody(row.handle, row.name, tuple(row.numbers)) for row in rows]


def by_number(people: Sequence[Somebody]) -> dict[str, str]:
    """Number -> name."""
    return {number: each.name for each in people for number in each.numbers}


def behave(telephones: TelephoneClient, people: Sequence[Somebody], plans: Mapping[str, str], otherwise: str) -> None:
    """Let everybody do as planned when their telephone rings; who is in a call stays as they are."""
    planned = {name(handle): how for handle, how in plans.items()}
    for each in people:
        how = planned.get(name(each.handle), otherwise)
        for number in each.numbers:
            telephones.callee(number).behave(how.replace("_", "-"))


def rung_for(telephones: TelephoneClient, sid: str, names: Mapping[str, str], country: str) -> list[dict[str, Any]]:
    """The telephones that were rung on behalf of the call `sid`, each with what its person hears."""
    calls = ((each["number"], each["call"]) for each in telephones.callees())
    return [told(number, call, names, country) for number, call in calls if call and call["parent"] == sid]


def told(number: str, call: Mapping[str, Any], names: Mapping[str, str], country: str) -> dict[str, Any]:
    shown = display(number, country)
    return {
        "number": number,
        "name": names.get(number, shown),
        "shown": shown,
        "doing": call["doing"],
        "status": call["status"],
        "lines": call["transcript"][-LINES_SHOWN:],
    }


def do(telephones: TelephoneClient, sid: str, number: str, deed: str, keys: str) -> None:
    """What a person does who was rung on behalf of the call `sid`. Raises Refused, ControlRefused."""
    call = telephones.get(f"/callees/{number}")["call"]
    if not call or call["parent"] != sid:
        raise Refused(f"{number} was not rung by this call.")
    callee = telephones.callee(number)
    if deed == "press":
        callee.press(keys)
    elif deed in DEEDS:
        {"answer": callee.answer, "decline": callee.decline, "hang_up": callee.hang_up}[deed]()
    else:
        raise Refused(f"Somebody who is rung cannot {deed}; there are {', '.join(DEEDS)}.")
