"""What is written down beside the turns: calls nobody saw begin, ends, legs, recordings, and what was told elsewhere.

Any order, any number of times: each of these gives the same call and the same case.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from ivr.domain import Context, Domain
from ivr.engine import rescue
from ivr.engine import step as engine
from ivr.engine.effects import Effect, EmergencyRaised, Reported
from ivr.engine.inputs import Input
from ivr.engine.model import Book
from ivr.engine.state import State
from ivr.errors import EngineFault, Unavailable
from ivr.ledger import Ledger
from ivr.store.calls import CallWork, Ending, Leg
from ivr.twiml.forms import Arrival, RecordingReport, StatusReport, TranscriptReport

log = logging.getLogger(__name__)
RACES = 3
"""How often who lost a race reads again; the second reading finds the winner."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a caller was told while nothing could be written.

    `number`: the turn that was asked for, None for the fallback address; `given`: what the caller did in it; `at`: when
    it was, aware.
    """

    number: int | None
    given: Input | None
    why: str
    document: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Talk:
    """`who` (a handle) talked with a caller for so many seconds, until `at` (aware)."""

    who: str
    seconds: int
    at: datetime


class Chronicle:
    """`works` opens a unit of work; `ledger` is the runner's own."""

    def __init__(self, works: Callable[[], AbstractContextManager[CallWork]], ledger: Ledger) -> None:
        self._works = works
        self._ledger = ledger

    @property
    def _domain(self) -> Domain:
        return self._ledger.domain

    def ensure(self, arrival: Arrival, why: str, at: datetime | None = None) -> UUID:
        """The call's id; where there is none yet, it and its case are made, marked as recovered because of `why`.

        `at`: when the call came in, aware; None for now.
        """
        with self._works() as work:
            return self._ledger.ensured(work, arrival, why, at).id

    def end(self, arrival: Arrival, ending: Ending) -> None:
        """The provider's last word about a call: the call and its case are closed. Any order, any number of times."""
        began = ending.at - timedelta(seconds=ending.seconds or 0) if ending.at else None
        with self._works() as work:
            call = self._ledger.ensured(work, arrival, "its end was reported before its beginning", began)
            for _ in range(RACES):
                if call.ended_at is not None:
                    return
                known = replace(ending, at=ending.at or call.now)
                if work.end(call, known, self._domain.closing(self._ledger.context(work, call), known)):
                    return
                call = self._ledger.known(work, call.id)
        raise Unavailable(f"call {call.id} could not be ended: it moved on and on")

    def fold(self, call_id: UUID) -> None:
        """Let the domain look once more at a call that is over. Raises UnknownCall."""
        with self._works() as work:
            work.write(
                call_id, self._domain.closing(self._ledger.context(work, self._ledger.known(work, call_id)), None)
            )

    def told_elsewhere(self, arrival: Arrival, told: Elsewhere) -> bool:
        """What the caller was told while nothing could be written; only the first such word of a call counts.

        An emergency that the caller's key chose is raised all the same. False when it cannot be said yet whether the
        caller heard that, or the answer of a repeated request: it can when the call is over.
        """
        call_id = self.ensure(arrival, told.why, told.at)
        with self._works() as work:
            call = replace(self._ledger.known(work, call_id), now=told.at)
            context, book, state = self._ledger.remains(work, call)
            if state.rescued or told.number not in (None, call.turn, call.turn - 1):
                return True
            if told.number == call.turn - 1 and call.ended_at is None:
                return False
            turnout = rescue.told(book, state, told.why, self._chosen(context, book, told))
            self._ledger.written(work, context, turnout, told.document)
        return True

    def _chosen(self, context: Context, book: Book, told: Elsewhere) -> Sequence[Effect]:
        """The emergency that this turn would have raised, with its kind of request; nothing else of it has happened."""
        if told.given is None or told.number != context.call.turn or context.call.state is None:
            return ()
        try:
            state = State.from_json(context.call.state)
            effects = engine.turn(book, state, told.given, self._domain.resolve(context)).effects
        except EngineFault as fault:
            effects = getattr(fault, "effects", ())
        raised = any(isinstance(effect, EmergencyRaised) for effect in effects)
        return [effect for effect in effects if isinstance(effect, EmergencyRaised | Reported)] if raised else ()

    def talked_elsewhere(self, arrival: Arrival, talk: Talk) -> bool:
        """The caller was put through while nothing could be written, and so an emergency of theirs is accepted.

        False while what the caller was told before is not written down yet.
        """
        with self._works() as work:
            call = work.first(arrival.account, arrival.provider_call_id).call
            if call is None:
                return False
            context, book, state = self._ledger.remains(work, replace(call, now=talk.at))
            if not state.rescued:
                return False
            self._ledger.written(work, context, rescue.talked(book, state, talk.who, talk.seconds), call.answer or "")
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
            context = self._ledger.context(work, call)
            with work.transaction():
                work.write(call.id, self._domain.recorded(report, context))
                if call.ended_at is not None:
                    work.write(call.id, self._domain.closing(context, None))

    def talk(self, call_id: UUID, report: RecordingReport) -> None:
        """The same of the recording of a talk, which is kept with the resident's call. Of an unknown call it is not."""
        with self._works() as work:
            call = work.read(call_id)
            if call is not None:
                work.write(call.id, self._domain.recorded(report, self._ledger.context(work, call)))

    def transcript(self, report: TranscriptReport) -> None:
        """What was said into a recording, in writing. One of an unknown call is not kept."""
        with self._works() as work:
            call = work.first(report.account, report.provider_call_id).call
            if call is not None:
                work.write(call.id, self._domain.transcribed(report, self._ledger.context(work, call)))
