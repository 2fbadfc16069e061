"""`GET /calendar/<token>.ics`: a roster or one person's shifts, for calendar programs, which cannot sign in."""

import hashlib

from flask import Blueprint, request
from werkzeug.wrappers import Response

from afterhours.services.duty.calendar_feeds import feed_of
from ivr.errors import NotFound
from webhooks.pages.parts import of_app

CALENDARS = Blueprint("calendars", __name__)
KEPT = 900
"""Seconds for which a reader need not ask again."""


@CALENDARS.get("/calendar/<token>.ics")
def calendar(token: str) -> Response:
    """The document; 304 for a reader who has it already; 404 for an address that is not ours, or was taken back."""
    from afterhours.services.duty.shift_calendar import calendar_of

    parts = of_app()
    try:
        with parts.database.transaction() as session:
            feed = feed_of(session, parts.settings.secret_keys, token)
            body = calendar_of(session, parts.site, feed, parts.clock.now())
    except NotFound:
        return Response("This calendar does not exist, or was taken back.\n", 404, mimetype="text/plain")
    answer = Response(body, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'inline; filename="on-duty.ics"'
    answer.headers["Cache-Control"] = f"private, max-age={KEPT}"
    answer.set_etag(hashlib.sha256(body).hexdigest()[:32])
    return answer.make_conditional(request)
