"""The engine's questions and who answers them: one plain table."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from afterhours.rules.hours import is_open
from afterhours.services.find_case import case_fact
from afterhours.services.numbers_of import numbers_of
from afterhours.site import Site
from ivr.domain import Context
from ivr.engine.asks import CaseFact, FindCase, IsOpen, NumbersOf, Today
from ivr.errors import EngineFault


def open_now(ask: IsOpen, context: Context, site: Site) -> bool:
    """Raises EngineFault for a calendar that the newest revision no longer has."""
    hours = site.calendar(ask.hours)
    if hours is None:
        raise EngineFault(f"there are no opening hours {ask.hours} any more")
    return is_open(hours, context.now)


def today(_: Today, context: Context, site: Site) -> date:
    return context.now.astimezone(ZoneInfo(zone_of(context, site))).date()


def found_case(ask: FindCase, context: Context, site: Site) -> CaseFact | None:
    return case_fact(context.work.session, context.call.tenant, zone_of(context, site), ask.number)


def numbers(ask: NumbersOf, context: Context, _: Site) -> tuple[str, ...]:
    return numbers_of(context.work.session, ask.person)


def zone_of(context: Context, site: Site) -> str:
    """The zone of the call's council, or the municipality's for a council that is gone."""
    return (site.councils.get(context.call.tenant) or site.councils[site.tenant]).zone


RESOLVERS: Mapping[type, Callable[[Any, Context, Site], Any]] = {
    IsOpen: open_now,
    Today: today,
    FindCase: found_case,
    NumbersOf: numbers,
}
"""Type of the question -> its answer, from the call's context and the newest revision's site."""
