"""The engine's wishes and what each adds to the case: one plain table. The turn's own statement writes it."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from afterhours.rules.closing import action
from afterhours.services.change_case import CaseChange, changed, marked, opened
from ivr.domain import Context
from ivr.engine.effects import (
    Answered,
    CaseSet,
    Effect,
    EmergencyRaised,
    Finished,
    LanguageChosen,
    MessageLeft,
    Opened,
    Reported,
    Rung,
)
from ivr.flowfile.names import name
from ivr.store.calls import Write
from ivr.twiml.forms import RecordingReport

log = logging.getLogger(__name__)
PRIORITIES = ("normal", "urgent")


def writes(effects: Sequence[Effect], context: Context) -> Sequence[Write]:
    """What the effects of one turn leave in its case."""
    change = CaseChange()
    for effect in effects:
        HANDLERS[type(effect)](effect, change, context)
    return opened(change, context.case_number) if Opened() in effects else changed(change)


def recorded(report: RecordingReport) -> Sequence[Write]:
    """A recording nobody told of is a message: its caller hung up while speaking, and no turn came of it."""
    if report.status != "completed":
        return (marked(report.recording, report.status),)
    message = {"recording": report.recording, "seconds": report.seconds}
    return changed(CaseChange(messages=[message] if report.seconds else []))


def nothing(_: Opened | Finished, __: CaseChange, ___: Context) -> None:
    """`Opened` makes the case; that the flow came to its end is in the journey, and closes nothing yet."""


def language_chosen(effect: LanguageChosen, change: CaseChange, _: Context) -> None:
    change.language = effect.language


def case_set(effect: CaseSet, change: CaseChange, _: Context) -> None:
    """What a flow may not set, or a value that is none, is left out and logged: the caller is worth more."""
    fields = effect.fields
    change.subject = fields["subject"].strip() if "subject" in fields else change.subject
    change.location = fields["location"].strip() if "location" in fields else change.location
    change.service = fields.get("service", change.service)
    if "priority" in fields:
        set_priority(name(fields["priority"]), change)


def set_priority(priority: str, change: CaseChange) -> None:
    """An emergency stays one until somebody accepted it."""
    if priority not in PRIORITIES:
        log.warning("a flow set an unknown priority: %s", priority)
    elif change.priority != "emergency":
        change.priority = priority


def reported(effect: Reported, change: CaseChange, _: Context) -> None:
    change.service, change.kind = effect.service, "service_request"


def emergency_raised(effect: EmergencyRaised, change: CaseChange, context: Context) -> None:
    change.priority = "emergency"
    change.actions.append(action(context.now, "emergency_raised", {"service": effect.service}))


def answered(effect: Answered, change: CaseChange, _: Context) -> None:
    """Of two answers to one question the later counts; an address is also the case's location."""
    change.answers = [each for each in change.answers if each["question"] != effect.question]
    change.answers.append(asdict(effect))
    if effect.kind == "address" and effect.value:
        change.location = effect.value


def message_left(effect: MessageLeft, change: CaseChange, context: Context) -> None:
    if effect.seconds:
        change.messages.append({"recording": effect.recording, "seconds": effect.seconds})
        change.actions.append(action(context.now, "message_taken", {"seconds": effect.seconds}))


def rung(effect: Rung, change: CaseChange, context: Context) -> None:
    change.actions.append(action(context.now, "rang", asdict(effect)))
    if effect.result == "talked" and change.first_answer_at is None:
        change.first_answer_at = (context.now - timedelta(seconds=effect.seconds)).isoformat()


HANDLERS: Mapping[type, Callable[[Any, CaseChange, Context], None]] = {
    Opened: nothing,
    LanguageChosen: language_chosen,
    CaseSet: case_set,
    Reported: reported,
    EmergencyRaised: emergency_raised,
    Answered: answered,
    MessageLeft: message_left,
    Rung: rung,
    Finished: nothing,
}
"""Type of the wish -> what it adds to the case."""
