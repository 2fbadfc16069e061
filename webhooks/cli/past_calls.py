"""The calls of the demonstration's last weeks, as callflows/demo/cases.yaml lists them."""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from afterhours.rules.escalation import Plan
from afterhours.rules.lifecycle import FOLLOWS
from afterhours.services.calls.add_past_call import PastCall, PastTurn
from afterhours.site import Site
from afterhours.site.groups import complete, read_group
from ivr.flowfile.faults import Faults
from ivr.flowfile.nodes import Broken, Listing, Node, Scalar
from ivr.flowfile.nodes import Mapping as Group
from ivr.flowfile.outside import Names
from ivr.flowfile.reading import read_file
from ivr.flowfile.texts import Reading, items_of, one_of, scalar_of
from ivr.flowfile.values import choice, text

REQUIRED = ("weeks_ago", "day", "at", "line", "from", "seconds", "ending", "status", "priority", "turns")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ENDINGS = ("completed", "busy", "failed", "no-answer", "canceled")
PRIORITIES = ("normal", "urgent", "emergency")
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
COUNT = re.compile(r"\d{1,5}")
WORDS: Mapping[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}
AS_GIVEN = ("seconds", "ending", "status", "note", "language", "service", "priority", "subject", "location", "in_hours")
"""Fields that a past call has under the same name."""


def read_past_calls(file: Path, site: Site, now: datetime) -> list[PastCall]:
    """The calls of the file as if `now` were today. Raises FaultsFound with everything that is wrong in it."""
    faults = Faults()
    reading = Reading(faults, Names())
    node = read_file(file, faults, file.name)
    items = items_of(node, "calls, each with day: and at:", reading) if node is not None else ()
    found = [past_call(item, site, now, reading) for item in items or ()]
    faults.raise_if_refusing()
    return [each for each in found if each]


def past_call(node: Node, site: Site, now: datetime, reading: Reading) -> PastCall | None:
    values = read_group(node, "a past call", readers_for(site), REQUIRED, reading, node.place)
    if values is None or not complete(values, REQUIRED):
        return None
    line = site.book.lines[values["line"]]
    given = {field: values[field] for field in (*AS_GIVEN, "answers", "messages") if field in values}
    return PastCall(
        key=key_of(values),
        tenant=line.tenant,
        line=line.name,
        to=line.number,
        country=line.country,
        caller="anonymous" if values["from"] == "withheld" else values["from"],
        started_at=instant(values["weeks_ago"], values["day"], values["at"], now, line.zone),
        turns=[PastTurn(turn["after"], turn["events"]) for turn in values["turns"]],
        emergency=emergency_of(values, site),
        restricted=site.restricted(values.get("service") or ""),
        **given,
    )


def emergency_of(values: Mapping[str, Any], site: Site) -> tuple[str, Plan] | None:
    """The roster and its plan, for a call in which an emergency was raised."""
    events = [event for turn in values["turns"] for event in turn["events"]]
    if not any(event["kind"] == "reported" and event["data"].get("emergency") for event in events):
        return None
    roster = site.roster(site.book.requests[values["service"]].emergency or "")
    return (roster.name, roster.plan) if roster else None


def key_of(values: Mapping[str, Any]) -> str:
    """What a provider would call the call: the same whenever the file is loaded."""
    told = "|".join(str(values[field]) for field in ("weeks_ago", "day", "at", "line", "from"))
    return f"CA{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def instant(weeks_ago: int, day: str, at: str, now: datetime, zone: str) -> datetime:
    """`day` of the week that was `weeks_ago` weeks before that of `now`, at `at`, on the clocks of `zone`."""
    today = now.astimezone(ZoneInfo(zone)).date()
    date = today - timedelta(days=today.weekday(), weeks=weeks_ago) + timedelta(days=DAYS.index(day))
    hour, minute = (int(part) for part in at.split(":"))
    return datetime.combine(date, time(hour, minute), ZoneInfo(zone))


def readers_for(site: Site) -> dict[str, Callable[[Node, Reading], Any]]:
    def known(names: Mapping[str, Any], wanted: str) -> Callable[[Node, Reading], str | None]:
        def read(node: Node, reading: Reading) -> str | None:
            scalar = scalar_of(node, wanted, reading)
            return one_of(scalar, names, wanted, reading) if scalar else None

        return read

    def among(words: tuple[str, ...]) -> Callable[[Node, Reading], str | None]:
        return lambda node, reading: choice(node, words, reading)

    return {
        "weeks_ago": number,
        "day": among(DAYS),
        "at": clock,
        "line": known(site.book.lines, "a line of site.yaml"),
        "from": text,
        "language": text,
        "in_hours": plain,
        "seconds": number,
        "ending": among(ENDINGS),
        "status": among(tuple(FOLLOWS)),
        "note": text,
        "subject": text,
        "service": known(site.book.requests, "a kind of request of services.yaml"),
        "priority": among(PRIORITIES),
        "location": text,
        "answers": plain,
        "messages": plain,
        "turns": turns,
    }


def number(node: Node, reading: Reading) -> int | None:
    scalar = scalar_of(node, "a number", reading)
    if scalar is None or COUNT.fullmatch(scalar.text):
        return int(scalar.text) if scalar else None
    reading.refuse(scalar, "a number", "write digits only")
    return None


def clock(node: Node, reading: Reading) -> str | None:
    scalar = scalar_of(node, "a time of day", reading)
    if scalar is None or CLOCK.fullmatch(scalar.text):
        return scalar.text if scalar else None
    reading.refuse(scalar, "a time of day", 'write it like "02:15"')
    return None


def turns(node: Node, reading: Reading) -> Any:
    found = plain(node, reading)
    whole = isinstance(found, list) and all(
        isinstance(turn, dict) and {"after", "events"} <= set(turn) for turn in found
    )
    if whole and found:
        return found
    reading.fault(node.place, "wrong-kind", "these are no turns", "write a list, each with after: and events:")
    return None


def plain(node: Node, reading: Reading) -> Any:
    """What the node holds as JSON would: numbers, yes and no, and null only where they are not quoted."""
    match node:
        case Broken():
            return None
        case Listing():
            return [plain(item, reading) for item in node.items]
        case Group():
            return {key.text: plain(value, reading) for key, value in node.entries}
        case Scalar():
            return node.text if node.quoted else typed(node.text)


def typed(written: str) -> Any:
    return int(written) if COUNT.fullmatch(written) else WORDS.get(written, written)
