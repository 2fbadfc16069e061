"""What every template knows without being told: who looks, whether the telephone is simulated, the languages."""

from contextlib import suppress
from typing import Any

from flask import Flask, g, request
from flask_babel import get_locale

from ivr.errors import Unavailable
from webhooks.pages.languages import other_languages
from webhooks.pages.navigation import in_sight, places
from webhooks.pages.parts import book_of, of_app


def register(app: Flask) -> None:
    app.context_processor(surroundings)


def surroundings() -> dict[str, Any]:
    """Cheap, and without the database: an error page has them too."""
    parts = of_app()
    return {
        "visitor": (visitor := g.get("visitor")),
        "places": in_sight(places(visitor.permissions, request.path) if visitor else []),
        "stream": f"{parts.settings.live_url}/live/desk",
        "simulated": parts.settings.telephony == "simulated",
        "language": str(get_locale() or "en"),
        "languages": other_languages(request.path),
        "council": municipality(),
    }


def municipality() -> str:
    """The name of whoever runs the service: the council of the first line; nothing while that cannot be read."""
    with suppress(Unavailable):
        return next((line.tenant_name for line in book_of(of_app()).lines.values()), "")
    return ""
