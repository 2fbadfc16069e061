"""What the web application needs of the program: the doors' own lists together."""

from typing import Protocol

from webhooks.recordings.parts import RecordingParts
from webhooks.voice.parts import VoiceParts


class Parts(RecordingParts, VoiceParts, Protocol):
    """The composition root as the doors may see it; `afterhours.parts` builds it."""
