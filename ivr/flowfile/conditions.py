"""The lines of a `choose`: one named condition each, with where it leads."""

from collections.abc import Callable, Mapping
from datetime import date

from ivr.engine.nodes.choose import CONDITIONS, Condition
from ivr.flowfile.names import shown
from ivr.flowfile.nodes import Listing, Node, Scalar
from ivr.flowfile.texts import Reading, items_of, mapping_of, one_of, scalar_of
from ivr.flowfile.values import target


def conditions(node: Node, reading: Reading) -> tuple[Condition, ...] | None:
    """The lines of a `choose`, each `{hours: town-hall, is: closed, go: step}`."""
    items = items_of(node, "conditions, each with go:", reading)
    if items is None:
        return None
    found = [_condition(item, reading) for item in items]
    if not items:
        reading.fault(node.place, "empty", "there is no condition", "write one: - {hours: town-hall, go: open}")
    torn = isinstance(node, Listing) and node.torn
    return tuple(each for each in found if each) if found and not torn and all(found) else None


def _condition(node: Node, reading: Reading) -> Condition | None:
    group = mapping_of(node, "a condition such as {hours: town-hall, go: open}", reading)
    if group is None:
        return None
    entries = group.by_name()
    go, equals = entries.pop("go", None), entries.pop("is", None)
    if go is None or len(entries) != 1:
        if not group.torn:
            what = "a condition needs go:" if go is None else "a condition asks one thing"
            mend = "write for example {hours: town-hall, go: open}; conditions: " + ", ".join(CONDITIONS)
            reading.fault(group.place, "condition", what, mend)
        return None
    ((key, value),) = entries.values()
    return _asked(key, value, equals and equals[1], go[1], reading)


def _asked(key: Scalar, value: Node, equals: Node | None, go: Node, reading: Reading) -> Condition | None:
    subject = one_of(key, CONDITIONS, "a condition", reading)
    way = target(go, reading)
    typed = scalar_of(value, f"what {key.text} is compared with", reading)
    compared = scalar_of(equals, "what it must be", reading) if equals is not None else None
    if subject is None or way is None or typed is None or (equals is not None and compared is None):
        return None
    is_text = _compared(subject, compared, reading)
    meant = _VALUES[subject](typed, reading)
    if meant is None or is_text is None:
        return None
    return Condition(subject=subject, value=meant, equals=is_text, go=way, line=key.place.line)


def _compared(subject: str, compared: Scalar | None, reading: Reading) -> str | None:
    """The `is` of a condition: open or closed for hours, a value for answer, not there for the others."""
    if compared is None:
        return ""
    if subject == "hours":
        return one_of(compared, ("open", "closed"), "open or closed", reading)
    if subject == "answer":
        return compared.text
    reading.fault(compared.place, "condition", f"{subject}: has no is:", f"write {{{subject}: value, go: step}}")
    return None


def _hours(scalar: Scalar, reading: Reading) -> str | None:
    if reading.names.hours is None:
        return shown(scalar.text)
    return one_of(scalar, reading.names.hours, "a name of hours.yaml", reading)


def _dates(scalar: Scalar, reading: Reading) -> str | None:
    first, _, last = (part.strip() for part in scalar.text.partition(".."))
    try:
        days = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        reading.refuse(scalar, "a date or a range of dates", "write 2026-12-24, or 2026-12-24..2027-01-01")
        return None
    if days[0] > days[1]:
        reading.refuse(scalar, "a range that ends after it begins", "write the earlier day first")
        return None
    return f"{days[0]}..{days[1]}"


def _from(*choices: str) -> Callable[[Scalar, Reading], str | None]:
    return lambda scalar, reading: one_of(scalar, choices, "one of: " + ", ".join(choices), reading)


_VALUES: Mapping[str, Callable[[Scalar, Reading], str | None]] = {
    "hours": _hours,
    "language": lambda scalar, reading: one_of(scalar, reading.names.languages(), "a language of a line", reading),
    "channel": _from("voice", "text"),
    "caller": _from("known", "several", "unknown", "withheld"),
    "open_case": _from("yes", "no"),
    "blocked": _from("yes", "no"),
    "relay": _from("yes", "no"),
    "answer": lambda scalar, reading: reading.spellings.answers.of(scalar.text),
    "dates": _dates,
}
