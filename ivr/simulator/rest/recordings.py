"""Recordings over REST: list, fetch, sound, delete. Source: twilio.md section 4 "Record"."""

from email.utils import format_datetime

from werkzeug.wrappers import Request, Response

from ivr.simulator.errors import RestRefused
from ivr.simulator.network import Network
from ivr.simulator.parameters import API_VERSION
from ivr.simulator.recordings import Recording, mp3, wav
from ivr.simulator.rest.pages import page_of
from ivr.simulator.web import as_json


def list_recordings(network: Network, request: Request, call_sid: str = "") -> Response:
    """Newest first; of one call, with `call_sid` or the filter CallSid."""
    wanted = call_sid or request.args.get("CallSid", "")
    found = [one for one in reversed(network.recordings.values()) if wanted in ("", one.call_sid)]
    return page_of(request, "recordings", found, lambda one: shape(network, one))


def fetch_recording(network: Network, _request: Request, sid: str) -> Response:
    return as_json(shape(network, _recording(network, sid)))


def fetch_wav(network: Network, _request: Request, sid: str) -> Response:
    return Response(wav(_ready(network, sid).duration), content_type="audio/x-wav")


def fetch_mp3(network: Network, _request: Request, sid: str) -> Response:
    return Response(mp3(_ready(network, sid).duration), content_type="audio/mpeg")


def delete_recording(network: Network, _request: Request, sid: str) -> Response:
    _recording(network, sid)
    with network.exchange.lock:
        del network.recordings[sid]
    return Response(status=204)


def delete_transcript(network: Network, _request: Request, sid: str) -> Response:
    """Transcripts have lives of their own: deleting a recording leaves what was written down of it."""
    with network.exchange.lock:
        if network.transcripts.pop(sid, None) is None:
            raise RestRefused(404, 20404, f"The requested resource /Transcriptions/{sid}.json was not found")
    return Response(status=204)


def shape(network: Network, recording: Recording) -> dict[str, object]:
    """A recording as the provider's JSON describes it."""
    at = format_datetime(recording.started_at)
    path = recording.path(network.account_sid)
    return {
        "sid": recording.sid,
        "account_sid": network.account_sid,
        "call_sid": recording.call_sid or None,
        "conference_sid": None,
        "status": "completed" if recording.is_ready(network.now()) else "processing",
        "source": recording.source,
        "channels": 1,
        "duration": str(recording.duration),
        "start_time": at,
        "date_created": at,
        "date_updated": at,
        "error_code": None,
        "encryption_details": None,
        "price": None,
        "price_unit": "USD",
        "media_url": network.exchange.api_base + path,
        "api_version": API_VERSION,
        "uri": f"{path}.json",
        "subresource_uris": {},
    }


def _recording(network: Network, sid: str) -> Recording:
    recording = network.recordings.get(sid)
    if recording is None:
        raise RestRefused(404, 20404, f"The requested resource /Recordings/{sid}.json was not found")
    return recording


def _ready(network: Network, sid: str) -> Recording:
    """The recording, once its sound can be fetched; before that the provider knows nothing of it."""
    recording = _recording(network, sid)
    if not recording.is_ready(network.now()):
        raise RestRefused(404, 20404, f"The sound of recording {sid} is not there yet")
    return recording
