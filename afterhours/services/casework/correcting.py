"""What stands in a case is put right, with what stood there before; and notes are added to it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from afterhours.models import Case
from afterhours.services.casework.writing import changed, told
from afterhours.services.signing import Signed
from ivr.errors import Refused

FIELDS = ("service", "priority", "location", "subject", "caller_name", "contact_number")
"""What may be corrected, as the columns of a case are called."""
PRIORITIES = ("normal", "urgent")
"""What a person may set; an emergency is raised, and ended, on its own page."""
LONGEST = 10_000
"""Of a note, and of what a complaint came to: an e-mail that somebody pastes fits."""


def correct_case(session: Session, case: Case, given: Mapping[str, str | None], by: Signed, version: int) -> bool:
    """Put right what `given` (one of `FIELDS` -> value, None for nothing) says otherwise; False when all of it stands
    there already. Raises Refused for what may not be set, ChangedMeanwhile when somebody else was faster."""
    values = {name: tidy(value) for name, value in given.items() if tidy(value) != tidy(getattr(case, name))}
    if not values:
        return False
    check(case, values)
    before = {name: [getattr(case, name), value] for name, value in values.items()}
    changed(session, case, version, values | kind_of(case, values))
    told(session, case, by, "changed", fields=before)
    return True


def note_case(session: Session, case: Case, text: str, by: Signed) -> None:
    """Add a note; it needs no version, for two notes stand beside each other. Raises Refused for an empty one."""
    words = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    if not words:
        raise Refused("Write what there is to note.")
    if len(words) > LONGEST:
        raise Refused(f"A note has at most {LONGEST} characters. Write the essential, or two notes.")
    told(session, case, by, "note", text=words)


def tidy(value: str | None) -> str | None:
    return " ".join((value or "").split()) or None


def check(case: Case, values: Mapping[str, Any]) -> None:
    if "priority" not in values:
        return
    if values["priority"] not in PRIORITIES:
        raise Refused(f"Choose one of: {', '.join(PRIORITIES)}. An emergency is raised, not written down.")
    if case.priority == "emergency":
        raise Refused("This case has raised an emergency, and keeps that priority.")


def kind_of(case: Case, values: Mapping[str, Any]) -> dict[str, str]:
    """A case in which something is asked for is a request, whatever the call looked like."""
    asked = values.get("service") and case.kind in ("contact", "abandoned")
    return {"kind": "service_request"} if asked else {}
