"""Why somebody is on duty, and when, in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from afterhours.rules.rosters.reasons import Reason
from afterhours.site import SiteRoster
from ivr.flowfile.names import name as canonical
from webhooks.desk.names import said
from webhooks.desk.words import plain
from webhooks.pages.times import written

People: TypeAlias = Mapping[str, str]
"""Canonical handle -> name."""


def title(roster: SiteRoster) -> str:
    """What people call it, else its name."""
    return said(roster.title) if roster.title else plain(roster.name).capitalize()


def duty(name: str) -> str:
    known: dict[str, str] = {"primary": _("Primary"), "secondary": _("Secondary"), "manager": _("Manager")}
    return known.get(canonical(name)) or plain(name).capitalize()


def called(handle: str, people: People) -> str:
    """The name of a person whom the visitor may see, else the handle."""
    return people.get(canonical(handle), handle)


def listed(handles: Sequence[str], people: People) -> str:
    return ", ".join(called(each, people) for each in handles)


def local(at: datetime, zone: str) -> str:
    return written(at.astimezone(ZoneInfo(zone)), "EEE d MMM HH:mm")


def clock(at: datetime, zone: str) -> str:
    return written(at.astimezone(ZoneInfo(zone)), "HH:mm")


def span(start: datetime, end: datetime, zone: str) -> str:
    """Its day is said twice only where it ends on another one."""
    place = ZoneInfo(zone)
    same = start.astimezone(place).date() == end.astimezone(place).date()
    return f"{local(start, zone)} – {clock(end, zone) if same else local(end, zone)}"


def lasts(start: datetime, end: datetime) -> str:
    """2 days 16 h, to the minute."""
    minutes = round((end - start).total_seconds() / 60)
    days, rest = divmod(minutes, 1440)
    hours, left = divmod(rest, 60)
    parts = [(days, _("days") if days != 1 else _("day")), (hours, "h"), (left, "min")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number)


def why(reasons: Sequence[Reason], people: People, zone: str) -> str:
    """The chain that put them on duty, as a short sentence without its end."""
    return " · ".join(sentence(each, people, zone) for each in reasons)


def sentence(reason: Reason, people: People, zone: str) -> str:
    said_of: dict[str, str] = {
        "layer": _("layer %(name)s", name=plain(reason.name)),
        "in_hours": _("%(name)s is open", name=plain(reason.name)) + told(reason),
        "out_of_hours": _("%(name)s is closed", name=plain(reason.name)) + told(reason),
        "holiday": _("holiday: %(name)s", name=reason.name),
        "gap": _("nobody is on the list then"),
    }
    return said_of.get(reason.cause) or f"{exception(reason, people)} {entered(reason, people, zone)}".strip()


def told(reason: Reason) -> str:
    if reason.by:
        said_by: str = _(" by order of %(who)s: %(reason)s", who=reason.by, reason=reason.detail)
        return said_by
    return f" ({_('special date') if reason.detail == 'exception' else reason.detail})" if reason.detail else ""


def exception(reason: Reason, people: People) -> str:
    """What was entered by hand."""
    came, went = listed(reason.people, people), listed(tuple(filter(None, reason.name.split(", "))), people)
    words: dict[str, str] = {
        "replace": _("%(came)s for %(went)s", came=came, went=went),
        "add": _("%(came)s as well", came=came),
        "remove": _("without %(went)s", went=went),
        "take_over": _("%(came)s in place of everybody", came=came),
        "temporary": _("temporary schedule %(name)s", name=reason.name),
    }
    return words[reason.cause]


def entered(reason: Reason, people: People, zone: str) -> str:
    """Who entered it, why, and until when it holds."""
    parts = [_("entered by %(who)s", who=called(reason.by, people))] if reason.by else []
    parts += [reason.detail] if reason.detail else []
    parts += [_("until %(when)s", when=local(reason.until, zone))] if reason.until else []
    return f"({', '.join(parts)})" if parts else ""
