"""Why somebody is on duty, and when, in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from afterhours.rules.rosters.reasons import Reason
from afterhours.services.duty.enter_exception import NotEntered
from afterhours.services.duty.roster_changes import Done
from afterhours.site import SiteRoster
from ivr.errors import Refused
from ivr.flowfile.names import name as canonical
from webhooks.desk.names import holiday, said
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


def duty_within(name: str) -> str:
    """Inside a sentence."""
    known: dict[str, str] = {"primary": _("primary"), "secondary": _("secondary"), "manager": _("manager")}
    return known.get(canonical(name)) or plain(name)


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
        "layer": _("layer %(name)s", name=duty_within(reason.name)),
        "in_hours": _("%(name)s is open", name=plain(reason.name)) + told(reason),
        "out_of_hours": _("%(name)s is closed", name=plain(reason.name)) + told(reason),
        "holiday": _("holiday: %(name)s", name=holiday(reason.name)),
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


def refused(error: Refused, people: People, zone: str) -> str:
    """Why something could not be entered, and what to do instead."""
    if not isinstance(error, NotEntered):
        return str(error)
    who = listed(error.who, people)
    when = span(*error.span, zone) if error.span else ""
    words: dict[str, str] = {
        "over": _("This is over. What is past stays as it was."),
        "backwards": _("It ends before it begins. Exchange the two times."),
        "too-long": _("That is longer than a year. Such changes belong into rosters.yaml."),
        "nobody-in": _("Choose who comes in."),
        "nobody-out": _("Choose whose shift it is."),
        "themselves": _("%(who)s cannot come in for themselves. Choose somebody else.", who=who),
        "reason": _("Write a reason: nobody comes in, and colleagues will ask why."),
        "schedule": _("%(who)s holds then, and nothing else counts. Cancel it first, or choose another time.", who=who),
        "not-theirs": _("%(who)s has no shift there, %(when)s. Choose a shift of theirs.", who=who, when=when),
        "already": _("%(who)s is on duty then already. Choose somebody else.", who=who),
        "twice": _(
            "%(who)s comes in already, %(when)s. Cancel that first, or choose another time.", who=who, when=when
        ),
        "sent": _(
            "%(who)s was taken off duty, %(when)s. Cancel that first, or choose somebody else.", who=who, when=when
        ),
        "cancelled": _("%(who)s has cancelled this already.", who=who),
    }
    return words.get(error.code) or str(error)


def warnings(done: Done, people: People) -> list[str]:
    """What whoever entered it should know."""
    zone = done.duty.zone
    found = [_("Nobody is on duty: %(when)s.", when=span(gap.start, gap.end, zone)) for gap in done.gaps]
    return found + [
        _("%(who)s has no number that answered a test call.", who=called(handle, people)) for handle in done.unreachable
    ]
