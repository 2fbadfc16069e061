"""What the filters of the list offer: the visitor's own lines, and every kind of request."""

from dataclasses import dataclass
from typing import TypeAlias

from flask_babel import gettext as _

from webhooks.desk import words
from webhooks.desk.finding.search import KINDS, PRIORITIES, STATUSES
from webhooks.desk.names import Names
from webhooks.signin.visitor import Visitor

Options: TypeAlias = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choices:
    """(value, words) of each filter; `statuses` begins with all."""

    lines: Options
    kinds: Options
    priorities: Options
    services: Options
    statuses: Options


def choices_of(names: Names, visitor: Visitor) -> Choices:
    lines = [line for line in names.book.lines.values() if line.tenant in visitor.tenants]
    several = len(visitor.tenants) > 1
    return Choices(
        lines=[
            (line.name, f"{names.line(line.name)} · {line.tenant_name}" if several else names.line(line.name))
            for line in lines
        ],
        kinds=[(kind, words.kind(kind).word) for kind in KINDS],
        priorities=[(priority, words.priority(priority).word) for priority in PRIORITIES],
        services=sorted(
            ((name, names.service(name)) for name in names.book.requests), key=lambda each: each[1].casefold()
        ),
        statuses=[("", _("All")), *((status, words.status(status).word) for status in STATUSES)],
    )
