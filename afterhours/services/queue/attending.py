"""One caller's row that is due: whatever has happened to the caller, the agents and their legs, what follows from it.

Nothing here asks what happened; it looks at how things stand, so that nothing can be missed and repeating it changes
nothing. The row is locked; the order is row, offers, presence, as everywhere.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import AgentPresence, Callback, Case, Offer, QueuedCall
from afterhours.rules.queueing import Tried, next_try
from afterhours.services.live import tell_live
from afterhours.services.queue.groups import group_named
from afterhours.services.queue.offering import LIVE, end_leg, lead_caller, lead_leg, tell_offer
from afterhours.services.queue.resident import end_residents, look_after
from afterhours.services.queue.whose_line import is_another_s, line_of
from afterhours.services.screenpop.grants import withdraw
from afterhours.site import Site

IN_LINE = ("waiting", "offered", "joined")
OPEN = ("waiting", "ringing", "answered")
HOSTS = ("caller", "callback", "transfer")
"""The purposes of whoever talks with the caller; an interpreter alone is no talk."""
FIRST = ("caller", "callback")
USUAL_WRAP_UP = 60


@dataclass(frozen=True, slots=True)
class Attended:
    """One caller's row, locked, with its offers. `restricted`: the group that alone may see the case."""

    session: Session
    queued: QueuedCall
    offers: list[Offer]
    site: Site
    now: datetime
    real_now: datetime
    restricted: str | None

    def live(self, *states: str) -> list[Offer]:
        return [each for each in self.offers if each.state in (states or LIVE)]


def attend(session: Session, queued: QueuedCall, site: Site, now: datetime, real_now: datetime) -> None:
    """What follows for everybody concerned, and when it is looked at next."""
    offers = list(
        session.scalars(
            select(Offer)
            .where(Offer.queued_call_id == queued.id)
            .order_by(Offer.offered_at, Offer.id)
            .with_for_update()
        )
    )
    restricted = session.scalar(select(Case.restricted).where(Case.id == queued.case_id))
    work = Attended(session, queued, offers, site, now, real_now, restricted)
    end_cut_off(work)
    miss_late_ones(work)
    withdraw_unwanted(work)
    tell_who_accepted(work)
    go_on(work)
    session.flush()
    for presence in presences_of(work):
        settle(work, presence)
    queued.due_at = next_look(work)
    tell_desks(work)


def tell_desks(work: Attended) -> None:
    """Of a restricted case its group hears, and whoever talks with the caller, if they are not of it."""
    tell_live(work.session, work.queued.tenant, "queue", group=work.restricted, id=work.queued.id)
    for each in work.live("accepted") if work.restricted else ():
        if each.user_id is not None:
            tell_live(work.session, each.tenant, "offer", user=each.user_id, id=each.id)


def end_cut_off(work: Attended) -> None:
    """The caller has gone back into the line: what is left of that talk's legs ends now."""
    for each in work.offers:
        if each.result == "cut_off":
            withdraw(work.session, each.id, work.real_now)
            end_leg(work.session, each, work.now)


def miss_late_ones(work: Attended) -> None:
    """Nobody has answered, or nobody has pressed a key, in time; or what was accepted on a page was never answered."""
    for each in work.live():
        late = each.expires_at is not None and each.expires_at <= work.now
        if late and (each.state in OPEN or each.answered_at is None):
            over(work, each, "missed", "no_answer" if each.answered_at is None else "unpressed")


def withdraw_unwanted(work: Attended) -> None:
    """The caller is gone, or in another line, or with somebody else, or only another group may see their case by now:
    whoever still rings is let go."""
    for each in work.live(*OPEN):
        wanted = "offered" if each.purpose in FIRST else "joined"
        if work.queued.state != wanted or (each.purpose not in FIRST and not hosts(work) and not work.queued.held_at):
            over(work, each, "withdrawn", work.queued.result or "taken")
        elif is_another_s(each.group_name, each.organisation, work.restricted):
            over(work, each, "withdrawn", "restricted")


def over(work: Attended, each: Offer, state: str, result: str) -> None:
    """An offer comes to nothing. Whoever listens already hears why, from the engine."""
    heard, each.state, each.result = each.answered_at is not None, state, result
    each.ended_at, each.expires_at = work.now, None
    withdraw(work.session, each.id, work.real_now)
    if heard:
        lead_leg(work.session, each, state, work.now)
    else:
        end_leg(work.session, each, work.now)
    tell_offer(work.session, each, work.restricted)


def tell_who_accepted(work: Attended) -> None:
    """Who accepted on the page is led into the talk from where their leg listens."""
    for each in work.live("accepted"):
        if each.accepted_how == "page" and each.answered_at is not None and each.ready_at is None:
            lead_leg(work.session, each, "accepted", work.now)


def go_on(work: Attended) -> None:
    """Where the caller is now."""
    queued = work.queued
    if queued.state == "offered" and not [each for each in work.live() if each.purpose in FIRST]:
        queued.state = "callback" if queued.callback_id else "waiting"
    elif queued.state == "joined" and queued.callback_id:
        call_back(work)
    elif queued.state == "joined":
        talk(work)
    elif queued.state in ("left", "over"):
        let_go(work)


def talk(work: Attended) -> None:
    """Agents accepted this caller: they wait for them, talk, ask a colleague, or are gone."""
    queued = work.queued
    if not hosts(work) and not asking(work):
        end_talk(work)
    elif queued.held_at and (not asking(work) or (taken_over(work) and ready(work))):
        come_back(work)
    elif queued.joined_at is None and not queued.held_at and ready(work):
        lead_caller(work.session, queued, f"joined {ready(work)[0].id}", work.now)


def hosts(work: Attended) -> list[Offer]:
    """Whoever talks with the caller, or is about to."""
    return [each for each in work.live("accepted") if each.purpose in HOSTS]


def ready(work: Attended) -> list[Offer]:
    return [each for each in hosts(work) if each.ready_at is not None]


def asking(work: Attended) -> list[Offer]:
    """Colleagues who are asked, or have come."""
    return [each for each in work.live() if each.purpose == "transfer"]


def taken_over(work: Attended) -> bool:
    """Whoever asked a colleague has left the talk to them."""
    return not [each for each in hosts(work) if each.purpose in FIRST]


def come_back(work: Attended) -> None:
    """The consultation is over: the caller comes back to whoever is there."""
    queued = work.queued
    lead_caller(work.session, queued, f"back {queued.held_at}", work.now)
    queued.held_at = None


def end_talk(work: Attended) -> None:
    """Nobody is left on our side. Who has not talked yet, or is left alone on hold, keeps their place in line."""
    queued = work.queued
    if queued.joined_at is None or queued.held_at is not None:
        queued.state, queued.held_at, queued.joined_at = "waiting", None, None
    else:
        queued.state, queued.result, queued.ended_at = "over", "talked", work.now
        lead_caller(work.session, queued, f"left {work.offers[-1].id}", work.now)


def call_back(work: Attended) -> None:
    """Somebody is there who calls back: the resident is rung, talks, and may hold as any caller does."""
    if not hosts(work) and not asking(work):
        end_residents(work.session, work.queued, work.offers, work.now)
        called_back(work)
        return
    agent = next((each for each in ready(work) if each.purpose == "callback"), None)
    look_after(work.session, work.queued, work.offers, agent, ready(work), work.now, work.real_now)
    if work.queued.held_at and (not asking(work) or (taken_over(work) and ready(work))):
        come_back(work)


def called_back(work: Attended) -> None:
    """Nobody is left on our side: what came of the callback. Without an attempt it is due again at once."""
    queued, callback = work.queued, work.session.get_one(Callback, work.queued.callback_id)
    agent = [each for each in work.offers if each.purpose == "callback"][-1]
    done_by = [each["offer"] for each in callback.attempts]
    if queued.joined_at is not None and str(agent.id) not in done_by:
        told = {
            "at": queued.joined_at.isoformat(),
            "by": str(agent.user_id),
            "result": "talked",
            "offer": str(agent.id),
        }
        callback.attempts, callback.reached_at = [*callback.attempts, told], queued.joined_at
        callback.first_attempt_at, done_by = callback.first_attempt_at or queued.joined_at, [*done_by, str(agent.id)]
    tries = [Tried(datetime.fromisoformat(each["at"]), each["result"]) for each in callback.attempts]
    if callback.reached_at is not None:
        callback.state, queued.state, queued.result = "reached", "over", "talked"
    elif str(agent.id) not in done_by:
        callback.state, queued.state = "due", "callback"
    elif again := next_try(tries, work.now, callback.until):
        callback.state, callback.due_at, queued.state = "no_answer", again, "callback"
    else:
        callback.state, queued.state, queued.result = "exhausted", "over", "exhausted"
    queued.held_at = None
    if queued.state == "over":
        queued.ended_at = callback.ended_at = work.now
    else:
        queued.joined_at = None


def let_go(work: Attended) -> None:
    """The caller is gone. Whoever waits for them hears so; whoever talks does, when the conference ends with them."""
    for each in work.live("accepted"):
        if work.queued.joined_at is None or work.queued.held_at is not None:
            lead_leg(work.session, each, "gone", work.now)


def presences_of(work: Attended) -> list[AgentPresence]:
    """Agents whose offer is one of these, and who ring or talk by it."""
    mine = select(AgentPresence).where(
        AgentPresence.offer_id.in_([each.id for each in work.offers]), AgentPresence.state.in_(("offered", "talking"))
    )
    return list(work.session.scalars(mine.order_by(AgentPresence.user_id).with_for_update()))


def settle(work: Attended, presence: AgentPresence) -> None:
    """What an agent does once their offer is over: the next caller is not offered to an empty chair."""
    offer = next(each for each in work.offers if each.id == presence.offer_id)
    if offer.state in LIVE:
        return
    presence.since = work.now
    if offer.state == "over" or offer.accepted_at is not None:
        presence.state, presence.wrap_until = "wrap_up", work.now + timedelta(seconds=wrap_up_of(work))
    elif offer.state == "missed":
        presence.state, presence.reason, presence.offer_id = "away", "missed", None
    else:
        presence.state, presence.offer_id = presence.afterwards or "available", None
        presence.afterwards = None
    tell_live(work.session, presence.tenant, "presence", user=presence.user_id, id=presence.user_id)


def wrap_up_of(work: Attended) -> int:
    group = group_named(work.site, line_of(work.queued.group_name, work.restricted))
    return group.wrap_up if group else USUAL_WRAP_UP


def next_look(work: Attended) -> datetime | None:
    """When the first of its offers has to be answered."""
    return min((each.expires_at for each in work.live() if each.expires_at is not None), default=None)
