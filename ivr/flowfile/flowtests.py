"""The tests that staff write under a flow: who calls when, what they do, and what must come of it.

Only their text is read here; `ivr test` plays them through the simulated telephone network.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

from ivr.flowfile.names import did_you_mean, name
from ivr.flowfile.nodes import Listing, Node, Scalar
from ivr.flowfile.nodes import Mapping as Group
from ivr.flowfile.texts import Reading, items_of, mapping_of, one_of, scalar_of

Act: TypeAlias = Literal["press", "say", "wait", "hear", "hang_up"]

FIELDS: Mapping[str, str] = {
    "name": "what the test shows, as a sentence",
    "at": "when the call comes, in the council's own time: 2026-12-26 02:15",
    "from": "the caller's number, or withheld",
    "on_record": "what is known already: contacts (records with the caller's number), open_cases, blocked, relay, case"
    " (its number)",
    "callees": "how those who are rung answer: {ann: accepts, water/primary: voicemail}",
    "agents": "how a group of agents takes its callers: {county-desk: accepts, night-desk: nobody}",
    "do": 'what the caller does: press 2, says "12 Main Street", wait, hears "9 1 1", hang up',
    "expect": "what must come of it",
}
EXPECTATIONS: Mapping[str, str] = {
    "heard": "words that were spoken",
    "not_heard": "words that were not spoken",
    "steps": "steps that were visited, in this order",
    "language": "the caller's language",
    "case": "fields of the case and their values",
    "emergency": "the roster of the emergency",
    "raised": "whether an emergency was raised",
    "accepted_by": "who took the call",
    "talked_with": "the group of agents that the caller talked with",
    "queued": "the group of agents that the caller waited for in line",
    "callback": "the group that calls the caller back; no, when nobody does",
    "ended": "how the call ended",
}
ON_RECORD: Mapping[str, str] = {
    "contacts": "how many records have the caller's number",
    "open_cases": "how many open cases the caller's number has",
    "blocked": "1: calls from the caller's number are answered by message only",
    "relay": "1: an operator of a relay service speaks for the caller",
    "case": "the number of a case that is open for a week",
}
ANSWERS: Mapping[str, str] = {
    "accepts": "answers, and accepts two seconds after being asked",
    "accepts_slowly": "thinks for ten seconds",
    "accepts_late": "thinks for a minute",
    "declines": "refuses while it rings",
    "declines_by_key": "answers, and presses the key that declines",
    "answers_silently": "answers, and presses nothing",
    "hangs_up": "answers, and hangs up",
    "busy": "is in another call",
    "no_answer": "is not there",
    "voicemail": "a machine answers, and records everything",
    "mailbox_full": "a machine answers, says that it is full, and hangs up",
    "switchboard": "a machine answers, and asks for keys itself",
    "put_through": "a recording answers and holds; then the person comes on, and accepts",
    "unallocated": "there is no such number",
}
"""How somebody who is rung may answer -> what they do."""
GROUP_ANSWERS: Mapping[str, str] = {
    "accepts": "somebody takes the caller at once",
    "accepts_later": "the caller waits in line for three minutes first",
    "busy": "everybody is with somebody else, as long as the caller waits",
    "nobody": "nobody is there, or none of them takes the caller",
    "full": "as many as may are waiting already",
}
"""How a group may take its callers in a test; without a word it is `nobody`, and outside its hours it is closed."""
_ACTS: tuple[tuple[str, Act], ...] = (
    (r"press(?:es)?\s+(?P<value>[0-9*#]+)", "press"),
    (r"says?\s+(?P<value>.+)", "say"),
    (r"hears?\s+(?P<value>.+)", "hear"),
    (r"(?:waits?|silent)(?:\s+(?P<value>\d+)\s*s)?", "wait"),
    (r"(?:hang|hangs)[ _-]up", "hang_up"),
)


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the caller does. `value`: keys, words, or seconds ("" waits until something is said)."""

    act: Act
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowTest:
    """One test of a flow. `at` is wall time in the council's zone; `caller` E.164, "withheld" or None for any.

    `callees`: a handle (or roster/duty) -> one of ANSWERS. `agents`: a group -> one of GROUP_ANSWERS.
    `expect`: names of EXPECTATIONS -> text, texts or fields.
    `on_record`: names of ON_RECORD -> digits. `file` and `line` say where it is written.
    """

    name: str
    at: datetime | None = None
    caller: str | None = None
    on_record: Mapping[str, str] = field(default_factory=dict)
    callees: Mapping[str, str] = field(default_factory=dict)
    agents: Mapping[str, str] = field(default_factory=dict)
    do: tuple[Action, ...] = ()
    expect: Mapping[str, Any] = field(default_factory=dict)
    file: str = ""
    line: int = 0


def read_tests(node: Node, reading: Reading) -> tuple[FlowTest, ...]:
    """The tests that could be read; the others are reported."""
    items = items_of(node, "tests, each beginning with - name:", reading) or ()
    found = (_test(item, reading) for item in items)
    return tuple(each for each in found if each)


def _test(node: Node, reading: Reading) -> FlowTest | None:
    group = mapping_of(node, "a test with name:, do: and expect:", reading)
    if group is None:
        return None
    values: dict[str, Any] = {}
    for key, value in group.entries:
        meant = _field(key, FIELDS, "a test", reading)
        if meant:
            values["caller" if meant == "from" else meant] = READERS[meant](value, reading)
    if "name" not in values and not group.torn:
        reading.fault(group.place, "missing-field", "the test has no name:", "say in a sentence what it shows")
    if not values.get("expect") and "expect" not in values and not group.torn:
        reading.fault(
            group.place, "missing-field", "the test expects nothing", "write expect: with what must come of it"
        )
    if group.torn or None in values.values() or "name" not in values:
        return None
    return FlowTest(**values, file=group.place.file, line=group.place.line)


def _field(key: Scalar, known: Mapping[str, str], owner: str, reading: Reading) -> str | None:
    if name(key.text) in known:
        return name(key.text)
    what = f'"{key.text}" is not a field of {owner}'
    reading.fault(key.place, "unknown-field", what, did_you_mean(key.text, known))
    return None


def _text(node: Node, reading: Reading) -> str | None:
    scalar = scalar_of(node, "a text", reading)
    return scalar.text if scalar else None


def _at(node: Node, reading: Reading) -> datetime | None:
    scalar = scalar_of(node, "a date and a time", reading)
    if scalar is None:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?", scalar.text):
            return datetime.fromisoformat(scalar.text)
    except ValueError:
        pass
    reading.refuse(scalar, "a date and a time", "write it as 2026-12-26 02:15")
    return None


def _from(node: Node, reading: Reading) -> str | None:
    scalar = scalar_of(node, "a number or withheld", reading)
    if scalar is None:
        return None
    number = re.sub(r"[\s().-]", "", scalar.text)
    if re.fullmatch(r"\+[1-9]\d{7,14}", number):
        return number
    if name(scalar.text) in {"withheld", "anonymous"}:
        return "withheld"
    reading.refuse(scalar, "a telephone number with its country", 'write it as "+15195550123", or withheld')
    return None


def _on_record(node: Node, reading: Reading) -> dict[str, str] | None:
    group = mapping_of(node, "what is on record", reading)
    if group is None:
        return None
    found = {_field(key, ON_RECORD, "on_record", reading): _digits(value, reading) for key, value in group.entries}
    return (
        None
        if group.torn or None in found or None in found.values()
        else {key: value for key, value in found.items() if key and value}
    )


def _digits(node: Node, reading: Reading) -> str | None:
    scalar = scalar_of(node, "a number", reading)
    if scalar is None:
        return None
    digits = re.sub(r"[\s-]", "", scalar.text)
    if not (digits.isascii() and digits.isdecimal()):
        reading.refuse(scalar, "a number", "write digits only")
        return None
    return digits


def _callees(node: Node, reading: Reading) -> dict[str, str] | None:
    group = mapping_of(node, "who answers how", reading)
    if group is None:
        return None
    read = {key.text: scalar_of(value, "how they answer", reading) for key, value in group.entries}
    found = {key: one_of(value, ANSWERS, "a way to answer", reading) if value else None for key, value in read.items()}
    return None if group.torn or None in found.values() else {key: value for key, value in found.items() if value}


def _agents(node: Node, reading: Reading) -> dict[str, str] | None:
    """Groups as agents.yaml spells them."""
    group = mapping_of(node, "which group takes its callers how", reading)
    if group is None:
        return None
    found: dict[str | None, str | None] = {}
    for key, value in group.entries:
        known = reading.names.groups
        who = one_of(key, known, "a group of agents.yaml", reading) if known is not None else key.text
        how = scalar_of(value, "how it takes its callers", reading)
        found[who] = one_of(how, GROUP_ANSWERS, "a way to take callers", reading) if how else None
    torn = group.torn or None in found or None in found.values()
    return None if torn else {who: how for who, how in found.items() if who and how}


def _do(node: Node, reading: Reading) -> tuple[Action, ...] | None:
    items = items_of(node, "what the caller does, in order", reading)
    if items is None:
        return None
    found = [_action(item, reading) for item in items]
    torn = isinstance(node, Listing) and node.torn
    return None if torn or None in found else tuple(each for each in found if each)


def _action(node: Node, reading: Reading) -> Action | None:
    scalar = scalar_of(node, "something the caller does", reading)
    if scalar is None:
        return None
    for pattern, act in _ACTS:
        found = re.fullmatch(pattern, scalar.text.strip(), re.IGNORECASE | re.DOTALL)
        if found:
            return Action(act, (found.groupdict().get("value") or "").strip(" \"'"))
    reading.refuse(
        scalar, "something a caller can do", 'write press 2, says "...", wait, wait 10s, hears "..." or hang up'
    )
    return None


def _expect(node: Node, reading: Reading) -> dict[str, Any] | None:
    group = mapping_of(node, "what must come of the call", reading)
    if group is None:
        return None
    found = {_field(key, EXPECTATIONS, "expect", reading): _plain(value, reading) for key, value in group.entries}
    return None if group.torn or None in found or None in found.values() else {key: found[key] for key in found if key}


def _plain(node: Node, reading: Reading) -> Any:
    """Texts, lists of texts and groups of texts, as they were typed."""
    match node:
        case Listing(items):
            return tuple(_plain(item, reading) for item in items)
        case Group(entries):
            return {name(key.text): _plain(value, reading) for key, value in entries}
        case _:
            return _text(node, reading)


READERS = {
    "name": _text,
    "at": _at,
    "from": _from,
    "on_record": _on_record,
    "callees": _callees,
    "agents": _agents,
    "do": _do,
    "expect": _expect,
}
"""Field -> its reader; the demonstration's stories are written in the same words."""
