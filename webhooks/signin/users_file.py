"""The users of the demonstration, as callflows/demo/users.yaml lists them."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from afterhours.site import COUNTY, Site
from afterhours.site.agent_groups import skills
from afterhours.site.groups import complete, read_group
from ivr.flowfile.faults import Faults
from ivr.flowfile.nodes import Node
from ivr.flowfile.outside import Names
from ivr.flowfile.reading import read_file
from ivr.flowfile.texts import Reading, items_of, one_of, scalar_of
from ivr.flowfile.values import choice, text
from webhooks.roles import Role

REQUIRED = ("login", "name", "tenants", "role")


@dataclass(frozen=True, slots=True)
class UserRow:
    """Somebody who may sign in to the demonstration."""

    login: str
    name: str
    tenants: tuple[str, ...]
    role: str
    language: str | None = None
    organisation: str = COUNTY
    groups: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()


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
    readers: dict[str, Any] = {
        "login": text,
        "name": text,
        "tenants": names_among(site.councils, "a council of site.yaml"),
        "role": lambda each, desk: choice(each, [role.value for role in Role], desk),
        "language": text,
        "organisation": lambda each, desk: choice(each, site.organisations, desk),
        "groups": names_among(site.groups, "a group of agents.yaml"),
        "skills": skills,
    }
    values = read_group(node, "a user", readers, REQUIRED, reading, node.place)
    return UserRow(**values) if values is not None and complete(values, REQUIRED) else None


def names_among(known: Collection[str], wanted: str) -> Any:
    """A reader of a list of known names."""

    def read(node: Node, reading: Reading) -> tuple[str, ...] | None:
        typed = [scalar_of(item, wanted, reading) for item in items_of(node, f"a list: each {wanted}", reading) or ()]
        found = [one_of(each, known, wanted, reading) if each else None for each in typed]
        return tuple(name for name in found if name) if found and None not in found else None

    return read
