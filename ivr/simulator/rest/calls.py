"""Calls over REST: list, fetch, create, update. Source: twilio.md section 5."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlsplit

from werkzeug.wrappers import Request, Response

from ivr.simulator.errors import RestRefused
from ivr.simulator.legs import Detection, Leg, StatusHook
from ivr.simulator.network import Network
from ivr.simulator.parameters import API_VERSION
from ivr.simulator.rest.pages import page_of
from ivr.simulator.script import Target
from ivr.simulator.web import as_json

MAX_TWIML = 4000
EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
NOT_IMITATED = ("ApplicationSid", "Record", "SendDigits", "CallToken")
DETECTIONS = {"Enable": False, "DetectMessageEnd": True}


def list_calls(network: Network, request: Request) -> Response:
    """Newest first; filters From, To, Status, ParentCallSid, StartTime (a day), StartTime<, StartTime> (inclusive)."""
    legs = [leg for leg in reversed(network.exchange.legs.values()) if _matches(request, leg)]
    return page_of(request, "calls", legs, lambda leg: shape(network, leg))


def fetch_call(network: Network, _request: Request, sid: str) -> Response:
    return as_json(shape(network, _leg(network, sid)))


def create_call(network: Network, request: Request) -> Response:
    """Rings somebody. Raises `RestRefused` 21201, 21210, 21211, 21205, 32018."""
    form = request.form
    strange = [name for name in NOT_IMITATED if name in form]
    if strange:
        raise RestRefused(400, 20001, f"{', '.join(strange)}: unsupported here, this network does not imitate it.")
    if not form.get("To"):
        raise RestRefused(400, 21201, "No 'To' number is specified.")
    hook = None
    if form.get("StatusCallback"):
        hook = StatusHook(form["StatusCallback"], _events(form.getlist("StatusCallbackEvent")))
    call = network.ring_out(
        from_=form.get("From", ""),
        to=form["To"],
        first=_target(request),
        hook=hook,
        fallback_url=form.get("FallbackUrl", ""),
        timeout=float(form.get("Timeout", 60)),
        detection=_detection(form),
    )
    return as_json(shape(network, call.leg), 201)


def update_call(network: Network, request: Request, sid: str) -> Response:
    """Ends a live call (Status) or sends it elsewhere (Url, Twiml). Raises `RestRefused` 21220 on an ended one."""
    leg = _leg(network, sid)
    status = request.form.get("Status")
    if status is None:
        network.redirect(sid, _target(request))
    elif status == "completed" or (status == "canceled" and leg.status in ("queued", "initiated", "ringing")):
        network.complete(sid)
    elif status == "canceled":
        raise RestRefused(400, 21220, f"Call {sid} is {leg.status}; only a call that rings can be canceled.")
    else:
        raise RestRefused(400, 20001, f"Status may be completed or canceled, not {status}.")
    return as_json(shape(network, leg))


def shape(network: Network, leg: Leg) -> dict[str, object]:
    """A call as the provider's JSON describes it."""
    uri = f"/{API_VERSION}/Accounts/{network.account_sid}/Calls/{leg.sid}"
    return {
        "sid": leg.sid,
        "account_sid": network.account_sid,
        "parent_call_sid": leg.parent.sid if leg.parent is not None else None,
        "from": leg.from_,
        "from_formatted": leg.from_,
        "to": leg.to,
        "to_formatted": leg.to,
        "phone_number_sid": leg.number.sid if leg.number is not None else None,
        "status": leg.status,
        "direction": leg.direction,
        "start_time": _date(leg.answered_at or leg.created_at),
        "end_time": _date(leg.ended_at),
        "duration": str(leg.duration()) if leg.ended else None,
        "date_created": _date(leg.created_at),
        "date_updated": _date(leg.ended_at or leg.answered_at or leg.created_at),
        "caller_name": leg.extras.get("CallerName"),
        "forwarded_from": leg.extras.get("ForwardedFrom"),
        "answered_by": leg.answered_by or None,
        "price": None,
        "price_unit": "USD",
        "api_version": API_VERSION,
        "uri": f"{uri}.json",
        "subresource_uris": {"recordings": f"{uri}/Recordings.json"},
    }


def _leg(network: Network, sid: str) -> Leg:
    leg = network.exchange.legs.get(sid)
    if leg is None:
        raise RestRefused(404, 20404, f"The requested resource /Calls/{sid}.json was not found")
    return leg


def _events(asked: list[str]) -> frozenset[str]:
    """The events asked for, of those that exist; `completed` when none is named."""
    return (frozenset(asked) & EVENTS) or frozenset({"completed"})


def _detection(form: Mapping[str, str]) -> Detection | None:
    """Machine detection as it is asked for. Raises `RestRefused` 20001."""
    asked, asynchronous = form.get("MachineDetection", ""), form.get("AsyncAmd", "false")
    if not asked:
        return None
    if asked not in DETECTIONS or asynchronous not in ("true", "false"):
        raise RestRefused(400, 20001, f"MachineDetection {asked}, AsyncAmd {asynchronous}: there is no such detection.")
    url = form.get("AsyncAmdStatusCallback", "")
    if asynchronous == "true" and not url:
        raise RestRefused(400, 20001, "AsyncAmd without AsyncAmdStatusCallback: nobody would be told what answered.")
    if form.get("AsyncAmdStatusCallbackMethod", "POST") != "POST":
        raise RestRefused(400, 20001, "AsyncAmdStatusCallbackMethod: only POST is supported here.")
    return Detection(DETECTIONS[asked], url if asynchronous == "true" else "")


def _target(request: Request) -> Target:
    """Url wins over Twiml. Raises `RestRefused` 21205, 32018."""
    url, twiml = request.form.get("Url"), request.form.get("Twiml")
    if url:
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise RestRefused(400, 21205, f"Url parameter is invalid: {url}")
        return Target(url, method=request.form.get("Method", "POST"))
    if not twiml:
        raise RestRefused(400, 21205, "Url parameter is required.")
    if len(twiml) > MAX_TWIML:
        raise RestRefused(400, 32018, f"Twiml has {len(twiml)} characters; at most {MAX_TWIML} are allowed.")
    return Target(twiml=twiml)


def _matches(request: Request, leg: Leg) -> bool:
    asked = request.args
    parent = leg.parent.sid if leg.parent is not None else ""
    facts = {"From": leg.from_, "To": leg.to, "Status": leg.status, "ParentCallSid": parent}
    if any(asked[name] != fact for name, fact in facts.items() if asked.get(name)):
        return False
    start = leg.answered_at or leg.created_at
    day, before, after = asked.get("StartTime"), asked.get("StartTime<"), asked.get("StartTime>")
    return (
        (not day or _instant(day) <= start < _instant(day) + timedelta(days=1))
        and (not before or start <= _instant(before))
        and (not after or start >= _instant(after))
    )


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise RestRefused(400, 20001, f"{text} is not a date (YYYY-MM-DD) or instant.") from error
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)


def _date(at: datetime | None) -> str | None:
    return format_datetime(at) if at is not None else None
