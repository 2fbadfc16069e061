"""TAKE: somebody on duty accepts by text an emergency that they were called or texted about."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Attempt, AuditEntry, Case, Emergency, Person
from afterhours.rules.case_numbers import has_form, written
from afterhours.rules.page_texts import page_title, taken_text, yours_text
from afterhours.services.emergencies.change_emergency import accept
from afterhours.services.emergencies.page_of import page_of
from afterhours.services.people.known import person_by_handle
from afterhours.services.texts.commands import Asked, Post, Said, said_to
from afterhours.site import Site
from ivr.errors import NotFound
from ivr.flowfile.names import name

LOOKED_BACK = timedelta(days=3)
MOST_LISTED = 6


class Theirs(NamedTuple):
    """An emergency that somebody was called or texted about, and its case's number."""

    emergency: Emergency
    number: str


def take(session: Session, post: Post, asked: Asked) -> Said:
    """Accept it; or ask which, when several are open and none is named. Who comes second is told who has it."""
    theirs = theirs_of(session, asked)
    if asked.case:
        chosen = next((each for each in theirs if each.number == asked.case), None)
        return taken(session, post, asked, chosen) if chosen else unknown(asked)
    waiting = [each for each in theirs if each.emergency.state == "open"]
    if len(waiting) > 1:
        return Said("\n".join([said_to(asked, "text_which"), *listed(session, post.site, asked, waiting)]))
    latest = waiting or [each for each in theirs if each.emergency.state == "accepted"]
    return taken(session, post, asked, latest[0]) if latest else Said(said_to(asked, "text_none"))


def theirs_of(session: Session, asked: Asked) -> list[Theirs]:
    """The newest first, each once."""
    query = (
        select(Emergency, Case.number, Attempt.person)
        .join(Case, Case.id == Emergency.case_id)
        .join(Attempt, Attempt.emergency_id == Emergency.id)
        .where(Emergency.raised_at > asked.now - LOOKED_BACK)
        .order_by(Emergency.raised_at.desc(), Emergency.id)
    )
    own = who_asks(asked).canonical_handle
    rows = [row for row in session.execute(query) if name(row.person) == own]
    return list({row.Emergency.id: Theirs(row.Emergency, row.number) for row in rows}.values())


def taken(session: Session, post: Post, asked: Asked, chosen: Theirs) -> Said:
    """What is known, and the caller's number; or who has it already, or that it is over."""
    handle, emergency = who_asks(asked).canonical_handle, master_of(session, chosen.emergency)
    if emergency.state not in ("open", "accepted"):
        return Said(said_to(asked, "text_over", case=written(chosen.number)))
    is_new = emergency.state == "open"
    result = accept(session, emergency.id, handle, "text", asked.now)
    page = page_of(session, post.site, emergency, asked.language, proven=result.won)
    if not result.won:
        return Said(taken_text(page, name_of(session, result.by), asked.language), emergency.id)
    if is_new:
        note(session, post, emergency, chosen.number, handle)
    return Said(yours_text(page, asked.language), emergency.id)


def unknown(asked: Asked) -> Said:
    """Somebody else's case, and none at all, are told alike."""
    return Said(said_to(asked, "text_no_case", case=written(asked.case) if has_form(asked.case) else asked.case[:12]))


def listed(session: Session, site: Site, asked: Asked, waiting: Sequence[Theirs]) -> list[str]:
    """One line for each: case number, what, where."""
    pages = [page_of(session, site, each.emergency, asked.language) for each in waiting[:MOST_LISTED]]
    return [f"{written(page.case)} {page_title(page, asked.language)}" for page in pages]


def master_of(session: Session, emergency: Emergency) -> Emergency:
    """The emergency that this one was found to be the same as."""
    return session.get_one(Emergency, emergency.master_id) if emergency.master_id else emergency


def note(session: Session, post: Post, emergency: Emergency, number: str, handle: str) -> None:
    session.add(
        AuditEntry(
            tenant=emergency.tenant,
            at=post.real_now,
            actor=handle,
            action="emergency.accepted",
            object=f"case {number}",
            detail={"how": "text"},
        )
    )


def name_of(session: Session, handle: str) -> str:
    person = person_by_handle(session, handle) if handle else None
    return person.name if person else handle


def who_asks(asked: Asked) -> Person:
    """Raises NotFound for a text of nobody we know."""
    if asked.person is None:
        raise NotFound("There is nobody with this number.")
    return asked.person
