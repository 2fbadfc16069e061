"""How long a caller listens, in seconds: an estimate, 14 characters a second, as synthetic voices speak."""

import functools
from collections.abc import Iterable, Iterator, Mapping

from ivr.engine.fields import Kind, fields_of
from ivr.engine.model import Flow, Step
from ivr.engine.nodes import NODES
from ivr.engine.nodes.ask import Ask, Choice
from ivr.engine.nodes.language import Language
from ivr.engine.nodes.record import Record
from ivr.engine.sentences import SENTENCES, sentence
from ivr.engine.words import Words

CHARACTERS_A_SECOND = 14
PAUSE = 0.4


def seconds(text: str) -> float:
    """The time it takes to speak a text."""
    return len(text) / CHARACTERS_A_SECOND + PAUSE if text else 0.0


def spoken(words: Words, languages: Iterable[str], every: bool) -> float:
    """Words in all languages one after the other (`every`), or in the longest of them."""
    times = [seconds(words.get(language, "")) for language in languages]
    return sum(times) if every else max(times, default=0.0)


def own_words(step: Step) -> Words:
    """What a step itself says on entering; empty for steps that say nothing of their own."""
    attribute = _says(step.verb)
    words = getattr(step, attribute) if attribute else {}
    return words if isinstance(words, Mapping) else {}


@functools.cache
def _says(verb: str) -> str:
    """The attribute that holds a kind of step's own words; "" when it has none."""
    attribute, field = fields_of(NODES[verb].step).get(verb, ("", None))
    return attribute if field and field.kind is Kind.WORDS else ""


def on_entering(step: Step, languages: tuple[str, ...], every: bool) -> float:
    """Everything that is said when a step is entered."""
    total = spoken(own_words(step), languages, every)
    if isinstance(step, Ask):
        total += sum(spoken(announcement(key, choice), languages, every) for key, choice in step.keys.items())
    if isinstance(step, Language) and step.language == "offer" and len(languages) > 1:
        total += sum(seconds(built_in("offer", each).format(key=1)) for each in languages)
    if isinstance(step, Record):
        total += spoken({each: built_in("after_tone", each) for each in languages}, languages, every)
    return total


def announcement(key: str, choice: Choice) -> dict[str, str]:
    """What is said for one key of a menu, by language."""
    built = {tag: built_in("press", tag).format(what=what, key=" ".join(key)) for tag, what in choice.what.items()}
    return {**built, **choice.words}


def after_a_miss(step: Step, flow: Flow, miss: str, languages: tuple[str, ...], every: bool) -> float:
    """What is said after silence or a wrong key, before the question is put again."""
    words = getattr(step, f"when_{miss}", None) or getattr(flow.defaults, f"when_{miss}")
    return spoken(words or {each: built_in(miss, each) for each in languages}, languages, every)


def built_in(name: str, language: str) -> str:
    """One of the program's own sentences; empty in a language it does not know."""
    return sentence(name, language) if language in SENTENCES else ""


def all_words(step: Step) -> Iterator[tuple[str, Words]]:
    """(field, words) of everything a step may say, the choices of a menu included."""
    for yaml, (attribute, field) in fields_of(type(step)).items():
        value = getattr(step, attribute)
        if field.kind is Kind.WORDS and value:
            yield yaml, value
    if isinstance(step, Ask):
        for key, choice in step.keys.items():
            if choice.what or choice.words:
                yield f"key {key}", {**choice.what, **choice.words}
            if choice.hears:
                yield f"hears of key {key}", dict.fromkeys(choice.hears, "")
