"""Follows a leg from document to document until its documents end. Owns the fallback and the table of verbs.

Source: twilio.md sections 3 and 4: any error in fetching, reading or doing a document leads to the fallback address
with ErrorCode and ErrorUrl; without one, or when it fails too, the caller hears the provider's sentence.
"""

from collections.abc import Callable

from ivr.simulator.errors import ProviderFault
from ivr.simulator.exchange import Exchange
from ivr.simulator.legs import Leg
from ivr.simulator.script import Fetch, Outcome, Redirected, Script, Target
from ivr.simulator.switching import answer
from ivr.simulator.twiml.document import Document, Verb
from ivr.simulator.verbs.addresses import resolve
from ivr.simulator.verbs.dial import dial
from ivr.simulator.verbs.gather import gather
from ivr.simulator.verbs.prompts import apologise, perform_prompt
from ivr.simulator.verbs.record import record

Step = Target | Outcome | None
Perform = Callable[[Exchange, Leg, Verb, Document], Script[Step]]


def follow(exchange: Exchange, leg: Leg, first: Target) -> Script[Outcome]:
    """Runs documents from `first` on; how they ended. Lets `HungUp` through."""
    target, is_fallback = first, False
    while True:
        try:
            step = yield from _run(exchange, leg, target, "fallback" if is_fallback else "document")
        except Redirected as order:
            step = order.target
        except ProviderFault as fault:
            exchange.log("error", leg, code=fault.code, sentence=fault.sentence, url=fault.url or target.url)
            if not leg.fallback_url or is_fallback:
                answer(exchange, leg)
                yield from apologise(exchange, leg)
                return Outcome.HANGUP
            error = (("ErrorCode", str(fault.code)), ("ErrorUrl", fault.url or target.url))
            target, is_fallback = Target(leg.fallback_url, error, method=leg.fallback_method), True
            continue
        if isinstance(step, Outcome):
            return step
        target, is_fallback = step, False


def _run(exchange: Exchange, leg: Leg, target: Target, purpose: str) -> Script[Target | Outcome]:
    """Fetches one document and does its verbs: where it leads, or how it ended."""
    document = yield Fetch(target, purpose)
    assert isinstance(document, Document)  # noqa: S101 - the exchange answers a Fetch with a document or a fault
    for verb in document.verbs:
        if _answers(verb):
            answer(exchange, leg)
        step = yield from VERBS[verb.name](exchange, leg, verb, document)
        if step is not None:
            return step
    answer(exchange, leg)
    return Outcome.RAN_OUT


def _answers(verb: Verb) -> bool:
    """Whether a ringing call is answered before this verb: Reject, Pause and Redirect let it ring."""
    waits = verb.name == "Dial" and verb.is_true("answerOnBridge")
    return verb.name not in ("Reject", "Pause", "Redirect") and not waits


def _redirect(_exchange: Exchange, _leg: Leg, verb: Verb, document: Document) -> Script[Step]:
    yield from ()
    return resolve(document, verb.text, method=verb.get("method"))


def _hang_up(_exchange: Exchange, _leg: Leg, _verb: Verb, _document: Document) -> Script[Step]:
    yield from ()
    return Outcome.HANGUP


def _reject(_exchange: Exchange, leg: Leg, verb: Verb, _document: Document) -> Script[Step]:
    yield from ()
    if leg.answered_at is not None:
        return Outcome.HANGUP
    return Outcome.BUSY if verb.get("reason") == "busy" else Outcome.REJECTED


VERBS: dict[str, Perform] = {
    "Say": perform_prompt,
    "Play": perform_prompt,
    "Pause": perform_prompt,
    "Gather": gather,
    "Record": record,
    "Dial": dial,
    "Redirect": _redirect,
    "Hangup": _hang_up,
    "Reject": _reject,
}
