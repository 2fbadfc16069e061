"""The organisations of agents.yaml: whose agents may answer for which councils, how many of them, and until when."""

from typing import Any, get_args

from afterhours.site import values
from afterhours.site.answering import COUNTY, Organisation, OrganisationKind
from afterhours.site.councils import Councils
from afterhours.site.groups import complete, named_entries, read_group
from afterhours.site.links import links
from ivr.flowfile.groups import words
from ivr.flowfile.names import name as canonical
from ivr.flowfile.nodes import Node, Scalar
from ivr.flowfile.texts import Reading, items_of, one_of, scalar_of
from ivr.flowfile.values import choice, count

KINDS: tuple[str, ...] = get_args(OrganisationKind)[1:]
"""What may be written; the municipality is known by its name."""
MOST_SEATS = 5000
MOST_REVIEWS = 100
REQUIRED = ("name", "serves")


def read_organisations(
    node: Node | None, councils: Councils, reading: Reading
) -> tuple[dict[str, Organisation], list[str]]:
    """Every organisation that could be read, and the names of all that stand there."""
    found, named = {}, []
    readers: dict[str, Any] = {
        "name": words,
        "kind": lambda each, desk: choice(each, KINDS, desk),
        "serves": serves_among(councils),
        "seats": seats,
        "reviews": reviews,
        "until": values.day,
        "links": links,
    }
    for typed, key, value in named_entries(node, "organisations, each with name: and serves:", reading):
        name = COUNTY if canonical(typed) == COUNTY else typed
        named.append(name)
        check_name(name, key, reading)
        fields = read_group(value, key.text, readers, REQUIRED, reading, key.place)
        if fields is not None and complete(fields, REQUIRED):
            found[name] = Organisation(name=name, title=fields.pop("name"), place=key.place, **fields)
    return found, named


def serves_among(councils: Councils) -> Any:
    """A reader of councils by name; `county` means the municipality's own."""

    def read(node: Node, reading: Reading) -> tuple[str, ...] | None:
        own = councils.own.tenant if councils.own else COUNTY
        known = [*sorted(councils.named), own, *([COUNTY] if COUNTY not in councils.named else [])]
        items = items_of(node, "a list of councils, such as [county]", reading)
        if items is not None and not items:
            what = "an organisation that serves nobody answers no calls"
            reading.fault(node.place, "empty", what, "write serves: [county], or delete the organisation")
        typed = [scalar_of(item, "a council", reading) for item in items or ()]
        found = [one_of(each, known, "a council of site.yaml", reading) if each else None for each in typed]
        served = [own if each == COUNTY and COUNTY not in councils.named else each for each in found if each]
        return tuple(once(typed, served, reading)) if found and None not in found else None

    return read


def once(typed: list[Scalar | None], found: list[str], reading: Reading) -> list[str]:
    """Each name once; where it stands for the second time is told. `typed`: the scalars they were read from."""
    for at, each in enumerate(found):
        scalar = typed[at]
        if each in found[:at] and scalar is not None:
            reading.fault(scalar.place, "duplicate", f'"{scalar.text}" stands here twice', "delete one of them")
    return list(dict.fromkeys(found))


def seats(node: Node, reading: Reading) -> int | None:
    """How many people may be let in at the same time."""
    scalar = scalar_of(node, "a number of seats such as 12", reading)
    if scalar is None:
        return None
    typed = scalar.text.strip()
    if not (typed.isascii() and typed.isdigit() and 0 < int(typed) <= MOST_SEATS):
        reading.refuse(scalar, "a number of seats", f"write a whole number from 1 to {MOST_SEATS}")
        return None
    return int(typed)


def reviews(node: Node, reading: Reading) -> int | None:
    """How many calls of each agent are assessed in a month."""
    found = count(node, reading)
    if found is not None and isinstance(node, Scalar) and found > MOST_REVIEWS:
        reading.refuse(node, "a number of calls", f"write a whole number from 0 to {MOST_REVIEWS}")
        return None
    return found


def check_name(name: str, key: Scalar, reading: Reading) -> None:
    """Groups and organisations are told apart by these names, in lists with commas too."""
    if "," in name:
        reading.fault(key.place, "comma-in-name", f'"{name}" has a comma', "write the name with dashes")
