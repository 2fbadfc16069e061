"""Say, Play and Pause: what the person on the leg hears. Ends early when wanted keys or words come."""

from ivr.simulator.exchange import Exchange
from ivr.simulator.legs import Leg
from ivr.simulator.script import Elapsed, Script, Signal, Wait
from ivr.simulator.speaking import speaking_time
from ivr.simulator.twiml.document import Document, Verb

FOR_EVER = 1000
APOLOGY = "We're sorry, an application error has occurred. Goodbye."
SOUND_SECONDS = 5.0


def prompt(exchange: Exchange, leg: Leg, verb: Verb, *, keys: bool = False, speech: bool = False) -> Script[Signal]:
    """Plays one prompt to its end (`Elapsed`), or to the key or words that interrupt it."""
    signal: Signal = Elapsed()
    for _ in range(_times(verb)):
        leg.doing = "speaking"
        signal = yield Wait(_begin(exchange, leg, verb), keys=keys, speech=speech)
        if not isinstance(signal, Elapsed):
            break
    leg.doing = "waiting"
    return signal


def perform_prompt(exchange: Exchange, leg: Leg, verb: Verb, _document: Document) -> Script[None]:
    """A prompt that stands alone in a document: keys pressed meanwhile are lost."""
    yield from prompt(exchange, leg, verb)


def apologise(exchange: Exchange, leg: Leg) -> Script[None]:
    """The provider's own sentence, when neither document nor fallback can be used."""
    exchange.log("heard", leg, language="en-US", voice="man", text=APOLOGY)
    exchange.write(leg, "provider", APOLOGY, "en-US")
    leg.doing = "speaking"
    yield Wait(speaking_time(APOLOGY))


def _times(verb: Verb) -> int:
    return int(verb.get("loop", "1")) or FOR_EVER


def _begin(exchange: Exchange, leg: Leg, verb: Verb) -> float:
    """Logs the prompt and returns how many seconds it lasts."""
    if verb.name == "Say":
        language = verb.get("language")
        exchange.log("heard", leg, language=language, voice=verb.get("voice"), text=verb.text)
        exchange.write(leg, "line", verb.text, language)
        return speaking_time(verb.text)
    if verb.name == "Pause":
        seconds = verb.seconds("length", 1)
        exchange.log("paused", leg, seconds=seconds)
        return seconds
    if "digits" in verb.attributes:
        exchange.log("played", leg, digits=verb.get("digits"))
        return 0.5 * len(verb.get("digits"))
    exchange.log("played", leg, url=verb.text)
    exchange.write(leg, "line", f"[{verb.text}]")
    return SOUND_SECONDS
