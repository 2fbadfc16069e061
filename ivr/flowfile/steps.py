"""One step: which verb it is, and its dataclass with every field read."""

from collections.abc import Mapping

from ivr.engine.fields import fields_of
from ivr.engine.model import Step
from ivr.engine.nodes import NODES
from ivr.flowfile.fields import read_fields
from ivr.flowfile.names import did_you_mean, name, shown
from ivr.flowfile.nodes import Mapping as Group
from ivr.flowfile.nodes import Node, Scalar
from ivr.flowfile.texts import Reading, mapping_of

_FIELDS: Mapping[str, frozenset[str]] = {
    verb: frozenset(name(yaml) for yaml in fields_of(node.step)) for verb, node in NODES.items()
}


def read_step(key: Scalar, node: Node, reading: Reading) -> Step | None:
    """The step under a key, or None with its faults reported."""
    group = mapping_of(node, f"what step {key.text} does, for example say:", reading)
    if group is None:
        return None
    verb = _verb(key, group, reading)
    if verb is None:
        return None
    declared = NODES[verb].step
    values = read_fields(group, declared, reading, key)
    if values is None:
        return None
    return declared(name=shown(key.text), line=key.place.line, **values)


def _verb(key: Scalar, group: Group, reading: Reading) -> str | None:
    """The one verb of a step: the one that knows most of what stands beside it (`say` may hold `end`)."""
    written = {name(each.text): each for each, _ in group.entries}
    verbs = [verb for verb in written if verb in NODES]
    if not verbs:
        _tell_no_verb(key, group, reading)
        return None
    fitting = [verb for verb in verbs if _FIELDS[verb].issuperset(verbs)]
    if fitting:
        return fitting[0]
    reading.fault(
        key.place,
        "several-verbs",
        f"step {key.text} does several things at once: {', '.join(verbs)}",
        "make a step of its own for each, and join them with next:",
    )
    return None


def _tell_no_verb(key: Scalar, group: Group, reading: Reading) -> None:
    if group.torn:
        return
    known = frozenset().union(*_FIELDS.values())
    strange = [each for each, _ in group.entries if name(each.text) not in known]
    if strange:
        what = f'"{strange[0].text}" is nothing a step can do'
        reading.fault(strange[0].place, "unknown-verb", what, did_you_mean(strange[0].text, NODES))
        return
    reading.fault(
        key.place, "no-verb", f"step {key.text} does not say what it does", "begin it with one of: " + ", ".join(NODES)
    )
