"""What the desk enters into rosters: exceptions such as swaps and cover, and temporary schedules. Instants, never wall
times: who entered it has chosen which of two equal times they meant."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key


class RosterException(Base):
    """One exception of one duty; see `afterhours.rules.rosters.Override`. Rows are never removed: the past stays."""

    __tablename__ = "roster_exception"
    __table_args__ = (
        CheckConstraint("kind in ('replace', 'add', 'remove', 'take_over')", name="kind"),
        CheckConstraint("ends_at > starts_at", name="lasts"),
        Index("ix_roster_exception_roster", "roster", "ends_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    """The council whose roster it is."""
    roster: Mapped[str]
    """The roster's name in its canonical form, as names are compared; so is `duty`."""
    duty: Mapped[str]
    kind: Mapped[str]
    """replace (a swap, or cover) | add (an extra shift) | remove | take_over (in place of everybody)."""
    starts_at: Mapped[datetime]
    """Service time, like every time here."""
    ends_at: Mapped[datetime]
    came: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Handles of those who come in."""
    went: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Handles of those who need not come."""
    priority: Mapped[int] = mapped_column(default=0, server_default="0")
    """Of several who take over the highest counts."""
    reason: Mapped[str] = mapped_column(default="", server_default="")
    entered_by: Mapped[str]
    """A user's login, or `ivr` for a command on the server."""
    entered_at: Mapped[datetime]
    """Exceptions work in the order in which they were entered."""
    cancelled_at: Mapped[datetime | None]
    """From then on it has no effect; what was on duty by it before stays so."""
    cancelled_by: Mapped[str | None]


class TemporarySchedule(Base):
    """For a span nothing counts but its own shifts; see `afterhours.rules.rosters.TemporarySchedule`."""

    __tablename__ = "temporary_schedule"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="lasts"),
        Index("ix_temporary_schedule_roster", "roster", "ends_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    roster: Mapped[str]
    """As in `roster_exception`, and so are the columns of the same names."""
    duty: Mapped[str]
    name: Mapped[str]
    """What people call it, such as "Strike"."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    shifts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """{start, end (ISO 8601 with UTC), people (handles)}; what lies between them is a gap."""
    reason: Mapped[str] = mapped_column(default="", server_default="")
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[str | None]
