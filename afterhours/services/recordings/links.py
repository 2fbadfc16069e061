"""Addresses under which a recording can be heard: signed, for one recording, and only for a while.

Two kinds: one for the provider, which plays a caller's own words to somebody who is paged and has no session; one for
somebody signed in at the desk, worthless in any other session. An address holds a key and a time, nothing of a caller.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from ivr.errors import NotFound

PLAYED_FOR = timedelta(hours=1)
"""A page that is read late, or a leg that is rung again, still plays what it was given."""
LISTENED_FOR = timedelta(minutes=30)
"""As long as a session lives without a page: a page older than that has to be loaded again anyway."""
PROVIDER, DESK = "recording.played", "recording.listened"


def playable_url(public_url: str, secrets: Sequence[str], recording_id: UUID, now: datetime) -> str:
    """The address of a recording for the provider's Play. `now`: real time, aware; the first of `secrets` signs."""
    sealed = _seal(secrets, PROVIDER, recording_id, now + PLAYED_FOR)
    return f"{public_url}/recordings/words/{sealed}"


def played(secrets: Sequence[str], token: str, now: datetime) -> UUID:
    """The recording that the provider may play. Raises NotFound for a token that is not ours, or too old."""
    return _open(secrets, PROVIDER, token, now, "")


def listening_token(secrets: Sequence[str], recording_id: UUID, session: str, now: datetime) -> str:
    """What lets one session listen to a recording; `session` is what tells it from others, and no secret."""
    return _seal(secrets, DESK, recording_id, now + LISTENED_FOR, session)


def listened(secrets: Sequence[str], token: str, session: str, now: datetime) -> UUID:
    """The recording that this session may listen to. Raises NotFound, also for another session's token."""
    return _open(secrets, DESK, token, now, session)


def _seal(secrets: Sequence[str], audience: str, recording_id: UUID, until: datetime, session: str = "") -> str:
    sealed = _serializer(secrets, audience).dumps([recording_id.hex, int(until.timestamp()), session])
    return sealed if isinstance(sealed, str) else sealed.decode()


def _open(secrets: Sequence[str], audience: str, token: str, now: datetime, session: str) -> UUID:
    try:
        recording, until, bound = _serializer(secrets, audience).loads(token)
    except BadData as error:
        raise NotFound("no such recording") from error
    if bound != session or now.timestamp() >= until:
        raise NotFound("this address of a recording does not hold any more")
    return UUID(recording)


def _serializer(secrets: Sequence[str], audience: str) -> URLSafeSerializer:
    return URLSafeSerializer(list(reversed(secrets)), salt=audience)
