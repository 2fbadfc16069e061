"""One value of each simple kind: durations, counts, ranges, names, patterns. Each reader reports what it refuses."""

import re
from collections.abc import Iterable

from ivr.engine.fields import Kind
from ivr.engine.model import Span
from ivr.flowfile.names import shown
from ivr.flowfile.nodes import Node
from ivr.flowfile.spelling import FLAGS
from ivr.flowfile.texts import Reading, Reference, items_of, one_of, scalar_of

LONGEST_SECONDS = 3600
MOST_COUNT = 1_000_000_000
MOST_DIGITS = 32
_UNITS = {"s": 1, "second": 1, "seconds": 1, "m": 60, "min": 60, "minute": 60, "minutes": 60, "h": 3600}


def text(node: Node, reading: Reading) -> str | None:
    scalar = scalar_of(node, "a text", reading)
    return scalar.text if scalar else None


def end_name(node: Node, reading: Reading) -> str | None:
    scalar = scalar_of(node, "a name", reading)
    return reading.spellings.ends.of(scalar.text) if scalar else None


def answer(node: Node, reading: Reading) -> str | None:
    scalar = scalar_of(node, "the name of an answer", reading)
    return reading.spellings.answers.of(scalar.text) if scalar else None


def target(node: Node, reading: Reading) -> str | None:
    """A step of this flow, else another flow, as its definition spells it."""
    scalar = scalar_of(node, "a step", reading)
    if scalar is None:
        return None
    found = reading.steps.known(scalar.text) or reading.spellings.flows.of(scalar.text)
    reading.references.append(Reference("step", found, scalar))
    return found


def flow(node: Node, reading: Reading) -> str | None:
    scalar = scalar_of(node, "a flow", reading)
    if scalar is None:
        return None
    found = reading.spellings.flows.of(scalar.text)
    reading.references.append(Reference("flow", found, scalar))
    return found


def request(node: Node, reading: Reading) -> str | None:
    scalar = scalar_of(node, "a kind of request", reading)
    if scalar is None:
        return None
    if reading.names.requests is None:
        return shown(scalar.text)
    return one_of(scalar, reading.names.requests, "a kind of request in services.yaml", reading)


def roster(node: Node, reading: Reading) -> str | None:
    scalar = scalar_of(node, "a roster", reading)
    if scalar is None:
        return None
    if reading.names.rosters is None:
        return shown(scalar.text)
    return one_of(scalar, reading.names.rosters, "a roster in rosters.yaml", reading)


def group(node: Node, reading: Reading) -> str | None:
    scalar = scalar_of(node, "a group of agents", reading)
    if scalar is None:
        return None
    if reading.names.groups is None:
        return shown(scalar.text)
    return one_of(scalar, reading.names.groups, "a group of agents.yaml", reading)


def skills(node: Node, reading: Reading) -> tuple[str, ...] | None:
    """Whether the group has them is checked when the whole step has been read."""
    items = items_of(node, "a list of skills, such as [french]", reading)
    typed = [scalar_of(item, "a skill", reading) for item in items or ()]
    return tuple(" ".join(each.text.split()) for each in typed if each) if typed and None not in typed else None


def language(node: Node, reading: Reading) -> str | None:
    scalar = scalar_of(node, "a language, or offer", reading)
    known = ("offer", *reading.names.languages())
    return one_of(scalar, known, "offer, or a language of a line", reading) if scalar else None


def seconds(node: Node, reading: Reading) -> int | None:
    scalar = scalar_of(node, "a duration such as 6s", reading)
    if scalar is None:
        return None
    found = re.fullmatch(r"(\d{1,6})\s*([a-z]+)", scalar.text.strip().casefold())
    if found is None or found[2] not in _UNITS:
        number = scalar.text.strip()
        mend = f"write {number}s for seconds" if number.isdecimal() else "write seconds as 6s, minutes as 2m"
        reading.refuse(scalar, "a duration", mend)
        return None
    total = int(found[1]) * _UNITS[found[2]]
    if not 0 < total <= LONGEST_SECONDS:
        reading.refuse(scalar, "between 1s and 1h", "choose a duration in between")
        return None
    return total


def count(node: Node, reading: Reading) -> int | None:
    scalar = scalar_of(node, "a whole number", reading)
    if scalar is None:
        return None
    typed = scalar.text.strip()
    if not (typed.isascii() and typed.isdecimal() and int(typed) <= MOST_COUNT):
        reading.refuse(scalar, "a whole number", "write digits only, for example 3")
        return None
    return int(typed)


def flag(node: Node, reading: Reading) -> bool | None:
    scalar = scalar_of(node, "yes or no", reading)
    if scalar is None:
        return None
    if scalar.text.strip().casefold() not in FLAGS:
        reading.refuse(scalar, "yes or no", "write yes or no")
        return None
    return FLAGS[scalar.text.strip().casefold()]


def span(node: Node, reading: Reading) -> Span | None:
    scalar = scalar_of(node, "a number of digits, or a range such as 4-8", reading)
    if scalar is None:
        return None
    found = re.fullmatch(r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?", scalar.text.strip(), re.ASCII)
    least, most = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= least <= most <= MOST_DIGITS:
        reading.refuse(scalar, "a number of digits", f"write 6, or 4-8, with at most {MOST_DIGITS} digits")
        return None
    return Span(least, most)


def pattern(node: Node, reading: Reading) -> str | None:
    scalar = scalar_of(node, "a pattern", reading)
    if scalar is None:
        return None
    try:
        re.compile(scalar.text)
    except re.error as error:
        reading.refuse(scalar, f"a pattern ({error.msg})", "for five digits, for example, write '[0-9]{5}'")
        return None
    return scalar.text


def choice(node: Node, choices: Iterable[str], reading: Reading) -> str | None:
    """One of a field's own choices."""
    wanted = "one of: " + ", ".join(choices)
    scalar = scalar_of(node, wanted, reading)
    return one_of(scalar, choices, wanted, reading) if scalar else None


def end(node: Node, reading: Reading) -> str | None:
    """`end: true` is the nameless end; any other text is the end's name."""
    scalar = scalar_of(node, "yes, or the name of this end", reading)
    if scalar is None:
        return None
    typed = scalar.text.strip().casefold()
    if FLAGS.get(typed) is False:
        reading.refuse(scalar, "an end", "write true or a name, or delete the line")
        return None
    return "" if typed in FLAGS else reading.spellings.ends.of(scalar.text)


SIMPLE = {
    Kind.TEXT: text,
    Kind.NAME: end_name,
    Kind.ANSWER: answer,
    Kind.TARGET: target,
    Kind.FLOW: flow,
    Kind.REQUEST: request,
    Kind.ROSTER: roster,
    Kind.GROUP: group,
    Kind.SKILLS: skills,
    Kind.LANGUAGE: language,
    Kind.SECONDS: seconds,
    Kind.COUNT: count,
    Kind.FLAG: flag,
    Kind.SPAN: span,
    Kind.PATTERN: pattern,
    Kind.END: end,
}
