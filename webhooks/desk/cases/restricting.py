"""A case of a restricted kind of request leaves the desk of whoever wrote that down, if they are not in its group."""

from uuid import UUID

from flask import flash
from flask_babel import gettext as _

from afterhours.services.casework.restrict_case import restrict_case
from webhooks.desk.access import Desk
from webhooks.pages.parts import of_app


def sent_to_its_group(desk: Desk, case_id: UUID, service: str | None) -> bool:
    """The last deed of a transaction. Whether the case is out of the visitor's sight now, and they are told so."""
    group = of_app().site.restricted(service) if service else None
    if not restrict_case(desk.session, case_id, group) or group in desk.visitor.groups:
        return False
    flash(_("It is saved. Only the people who deal with this kind of request see the case from now on."))
    return True
