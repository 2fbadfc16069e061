"""The browser libraries, served by the program itself from the environment it runs in; `make setup` puts them there."""

import sys
from pathlib import Path

from flask import Flask, Response, abort, send_from_directory

from ivr.folders import assets_folder

SERVED = frozenset({"htmx.js", "sse.js"})


def register(app: Flask) -> None:
    app.add_url_rule("/static/vendor/<name>", "vendor", vendor)


def vendor(name: str) -> Response:
    """One library; nothing else of that folder."""
    if name not in SERVED:
        abort(404)
    return send_from_directory(assets_folder(Path(sys.prefix)), name, mimetype="text/javascript")
