"""What hearing a recording needs of the program."""

from typing import Protocol, cast

from flask import current_app

from afterhours.services.recordings.hear import Listening
from webhooks.pages.parts import Parts


class RecordingParts(Parts, Protocol):
    """The pages' parts, and the way to sounds."""

    @property
    def listening(self) -> Listening: ...


def of_app() -> RecordingParts:
    """The parts of the application that answers this request."""
    return cast("RecordingParts", current_app.extensions["ivr_parts"])
