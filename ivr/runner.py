"""One turn of one call, whole: read, step, write, answer. The only way a call moves.

It owns the order of things: the engine is asked before anything is written; state, journey and effects are committed
together; nothing is answered before that. It knows neither web nor municipality.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from ivr.addresses import Addresses, Whisper
from ivr.domain import Context, Domain
from ivr.engine import rescue
from ivr.engine import step as engine
from ivr.engine.effects import Opened
from ivr.engine.inputs import Input
from ivr.engine.model import Book, Line
from ivr.engine.outputs import Answer, RingOut
from ivr.engine.state import Facts, State
from ivr.engine.turnout import Turnout
from ivr.engine.visit import JourneyEvent
from ivr.errors import EngineFault, NotFound, Refused, Unavailable
from ivr.logs import note
from ivr.phone import read_caller
from ivr.store.base import new_key
from ivr.store.calls import CallWork, Ending, FirstRead, Leg, NewCall, Step, StoredCall
from ivr.twiml.forms import Arrival, RecordingReport, StatusReport
from ivr.twiml.render import render

log = logging.getLogger(__name__)
RACES = 3
"""How often who lost a race reads again; the second reading finds the winner."""


class UnknownCall(NotFound):
    """No such call, or it has heard nothing yet."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the provider is answered, and the call it is about, for the log's traces."""

    document: str
    call: StoredCall


class Runner:
    """Leads calls. `works` opens a unit of work; `domain` is what the municipality puts in."""

    def __init__(
        self,
        works: Callable[[], AbstractContextManager[CallWork]],
        domain: Domain,
        addresses: Addresses,
    ) -> None:
        self._works = works
        self._domain = domain
        self._addresses = addresses

    def open(self, arrival: Arrival) -> Reply:
        """The first turn of a call; a repeated first request gets the call's current answer.

        Raises Unavailable when nothing could be written.
        """
        try:
            with self._works() as work:
                return self._opened(work, arrival)
        except Unavailable:
            raise
        except Exception as error:
            log.exception("a first turn failed; the caller is put through to the fallback person")
            return self.rescue(arrival, _why(error), after=error)

    def turn(self, call_id: UUID, number: int, given: Input) -> Reply:
        """Turn `number` of a call. Another number than the awaited one gets the current answer and moves nothing.

        Raises UnknownCall, and Unavailable when nothing could be written.
        """
        try:
            with self._works() as work:
                return self._turned(work, self._known(work, call_id), number, given)
        except (Unavailable, UnknownCall):
            raise
        except Exception as error:
            log.exception("a turn failed; the caller is put through to the fallback person")
            return self._rescued(call_id, _why(error), number, after=error)

    def ensure(self, arrival: Arrival, why: str, at: datetime | None = None) -> UUID:
        """The call's id; where there is none yet, it and its case are made, marked as recovered because of `why`.

        `at`: when the call came in, aware; None for now.
        """
        with self._works() as work:
            return self._ensured(work, arrival, why, at).id

    def end(self, arrival: Arrival, ending: Ending) -> None:
        """The provider's last word about a call: the call and its case are closed. Any order, any number of times."""
        began = ending.at - timedelta(seconds=ending.seconds or 0) if ending.at else None
        with self._works() as work:
            call = self._ensured(work, arrival, "its end was reported before its beginning", began)
            for _ in range(RACES):
                if call.ended_at is not None:
                    return
                known = replace(ending, at=ending.at or call.now)
                if work.end(call, known, self._domain.closing(self._context(work, call), known)):
                    return
                call = self._known(work, call.id)
        raise Unavailable(f"call {call.id} could not be ended: it moved on and on")

    def fold(self, call_id: UUID) -> None:
        """Let the domain look once more at a call that is over. Raises UnknownCall."""
        with self._works() as work:
            work.write(call_id, self._domain.closing(self._context(work, self._known(work, call_id)), None))

    def rescue(self, arrival: Arrival, why: str, after: Exception | None = None) -> Reply:
        """The program or the provider failed: from wherever the call is, to the fallback person; once in a call.

        `after`: what was raised. Raises Unavailable when that fails too, or when nothing could be written.
        """
        return self._rescued(self.ensure(arrival, why), why, None, after)

    def told_elsewhere(self, arrival: Arrival, number: int | None, why: str, document: str, at: datetime) -> bool:
        """What the caller was told while nothing could be written; only the first such word of a call counts.

        `number`: the turn that was asked for, None for the fallback address; `at`: when it was, aware. False when it
        cannot be said yet whether the caller heard that, or the answer of a repeated request: it can when the call is
        over.
        """
        call_id = self.ensure(arrival, why, at)
        with self._works() as work:
            call = replace(self._known(work, call_id), now=at)
            context, _, state = self._remains(work, call)
            if state.rescued or number not in (None, call.turn, call.turn - 1):
                return True
            if number == call.turn - 1 and call.ended_at is None:
                return False
            turnout = rescue.told(self._domain.book(context.revision), state, why)
            self._written(work, context, turnout, document)
        return True

    def leg(self, report: StatusReport, now_over: bool) -> None:
        """Somebody who was rung: the leg belongs to its parent's case. A leg whose parent is unknown is not kept."""
        with self._works() as work:
            first = work.first(report.account, report.parent_provider_call_id or "")
            if first.call is None:
                log.warning("a leg without a known call was reported")
                return
            known = Leg(report.account, report.provider_call_id, first.call, report.from_raw, report.to_raw)
            work.insert_leg(known, first.now)
            if now_over:
                work.end_leg(report.account, report.provider_call_id, Ending(report.status, report.seconds, first.now))

    def recording(self, report: RecordingReport) -> None:
        """What the provider says about a recording of a call. One of an unknown call is not kept."""
        with self._works() as work:
            call = work.first(report.account, report.provider_call_id).call
            if call is None:
                return
            context = self._context(work, call)
            with work.transaction():
                work.write(call.id, self._domain.recorded(report, context))
                if call.ended_at is not None:
                    work.write(call.id, self._domain.closing(context, None))

    def _opened(self, work: CallWork, arrival: Arrival) -> Reply:
        for _ in range(RACES):
            first = work.first(arrival.account, arrival.provider_call_id)
            if first.call and first.call.answer is not None:
                return Reply(first.call.answer, first.call)
            if reply := self._begin(work, arrival, first):
                return reply
        raise Unavailable(f"call {arrival.provider_call_id} could not be opened")

    def _begin(self, work: CallWork, arrival: Arrival, first: FirstRead) -> Reply | None:
        """The first turn; None when somebody else was quicker."""
        if first.call:
            context = self._context(work, first.call)
            return self._take(work, context, self._first_turnout(context))
        new = self._new(arrival, first, recovered=False)
        context = self._context(work, new.stored(), self._domain.case_number(work, None))
        turnout = self._first_turnout(context)
        document = self._rendered(context, turnout)
        made = work.insert(new, _step(context, turnout, document), self._domain.writes(turnout.effects, context))
        return Reply(document, context.call) if made else None

    def _ensured(self, work: CallWork, arrival: Arrival, why: str, at: datetime | None) -> StoredCall:
        """The call; made, with its case, where there is none."""
        first = work.first(arrival.account, arrival.provider_call_id)
        if first.call:
            return first.call
        new = self._new(arrival, replace(first, now=at or first.now), recovered=True)
        context = self._context(work, new.stored(), self._domain.case_number(work, None))
        if work.insert(new, None, self._domain.writes([Opened()], context)):
            log.warning("a call was recovered: %s", why.partition(":")[0])
        return self._known_first(work, arrival)

    def _first_turnout(self, context: Context) -> Turnout:
        book, blank = self._domain.book(context.revision), self._state(context)
        return engine.begin(book, blank.facts, blank.flow, self._domain.resolve(context))

    def _turned(self, work: CallWork, call: StoredCall, number: int, given: Input) -> Reply:
        if number != call.turn or call.state is None:
            return self._current(call)
        if call.state.get("rescued"):
            context, book, state = self._remains(work, call)
        else:
            book, state = self._domain.book(call.revision or 0), State.from_json(call.state)
            context = self._context(work, call, state.facts.case_number)
        turnout = engine.turn(book, state, given, self._domain.resolve(context))
        return self._take(work, context, turnout) or self._current(self._known(work, call.id))

    def _rescued(self, call_id: UUID, why: str, number: int | None, after: Exception | None) -> Reply:
        """The rescue as a turn; `number` is the turn that failed, None when it is not known.

        A call is rescued once: repeated requests for it get its current answer, and a failing rescue is given up.
        """
        with self._works() as work:
            for _ in range(RACES):
                call = self._known(work, call_id)
                if number not in (None, call.turn):
                    return self._current(call)
                context, book, state = self._remains(work, call)
                if state.rescued and after:
                    raise Unavailable(f"the rescue of call {call_id} failed: {why}") from after
                if state.rescued:
                    return self._current(call)
                turnout = rescue.rescue(book, state, self._domain.fallback_numbers(call.line), why, after)
                if reply := self._take(work, context, turnout):
                    return reply
        raise Unavailable(f"call {call_id} moved on meanwhile")

    def _remains(self, work: CallWork, call: StoredCall) -> tuple[Context, Book, State]:
        """What can still be read of a call: its revision or the newest, its state or a new one in its language."""
        context = self._context(work, call)
        try:
            book = self._domain.book(context.revision)
        except Refused:
            context = replace(context, revision=call.newest_revision or 0)
            book = self._domain.book(context.revision)
        try:
            return context, book, self._state(context)
        except EngineFault:
            blank = self._state(replace(context, call=replace(call, state=None)))
            return context, book, replace(blank, language=call.language)

    def _state(self, context: Context) -> State:
        """The call's state, or that of a call which has heard nothing yet."""
        call = context.call
        if call.state is not None:
            return State.from_json(call.state)
        known = self._domain.caller_facts(context.work, call.tenant, call.from_e164) if call.from_e164 else {}
        facts = Facts(
            line=call.line,
            tenant=call.tenant,
            channel="voice",
            case_number=context.case_number,
            caller=call.from_e164,
            withheld=call.caller_state == "withheld",
            **known,
        )
        return State(facts=facts, flow=self._domain.opening(call.to_raw, context.now, context.revision).flow, step="")

    def _take(self, work: CallWork, context: Context, turnout: Turnout) -> Reply | None:
        """Write the turnout and answer; None when the call has moved on meanwhile, and nothing was written."""
        document = self._rendered(context, turnout)
        return Reply(document, context.call) if self._written(work, context, turnout, document) else None

    def _written(self, work: CallWork, context: Context, turnout: Turnout, document: str) -> bool:
        """Whether the turn was written. One that comes after the call's end, or beside it, is folded into the case."""
        call_id, writes = context.call.id, self._domain.writes(turnout.effects, context)
        moved = work.move(call_id, _step(context, turnout, document), writes)
        if moved and moved.ended_at:
            work.write(call_id, self._domain.closing(context, None))
        return moved is not None

    def _rendered(self, context: Context, turnout: Turnout) -> str:
        call, line = context.call, self._line(context)
        urls = self._addresses.of_turn(call.id, call.turn + 1, _whisper(line, turnout.answer))
        return render(turnout.answer, urls, line.languages, line.number)

    def _line(self, context: Context) -> Line:
        return self._domain.book(context.revision).lines[context.call.line]

    def _new(self, arrival: Arrival, first: FirstRead, *, recovered: bool) -> NewCall:
        revision = first.newest_revision or 0
        opening = self._domain.opening(arrival.to_raw, first.now, revision)
        line = self._domain.book(revision).lines[opening.line]
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

    def _context(self, work: CallWork, call: StoredCall, case_number: str = "") -> Context:
        note(call=call.id, turn=call.turn, tenant=call.tenant, revision=call.revision)
        number = case_number or _case_number(call) or self._domain.case_number(work, call.id)
        return Context(call=call, case_number=number, revision=call.revision or 0, now=call.now, work=work)

    def _known(self, work: CallWork, call_id: UUID) -> StoredCall:
        call = work.read(call_id)
        if call is None:
            raise UnknownCall(f"no call {call_id}")
        return call

    def _known_first(self, work: CallWork, arrival: Arrival) -> StoredCall:
        call = work.first(arrival.account, arrival.provider_call_id).call
        if call is None:
            raise Unavailable(f"call {arrival.provider_call_id} could not be made")
        return call

    def _current(self, call: StoredCall) -> Reply:
        if call.answer is None:
            raise UnknownCall(f"call {call.id} has had no answer yet")
        return Reply(call.answer, call)


def _step(context: Context, turnout: Turnout, document: str) -> Step:
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


def _why(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _whisper(line: Line, answer: Answer) -> Whisper | None:
    closing = answer.closing
    return Whisper(line.name, closing.accept, closing.whisper) if isinstance(closing, RingOut) else None
