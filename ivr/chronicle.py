"""What is written down beside the turns: calls nobody saw begin, ends, legs, recordings, and what was told elsewhere.

Any order, any number of times: each of these gives the same call and the same case.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from ivr.domain import Domain
from ivr.engine import rescue
from ivr.errors import Unavailable
from ivr.ledger import Ledger
from ivr.store.calls import CallWork, Ending, Leg
from ivr.twiml.forms import Arrival, RecordingReport, StatusReport, TranscriptReport

log = logging.getLogger(__name__)
RACES = 3
"""How often who lost a race reads again; the second reading finds the winner."""


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

    def told_elsewhere(self, arrival: Arrival, number: int | None, why: str, document: str, at: datetime) -> bool:
        """What the caller was told while nothing could be written; only the first such word of a call counts.

        `number`: the turn that was asked for, None for the fallback address; `at`: when it was, aware. False when it
        cannot be said yet whether the caller heard that, or the answer of a repeated request: it can when the call is
        over.
        """
        call_id = self.ensure(arrival, why, at)
        with self._works() as work:
            call = replace(self._ledger.known(work, call_id), now=at)
            context, _, state = self._ledger.remains(work, call)
            if state.rescued or number not in (None, call.turn, call.turn - 1):
                return True
            if number == call.turn - 1 and call.ended_at is None:
                return False
            turnout = rescue.told(self._domain.book(context.revision), state, why)
            self._ledger.written(work, context, turnout, document)
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

    def transcript(self, report: TranscriptReport) -> None:
        """What was said into a recording, in writing. One of an unknown call is not kept."""
        with self._works() as work:
            call = work.first(report.account, report.provider_call_id).call
            if call is not None:
                work.write(call.id, self._domain.transcribed(report, self._ledger.context(work, call)))
