"""The field `holidays:` of a calendar: a public list, and what the municipality adds, takes away and repeats.

Names are looked up once, here; from then on days are told apart by their dates.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from afterhours.rules.holidays import Holidays, Yearly, read_yearly
from afterhours.site.groups import Reader, read_group
from afterhours.site.holiday_list import PublicList, codes, public_list
from afterhours.site.values import day_of
from ivr.errors import Refused
from ivr.flowfile.names import did_you_mean, shown
from ivr.flowfile.nodes import Broken, Listing, Node, Scalar
from ivr.flowfile.nodes import Mapping as Group
from ivr.flowfile.texts import Reading, mapping_of, scalar_of

NO_LIST = PublicList("", {}, {}, {}, {})


def holidays(node: Node, reading: Reading) -> Holidays | None:
    """The closing days of a calendar, or None with the faults reported."""
    readers: Mapping[str, Reader] = {
        "from": listed,
        "also": pairs,
        "remove": scalars,
        "except": scalars,
        "every_year": yearly,
    }
    values = read_group(node, "holidays", readers, (), reading, node.place)
    if values is None or None in values.values():
        return None
    public = values.get("from", NO_LIST)
    named, added = also(values.get("also", []), public, reading)
    kept = {**public.public, **named}
    removed = {day for each in ("remove", "except") for day in taken(values.get(each, []), public, kept, reading)}
    return Holidays(public.code, dict(sorted(kept.items())), added, frozenset(removed), values.get("every_year", ()))


def listed(node: Node, reading: Reading) -> PublicList | None:
    """The public list of a country or a part of it."""
    scalar = scalar_of(node, "a public list such as CA-ON", reading)
    if scalar is None:
        return None
    found = public_list(scalar.text.strip().upper())
    if found is None:
        mend = did_you_mean(scalar.text, codes()) if "-" in scalar.text else "write the country and its part: CA-ON"
        reading.refuse(scalar, "a public list of holidays", mend)
    return found


def pairs(node: Node, reading: Reading) -> list[tuple[Scalar, Scalar | None]] | None:
    """What stands under `also:`: names of the list, and dates with a name of their own."""
    found: list[tuple[Scalar, Scalar | None]] = []
    for each in node.items if isinstance(node, Listing) else (node,):
        if isinstance(each, Group):
            named = [(key, scalar_of(value, "the name of this day", reading)) for key, value in each.entries]
            if each.torn or any(name is None for _, name in named):
                return None
            found += named
        elif scalar := scalar_of(each, "a holiday, or a date with its name", reading):
            found.append((scalar, None))
        else:
            return None
    return None if isinstance(node, Listing) and node.torn else found


def scalars(node: Node, reading: Reading) -> list[Scalar] | None:
    """What stands under `remove:`: dates, and names of the list."""
    items = node.items if isinstance(node, Listing) else (node,)
    found = [scalar_of(each, "a date, or a holiday of the list", reading) for each in items]
    torn = isinstance(node, Broken) or (isinstance(node, Listing) and node.torn)
    return None if torn or None in found else [each for each in found if each]


def yearly(node: Node, reading: Reading) -> tuple[Yearly, ...] | None:
    """Days that come every year, by name."""
    group = mapping_of(node, "names and days such as County fair: first tue of oct", reading)
    if group is None:
        return None
    found = [each_year(key, value, reading) for key, value in group.entries]
    return None if group.torn or None in found else tuple(each for each in found if each)


def each_year(key: Scalar, node: Node, reading: Reading) -> Yearly | None:
    scalar = scalar_of(node, "a day such as first tue of oct, or 24 dec", reading)
    if scalar is None:
        return None
    try:
        return read_yearly(shown(key.text), scalar.text)
    except Refused as error:
        what, _, mend = str(error).partition("; ")
        reading.fault(scalar.place, "wrong-kind", what, mend)
        return None


def also(
    entries: list[tuple[Scalar, Scalar | None]], public: PublicList, reading: Reading
) -> tuple[dict[date, str], dict[date, str]]:
    """(days of the list by name, days of the municipality's own)."""
    named: dict[date, str] = {}
    added: dict[date, str] = {}
    for key, name in entries:
        day = day_of(key.text)
        if name is not None and day is None:
            reading.refuse(key, "a date", "write year, month and day, and then the name: 2027-08-09: Founders' Day")
        elif day is not None and name is None:
            reading.refuse(key, "a day with a name", f"write its name, too: {key.text.strip()}: Founders' Day")
        elif day is not None and name is not None:
            added[day] = shown(name.text)
        else:
            named |= days_named(key, public, reading)
    return named, added


def taken(entries: list[Scalar], public: PublicList, kept: Mapping[date, str], reading: Reading) -> Iterator[date]:
    """The days that are no holidays here; one that is none anyway is a warning."""
    for scalar in entries:
        day = day_of(scalar.text)
        if day is None:
            yield from days_named(scalar, public, reading)
            continue
        yield day
        if public.code and day not in kept:
            what = f"{day} is no holiday of {public.code}, so there is nothing to remove"
            reading.faults.warning(scalar.place, "nothing-removed", what, "see the dates with `ivr hours show`")


def days_named(scalar: Scalar, public: PublicList, reading: Reading) -> Mapping[date, str]:
    """The days of a name of the list, or none with the fault reported."""
    found = public.named(scalar.text)
    if found is None and not public.code:
        mend = "write from: with a public list such as CA-ON, or a date with the name"
        reading.refuse(scalar, "a date, and there is no list it could be a name of", mend)
    elif found is None:
        mend = did_you_mean(scalar.text, public.spelt.values()) + ", or write a date with the name"
        reading.refuse(scalar, f"a holiday of {public.code}", mend)
    return found or {}
