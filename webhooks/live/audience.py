"""Who hears what: a pure rule between a notice and a visitor."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from webhooks.roles import Permission
from webhooks.signin.visitor import Visitor

ASKS_FOR: Mapping[str, Permission] = {
    "offer": Permission.TAKE_CALLS,
    "presence": Permission.TAKE_CALLS,
    "queue": Permission.TAKE_CALLS,
    "emergency": Permission.READ_CASES,
    "case": Permission.READ_CASES,
}
"""Kind of a notice -> what somebody must be allowed to hear of it; a kind that stands not here is heard by nobody."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What changed, as `afterhours.services.live` told it; only for `user`, `organisation` or `group` where one is
    named."""

    tenant: str
    kind: str
    user: str | None = None
    organisation: str | None = None
    group: str | None = None
    id: str | None = None

    @classmethod
    def read(cls, payload: str) -> "Notice | None":
        """None for what is no notice of ours: anybody with a connection may notify."""
        try:
            told: dict[str, Any] = orjson.loads(payload)
            return cls(**told)
        except (ValueError, TypeError):
            return None


@dataclass(frozen=True, slots=True)
class Audience:
    """A visitor, as far as notices need one. `groups`: those whose restricted cases they see."""

    user: UUID
    organisation: str
    tenants: frozenset[str]
    permissions: frozenset[Permission]
    groups: frozenset[str] = frozenset()

    @classmethod
    def of(cls, visitor: Visitor) -> "Audience":
        groups = frozenset(visitor.groups)
        return cls(visitor.user_id, visitor.organisation, frozenset(visitor.tenants), visitor.permissions, groups)

    def hears(self, notice: Notice) -> bool:
        asked = ASKS_FOR.get(notice.kind)
        return (
            asked in self.permissions
            and notice.tenant in self.tenants
            and notice.user in (None, str(self.user))
            and notice.organisation in (None, self.organisation)
            and (notice.group is None or notice.group in self.groups)
        )
