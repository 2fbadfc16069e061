"""Opening and closing at once: what outranks a calendar of hours.yaml until it expires."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key


class HoursSwitch(Base):
    """One order to open or close a calendar now. It expires at `until`, or ended earlier; rows are never removed."""

    __tablename__ = "hours_switch"
    __table_args__ = (
        CheckConstraint("until > since", name="expires"),
        CheckConstraint("reason <> ''", name="reason"),
        Index("ix_hours_switch_until", "until", postgresql_where=text("ended_at is null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    """The council whose calendar it is."""
    calendar: Mapped[str]
    """The calendar's name in its canonical form, as names are compared."""
    opens: Mapped[bool]
    since: Mapped[datetime]
    """Service time, like `until` and `ended_at`."""
    until: Mapped[datetime]
    reason: Mapped[str]
    set_by: Mapped[str]
    """A user's login, or `ivr` for a command on the server."""
    ended_at: Mapped[datetime | None]
    """When somebody went back to the calendar, or gave another order, before it expired."""
    ended_by: Mapped[str | None]
