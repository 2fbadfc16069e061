"""The engine's wishes and what each leaves behind: one plain table. The turn's own statement writes it."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from afterhours.rules.closing import action
from afterhours.services.calls.change_case import CaseChange, changed, marked, opened
from afterhours.services.emergencies.answer_page import answered_page
from afterhours.services.emergencies.statements import Told, changing, raising
from afterhours.services.queue.accepting import answered_offer
from afterhours.services.queue.entering import InLines
from afterhours.services.queue.ringing_back import rang_back
from afterhours.site import Site
from ivr.domain import Context
from ivr.engine.effects import (
    Answered,
    CallbackRang,
    CallbackTaken,
    CaseSet,
    Effect,
    EmergencyMoved,
    EmergencyRaised,
    Finished,
    LanguageChosen,
    MessageLeft,
    OfferAnswered,
    Opened,
    PageAnswered,
    QueueBack,
    QueueDialled,
    QueueEntered,
    QueueJoined,
    QueueLeft,
    Reported,
    Rung,
)
from ivr.flowfile.names import name
from ivr.store.base import new_key
from ivr.store.calls import Write
from ivr.twiml.forms import RecordingReport

log = logging.getLogger(__name__)
PRIORITIES = ("normal", "urgent")


@dataclass(slots=True)
class Traces:
    """What one turn leaves in its case, and `beside` it. `site` is the newest; `case_id` is the case's if it is new."""

    context: Context
    site: Site
    change: CaseChange = field(default_factory=CaseChange)
    beside: list[Write] = field(default_factory=list)
    case_id: UUID = field(default_factory=new_key)
    lines: InLines = field(init=False)
    offered: OfferAnswered | None = None

    def __post_init__(self) -> None:
        self.lines = InLines(self.context.now, self.case_id)


def writes(effects: Sequence[Effect], context: Context, site: Site) -> Sequence[Write]:
    """What the effects of one turn leave behind."""
    traces = Traces(context, site)
    for effect in effects:
        HANDLERS[type(effect)](effect, traces)
    change = traces.change
    case = opened(change, context.case_number, traces.case_id) if Opened() in effects else changed(change)
    leg = answered_offer(traces.offered.result, context.call.id, context.now) if traces.offered else ()
    return (*case, *traces.beside, *traces.lines.writes(change.priority or ""), *leg)


def recorded(report: RecordingReport) -> Sequence[Write]:
    """A recording nobody told of is a message: its caller hung up while speaking, and no turn came of it. That of a
    talk is no message to anybody."""
    if report.talk:
        return ()
    if report.status != "completed":
        return (marked(report.recording, report.status),)
    message = {"recording": report.recording, "seconds": report.seconds}
    return changed(CaseChange(messages=[message] if report.seconds else []))


def begun(_: Opened, traces: Traces) -> None:
    """The case is made; that a relay service's operator calls is known from the number."""
    call = traces.context.call
    council = traces.site.councils.get(call.tenant)
    traces.change.relay = council is not None and call.from_e164 in council.relay_numbers


def nothing(_: Finished, __: Traces) -> None:
    """That the flow came to its end is in the journey, and closes nothing yet."""


def language_chosen(effect: LanguageChosen, traces: Traces) -> None:
    traces.change.language = effect.language


def case_set(effect: CaseSet, traces: Traces) -> None:
    """What a flow may not set, or a value that is none, is left out and logged: the caller is worth more."""
    fields, change = effect.fields, traces.change
    change.subject = fields["subject"].strip() if "subject" in fields else change.subject
    change.location = fields["location"].strip() if "location" in fields else change.location
    if "service" in fields:
        set_service(fields["service"], traces)
    if "priority" in fields:
        set_priority(name(fields["priority"]), change)


def set_service(service: str, traces: Traces) -> None:
    """In the same statement the case becomes its group's alone, where the service is restricted."""
    traces.change.service = service
    restrict(service, traces)


def restrict(service: str, traces: Traces) -> None:
    traces.change.restricted = traces.change.restricted or traces.site.restricted(service)


def set_priority(priority: str, change: CaseChange) -> None:
    """An emergency stays one until somebody accepted it."""
    if priority not in PRIORITIES:
        log.warning("a flow set an unknown priority: %s", priority)
    elif change.priority != "emergency":
        change.priority = priority


def reported(effect: Reported, traces: Traces) -> None:
    traces.change.kind = "service_request"
    set_service(effect.service, traces)


def emergency_raised(effect: EmergencyRaised, traces: Traces) -> None:
    """From this turn on it stays raised, and its first call is due. The plan is that of the newest revision."""
    at = traces.context.now
    traces.change.priority = "emergency"
    restrict(effect.service, traces)
    traces.change.actions.append(action(at, "emergency_raised", {"service": effect.service}))
    plan = traces.site.plan_of(effect.roster)
    number = len(traces.beside)
    traces.beside += raising(traces.case_id, effect.service, effect.roster, plan, at, number)


def emergency_moved(effect: EmergencyMoved, traces: Traces) -> None:
    """A leg that accepts is the call at work: its id is the attempt's."""
    leg = str(traces.context.call.id) if effect.move == "accept" and effect.how == "key" else None
    values = {"who": effect.who or None, "how": effect.how, "leg": leg, "master": effect.other, "reason": ""}
    detail = {"how": effect.how} if effect.how else {}
    told = Told(change=effect.move, at=traces.context.now, values=values, detail=detail)
    traces.beside += changing(told, len(traces.beside), emergency=effect.emergency, service=effect.service)


def page_answered(effect: PageAnswered, traces: Traces) -> None:
    traces.beside += answered_page(effect.result, traces.context.now)


def in_line(
    effect: QueueEntered | QueueBack | QueueJoined | QueueDialled | QueueLeft | CallbackTaken, traces: Traces
) -> None:
    """What a turn wishes of the lines is written together: see `queue.entering`."""
    traces.lines.add(effect)


def offer_answered(effect: OfferAnswered, traces: Traces) -> None:
    """The leg at work is the offer's: their ids are the same. The last word of a turn holds those before it."""
    traces.offered = effect


def callback_rang(effect: CallbackRang, traces: Traces) -> None:
    traces.beside.append(rang_back(effect.result, effect.seconds, traces.context.now))


def answered(effect: Answered, traces: Traces) -> None:
    """Of two answers to one question the later counts; an address is also the case's location."""
    change = traces.change
    change.answers = [each for each in change.answers if each["question"] != effect.question]
    change.answers.append(asdict(effect))
    if effect.kind == "address" and effect.value:
        change.location = effect.value


def message_left(effect: MessageLeft, traces: Traces) -> None:
    if effect.seconds:
        traces.change.messages.append({"recording": effect.recording, "seconds": effect.seconds})
        traces.change.actions.append(action(traces.context.now, "message_taken", {"seconds": effect.seconds}))


def rung(effect: Rung, traces: Traces) -> None:
    change, now = traces.change, traces.context.now
    change.actions.append(action(now, "rang", asdict(effect)))
    if effect.result == "talked" and change.first_answer_at is None:
        change.first_answer_at = (now - timedelta(seconds=effect.seconds)).isoformat()


HANDLERS: Mapping[type, Callable[[Any, Traces], None]] = {
    Opened: begun,
    LanguageChosen: language_chosen,
    CaseSet: case_set,
    Reported: reported,
    EmergencyRaised: emergency_raised,
    EmergencyMoved: emergency_moved,
    PageAnswered: page_answered,
    QueueEntered: in_line,
    QueueJoined: in_line,
    QueueDialled: in_line,
    QueueLeft: in_line,
    QueueBack: in_line,
    CallbackTaken: in_line,
    OfferAnswered: offer_answered,
    CallbackRang: callback_rang,
    Answered: answered,
    MessageLeft: message_left,
    Rung: rung,
    Finished: nothing,
}
"""Type of the wish -> what it leaves."""
