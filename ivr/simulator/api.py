"""Both APIs as one WSGI application: the provider's REST API (with its account and token) and the control API.

Refusals become the provider's JSON error under /2010-04-01, and {"error": sentence} under /network.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from ivr.errors import Unavailable
from ivr.simulator.control import Control
from ivr.simulator.errors import ControlRefused, RestRefused
from ivr.simulator.network import Network
from ivr.simulator.pacer import Pacer
from ivr.simulator.rest import calls, messages, numbers, recordings
from ivr.simulator.web import Handler, as_json

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

ACCOUNT = "/2010-04-01/Accounts/<account>"

REST: tuple[tuple[str, str, Handler], ...] = (
    ("GET", ".json", numbers.fetch_account),
    ("GET", "/IncomingPhoneNumbers.json", numbers.list_numbers),
    ("GET", "/IncomingPhoneNumbers/<sid>.json", numbers.fetch_number),
    ("POST", "/IncomingPhoneNumbers/<sid>.json", numbers.update_number),
    ("GET", "/Calls.json", calls.list_calls),
    ("POST", "/Calls.json", calls.create_call),
    ("GET", "/Calls/<sid>.json", calls.fetch_call),
    ("POST", "/Calls/<sid>.json", calls.update_call),
    ("GET", "/Calls/<call_sid>/Recordings.json", recordings.list_recordings),
    ("GET", "/Messages.json", messages.list_messages),
    ("POST", "/Messages.json", messages.create_message),
    ("GET", "/Messages/<sid>.json", messages.fetch_message),
    ("DELETE", "/Messages/<sid>.json", messages.delete_message),
    ("GET", "/Recordings.json", recordings.list_recordings),
    ("GET", "/Recordings/<sid>.json", recordings.fetch_recording),
    ("GET", "/Recordings/<sid>.wav", recordings.fetch_wav),
    ("GET", "/Recordings/<sid>.mp3", recordings.fetch_mp3),
    ("GET", "/Recordings/<sid>", recordings.fetch_wav),
    ("DELETE", "/Recordings/<sid>.json", recordings.delete_recording),
    ("DELETE", "/Transcriptions/<sid>.json", recordings.delete_transcript),
)


def _control_routes(control: Control) -> tuple[tuple[str, str, Handler], ...]:
    return (
        ("GET", "/health", control.health),
        ("GET", "/numbers", control.numbers),
        ("GET", "/events", control.events),
        ("GET", "/calls", control.calls),
        ("POST", "/calls", control.dial),
        ("GET", "/calls/<sid>", control.call),
        ("POST", "/calls/<sid>/<deed>", control.deed),
        ("GET", "/callees", control.callees),
        ("GET", "/callees/<number>", control.callee),
        ("POST", "/callees/<number>", control.plan),
        ("POST", "/callees/<number>/<deed>", control.callee_deed),
        ("GET", "/texts", control.texts),
        ("POST", "/texts", control.text_in),
        ("GET", "/clock", control.clock),
        ("POST", "/clock", control.move_clock),
        ("POST", "/reset", control.reset),
    )


class Api:
    """The WSGI application over one network."""

    def __init__(self, network: Network, pacer: Pacer | None = None) -> None:
        self._network = network
        rules = [Rule(ACCOUNT + path, methods=[method], endpoint=handler) for method, path, handler in REST]
        control = _control_routes(Control(pacer))
        rules += [Rule("/network" + path, methods=[method], endpoint=handler) for method, path, handler in control]
        self._urls = Map(rules)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        return self._answer(Request(environ))(environ, start_response)

    def _answer(self, request: Request) -> Response:
        try:
            if request.path.startswith("/2010-04-01"):
                self._check_credentials(request)
            handler, matched = self._urls.bind_to_environ(request.environ).match()
            values = dict(matched)
            self._check_account(values.pop("account", self._network.account_sid))
            response: Response = handler(self._network, request, **values)
        except RestRefused as refused:
            return _provider_error(refused)
        except ControlRefused as refused:
            return as_json({"error": str(refused)}, 409)
        except Unavailable as error:
            return as_json({"error": str(error), "message": str(error), "status": 503}, 503)
        except HTTPException as error:
            if request.path.startswith("/2010-04-01"):
                return _provider_error(RestRefused(404, 20404, f"The requested resource {request.path} was not found"))
            return as_json({"error": f"{request.method} {request.path}: {error.description}"}, error.code or 500)
        return response

    def _check_credentials(self, request: Request) -> None:
        given = request.authorization
        wanted = (self._network.account_sid, self._network.auth_token)
        if given is None or (given.username, given.password) != wanted:
            raise RestRefused(401, 20003, "Authenticate")

    def _check_account(self, account: str) -> None:
        if account != self._network.account_sid:
            raise RestRefused(404, 20404, f"The requested resource /Accounts/{account} was not found")


def create_api(network: Network, pacer: Pacer | None = None) -> Api:
    """The WSGI application. `pacer` lets viewers pause and resume the time."""
    return Api(network, pacer)


def _provider_error(refused: RestRefused) -> Response:
    error = {
        "code": refused.code,
        "message": refused.sentence,
        "more_info": f"https://www.twilio.com/docs/errors/{refused.code}",
        "status": refused.http,
    }
    return as_json(error, refused.http)
