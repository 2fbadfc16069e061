"""The form of a call: what was typed becomes values of the case, or sentences beside the fields."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from afterhours.models import Case
from afterhours.rules.wrapping import AVOIDABLE, WRAPPED
from afterhours.services.casework.take_details import ADDED, FIELDS, details_of
from ivr.errors import Refused
from ivr.phone import display, normalise

LONGEST: Mapping[str, int] = {"caller_name": 120, "location": 200, "subject": 200, "note": 2000, "did": 2000}
TRUTHS = ("callback_wanted", "first_contact")
WAS = "was-"
"""Before the name of a field: what the form began with."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it came. `fields`, `began`: by name, as text; `added`: note and action."""

    fields: Mapping[str, str]
    began: Mapping[str, str]
    added: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Given:
    """The same as values of the case. `faults`: field -> sentence; then nothing of it counts."""

    mine: Mapping[str, Any] = field(default_factory=dict)
    began: Mapping[str, Any] = field(default_factory=dict)
    added: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


def typed_in(form: Mapping[str, str]) -> Typed:
    return Typed(
        {name: " ".join(form.get(name, "").split()) for name in FIELDS},
        {name: form.get(f"{WAS}{name}", "") for name in FIELDS},
        {name: form.get(name, "").strip() for name in ADDED},
    )


def typed_of(case: Case, country: str) -> Typed:
    """The form of a case as nobody has touched it."""
    shown = {name: as_text(name, value, country) for name, value in details_of(case).items()}
    return Typed(shown, shown, dict.fromkeys(ADDED, ""))


def as_text(name: str, value: Any, country: str) -> str:
    """One value as the form has it."""
    if name in TRUTHS:
        return {True: "yes", False: "no"}.get(value, "")
    return display(value, country) if name == "contact_number" and value else str(value or "")


def given_of(typed: Typed, services: Collection[str], country: str, *, wrap_up: bool) -> Given:
    """`services`: the kinds of request there are; `country`: where a number without its own is from."""
    faults: dict[str, str] = {}
    mine = {name: value_of(name, text, country, faults) for name, text in typed.fields.items()}
    began = {name: value_of(name, text, country, {}) for name, text in typed.began.items()}
    for name, text in {**typed.fields, **typed.added}.items():
        if len(text) > LONGEST.get(name, len(text)):
            faults[name] = _("Write at most %(number)s signs.", number=LONGEST[name])
    unknown(mine, began, services, faults)
    if wrap_up and not mine["disposition"]:
        faults["disposition"] = _("Say what came of the call before you finish it.")
    return Given(mine, began, typed.added, faults)


def unknown(mine: dict[str, Any], began: Mapping[str, Any], services: Collection[str], faults: dict[str, str]) -> None:
    """What no form of ours offers. A word that stood there before may stay."""
    offered: dict[str, Collection[str]] = {
        "service": services,
        "priority": ("normal", "urgent"),
        "disposition": WRAPPED,
        "avoidable": AVOIDABLE,
    }
    for name, values in offered.items():
        if mine[name] and mine[name] not in values and mine[name] != began[name]:
            faults[name] = _("Choose one of the list.")
    if mine["priority"] is None or began["priority"] == "emergency":
        mine["priority"] = began["priority"]


def value_of(name: str, text: str, country: str, faults: dict[str, str]) -> Any:
    if name in TRUTHS:
        return {"yes": True, "no": False}.get(text)
    if name == "contact_number" and text:
        return number_of(text, country, faults)
    return text or None


def number_of(text: str, country: str, faults: dict[str, str]) -> str | None:
    """E.164, or the sentence beside the field."""
    try:
        return normalise(text, country)
    except Refused:
        faults["contact_number"] = _("This is no telephone number: write it with its area code.")
        return None
