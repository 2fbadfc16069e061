"""Gather: keys or words from the person on the leg.

Source: twilio.md section 4 "Gather". The first kind of input wins; the time-out starts after the prompts or at the
first key, and again at each key; the finish key is never part of the digits.
"""

from dataclasses import dataclass, field

from ivr.simulator.exchange import Exchange
from ivr.simulator.legs import Leg
from ivr.simulator.script import Elapsed, Key, Script, Signal, Spoken, Target, Wait
from ivr.simulator.twiml.document import Document, Verb
from ivr.simulator.verbs.addresses import resolve
from ivr.simulator.verbs.prompts import prompt

DEFAULT_TIMEOUT = 5.0


@dataclass
class Collected:
    """What has come so far."""

    digits: str = ""
    finished_on: str = ""
    speech: str = ""
    done: bool = False
    kinds: frozenset[str] = field(default_factory=frozenset)

    def take(self, signal: Signal, verb: Verb) -> None:
        if isinstance(signal, Spoken):
            self.speech, self.done = signal.text, True
        elif isinstance(signal, Key) and signal.digit in tuple(verb.get("finishOnKey", "#")):
            self.finished_on, self.done = signal.digit, True
        elif isinstance(signal, Key):
            self.digits += signal.digit
            self.done = len(self.digits) >= int(verb.get("numDigits", "0") or 0) > 0
        else:
            self.done = True


def gather(exchange: Exchange, leg: Leg, verb: Verb, document: Document) -> Script[Target | None]:
    """Collects, and leads to the action; None (on to the next verb) when nothing came."""
    collected = Collected(kinds=frozenset(verb.get("input", "dtmf").split()))
    leg.collect()
    signal = yield from _prompts(exchange, leg, verb, collected.kinds)
    exchange.log("listening", leg, **_listening(verb, collected.kinds))
    leg.doing = "listening"
    if signal is not None:
        collected.take(signal, verb)
    while not collected.done:
        words = "speech" in collected.kinds and not collected.digits
        keys = "dtmf" in collected.kinds
        collected.take((yield Wait(verb.seconds("timeout", DEFAULT_TIMEOUT), keys=keys, speech=words)), verb)
    leg.collect()
    leg.doing = "waiting"
    return _lead_on(verb, document, collected)


def _prompts(exchange: Exchange, leg: Leg, verb: Verb, kinds: frozenset[str]) -> Script[Signal]:
    """Plays what is nested; the key or words that interrupted it, or None."""
    for child in verb.children:
        signal = yield from prompt(exchange, leg, child, keys="dtmf" in kinds, speech="speech" in kinds)
        if not isinstance(signal, Elapsed):
            return signal
    return None


def _lead_on(verb: Verb, document: Document, collected: Collected) -> Target | None:
    params = [("msg", "Gather End")]
    if collected.speech:
        params += [
            ("SpeechResult", collected.speech),
            ("Confidence", "0.9"),
            ("Language", verb.get("language", "en-US")),
        ]
    elif collected.digits:
        params.append(("Digits", collected.digits))
        if collected.finished_on:
            params.append(("FinishedOnKey", collected.finished_on))
    elif not verb.is_true("actionOnEmptyResult"):
        return None
    elif "dtmf" in collected.kinds:
        params.append(("Digits", ""))
    return resolve(document, verb.get("action"), *params, method=verb.get("method"))


def _listening(verb: Verb, kinds: frozenset[str]) -> dict[str, object]:
    return {
        "keys": "dtmf" in kinds,
        "speech": "speech" in kinds,
        "timeout": verb.seconds("timeout", DEFAULT_TIMEOUT),
        "digits": verb.get("numDigits"),
        "language": verb.get("language", "en-US"),
    }
