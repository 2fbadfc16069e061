"""What somebody who is rung hears: the announcement, and the key that joins them to the caller. Needs no database."""

from collections.abc import Callable, Mapping

from ivr.addresses import Addresses
from ivr.engine.inputs import Input, Pressed
from ivr.engine.model import Voice
from ivr.twiml.render import render_join, render_refusal, render_whisper

MOST_WHISPERS = 3
"""So often a wrong key may be pressed before the leg is given up."""


def leg_document(
    addresses: Addresses, voices_of: Callable[[str], Mapping[str, Voice]], sealed: str, turn: int, given: Input
) -> str:
    """The document for turn `turn` of the leg sealed into its address; `voices_of` a line's name.

    Raises NotFound for an address this service has not sealed.
    """
    whisper = addresses.unseal(sealed)
    if turn > 1 and given == Pressed(whisper.accept):
        return render_join()
    if turn > MOST_WHISPERS:
        return render_refusal()
    return render_whisper(whisper.speeches, addresses.leg_again(sealed, turn + 1), voices_of(whisper.line))
