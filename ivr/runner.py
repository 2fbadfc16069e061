"""One turn of one call, whole: read, step, write, answer. The only way a call moves.

It owns the order of things: the engine is asked before anything is written; state, journey and effects are committed
together; nothing is answered before that. It knows neither web nor municipality.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import UUID

from ivr.addresses import Addresses
from ivr.chronicle import RACES, Chronicle
from ivr.domain import Context, Domain
from ivr.engine import rescue
from ivr.engine import step as engine
from ivr.engine.inputs import Called, Input
from ivr.engine.state import State
from ivr.engine.turnout import Turnout
from ivr.errors import Unavailable
from ivr.ledger import Ledger, UnknownCall, step_of
from ivr.store.calls import CallWork, FirstRead, StoredCall
from ivr.twiml.forms import Arrival

log = logging.getLogger(__name__)


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
        self.addresses = addresses
        self._ledger = Ledger(domain, addresses)
        self.chronicle = Chronicle(works, self._ledger)

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

    def open_leg(self, leg_id: UUID, arrival: Arrival) -> Reply:
        """The first turn of a call that was placed to a person on duty or an agent: it is led like any other call.

        Raises NotFound for a leg that nobody placed, and Unavailable when nothing could be written.
        """
        with self._works() as work:
            for _ in range(RACES):
                known = work.read(leg_id)
                if known and known.answer is not None:
                    return Reply(known.answer, known)
                if reply := self._begin_leg(work, leg_id, arrival):
                    return reply
        raise Unavailable(f"leg {leg_id} could not be opened")

    def leg(self, leg_id: UUID, number: int, given: Input) -> Reply:
        """A further turn of a call to somebody who was rung. They are put through to nobody when it fails.

        Raises UnknownCall, Unavailable, and whatever went wrong.
        """
        with self._works() as work:
            return self._turned(work, self._ledger.known(work, leg_id), number, given)

    def now(self, call_id: UUID) -> Reply:
        """The program has called the live call here: whatever turn it awaits, that turn sees what has happened.

        Raises UnknownCall, and Unavailable when nothing could be written.
        """
        with self._works() as work:
            for _ in range(RACES):
                call = self._ledger.known(work, call_id)
                if call.state is None or call.state.get("rescued"):
                    return self._current(call)
                reply = self._led(work, call, Called())
                if reply:
                    return reply
        raise Unavailable(f"call {call_id} moved on and on")

    def turn(self, call_id: UUID, number: int, given: Input) -> Reply:
        """Turn `number` of a call. Another number than the awaited one gets the current answer and moves nothing.

        Raises UnknownCall, and Unavailable when nothing could be written.
        """
        try:
            with self._works() as work:
                return self._turned(work, self._ledger.known(work, call_id), number, given)
        except (Unavailable, UnknownCall):
            raise
        except Exception as error:
            log.exception("a turn failed; the caller is put through to the fallback person")
            return self._rescued(call_id, _why(error), number, after=error)

    def rescue(self, arrival: Arrival, why: str, after: Exception | None = None) -> Reply:
        """The program or the provider failed: from wherever the call is, to the fallback person; once in a call.

        `after`: what was raised. Raises Unavailable when that fails too, or when nothing could be written.
        """
        return self._rescued(self.chronicle.ensure(arrival, why), why, None, after)

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
            context = self._ledger.context(work, first.call)
            return self._take(work, context, self._first_turnout(context))
        new = self._ledger.new(work, arrival, first, recovered=False)
        context = self._ledger.context(work, new.stored(), self._domain.case_number(work, None))
        turnout = self._first_turnout(context)
        document = self._ledger.rendered(context, turnout)
        made = work.insert(new, step_of(context, turnout, document), self._domain.writes(turnout.effects, context))
        return Reply(document, context.call) if made else None

    def _first_turnout(self, context: Context) -> Turnout:
        book, blank = self._domain.book(context.revision), self._ledger.state(context)
        return engine.begin(book, blank.facts, blank.flow, self._domain.resolve(context))

    def _turned(self, work: CallWork, call: StoredCall, number: int, given: Input) -> Reply:
        if number != call.turn or call.state is None:
            return self._current(call)
        return self._led(work, call, given) or self._current(self._ledger.known(work, call.id))

    def _led(self, work: CallWork, call: StoredCall, given: Input) -> Reply | None:
        """The awaited turn of a call; None when it has moved on meanwhile."""
        if call.state and call.state.get("rescued"):
            context, book, state = self._ledger.remains(work, call)
        else:
            book, state = self._domain.book(call.revision or 0), State.from_json(call.state or {})
            context = self._ledger.context(work, call, state.facts.case_number)
        turnout = engine.turn(book, state, given, self._domain.resolve(context))
        return self._take(work, context, turnout)

    def _begin_leg(self, work: CallWork, leg_id: UUID, arrival: Arrival) -> Reply | None:
        """The first turn of a leg; None when somebody else was quicker."""
        new, facts, flow, language = self._ledger.new_leg(work, leg_id, arrival)
        context = self._ledger.context(work, new.stored(), facts.case_number)
        book, resolve = self._domain.book(new.revision), self._domain.resolve(context)
        turnout = engine.begin_leg(book, facts, flow, language, resolve)
        document = self._ledger.rendered(context, turnout)
        made = work.insert(new, step_of(context, turnout, document), self._domain.writes(turnout.effects, context))
        return Reply(document, context.call) if made else None

    def _rescued(self, call_id: UUID, why: str, number: int | None, after: Exception | None) -> Reply:
        """The rescue as a turn; `number` is the turn that failed, None when it is not known.

        A call is rescued once: repeated requests for it get its current answer, and a failing rescue is given up.
        """
        with self._works() as work:
            for _ in range(RACES):
                call = self._ledger.known(work, call_id)
                if number not in (None, call.turn):
                    return self._current(call)
                context, book, state = self._ledger.remains(work, call)
                if state.rescued and after:
                    raise Unavailable(f"the rescue of call {call_id} failed: {why}") from after
                if state.rescued:
                    return self._current(call)
                turnout = rescue.rescue(book, state, self._domain.fallback_numbers(call.line), why, after)
                if reply := self._take(work, context, turnout):
                    return reply
        raise Unavailable(f"call {call_id} moved on meanwhile")

    def _take(self, work: CallWork, context: Context, turnout: Turnout) -> Reply | None:
        """Write the turnout and answer; None when the call has moved on meanwhile, and nothing was written."""
        document = self._ledger.rendered(context, turnout)
        return Reply(document, context.call) if self._ledger.written(work, context, turnout, document) else None

    def _current(self, call: StoredCall) -> Reply:
        if call.answer is None:
            raise UnknownCall(f"call {call.id} has had no answer yet")
        return Reply(call.answer, call)


def _why(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
