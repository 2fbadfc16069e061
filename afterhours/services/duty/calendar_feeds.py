"""Addresses of calendars: made once for a roster or a person, signed, silent about what they lead to, and revocable."""

from collections.abc import Sequence
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from afterhours.models import AuditEntry, CalendarFeed
from afterhours.services.duty.live_rosters import roster_of
from afterhours.services.people.known import person_by_handle
from afterhours.services.signing import Signed
from afterhours.site import Site
from ivr.errors import NotFound
from ivr.flowfile.names import name as canonical

AUDIENCE = "calendar.read"


def roster_feed(session: Session, site: Site, name: str, order: Signed) -> CalendarFeed:
    """The calendar of one roster. Raises NotFound."""
    roster = roster_of(site, name)
    return feed_for(session, "roster", canonical(roster.name), roster.tenant, order)


def person_feed(session: Session, handle: str, order: Signed) -> CalendarFeed:
    """The calendar of one person's own shifts. Raises NotFound."""
    person = person_by_handle(session, handle)
    if person is None:
        raise NotFound(f'Nobody has the handle "{handle}".')
    return feed_for(session, "person", person.canonical_handle, person.tenant, order)


def feed_for(session: Session, kind: str, name: str, tenant: str, order: Signed) -> CalendarFeed:
    """The one address that holds; made where there is none. Two who ask at once get the same."""
    live = select(CalendarFeed).where(
        CalendarFeed.kind == kind, CalendarFeed.name == name, CalendarFeed.revoked_at.is_(None)
    )
    found = session.scalar(live)
    if found is not None:
        return found
    row = CalendarFeed(tenant=tenant, kind=kind, name=name, made_at=order.now, made_by=order.by)
    made = {column: getattr(row, column) for column in ("tenant", "kind", "name", "made_at", "made_by")}
    session.execute(insert(CalendarFeed).values(**made).on_conflict_do_nothing())
    session.add(audited(row, "calendar.made", order))
    return session.scalars(live).one()


def revoke(session: Session, feed: CalendarFeed, order: Signed) -> None:
    """The address is dead from now on; the next one asked for is another."""
    feed.revoked_at, feed.revoked_by = order.now, order.by
    session.add(audited(feed, "calendar.revoked", order))
    session.flush()


def address_of(public_url: str, secrets: Sequence[str], feed: CalendarFeed) -> str:
    """Where the calendar is read; the first of `secrets` signs."""
    sealed = serializer(secrets).dumps(feed.id.hex)
    return f"{public_url}/calendar/{sealed if isinstance(sealed, str) else sealed.decode()}.ics"


def feed_of(session: Session, secrets: Sequence[str], token: str) -> CalendarFeed:
    """The feed an address leads to. Raises NotFound for one that is not ours, or was taken back."""
    try:
        key = UUID(serializer(secrets).loads(token))
    except (BadData, ValueError) as error:
        raise NotFound("no such calendar") from error
    found = session.get(CalendarFeed, key)
    if found is None or found.revoked_at is not None:
        raise NotFound("this calendar was taken back")
    return found


def serializer(secrets: Sequence[str]) -> URLSafeSerializer:
    return URLSafeSerializer(list(reversed(secrets)), salt=AUDIENCE)


def audited(feed: CalendarFeed, action: str, order: Signed) -> AuditEntry:
    return order.entry(feed.tenant, action, f"{feed.kind} {feed.name}")
