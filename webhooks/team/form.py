"""What is typed about somebody who is let in, read within what their organisation and whoever lets them in may give."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from afterhours.site import Organisation, Site
from webhooks.roles import led_by
from webhooks.signin.enlisting import NotLetIn, Terms
from webhooks.signin.visitor import EVERY_ORGANISATION, Visitor
from webhooks.team.words import fault_of

LONGEST = 200
MOST_SKILLS = 12


@dataclass(frozen=True, slots=True)
class Offered:
    """What may be chosen: pairs of a value and what it is called."""

    organisation: Organisation
    roles: tuple[str, ...]
    tenants: tuple[str, ...]
    groups: tuple[str, ...]


def offered(organisation: Organisation, someone: Visitor, site: Site) -> Offered:
    """A supervisor gives no council beyond their own; the municipality's administrators give all that are served."""
    every = someone.people_of == EVERY_ORGANISATION
    return Offered(
        organisation=organisation,
        roles=led_by(someone.role, organisation.kind),
        tenants=tuple(each for each in organisation.serves if every or each in someone.tenants),
        groups=tuple(name for name, group in site.groups.items() if group.organisation == organisation.name),
    )


def terms_of(typed: Mapping[str, Any], given: Offered, site: Site) -> tuple[Terms, dict[str, str]]:
    """The terms, and a sentence for each field that cannot be. `typed`: a form's MultiDict."""
    faults: dict[str, str] = {}
    role, tenants = typed.get("role", ""), all_of(typed, "tenants")
    if role not in given.roles:
        faults["role"] = fault_of("role", given.organisation)
    if not tenants or any(each not in given.tenants for each in tenants):
        faults["tenants"] = fault_of("tenants", given.organisation)
    groups = all_of(typed, "groups")
    if any(each not in given.groups for each in groups):
        faults["groups"] = fault_of("groups", given.organisation)
    until = None
    try:
        until = end_of_day(typed.get("until", ""), site)
    except NotLetIn:
        faults["until"] = fault_of("date", given.organisation)
    terms = Terms(
        organisation=given.organisation.name,
        role=role,
        tenants=tenants,
        groups=groups,
        skills=skills_in(typed.get("skills", "")),
        until=until,
    )
    return terms, faults


def all_of(typed: Mapping[str, Any], field: str) -> list[str]:
    several = getattr(typed, "getlist", None)
    return list(dict.fromkeys(several(field))) if several else list(typed.get(field, ()))


def skills_in(text: str) -> list[str]:
    """Words between commas, each once."""
    found = (" ".join(each.split())[:40] for each in text[:LONGEST].split(","))
    return list(dict.fromkeys(each.casefold() for each in found if each))[:MOST_SKILLS]


def end_of_day(text: str, site: Site) -> datetime | None:
    """The midnight after a day, where the municipality is; None for no day. Raises NotLetIn for what is no day."""
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise NotLetIn("until", "not a date") from error
    zone = ZoneInfo(site.councils[site.tenant].zone)
    return datetime.combine(day + timedelta(days=1), time.min, zone)


def last_day(until: datetime | None, site: Site) -> str:
    """The same backwards, for the field."""
    if until is None:
        return ""
    zone = ZoneInfo(site.councils[site.tenant].zone)
    return (until.astimezone(zone) - timedelta(seconds=1)).date().isoformat()
