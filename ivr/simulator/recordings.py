"""What the provider keeps of what was said: a recording, its state, and a short sound that stands for it."""

import io
import math
import wave
from dataclasses import dataclass, field
from datetime import datetime, timedelta

RATE = 8000
READY_AFTER = timedelta(seconds=2)
WRITTEN_AFTER = timedelta(seconds=8)
"""After the end of a recording; the provider's own transcripts take minutes."""
WRITTEN_SECONDS = range(2, 121)
"""How long a recording must be to be written down."""
LONGEST_SOUND = 5
MP3_FRAME = b"\xff\xfb\x90\x64" + bytes(413)
MP3_FRAMES_A_SECOND = 38


@dataclass
class Recording:
    """`duration` in seconds; `status`: in-progress, completed or absent; the sound can be fetched from `ready_at`."""

    sid: str
    call_sid: str
    source: str
    started_at: datetime
    status: str = "in-progress"
    duration: int = 0
    words: list[str] = field(default_factory=list)
    ready_at: datetime | None = None

    def finish(self, at: datetime, duration: float) -> None:
        self.status = "completed"
        self.duration = max(1, math.ceil(duration))
        self.ready_at = at + READY_AFTER

    @property
    def transcript(self) -> str:
        """What a machine would make of it; nothing where it is too short, too long, or without a word."""
        return " ".join(self.words) if self.duration in WRITTEN_SECONDS else ""

    def path(self, account_sid: str) -> str:
        return f"/2010-04-01/Accounts/{account_sid}/Recordings/{self.sid}"

    def is_ready(self, now: datetime) -> bool:
        return self.ready_at is not None and self.ready_at <= now


def wav(seconds: int) -> bytes:
    """A quiet 440 Hz tone as a mono WAV of 8 kHz, at most 5 seconds."""
    samples = bytes(128 + int(20 * math.sin(2 * math.pi * 440 * i / RATE)) for i in range(RATE))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE)
        file.writeframes(samples * min(max(seconds, 1), LONGEST_SOUND))
    return out.getvalue()


def mp3(seconds: int) -> bytes:
    """Silence as an MP3, at most 5 seconds."""
    return MP3_FRAME * (MP3_FRAMES_A_SECOND * min(max(seconds, 1), LONGEST_SOUND))
