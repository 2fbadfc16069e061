"""The desk: where people read and follow up cases."""

from flask import Flask

from webhooks.desk import alarms
from webhooks.desk import callers as callers
from webhooks.desk import case_by_number as case_by_number
from webhooks.desk import case_deeds as case_deeds
from webhooks.desk import complaints as complaints
from webhooks.desk import emergencies as emergencies  # these pages belong to the blueprint
from webhooks.desk import enter_call as enter_call
from webhooks.desk import hours as hours
from webhooks.desk import people as people
from webhooks.desk import people_orders as people_orders
from webhooks.desk import privacy as privacy
from webhooks.desk.audit import ADMIN
from webhooks.desk.calls import caller_deeds as caller_deeds
from webhooks.desk.calls import deeds as deeds  # these pages belong to the blueprint
from webhooks.desk.calls import link_deeds as link_deeds
from webhooks.desk.calls import script_deeds as script_deeds
from webhooks.desk.calls import talk_deeds as talk_deeds
from webhooks.desk.calls.routes import CALLS
from webhooks.desk.guidance import rendered
from webhooks.desk.handover import HANDOVER
from webhooks.desk.lines.routes import LINES
from webhooks.desk.rosters import ROSTERS
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
    app.jinja_env.filters["note"] = rendered
    app.context_processor(alarms.shown)
