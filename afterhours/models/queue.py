"""Callers who wait for an agent, agents who are there, the calls that put the two together, and callbacks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key

IN_LINE = "state in ('waiting', 'offered', 'joined')"
"""The states of a caller who is on the telephone, and a callback's while somebody is at it."""
LIVE = "state in ('waiting', 'ringing', 'answered', 'accepted')"
"""The states of an offer that is not over."""
NOBODY = text("'{}'")


class QueuedCall(Base):
    """One caller in one group's line, also after it. Emergencies come first, then whoever has the oldest `place_at`.

    Whatever happens to it makes it due: the dispatcher then looks at the whole of it, and `due_at` moves on.
    """

    __tablename__ = "queued_call"
    __table_args__ = (
        CheckConstraint(
            "state in ('waiting', 'offered', 'joined', 'callback', 'left', 'full', 'closed', 'over')", name="state"
        ),
        Index("uq_queued_call_in_line", "call_id", unique=True, postgresql_where=text(IN_LINE)),
        Index("ix_queued_call_due", "due_at", postgresql_where=text("due_at is not null")),
        Index(
            "ix_queued_call_line",
            "group_name",
            "place_at",
            postgresql_where=text("state in ('waiting', 'offered', 'joined', 'callback')"),
        ),
        Index("ix_queued_call_entered_at", "tenant", "entered_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    """The conference in which caller and agent talk is named after it: `talk-<id>`, then `talk-<id>-1`, ..."""
    tenant: Mapped[str]
    line: Mapped[str]
    """The line that was called."""
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("call.id"), index=True)
    """The caller's call; null for a callback that was entered at the desk."""
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    group_name: Mapped[str]
    """The group of agents, of agents.yaml, in its canonical form."""
    priority: Mapped[int] = mapped_column(default=0, server_default="0")
    """0 ordinary, 1 urgent, 2 emergency: the higher comes first."""
    language: Mapped[str | None]
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=NOBODY)
    """What the agent should be able to do, when one who is is there."""
    lines_up: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    """Whether they wait in line; if not, everybody is asked once."""
    entered_at: Mapped[datetime]
    place_at: Mapped[datetime]
    """The place in the line; older than `entered_at` where one was kept."""
    state: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    """waiting | offered (an agent is rung) | joined (an agent has accepted) | callback (the caller is called back)
    | left (hung up, or gave up) | full, closed (the group was) | over (they have talked)."""
    result: Mapped[str | None]
    """Why it ended: talked, dialled, hung_up, gave_up, nobody, closed, full, callback; of one who waits: nobody, when
    everybody was asked in vain."""
    joined_at: Mapped[datetime | None]
    """When the caller came into the talk."""
    held_at: Mapped[datetime | None]
    """The caller is out of the talk since then, while agents talk with each other."""
    rooms: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often those who talk went into another conference: at each consultation."""
    callback_id: Mapped[UUID | None] = mapped_column(ForeignKey("callback.id"), index=True)
    due_at: Mapped[datetime | None]
    """When the dispatcher looks at it next; service time."""
    ended_at: Mapped[datetime | None]


class AgentPresence(Base):
    """What an agent says of themselves, and what they are doing: one row for each who was ever there."""

    __tablename__ = "agent_presence"
    __table_args__ = (
        CheckConstraint("state in ('away', 'available', 'offered', 'talking', 'wrap_up', 'busy')", name="state"),
        Index("ix_agent_presence_wrap_until", "wrap_until", postgresql_where=text("state = 'wrap_up'")),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id", ondelete="cascade"), primary_key=True)
    tenant: Mapped[str]
    organisation: Mapped[str]
    groups: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=NOBODY)
    """In canonical form, as in their membership when they came."""
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=NOBODY)
    tenants: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=NOBODY)
    """The councils whose callers they answer."""
    state: Mapped[str] = mapped_column(default="away", server_default="away")
    reason: Mapped[str | None]
    """Why they are busy or away: their own word, or `missed` when a call was offered to an empty chair."""
    afterwards: Mapped[str | None]
    """What they want to be when the talk and its wrap-up are over; null: available."""
    telephone: Mapped[str | None]
    """Where their telephone is, E.164; null where a switchboard answers for them."""
    since: Mapped[datetime]
    """In this state; the longest idle agent is rung first. Service time."""
    offer_id: Mapped[UUID | None] = mapped_column(ForeignKey("offer.id", ondelete="set null"))
    """The leg that rings or talks now."""
    wrap_until: Mapped[datetime | None]
    """When the wrap-up ends by itself; service time."""
    seen_at: Mapped[datetime]
    """When their page was last there; real time."""


class Offer(Base):
    """One call to somebody who shall answer. Its id is that of its leg's `call` row, too."""

    __tablename__ = "offer"
    __table_args__ = (
        CheckConstraint("purpose in ('caller', 'callback', 'resident', 'transfer', 'interpreter')", name="purpose"),
        CheckConstraint(
            "state in ('waiting', 'ringing', 'answered', 'accepted', 'declined', 'missed', 'withdrawn', 'over')",
            name="state",
        ),
        CheckConstraint("accepted_how in ('key', 'page')", name="accepted_how"),
        Index("ix_offer_live", "group_name", postgresql_where=text(LIVE)),
        Index("uq_offer_user_live", "user_id", unique=True, postgresql_where=text(f"{LIVE} and user_id is not null")),
        Index("ix_offer_group_ended_at", "group_name", "ended_at"),
        Index("ix_offer_talked", "tenant", "accepted_at", postgresql_where=text("user_id is not null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    queued_call_id: Mapped[UUID] = mapped_column(ForeignKey("queued_call.id"), index=True)
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("call.id"), index=True)
    """The caller's call, if there was one."""
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    group_name: Mapped[str]
    organisation: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id", ondelete="set null"), index=True)
    """The agent; null for a switchboard until one of its agents accepts on their page, and for everybody outside."""
    to_e164: Mapped[str]
    """Empty for a resident: their number is the callback's."""
    purpose: Mapped[str] = mapped_column(default="caller", server_default="caller")
    """caller | callback (the agent is rung) | resident (is rung into that talk) | transfer | interpreter."""
    name: Mapped[str | None]
    """Of somebody of the directory who is rung: their name there; of a person on duty their handle."""
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id", ondelete="set null"))
    """The agent who wants them in the talk; null for an offer of the dispatcher's."""
    state: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    """waiting | ringing | answered (a switchboard or telephone has) | accepted (a human has: they talk) | declined |
    missed | withdrawn | over (they have talked)."""
    result: Mapped[str | None]
    """Why it was missed or withdrawn: no_answer, busy, failed, machine, unpressed, caller_left, ..."""
    code_hash: Mapped[str | None]
    """Of the six digits that are spoken after the key."""
    provider_id: Mapped[str | None] = mapped_column(index=True)
    heard_at: Mapped[datetime | None]
    """The provider's last word about the leg; after a long silence it is asked."""
    ring_seconds: Mapped[int] = mapped_column(default=20, server_default="20")
    offered_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    """When nobody has answered or accepted by then, it is missed; null: a switchboard may hold it for ever."""
    answered_at: Mapped[datetime | None]
    """A switchboard or telephone answered."""
    accepted_at: Mapped[datetime | None]
    """A human accepted: the clock of the service level stops here."""
    accepted_how: Mapped[str | None]
    """key | page."""
    ready_at: Mapped[datetime | None]
    """Whoever accepted is through with what they had to hear: the caller can be called to them."""
    wrapped_at: Mapped[datetime | None]
    """The agent was through with the work after the talk."""
    ended_at: Mapped[datetime | None]


class Callback(Base):
    """A promise to call somebody back: due, on the desk's list, and in the line at its kept place."""

    __tablename__ = "callback"
    __table_args__ = (
        CheckConstraint(
            "state in ('due', 'in_progress', 'reached', 'no_answer', 'exhausted', 'cancelled')", name="state"
        ),
        Index("ix_callback_due", "due_at", postgresql_where=text("state in ('due', 'in_progress', 'no_answer')")),
        Index("ix_callback_tenant_due_at", "tenant", "due_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("call.id"), index=True)
    """The call in which it was promised."""
    number: Mapped[str]
    """E.164."""
    group_name: Mapped[str]
    language: Mapped[str | None]
    place_at: Mapped[datetime]
    """The place that was kept."""
    due_at: Mapped[datetime]
    """When it may be tried (again); service time."""
    until: Mapped[datetime | None]
    """After that nobody calls any more; null: until it is reached or exhausted."""
    state: Mapped[str] = mapped_column(default="due", server_default="due")
    """due | in_progress (an agent is at it) | reached | no_answer (tried, and tried again at `due_at`) | exhausted
    (tried as often as one may: a person must decide) | cancelled."""
    attempts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    """[{at, by, result}], in order."""
    claimed_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id", ondelete="set null"))
    """The agent who is at it, or was last."""
    created_at: Mapped[datetime]
    first_attempt_at: Mapped[datetime | None]
    reached_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
