"""The upper part of site.yaml: the municipality and its partner councils."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from afterhours.site import values
from afterhours.site.complaints import readers as complaint_readers
from afterhours.site.complaints import with_complaints
from afterhours.site.groups import complete, entry_of, named_entries, read_group
from afterhours.site.identity import USUAL, read_identity
from afterhours.site.model import Council
from afterhours.site.offices import readers as office_readers
from afterhours.site.offices import with_office
from afterhours.site.private import readers as privacy_readers
from afterhours.site.private import with_privacy
from afterhours.site.services import handle_into
from ivr.engine.model import Voice
from ivr.engine.sentences import SENTENCES
from ivr.flowfile.groups import words
from ivr.flowfile.names import did_you_mean
from ivr.flowfile.names import name as canonical
from ivr.flowfile.nodes import Node, Scalar
from ivr.flowfile.places import Place
from ivr.flowfile.texts import Reading
from ivr.flowfile.values import text

OWN_REQUIRED = (
    "name",
    "zone",
    "country",
    "emergency_number",
    "languages",
    "fallback_person",
    "recording_notice",
    "lines",
)
TENANT_REQUIRED = ("name", "zone", "country", "emergency_number", "languages")


@dataclass(slots=True)
class Councils:
    """The councils of site.yaml. `own` is None when the municipality's own part has faults; `named` are all tenants."""

    own: Council | None = None
    tenants: dict[str, Council] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)

    def by_tenant(self) -> dict[str, Council]:
        return ({self.own.tenant: self.own} if self.own else {}) | self.tenants


def read_councils(
    node: Node, people: dict[str, Place], calendars: Collection[str], reading: Reading
) -> Councils:  # fmt: skip
    """The councils, without their recording notices: their words wait until the languages are known.

    `people`: where handles are written down. `calendars`: the names of hours.yaml.
    """
    found = Councils()
    both = common(people) | office_readers(people, calendars) | privacy_readers() | complaint_readers(people)
    readers = both | {"tenants": later, "lines": later}
    own = read_group(node, "site.yaml", readers, OWN_REQUIRED, reading, Place("site.yaml", 1, 1))
    if own is not None and complete(own, OWN_REQUIRED):
        found.own = council(own_tenant(own["name"]), own, None)
    entry = entry_of(node, "tenants")
    for tenant, key, value in named_entries(entry[1] if entry else None, "partner councils", reading):
        check_tenant(tenant, key, found.own, reading)
        found.named.add(tenant)
        fields = read_group(value, key.text, both, TENANT_REQUIRED, reading, key.place)
        if fields is not None and complete(fields, TENANT_REQUIRED) and found.own:
            found.tenants[tenant] = council(tenant, fields, found.own)
    return found


def own_tenant(name: str) -> str:
    """The municipality has no key as its partners have; it is called by its name, written as keys are."""
    return "-".join(re.findall(r"[^\W_]+", name.casefold()))


def check_tenant(tenant: str, key: Scalar, own: Council | None, reading: Reading) -> None:
    """Councils are told apart by these names, in lists with commas too."""
    if "," in tenant:
        reading.fault(key.place, "comma-in-name", f'"{tenant}" has a comma', "write the name with dashes")
    elif own and canonical(tenant) == canonical(own.tenant):
        what = f'"{tenant}" is the municipality itself'
        reading.fault(key.place, "duplicate-key", what, "give the partner council another name")


def common(people: dict[str, Place]) -> dict[str, Any]:
    """The readers of what the municipality and a partner council both say."""
    return {
        "name": text,
        "zone": values.zone,
        "country": values.country,
        "emergency_number": values.emergency_number,
        "languages": languages,
        "fallback_person": handle_into(people),
        "duty_number": values.own_number,
        "recording_notice": later,
        "identity": read_identity,
    }


def later(node: Node, _: Reading) -> Node:
    """A value that is read in another place, once more is known."""
    return node


def council(tenant: str, fields: Mapping[str, Any], own: Council | None) -> Council:
    """Where a partner names no fallback person or asks no questions of its own, the municipality's help."""
    plain = Council(
        tenant=tenant,
        name=fields["name"],
        zone=fields["zone"],
        country=fields["country"],
        emergency_number=fields["emergency_number"],
        languages=fields["languages"],
        fallback_person=fields.get("fallback_person") or (own.fallback_person if own else ""),
        recording_notice={},
        duty_number=fields.get("duty_number") or "",
        identity=fields.get("identity") or (own.identity if own else USUAL),
    )
    return with_complaints(with_privacy(with_office(plain, fields), fields, own), fields, own)


def languages(node: Node, reading: Reading) -> dict[str, Voice] | None:
    """Tag -> voice, in the order in which they are spoken. The program must have its own sentences in each."""
    found: dict[str, Voice] = {}
    entries = named_entries(node, "languages such as en: {locale: en-CA, voice: Polly.Joanna-Neural}", reading)
    for typed, key, value in entries:
        tag = typed.casefold()
        if tag not in SENTENCES:
            what = f'the program has no sentences of its own in "{key.text}"'
            reading.fault(key.place, "unknown-language", what, did_you_mean(key.text, SENTENCES))
            continue
        required = ("locale", "voice")
        fields = read_group(value, key.text, {"locale": values.locale, "voice": text}, required, reading, key.place)
        if fields is not None and complete(fields, required):
            found[tag] = Voice(fields["locale"], fields["voice"])
    return found if found and len(found) == len(entries) else None


def with_notices(node: Node, councils: Councils, reading: Reading) -> None:
    """Reads the recording notices; a council without one of its own speaks the municipality's."""
    if councils.own is None:
        return
    own = notice(node, councils.own, reading) or {}
    councils.own = replace(councils.own, recording_notice=own)
    tenants = entry_of(node, "tenants")
    for tenant, key, value in named_entries(tenants[1] if tenants else None, "partner councils", reading):
        if tenant in councils.tenants:
            each = councils.tenants[tenant]
            spoken = notice(value, each, reading)
            if spoken is None:
                spoken = own
                tell_missing(own, each, key.place, reading)
            councils.tenants[tenant] = replace(each, recording_notice=spoken)


def notice(node: Node, council: Council, reading: Reading) -> dict[str, str] | None:
    """A council's own recording notice, or None."""
    entry = entry_of(node, "recording_notice")
    spoken = words(entry[1], reading) if entry else None
    if entry and spoken:
        tell_missing(spoken, council, entry[0].place, reading)
    return spoken


def tell_missing(spoken: Mapping[str, str], council: Council, place: Place, reading: Reading) -> None:
    """Nobody is recorded without hearing why, in a language of theirs."""
    for tag in council.languages:
        if spoken and tag not in spoken:
            what = f'the recording notice of {council.name} is missing in "{tag}"'
            reading.fault(place, "notice-missing", what, f"write a line {tag}: under recording_notice:")
