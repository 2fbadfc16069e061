"""The page of one case: what is known of it, and what its reader may do about it."""

from collections.abc import Mapping

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from webhooks.desk.access import desk_of
from webhooks.desk.cases.actions import actions_of
from webhooks.desk.cases.file import open_case_file
from webhooks.desk.cases.guidance import guidance_of
from webhooks.desk.cases.sheet import sheet_of, teller_for
from webhooks.desk.emergencies.file import files_of_case
from webhooks.desk.emergencies.names import teller_of
from webhooks.desk.emergencies.page import sheet_of as emergency_sheet
from webhooks.desk.names import Names
from webhooks.desk.telling.history import history_of
from webhooks.pages.parts import book_of, of_app, services_of
from webhooks.signin.visitor import visitor


def case_page(
    number: str, *, typed: Mapping[str, str] | None = None, faults: Mapping[str, str] | None = None, code: int = 200
) -> Response:
    """`number`: nine digits. `typed` and `faults`: what a form brought, and the sentence beside each of its fields."""
    parts, names = of_app(), Names(book_of(of_app()))
    with desk_of(parts, visitor(), request.remote_addr) as desk:
        file = open_case_file(desk, number)
        found = files_of_case(desk, file.case)
        emergencies = [emergency_sheet(each, teller_of(each.people), desk.now) for each in found]
        told = [line for each in emergencies for line in each.story]
        page = render_template(
            "desk/case.html",
            sheet=sheet_of(file, names, desk.now),
            history=history_of(file.case, file.turns, file.events, file.texts, told, teller_for(file, names), desk.now),
            guidance=guidance_of(file.case, services_of(parts), names.zone(file.case.tenant), desk.now),
            emergencies=emergencies,
            actions=actions_of(desk, file.case, names, typed or {}, faults or {}),
        )
    return make_response(page, code)
