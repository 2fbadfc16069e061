"""Which cases a report may tell of: those that everybody of the council may see, and those of the reader's groups."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, or_

from afterhours.models import Case

NO_GROUPS: tuple[str, ...] = ()
"""Letters and papers are read by whoever holds them: nothing restricted stands in them."""


def shown_to(groups: Collection[str]) -> ColumnElement[bool]:
    return or_(Case.restricted.is_(None), Case.restricted.in_(groups))
