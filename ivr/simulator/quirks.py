"""Where the provider is known to behave in more than one way, the way is chosen here. Values only.

The program under test has to be right with every combination (twilio.md, the facts marked "check").
"""

from dataclasses import dataclass, field
from typing import Literal


@dataclass
class Quirks:
    """Behaviours of the provider that vary.

    `ring_buffer`: seconds the provider rings longer than the document's time-out.
    `declined_whisper`: the DialCallStatus of a callee who answered and never joined.
    `whispers_race`: several callees may hear their whisper at once and the first to finish it joins; otherwise the
    first to answer stops the others.
    `drops_silent_recordings`: a silent recording is dropped and the document goes on after it.
    `geography`: caller's and called places are sent with every request.
    `new_parameters`: parameters nobody has heard of yet, sent with every document request.
    """

    ring_buffer: float = 5.0
    declined_whisper: Literal["completed", "no-answer"] = "completed"
    whispers_race: bool = False
    drops_silent_recordings: bool = False
    geography: bool = True
    new_parameters: dict[str, str] = field(default_factory=lambda: {"RcsCapability": "unknown"})
