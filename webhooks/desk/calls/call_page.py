"""Everything that is drawn for one call: the sheet, the form, emergencies, who is on duty, and what may be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import UUID

from afterhours.models import Case
from afterhours.services.casework.block_callers import standing
from afterhours.services.casework.linking import links_of
from afterhours.services.texts.send_receipt import why_not
from webhooks.desk.access import Desk
from webhooks.desk.calls import words
from webhooks.desk.calls.call_file import CallFile, open_call_file
from webhooks.desk.calls.call_sheet import CallSheet, call_sheet
from webhooks.desk.calls.duty import Watch, rosters_of, watches
from webhooks.desk.calls.form import Typed, typed_in, typed_of
from webhooks.desk.calls.script_sheet import ScriptSheet, script_sheet
from webhooks.desk.calls.standing import Standing, standing_of
from webhooks.desk.calls.talk import Talk, callback_words, talk_of
from webhooks.desk.cases.guidance import Guidance, guidance_of
from webhooks.desk.emergencies.duty import duty_now, handles_in
from webhooks.desk.emergencies.file import files_of_case, people_of
from webhooks.desk.emergencies.names import teller_of
from webhooks.desk.emergencies.page import Sheet as EmergencySheet
from webhooks.desk.emergencies.page import sheet_of as emergency_sheet
from webhooks.desk.names import Names
from webhooks.pages.parts import book_of, of_app, services_of
from webhooks.pages.times import Moment, moment
from webhooks.roles import Permission

Options: TypeAlias = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """How the page is shown: a form that came back (`typed`) with `faults`, and what somebody else wrote (`clashes`).

    `opened`: which of the ways out is unfolded. `flagged`: what was written about an abusive caller. `seen`: a person
    looks at it, and that is written down.
    """

    typed: Typed | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    clashes: Mapping[str, str] = field(default_factory=dict)
    opened: str = ""
    flagged: str = ""
    code: int = 200
    seen: bool = True


@dataclass(frozen=True, slots=True)
class Choices:
    """(value, words) of the lists of the forms."""

    services: Options
    emergencies: Options
    priorities: Options
    dispositions: Options
    avoidable: Options
    truths: Options
    rosters: Options


@dataclass(frozen=True, slots=True)
class CallPage:
    """What the templates draw. `draft`: since when what stands in the form has not been saved."""

    case: Case
    sheet: CallSheet
    typed: Typed
    draft: Moment | None
    choices: Choices
    guidance: Guidance
    script: ScriptSheet | None
    watches: Sequence[Watch]
    emergencies: Sequence[EmergencySheet]
    no_receipt: str
    talk: Talk
    standing: Standing
    callback_words: str
    linked: frozenset[str]
    """The numbers of the cases that this one is linked with."""
    may_link: bool
    flag: str
    """flagged, for somebody to decide about the caller; blocked; or nothing."""


def page_of(desk: Desk, call_id: UUID, what: Shown) -> CallPage:
    names, file = Names(book_of(of_app())), open_call_file(desk, call_id)
    case, zone = file.case, names.zone(file.case.tenant)
    sheet = call_sheet(file, names, desk.visitor, desk.now)
    ours, talk = names.number_of(case.line), talk_of(desk, case)
    page = CallPage(
        case=case,
        sheet=sheet,
        typed=what.typed or draft_or_case(file, names),
        draft=moment(file.draft.saved_at, zone, desk.real_now) if file.draft and not what.typed else None,
        choices=choices_of(names, case),
        guidance=guidance_of(case, services_of(of_app()), zone, desk.now),
        script=script_sheet(desk, case, country_of(names, case.tenant)),
        watches=watches(desk, case),
        emergencies=emergencies_of(desk, case),
        no_receipt=words.why_no_receipt(why_not(desk.session, case, ours)),
        linked=frozenset(each.case.number for each in links_of(desk.session, case, desk.cases())),
        talk=talk,
        standing=standing_of(desk, case, talk, zone),
        callback_words=callback_words(talk.callback) if talk.callback else "",
        flag=flag_of(desk, case),
        may_link=Permission.WORK_CASES in desk.visitor.permissions,
    )
    if what.seen:
        desk.note(case.tenant, "call.seen", f"case {case.number}", fields=fields_shown(page))
    return page


def flag_of(desk: Desk, case: Case) -> str:
    found = standing(desk.session, case.tenant, case.caller_e164, desk.now) if case.caller_e164 else None
    return found.state if found else ""


def draft_or_case(file: CallFile, names: Names) -> Typed:
    if file.draft:
        return typed_in(file.draft.fields)
    return typed_of(file.case, country_of(names, file.case.tenant))


def country_of(names: Names, tenant: str) -> str:
    """Where a number without its country is from."""
    lines = names.lines_of(tenant)
    return lines[0].country if lines else "CA"


def emergencies_of(desk: Desk, case: Case) -> list[EmergencySheet]:
    files = files_of_case(desk, case)
    duty = duty_now(desk, [each.emergency for each in files])
    named = people_of(desk, handles_in(duty))
    return [emergency_sheet(each, teller_of({**each.people, **named}, duty), desk.now) for each in files]


def choices_of(names: Names, case: Case) -> Choices:
    requests = sorted(names.book.requests.values(), key=lambda each: names.service(each.name).casefold())
    return Choices(
        services=[(each.name, names.service(each.name)) for each in requests],
        emergencies=sorted(
            ((each.name, names.service(each.name)) for each in requests), key=lambda each: each[0] != case.service
        ),
        priorities=[(value, words.priority(value)) for value in ("normal", "urgent")],
        dispositions=[*words.dispositions().items()],
        avoidable=[*words.avoidable().items()],
        truths=[*words.yes_no().items()],
        rosters=rosters_of(case.tenant),
    )


def fields_shown(page: CallPage) -> list[str]:
    """The names of what this page told of the caller, for the audit."""
    sheet = page.sheet
    parts = {
        "number": bool(sheet.number),
        "story": bool(sheet.story),
        "contact.name": sheet.contact is not None,
        "contact.address": bool(sheet.contact and sheet.contact.address),
        "earlier.number": bool(sheet.earlier),
        "earlier.subject": any(each.told for each in sheet.earlier),
        "details": any(page.typed.fields.values()),
        "history": bool(sheet.history),
        "emergency": bool(page.emergencies),
        "script": bool(page.script and page.script.steps),
    }
    return [name for name, shown in parts.items() if shown]
