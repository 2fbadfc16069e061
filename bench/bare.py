"""The yardstick: one Flask route that returns constant TwiML, under gunicorn with the options it is given as JSON."""

import json
import sys

from flask import Flask, Response
from gunicorn.app.base import BaseApplication

DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8"?><Response><Gather input="dtmf" action="http://127.0.0.1/voice/turn/1"'
    ' method="POST" timeout="6" numDigits="1" finishOnKey="" actionOnEmptyResult="true"><Say language="en-CA"'
    ' voice="Polly.Joanna-Neural">What are you calling about?</Say></Gather>'
    '<Redirect method="POST">http://127.0.0.1/voice/turn/1</Redirect></Response>'
)


class Bare(BaseApplication):  # type: ignore[misc]
    """gunicorn with the service's own options."""

    def __init__(self, options: dict[str, object]) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        app = Flask("bare")
        app.add_url_rule("/voice", view_func=constant, methods=["POST"])
        return app


def constant() -> Response:
    return Response(DOCUMENT, mimetype="text/xml")


if __name__ == "__main__":
    Bare(json.loads(sys.argv[1])).run()
