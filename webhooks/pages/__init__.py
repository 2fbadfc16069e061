"""What every page shares: headers, languages, times, macros' filters. Who may see a page is `webhooks.signin`."""

from flask import Flask

from webhooks.pages import assets, headers, languages, surroundings, times
from webhooks.pages.parts import Parts


def register(app: Flask, parts: Parts) -> None:
    """Give `app` the headers, languages and filters of the pages; `parts` stays reachable by `parts.of_app()`."""
    app.extensions["ivr_parts"] = parts
    assets.register(app)
    headers.register(app, https=parts.settings.public_url.startswith("https://"), live_url=parts.settings.live_url)
    languages.register(app)
    times.register(app)
    surroundings.register(app)
