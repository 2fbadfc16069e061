"""The engine's wishes and who fulfils them: one plain table. Each is a small write in the turn's own transaction."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy import case, literal

from afterhours.models import Case
from afterhours.rules.closing import action
from afterhours.services.change_case import add_action, keep_answer, keep_message, mark_recording, set_fields
from afterhours.services.close_case import close_case
from afterhours.services.open_case import open_case
from ivr.domain import CallEnded, Context, RecordingReported
from ivr.engine.effects import (
    Answered,
    CaseSet,
    EmergencyRaised,
    Finished,
    LanguageChosen,
    MessageLeft,
    Opened,
    Reported,
    Rung,
)
from ivr.flowfile.names import name

log = logging.getLogger(__name__)
PRIORITIES = ("normal", "urgent")


def opened(_: Opened, context: Context) -> None:
    open_case(context.work.session, context.call.id, context.case_number)


def language_chosen(effect: LanguageChosen, context: Context) -> None:
    set_fields(context.work.session, context.call.id, language=effect.language)


def case_set(effect: CaseSet, context: Context) -> None:
    """What a flow may not set, or a value that is none, is left out and logged: the caller is worth more."""
    fields = {each: value.strip() for each, value in effect.fields.items() if each in ("subject", "location")}
    if "service" in effect.fields:
        fields["service"] = name(effect.fields["service"])
    priority = name(effect.fields.get("priority", "normal"))
    if priority not in PRIORITIES:
        log.warning("a flow set an unknown priority: %s", priority)
    elif "priority" in effect.fields:
        set_priority(priority, context)
    if fields:
        set_fields(context.work.session, context.call.id, **fields)


def set_priority(priority: str, context: Context) -> None:
    """An emergency stays one until somebody accepted it."""
    kept = case((Case.priority == "emergency", Case.priority), else_=literal(priority))
    set_fields(context.work.session, context.call.id, priority=kept)


def reported(effect: Reported, context: Context) -> None:
    set_fields(context.work.session, context.call.id, service=effect.service, kind="service_request")


def emergency_raised(effect: EmergencyRaised, context: Context) -> None:
    set_fields(context.work.session, context.call.id, priority="emergency")
    entry = action(context.now, "emergency_raised", {"service": effect.service})
    add_action(context.work.session, context.call.id, entry)


def answered(effect: Answered, context: Context) -> None:
    keep_answer(context.work.session, context.call.id, asdict(effect))


def message_left(effect: MessageLeft, context: Context) -> None:
    if effect.seconds:
        keep_message(context.work.session, context.call.id, effect.recording, effect.seconds)
        entry = action(context.now, "message_taken", {"seconds": effect.seconds})
        add_action(context.work.session, context.call.id, entry)


def rung(effect: Rung, context: Context) -> None:
    talked = context.now - timedelta(seconds=effect.seconds) if effect.result == "talked" else None
    add_action(context.work.session, context.call.id, action(context.now, "rang", asdict(effect)), talked)


def finished(_: Finished, context: Context) -> None:
    """The journey says it already; the case is closed when the provider says that the call is over."""


def call_ended(_: CallEnded, context: Context) -> None:
    close_case(context.work.session, context.call.id)


def recording_reported(effect: RecordingReported, context: Context) -> None:
    """A recording nobody told of is a message: its caller hung up while speaking, and no turn came of it."""
    report, session = effect.report, context.work.session
    if report.status == "completed" and report.seconds:
        keep_message(session, context.call.id, report.recording, report.seconds)
    elif report.status != "completed":
        mark_recording(session, context.call.id, report.recording, report.status)
    if context.call.ended_at is not None:
        close_case(session, context.call.id)


HANDLERS: Mapping[type, Callable[[Any, Context], None]] = {
    Opened: opened,
    LanguageChosen: language_chosen,
    CaseSet: case_set,
    Reported: reported,
    EmergencyRaised: emergency_raised,
    Answered: answered,
    MessageLeft: message_left,
    Rung: rung,
    Finished: finished,
    CallEnded: call_ended,
    RecordingReported: recording_reported,
}
"""Type of the wish -> what happens."""
