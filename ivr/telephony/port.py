"""What this program asks of a telephone provider, in its own words. Nothing here knows which provider it is.

Numbers are E.164, addresses absolute URLs, instants aware UTC, durations seconds. Every method raises `ProviderGone`
when the provider is away, too slow or too busy (try again later), `Refused` when asking again would change nothing.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCall:
    """One call of the provider's own list."""

    provider_call_id: str
    account: str
    from_raw: str
    to_raw: str
    status: str
    direction: str
    started_at: datetime
    ended_at: datetime | None = None
    seconds: int | None = None
    parent_provider_call_id: str | None = None
    forwarded_from: str | None = None
    caller_name_raw: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedText:
    """One text of ours as the provider knows it: `status` and `error` (a code) in its words."""

    provider_text_id: str
    to_raw: str
    text: str
    status: str
    created_at: datetime
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberAddresses:
    """Where the provider goes when a number is called or texted. "" where nothing is set."""

    voice: str
    fallback: str
    status: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNumber:
    """One of our numbers at the provider.

    `methods`: how each of the four addresses is asked. `diverted`: what of the provider's own (an application, a trunk)
    answers the number instead of our addresses; "" for nothing.
    """

    number: str
    id: str
    name: str
    addresses: NumberAddresses
    methods: NumberAddresses
    diverted: str = ""
    takes_calls: bool = True
    takes_texts: bool = True


@dataclass(frozen=True, slots=True)
class Account:
    """The account at the provider. `status`: active, suspended, closed; `kind`: Full or Trial."""

    id: str
    name: str
    status: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRecording:
    """One recording of the provider's own list, of what a caller was asked to say."""

    recording: str
    provider_call_id: str
    account: str
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording while it comes: its bytes, and what kind they are, such as audio/x-wav."""

    chunks: Iterator[bytes]
    kind: str


class Telephony(Protocol):
    """The provider."""

    def place_call(self, *, to: str, from_: str, url: str, status_url: str, seconds: int, machine_url: str = "") -> str:
        """Ring `to`; when it is answered, `url` says what is heard. Gives the provider's id of the call.

        With `machine_url` it is told there, once and some seconds into the call, what has answered: human, one of the
        `machine_...`, fax or unknown. What is heard does not wait for it.
        """
        ...

    def redirect_call(self, provider_call_id: str, url: str) -> bool:
        """Lead a call in progress to `url`; False when it is over."""
        ...

    def end_call(self, provider_call_id: str) -> bool:
        """Hang up; False when it was over already."""
        ...

    def send_text(self, *, to: str, from_: str, text: str, status_url: str) -> str:
        """Send a text message; `status_url` is "" when nobody wants to hear more. Gives the provider's id of it."""
        ...

    def read_text(self, provider_text_id: str) -> ListedText | None:
        """One text by its id; None when the provider has forgotten it."""
        ...

    def list_texts(self, *, to: str, from_: str, since: datetime) -> Iterator[ListedText]:
        """The texts to one number from one of ours, created since then; the newest first."""
        ...

    def delete_text(self, provider_text_id: str) -> bool:
        """Let the provider forget a text, its words and numbers; False when it had none."""
        ...

    def list_calls(self, since: datetime, until: datetime) -> Iterator[ListedCall]:
        """Every call, of either direction, that started in [since, until); in no particular order."""
        ...

    def find_calls(self, to: str, since: datetime) -> Iterator[ListedCall]:
        """The calls to this number that were made at or after `since`, also those that do not ring yet: a look at the
        provider before ringing again. In no particular order."""
        ...

    def numbers(self) -> list[OwnNumber]:
        """All numbers of the account."""
        ...

    def number(self, number: str) -> OwnNumber | None:
        """One of them; None when it does not belong to the account."""
        ...

    def connect_number(self, number: str, addresses: NumberAddresses, *, fallback_method: str = "POST") -> OwnNumber:
        """Let the provider ask `addresses`, with POST, and nobody else. Raises NotFound when the number is not ours.

        `fallback_method` is GET where plain files on another host are the fallback.
        """
        ...

    def recording(self, recording: str) -> AbstractContextManager[Sound]:
        """The sound of a recording, as long as the context lasts. Raises NotFound when there is none (any more), or
        not yet; reading its chunks raises ProviderGone when the rest does not come."""
        ...

    def list_recordings(self, since: datetime, until: datetime) -> Iterator[ListedRecording]:
        """Every recording of a caller's words that was made in [since, until) and can be fetched; in no order."""
        ...

    def delete_recording(self, recording: str) -> bool:
        """Let the provider forget a recording; False when it had none."""
        ...

    def delete_transcript(self, transcript: str) -> bool:
        """Let the provider forget what it has written down of a recording; False when it had nothing."""
        ...

    def account(self) -> Account:
        """The account whose credentials these are."""
        ...
