"""The desk: where people read and follow up cases."""

from flask import Flask

import webhooks.desk.cases.by_number
import webhooks.desk.cases.deeds
import webhooks.desk.cases.enter_call
import webhooks.desk.complaints.routes
import webhooks.desk.emergencies.routes
import webhooks.desk.hours.routes
import webhooks.desk.people.orders
import webhooks.desk.people.routes  # noqa: F401 - its pages belong to the blueprint
from webhooks.desk import alarms
from webhooks.desk import callers as callers
from webhooks.desk import privacy as privacy
from webhooks.desk.audit.page import parted
from webhooks.desk.audit.routes import ADMIN
from webhooks.desk.calls import caller_deeds as caller_deeds
from webhooks.desk.calls import deeds as deeds  # these pages belong to the blueprint
from webhooks.desk.calls import link_deeds as link_deeds
from webhooks.desk.calls import script_deeds as script_deeds
from webhooks.desk.calls import talk_deeds as talk_deeds
from webhooks.desk.calls.routes import CALLS
from webhooks.desk.cases.guidance import rendered
from webhooks.desk.handover import HANDOVER
from webhooks.desk.lines.routes import LINES
from webhooks.desk.rosters.routes import ROSTERS
from webhooks.desk.routes import DESK
from webhooks.pages.parts import Parts


def register(app: Flask, parts: Parts) -> None:  # noqa: ARG001 - every package of pages is registered alike
    """The desk's pages. `webhooks.pages` and `webhooks.signin` are registered before."""
    app.register_blueprint(DESK)
    app.register_blueprint(ADMIN)
    app.register_blueprint(HANDOVER)
    app.register_blueprint(LINES)
    app.register_blueprint(ROSTERS)
    app.register_blueprint(CALLS)
    app.jinja_env.filters.update(note=rendered, parted=parted)
    app.context_processor(alarms.shown)
