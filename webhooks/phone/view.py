"""One call as its page sees it: what was said, whose telephones ring, which texts came, what the case is by now.

The page asks for it several times a second while its call lasts. It does not wait for news: a waiting request would
hold a thread that the callers' turns need.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import render_template

from ivr.engine.model import Line
from ivr.flowfile.names import name as canonical
from ivr.simulator.client import TelephoneClient
from ivr.simulator.legs import ENDED
from webhooks.desk.names import Names
from webhooks.pages.parts import Parts, book_of
from webhooks.phone.answerers import Somebody
from webhooks.phone.growing import Growing, case_of
from webhooks.phone.lines import lines_of
from webhooks.phone.people import Onlooker, by_number, everybody, telephones_seen


def view_of(parts: Parts, telephones: TelephoneClient, sid: str) -> dict[str, Any]:
    """Raises ControlRefused for an unknown call, ProviderGone, DatabaseGone."""
    call = telephones.get(f"/calls/{sid}")
    names, people = Names(book_of(parts)), everybody(parts)
    line = line_of(names, call["to"])
    now = telephones.now()
    case = growing(parts, sid, names, people, now)
    seen = telephones_seen(telephones, parts.database, onlooker(call, people, line))
    return {
        "call": told(call, by_number(people)),
        "now": now.isoformat(),
        "zone": line.zone if line else "UTC",
        "line": f"{names.line(line.name)} · {line.tenant_name}" if line else "",
        "people": seen,
        "goes_on": goes_on(seen, case),
        "texts": texts_to(telephones, call["from"]),
        "case": case.as_json if case else None,
        "case_html": render_template("phone/case.html", case=case) if case else "",
    }


def onlooker(call: Mapping[str, Any], people: Sequence[Somebody], line: Line | None) -> Onlooker:
    return Onlooker(
        sid=call["sid"],
        caller=call["from"],
        seq=call["seq"],
        names=by_number(people),
        country=line.country if line else "",
    )


def goes_on(seen: Sequence[Mapping[str, Any]], case: Growing | None) -> bool:
    """Whether something may still happen when the caller is gone: a telephone rings, an emergency is not over."""
    return any(each["doing"] not in ("ended", "resting") for each in seen) or bool(case and case.waits)


def seen_by(parts: Parts, telephones: TelephoneClient, sid: str) -> list[dict[str, Any]]:
    """Other people's telephones alone, as the page of the call `sid` sees them."""
    call, names = telephones.get(f"/calls/{sid}"), Names(book_of(parts))
    by = onlooker(call, everybody(parts), line_of(names, call["to"]))
    return telephones_seen(telephones, parts.database, by)


def told(call: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    other = call["connected_to"]
    return {
        "sid": call["sid"],
        "status": call["status"],
        "doing": call["doing"],
        "over": call["status"] in ENDED,
        "with": names.get(other, other) if other else None,
        "with_number": other,
        "started_at": call["started_at"],
        "lines": lines_of(call["transcript"], names),
    }


def growing(parts: Parts, sid: str, names: Names, people: Sequence[Somebody], now: datetime) -> Growing | None:
    """`now`: the network's own; what this process knows of the time may be from before a journey, for a moment."""
    with parts.database.transaction() as session:
        return case_of(session, sid, names, {canonical(each.handle): each.name for each in people}, now)


def line_of(names: Names, number: str) -> Line | None:
    return next((line for line in names.book.lines.values() if line.number == number), None)


def texts_to(telephones: TelephoneClient, number: str) -> list[dict[str, Any]]:
    """The texts that the caller's telephone got; a withheld number gets none."""
    return [text for text in telephones.texts() if text["to"] == number] if number.startswith("+") else []
