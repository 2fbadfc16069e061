"""Other people's telephones: who they are, what they do on the simulated network when they ring, and what they hear."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from afterhours.models import Attempt, Call, Emergency, Person
from ivr.errors import Refused
from ivr.flowfile.names import name
from ivr.phone import display
from ivr.simulator.client import TelephoneClient
from ivr.simulator.legs import ENDED
from ivr.store.database import Database
from webhooks.pages.parts import Parts, site_of
from webhooks.phone.answerers import Somebody, answerers, offered_for_others
from webhooks.phone.lines import lines_of

DEEDS = ("answer", "decline", "mailbox", "press", "hang_up", "text")
LINES_SHOWN, TEXTS_SHOWN = 12, 3


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Whose page looks: the call `sid` of `caller`, which began after event `seq` of the network.

    `names`: number -> name of those who may ring.
    """

    sid: str
    caller: str
    seq: int
    names: Mapping[str, str]
    country: str


def everybody(parts: Parts) -> list[Somebody]:
    """Everyone who may be rung: people by handle, switchboards, agents. Raises DatabaseGone."""
    site = site_of(parts)
    with parts.database.transaction() as session:
        rows = session.execute(select(Person.handle, Person.name, Person.numbers).order_by(Person.handle))
        people = [Somebody(row.handle, row.name, tuple(row.numbers)) for row in rows]
        return [*people, *answerers(session, site)]


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


def telephones_seen(telephones: TelephoneClient, database: Database, by: Onlooker) -> list[dict[str, Any]]:
    """The telephones that ring, or have rung or been texted since the call began; not those rung for other callers."""
    known = [each for each in telephones.callees() if each["number"] in by.names or each["number"] == by.caller]
    rung = [each["call"]["sid"] for each in known if each["call"] and each["call"]["parent"] is None]
    mine = set(rung) - rung_for_others(database, rung, by.sid)
    seen = (seen_telephone(each, mine, by) for each in known)
    return [each for each in seen if each]


def rung_for_others(database: Database, sids: Sequence[str], sid: str) -> set[str]:
    """Which of these calls, made by the program, are about another caller than the one of call `sid`."""
    query = (
        select(Attempt.provider_id)
        .join(Emergency, Emergency.id == Attempt.emergency_id)
        .join(Call, Call.id == Emergency.call_id)
        .where(Attempt.provider_id.in_(sids), Call.provider_call_id != sid)
    )
    with database.transaction() as session:
        return {str(found) for found in session.scalars(query)} | offered_for_others(session, sids, sid)


def seen_telephone(telephone: Mapping[str, Any], mine: set[str], by: Onlooker) -> dict[str, Any] | None:
    """One telephone as the page draws it; None where there is nothing to see. The caller's own only when it is rung.

    `mine`: the calls of the program that are not for other callers.
    """
    number, own = telephone["number"], telephone["number"] == by.caller
    call = telephone["call"] if rings_for(telephone["call"], mine, by) else None
    texts = [] if own else [text for text in telephone["got"] if text["seq"] >= by.seq]
    return told(number, call, texts, by) if call or texts else None


def rings_for(call: Mapping[str, Any] | None, mine: set[str], by: Onlooker) -> bool:
    """Whether the call was made for the onlooker's: by its documents, by the program, or by somebody it has rung."""
    if call is None or not {call["sid"], call["parent"]} & {by.sid, *mine}:
        return False
    return call["status"] not in ENDED or call["seq"] >= by.seq


def told(
    number: str, call: Mapping[str, Any] | None, texts: Sequence[Mapping[str, Any]], by: Onlooker
) -> dict[str, Any]:
    shown = display(number, by.country)
    return {
        "number": number,
        "name": by.names.get(number) or _("The caller"),
        "shown": shown,
        "doing": call["doing"] if call else "resting",
        "status": call["status"] if call else "",
        "mailbox": call["answerer"] != "person" if call else False,
        "lines": lines_of(call["transcript"], by.names)[-LINES_SHOWN:] if call else [],
        "texts": [{"sid": text["sid"], "body": text["body"], "at": text["at"]} for text in texts[-TEXTS_SHOWN:]],
    }


def do(
    telephones: TelephoneClient, seen: Sequence[Mapping[str, Any]], number: str, deed: str, given: Mapping[str, Any]
) -> None:
    """What a person does whose telephone is `seen`. `given`: keys to press, a text. Raises Refused, ControlRefused."""
    if number not in {each["number"] for each in seen}:
        raise Refused(f"{number} was not rung by this call.")
    callee = telephones.callee(number)
    deeds: dict[str, Callable[[], object]] = {
        "answer": callee.answer,
        "decline": callee.decline,
        "mailbox": callee.let_mailbox_answer,
        "hang_up": callee.hang_up,
        "press": lambda: callee.press(str(given.get("keys", ""))),
        "text": lambda: callee.text(str(given.get("text", "")), to=number_texted(callee.texts)),
    }
    if deed not in deeds:
        raise Refused(f"Somebody who is rung cannot {deed}; there are {', '.join(DEEDS)}.")
    deeds[deed]()


def number_texted(texts: Sequence[Mapping[str, Any]]) -> str:
    """The number to which a text goes back. Raises Refused where none has come."""
    if not texts:
        raise Refused("There is nobody to text back to: no text has come.")
    return str(texts[-1]["from"])
