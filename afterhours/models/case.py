"""The case: what one call became. It refers to its call; the call does not know it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Sequence, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key

NUMBERS_PER_BLOCK = 50
CASE_NUMBERS = Sequence("case_number", start=0, minvalue=0, increment=NUMBERS_PER_BLOCK, metadata=Base.metadata)
"""Each value opens a block of `NUMBERS_PER_BLOCK` positions; `afterhours.rules.case_numbers` makes numbers of them."""


class Case(Base):
    """One case. What is told (service, answers, ...) comes with the turns; how it ended, from `rules.closing`."""

    __tablename__ = "case"
    __table_args__ = (
        CheckConstraint("kind in ('contact', 'service_request', 'complaint', 'callback', 'abandoned')", name="kind"),
        CheckConstraint("status in ('new', 'open', 'waiting', 'resolved', 'closed')", name="status"),
        CheckConstraint("priority in ('normal', 'urgent', 'emergency')", name="priority"),
        CheckConstraint(
            "avoidable in ('no', 'unclear', 'signposting', 'repeated', 'progress', 'closed_early')", name="avoidable"
        ),
        Index("ix_case_tenant_opened_at", "tenant", "opened_at"),
        Index("ix_case_tenant_status_opened_at", "tenant", "status", "opened_at"),
        Index("ix_case_tenant_caller_opened_at", "tenant", "caller_e164", "opened_at"),
        Index("ix_case_unpurged", "tenant", "closed_at", postgresql_where=text("purged_at is null")),
        Index(
            "ix_case_earlier",
            "tenant",
            "caller_e164",
            postgresql_where=text("caller_e164 is not null and status not in ('resolved', 'closed')"),
        ),
        Index(
            "ix_case_words",
            text("ivr_said_of_case(tenant, service, subject, location, answers, caller_name, contact_number)"),
            postgresql_using="gin",
        ),
        Index("ix_case_caller_prefix", "tenant", "caller_e164", postgresql_ops={"caller_e164": "text_pattern_ops"}),
        Index("ix_case_number_prefix", "number", postgresql_ops={"number": "text_pattern_ops"}),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("call.id"), unique=True)
    """The call it was made by; null for a case that came another way."""
    number: Mapped[str] = mapped_column(unique=True)
    """Nine digits, the last one a check digit; shown as 123-456-789."""
    kind: Mapped[str] = mapped_column(default="contact")
    """contact | service_request | complaint | callback | abandoned."""
    channel: Mapped[str]
    """voice | text."""
    status: Mapped[str] = mapped_column(default="new")
    """new | open | waiting | resolved | closed; who may follow whom is in `rules.lifecycle`."""
    status_reason: Mapped[str | None]
    """Why it has this status, one of `rules.lifecycle.REASONS`, when a person gave it."""
    reopened: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often it was opened again after it was resolved or closed."""
    resolved_at: Mapped[datetime | None]
    disposition: Mapped[str | None]
    """How the call ended for the caller, one of `rules.closing.DISPOSITIONS`; null while it lasts."""
    line: Mapped[str]
    """The line's name in site.yaml."""
    language: Mapped[str | None]
    caller_e164: Mapped[str | None]
    caller_state: Mapped[str]
    """presented | withheld | unavailable | invalid: how far the caller's number can be trusted."""
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contact.id"), index=True)
    """Whom an agent confirmed it to be; the telephone never sets it."""
    relay: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """The caller speaks through a relay service or a text telephone: the number is not theirs, and nobody hurries."""
    in_hours: Mapped[bool | None]
    """Whether the line was open when the call arrived; null when the line keeps no hours."""
    service: Mapped[str | None]
    """A kind of request of services.yaml."""
    restricted: Mapped[str | None]
    """The group of agents.yaml that alone may see this case; null for everybody of its council."""
    priority: Mapped[str] = mapped_column(default="normal")
    """normal | urgent | emergency."""
    location: Mapped[str | None]
    subject: Mapped[str | None]
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    """[{question, kind, value, recording}], in the order they were given; one for each question, the latest."""
    messages: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    """[{recording, seconds}], in the order they were left."""
    action_taken: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    """[{at, action, who, result, seconds}]: what the service did, in order. `at` is ISO 8601 in UTC."""
    ending: Mapped[str | None]
    """How the call ended in the provider's word: completed | busy | failed | no-answer | canceled."""
    opened_at: Mapped[datetime]
    first_answer_at: Mapped[datetime | None]
    """When the caller first talked with a human being."""
    closed_at: Mapped[datetime | None]
    seconds: Mapped[int | None]
    """How long the call lasted."""
    talk_seconds: Mapped[int] = mapped_column(default=0, server_default="0")
    """How long the caller talked with people."""
    message_seconds: Mapped[int] = mapped_column(default=0, server_default="0")
    """How long the caller's messages are."""
    recovered: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Made from a status callback, the spool or the reconciler, not by the call's own first request."""
    caller_name: Mapped[str | None]
    """The name the caller gave; it proves nothing."""
    contact_number: Mapped[str | None]
    """E.164: where the caller wants to be reached, when they said so."""
    callback_wanted: Mapped[bool | None]
    """Whether the caller wants to be called back; null when nobody asked."""
    avoidable: Mapped[str | None]
    """Whether a better service would have spared them the call: no, or why it would; null when nobody assessed it.
    unclear (something had to be explained again) | signposting | repeated | progress (chasing) | closed_early."""
    first_contact: Mapped[bool | None]
    """Whether the matter was settled in this call; null when nobody said."""
    wrapped_at: Mapped[datetime | None]
    """When an agent said that the work on the call was done."""
    wrapped_by: Mapped[str | None]
    purged_at: Mapped[datetime | None]
    """When everything personal was taken out of it; what is counted stayed."""
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    """Counts changes, so that two people editing notice each other."""

    @property
    def own_number(self) -> str | None:
        """The number to look its caller up by: that of a relay service says nothing of whoever speaks through it."""
        return None if self.relay else self.caller_e164
