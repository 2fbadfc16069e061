"""The groups of agents.yaml as callers meet them now: by any spelling of their name, with hours and contract."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from afterhours.rules.hours import is_open
from afterhours.site import Site
from afterhours.site.answering import AgentGroup
from ivr.flowfile.names import among, name


def group_named(site: Site, group: str) -> AgentGroup | None:
    """None for a group that the newest revision no longer has."""
    return site.groups.get(among(group, site.groups) or "")


def answers_now(group: AgentGroup, site: Site, now: datetime) -> bool:
    """Whether it is in its hours, and its organisation still under contract."""
    organisation = site.organisations.get(group.organisation)
    zone = ZoneInfo(site.councils[site.tenant].zone)
    if organisation and organisation.until and now.astimezone(zone).date() > organisation.until:
        return False
    hours = site.calendar(group.hours) if group.hours else None
    return hours is None or is_open(hours, now)


def serves(group: AgentGroup, site: Site, tenant: str) -> bool:
    """Whether its organisation answers for this council."""
    organisation = site.organisations.get(group.organisation)
    return organisation is None or tenant in organisation.serves


def names_of(language: str | None) -> frozenset[str]:
    """What a language is called among skills: its tag, or its English name."""
    if not language:
        return frozenset()
    try:
        english = Locale.parse(language.replace("-", "_")).get_language_name("en") or ""
    except (UnknownLocaleError, ValueError):
        english = ""
    return frozenset(name(each) for each in (language, english) if each)


def spoken_names(language: str, languages: tuple[str, ...]) -> dict[str, str]:
    """The name of a language, in each of `languages`."""
    try:
        locale = Locale.parse(language.replace("-", "_"))
        found = {each: locale.get_language_name(each.replace("-", "_")) for each in languages}
    except (UnknownLocaleError, ValueError):
        return {}
    return {each: told for each, told in found.items() if told}
