"""Who gives an order, and the entry of the audit that says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from afterhours.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Signed:
    """Who gives an order: a login, or `ivr` for a command. `now` is service time, `real_now` real time."""

    by: str
    now: datetime
    real_now: datetime
    address: str | None = None

    def entry(self, tenant: str, action: str, what: str | None, detail: Mapping[str, Any] | None = None) -> AuditEntry:
        """The audit's: nothing stands in it that only those may know who see the thing itself."""
        return AuditEntry(
            tenant=tenant,
            at=self.real_now,
            actor=self.by,
            action=action,
            object=what,
            detail=dict(detail or {}),
            address=self.address,
        )
