"""Makes the music that callers hear while they wait: `python tools/music.py webhooks/static/music/quiet.wav`.

Written here, so that nobody's rights are in it: four slow chords, soft, low and without a beat, as a telephone carries
them (8 kHz, mu-law, RFC 1890). They begin and end in silence, and so may be played again and again.
"""

import math
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

RATE, SECONDS_A_CHORD = 8000, 6
CHORDS = ((220.0, 277.18, 329.63), (196.0, 246.94, 293.66), (174.61, 220.0, 261.63), (196.0, 246.94, 329.63))
"""A, G, F and G in another position; in hertz."""
LOUDNESS = 0.11
BIAS, CLIP, MU_LAW = 132, 32635, 7


def sample(chord: tuple[float, ...], at: int) -> float:
    """Each tone with a little of its octave; swelling and fading within its time."""
    seconds = at / RATE
    swell = math.sin(math.pi * seconds / SECONDS_A_CHORD) ** 2
    tones = (math.sin(math.tau * pitch * seconds) + 0.2 * math.sin(2 * math.tau * pitch * seconds) for pitch in chord)
    return LOUDNESS * swell * sum(tones)


def mu_law(value: float) -> int:
    """One sample between -1 and 1 as the telephone network writes it (ITU-T G.711)."""
    whole = int(max(-1.0, min(1.0, value)) * 32767)
    sign, magnitude = (0x80 if whole < 0 else 0), min(abs(whole), CLIP) + BIAS
    exponent = max(0, magnitude.bit_length() - 8)
    return ~(sign | exponent << 4 | magnitude >> (exponent + 3) & 0x0F) & 0xFF


def wav(samples: Iterable[int]) -> bytes:
    """A file of one channel."""
    data = bytes(samples)
    form = struct.pack("<HHIIHH", MU_LAW, 1, RATE, RATE, 1, 8)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + len(data))
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + form
        + (b"data" + struct.pack("<I", len(data)) + data)
    )


def music() -> bytes:
    length = RATE * SECONDS_A_CHORD
    return wav(mu_law(sample(chord, at)) for chord in CHORDS for at in range(length))


if __name__ == "__main__":
    Path(sys.argv[1]).parent.mkdir(parents=True, exist_ok=True)
    Path(sys.argv[1]).write_bytes(music())
