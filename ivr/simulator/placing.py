"""How a call begins (a resident rings in, the program rings somebody, a document dials), and how REST moves it.

Makes the legs and starts their scripts; `rung` leads them.
"""

from collections.abc import Mapping

from ivr.simulator.errors import RestRefused
from ivr.simulator.exchange import Exchange
from ivr.simulator.legs import Detection, Leg, StatusHook
from ivr.simulator.numbers import Number, normalise
from ivr.simulator.rung import callee_script, caller_script, rung_script
from ivr.simulator.script import Redirected, Target
from ivr.simulator.switching import hang_up


def ring_in(exchange: Exchange, number: Number, from_: str, extras: Mapping[str, str]) -> Leg:
    """Somebody rings a number of the customer."""
    leg = Leg(
        sid=exchange.sids.make("CA"),
        from_=from_,
        to=number.number,
        direction="inbound",
        created_at=exchange.clock.now(),
        number=number,
        extras=dict(extras),
        hook=StatusHook(number.status_callback) if number.status_callback else None,
        fallback_url=number.voice_fallback_url,
        fallback_method=number.voice_fallback_method,
    )
    register(exchange, leg)
    exchange.start(leg, caller_script(exchange, leg, Target(number.voice_url, method=number.voice_method)))
    return leg


def ring_out(
    exchange: Exchange, number: Number | None, from_: str, to: str, first: Target, *, hook: StatusHook | None,
    fallback_url: str, timeout: float, detection: Detection | None,
) -> Leg:  # fmt: skip
    """The program rings somebody from `number`, which it asked for as `from_`. Raises `RestRefused` 21211, 21210."""
    receiver = normalise(to)
    if receiver is None:
        raise RestRefused(400, 21211, f"The phone number you are attempting to call, {to}, is not valid.")
    if number is None:
        raise RestRefused(400, 21210, f"The source phone number provided, {from_}, is not yet verified.")
    leg = Leg(
        sid=exchange.sids.make("CA"),
        from_=number.number,
        to=receiver,
        direction="outbound-api",
        created_at=exchange.clock.now(),
        number=number,
        hook=hook,
        fallback_url=fallback_url,
        status="queued",
        detection=detection,
    )
    register(exchange, leg)
    exchange.start(leg, rung_script(exchange, leg, first, timeout + exchange.quirks.ring_buffer))
    return leg


def ring_for(exchange: Exchange, leg: Leg, whisper: Target | None, timeout: float) -> None:
    """A leg that a document dials."""
    register(exchange, leg)
    exchange.start(leg, callee_script(exchange, leg, whisper, timeout))


def register(exchange: Exchange, leg: Leg) -> None:
    with exchange.lock:
        leg.seq = exchange.events.last
        exchange.legs[leg.sid] = leg
        exchange.log("call.started", leg, **{"from": leg.from_, "to": leg.to, "direction": leg.direction})


def redirect(exchange: Exchange, leg: Leg, target: Target) -> None:
    """Sends a live leg elsewhere, as REST does. Raises `RestRefused` 21220 when it is not in progress."""
    with exchange.lock:
        if leg.ended or leg.answered_at is None:
            raise RestRefused(400, 21220, f"Call {leg.sid} is not in-progress. Cannot redirect.")
        exchange.interrupt(leg, Redirected(target))


def complete(exchange: Exchange, leg: Leg) -> None:
    """Ends a live leg, as REST does. Raises `RestRefused` 21220 when it is over."""
    with exchange.lock:
        if leg.ended:
            raise RestRefused(400, 21220, f"Call {leg.sid} is not in-progress. Cannot complete.")
        exchange.act(lambda: hang_up(exchange, leg))
