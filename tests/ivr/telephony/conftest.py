"""The small provider, and the official client that asks it."""

from collections.abc import Iterator

import pytest

from ivr.telephony.port import Telephony
from ivr.telephony.twilio_adapter import TwilioTelephony
from tests.ivr.telephony.provider import ACCOUNT, TOKEN, Provider, serving


@pytest.fixture(name="provider")
def a_provider() -> Iterator[Provider]:
    with serving() as provider:
        yield provider


@pytest.fixture(name="telephony")
def a_telephony(provider: Provider) -> Telephony:
    return TwilioTelephony(ACCOUNT, TOKEN, provider.base)
