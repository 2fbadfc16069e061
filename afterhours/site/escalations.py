"""`escalate:`, `pause:` and `alarm:` of a roster: what happens until somebody has accepted."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from afterhours.rules.escalation import LONGEST_PAUSE, Kind, Level, Plan, Target
from afterhours.site.groups import Reader, complete, read_group
from ivr.flowfile.names import name as canonical
from ivr.flowfile.names import shown
from ivr.flowfile.nodes import Listing, Node, Scalar
from ivr.flowfile.places import Place
from ivr.flowfile.texts import Reading, items_of, scalar_of
from ivr.flowfile.values import seconds

RINGS = 25
"""Seconds a level rings when nothing else is written: a mailbox mostly answers later."""


class Aim(NamedTuple):
    """A target as typed; its name is looked up when all rosters have been read."""

    kind: Kind
    typed: Scalar


class LevelRead(NamedTuple):
    ring: tuple[Aim, ...]
    seconds: int
    text: tuple[Aim, ...]


class Alarm(NamedTuple):
    after: int | None
    tell: tuple[str, ...]


def levels(node: Node, reading: Reading) -> tuple[LevelRead, ...] | None:
    """The levels in their order."""
    items = items_of(node, "the levels, each with ring: and for:", reading)
    if items is None:
        return None
    torn = isinstance(node, Listing) and node.torn
    if not items and not torn:
        what = "this list rings nobody"
        reading.fault(node.place, "empty", what, "write at least one level: - {ring: primary, for: 25s}")
    found = [level(item, reading) for item in items]
    return None if torn or not found or None in found else tuple(each for each in found if each)


def level(node: Node, reading: Reading) -> LevelRead | None:
    readers = {"ring": targets, "for": seconds, "text": targets}
    fields = read_group(node, "a level", readers, ["ring"], reading, node.place)
    if fields is None or not complete(fields, ["ring"]):
        return None
    return LevelRead(fields["ring"], fields.get("for", RINGS), fields.get("text", ()))


def targets(node: Node, reading: Reading) -> tuple[Aim, ...] | None:
    """One name or a list of them: those of a level are rung at once."""
    items = node.items if isinstance(node, Listing) else (node,)
    if not items:
        reading.fault(node.place, "empty", "nobody stands in this list", "write a duty, or person with a handle")
    found = [aim(item, reading) for item in items]
    torn = isinstance(node, Listing) and node.torn
    return None if torn or not found or None in found else tuple(each for each in found if each)


def aim(node: Node, reading: Reading) -> Aim | None:
    """`primary` is a duty of this roster, `person ann` a person, `roster county` whoever is on duty there."""
    scalar = scalar_of(node, "whom to ring: a duty, or person with a handle, or roster with a name", reading)
    if scalar is None:
        return None
    first, _, rest = shown(scalar.text).partition(" ")
    if rest and canonical(first) in ("person", "roster"):
        kind: Kind = "person" if canonical(first) == "person" else "roster"
        return Aim(kind, Scalar(rest, scalar.quoted, scalar.place))
    return Aim("duty", scalar)


def pause(node: Node, reading: Reading) -> int | None:
    """Between the last level and the first one again."""
    found = seconds(node, reading)
    if found is not None and found > LONGEST_PAUSE and isinstance(node, Scalar):
        reading.refuse(node, "a pause for an emergency", f"write at most {LONGEST_PAUSE}s")
        return None
    return found


def alarm(people: dict[str, Place]) -> Reader:
    """A reader of `{after: 3m, tell: operations}`."""

    def read(node: Node, reading: Reading) -> Alarm | None:
        readers = {"after": seconds, "tell": handles(people)}
        fields = read_group(node, "alarm", readers, (), reading, node.place)
        if fields is None or None in fields.values():
            return None
        return Alarm(fields.get("after"), fields.get("tell", ()))

    return read


def handles(people: dict[str, Place]) -> Reader:
    """A reader of one handle or a list of them."""

    def read(node: Node, reading: Reading) -> tuple[str, ...] | None:
        items = node.items if isinstance(node, Listing) else (node,)
        scalars = [scalar_of(item, "a person's handle", reading) for item in items]
        if None in scalars or not scalars or (isinstance(node, Listing) and node.torn):
            return None
        found = [(reading.spellings.people.define(each.text), each.place) for each in scalars if each]
        for handle, place in found:
            people.setdefault(handle, place)
        return tuple(dict.fromkeys(handle for handle, _ in found))

    return read


def plan_of(fields: Mapping[str, Any], found: tuple[Level, ...]) -> Plan:
    """The plan of a roster from its fields; what is not written is the plan's own default."""
    told: Alarm = fields.get("alarm") or Alarm(None, ())
    given = {
        "pause": fields.get("pause"),
        "alarm_after": told.after,
        "ask_after": fields.get("ask_after"),
    }
    return Plan(levels=found, tell=told.tell, **{name: value for name, value in given.items() if value is not None})


def resolved(read: tuple[LevelRead, ...], meant: Callable[[Aim], Target | None]) -> tuple[Level, ...] | None:
    """The levels with the targets their names stand for; None when one of them is nothing that exists."""
    found = [(each, [meant(aim) for aim in each.ring], [meant(aim) for aim in each.text]) for each in read]
    if any(None in (*ring, *text) for _, ring, text in found):
        return None
    known = [(each.seconds, [aim for aim in ring if aim], [aim for aim in text if aim]) for each, ring, text in found]
    return tuple(Level(ring=tuple(ring), seconds=lasts, text=tuple(text)) for lasts, ring, text in known)
