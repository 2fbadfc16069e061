"""Dial: rings other people, lets them hear their whisper, and joins the one who is ready.

Source: twilio.md section 4 "Dial". Several numbers ring at once or, with `sequential`, one after another. The action
is requested whenever the dial ends, also after the caller hung up (its answer is then ignored).
"""

from ivr.simulator.errors import ProviderFault
from ivr.simulator.exchange import Exchange
from ivr.simulator.legs import Leg, StatusHook
from ivr.simulator.numbers import SHORT, normalise
from ivr.simulator.script import Elapsed, HungUp, Key, News, Redirected, Script, Signal, Target, Wait
from ivr.simulator.switching import answer, join
from ivr.simulator.twiml.document import Document, Verb
from ivr.simulator.verbs.addresses import resolve
from ivr.simulator.verbs.conference import confer
from ivr.simulator.verbs.dialling import Dialling, finish, lead_on, stop, tape
from ivr.simulator.verbs.record import last_request


def dial(exchange: Exchange, leg: Leg, verb: Verb, document: Document) -> Script[Target | None]:
    """Rings, joins, and leads to the action; None (on to the next verb) when there is no action."""
    if leg.parent is not None:
        raise ProviderFault(13201, "Dial may not be used on a leg that was itself dialled.")
    nouns = verb.children or (Verb("Number", {}, verb.text),)
    if any(noun.name == "Conference" for noun in nouns):
        if len(nouns) > 1:
            raise ProviderFault(12200, "A Conference stands alone in its Dial.")
        return (yield from confer(exchange, leg, verb, document))
    numbers = [(noun, _callable(noun.text)) for noun in nouns]
    if len(numbers) > 10:
        raise ProviderFault(13223, f"Dial has {len(numbers)} numbers; at most 10 are rung.")
    dialling = Dialling(exchange, leg, verb, document)
    caller_id = _caller_id(dialling)
    leg.doing = "dialling"
    leg.inbox.clear()
    try:
        yield from _ring(dialling, numbers, caller_id)
        if dialling.winner is not None:
            yield from _talk(dialling, dialling.winner)
    except HungUp:
        finish(dialling)
        if target := lead_on(dialling):
            yield from last_request(exchange, leg, target)
        raise
    except Redirected:
        finish(dialling)
        raise
    leg.doing = "waiting"
    return lead_on(dialling)


def _callable(text: str) -> str:
    """E.164 of a number in a document. Raises `ProviderFault` 13225 (411, 911 ...), 13224."""
    if SHORT.fullmatch(text.strip()):
        raise ProviderFault(13225, f"{text} cannot be dialled through the provider.")
    number = normalise(text)
    if number is None:
        raise ProviderFault(13224, f"{text or 'A blank'} is not a number that can be dialled.")
    return number


def _caller_id(dialling: Dialling) -> str:
    """The number shown to the callee. Raises `ProviderFault` 13214 for one that may not be shown."""
    leg = dialling.leg
    shown = dialling.verb.get("callerId", leg.from_)
    number = normalise(shown)
    own = number is not None and dialling.exchange.owns(number)
    theirs = () if leg.is_rung else (normalise(leg.from_), normalise(leg.to))
    if own or (number is not None and number in theirs):
        return number or shown
    raise ProviderFault(
        13214, f"{shown} may not be shown as caller ID: it is neither To or From of a caller nor an own number."
    )


def _ring(dialling: Dialling, numbers: list[tuple[Verb, str]], caller_id: str) -> Script[None]:
    """Rings until somebody is ready to talk or nobody is left."""
    one_by_one = dialling.verb.is_true("sequential")
    rounds = [[entry] for entry in numbers] if one_by_one else [numbers]
    for entries in rounds:
        legs = [_child(dialling, noun, number, caller_id) for noun, number in entries]
        while any(not child.ended for child in legs):
            signal = yield Wait(news=True)
            _hear_news(dialling, legs, signal)
            if dialling.winner is not None:
                return


def _hear_news(dialling: Dialling, legs: list[Leg], signal: Signal) -> None:
    child = next((leg for leg in legs if isinstance(signal, News) and leg.sid == signal.leg), None)
    if child is None or not isinstance(signal, News):
        return
    exchange = dialling.exchange
    others = [leg for leg in legs if leg is not child]
    if signal.what == "ready" and not child.ended:
        dialling.winner = child
        stop(exchange, others)
    elif signal.what == "answered" and not exchange.quirks.whispers_race:
        stop(exchange, others)


def _child(dialling: Dialling, noun: Verb, number: str, caller_id: str) -> Leg:
    exchange, leg, document = dialling.exchange, dialling.leg, dialling.document
    hook = None
    if address := noun.get("statusCallback"):
        events = frozenset(noun.get("statusCallbackEvent", "completed").split())
        hook = StatusHook(resolve(document, address).url, events)
    whisper = resolve(document, noun.get("url"), method=noun.get("method")) if noun.get("url") else None
    child = Leg(
        sid=exchange.sids.make("CA"),
        from_=caller_id,
        to=number,
        direction="outbound-dial",
        created_at=exchange.clock.now(),
        number=leg.number,
        parent=leg,
        hook=hook,
        status="initiated",
    )
    dialling.legs.append(child)
    timeout = dialling.verb.seconds("timeout", 30) + exchange.quirks.ring_buffer
    exchange.run_child(child, whisper, timeout)
    return child


def _talk(dialling: Dialling, winner: Leg) -> Script[None]:
    """The caller and the winner talk until one of them leaves or the time is up."""
    exchange, leg, verb = dialling.exchange, dialling.leg, dialling.verb
    answer(exchange, leg)
    join(exchange, leg, winner)
    leg.collect()
    dialling.joined_at = exchange.clock.now()
    tape(dialling)
    limit = verb.seconds("timeLimit", 14400)
    while True:
        passed = (exchange.clock.now() - dialling.joined_at).total_seconds()
        signal = yield Wait(limit - passed, keys=True, news=True)
        if isinstance(signal, News) and signal.leg == winner.sid and signal.what in ("ended", "left"):
            dialling.left = signal.what == "left"
            break
        starred = isinstance(signal, Key) and signal.digit == "*" and verb.is_true("hangupOnStar")
        if isinstance(signal, Elapsed) or starred:
            break
    finish(dialling)
