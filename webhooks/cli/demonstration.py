"""The users of the demonstration, as callflows/demo/users.yaml lists them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from afterhours.site import Site
from afterhours.site.groups import complete, read_group
from ivr.flowfile.faults import Faults
from ivr.flowfile.nodes import Node
from ivr.flowfile.outside import Names
from ivr.flowfile.reading import read_file
from ivr.flowfile.texts import Reading, items_of, one_of, scalar_of
from ivr.flowfile.values import choice, text
from webhooks.roles import Role

REQUIRED = ("login", "name", "tenant", "tenants", "role")


@dataclass(frozen=True, slots=True)
class UserRow:
    """Somebody who may sign in to the demonstration."""

    login: str
    name: str
    tenant: str
    tenants: tuple[str, ...]
    role: str
    language: str | None = None


def read_users(file: Path, site: Site) -> list[UserRow]:
    """The users of the file. Raises FaultsFound with everything that is wrong in it."""
    faults = Faults()
    reading = Reading(faults, Names())
    node = read_file(file, faults, file.name)
    items = items_of(node, "users, each with login: and name:", reading) if node is not None else ()
    rows = [user_row(item, site, reading) for item in items or ()]
    faults.raise_if_refusing()
    return [row for row in rows if row]


def user_row(node: Node, site: Site, reading: Reading) -> UserRow | None:
    def council(each: Node, desk: Reading) -> str | None:
        scalar = scalar_of(each, "a council", desk)
        return one_of(scalar, site.councils, "a council of site.yaml", desk) if scalar else None

    def councils(each: Node, desk: Reading) -> tuple[str, ...] | None:
        found = [council(item, desk) for item in items_of(each, "a list of councils", desk) or ()]
        return tuple(name for name in found if name) if found and None not in found else None

    readers: dict[str, Any] = {
        "login": text,
        "name": text,
        "tenant": council,
        "tenants": councils,
        "role": lambda each, desk: choice(each, [role.value for role in Role], desk),
        "language": text,
    }
    values = read_group(node, "a user", readers, REQUIRED, reading, node.place)
    return UserRow(**values) if values is not None and complete(values, REQUIRED) else None
