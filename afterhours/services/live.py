"""Telling the desks that something changed: a notice of PostgreSQL, sent with the commit of the change itself.

It names what changed and no more: a desk that is concerned asks for its pieces anew, by its own rights.
"""

from typing import Literal, TypeAlias
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

CHANNEL = "ivr_live"
Kind: TypeAlias = Literal["offer", "presence", "queue", "emergency", "case"]
TELL = text("select pg_notify('ivr_live', :told)")


def tell_live(
    session: Session,
    tenant: str,
    kind: Kind,
    *,
    user: UUID | None = None,
    organisation: str | None = None,
    group: str | None = None,
    id: UUID | str | None = None,  # noqa: A002 - the word of every table
) -> None:
    """Tell the desks of `tenant` after this commit; only `user`'s, or only `organisation`'s, where one is named.

    `group`: that of a restricted case, of which nobody else hears.
    """
    session.execute(TELL, {"told": notice(tenant, kind, user=user, organisation=organisation, group=group, id=id)})


def notice(
    tenant: str,
    kind: Kind,
    *,
    user: UUID | None = None,
    organisation: str | None = None,
    group: str | None = None,
    id: UUID | str | None = None,  # noqa: A002 - the word of every table
) -> str:
    """The same as text, for a statement of one's own: `select pg_notify('ivr_live', %(told)s)`."""
    told = {"tenant": tenant, "kind": kind, "user": user, "organisation": organisation, "group": group, "id": id}
    return orjson.dumps({name: value for name, value in told.items() if value is not None}).decode()
