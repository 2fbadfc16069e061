"""Ringing somebody from the outbox: at least once, and not twice, for whoever tries again looks at the provider first.

Whoever takes a message up again after a crash cannot know whether the provider had accepted the call. So it asks for
the calls to this number since the row was made; one that belongs to no other row is this one's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from ivr.addresses import Addresses
from ivr.store.database import Database
from ivr.telephony.port import Telephony

SKEW = timedelta(seconds=15)
"""Clocks differ: so much earlier than our own row may the provider's call have begun."""
OUTGOING = "outbound-api"
KNOWN = text("""
select provider_id from attempt where provider_id = any(:found) and id <> :id
union select provider_id from offer where provider_id = any(:found) and id <> :id
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialling:
    """One leg to place: E.164, and for how many seconds it may ring. `made_at`: service time of its row.

    `looks`: it may have been placed before. `late`: then it is only looked for, and not rung any more. `hears`: whether
    the provider listens for a machine.
    """

    leg: UUID
    tenant: str
    to: str
    from_: str
    seconds: int
    made_at: datetime
    looks: bool
    late: bool
    hears: bool = True


class Dialler:
    """Places the legs that are led by `/voice/leg/<id>`."""

    def __init__(self, database: Database, telephony: Callable[[], Telephony], addresses: Addresses) -> None:
        self._database, self._telephony, self._addresses = database, telephony, addresses

    def ring(self, dialling: Dialling) -> str | None:
        """The provider's id of the call, made now or before a crash; None when it is too late to ring.

        Raises ProviderGone, DatabaseGone and Refused.
        """
        found = self._found(dialling) if dialling.looks else None
        if found is None and dialling.late:
            return None
        return found or self._place(dialling)

    def _found(self, dialling: Dialling) -> str | None:
        since = dialling.made_at - SKEW
        listed = [
            each
            for each in self._telephony().find_calls(dialling.to, since)
            if each.direction == OUTGOING and each.from_raw == dialling.from_ and each.started_at >= since
        ]
        ids = [each.provider_call_id for each in sorted(listed, key=lambda each: each.started_at)]
        with self._database.transaction() as session:
            others = set(session.scalars(KNOWN, {"found": ids, "id": dialling.leg}))
        return next((each for each in ids if each not in others), None)

    def _place(self, dialling: Dialling) -> str:
        return self._telephony().place_call(
            to=dialling.to,
            from_=dialling.from_,
            url=self._addresses.person(dialling.leg, 0),
            status_url=self._addresses.person_status(dialling.leg),
            seconds=dialling.seconds,
            machine_url=self._addresses.person_machine(dialling.leg) if dialling.hears else "",
        )
