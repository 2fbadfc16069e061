"""The options that choose among calls and cases: --since, --line, --number, --restricted, --json."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy.orm import Session

from afterhours.models import AuditEntry
from afterhours.rules import case_numbers
from afterhours.services.calls.list_calls import Wanted
from afterhours.site import Site
from ivr.errors import Refused
from ivr.flowfile.names import among, did_you_mean
from ivr.phone import normalise
from webhooks.cli.context import parts

AGO = re.compile(r"(\d{1,5})\s*([mhdw])")
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

AS_JSON = click.option("--json", "as_json", is_flag=True, help="JSON Lines, with stable names.")

RESTRICTED = click.option(
    "--restricted", is_flag=True, help="Also those that only one group may see; that you looked is audited."
)


def choosing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --since, --line, --number and --restricted to a command."""
    for option in (
        RESTRICTED,
        click.option("--number", help="A case number, a caller's number, or the provider's call id."),
        click.option("--line", help="Only this line."),
        click.option("--since", help="2h, 3d, 2026-12-24, or 2026-12-24T18:00 in the municipality's time."),
    ):
        command = option(command)
    return command


def wanted(since: str | None, line: str | None, number: str | None, *, restricted: bool) -> Wanted:
    """What the options mean. Raises Refused for what cannot be read, and for a line that is not there."""
    _, site = parts().library.newest() if since or line or number else (0, None)
    if site is None:
        return Wanted(restricted=restricted)
    return Wanted(
        since=instant(since, parts().clock.now(), site.councils[site.tenant].zone) if since else None,
        line=known_line(line, site) if line else None,
        number=any_number(number, site) if number else None,
        restricted=restricted,
    )


def note_restricted(session: Session, command: str) -> None:
    """Whoever has the server may see what only one group should: it is written down that they looked."""
    at, tenant = parts().real_clock.now(), parts().site.tenant
    session.add(AuditEntry(tenant=tenant, at=at, actor="ivr", action="restricted.seen", object=command, detail={}))


def instant(text: str, now: datetime, zone: str) -> datetime:
    """A time ago, a day, or a local time."""
    if ago := AGO.fullmatch(text.strip()):
        return now - timedelta(**{UNITS[ago[2]]: int(ago[1])})
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise Refused(f'"{text}" is no time. Write 2h, 3d, 2026-12-24 or 2026-12-24T18:00.') from error
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))


def known_line(text: str, site: Site) -> str:
    line = among(text, site.book.lines)
    if line is None:
        raise Refused(f'There is no line "{text}": {did_you_mean(text, site.book.lines)}')
    return line


def any_number(text: str, site: Site) -> str:
    """A case number, with or without dashes; else a telephone number as one of the councils writes it, E.164; else as
    it stands: the provider's id of a call. Raises Refused for nine digits that are no case number.
    """
    if case_numbers.has_form(text):
        return case_numbers.parse(text)
    own = site.councils[site.tenant].country
    for country in dict.fromkeys([own, *(council.country for council in site.councils.values())]):
        with suppress(Refused):
            return normalise(text, country)
    return text.strip()
