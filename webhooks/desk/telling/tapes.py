"""What was said into recordings, as the page of a case shows it: to hear, and in writing where that was made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from afterhours.models import Case, Recording
from webhooks.desk.names import Names


@dataclass(frozen=True, slots=True)
class Tape:
    """One message or spoken answer. `key` is empty where nothing can be heard; `note` says how it stands, or why."""

    name: str
    seconds: int | None
    key: UUID | None
    transcript: str
    note: str


def tapes_of(case: Case, recordings: Mapping[str, Recording], names: Names, *, may_hear: bool) -> list[Tape]:
    """Answers first, in the order in which they were asked, then messages. `recordings`: by the provider's id."""
    said: Sequence[tuple[str, dict[str, Any]]] = [
        *((names.question(case.service, each["question"]), each) for each in case.answers if each.get("recording")),
        *((_("Message"), each) for each in case.messages),
    ]
    return [tape_of(name, each, recordings.get(each["recording"]), may_hear=may_hear) for name, each in said]


def tape_of(name: str, entry: Mapping[str, Any], known: Recording | None, *, may_hear: bool) -> Tape:
    """`entry` is the case's own; without a row the recording is older than those this service keeps."""
    seconds = entry.get("seconds") or (known.seconds if known else None)
    if not may_hear:
        return Tape(name, seconds, None, "", "")
    if known is None:
        return Tape(name, seconds, None, "", _("Recording %(id)s, at the provider", id=entry["recording"]))
    if known.state == "lost":
        return Tape(name, seconds, None, known.transcript or "", _("The provider never had this recording."))
    return Tape(name, seconds, known.id, known.transcript or "", "" if known.transcript else without_words(known))


def without_words(known: Recording) -> str:
    """Why there is nothing to read."""
    reasons: dict[str, str] = {
        "expected": _("The transcript is on its way."),
        "failed": _("Listen: nothing could be written down of this."),
        "none": _("Listen: there is no transcript in this language."),
    }
    return reasons.get(known.transcript_state, "")
