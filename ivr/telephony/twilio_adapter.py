"""The port over the official client of Twilio. The simulated telephone is the same adapter with another base address.

The client is imported when the adapter is made: it costs 0.4 s and 25 MB, which a process that only answers calls does
not need.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

from requests import Response

from ivr.errors import BadSetting, NotFound, Refused
from ivr.telephony.failures import CALL_IS_OVER, code_of, failure, translated
from ivr.telephony.http import ProviderHttp
from ivr.telephony.port import Account, ListedCall, ListedRecording, ListedText, NumberAddresses, OwnNumber, Sound

PROVIDER = "https://api.twilio.com"
PAGE = 1000
CHUNK = 64 * 1024
RECORDED_WORDS = "RecordVerb"
RING_SECONDS = (5, 600)


class TwilioTelephony:
    """Implements `port.Telephony`. `token` signs in; `base` is "" for the provider itself."""

    def __init__(self, account: str, token: str, base: str = "") -> None:
        """Raises BadSetting when there are no credentials to ask with."""
        if not account or not token:
            raise BadSetting("The telephone provider cannot be asked: set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.")
        from twilio.rest import Client  # type: ignore[import-untyped]

        self._http = ProviderHttp(base)
        self._credentials = (account, token)
        surroundings = {"TWILIO_ACCOUNT_SID": account}  # instead of the process's own, which the client would read
        self._client: Any = Client(account, token, http_client=self._http, environment=surroundings)

    def place_call(self, *, to: str, from_: str, url: str, status_url: str, seconds: int, machine_url: str = "") -> str:
        """Machines are listened to until their greeting ends, so that a mailbox that takes messages is told apart."""
        least, most = RING_SECONDS
        asked = machine_detection(machine_url) if machine_url else {}
        with translated(f"call {to}"):
            call = self._client.calls.create(
                to=to,
                from_=from_,
                url=url,
                method="POST",
                timeout=min(max(seconds, least), most),
                status_callback=status_url,
                status_callback_method="POST",
                status_callback_event=["initiated", "answered", "completed"],
                **asked,
            )
        return str(call.sid)

    def redirect_call(self, provider_call_id: str, url: str) -> bool:
        return self._update(provider_call_id, "redirect", url=url, method="POST")

    def end_call(self, provider_call_id: str) -> bool:
        return self._update(provider_call_id, "end", status="completed")

    def _update(self, provider_call_id: str, what: str, **change: str) -> bool:
        try:
            with translated(f"{what} the call {provider_call_id}"):
                self._client.calls(provider_call_id).update(**change)
        except Refused as refused:
            if isinstance(refused, NotFound) or code_of(refused.__cause__) in CALL_IS_OVER:
                return False
            raise
        return True

    def send_text(self, *, to: str, from_: str, text: str, status_url: str) -> str:
        asked = {"status_callback": status_url} if status_url else {}
        with translated(f"text {to}"):
            message = self._client.messages.create(to=to, from_=from_, body=text, **asked)
        return str(message.sid)

    def read_text(self, provider_text_id: str) -> ListedText | None:
        try:
            with translated(f"read the text {provider_text_id}"):
                message = self._client.messages(provider_text_id).fetch()
        except NotFound:
            return None
        return listed_text(message, message.date_created)

    def list_texts(self, *, to: str, from_: str, since: datetime) -> Iterator[ListedText]:
        """The provider filters by the day a text left, and one that waits has none; the instant is compared here."""
        with translated("list the texts"):
            for message in self._client.messages.stream(to=to, from_=from_, page_size=PAGE, limit=PAGE):
                created = message.date_created
                if created is not None and created >= since:
                    yield listed_text(message, created)

    def list_calls(self, since: datetime, until: datetime) -> Iterator[ListedCall]:
        """The provider filters by day, and not every one includes the last day; the instant is compared here."""
        with translated("list the calls"):
            days = {"start_time_after": since, "start_time_before": until + timedelta(days=1)}
            for call in self._client.calls.stream(page_size=PAGE, **days):
                started = call.start_time or call.date_created
                if started is not None and since <= started < until:
                    yield listed(call, started)

    def find_calls(self, to: str, since: datetime) -> Iterator[ListedCall]:
        """A call that waits for its turn has no start yet, so the provider's filter by start would hide it. The list is
        sorted by the last change, the newest first: behind a call that has not changed since, there is none to find."""
        since = since.replace(microsecond=0)  # the provider's instants are whole seconds
        with translated(f"look for calls to {to}"):
            for call in self._client.calls.stream(to=to, page_size=PAGE):
                began, changed = call.date_created or call.start_time, call.date_updated
                if changed is not None and changed < since:
                    return
                if began is not None and began >= since:
                    yield listed(call, call.start_time or began)

    def numbers(self) -> list[OwnNumber]:
        with translated("list the numbers"):
            return [own(number) for number in self._client.incoming_phone_numbers.stream(page_size=PAGE)]

    def number(self, number: str) -> OwnNumber | None:
        """The provider's filter also gives numbers that merely contain this one."""
        with translated(f"look up {number}"):
            found = self._client.incoming_phone_numbers.list(phone_number=number, limit=PAGE)
        return next((own(each) for each in found if each.phone_number == number), None)

    def connect_number(self, number: str, addresses: NumberAddresses, *, fallback_method: str = "POST") -> OwnNumber:
        known = self.number(number)
        if known is None:
            raise NotFound(f"{number} does not belong to the account {self._credentials[0]} at the provider.")
        settings = settings_for(addresses) | {"voice_fallback_method": fallback_method}
        with translated(f"connect {number}"):
            changed = self._client.incoming_phone_numbers(known.id).update(**settings)
        return own(changed)

    @contextmanager
    def recording(self, recording: str) -> Iterator[Sound]:
        account, _ = self._credentials
        address = f"{PROVIDER}/2010-04-01/Accounts/{account}/Recordings/{recording}.wav"
        wish = f"fetch the recording {recording}"
        with translated(wish):
            answer = self._http.sound(address, self._credentials)
        with answer:
            if answer.status_code != 200:
                raise failure(wish, answer.status_code, None, answer.reason)
            yield Sound(_content(answer, wish), answer.headers.get("Content-Type", "audio/x-wav"))

    def list_recordings(self, since: datetime, until: datetime) -> Iterator[ListedRecording]:
        """The provider's filter is by day for some; the instant is compared here."""
        with translated("list the recordings"):
            days = {"date_created_after": since, "date_created_before": until + timedelta(days=1)}
            for tape in self._client.recordings.stream(page_size=PAGE, **days):
                made = tape.date_created
                ours = str(tape.source) == RECORDED_WORDS and str(tape.status) == "completed"
                if ours and made is not None and since <= made < until:
                    yield listed_recording(tape)

    def delete_recording(self, recording: str) -> bool:
        return self._delete(self._client.recordings(recording), f"delete the recording {recording}")

    def delete_transcript(self, transcript: str) -> bool:
        return self._delete(self._client.transcriptions(transcript), f"delete the transcript {transcript}")

    def delete_text(self, provider_text_id: str) -> bool:
        return self._delete(self._client.messages(provider_text_id), f"delete the text {provider_text_id}")

    def _delete(self, thing: Any, wish: str) -> bool:
        try:
            with translated(wish):
                return bool(thing.delete())
        except NotFound:
            return False

    def account(self) -> Account:
        account, _ = self._credentials
        with translated("read the account"):
            seen = self._client.api.accounts(account).fetch()
        return Account(seen.sid or account, seen.friendly_name or "", str(seen.status or ""), str(seen.type or ""))


def machine_detection(machine_url: str) -> dict[str, str]:
    return {
        "machine_detection": "DetectMessageEnd",
        "async_amd": "true",
        "async_amd_status_callback": machine_url,
        "async_amd_status_callback_method": "POST",
    }


def _content(answer: Response, wish: str) -> Iterator[bytes]:
    with translated(wish):
        yield from answer.iter_content(CHUNK)


def settings_for(addresses: NumberAddresses) -> dict[str, str]:
    """Our four addresses; an application or a trunk would go before them, so those are taken off."""
    return {
        "voice_url": addresses.voice,
        "voice_method": "POST",
        "voice_fallback_url": addresses.fallback,
        "voice_fallback_method": "POST",
        "status_callback": addresses.status,
        "status_callback_method": "POST",
        "sms_url": addresses.text,
        "sms_method": "POST",
        "voice_application_sid": "",
        "sms_application_sid": "",
        "trunk_sid": "",
    }


def own(number: Any) -> OwnNumber:
    able = number.capabilities if isinstance(number.capabilities, dict) else {}
    return OwnNumber(
        number=number.phone_number or "",
        id=number.sid or "",
        name=number.friendly_name or "",
        addresses=NumberAddresses(
            voice=number.voice_url or "",
            fallback=number.voice_fallback_url or "",
            status=number.status_callback or "",
            text=number.sms_url or "",
        ),
        methods=NumberAddresses(
            voice=number.voice_method or "POST",
            fallback=number.voice_fallback_method or "POST",
            status=number.status_callback_method or "POST",
            text=number.sms_method or "POST",
        ),
        diverted=number.trunk_sid or number.voice_application_sid or number.sms_application_sid or "",
        takes_calls=bool(able.get("voice", True)),
        takes_texts=bool(able.get("sms", True)),
    )


def listed(call: Any, started: datetime) -> ListedCall:
    return ListedCall(
        provider_call_id=call.sid or "",
        account=call.account_sid or "",
        from_raw=call._from or "",
        to_raw=call.to or "",
        status=str(call.status or ""),
        direction=call.direction or "",
        started_at=started,
        ended_at=call.end_time,
        seconds=seconds_of(call.duration),
        parent_provider_call_id=call.parent_call_sid or None,
        forwarded_from=call.forwarded_from or None,
        caller_name_raw=call.caller_name or None,
    )


def listed_text(message: Any, created: datetime) -> ListedText:
    return ListedText(
        provider_text_id=message.sid or "",
        to_raw=message.to or "",
        text=message.body or "",
        status=str(message.status or ""),
        created_at=created,
        error=str(message.error_code) if message.error_code else None,
    )


def listed_recording(tape: Any) -> ListedRecording:
    return ListedRecording(
        recording=tape.sid or "",
        provider_call_id=tape.call_sid or "",
        account=tape.account_sid or "",
        seconds=seconds_of(tape.duration),
    )


def seconds_of(told: Any) -> int | None:
    with suppress(TypeError, ValueError):
        return int(told)
    return None
