"""Calls that are under way at the provider: hung up, or led to where they stand now."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from afterhours.models import Call
from afterhours.services.outbox import URGENT, Waiting, put_in
from ivr.addresses import Addresses
from ivr.telephony.port import Telephony

END = "end.call"


def hang_up(session: Session, tenant: str, provider_id: str, now: datetime) -> None:
    """Let the call be ended after the commit; asked for again, it is ended once."""
    put_in(session, tenant, END, {"call": provider_id}, f"{END} {provider_id}", now)


class CallEnder:
    """The sender for `END`: hangs up; a call that is over already is as good."""

    patience = URGENT

    def __init__(self, telephony: Callable[[], Telephony]) -> None:
        self._telephony = telephony

    def __call__(self, message: Waiting) -> None:
        self._telephony().end_call(message.payload["call"])


def led(call: Call, telephony: Callable[[], Telephony], addresses: Addresses) -> bool:
    """Lead a caller to where they stand now; False when they are gone. Raises ProviderGone."""
    if call.ended_at is not None:
        return False
    return telephony().redirect_call(call.provider_call_id, addresses.now(call.id))
