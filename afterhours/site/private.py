"""site.yaml on personal data: how long it is kept, whether speech is written down, which numbers are relays."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from afterhours.rules.retention import CLASSES, DEFAULTS, Keep, RecordClass, Retention, faults_of
from afterhours.site.groups import complete, read_group
from afterhours.site.model import Council
from ivr.errors import Refused
from ivr.flowfile.names import did_you_mean, name
from ivr.flowfile.nodes import Node
from ivr.flowfile.texts import Reading, items_of, mapping_of, scalar_of
from ivr.flowfile.values import flag
from ivr.phone import normalise

SPAN = re.compile(r"(?P<number>\d{1,4}) ?(?P<unit>day|week|month|year)s?", re.ASCII)
DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
BOTH = ("at_least", "at_most")


def readers() -> dict[str, Any]:
    """The readers of these fields, of the municipality and of a partner council alike."""
    return {"retention": read_retention, "relay_numbers": relay_numbers, "transcripts": flag}


def with_privacy(council: Council, fields: Mapping[str, Any], own: Council | None) -> Council:
    """What a partner council does not say is the municipality's; what that does not say, the program's own."""
    upper = own.retention if own else DEFAULTS
    written = fields.get("transcripts")
    return replace(
        council,
        retention={**upper, **(fields.get("retention") or {})},
        relay_numbers=fields.get("relay_numbers") or (own.relay_numbers if own else ()),
        transcripts=(own.transcripts if own else True) if written is None else written,
    )


def read_retention(node: Node, reading: Reading) -> Retention | None:
    """Class of record -> how long; classes that are not named keep what they have."""
    group = mapping_of(node, "classes of record, each with at_least: and at_most:", reading)
    if group is None:
        return None
    found: dict[RecordClass, Keep] = {}
    for key, value in group.entries:
        kind = next((each for each in CLASSES if each == name(key.text)), None)
        if kind is None:
            what = f'"{key.text}" is not a class of record'
            reading.fault(key.place, "unknown-field", what, did_you_mean(key.text, CLASSES))
            continue
        fields = read_group(value, key.text, dict.fromkeys(BOTH, days), BOTH, reading, key.place)
        if fields is not None and complete(fields, BOTH):
            found[kind] = Keep(**fields)
    wrong = faults_of({**DEFAULTS, **found})
    if wrong:
        mend = "mend it; see docs/privacy.md for what each class is and why"
        reading.fault(group.place, "retention", wrong, mend)
    return None if wrong or len(found) < len(group.entries) else found


def days(node: Node, reading: Reading) -> int | None:
    """A span such as 90 days, 8 weeks, 3 months (of 30 days) or 2 years, in days."""
    scalar = scalar_of(node, "a span such as 90 days or 2 years", reading)
    if scalar is None:
        return None
    found = SPAN.fullmatch(" ".join(scalar.text.casefold().split()))
    if found is None:
        reading.refuse(scalar, "a span", "write it as 60 days, 8 weeks, 6 months or 2 years")
        return None
    return int(found["number"]) * DAYS[found["unit"]]


def relay_numbers(node: Node, reading: Reading) -> tuple[str, ...] | None:
    """The numbers (E.164) from which operators of relay services call for somebody else."""
    items = items_of(node, 'a list of numbers such as ["+18008550511"]', reading)
    found = [number(item, reading) for item in items or ()]
    return None if items is None or None in found else tuple(dict.fromkeys(each for each in found if each))


def number(node: Node, reading: Reading) -> str | None:
    scalar = scalar_of(node, "a telephone number", reading)
    if scalar is None:
        return None
    try:
        return normalise(scalar.text, "")
    except Refused as error:
        mend = 'write it with its country and quotes, as "+18008550511"'
        reading.fault(scalar.place, "bad-number", str(error).rstrip("."), mend)
        return None
