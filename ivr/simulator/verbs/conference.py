"""Conference: a leg waits in it, talks with whoever else is there, and goes on when it is out.

Source: twilio.md section 4 "Dial" and "Conference". What is heard while waiting (waitUrl) is not repeated; when it
cannot be had, or the conference does not let the leg in, the document goes on after the Dial.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from ivr.simulator.conferences import Conference, Member, conference_named, enter, leave
from ivr.simulator.errors import ProviderFault
from ivr.simulator.exchange import Exchange
from ivr.simulator.legs import Leg, StatusHook
from ivr.simulator.script import Elapsed, Fetch, HungUp, Key, Redirected, Script, Signal, Target, Wait
from ivr.simulator.switching import answer
from ivr.simulator.twiml.document import Document, Verb
from ivr.simulator.verbs.addresses import resolve
from ivr.simulator.verbs.prompts import prompt
from ivr.simulator.verbs.record import last_request

MOST_PARTICIPANTS = "250"
LONGEST_TALK = 14400
HEARD_WHILE_WAITING = ("Say", "Play", "Pause")


def confer(exchange: Exchange, leg: Leg, verb: Verb, document: Document) -> Script[Target | None]:
    """In, and out again: leads to the Dial's action; None (on to the next verb) without one, or when not let in."""
    (noun,) = verb.children
    conference = conference_named(exchange, noun.text, _hook(noun, document))
    member = _member(leg, noun, document)
    if refusal := _refusal(conference, member, noun):
        exchange.log("error", leg, code=refusal.code, sentence=refusal.sentence, url=document.url)
        return None
    leg.inbox.clear()
    leg.doing = "waiting"
    enter(exchange, conference, member)
    try:
        yield from _attend(exchange, conference, member, verb, document)
    except ProviderFault as fault:
        leave(exchange, conference, member)
        exchange.log("error", leg, code=fault.code, sentence=fault.sentence, url=fault.url)
        return None
    except (HungUp, Redirected) as order:
        leave(exchange, conference, member)
        if isinstance(order, HungUp) and (target := _lead_on(verb, document)):
            yield from last_request(exchange, leg, target)
        raise
    leave(exchange, conference, member)
    leg.doing = "waiting"
    return _lead_on(verb, document)


def _attend(exchange: Exchange, conference: Conference, member: Member, verb: Verb, document: Document) -> Script[None]:
    """Waits until the conference begins, then talks until it ends, the time is up, or a star (hangupOnStar)."""
    until = exchange.clock.now() + timedelta(seconds=verb.seconds("timeLimit", LONGEST_TALK))
    yield from _wait(conference, _music(exchange, member.leg, verb.children[0], document))
    answer(exchange, member.leg)
    member.leg.collect()
    member.leg.doing = "talking" if member.leg.partners else "waiting"
    while conference.status == "in-progress":
        left = (until - exchange.clock.now()).total_seconds()
        signal = yield Wait(max(left, 0), keys=True, news=True)
        starred = isinstance(signal, Key) and signal.digit == "*" and verb.is_true("hangupOnStar")
        if isinstance(signal, Elapsed) or starred:
            return


def _wait(conference: Conference, music: Script[None]) -> Script[None]:
    """Plays until the conference begins; then the music stops in the middle, and a fault of its document is none."""
    signal: Signal = None
    while conference.status == "init":
        request = music.send(signal)
        try:
            signal = yield replace(request, news=True) if isinstance(request, Wait) else request
        except ProviderFault:
            if conference.status == "init":
                raise


def _music(exchange: Exchange, leg: Leg, noun: Verb, document: Document) -> Script[None]:
    """The provider's music, silence (waitUrl=""), or the documents of waitUrl; then silence."""
    address = noun.get("waitUrl")
    target = resolve(document, address, method=noun.get("waitMethod")) if address else None
    if "waitUrl" not in noun.attributes:
        exchange.log("played", leg, url="the provider's music")
    while target is not None:
        page = yield Fetch(target, "wait")
        assert isinstance(page, Document)  # noqa: S101 - the exchange answers a Fetch with a document or a fault
        target = None
        for verb in _playable(page):
            if verb.name == "Redirect":
                target = resolve(page, verb.text, method=verb.get("method"))
                break
            yield from prompt(exchange, leg, verb)
    while True:
        yield Wait()


def _playable(page: Document) -> Iterator[Verb]:
    """The verbs of a waiting document, a mere sound among them. Raises `ProviderFault` 13238 for any other verb."""
    if page.verbs == (Verb("Play", {}, page.url or ""), Verb("Hangup")):
        yield page.verbs[0]
        return
    for verb in page.verbs:
        if verb.name not in (*HEARD_WHILE_WAITING, "Redirect"):
            raise ProviderFault(13238, f"{verb.name} may not stand in a document that is heard while waiting.")
        yield verb


def _member(leg: Leg, noun: Verb, document: Document) -> Member:
    return Member(
        leg,
        label=noun.get("participantLabel"),
        muted=noun.is_true("muted"),
        begins=noun.is_true("startConferenceOnEnter", default=True),
        ends=noun.is_true("endConferenceOnExit"),
        beep=noun.get("beep", "true"),
        tapes=_tapes(noun, document),
    )


def _tapes(noun: Verb, document: Document) -> StatusHook | None:
    """Where its recording is told, when one is asked for."""
    address = noun.get("recordingStatusCallback")
    if noun.get("record", "do-not-record") == "do-not-record" or not address:
        return None
    events = frozenset(noun.get("recordingStatusCallbackEvent", "completed").split())
    return StatusHook(resolve(document, address).url, events)


def _hook(noun: Verb, document: Document) -> StatusHook | None:
    address = noun.get("statusCallback")
    events = frozenset(noun.get("statusCallbackEvent").split())
    return StatusHook(resolve(document, address).url, events) if address else None


def _refusal(conference: Conference, member: Member, noun: Verb) -> ProviderFault | None:
    """Why the leg is not let in, if it is not."""
    labels = {each.label for each in conference.members if each.label}
    if member.label in labels:
        return ProviderFault(16025, f"There is a participant {member.label} in {conference.name} already.")
    if len(conference.members) >= int(noun.get("maxParticipants", MOST_PARTICIPANTS)):
        return ProviderFault(12400, f"{conference.name} is full: {len(conference.members)} participants.")
    return None


def _lead_on(verb: Verb, document: Document) -> Target | None:
    """The action, told as the provider tells it of a conference: answered, by no leg in particular, for no time."""
    if not verb.get("action"):
        return None
    return resolve(document, verb.get("action"), ("DialCallStatus", "answered"), method=verb.get("method"))
