"""The groups of agents.yaml: agents of one organisation who are offered the same calls, and how they are rung."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from afterhours.site import values
from afterhours.site.answering import MUSIC, AgentGroup, ServiceLevel
from afterhours.site.groups import complete, named_entries, read_group
from afterhours.site.offices import calendar_among
from afterhours.site.organisations import check_name, once
from ivr.flowfile.groups import words
from ivr.flowfile.names import among
from ivr.flowfile.nodes import Node, Scalar
from ivr.flowfile.texts import Reading, items_of, one_of, scalar_of
from ivr.flowfile.values import choice, count, flag, seconds

REQUIRED = ("organisation",)
MOST_LINES, MOST_WAITING = 500, 10_000
RINGING, HOLDING = (5, 120), (10, 3600)
"""Seconds: least and most."""
SERVICE_LEVEL = re.compile(r"(?P<percent>\d{1,3}) ?% (?:in|within) (?P<number>\d{1,4}) ?(?P<unit>s|m|min)", re.ASCII)
UNITS = {"s": 1, "m": 60}


def read_groups(
    node: Node | None, organisations: Collection[str], calendars: Collection[str], reading: Reading
) -> tuple[dict[str, AgentGroup], list[str]]:
    """Every group that could be read, and the names of all that stand there. `organisations`: those there are."""
    found, named = {}, []
    readers = readers_among(organisations, calendars)
    for name, key, value in named_entries(node, "groups, each with organisation:", reading):
        named.append(name)
        check_name(name, key, reading)
        if among(name, organisations) is not None:
            what = f'"{name}" is an organisation, and a group cannot have its name'
            reading.fault(key.place, "duplicate-key", what, "give the group another name")
        fields = read_group(value, key.text, readers, REQUIRED, reading, key.place)
        if fields is not None and complete(fields, REQUIRED) and one_way(key, fields, reading):
            found[name] = AgentGroup(name=name, place=key.place, **fields)
    return found, named


def readers_among(organisations: Collection[str], calendars: Collection[str]) -> dict[str, Any]:
    return {
        "organisation": organisation_among(organisations),
        "title": words,
        "hours": calendar_among(calendars),
        "telephones": telephones,
        "number": values.own_number,
        "skills": skills,
        "lines": lambda node, reading: whole(node, MOST_LINES, "a number of lines", reading),
        "most_waiting": lambda node, reading: whole(node, MOST_WAITING, "a number of callers", reading),
        "ring_for": between(*RINGING),
        "hold_for": between(*HOLDING),
        "longest_wait": seconds,
        "wrap_up": seconds,
        "music": music,
        "confirm": lambda node, reading: choice(node, ("key", "page"), reading),
        "target": service_level,
        "records": flag,
    }


def one_way(key: Scalar, fields: Mapping[str, Any], reading: Reading) -> bool:
    """Whether it is clear how a group is rung: at its agents' own telephones, or at one number."""
    own, number = bool(fields.get("telephones")), bool(fields.get("number"))
    if own == number:
        what = f"{key.text} has {'both' if own else 'neither'} telephones: own {'and' if own else 'nor'} number:"
        mend = 'write telephones: own where each agent is rung, or number: "+15195550160" of a switchboard'
        reading.fault(key.place, "how-rung", what, mend)
    return own != number


def between(least: int, most: int) -> Any:
    """A reader of a duration within these seconds."""

    def read(node: Node, reading: Reading) -> int | None:
        found = seconds(node, reading)
        if found is not None and isinstance(node, Scalar) and not least <= found <= most:
            reading.refuse(node, f"between {least}s and {most}s", "choose a duration in between")
            return None
        return found

    return read


def whole(node: Node, most: int, wanted: str, reading: Reading) -> int | None:
    """A whole number from 1 on."""
    found = count(node, reading)
    if found is not None and isinstance(node, Scalar) and not 1 <= found <= most:
        reading.refuse(node, wanted, f"write a whole number from 1 to {most}")
        return None
    return found


def music(node: Node, reading: Reading) -> str | None:
    """A recording that the program brings along, or the address of one."""
    scalar = scalar_of(node, f"one of {', '.join(MUSIC)}, or the address of a recording", reading)
    if scalar is None or scalar.text.startswith("https://"):
        return scalar.text.strip() if scalar else None
    return one_of(scalar, MUSIC, "music of the program, nor an address that begins with https://", reading)


def service_level(node: Node, reading: Reading) -> ServiceLevel | None:
    """`80% in 20s`: so many of a hundred callers, answered by a human being within that time."""
    scalar = scalar_of(node, "a service level such as 80% in 20s", reading)
    if scalar is None:
        return None
    found = SERVICE_LEVEL.fullmatch(" ".join(scalar.text.casefold().split()))
    if found is None or not 1 <= int(found["percent"]) <= 100:
        reading.refuse(scalar, "a service level", "write it as 80% in 20s, or 95% in 3m")
        return None
    return ServiceLevel(int(found["percent"]), int(found["number"]) * UNITS[found["unit"][0]])


def organisation_among(organisations: Collection[str]) -> Any:
    def read(node: Node, reading: Reading) -> str | None:
        scalar = values.name_later(node, reading)
        return one_of(scalar, organisations, "an organisation of agents.yaml", reading) if scalar else None

    return read


def telephones(node: Node, reading: Reading) -> bool | None:
    """`telephones: own`: each agent says at the desk where their telephone is."""
    return True if choice(node, ("own",), reading) else None


def skills(node: Node, reading: Reading) -> tuple[str, ...] | None:
    """What agents of the group may be good at, such as a language."""
    items = items_of(node, "a list of skills, such as [french]", reading)
    typed = [scalar_of(item, "a skill", reading) for item in items or ()]
    if items is None or None in typed:
        return None
    return tuple(once(typed, [" ".join(each.text.split()) for each in typed if each], reading))
