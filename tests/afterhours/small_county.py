"""A small county and a partner council, written as staff would: the folder the tests of the domain release."""

from collections.abc import Mapping

SITE = """\
name: Long Point County
zone: America/Toronto
country: CA
emergency_number: "9 1 1"
languages: {en: {locale: en-CA, voice: Polly.Joanna-Neural}, fr: {locale: fr-CA, voice: Polly.Gabrielle-Neural}}
fallback_person: duty-manager
recording_notice:
  en: This call is recorded so that we can help you.
  fr: Cet appel est enregistré afin de mieux vous aider.
tenants:
  wealden-vale:
    name: Wealden Vale Borough Council
    zone: Europe/London
    country: GB
    emergency_number: "9 9 9"
    languages: {en: {locale: en-GB, voice: Polly.Amy-Neural}}
lines:
  main: {number: "+15195550100", flow: main, hours: town-hall, closed: night}
  wealden-night: {number: "+441632960100", tenant: wealden-vale, flow: wealden}
  flu-clinic: {number: "+15195550140", flow: main, from: 2026-10-01, until: 2026-12-20, then: main}
"""
HOURS = """\
town-hall:
  zone: America/Toronto
  open: {mon-fri: "08:30-12:00, 13:00-16:30"}
  except:
    2026-12-24: "08:30-12:00"
    2026-12-25..2027-01-01: closed
"""
SERVICES = """\
lost-dog: {name: {en: Lost dog, fr: Chien perdu}, department: bylaw}
water-main-break:
  name: {en: Burst water pipe, fr: Conduite d'eau brisée}
  department: water
  emergency: water
  questions:
    location:
      kind: address
      required: true
      ask:
        en: Where is it?
        fr: Où est-ce?
"""
ROSTERS = """\
water:
  zone: America/Toronto
  layers:
    primary: {people: [ann]}
  escalate:
    - {ring: primary, for: 25s, text: primary}
    - {ring: person duty-manager, for: 30s}
  alarm: {after: 3m, tell: duty-manager}
"""
"""The roster that services.yaml names; a test's own rosters stand beside it."""
MAIN = """\
flow: main
start: welcome
defaults: {after_last_try: person, on_error: person}
steps:
  welcome:
    say:
      en: If anyone is in danger, hang up and dial 9 1 1.
      fr: En cas de danger, raccrochez et composez le 9 1 1.
    next: language
  language: {language: offer, next: menu}
  menu:
    ask:
      en: What are you calling about?
      fr: Quel est le motif de votre appel?
    keys:
      "1": {for: {en: a burst water pipe, fr: une conduite d'eau brisée}, go: pipe}
      "2": {for: {en: a lost dog, fr: un chien perdu}, go: dog}
      "3": {for: {en: a person, fr: une personne}, go: person}
  pipe: {report: water-main-break, nobody: message, next: bye}
  dog: {report: lost-dog, next: bye}
  person: {ring: {person: duty-manager}, nobody: message, failed: message, next: bye}
  message:
    record:
      en: Please leave a message.
      fr: Laissez un message.
    empty: bye
    next: bye
  bye:
    end:
      en: Your case is {case.number}. Goodbye.
      fr: Votre dossier est le {case.number}. Au revoir.
tests:
  - name: a burst pipe is taken
    callees: {water/primary: accepts}
    do: [press 1, press 1, says "12 Main Street"]
    expect: {emergency: water, accepted_by: water/primary}
  - name: nobody takes a burst pipe
    do: [press 1, press 1, says "12 Main Street"]
    expect: {emergency: water, steps: [pipe, message]}
"""
NIGHT = MAIN.replace("flow: main", "flow: night")
WEALDEN = """\
flow: wealden
start: welcome
defaults: {after_last_try: message, on_error: person}
steps:
  welcome:
    say:
      en: If anyone is in danger, hang up and dial 9 9 9.
    next: person
  person: {ring: {person: duty-manager}, nobody: message, failed: message, next: bye}
  message: {record: {en: Please leave a message.}, empty: bye, next: bye}
  bye: {end: {en: Goodbye.}}
"""
FILES: Mapping[str, str] = {
    "site.yaml": SITE,
    "hours.yaml": HOURS,
    "rosters.yaml": ROSTERS,
    "services.yaml": SERVICES,
    "flows/main.yaml": MAIN,
    "flows/night.yaml": NIGHT,
    "flows/wealden.yaml": WEALDEN,
}


def folder(**changes: str | None) -> dict[str, bytes]:
    """The folder's files; `site="..."` changes site.yaml, `flows__main` a flow, None leaves a file out."""
    named = {name.replace("__", "/") + ".yaml": text for name, text in changes.items()}
    if (own := named.get("rosters.yaml")) and "services.yaml" not in named and not own.startswith("water:"):
        named["rosters.yaml"] = f"{own.rstrip()}\n{ROSTERS}"
    return {path: text.encode() for path, text in {**FILES, **named}.items() if text is not None}
