"""Messages over REST: create, list, fetch, delete. Source: twilio.md section 5."""

from email.utils import format_datetime

from werkzeug.wrappers import Request, Response

from ivr.simulator.errors import RestRefused
from ivr.simulator.network import Network
from ivr.simulator.numbers import normalise
from ivr.simulator.parameters import API_VERSION
from ivr.simulator.rest.pages import page_of
from ivr.simulator.texts import Text
from ivr.simulator.web import as_json


def list_messages(network: Network, request: Request) -> Response:
    """Newest first; filters From and To."""
    asked = request.args
    texts = [
        text
        for text in reversed(network.texts)
        if asked.get("From", text.from_) == text.from_ and asked.get("To", text.to) == text.to
    ]
    return page_of(request, "messages", texts, lambda text: shape(network, text))


def fetch_message(network: Network, _request: Request, sid: str) -> Response:
    text = next((text for text in network.texts if text.sid == sid), None)
    if text is None:
        raise RestRefused(404, 20404, f"The requested resource /Messages/{sid}.json was not found")
    return as_json(shape(network, text))


def delete_message(network: Network, _request: Request, sid: str) -> Response:
    with network.exchange.lock:
        text = next((text for text in network.texts if text.sid == sid), None)
        if text is None:
            raise RestRefused(404, 20404, f"The requested resource /Messages/{sid}.json was not found")
        network.texting.all.remove(text)
    return Response(status=204)


def create_message(network: Network, request: Request) -> Response:
    """Sends a text. Raises `RestRefused` 21604, 21211, 21602, 21606, 21610, 21617."""
    form = request.form
    if not form.get("To"):
        raise RestRefused(400, 21604, "A 'To' phone number is required.")
    number = network.numbers.get(normalise(form.get("From", "")) or "")
    with network.exchange.lock:
        text = network.texting.send(number, form["To"], form.get("Body", ""), form.get("StatusCallback", ""))
    return as_json(shape(network, text), 201)


def shape(network: Network, text: Text) -> dict[str, object]:
    """A message as the provider's JSON describes it."""
    at = format_datetime(text.created_at)
    return {
        "sid": text.sid,
        "account_sid": network.account_sid,
        "from": text.from_,
        "to": text.to,
        "body": text.body,
        "direction": text.direction,
        "status": text.status,
        "error_code": text.error_code,
        "error_message": None,
        "num_segments": str(-(-len(text.body) // 160)),
        "num_media": "0",
        "messaging_service_sid": None,
        "date_created": at,
        "date_updated": at,
        "date_sent": at,
        "price": None,
        "price_unit": "USD",
        "api_version": API_VERSION,
        "uri": f"/{API_VERSION}/Accounts/{network.account_sid}/Messages/{text.sid}.json",
        "subresource_uris": {},
    }
