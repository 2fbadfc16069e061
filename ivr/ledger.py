"""What the program knows of a call while it works at it, and how a turn is written: for runner and chronicle alike."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from ivr.addresses import Addresses, Whisper
from ivr.domain import CallerFacts, Context, Domain
from ivr.engine.built_in import LEGS
from ivr.engine.effects import Opened
from ivr.engine.hints import hints
from ivr.engine.model import Book, Line
from ivr.engine.outputs import Answer, RingOut
from ivr.engine.state import Facts, State
from ivr.engine.turnout import Turnout
from ivr.engine.visit import JourneyEvent
from ivr.errors import EngineFault, NotFound, Refused, Unavailable
from ivr.logs import note
from ivr.phone import read_caller
from ivr.store.base import new_key
from ivr.store.calls import CallWork, FirstRead, NewCall, Step, StoredCall
from ivr.twiml.forms import Arrival
from ivr.twiml.render import render

log = logging.getLogger(__name__)


class UnknownCall(NotFound):
    """No such call, or it has heard nothing yet."""


class Ledger:
    """`domain` is what the municipality puts in; `addresses` where the provider is sent."""

    def __init__(self, domain: Domain, addresses: Addresses) -> None:
        self.domain = domain
        self._addresses = addresses

    def context(self, work: CallWork, call: StoredCall, case_number: str = "") -> Context:
        note(call=call.id, turn=call.turn, tenant=call.tenant, revision=call.revision)
        number = case_number or _case_number(call) or self.domain.case_number(work, call.id)
        return Context(call=call, case_number=number, revision=call.revision or 0, now=call.now, work=work)

    def known(self, work: CallWork, call_id: UUID) -> StoredCall:
        call = work.read(call_id)
        if call is None:
            raise UnknownCall(f"no call {call_id}")
        return call

    def known_first(self, work: CallWork, arrival: Arrival) -> StoredCall:
        call = work.first(arrival.account, arrival.provider_call_id).call
        if call is None:
            raise Unavailable(f"call {arrival.provider_call_id} could not be made")
        return call

    def ensured(self, work: CallWork, arrival: Arrival, why: str, at: datetime | None) -> StoredCall:
        """The call; made, with its case, where there is none."""
        first = work.first(arrival.account, arrival.provider_call_id)
        if first.call:
            return first.call
        new = self.new(work, arrival, replace(first, now=at or first.now), recovered=True)
        context = self.context(work, new.stored(), self.domain.case_number(work, None))
        if work.insert(new, None, self.domain.writes([Opened()], context)):
            log.warning("a call was recovered: %s", why.partition(":")[0])
        return self.known_first(work, arrival)

    def new(self, work: CallWork, arrival: Arrival, first: FirstRead, *, recovered: bool) -> NewCall:
        revision = first.newest_revision or 0
        opening = self.domain.opening(work, arrival.to_raw, first.now, revision)
        line = self.domain.book(revision).lines[opening.line]
        caller = read_caller(arrival.from_raw, line.country)
        return NewCall(
            id=new_key(),
            at=first.now,
            tenant=line.tenant,
            account=arrival.account,
            provider_call_id=arrival.provider_call_id,
            line=line.name,
            channel="voice",
            from_raw=arrival.from_raw,
            from_e164=caller.e164,
            caller_state=caller.state,
            attestation=arrival.attestation,
            forwarded_from=arrival.forwarded_from,
            to_raw=arrival.to_raw,
            revision=revision,
            in_hours=opening.in_hours,
            recovered=recovered,
        )

    def new_leg(self, work: CallWork, leg_id: UUID, arrival: Arrival) -> tuple[NewCall, Facts, str, str]:
        """The call to somebody who was rung, what is known of it, the flow that leads it and the language to speak.

        Raises NotFound.
        """
        first = work.first(arrival.account, arrival.provider_call_id)
        leg, revision = self.domain.leg(work, leg_id), first.newest_revision or 0
        book = self.domain.book(revision)
        line = book.lines.get(leg.line) or next(iter(book.lines.values()))
        new = NewCall(
            id=leg_id,
            at=first.now,
            tenant=leg.tenant,
            account=arrival.account,
            provider_call_id=arrival.provider_call_id,
            line=line.name,
            channel="voice",
            from_raw=arrival.from_raw,
            from_e164=None,
            caller_state="presented",
            attestation=None,
            forwarded_from=None,
            to_raw=arrival.to_raw,
            revision=revision,
            in_hours=None,
            direction="outbound",
            parent_id=leg.parent,
        )
        facts = Facts(line=line.name, tenant=leg.tenant, channel="voice", case_number=leg.case_number)
        return new, facts, leg.flow, leg.language if leg.language in line.languages else next(iter(line.languages))

    def state(self, context: Context) -> State:
        """The call's state, or that of a call which has heard nothing yet."""
        call = context.call
        if call.state is not None:
            return State.from_json(call.state)
        caller = call.from_e164
        known: CallerFacts = {}
        if caller:
            known = self.domain.caller_facts(context.work, call.tenant, caller, context.revision)
        facts = Facts(
            line=call.line,
            tenant=call.tenant,
            channel="voice",
            case_number=context.case_number,
            caller=call.from_e164,
            withheld=call.caller_state == "withheld",
            **known,
        )
        opening = self.domain.opening(context.work, call.to_raw, context.now, context.revision)
        return State(facts=facts, flow=opening.flow, step="")

    def remains(self, work: CallWork, call: StoredCall) -> tuple[Context, Book, State]:
        """What can still be read of a call: its revision or the newest, its state or a new one in its language."""
        context = self.context(work, call)
        try:
            book = self.domain.book(context.revision)
        except Refused:
            context = replace(context, revision=call.newest_revision or 0)
            book = self.domain.book(context.revision)
        try:
            return context, book, self.state(context)
        except EngineFault:
            blank = self.state(replace(context, call=replace(call, state=None)))
            return context, book, replace(blank, language=call.language)

    def rendered(self, context: Context, turnout: Turnout) -> str:
        call, line = context.call, self._line(context)
        if turnout.state.flow in LEGS:
            urls = self._addresses.of_person(call.id, call.turn + 1)
        else:
            known = hints(self.domain.book(context.revision), turnout.state)
            urls = self._addresses.of_turn(call.id, call.turn + 1, _whisper(line, turnout.answer), known)
        wanted = urls if line.transcripts else replace(urls, transcript="")
        return render(turnout.answer, wanted, line.languages, line.number)

    def _line(self, context: Context) -> Line:
        return self.domain.book(context.revision).lines[context.call.line]

    def written(self, work: CallWork, context: Context, turnout: Turnout, document: str) -> bool:
        """Whether the turn was written. One that comes after the call's end, or beside it, is folded into the case."""
        call_id, writes = context.call.id, self.domain.writes(turnout.effects, context)
        moved = work.move(call_id, step_of(context, turnout, document), writes)
        if moved and moved.ended_at:
            work.write(call_id, self.domain.closing(context, None))
        return moved is not None


def step_of(context: Context, turnout: Turnout, document: str) -> Step:
    return Step(
        number=context.call.turn,
        state=turnout.state.as_json(),
        answer=document,
        language=turnout.state.language,
        at=context.now,
        events=[_event(event) for event in turnout.journey],
    )


def _case_number(call: StoredCall) -> str:
    """As the call's state knows it; nothing when there is none, or it cannot be read."""
    facts = (call.state or {}).get("facts")
    return str(facts.get("case_number", "")) if isinstance(facts, dict) else ""


def _event(event: JourneyEvent) -> Mapping[str, Any]:
    return {"step": event.step, "kind": event.kind, "data": event.data}


def _whisper(line: Line, answer: Answer) -> Whisper | None:
    closing = answer.closing
    return Whisper(line.name, closing.accept, closing.whisper) if isinstance(closing, RingOut) else None
