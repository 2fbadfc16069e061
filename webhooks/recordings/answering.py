"""A sound as an HTTP answer: whole, or the part that a player seeks (RFC 9110, section 14); kept by nobody."""

from flask import Request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wrappers import Response

from afterhours.models import Recording
from afterhours.services.recordings.hear import Heard, Listening

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Disposition": "inline",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


def sound(listening: Listening, tape: Recording, request: Request) -> Response:
    """Raises NotFound, Unavailable, and 416 for a part that is not there."""
    part = asked_part(request, tape.bytes) if tape.stored_key else None
    if part is None:
        return whole(listening.hear(tape))
    first, last = part
    heard = listening.hear(tape, first, last)
    return whole(heard) if heard.length is None else partial(heard, first, last)


def asked_part(request: Request, length: int | None) -> tuple[int, int] | None:
    """(first, last) byte; None for all of it: nothing was asked, or several parts at once."""
    wanted = request.range
    if wanted is None or length is None or wanted.units != "bytes" or len(wanted.ranges) != 1:
        return None
    found = wanted.range_for_length(length)
    if found is None:
        raise RequestedRangeNotSatisfiable(length)
    return found[0], found[1] - 1


def whole(heard: Heard) -> Response:
    answer = response(heard, 200)
    answer.headers["Accept-Ranges"] = "none" if heard.length is None else "bytes"
    if heard.length is not None:
        answer.content_length = heard.length
    return answer


def partial(heard: Heard, first: int, last: int) -> Response:
    answer = response(heard, 206)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Content-Range"] = f"bytes {first}-{last}/{heard.length}"
    answer.content_length = last - first + 1
    return answer


def response(heard: Heard, status: int) -> Response:
    return Response(heard.chunks, status, headers=HEADERS, content_type=heard.kind)
