"""The sentences the program itself speaks, in each language it knows. Staff write everything else.

`digits` joins single digits so that a voice reads them one by one. A language that is not here cannot be a line's
language: `ivr check` says so.
"""

from collections.abc import Mapping

from ivr.engine.sentences.english import ENGLISH
from ivr.engine.sentences.french import FRENCH

SENTENCES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "fr": FRENCH}

DIALECTS: Mapping[str, Mapping[str, str]] = {
    "en-GB": {
        "after_tone": "Please speak after the tone. Press the hash key when you have finished.",
        "message": "Please say your message after the tone. Press the hash key when you have finished.",
        "your_number": "On which number can we reach you? Please enter it, then press the hash key.",
        "pin": (
            "You call from your own number, and there are open emergencies."
            " Enter your PIN and the hash key. To go on without, please wait."
        ),
        "page_pin": "Enter your PIN and the hash key.",
    },
    "fr-FR": {
        "after_tone": "Parlez après le signal. Appuyez sur la touche dièse quand vous avez terminé.",
        "message": "Laissez votre message après le signal. Appuyez sur la touche dièse quand vous avez terminé.",
        "your_number": "À quel numéro pouvons-nous vous joindre ? Entrez-le, puis appuyez sur la touche dièse.",
        "page_pin": "Entrez votre code et la touche dièse.",
    },
}


def sentence(name: str, language: str, locale: str = "") -> str:
    """The built-in sentence `name` in `language`, in the words of `locale` where they differ."""
    return DIALECTS.get(locale, {}).get(name) or SENTENCES[language][name]
