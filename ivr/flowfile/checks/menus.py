"""Menus: the keys that are announced are the keys that work, they are few, and none begins another."""

import re
from itertools import permutations

from ivr.engine.model import Flow
from ivr.engine.nodes.ask import Ask, Choice
from ivr.flowfile.checks.speech import announcement, spoken
from ivr.flowfile.faults import Faults
from ivr.flowfile.flows import FlowFile
from ivr.flowfile.places import Place
from ivr.phone import is_emergency_number

MOST_CHOICES = 5
_NUMBERS = {
    word: str(digit)
    for words in (
        "zero one two three four five six seven eight nine",
        "zéro un deux trois quatre cinq six sept huit neuf",
    )
    for digit, word in enumerate(words.split())
} | {"star": "*", "étoile": "*", "pound": "#", "hash": "#", "carré": "#", "dièse": "#"}
_PRESS = re.compile(
    r"\b(?:press|faites|appuyez|tapez)(?:\s+(?:on|sur|the|le|la|l'|key|touche))*\s*"
    r"(?P<key>[0-9*#]+|" + "|".join(_NUMBERS) + r")(?![\w*#])(?!\s*\d)",
    re.IGNORECASE,
)


def check_menus(file: FlowFile, languages: tuple[str, ...], faults: Faults) -> None:
    """Every menu of a flow."""
    if file.flow is None:
        return
    for step in file.flow.steps.values():
        if isinstance(step, Ask):
            place = file.place_of(step.name)
            _check_prefixes(step, place, faults)
            _check_announced(step, file.flow, place, faults)
            _check_spoken_words(step, place, faults)
            _check_number(step, languages, place, faults)


def _check_prefixes(step: Ask, place: Place, faults: Faults) -> None:
    for short, long in permutations(step.keys, 2):
        if long.startswith(short):
            what = f"in {step.name} the key {short} is the beginning of {long}, which can then never be chosen quickly"
            faults.fault(place, "key-begins-key", what, "give all choices keys of one length")


def _check_announced(step: Ask, flow: Flow, place: Place, faults: Faults) -> None:
    working = {*step.keys, *flow.everywhere}
    for text in step.ask.values():
        _refuse_strangers(step, keys_named(text) - working, place, faults)
    for key, choice in step.keys.items():
        if not choice.what and not choice.words:
            what = f"key {key} of {step.name} works, and nobody is told so"
            faults.fault(place, "key-not-announced", what, "write for: or words: below it")
        _check_wording(step, key, choice, place, faults)


def _check_wording(step: Ask, key: str, choice: Choice, place: Place, faults: Faults) -> None:
    for text in choice.what.values():
        _refuse_strangers(step, keys_named(text) - {key}, place, faults)
    for language, text in choice.words.items():
        named = keys_named(text)
        _refuse_strangers(step, named - {key}, place, faults)
        if key not in named:
            what = f'the {language} words of key {key} in {step.name} do not say "press {key}"'
            faults.fault(place, "key-not-announced", what, "say the key in the words, or use for: instead of words:")


def keys_named(text: str) -> set[str]:
    """The keys a text tells the caller to press: `press 1`, `press one`, `faites le 2`, `appuyez sur l'étoile`."""
    found = {_NUMBERS.get(each["key"].casefold(), each["key"]) for each in _PRESS.finditer(text)}
    return {each for each in found if not is_emergency_number(each)}


def _refuse_strangers(step: Ask, keys: set[str], place: Place, faults: Faults) -> None:
    for key in sorted(keys):
        what = f"{step.name} tells the caller to press {key}, and this key does something else or nothing there"
        faults.fault(place, "announced-key", what, f"correct the words, or add the key {key}")


def _check_spoken_words(step: Ask, place: Place, faults: Faults) -> None:
    meant: dict[tuple[str, str], str] = {}
    for key, choice in step.keys.items():
        for language, phrases in choice.hears.items():
            for phrase in phrases:
                other = meant.setdefault((language, phrase.casefold()), key)
                if other != key:
                    what = f'in {step.name} the spoken word "{phrase}" means both key {other} and key {key}'
                    faults.fault(place, "same-words", what, "keep it for one of the two")


def _check_number(step: Ask, languages: tuple[str, ...], place: Place, faults: Faults) -> None:
    if len(step.keys) <= MOST_CHOICES:
        return
    heard = spoken(step.ask, languages, False)
    times = []
    for key, choice in step.keys.items():
        heard += spoken(announcement(key, choice), languages, False)
        times.append(f"{key} after {heard:.0f} s")
    what = f"{step.name} has {len(step.keys)} choices, and callers remember {MOST_CHOICES}: {', '.join(times)}"
    faults.warning(place, "many-choices", what, "group them into two menus, the most wanted first")
