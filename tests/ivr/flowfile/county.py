"""A small county for tests: one flow that checks clean, its lines and kinds of request, and ways to spoil it."""

import dataclasses

from ivr.engine.model import Line, RequestKind, Voice
from ivr.flowfile.faults import Fault
from ivr.flowfile.loading import load_flows
from ivr.flowfile.outside import Names

DAY = """\
flow: day
start: welcome
defaults:
  tries: 2
  wait: 5s
  when_silent: {en: "Sorry, I heard nothing.", fr: "Désolé, je n'ai rien entendu."}
  after_last_try: person
  on_error: person
everywhere: {"0": person, "*": repeat}
steps:
  welcome:
    say:
      en: Long Point County. In danger, hang up and dial 9 1 1.
      fr: Comté de Long Point. En danger, composez le 9 1 1.
    next: language
  language:
    language: offer
    next: hours
  hours:
    choose:
      - {hours: town-hall, is: closed, go: message}
      - {caller: known, go: menu}
    otherwise: menu
  menu:
    ask:
      en: What is it about?
      fr: Quel est le motif?
    keys:
      "1":
        for: {en: a burst pipe, fr: une conduite brisée}
        hears: {en: [pipe, water], fr: [eau]}
        go: pipe
      "2":
        for: {en: a lost dog, fr: un chien perdu}
        go: dog
      "3":
        for: {en: the state of a case, fr: l'état d'un dossier}
        go: which
  pipe:
    report: water-main-break
    next: bye
  dog:
    report: lost-dog
    next: bye
  which:
    collect:
      en: Please enter your case number.
      fr: Entrez votre numéro de dossier.
    into: number
    digits: 9
    confirm: yes
    next: status
  status:
    status: number
    next: bye
    not_found: message
  person:
    ring: {person: ann}
    next: bye
    nobody: message
  message:
    record:
      en: Please leave a message.
      fr: Laissez un message.
    next: bye
  bye:
    say:
      en: Goodbye.
      fr: Au revoir.
    end: true
"""

NOTICE = {"en": "This call is recorded.", "fr": "Cet appel est enregistré."}
MAIN = Line(
    name="main",
    number="+15195550100",
    tenant="county",
    tenant_name="Long Point County",
    flow="day",
    languages={"en": Voice("en-CA", "Polly.Joanna-Neural"), "fr": Voice("fr-CA", "Polly.Gabrielle-Neural")},
    emergency_number="9 1 1",
    country="CA",
    zone="America/Toronto",
    fallback_person="ann",
    recording_notice=NOTICE,
)
REQUESTS = {
    "water-main-break": RequestKind(name="water-main-break", title={"en": "Burst pipe"}, emergency="water"),
    "road-obstruction": RequestKind(name="road-obstruction", title={"en": "Blocked road"}),
    "lost-dog": RequestKind(name="lost-dog", title={"en": "Lost dog"}),
}


def names(**changed: object) -> Names:
    """What the county declares, with fields of its main line changed."""
    line = dataclasses.replace(MAIN, **changed)  # type: ignore[arg-type]
    return Names(
        lines={"main": line},
        requests=REQUESTS,
        people=("ann", "bo"),
        hours=("town-hall",),
        rosters=("water",),
        groups={"county-desk": ("french",), "night-desk": (), "torn": None},
    )


def spoilt(*changes: tuple[str, str]) -> str:
    """The day flow with texts replaced; a text that is not there is a mistake of the test."""
    text = DAY
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def faults_of(text: str, known: Names | None = None, **others: str) -> list[Fault]:
    """Every fault of a flow, with other flows beside it."""
    files = {"day.yaml": text, **{f"{name}.yaml": other for name, other in others.items()}}
    return list(load_flows({path: each.encode() for path, each in files.items()}, known or names())[2])


def told(text: str, known: Names | None = None, **others: str) -> list[tuple[str, int]]:
    """(code, line) of every fault."""
    return [(each.code, each.place.line) for each in faults_of(text, known, **others)]


def line_of(part: str, text: str = DAY) -> int:
    """The number of the line in which a text first stands."""
    return text[: text.index(part)].count("\n") + 1
