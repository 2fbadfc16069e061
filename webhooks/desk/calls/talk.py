"""The talk of this call as its agent may lead it: whom to ask or bring in, who is there, and who calls back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from afterhours.models import Callback, Case, Offer, QueuedCall, User
from afterhours.services.queue.acceptors import acceptors
from afterhours.services.queue.offering import LIVE
from afterhours.site import Site
from ivr.errors import NotFound
from ivr.flowfile.names import among
from ivr.flowfile.names import name as canonical
from webhooks.desk.access import Desk
from webhooks.desk.emergencies.file import people_of
from webhooks.desk.names import said
from webhooks.desk.words import plain
from webhooks.pages.parts import of_app

OUTSTANDING = ("due", "in_progress", "no_answer", "exhausted")
ASKED = ("transfer", "interpreter")


@dataclass(frozen=True, slots=True)
class Leg:
    """Somebody else in the talk, or on the way to it. `here`: they are on the line."""

    id: UUID
    name: str
    purpose: str
    here: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """`mine`: the visitor talks in it. `held`: the caller is out of it, has been told, and waits.

    `people`: whoever is in it or on the way to it, the visitor too. `groups`, `third`: (name, title) of whom one may
    ask, and bring in. `callback`: one that is outstanding.
    """

    mine: bool
    held: bool
    legs: Sequence[Leg]
    people: Sequence[Leg]
    groups: Sequence[tuple[str, str]]
    third: Sequence[tuple[str, str]]
    callers: Sequence[tuple[str, str]]
    """(name, title) of the groups that may call back: the one whose line the caller stood in first."""
    callback: Callback | None
    acceptors: Mapping[UUID, str]
    """Emergency -> the name of whoever has accepted it, and can be rung."""


def talk_of(desk: Desk, case: Case) -> Talk:
    """How it stands now."""
    site = today()
    rows = desk.session.scalars(
        select(Offer)
        .where(Offer.case_id == case.id, Offer.state.in_(LIVE), Offer.purpose != "resident", desk.own(Offer.tenant))
        .order_by(Offer.offered_at)
    ).all()
    mine = next((each for each in rows if each.user_id == desk.visitor.user_id and each.state == "accepted"), None)
    queued = desk.session.get(QueuedCall, mine.queued_call_id) if mine else None
    people = [leg_of(desk, each, site) for each in rows if each.state == "accepted" or each.purpose in ASKED]
    return Talk(
        mine=mine is not None,
        held=queued is not None and queued.held_at is not None,
        legs=[each for each in people if mine is not None and each.id != mine.id],
        people=[replace(each, name=_("you")) if mine and each.id == mine.id else each for each in people],
        groups=[*groups_for(site, case), *offices(site)],
        third=third_for(site),
        callers=sorted(groups_for(site, case), key=lambda each: each[0] != line_of(desk, case)),
        callback=callback_of(desk, case),
        acceptors=accepted_by(desk, case) if mine and not asks_somebody(rows) else {},
    )


def asks_somebody(rows: Sequence[Offer]) -> bool:
    return any(each.purpose == "transfer" and each.asked_by is not None for each in rows)


def accepted_by(desk: Desk, case: Case) -> Mapping[UUID, str]:
    found = acceptors(desk.session, case.id, desk.now)
    people = people_of(desk, [each.handle for each in found.values()])
    return {key: people.get(canonical(each.handle)) or plain(each.handle) for key, each in found.items()}


def today() -> Site | None:
    try:
        return of_app().site
    except NotFound:
        return None


def leg_of(desk: Desk, leg: Offer, site: Site | None) -> Leg:
    """By the person's name, else by that of the group, of the directory's entry, or of whoever is on duty."""
    theirs = select(User.name).where(User.id == leg.user_id)
    person = desk.session.scalar(theirs) if leg.user_id else None
    name = person or called(site, leg.name or leg.group_name, people_of(desk, [leg.name]))
    return Leg(leg.id, name, leg.purpose, leg.ready_at is not None)


def called(site: Site | None, name: str, people: Mapping[str, str] | None = None) -> str:
    """The title of a group or of an entry of the directory, else of a person on duty, else the name as it is."""
    for each in (site.directory, site.groups) if site else ():
        found = each.get(among(name, each) or "")
        if found is not None and found.title:
            return said(found.title)
    return (people or {}).get(canonical(name)) or plain(name).capitalize()


def groups_for(site: Site | None, case: Case) -> list[tuple[str, str]]:
    """The groups whose organisation answers for the council; of a restricted case its own group alone."""
    if site is None:
        return []
    serve = {each.name for each in site.organisations.values() if case.tenant in each.serves}
    own = [each for each in site.groups.values() if case.restricted is None or each.name == case.restricted]
    return [(each.name, called(site, each.name)) for each in own if each.organisation in serve]


def offices(site: Site | None) -> list[tuple[str, str]]:
    """Whoever of the directory is asked first, and may take the caller over."""
    entries = site.directory.values() if site else ()
    return [(each.name, called(site, each.name)) for each in entries if each.kind == "office"]


def line_of(desk: Desk, case: Case) -> str:
    """The group in whose line the caller stood."""
    query = select(QueuedCall.group_name).where(QueuedCall.case_id == case.id, desk.own(QueuedCall.tenant))
    found = desk.session.scalar(query.order_by(QueuedCall.entered_at.desc()).limit(1))
    site = today()
    return (among(found, site.groups) or found) if found and site else ""


def third_for(site: Site | None) -> list[tuple[str, str]]:
    """Whoever of the directory joins a talk."""
    entries = site.directory.values() if site else ()
    return [(each.name, called(site, each.name)) for each in entries if each.kind != "office"]


def callback_of(desk: Desk, case: Case) -> Callback | None:
    query = select(Callback).where(Callback.case_id == case.id, Callback.state.in_(OUTSTANDING))
    return desk.session.scalar(query.where(desk.own(Callback.tenant)).order_by(Callback.due_at).limit(1))


def callback_words(callback: Callback) -> str:
    """How a promise to call back stands."""
    said_: dict[str, str] = {
        "due": _("To be called back"),
        "in_progress": _("Being called back now"),
        "no_answer": _("Called back without an answer; it is tried again"),
        "exhausted": _("Called back as often as one may: decide what to do"),
    }
    return said_.get(callback.state, plain(callback.state))
