"""A whole folder at once: thirty mistakes, the example of the language, and five hundred steps in time."""

import pytest

from ivr.flowfile.loading import load_flows
from tests.ivr.flowfile.county import DAY, names, told

THIRTY = {
    "reading.yaml": """\
flow: reading
start: one
steps:
  one:
    say:
      en: 'It's us'
      fr: C'est nous: bonjour
    next: two
  two:
    say: {en: For water, press 1}
    next: three
\tthree:
    say:
      en: Press the # key
      fr: “Bonjour”
    next four
  four:
    say: &words
      en: *hello*
      fr: @demain
    next:five
  five:
    say:
      en: {case.number} is yours
      fr: Bon
      fr: Encore
  six:
    go: [five
""",
    "typing.yaml": """\
flow: typing
start: won
colour: red
everywhere: {"x": one}
defaults:
  wait: 6
  tries: twice
steps:
  one:
    aks: {en: What?}
  two:
    ask: {en: What?, fr: Quoi?}
    keys:
      "1": {for: {en: water, fr: eau}, go: wone}
      one: {for: {en: fire, fr: feu}, go: two}
  three:
    collect: {en: Number?, fr: Numéro?}
    into: number
    digits: many
    nxt: one
  four:
    ring: {person: nobody-known}
    next: one
  five:
    report: lost-dgo
    next: one
  six:
    ring: {number: "911"}
    next: one
  seven:
    say: {de: Hallo}
    next: one
  eight:
    language: offer
    say: {en: Hi, fr: Salut}
  nine:
    say: {en: "{case.nmber}", fr: Oui}
    next: one
  ten:
    lookup: neighbour
    found: one
    none: one
tests:
  - name: nothing
    at: yesterday
    expect: {herd: hello}
""",
}
LINES = {
    "reading.yaml": [6, 7, 10, 12, 14, 15, 16, 18, 19, 20, 21, 24, 26, 28],
    "typing.yaml": [2, 3, 4, 6, 7, 10, 14, 15, 19, 20, 22, 25, 28, 31, 33, 37, 40, 45, 46],
}


def test_thirty_mistakes_in_one_folder_are_all_told_each_with_its_line() -> None:
    _, _, faults = load_flows({path: text.encode() for path, text in THIRTY.items()}, names())
    found = {path: sorted({each.place.line for each in faults if each.place.file == path}) for path in THIRTY}
    assert found == LINES
    assert sum(len(lines) for lines in LINES.values()) >= 30


EXAMPLE = """\
flow: after-hours
start: welcome
defaults:
  tries: 3
  wait: 6s
  when_silent:
    en: Sorry, I heard nothing.
    fr: Désolé, je n'ai rien entendu.
  when_wrong:
    en: That is not one of the choices.
    fr: Ce choix n'existe pas.
  after_last_try: night_agent        # every question has a way out, and here it is a person
  on_error: night_agent              # the program failed: speak, then a human
everywhere: {"0": night_agent, "*": repeat}

steps:
  welcome:
    say:                             # no language chosen yet: spoken in every language of the line, danger first
      en: You have reached Long Point County. If anyone is in danger, hang up and dial 9 1 1.
      fr: Ici le comté de Long Point. En cas de danger, raccrochez et composez le 9 1 1.
    next: language
  language:
    language: offer                  # "Pour le français, faites le 2"
    next: triage
  triage:
    ask:
      en: What are you calling about?
      fr: Quel est le motif de votre appel?
    keys:                            # the program speaks "For a burst water pipe, press 1", and lists it in a text
      "1":
        for:
          en: a burst water pipe
          fr: une conduite d'eau brisée
        hears: {en: [water, pipe, leak], fr: [eau, fuite]}
        go: burst_pipe
      "2":
        for:
          en: a blocked road
          fr: une route bloquée
        go: blocked_road
      "3":
        for:
          en: anything else
          fr: toute autre question
        go: other
  burst_pipe:
    report: water-main-break         # asks what services.yaml says, fills the case, raises the emergency at once
    nobody: promise
    next: goodbye
  blocked_road:
    report: road-obstruction
    nobody: promise
    next: goodbye
  other:
    record: {en: Leave a message., fr: Laissez un message.}
    next: goodbye
  night_agent:
    agent: night-desk
    nobody: other
    closed: other
    next: goodbye
  promise:
    say:
      en: We keep calling the person on duty. They will ring you at {caller.number}.
      fr: Nous continuons d'appeler la personne de garde. Elle vous rappellera au {caller.number}.
    next: goodbye
  goodbye:
    say:
      en: Thank you. Your case is {case.number}. Goodbye.
      fr: Merci. Votre dossier est le {case.number}. Au revoir.
    end: true

tests:
  - name: a burst pipe on a Saturday night reaches water
    at: 2026-12-26 02:15             # in the site's zone
    from: "+15195550123"
    callees: {water/primary: accepts}
    do: [press 2, press 1, says "12 Main Street"]
    expect:
      heard: "9 1 1"
      emergency: water
      accepted_by: water/primary
      case: {service: water-main-break, priority: emergency}
  - name: a caller who hangs up while asked for the address is still an emergency
    at: 2026-12-26 02:15
    do: [press 1, press 1, hang up]
    expect: {emergency: water, raised: true}
"""


def test_the_example_of_the_language_loads_and_checks_clean() -> None:
    """With `announce` and `callback` replaced by verbs that exist already."""
    flows, tests, faults = load_flows({"after-hours.yaml": EXAMPLE.encode()}, names(flow="after-hours"))
    assert list(faults) == []
    assert len(flows["after-hours"].steps) == 9
    assert len(tests["after-hours"]) == 2


@pytest.mark.parametrize("verb", ["announce: active", "survey: yes"])
def test_a_verb_that_does_not_exist_is_refused_in_its_line_and_nothing_else_is(verb: str) -> None:
    text = DAY.replace("  person:\n    ring: {person: ann}", f"  person:\n    {verb}")
    assert told(text) == [("unknown-verb", text[: text.index(verb)].count("\n") + 1)]


def test_fifteen_hundred_steps_in_a_row_are_walked_to_their_end() -> None:
    """Without recursion: Python's limit of a thousand frames is no limit for a flow."""
    steps = "".join(f"  s{n}:\n    say: {{en: Step {n}., fr: Pas {n}.}}\n    next: s{n + 1}\n" for n in range(1500))
    text = DAY.replace("    next: language\n", "    next: s0\n").replace("  language:\n", steps + "  s1500:\n", 1)
    _, _, faults = load_flows({"day.yaml": text.encode()}, names())
    assert {each.code for each in faults} == {"slow-emergency", "silent-too-long", "wrong-too-long"}


def test_a_folder_without_flows_has_no_faults() -> None:
    assert load_flows({})[:2] == ({}, {})
