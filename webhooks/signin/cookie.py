"""The cookie that holds a session's token: read, set, removed. It never holds anything else."""

from flask import Request, Response

from webhooks.signin.sessions import LONGEST

PLAIN, SECURE = "ivr_session", "__Host-ivr_session"
"""Over https the name itself makes browsers insist on Secure, the whole site, and no other host."""


def token_of(request: Request) -> str | None:
    """The token a browser shows, or None."""
    return request.cookies.get(SECURE if request.is_secure else PLAIN)


def give(response: Response, token: str, *, https: bool) -> None:
    response.set_cookie(
        SECURE if https else PLAIN,
        token,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        secure=https,
        httponly=True,
        samesite="Lax",
    )


def take_back(response: Response, *, https: bool) -> None:
    response.delete_cookie(SECURE if https else PLAIN, path="/", secure=https, httponly=True, samesite="Lax")
