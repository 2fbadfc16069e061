"""The answer to a text: a messaging document."""

from ivr.engine.sentences import sentence
from ivr.twiml.render import document
from ivr.twiml.words import Voices, text


def render_text_reply(voices: Voices, number: str) -> str:
    """One message in all the line's languages: that this number (E.164) is for calls."""
    said = (sentence("text_reply", language, voice.locale).format(number=number) for language, voice in voices.items())
    return document(f"<Message>{text(' '.join(said))}</Message>")
