"""What the person on a leg does: presses keys, speaks. Called inside `Exchange.act` or under its lock."""

from typing import TYPE_CHECKING

from ivr.simulator.legs import Leg
from ivr.simulator.script import Key, Spoken
from ivr.simulator.speaking import speaking_time

if TYPE_CHECKING:
    from ivr.simulator.exchange import Exchange


def press(exchange: "Exchange", leg: Leg, keys: str) -> None:
    """Presses the keys one after another; those that are not for the same Gather as the first are ignored."""
    collecting = leg.collecting
    exchange.log("pressed", leg, keys=keys)
    exchange.write(leg, "keys", keys)

    def press_one(digit: str) -> None:
        if leg.collecting != collecting or not exchange.give(leg, Key(digit)):
            exchange.log("ignored", leg, keys=digit)

    for digit in keys:
        exchange.act(lambda digit=digit: press_one(digit))  # type: ignore[misc]


def will_press(exchange: "Exchange", leg: Leg, keys: str, seconds: float, times: int = 1) -> None:
    """Presses the keys so many seconds after somebody asks, or has asked, for some; `times` times, until in a talk."""
    leg.pending_keys += [(keys, seconds)] * times
    if leg.wait is not None and leg.wait.keys:
        reach_for_keys(exchange, leg)


def reach_for_keys(exchange: "Exchange", leg: Leg) -> None:
    """Somebody asks for keys: what was planned is pressed, one thing after the other."""
    if not leg.pending_keys or leg.is_reaching:
        return
    leg.is_reaching = True
    keys, seconds = leg.pending_keys.pop(0)

    def press_now() -> None:
        leg.is_reaching = False
        if not leg.ended:
            press(exchange, leg, keys)

    exchange.after(seconds, press_now)


def say(exchange: "Exchange", leg: Leg, text: str, seconds: float | None = None) -> None:
    """Speaks: to whoever listens, or to the others in a talk."""
    speaker = "callee" if leg.is_rung else "caller"
    exchange.log("said", leg, text=text)
    exchange.write(leg, speaker, text)
    if leg.partners:
        for hearer in leg.partners if not leg.muted else ():
            exchange.write(hearer, speaker, text)
        return
    lasts = seconds if seconds is not None else speaking_time(text)
    if not exchange.give(leg, Spoken(text, lasts)):
        exchange.log("ignored", leg, text=text)
