"""The one way from a page to cases: a transaction in the desk's database role, narrowed to the visitor's councils.

PostgreSQL's row security stands behind the queries' own filter; without a council it shows nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g
from sqlalchemy import ColumnElement, Select, select, text
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import InstrumentedAttribute, Session

from afterhours.models import Case
from afterhours.services.signing import Signed
from ivr.errors import NotFound
from webhooks.desk.alarms import alarms_of
from webhooks.desk.offers import attending_of
from webhooks.desk.visible import seen_by
from webhooks.pages.parts import Parts
from webhooks.signin.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Desk:
    """What a visitor may reach: `session` is in the desk's role. `now` is service time, `real_now` real time."""

    session: Session
    visitor: Visitor
    now: datetime
    real_now: datetime
    address: str | None

    def own(self, tenant: InstrumentedAttribute[str]) -> ColumnElement[bool]:
        """The filter every query of the desk carries; one that shows cases carries `seen` instead."""
        return tenant.in_(self.visitor.tenants)

    def seen(self) -> ColumnElement[bool]:
        """A condition on `Case`: council, role, and the restricted cases of one's own groups."""
        return seen_by(self.visitor, self.now, self.real_now)

    def cases(self) -> Select[Case]:
        """The cases this visitor may see, to be narrowed down."""
        return select(Case).where(self.seen())

    def case_numbered(self, digits: str) -> Case:
        """Raises NotFound where there is none, and likewise where this visitor may not see it."""
        return self.one_case(Case.number == digits)

    def one_case(self, which: ColumnElement[bool]) -> Case:
        """The one that is meant. Raises NotFound where there is none, and likewise where they may not see it."""
        case = self.session.scalar(self.cases().where(which))
        if case is None:
            raise NotFound("no such case")
        return case

    def note(self, tenant: str, action: str, what: str | None, **detail: Any) -> None:
        """Write down who did or saw what."""
        self.session.add(signed(self).entry(tenant, action, what, detail))


def signed(desk: Desk) -> Signed:
    """An order of this desk's visitor, given now."""
    return Signed(desk.visitor.login, desk.now, desk.real_now, desk.address)


SETTINGS = text("""
    select set_config('ivr.tenants', :tenants, true), set_config('ivr.groups', :groups, true),
        set_config('ivr.organisation', :organisation, true), set_config('ivr.user', :user, true)
""")
"""They last as long as the transaction. Without them row security shows nothing (`afterhours.migrations.access`)."""


def settings_of(visitor: Visitor) -> dict[str, str]:
    return {
        "tenants": ",".join(visitor.tenants),
        "groups": ",".join(visitor.groups),
        "organisation": visitor.people_of,
        "user": str(visitor.user_id),
    }


@contextmanager
def desk_of(parts: Parts, visitor: Visitor, address: str | None) -> Iterator[Desk]:
    """One transaction for one page, and with it the alarms and offers that every page of the desk shows.

    Raises NotFound, too, for what leaves the visitor's sight while the page is read: a case that becomes restricted.
    """
    now, real_now = parts.clock.now(), parts.real_clock.now()
    try:
        with parts.database.transaction() as session:
            session.execute(text("set local role ivr_desk"))
            session.execute(SETTINGS, settings_of(visitor))
            g.alarms = alarms_of(session, seen_by(visitor, now, real_now))
            g.attending = attending_of(session, visitor, now)
            yield Desk(session, visitor, now, real_now, address)
    except NoResultFound as error:
        raise NotFound("not seen any more") from error
