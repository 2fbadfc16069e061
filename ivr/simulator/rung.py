"""The scripts of legs: of a caller who rings in, of a callee who is rung by Dial, of a person rung over REST."""

from ivr.simulator.detection import detect
from ivr.simulator.exchange import Exchange
from ivr.simulator.legs import Leg
from ivr.simulator.script import Elapsed, HungUp, News, Outcome, Picked, Redirected, Script, Target, Wait
from ivr.simulator.switching import answer, end
from ivr.simulator.verbs.follow import follow

FINAL = {
    Outcome.RAN_OUT: "completed",
    Outcome.HANGUP: "completed",
    Outcome.REJECTED: "no-answer",
    Outcome.BUSY: "busy",
}


def caller_script(exchange: Exchange, leg: Leg, first: Target) -> Script[None]:
    """A caller is led from document to document; the call ends when they run out."""
    try:
        outcome = yield from follow(exchange, leg, first)
        end(exchange, leg, FINAL[outcome])
    except HungUp:
        return


def rung_script(exchange: Exchange, leg: Leg, first: Target, timeout: float) -> Script[None]:
    """A person rung over REST: once they answer, they are led like a caller."""
    try:
        if (yield from _ring(exchange, leg, timeout)):
            yield from detect(exchange, leg)
            outcome = yield from follow(exchange, leg, first)
            end(exchange, leg, FINAL[outcome])
    except HungUp:
        return


def callee_script(exchange: Exchange, leg: Leg, whisper: Target | None, timeout: float) -> Script[None]:
    """A callee of Dial: rung, whispered to, then joined with the caller, unless REST sends the leg elsewhere."""
    try:
        if not (yield from _ring(exchange, leg, timeout)):
            return
        yield from _whisper_and_talk(exchange, leg, whisper)
    except HungUp:
        return


def _whisper_and_talk(exchange: Exchange, leg: Leg, whisper: Target | None) -> Script[None]:
    _tell_parent(exchange, leg, News(leg.sid, "answered"))
    try:
        outcome = Outcome.RAN_OUT
        if whisper is not None:
            outcome = yield from follow(exchange, leg, whisper)
        if outcome is not Outcome.RAN_OUT:
            end(exchange, leg, "completed")
            return
        _tell_parent(exchange, leg, News(leg.sid, "ready"))
        while True:
            yield Wait()
    except Redirected as order:
        _tell_parent(exchange, leg, News(leg.sid, "left"))
        yield from follow(exchange, leg, order.target)
        end(exchange, leg, "completed")


def _ring(exchange: Exchange, leg: Leg, timeout: float) -> Script[bool]:
    """Rings until the person answers (True), refuses, or the time is over; the leg is ended in the latter cases."""
    exchange.report(leg, "initiated", "initiated")
    leg.status = leg.doing = "ringing"
    exchange.log("ringing", leg, number=leg.to, whose=leg.from_)
    exchange.report(leg, "ringing", "ringing")
    exchange.ring(leg)
    signal = yield Wait(timeout)
    if isinstance(signal, Picked) and signal.status == "answered":
        answer(exchange, leg)
        return True
    status = signal.status if isinstance(signal, Picked) else "no-answer"
    assert isinstance(signal, Picked | Elapsed)  # noqa: S101 - nothing else is waited for
    end(exchange, leg, status)
    return False


def _tell_parent(exchange: Exchange, leg: Leg, news: News) -> None:
    if leg.parent is not None:
        exchange.tell(leg.parent, news)
