"""The answer to a text: a messaging document, and the words that are said in all of a line's languages."""

from ivr.engine.sentences import sentence
from ivr.twiml.render import document
from ivr.twiml.words import Voices, text


def render_text(words: str) -> str:
    """One message; an empty document for no words."""
    return document(f"<Message>{text(words)}</Message>" if words else "")


def in_all_languages(voices: Voices, name: str, **facts: str) -> str:
    """The built-in sentence `name` in every language of a line."""
    return " ".join(sentence(name, language, voice.locale).format(**facts) for language, voice in voices.items())
