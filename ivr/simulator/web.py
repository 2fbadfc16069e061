"""Small words of HTTP for both APIs: JSON answers, bodies, numbers in queries."""

import json
from collections.abc import Callable
from datetime import datetime

from werkzeug.wrappers import Request, Response

from ivr.simulator.errors import ControlRefused

Handler = Callable[..., Response]
Body = dict[str, object]


def as_json(value: object, status: int = 200) -> Response:
    return Response(json.dumps(value), status, content_type="application/json")


def body_of(request: Request) -> Body:
    """The JSON object in the body, or {}. Raises `ControlRefused` for anything else."""
    if not request.get_data():
        return {}
    try:
        value = json.loads(request.get_data())
    except ValueError as error:
        raise ControlRefused(f"The body is not JSON: {error}.") from error
    if not isinstance(value, dict):
        raise ControlRefused("The body is not a JSON object.")
    return value


def word(body: Body, name: str) -> str:
    """A text that must be there. Raises `ControlRefused`."""
    value = body.get(name)
    if not isinstance(value, str):
        raise ControlRefused(f"{name} is missing: a text is needed.")
    return value


def seconds(body: Body, name: str, default: float) -> float:
    """A number of seconds, 0 or more. Raises `ControlRefused`."""
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ControlRefused(f"{name} has to be a number of seconds, 0 or more.")
    return float(value)


def instant(body: Body, name: str) -> datetime:
    """An instant with its zone, ISO 8601. Raises `ControlRefused`."""
    text = word(body, name)
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise ControlRefused(f"{name}: {text} is not an instant such as 2026-12-26T02:15:00-05:00.") from error
    if at.tzinfo is None:
        raise ControlRefused(f"{name}: {text} has no zone; write 2026-12-26T02:15:00-05:00.")
    return at
