"""rosters.yaml: who is on duty when, by duty, and how people are called until somebody accepts.

A roster is read in two steps: its layers first, then its plan, which may name the duties of all rosters.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from afterhours.rules.escalation import Plan, Target
from afterhours.rules.hours import Hours
from afterhours.rules.rosters.model import Layer, Roster
from afterhours.site import escalations, values
from afterhours.site.councils import Councils
from afterhours.site.duties import by_duty, read_layers
from afterhours.site.escalations import Aim, plan_of, resolved
from afterhours.site.groups import complete, named_entries, read_group
from afterhours.site.layers import LayerRead
from afterhours.site.model import Council, Needed, SiteRoster
from afterhours.site.reach import check_reach
from ivr.flowfile.groups import words
from ivr.flowfile.names import among, did_you_mean
from ivr.flowfile.nodes import Node, Scalar
from ivr.flowfile.places import Place
from ivr.flowfile.texts import Reading, one_of, scalar_of
from ivr.flowfile.values import choice, seconds

REQUIRED = ("layers", "escalate")
NEEDED: Mapping[str, Needed] = {"always": "always", "out of hours": "out_of_hours", "in hours": "in_hours"}
BY_HOURS = ("out_of_hours", "in_hours", "holiday_dates")


class World(NamedTuple):
    """What other files say, and the people to whom handles are added. `calendars`: the names, faulty ones too."""

    councils: Councils
    hours: Mapping[str, Hours]
    calendars: set[str]
    people: dict[str, Place]


class RosterRead(NamedTuple):
    """A roster as it stands in the file: its fields, and its layers as far as they could be read."""

    name: str
    key: Scalar
    fields: dict[str, Any]
    council: Council
    layers: list[LayerRead]


def read_rosters(node: Node | None, world: World, reading: Reading) -> tuple[dict[str, SiteRoster], set[str]]:
    """Every roster that could be read, and the names of all that stand there."""
    entries = named_entries(node, "rosters", reading)
    read = [read_roster(name, key, value, world, reading) for name, key, value in entries]
    named = {name for name, _, _ in entries}
    known = [each for each in read if each]
    built = {each.name: as_roster(each, named, world, reading) for each in known}
    found = {name: roster for name, roster in built.items() if roster}
    if len(found) == len(entries):
        check_reach(found, reading)
    return found, named


def read_roster(name: str, key: Scalar, node: Node, world: World, reading: Reading) -> RosterRead | None:
    if "/" in name or "," in name:
        reading.fault(key.place, "name", f'"{name}" has a stroke or a comma', "write the name with dashes")
    fields = read_group(node, key.text, roster_readers(world), REQUIRED, reading, key.place)
    if fields is None:
        return None
    council = council_of(fields.get("tenant"), world.councils, reading)
    zone = fields.get("zone") or (council.zone if council else "UTC")
    layers = read_layers(node, zone, world.people, reading)
    if council is None or layers is None or not complete(fields, REQUIRED):
        return None
    return RosterRead(name, key, fields | {"zone": zone}, council, layers)


def roster_readers(world: World) -> dict[str, Any]:
    return {
        "title": words,
        "tenant": values.name_later,
        "zone": values.zone,
        "hours": lambda node, reading: calendar(node, world, reading),
        "needed": needed,
        "together": lambda node, reading: choice(node, ("priority", "all"), reading),
        "layers": later,
        "changes": later,
        "escalate": escalations.levels,
        "pause": escalations.pause,
        "alarm": escalations.alarm(world.people),
        "ask_after": seconds,
    }


def later(node: Node, _: Reading) -> Node:
    """Layers and their changes are read together, once the zone is known."""
    return node


def calendar(node: Node, world: World, reading: Reading) -> str | None:
    """The name of a calendar of hours.yaml, as it is spelt there."""
    scalar = scalar_of(node, "a name of hours.yaml", reading)
    return one_of(scalar, sorted(world.calendars), "a name of hours.yaml", reading) if scalar else None


def needed(node: Node, reading: Reading) -> Needed | None:
    found = choice(node, NEEDED, reading)
    return NEEDED[found] if found else None


def council_of(typed: Scalar | None, councils: Councils, reading: Reading) -> Council | None:
    """The partner council a roster belongs to; the municipality where none is named."""
    if typed is None:
        return councils.own
    found = among(typed.text, councils.named)
    if found is None:
        what = f'"{typed.text}" is not a partner council of site.yaml'
        reading.fault(typed.place, "unknown-name", what, did_you_mean(typed.text, councils.named))
        return None
    return councils.tenants.get(found)


def as_roster(read: RosterRead, named: set[str], world: World, reading: Reading) -> SiteRoster | None:
    """The roster with its duties and its plan, or None with the faults reported."""
    hours = read.fields.get("hours")
    sound = knows_its_hours(read, reading)
    duties = by_duty(read.layers)
    levels = resolved(read.fields["escalate"], lambda aim: target(aim, duties, named, read, world, reading))
    if not sound or levels is None or (hours and hours not in world.hours):
        return None
    return built(read, duties, plan_of(read.fields, levels), world.hours.get(hours or ""))


def built(read: RosterRead, duties: Mapping[str, tuple[Layer, ...]], plan: Plan, hours: Hours | None) -> SiteRoster:
    zone, combine = read.fields["zone"], read.fields.get("together", "priority")
    rosters = {
        duty: Roster(name=f"{read.name}/{duty}", zone=zone, layers=layers, combine=combine, hours=hours)
        for duty, layers in duties.items()
    }
    return SiteRoster(
        name=read.name,
        tenant=read.council.tenant,
        zone=zone,
        duties=rosters,
        plan=plan,
        hours=hours.name if hours else None,
        needed=read.fields.get("needed", "out_of_hours" if hours else "always"),
        title=read.fields.get("title", {}),
        place=read.key.place,
    )


def knows_its_hours(read: RosterRead, reading: Reading) -> bool:
    """Whether what follows opening hours has some; if not, that is reported."""
    if "hours" in read.fields:
        return True
    following = [each for each in read.layers if each.layer.when in BY_HOURS]
    for each in following:
        what = f"{each.layer.name} follows opening hours, and {read.key.text} does not say which"
        reading.fault(
            each.place, "hours-missing", what, f"write hours: with a name of hours.yaml below {read.key.text}:"
        )
    if read.fields.get("needed", "always") != "always":
        what = f"{read.key.text} is needed by opening hours, and does not say which"
        reading.fault(
            read.key.place, "hours-missing", what, "write hours: with a name of hours.yaml, or delete needed:"
        )
        return False
    return not following


def target(
    aim: Aim, duties: Mapping[str, object], named: set[str], read: RosterRead, world: World, reading: Reading
) -> Target | None:
    """What a name in a level means, or None with the fault reported. People are known to the database only."""
    if aim.kind == "person":
        handle = reading.spellings.people.define(aim.typed.text)
        world.people.setdefault(handle, aim.typed.place)
        return Target("person", handle)
    known = sorted(named - {read.name}) if aim.kind == "roster" else list(duties)
    found = among(aim.typed.text, known)
    if found is not None:
        return Target(aim.kind, found)
    wanted = "another roster" if aim.kind == "roster" else f"a duty of {read.key.text}"
    mend = did_you_mean(aim.typed.text, known)
    if aim.kind == "duty" and reading.spellings.people.known(aim.typed.text):
        mend = f'write "person {aim.typed.text}" if you mean the person'
    reading.fault(aim.typed.place, "unknown-name", f'"{aim.typed.text}" is not {wanted}', mend)
    return None
