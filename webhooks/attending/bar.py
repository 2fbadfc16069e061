"""The bar in words: available, busy or away, where the telephone is, how long the wrap-up lasts, what is offered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import g
from flask_babel import gettext as _

from afterhours.models import Offer, QueuedCall
from afterhours.services.queue.handing_on import handing_on
from afterhours.site import Site
from ivr.errors import NotFound
from ivr.flowfile.names import name
from ivr.phone import display
from webhooks.desk.names import Names, said
from webhooks.desk.offers import RINGING, Attending
from webhooks.pages.parts import Parts, book_of, of_app
from webhooks.roles import Permission
from webhooks.signin.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Offered:
    """One call on the bar. `page`: the page of the call. `waited`: seconds. `mine`: it is theirs alone.

    `handing`: how a talk stands whose case only another group sees by now; `others`: that group's title.
    """

    id: UUID
    line: str
    council: str
    group: str
    language: str
    emergency: bool
    waited: int
    ringing: bool
    mine: bool
    page: str
    purpose: str
    handing: str = ""
    others: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """`state`: of the presence. `left`: seconds of the wrap-up. `own_telephone`: they are rung at one of their own."""

    state: str
    reason: str
    telephone: str
    left: int
    own_telephone: bool
    afterwards: str
    offers: Sequence[Offered]

    @property
    def look(self) -> dict[str, str]:
        """The state as a word, a shape and a colour."""
        words = {
            "available": (_("Available"), "dot", "done"),
            "busy": (_("Busy"), "dash", "warn"),
            "away": (_("Away"), "ring", ""),
            "offered": (_("A call is offered"), "handset", "live"),
            "talking": (_("Talking"), "handset", "live"),
            "wrap_up": (_("Wrapping up"), "clock", "live"),
        }
        word, shape, tone = words[self.state]
        return {"word": word, "shape": shape, "tone": tone}


def shown() -> dict[str, Any]:
    """For every template: the bar of this page's visitor, None where the page has not asked for it."""
    found: Attending | None = g.get("attending")
    visitor: Visitor | None = g.get("visitor")
    takes_calls = visitor is not None and Permission.TAKE_CALLS in visitor.permissions
    bar = bar_of(found, visitor, of_app()) if found and visitor else None
    return {"bar": bar, "takes_calls": takes_calls, "reasons": reasons()}


def reasons() -> list[str]:
    """Why somebody is busy; the first is for whoever says nothing."""
    return [_("Other work"), _("Break"), _("Writing up a case"), _("Meeting"), _("Training")]


def bar_of(found: Attending, visitor: Visitor, parts: Parts) -> Bar:
    presence, names = found.presence, Names(book_of(parts))
    until = presence.wrap_until if presence and presence.state == "wrap_up" else None
    return Bar(
        state=presence.state if presence else "away",
        reason=reason_of(presence.reason if presence else None),
        telephone=display(presence.telephone, "") if presence and presence.telephone else "",
        left=seconds(found.now, until) if until else 0,
        own_telephone=has_own_telephone(visitor, parts),
        afterwards=(presence.afterwards or "") if presence else "",
        offers=[*offers_of(found, visitor, names)],
    )


def offered(offer: Offer, queued: QueuedCall, names: Names, now: datetime, visitor: Visitor) -> Offered:
    case = f"/desk/calls/{offer.call_id}" if offer.call_id else ""
    return Offered(
        id=offer.id,
        line=names.line(queued.line),
        council=names.council(offer.tenant),
        group=group_title(offer.group_name),
        language=names.language(queued.language) if queued.language else "",
        emergency=queued.priority >= 2,
        waited=seconds(queued.entered_at, now),
        ringing=offer.state in RINGING,
        mine=offer.user_id == visitor.user_id,
        page=case,
        purpose=offer.purpose,
    )


def offers_of(found: Attending, visitor: Visitor, names: Names) -> Iterator[Offered]:
    for offer, queued in found.offers:
        if offer.id in found.veiled:
            yield veiled(offer, visitor.user_id)
        else:
            yield offered(offer, queued, names, found.now, visitor)


def veiled(offer: Offer, user_id: UUID) -> Offered:
    """A talk of theirs, of which nothing is told but that it goes on, and who may take the caller over: the desk sees
    nothing of it, so it is read as the telephone sees it."""
    with of_app().database.transaction() as session:
        standing = handing_on(session, user_id, offer.id)
    told = {"line": "", "council": "", "group": "", "language": "", "page": "", "purpose": offer.purpose}
    stands = {"handing": standing.state, "others": group_title(name(standing.group))} if standing else {}
    return Offered(id=offer.id, emergency=False, waited=0, ringing=False, mine=True, **told, **stands)


def group_title(group: str) -> str:
    found = site_of(of_app())
    known = {name(each): entry for each, entry in found.groups.items()} if found else {}
    return said(known[group].title) if group in known and known[group].title else group.replace("_", " ")


def has_own_telephone(visitor: Visitor, parts: Parts) -> bool:
    """Whether any of their groups rings agents at telephones of their own."""
    site = site_of(parts)
    mine = {name(each) for each in visitor.groups}
    return site is not None and any(group.telephones and name(key) in mine for key, group in site.groups.items())


def site_of(parts: Parts) -> Site | None:
    try:
        return parts.site
    except NotFound:
        return None


def reason_of(reason: str | None) -> str:
    return _("a call was not answered") if reason == "missed" else reason or ""


def seconds(since: datetime, until: datetime) -> int:
    return max(0, int((until - since).total_seconds()))
