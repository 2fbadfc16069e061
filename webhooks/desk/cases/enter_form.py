"""The form by which a call is entered by hand: what was typed, read into a call, with a sentence for each mistake."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import gettext

from afterhours.rules.entered_time import Ambiguous, instant_of
from afterhours.services.casework.entering import OLDEST, Entered
from ivr.engine.model import Line
from ivr.errors import Refused
from ivr.phone import normalise
from webhooks.desk.names import Names
from webhooks.desk.texts import too_long

LONGEST_CALL = 240
"""Minutes."""


def _(message: str, **values: object) -> str:
    return str(gettext(message, **values))


@dataclass(slots=True)
class Form:
    """`typed`: field -> what stands in it; `faults`: field -> why it cannot be."""

    typed: Mapping[str, str]
    faults: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.typed.get(name, "").strip()

    def read(self, lines: Mapping[str, Line], names: Names, now: datetime) -> Entered | None:
        """The call, or None with `faults` filled. `lines`: those of the visitor's councils."""
        line = lines.get(self.text("line"))
        if line is None:
            self.faults["line"] = _("Choose the line that was called.")
        if not self.text("at"):
            self.faults["at"] = _("Write the day and the time at which the call began; some times do not exist.")
        started = self.started(line, now) if line else None
        minutes, number = self.minutes(), self.number(line) if line else None
        if self.text("service") and self.text("service") not in names.book.requests:
            self.faults["service"] = _("Choose a service from the list.")
        if not (self.text("subject") or self.text("service")):
            self.faults["subject"] = _("Say what it was about, or choose a service.")
        if fault := too_long({"note": self.text("note")}, "note"):
            self.faults["note"] = fault
        if self.text("done") not in ("yes", "no"):
            self.faults["done"] = _("Say whether something is left to do.")
        if self.faults or line is None or started is None:
            return None
        return Entered(
            key=self.key(),
            line=line.name,
            started_at=started,
            minutes=minutes,
            number=number,
            name=self.text("caller_name")[:200] or None,
            service=self.text("service") or None,
            location=self.text("location")[:300] or None,
            subject=self.text("subject")[:300] or None,
            note=self.text("note"),
            urgent=self.text("urgent") == "yes",
            done=self.text("done") == "no",
        )

    def started(self, line: Line, now: datetime) -> datetime | None:
        """In the time of the line, of which some times come twice and some never."""
        try:
            at = instant_of(self.text("at"), line.zone, self.text("which"))
        except Ambiguous:
            self.faults["which"] = _("The clocks were put back: this time came twice. Say which one you mean.")
            return None
        except Refused:
            self.faults["at"] = _("Write the day and the time at which the call began; some times do not exist.")
            return None
        if at > now:
            self.faults["at"] = _("This time is still to come.")
        elif now - at > OLDEST:
            self.faults["at"] = _(
                "This is too long ago: calls of the last %(days)s days are entered.", days=OLDEST.days
            )
        elif at + timedelta(minutes=self.minutes()) > now:
            self.faults["minutes"] = _("The call would not be over yet.")
        return at

    def minutes(self) -> int:
        typed = self.text("minutes")
        if typed.isascii() and typed.isdigit() and 0 < int(typed) <= LONGEST_CALL:
            return int(typed)
        self.faults["minutes"] = _("Write how many minutes it took, from 1 to %(most)s.", most=LONGEST_CALL)
        return 0

    def number(self, line: Line) -> str | None:
        if not self.text("number"):
            return None
        try:
            return normalise(self.text("number"), line.country)
        except Refused:
            self.faults["number"] = _("This is no telephone number. Write it with its area code, or leave it empty.")
            return None

    def key(self) -> str:
        """What makes two sendings of one form one call. Raises Refused for a form that is not ours."""
        try:
            return UUID(self.text("key")).hex
        except ValueError as error:
            raise Refused("This form was not made here.") from error
