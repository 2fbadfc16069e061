"""`layers:` and `changes:` of a roster: several layers may serve the same duty, and a change is about one layer."""

from afterhours.rules.rosters.model import Layer
from afterhours.site.groups import complete, entry_of, named_entries, read_group
from afterhours.site.layers import LayerRead, person_later, read_layer
from afterhours.site.moments import moment
from afterhours.site.rotations import ChangeRead, members
from afterhours.site.values import name_later
from ivr.flowfile.names import among, did_you_mean
from ivr.flowfile.names import name as canonical
from ivr.flowfile.nodes import Listing, Node
from ivr.flowfile.places import Place
from ivr.flowfile.spelling import Spelling
from ivr.flowfile.texts import Reading, items_of

CHANGE = ("layer", "from", "people")


def read_layers(node: Node, zone: str, people: dict[str, Place], reading: Reading) -> list[LayerRead] | None:
    """The layers of a roster with their changes; None when one of them could not be read."""
    entry, changed = entry_of(node, "layers"), entry_of(node, "changes")
    if entry is None:
        return None
    entries = named_entries(entry[1], "layers, each with people:", reading)
    changes = read_changes(changed[1], people, reading) if changed else []
    check_known(changes or [], [name for name, _, _ in entries], reading)
    check_twice(changes or [], reading)
    read = [
        read_layer(name, key, value, zone, changes_of(name, changes or []), people, reading)
        for name, key, value in entries
    ]
    if not entries and getattr(entry[1], "entries", None) == ():
        reading.fault(entry[0].place, "empty", "there is no layer", "write at least one: primary: {people: [ann]}")
    return None if changes is None or None in read or not read else [each for each in read if each]


def by_duty(layers: list[LayerRead]) -> dict[str, tuple[Layer, ...]]:
    """Duty -> its layers, in the order of the file."""
    spelling = Spelling(each.duty for each in layers)
    found: dict[str, tuple[Layer, ...]] = {}
    for each in layers:
        duty = spelling.of(each.duty)
        found[duty] = (*found.get(duty, ()), each.layer)
    return found


def read_changes(node: Node, people: dict[str, Place], reading: Reading) -> list[ChangeRead] | None:
    """The running list of changes, in the order of the file."""
    items = items_of(node, "changes, each with layer:, from: and people:", reading)
    if items is None:
        return None
    found = [read_change(item, people, reading) for item in items]
    torn = isinstance(node, Listing) and node.torn
    return None if torn or None in found else [each for each in found if each]


def read_change(node: Node, people: dict[str, Place], reading: Reading) -> ChangeRead | None:
    readers = {"layer": name_later, "from": moment, "people": members(people), "starts": person_later}
    fields = read_group(node, "a change", readers, CHANGE, reading, node.place)
    if fields is None or not complete(fields, CHANGE):
        return None
    return ChangeRead(fields["layer"], fields["from"], fields["people"], fields.get("starts"))


def changes_of(name: str, changes: list[ChangeRead]) -> list[ChangeRead]:
    return [each for each in changes if canonical(each.layer.text) == canonical(name)]


def check_known(changes: list[ChangeRead], names: list[str], reading: Reading) -> None:
    for each in changes:
        if among(each.layer.text, names) is None:
            what = f'"{each.layer.text}" is not a layer of this roster'
            reading.fault(each.layer.place, "unknown-name", what, did_you_mean(each.layer.text, names))


def check_twice(changes: list[ChangeRead], reading: Reading) -> None:
    """Of two changes from the same moment nobody could say which one holds."""
    seen = set()
    for each in changes:
        moment_of = (canonical(each.layer.text), each.since.day, each.since.at)
        if moment_of in seen:
            what = f"{each.layer.text} changes twice from {each.since.day}"
            reading.fault(each.since.place, "twice", what, "leave the one that holds")
        seen.add(moment_of)
