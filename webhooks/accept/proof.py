"""Of a restricted case the link alone shows nothing: its person proves with their PIN that they hold their telephone.

What was proved is kept for a while in a cookie of this one link, signed, so that a page that is read again does not ask
again. An ordinary emergency asks for no PIN and sets no cookie.
"""

from hashlib import sha256

from flask import Request, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from afterhours.services.people.known import person_by_handle
from afterhours.services.people.pins import right_pin
from webhooks.accept.guard import link
from webhooks.pages.parts import Parts

MINUTES = 30
COOKIE = "ivr_proof"
SALT = "accept proof"
LONGEST_PIN = 20


def right(session: Session, parts: Parts) -> bool:
    """Whether the form holds the PIN of the link's person; a wrong one is counted, so the session must be committed."""
    person = person_by_handle(session, link().handle)
    pin = request.form.get("pin", "").strip()[:LONGEST_PIN]
    return person is not None and right_pin(session, person, pin, parts.clock.now())


def is_proven(asked: Request, parts: Parts, token: str) -> bool:
    try:
        kept = signer(parts).loads(asked.cookies.get(COOKIE, ""), max_age=MINUTES * 60)
    except BadSignature:
        return False
    return bool(kept == digest(token))


def keep(answer: Response, parts: Parts, token: str) -> None:
    """The browser holds the proof for this link's pages alone."""
    answer.set_cookie(
        COOKIE,
        signer(parts).dumps(digest(token)),
        max_age=MINUTES * 60,
        path=f"/accept/{token}",
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
    )


def signer(parts: Parts) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(list(reversed(parts.settings.secret_keys)), salt=SALT)


def digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
