"""The pieces of the page of a call that keep themselves fresh: each reads only what it shows.

A hundred desks ask for them again and again. What a piece hands to its template is named as in `CallPage`.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from afterhours.models import Case
from afterhours.services.casework.case_presence import be_here, others_here
from afterhours.services.casework.drafts import draft_of
from webhooks.desk.access import Desk
from webhooks.desk.calls.call_file import colleagues_in, history_of
from webhooks.desk.calls.call_page import country_of, emergencies_of
from webhooks.desk.calls.call_sheet import greeting_of, lines_of, told_short
from webhooks.desk.calls.form import typed_in, typed_of
from webhooks.desk.calls.script_sheet import script_sheet
from webhooks.desk.calls.standing import standing_of
from webhooks.desk.calls.talk import callback_words, talk_of
from webhooks.desk.cases.file import people_told, turns_of
from webhooks.desk.names import Names

Piece: TypeAlias = Callable[[Desk, Case, Names], Mapping[str, Any]]


def here(desk: Desk, case: Case, _names: Names) -> Mapping[str, Any]:
    """Who else has it open; and whoever asks has it open."""
    login = desk.visitor.login
    be_here(desk.session, case, login, desk.visitor.name, desk.real_now)
    return {"sheet": {"others": others_here(desk.session, case, login, desk.real_now)}}


def story(desk: Desk, case: Case, names: Names) -> Mapping[str, Any]:
    turns = turns_of(desk, case)
    return {"case": case, "sheet": {"story": told_short(case, turns, people_told(desk, case, turns), names)}}


def history(desk: Desk, case: Case, names: Names) -> Mapping[str, Any]:
    told, zone = history_of(desk, case), names.zone(case.tenant)
    return {"sheet": {"history": lines_of(told, colleagues_in(desk, told), names, zone, desk.now)}}


def standing(desk: Desk, case: Case, names: Names) -> Mapping[str, Any]:
    return {"standing": standing_of(desk, case, talk_of(desk, case), names.zone(case.tenant))}


def say(desk: Desk, case: Case, names: Names) -> Mapping[str, Any]:
    talk = talk_of(desk, case)
    greeting = greeting_of(case, names, desk.visitor)
    return {
        "talk": talk,
        "standing": standing_of(desk, case, talk, names.zone(case.tenant)),
        "sheet": {"greeting": greeting},
    }


def ways(desk: Desk, case: Case, names: Names) -> Mapping[str, Any]:
    """The ways out that come and go with the talk."""
    talk, draft = talk_of(desk, case), draft_of(desk.session, case, desk.visitor.login, desk.real_now)
    return {
        "talk": talk,
        "standing": standing_of(desk, case, talk, names.zone(case.tenant)),
        "callback_words": callback_words(talk.callback) if talk.callback else "",
        "typed": typed_in(draft.fields) if draft else typed_of(case, country_of(names, case.tenant)),
        "sheet": {"number": names.phone(case.caller_e164, case.tenant) if case.caller_e164 else ""},
    }


PIECES: Mapping[str, Piece] = {
    "here": here,
    "standing": standing,
    "say": say,
    "ways_of_talk": ways,
    "story": story,
    "history": history,
    "emergency": lambda desk, case, _names: {
        "emergencies": emergencies_of(desk, case),
        "talk": talk_of(desk, case),
    },
    "talk": lambda desk, case, _names: {"talk": talk_of(desk, case)},
    "script": lambda desk, case, names: {"script": script_sheet(desk, case, country_of(names, case.tenant))},
}
"""The name of a piece, which is that of its template, -> what it shows."""
