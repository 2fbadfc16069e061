"""The engine's questions and who answers them: one plain table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from afterhours.rules.hours import is_open
from afterhours.services.casework.find_case import case_fact
from afterhours.services.emergencies import nearby, pages, standing
from afterhours.services.people.numbers_of import numbers_of
from afterhours.services.people.pins import right_pin
from afterhours.services.queue.offered import offer_fact
from afterhours.services.queue.places import group_open, place_of
from afterhours.site import Site
from ivr.domain import Context
from ivr.engine.asks import (
    CaseFact,
    EmergencyStanding,
    FindCase,
    GroupFact,
    GroupOpen,
    IsOpen,
    KnownAlready,
    NumbersOf,
    Offer,
    OfferFact,
    Page,
    PageFact,
    Pages,
    PlaceFact,
    QueuePlace,
    RightNumber,
    RightPin,
    Standing,
    Today,
)
from ivr.errors import EngineFault
from ivr.phone import to_ring_back


@dataclass(frozen=True, slots=True)
class Live:
    """What holds now, whatever the call began with: the newest site, where recordings are played and where the `music`
    of a group is, and the `code` that opens an offer's story."""

    site: Site
    playable: Callable[[UUID], str]
    code: Callable[[UUID], str]
    music: Callable[[str], str]


def open_now(ask: IsOpen, context: Context, live: Live) -> bool:
    """Raises EngineFault for a calendar that the newest revision no longer has."""
    hours = live.site.calendar(ask.hours)
    if hours is None:
        raise EngineFault(f"there are no opening hours {ask.hours} any more")
    return is_open(hours, context.now)


def today(_: Today, context: Context, live: Live) -> date:
    return context.now.astimezone(ZoneInfo(zone_of(context, live.site))).date()


def found_case(ask: FindCase, context: Context, live: Live) -> CaseFact | None:
    return case_fact(context.work.session, context.call.tenant, zone_of(context, live.site), ask.number)


def numbers(ask: NumbersOf, context: Context, _: Live) -> tuple[str, ...]:
    return numbers_of(context.work.session, ask.person)


def stands(ask: EmergencyStanding, context: Context, live: Live) -> Standing | None:
    return standing.standing(ask, context, live.site)


def known_already(ask: KnownAlready, context: Context, _: Live) -> str | None:
    return nearby.known_already(ask, context)


def paged(_: Pages, context: Context, live: Live) -> tuple[str, ...]:
    return pages.pages_of(context, live.site)


def page(ask: Page, context: Context, live: Live) -> PageFact | None:
    return pages.page_fact(context, live.site, ask.emergency, live.playable)


def pin_is_right(ask: RightPin, context: Context, _: Live) -> bool:
    """A wrong one is counted, so this question is the only one that writes: a repeated turn may count it twice."""
    with context.work.transaction():
        person, _attempt = pages.me(context)
        return person is not None and right_pin(context.work.session, person, ask.digits, context.now)


def group(ask: GroupOpen, context: Context, live: Live) -> GroupFact:
    return group_open(ask, context, live.site)


def place(ask: QueuePlace, context: Context, live: Live) -> PlaceFact | None:
    found = place_of(ask, context, live.site)
    return replace(found, music=live.music(found.music)) if found else None


def offer(_: Offer, context: Context, live: Live) -> OfferFact | None:
    return offer_fact(context, live.site, live.code)


def right_number(ask: RightNumber, context: Context, live: Live) -> str | None:
    """None, too, for emergency numbers and what costs whoever rings it: nobody is promised to be called back there."""
    line = live.site.book.lines.get(context.call.line)
    return to_ring_back(ask.digits, line.country if line else "")


def zone_of(context: Context, site: Site) -> str:
    """The zone of the call's council, or the municipality's for a council that is gone."""
    return (site.councils.get(context.call.tenant) or site.councils[site.tenant]).zone


RESOLVERS: Mapping[type, Callable[[Any, Context, Live], Any]] = {
    IsOpen: open_now,
    Today: today,
    FindCase: found_case,
    NumbersOf: numbers,
    EmergencyStanding: stands,
    KnownAlready: known_already,
    Pages: paged,
    Page: page,
    RightPin: pin_is_right,
    GroupOpen: group,
    QueuePlace: place,
    Offer: offer,
    RightNumber: right_number,
}
"""Type of the question -> its answer, from the call's context and what holds now."""
