"""Incoming numbers and the account over REST: list, fetch, update. Source: twilio.md section 5."""

from email.utils import format_datetime

from werkzeug.wrappers import Request, Response

from ivr.simulator.errors import RestRefused
from ivr.simulator.network import Network
from ivr.simulator.numbers import Number
from ivr.simulator.parameters import API_VERSION
from ivr.simulator.rest.pages import page_of
from ivr.simulator.web import as_json

SETTABLE = {
    "VoiceUrl": "voice_url",
    "VoiceFallbackUrl": "voice_fallback_url",
    "StatusCallback": "status_callback",
    "SmsUrl": "sms_url",
    "SmsFallbackUrl": "sms_fallback_url",
    "FriendlyName": "friendly_name",
    "VoiceMethod": "voice_method",
    "VoiceFallbackMethod": "voice_fallback_method",
}
POST_ONLY = ("StatusCallbackMethod", "SmsMethod", "SmsFallbackMethod")


def fetch_account(network: Network, _request: Request) -> Response:
    now = format_datetime(network.now())
    return as_json(
        {
            "sid": network.account_sid,
            "owner_account_sid": network.account_sid,
            "friendly_name": "Simulated telephone network",
            "status": "active",
            "type": "Full",
            "auth_token": "",
            "date_created": now,
            "date_updated": now,
            "subresource_uris": {},
            "uri": f"/{API_VERSION}/Accounts/{network.account_sid}.json",
        }
    )


def list_numbers(network: Network, request: Request) -> Response:
    """Filter PhoneNumber: part of the number, as the provider searches."""
    wanted = request.args.get("PhoneNumber", "").strip()
    numbers = [number for number in network.numbers.values() if wanted in number.number]
    return page_of(request, "incoming_phone_numbers", numbers, lambda number: shape(network, number))


def fetch_number(network: Network, _request: Request, sid: str) -> Response:
    return as_json(shape(network, _number(network, sid)))


def update_number(network: Network, request: Request, sid: str) -> Response:
    """Sets addresses and the name. Raises `RestRefused` 20001 for status or texts by GET: here they are posted."""
    number = _number(network, sid)
    gets = [name for name in POST_ONLY if request.form.get(name, "POST") != "POST"]
    if gets:
        raise RestRefused(400, 20001, f"{', '.join(gets)}: only POST is supported here.")
    with network.exchange.lock:
        for name, attribute in SETTABLE.items():
            if name in request.form:
                setattr(number, attribute, request.form[name])
    return as_json(shape(network, number))


def shape(network: Network, number: Number) -> dict[str, object]:
    """An incoming number as the provider's JSON describes it."""
    return {
        "sid": number.sid,
        "account_sid": network.account_sid,
        "phone_number": number.number,
        "friendly_name": number.friendly_name,
        "voice_url": number.voice_url,
        "voice_method": number.voice_method,
        "voice_fallback_url": number.voice_fallback_url,
        "voice_fallback_method": number.voice_fallback_method,
        "status_callback": number.status_callback,
        "status_callback_method": "POST",
        "sms_url": number.sms_url,
        "sms_method": "POST",
        "sms_fallback_url": number.sms_fallback_url,
        "sms_fallback_method": "POST",
        "voice_caller_id_lookup": False,
        "voice_application_sid": None,
        "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
        "date_created": format_datetime(number.created_at),
        "date_updated": format_datetime(number.created_at),
        "api_version": API_VERSION,
        "uri": f"/{API_VERSION}/Accounts/{network.account_sid}/IncomingPhoneNumbers/{number.sid}.json",
    }


def _number(network: Network, sid: str) -> Number:
    number = next((number for number in network.numbers.values() if number.sid == sid), None)
    if number is None:
        raise RestRefused(404, 20404, f"The requested resource /IncomingPhoneNumbers/{sid}.json was not found")
    return number
