"""What a carrier does with one call: leads it in the usual order, then delivers the same webhooks badly.

Knows documents and forms only, so that it can be asked thousands of times a minute; the simulated network is for what
callers hear.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeAlias
from uuid import UUID
from xml.etree import ElementTree as ET

from tests.support.door import BASE, Door, a_form

Deed: TypeAlias = tuple[str, str]
"""("keys", "12"), ("words", "12 Main Street"), ("silence", ""), ("recording", "7"), ("hangs up", "")."""

MOST_TURNS = 25
WAITING = ("Gather", "Record", "Dial", "Hangup")
DIALLED = {
    "keys": "completed",
    "words": "no-answer",
    "silence": "declined",
    "recording": "busy",
    "hangs up": "completed",
}
LEG, TAPE = "CB", "RE"
CASE_NUMBER = re.compile(r"\d(?:[ ,.-]*\d){8}\b")


@dataclass(frozen=True)
class Webhook:
    """One request. `after`: it cannot come before so many turns were answered; `turn`: it is this turn, or a report."""

    path: str
    form: Mapping[str, str]
    after: int
    turn: int | None = None


@dataclass
class Led:
    """A call as it went: the webhooks, and what each turn was answered (without what differs from call to call)."""

    webhooks: list[Webhook] = field(default_factory=list)
    answers: dict[int, str] = field(default_factory=dict)

    @property
    def turns(self) -> list[Webhook]:
        return [webhook for webhook in self.webhooks if webhook.turn is not None]

    @property
    def reports(self) -> list[Webhook]:
        return [webhook for webhook in self.webhooks if webhook.turn is None]


def lead(door: Door, deeds: Sequence[Deed], form: Mapping[str, str]) -> Led:
    """The usual order: each turn after the other, then every report, the call's end last."""
    led, given, path = Led(), dict(form), "/voice"
    waiting = iter(deeds)
    reports: list[Webhook] = []
    for number in range(MOST_TURNS):
        led.webhooks.append(Webhook(path, given, number, number))
        answer = ask(door, led.webhooks[-1])
        led.answers[number] = plain(answer)
        deed = next(waiting, ("hangs up", ""))
        reports += reported(answer, deed, form, number + 1)
        following = done(answer, deed)
        if following is None:
            break
        path, given = f"/voice/turn/{call_of(answer)}/{number + 1}", {**form, **following}
    reports.append(Webhook("/voice/status", {**form, "CallStatus": "completed", "CallDuration": "61"}, 0))
    for report in reports:
        tell(door, report)
    led.webhooks += reports
    return led


def lead_badly(door: Door, led: Led, chance: Random) -> Led:
    """The same webhooks as a new call: turns in their order, but repeated, and reports at any time, several times."""
    told = Led(led.webhooks)
    copies = [report for report in led.reports for _ in range(chance.choice((1, 1, 2)))]
    waiting = sorted(
        ((chance.uniform(copy.after, len(led.turns) + 1), copy) for copy in copies), key=lambda each: each[0]
    )
    call: str | None = None
    for number, turn in enumerate(led.turns):
        while waiting and waiting[0][0] < number + chance.random():
            tell(door, waiting.pop(0)[1])
        first = ask(door, moved(turn, call))
        call = call_of(first) or call
        told.answers[number] = plain(first)
        for _ in range(chance.choice((0, 0, 1, 2))):
            assert ask(door, moved(turn, call)) == first, "the same turn was answered differently"
        if number and chance.random() < 0.3:
            earlier = led.turns[chance.randrange(number)]
            assert ask(door, moved(earlier, call)) == first, "an older turn did not get the current answer"
    for _, report in waiting:
        tell(door, report)
    return told


def ask(door: Door, turn: Webhook) -> str:
    answer = door.post(turn.path, turn.form)
    assert answer.status_code == 200, (turn, answer.status_code)
    return answer.text


def tell(door: Door, report: Webhook) -> None:
    answer = door.post(report.path, report.form)
    assert answer.status_code == 204, (report, answer.status_code)


def moved(turn: Webhook, call: str | None) -> Webhook:
    """The same turn of another call."""
    return Webhook(re.sub("/voice/turn/[^/]+/", f"/voice/turn/{call}/", turn.path), turn.form, turn.after, turn.turn)


def closing(document: str) -> ET.Element:
    """What the document waits for; a Redirect when it waits for nothing and goes on at once."""
    elements = list(ET.fromstring(document))
    return next((each for each in reversed(elements) if each.tag in WAITING), elements[-1])


def call_of(document: str) -> str | None:
    found = re.search("/voice/turn/([0-9a-f-]{36})/", document)
    return str(UUID(found[1])) if found else None


def done(document: str, deed: Deed) -> dict[str, str] | None:
    """What the provider then says in the next turn; None when there is none."""
    kind, value = deed
    waits = closing(document)
    match waits.tag:
        case "Gather":
            return gathered(waits, kind, value)
        case "Record":
            seconds = value if kind == "recording" else "2"
            key = {"hangs up": "hangup", "keys": "#"}.get(kind, "")
            taped = {"RecordingSid": TAPE + "1", "RecordingUrl": f"{BASE}/tape", "RecordingDuration": seconds}
            return {} if kind == "silence" else taped | ({"Digits": key} if key else {})
        case "Dial":
            status = DIALLED[kind].replace("declined", "completed")
            bridged = {"DialBridged": str(DIALLED[kind] == "completed").lower()}
            return {"DialCallStatus": status, "DialCallSid": LEG + "1", "DialCallDuration": "33"} | bridged
        case "Redirect":
            return None if kind == "hangs up" else {}
        case _:
            return None


def gathered(waits: ET.Element, kind: str, value: str) -> dict[str, str] | None:
    if kind == "hangs up":
        return None
    if kind == "keys":
        return {"Digits": value[: int(waits.get("numDigits", "20"))]}
    if kind == "words" and "speech" in waits.get("input", ""):
        return {"SpeechResult": value, "Confidence": "0.9"}
    return {}


def reported(document: str, deed: Deed, form: Mapping[str, str], after: int) -> Iterator[Webhook]:
    """The reports that belong to what happened after this answer."""
    match closing(document).tag, deed[0]:
        case ("Record", kind) if kind != "silence":
            seconds = deed[1] if kind == "recording" else "2"
            tape = {"RecordingSid": TAPE + "1", "RecordingStatus": "completed", "RecordingDuration": seconds}
            yield Webhook("/recordings/status", {**form, **tape, "RecordingUrl": f"{BASE}/tape"}, after)
        case ("Dial", _):
            leg = a_form(LEG + form["CallSid"][2:], ParentCallSid=form["CallSid"], To="+15195550160")
            for status in ("initiated", "in-progress", "completed"):
                yield Webhook("/voice/status", {**leg, "CallStatus": status}, after)


def plain(document: str) -> str:
    """Without what differs from call to call: the call's id and the case's number."""
    found = call_of(document)
    return CASE_NUMBER.sub("NUMBER", document.replace(found, "CALL") if found else document)
