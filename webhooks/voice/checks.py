"""The test calls to people on duty: what is heard, the key that confirms, and how the call ended.

Needs the database, and fails quietly: nobody is put through to anybody, the leg ends, and the number is rung again.
"""

import logging
from collections.abc import Mapping
from typing import Protocol, cast
from uuid import UUID

from flask import Blueprint, Response, current_app, request

from afterhours.models import Person
from afterhours.services.people.number_tester import over
from afterhours.services.people.number_tests import confirm, tested_number
from afterhours.site import Site
from ivr.addresses import Addresses
from ivr.clock import Clock
from ivr.engine.inputs import Input, Pressed
from ivr.engine.model import Voice
from ivr.engine.sentences import sentence
from ivr.engine.words import Speech
from ivr.store.database import Database
from ivr.twiml.forms import OVER, read_input, read_status
from ivr.twiml.render import render_goodbye, render_refusal, render_whisper
from webhooks.voice.signed import provider_only

log = logging.getLogger(__name__)
KEY = "1"
MOST_TURNS = 3
"""So often another key may be pressed before the call ends."""
RESULTS: Mapping[str, str] = {"completed": "unpressed", "busy": "busy", "no-answer": "no_answer"}
"""The provider's word -> ours, for calls in which the key was not pressed; the others have failed."""


class CheckParts(Protocol):
    """The part of the composition root that these routes may see."""

    @property
    def database(self) -> Database: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def site(self) -> Site: ...

    @property
    def addresses(self) -> Addresses: ...


CHECKS = provider_only(Blueprint("checks", __name__, url_prefix="/voice/check"))


@CHECKS.errorhandler(Exception)
def hang_up(error: Exception) -> Response:
    """The number stays unconfirmed, and is rung again."""
    log.error("a test call could not be led", exc_info=error)
    return Response(render_refusal(), mimetype="text/xml")


@CHECKS.post("/<uuid:test>/<int:turn>")
def heard(test: UUID, turn: int) -> Response:
    """Somebody, or something, has answered: what it is about, then the key that confirms."""
    return Response(check_document(of_app(), test, turn, read_input(request.form)), mimetype="text/xml")


@CHECKS.post("/<uuid:test>/status")
def status(test: UUID) -> Response:
    """How the call goes. Its end may be told before the key, and several times: a confirmed number stays confirmed."""
    report, parts = read_status(request.form), of_app()
    if report.status in OVER:
        with parts.database.transaction() as session:
            over(session, parts.site, test, RESULTS.get(report.status, "failed"), parts.clock.now())
    return Response("", 204)


def check_document(parts: CheckParts, test: UUID, turn: int, given: Input) -> str:
    """Hangs up on a call that tests nothing any more."""
    site = parts.site
    with parts.database.transaction() as session:
        number = tested_number(session, test)
        if number is None:
            return render_refusal()
        person = session.get_one(Person, number.person_id)
        if turn > 1 and given == Pressed(KEY):
            confirm(session, test, parts.clock.now())
            return render_goodbye(*spoken("number_test_thanks", person, site))
    if turn > MOST_TURNS:
        return render_refusal()
    speeches, voices = spoken("number_test", person, site)
    return render_whisper(speeches, parts.addresses.check(test, turn + 1), voices)


def spoken(name: str, person: Person, site: Site) -> tuple[list[Speech], Mapping[str, Voice]]:
    """A sentence in the person's language, or in their council's first one."""
    council = site.councils.get(person.tenant) or site.councils[site.tenant]
    own = person.language or ""
    language = own if own in council.languages else next(iter(council.languages))
    words = sentence(name, language, council.languages[language].locale).format(council=council.name, key=KEY)
    return [Speech(language, words)], council.languages


def of_app() -> CheckParts:
    return cast("CheckParts", current_app.extensions["ivr_parts"])
