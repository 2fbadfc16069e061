"""The language of a page: `?lang=`, then the cookie, then what the browser asks for. The source is English."""

from urllib.parse import urlencode

from flask import Flask, Response, request
from flask_babel import Babel

LANGUAGES = {"en": "English", "fr": "Français"}
"""Tag -> its own name, as the switch in the header shows it."""

COOKIE = "lang"
ONE_YEAR = 365 * 24 * 3600


def register(app: Flask) -> None:
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "en")
    Babel(app, locale_selector=chosen, default_translation_directories="translations")
    app.after_request(remember)


def chosen() -> str:
    """The tag for this request; always one of LANGUAGES."""
    for wanted in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wanted in LANGUAGES:
            return wanted
    return request.accept_languages.best_match(list(LANGUAGES), default="en") or "en"


def remember(response: Response) -> Response:
    """Keep a language that was chosen by the switch."""
    if response.mimetype != "text/html":
        return response
    wanted = request.args.get("lang")
    if wanted in LANGUAGES:
        response.set_cookie(COOKIE, wanted, max_age=ONE_YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    return response


def other_languages(path: str) -> list[tuple[str, str, str]]:
    """(tag, own name, address) of the other languages; `path` without its `lang`. Search words are never in it."""
    now = chosen()
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return [(tag, name, address(path, [*kept, ("lang", tag)])) for tag, name in LANGUAGES.items() if tag != now]


def address(path: str, arguments: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(arguments)}"
