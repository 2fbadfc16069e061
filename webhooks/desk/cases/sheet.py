"""One case as its page shows it: everything already in words, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from afterhours.models import Call, Contact
from ivr.flowfile.names import name as canonical
from webhooks.desk import words
from webhooks.desk.cases import words as case_words
from webhooks.desk.cases.file import CaseFile
from webhooks.desk.cases.rows import Row, row_of
from webhooks.desk.names import Names
from webhooks.desk.telling.story import Teller, colon
from webhooks.desk.telling.tapes import Tape, tapes_of
from webhooks.desk.words import Look
from webhooks.pages.times import Moment, moment


@dataclass(frozen=True, slots=True)
class Answer:
    """One question and what was answered; `recorded` where the answer is to be heard, and nothing to be read."""

    question: str
    value: str
    recorded: bool


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing the service did."""

    at: Moment
    what: str


@dataclass(frozen=True, slots=True)
class Leg:
    """Somebody who was rung on behalf of the caller."""

    to: str
    at: Moment
    ending: str
    seconds: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What `desk/case.html` draws."""

    row: Row
    reason: str
    """Why it has its status, where somebody said so."""
    file: CaseFile
    service: str
    hours: str
    language: str
    number: str
    trust: Look
    attestation: str
    answers: Sequence[Answer]
    tapes: Sequence[Tape]
    deeds: Sequence[Deed]
    disposition: str
    ending: str
    closed: Moment | None
    first_answer: Moment | None
    line_number: str
    legs: Sequence[Leg]
    earlier: Sequence[Row]
    contacts: Sequence[Contact]


def sheet_of(file: CaseFile, names: Names, now: datetime) -> Sheet:
    case, zone = file.case, names.zone(file.case.tenant)
    teller = teller_for(file, names)
    line_number = names.number_of(case.line)
    return Sheet(
        row=row_of(case, names, now),
        reason=case_words.reason(case.status_reason) if case.status_reason else "",
        file=file,
        service=names.service(case.service) if case.service else "",
        hours=words.hours(case.in_hours),
        language=names.language(case.language),
        number=names.phone(case.caller_e164, case.tenant) if case.caller_e164 else "",
        trust=words.trust(case.caller_state),
        attestation=words.attestation(file.call.attestation if file.call else None),
        answers=[
            answer_of(each, names, case.service)
            for each in case.answers
            if each.get("recording") or not case.location or each.get("value") != case.location
        ],
        tapes=tapes_of(case, file.recordings, names, may_hear=file.may_hear),
        deeds=[deed_of(each, teller, zone, now) for each in case.action_taken],
        disposition=words.disposition(case.disposition) if case.disposition else "",
        ending=words.ending(case.ending) if case.ending else "",
        closed=moment(case.closed_at, zone, now) if case.closed_at else None,
        first_answer=moment(case.first_answer_at, zone, now) if case.first_answer_at else None,
        line_number=names.phone(line_number, case.tenant) if line_number else "",
        legs=[leg_of(each, names, zone, now) for each in file.legs],
        earlier=[row_of(each, names, now) for each in file.earlier],
        contacts=file.contacts,
    )


def teller_for(file: CaseFile, names: Names) -> Teller:
    return Teller(names, file.people, file.case.service)


def answer_of(answer: dict[str, Any], names: Names, service: str | None) -> Answer:
    question, value = answer["question"], answer.get("value") or ""
    yes_no = words.yes_no(value)
    shown = yes_no if answer.get("kind") == "yes_no" else names.choice(service, question, value)
    return Answer(colon(names.question(service, question)), shown, bool(answer.get("recording")))


def deed_of(action: dict[str, Any], teller: Teller, zone: str, now: datetime) -> Deed:
    """One entry of `action_taken`, worded as the journey words it."""
    at = moment(datetime.fromisoformat(action["at"]), zone, now)
    said: tuple[str, str] | None = None
    match action["action"]:
        case "rang":
            said = teller.event("", "rang", action)
        case "message_taken":
            said = teller.event("", "recorded", action)
        case "emergency_raised":
            said = words.emergency_raised(teller.names.service(action.get("service", ""))), "help"
        case "texted":
            who = action.get("who", "")
            said = (
                words.texted(teller.people.get(canonical(who)) or words.plain(who), action.get("result", "")),
                "person",
            )
        case "noted":
            said = words.noted(action.get("note", "")), "person"
    return Deed(at, said[0] if said else words.plain(action["action"]).capitalize())


def leg_of(leg: Call, names: Names, zone: str, now: datetime) -> Leg:
    return Leg(
        to=names.phone(leg.to_raw, leg.tenant),
        at=moment(leg.started_at, zone, now),
        ending=words.ending(leg.end_status) if leg.end_status else "",
        seconds=leg.seconds,
    )
