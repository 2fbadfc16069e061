"""An emergency: raised by a case, paged until a person accepts it, told as a story of events."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key


class Emergency(Base):
    """One emergency of one case. While it is open, `due_at` says when somebody is called next: never null by design,
    found and mended by the sweeper if it is."""

    __tablename__ = "emergency"
    __table_args__ = (
        UniqueConstraint("case_id", "service"),
        CheckConstraint(
            "state in ('open', 'accepted', 'done', 'stood_down', 'morning', 'joined')",
            name="state",
        ),
        Index("ix_emergency_due", "due_at", postgresql_where=text("state in ('open', 'accepted')")),
        Index("ix_emergency_tenant_raised_at", "tenant", "raised_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("call.id"), index=True)
    """The call of whoever reported it; null for one that was raised at the desk."""
    line: Mapped[str]
    service: Mapped[str]
    """A kind of request of services.yaml."""
    roster: Mapped[str]
    plan: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The roster's levels as they were at the raising; see `afterhours.rules.escalation.Plan`."""
    state: Mapped[str] = mapped_column(default="open", server_default="open")
    """open | accepted | done | stood_down | morning (it can wait) | joined (to `master_id`)."""
    master_id: Mapped[UUID | None] = mapped_column(ForeignKey("emergency.id"), index=True)
    """The emergency this one is the same as."""
    raised_at: Mapped[datetime]
    round: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often the list of levels has been gone through."""
    level: Mapped[int] = mapped_column(default=0, server_default="0")
    """The level that is called next, from 0."""
    due_at: Mapped[datetime | None]
    """Open: when `level` is called. Accepted: when the person is asked whether it is done. Service time."""
    alarm_at: Mapped[datetime | None]
    """When the alarm is due if nobody has accepted by then; null once it was given."""
    alarmed_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[str | None]
    """The handle of the person."""
    accepted_how: Mapped[str | None]
    """key | link | text | desk | dialled (put through by the caller's own call)."""
    accepted_leg: Mapped[UUID | None]
    """The attempt (and its call) by which it was accepted."""
    joined_at: Mapped[datetime | None]
    """When caller and person were put together; null while they were not."""
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    """Who reported it done, or stood it down: a handle or a user's login."""
    reason: Mapped[str | None]
    """Why it was stood down, handed on or left until morning."""


class Attempt(Base):
    """One call or text to one person for one emergency. The id of a call's attempt is the id of its `call` row, too."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("emergency_id", "round", "level", "kind", "person", "number_at", "again"),
        CheckConstraint("kind in ('call', 'text')", name="kind"),
        CheckConstraint("state in ('waiting', 'placed', 'answered', 'over')", name="state"),
        Index("ix_attempt_active", "person", postgresql_where=text("state <> 'over' and kind = 'call'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    emergency_id: Mapped[UUID] = mapped_column(ForeignKey("emergency.id"), index=True)
    kind: Mapped[str]
    """call | text."""
    round: Mapped[int]
    level: Mapped[int]
    person: Mapped[str]
    """The person's handle."""
    number_at: Mapped[int] = mapped_column(default=0, server_default="0")
    """Which of the person's numbers, from 0."""
    again: Mapped[int] = mapped_column(default=0, server_default="0")
    """Counts calls beyond the plan: the acceptor who was cut off, a question whether it is done."""
    purpose: Mapped[str] = mapped_column(default="page", server_default="page")
    """page | second (asked to come along) | again (cut off before the talk) | ask (is it done?) | tell."""
    to_e164: Mapped[str]
    provider_id: Mapped[str | None] = mapped_column(index=True)
    """The provider's id of the call or message, once it is known."""
    state: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    """waiting | placed | answered | over."""
    result: Mapped[str | None]
    """One of `afterhours.rules.escalation.RESULTS`; null while it lasts."""
    created_at: Mapped[datetime]
    placed_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class EmergencyEvent(Base):
    """One thing that happened to an emergency beside its attempts: raised, an empty level, an alarm, accepted, done.

    Written in the statement or transaction that changed the emergency. What follows from it (telling, joining, asking)
    is done by the pager afterwards, once, and `worked_at` says so: a journal, and a queue that a crash cannot lose.
    """

    __tablename__ = "emergency_event"
    __table_args__ = (Index("ix_emergency_event_unworked", "at", postgresql_where=text("worked_at is null")),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    emergency_id: Mapped[UUID] = mapped_column(ForeignKey("emergency.id"), index=True)
    at: Mapped[datetime]
    what: Mapped[str]
    """One of `afterhours.rules.escalation.EVENTS`."""
    who: Mapped[str | None]
    """A person's handle, or a user's login."""
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    worked_at: Mapped[datetime | None]
    """When what follows from it was done; set at once where nothing follows."""
