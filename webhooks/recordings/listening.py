"""Listening at the desk: by a signed address of one's own session, with the permission to hear, and written down.

A player asks for one recording in many parts; of one address it is noted once who heard it.
"""

from hashlib import sha256
from uuid import UUID

from flask import request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from afterhours.models import AuditEntry, Case, Recording
from afterhours.services.recordings.hear import recording_of
from afterhours.services.recordings.links import listened, listening_token
from webhooks.desk.access import Desk, desk_of
from webhooks.recordings.answering import sound
from webhooks.recordings.parts import of_app
from webhooks.roles import Permission
from webhooks.signin.cookie import token_of
from webhooks.signin.guard import may, page_blueprint
from webhooks.signin.sessions import hash_of
from webhooks.signin.visitor import visitor

LISTENING = page_blueprint("listening", __name__, url_prefix="/recordings")
HEARD = "recording.heard"
MARK = 16
"""So much of a hash tells sessions, and addresses, from each other."""


@LISTENING.get("/play/<token>")
@may(Permission.HEAR_RECORDINGS)
def play(token: str) -> Response:
    """The sound, or the part of it that the player seeks."""
    parts = of_app()
    recording_id = listened(parts.settings.secret_keys, token, session_mark(), parts.real_clock.now())
    with desk_of(parts, visitor(), request.remote_addr) as desk:
        tape = recording_of(desk.session, recording_id)
        case = desk.one_case(Case.call_id == tape.call_id)
        note_hearing(desk, tape, case.number, sha256(token.encode()).hexdigest()[:MARK])
        desk.session.flush()
        desk.session.expunge(tape)
    return sound(parts.listening, tape, request)


def note_hearing(desk: Desk, tape: Recording, number: str, address: str) -> None:
    """Before anything is heard, and once for each address that a page has given. `number`: the case's."""
    detail = {"recording": str(tape.id), "address": address}
    heard = (AuditEntry.action == HEARD, AuditEntry.actor == desk.visitor.login, AuditEntry.detail == detail)
    what = f"case {number}"
    if desk.session.scalar(select(AuditEntry.id).where(AuditEntry.object == what, *heard).limit(1)) is None:
        desk.note(tape.tenant, HEARD, what, **detail)


def listening_url(recording_id: UUID) -> str:
    """Where the visitor of this page hears a recording."""
    parts = of_app()
    token = listening_token(parts.settings.secret_keys, recording_id, session_mark(), parts.real_clock.now())
    return url_for("listening.play", token=token)


def session_mark() -> str:
    return hash_of(token_of(request) or "")[:MARK]
