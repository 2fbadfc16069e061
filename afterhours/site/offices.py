"""What site.yaml says of a council's office: its calendar, and who gets the handover and the evening's paper."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from afterhours.site import values
from afterhours.site.model import Council
from afterhours.site.services import handle_into
from ivr.engine.model import Line
from ivr.flowfile.names import did_you_mean
from ivr.flowfile.nodes import Node, Scalar
from ivr.flowfile.places import Place
from ivr.flowfile.spelling import Spelling
from ivr.flowfile.texts import Reading, items_of


def readers(people: dict[str, Place], calendars: Collection[str]) -> dict[str, Any]:
    """The readers of these fields. `calendars`: the names that stand in hours.yaml."""
    return {
        "office_hours": calendar_among(calendars),
        "handover_to": handles_into(people),
        "tonight_to": handles_into(people),
    }


def calendar_among(calendars: Collection[str]) -> Any:
    def read(node: Node, reading: Reading) -> str | None:
        scalar = values.name_later(node, reading)
        if not isinstance(scalar, Scalar):
            return None
        known = Spelling(set(calendars)).of(scalar.text)
        if known in calendars:
            return known
        what = f'"{scalar.text}" is not a name of hours.yaml'
        reading.fault(scalar.place, "unknown-name", what, did_you_mean(scalar.text, calendars))
        return None

    return read


def handles_into(people: dict[str, Place]) -> Any:
    """A reader of several handles, one after the other; nobody twice."""
    one = handle_into(people)

    def read(node: Node, reading: Reading) -> tuple[str, ...] | None:
        items = items_of(node, "a list of handles", reading)
        found = [one(item, reading) for item in items or ()]
        return None if items is None or None in found else tuple(dict.fromkeys(found))

    return read


def with_office(council: Council, fields: Mapping[str, Any]) -> Council:
    """Who is named for the handover alone gets the evening's paper, too."""
    handover = fields.get("handover_to") or ()
    tonight = fields["tonight_to"] if fields.get("tonight_to") is not None else handover
    return replace(council, office_hours=fields.get("office_hours"), handover_to=handover, tonight_to=tonight)


def with_hours_of_lines(council: Council, lines: Collection[Line]) -> Council:
    """Where no office hours are written, those of the council's first line that keeps any are meant."""
    if council.office_hours is not None:
        return council
    return replace(council, office_hours=next((each.hours for each in lines if is_theirs(each, council)), None))


def is_theirs(line: Line, council: Council) -> bool:
    return line.tenant == council.tenant and line.hours is not None
