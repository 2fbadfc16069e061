"""A talk whose case has become another group's: its bar, from which the caller is handed to that group.

The desk sees nothing of such a case, so it is read and done as the telephone sees it, for one's own talk only.
"""

from uuid import UUID

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from afterhours.models import AuditEntry
from afterhours.services.queue.handing_on import hand_on
from ivr.errors import Refused
from webhooks.attending.routes import ATTENDING, OFFERS, done
from webhooks.pages.parts import of_app
from webhooks.roles import Permission
from webhooks.signin.guard import may
from webhooks.signin.visitor import visitor


@ATTENDING.post("/talks/<uuid:offer_id>/<any('ask', 'connect', 'cancel', 'leave'):deed>")
@may(Permission.TAKE_CALLS)
def hand(offer_id: UUID, deed: str) -> Response:
    """One step of it; the sentence why not stands on the bar."""
    parts, who = of_app(), visitor()
    try:
        with parts.database.transaction() as session:
            standing = hand_on(session, parts.site, who.user_id, offer_id, deed, parts.clock.now())
            session.add(
                AuditEntry(
                    tenant=standing.tenant,
                    at=parts.real_clock.now(),
                    actor=who.login,
                    action=f"talk.{deed}",
                    object=f"offer {offer_id}",
                    detail={"to": standing.group},
                    address=request.remote_addr,
                )
            )
    except Refused:
        return done(why_not(deed), template=OFFERS)
    return done(template=OFFERS)


def why_not(deed: str) -> str:
    said: dict[str, str] = {
        "ask": _("Nobody of them is free now, or somebody is being asked already. The caller is still with you."),
        "connect": _("Your colleague is not on the line yet."),
        "cancel": _("Nobody is being asked any more."),
        "leave": _("Connect the caller with your colleague first: nobody else is on the line for them."),
    }
    return said[deed]
