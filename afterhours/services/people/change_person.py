"""Adding a person, and changing what is known of one: by the desk and by commands, under the same rules as an import.

What is wrong is told field by field, so that a form can show each sentence beside its field.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from afterhours.models import Person
from afterhours.services.imports.cells import MOST_CHARACTERS, Origin, language_in, numbers_in
from afterhours.services.imports.people import EMAIL, HANDLE
from afterhours.services.people.known import forget_dropped
from ivr.errors import Refused
from ivr.flowfile.names import name as canonical
from ivr.flowfile.names import shown

FIELDS = ("handle", "name", "numbers", "email", "language")
MOST_NUMBERS = 6


class PersonRefused(Refused):
    """What is wrong, `faults`: field -> sentence."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


class HandleTaken(PersonRefused):
    """Somebody has this handle, perhaps in a council that the page may not see."""

    def __init__(self, handle: str) -> None:
        super().__init__({"handle": f'Somebody has the handle "{handle}" already. Choose another, such as {handle}-2.'})


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonData:
    """One person as somebody entered them. `numbers` E.164, in the order to try."""

    handle: str
    name: str
    numbers: tuple[str, ...]
    email: str | None = None
    language: str | None = None


def read_person(given: Mapping[str, str], origin: Origin) -> PersonData:
    """What was entered, as text. Raises PersonRefused with everything that is wrong with it."""
    faults: dict[str, str] = {}
    readers: dict[str, Callable[[str], Any]] = {
        "handle": handle_in,
        "name": name_in,
        "numbers": lambda text: own_numbers(text, origin.country),
        "email": email_in,
        "language": lambda text: language_in(text, origin.languages),
    }
    found: dict[str, Any] = {}
    for field, reader in readers.items():
        try:
            found[field] = reader(given.get(field, "").strip())
        except Refused as refused:
            faults[field] = sentence(str(refused))
    if faults:
        raise PersonRefused(faults)
    return PersonData(**found)


def handle_in(text: str) -> str:
    if not HANDLE.fullmatch(canonical(text)):
        raise Refused("A handle is a short name such as ann or duty-manager: letters, digits, dashes, a letter first.")
    return shown(text)


def name_in(text: str) -> str:
    if not text or len(text) > MOST_CHARACTERS:
        raise Refused("Enter the person's name.")
    return " ".join(text.split())


def own_numbers(text: str, country: str) -> tuple[str, ...]:
    """None is possible: somebody whose telephone is not known yet."""
    found = tuple(numbers_in(text, country))
    if len(found) > MOST_NUMBERS:
        raise Refused(f"These are {len(found)} numbers, and {MOST_NUMBERS} are the most: nobody is rung for so long.")
    return found


def email_in(text: str) -> str | None:
    if text and not EMAIL.fullmatch(text):
        raise Refused(f'"{text}" is no e-mail address.')
    return text or None


def sentence(text: str) -> str:
    return text if text.endswith((".", "?")) else f"{text[:1].upper()}{text[1:]}."


def add_person(session: Session, tenant: str, data: PersonData, now: datetime) -> Person:
    """A new person; their numbers are untested. Raises HandleTaken."""
    person = Person(tenant=tenant, updated_at=now, **values_of(data))
    if session.scalar(select(Person.id).where(Person.canonical_handle == canonical(data.handle))):
        raise HandleTaken(data.handle)
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError as error:  # somebody of a council that this page may not see
        raise HandleTaken(data.handle) from error
    return person


def change_person(session: Session, person: Person, data: PersonData, now: datetime) -> list[str]:
    """Take over what differs; the fields that did. A handle stays: rosters and past attempts name it.

    A number that is new begins untested, one that was taken off is forgotten.
    """
    values = values_of(data) | {"handle": person.handle}
    changed = [field for field, value in values.items() if getattr(person, field) != value]
    for field in changed:
        setattr(person, field, values[field])
    if changed:
        person.updated_at = now
        forget_dropped(session)
    return changed


def values_of(data: PersonData) -> dict[str, object]:
    return {field: getattr(data, field) for field in FIELDS} | {"numbers": list(data.numbers)}
