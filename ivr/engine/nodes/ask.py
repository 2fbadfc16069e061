"""`ask`: a menu, by keys and spoken words. "For a burst pipe, press 1" is made from the choices."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.fields import Kind, declare, way
from ivr.engine.inputs import Input, Said, keyed
from ivr.engine.model import Step
from ivr.engine.moves import Go, Move
from ivr.engine.node import Node
from ivr.engine.questions import Miss, listen, manners_of, missed
from ivr.engine.visit import Visit
from ivr.engine.words import Words

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One key of a menu."""

    what: Words = declare(Kind.WORDS, "what the key is for; spoken as `For ..., press ...`", yaml="for", default={})
    words: Words = declare(Kind.WORDS, "free wording instead of `for`", default={})
    hears: Mapping[str, tuple[str, ...]] = declare(
        Kind.WORDS, "spoken words that choose it, a list per language", default={}
    )
    go: str = declare(Kind.TARGET, "where this key leads", outcome=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Step):
    """A menu: keys and spoken words."""

    verb: ClassVar[str] = "ask"
    ask: Words = declare(Kind.WORDS, "the question")
    keys: Mapping[str, Choice] = declare(Kind.KEYS, "the choices, most wanted first")
    tries: int | None = declare(Kind.COUNT, "how often it is asked", default=None)
    wait: int | None = declare(Kind.SECONDS, "how long silence may last", default=None)
    when_silent: Words | None = declare(Kind.WORDS, "said after silence", default=None)
    when_wrong: Words | None = declare(Kind.WORDS, "said after a wrong key", default=None)
    silent: str | None = way("where silence leads at once, instead of asking again")
    wrong: str | None = way("where a wrong key leads at once, instead of asking again")
    after_last_try: str | None = way("the way out after the last try")

    def outcomes(self) -> Iterator[tuple[str, str]]:
        yield from ((f"key {key}", choice.go) for key, choice in self.keys.items())
        yield from super(Ask, self).outcomes()


def enter(step: Ask, visit: Visit) -> Move:
    for language in visit.spoken_languages():
        visit.say_in(language, step.ask)
        for key, choice in step.keys.items():
            _announce(visit, language, key, choice)
    speech = any(choice.hears for choice in step.keys.values())
    at_most = max(len(key) for key in step.keys)
    return listen(visit, at_most=at_most, finish="" if at_most == 1 else "#", wait=step.wait, speech=speech,
                  hints=_hints(step, visit) if speech else ())  # fmt: skip


def _announce(visit: Visit, language: str, key: str, choice: Choice) -> None:
    """In free wording where this language has it, else as "For ..., press ..."."""
    if language in choice.words or not choice.what:
        visit.say_in(language, choice.words)
    else:
        visit.announce_key(language, choice.what, key)


def _hints(step: Ask, visit: Visit) -> tuple[str, ...]:
    return tuple(word for choice in step.keys.values() for word in _words_heard(choice, visit))


def _words_heard(choice: Choice, visit: Visit) -> Iterator[str]:
    for language in visit.spoken_languages():
        yield from choice.hears.get(language, ())


def resume(step: Ask, visit: Visit, given: Input) -> Move:
    keys, text = keyed(given), given.text if isinstance(given, Said) else None
    if keys is not None and keys in step.keys:
        return _chosen(step, visit, keys, text)
    if text and (key := _heard(step, visit, text)):
        return _chosen(step, visit, key, text)
    miss: Miss = "silent" if keys is None and text is None else "wrong"
    return missed(visit, miss, manners_of(step), lambda: enter(step, visit))


def _heard(step: Ask, visit: Visit, text: str) -> str | None:
    """The key whose words occur in what was said; None when none or several do."""
    said = _bare(text)
    keys = [
        key for key, choice in step.keys.items() if any(_bare(words) in said for words in _words_heard(choice, visit))
    ]
    return keys[0] if len(keys) == 1 else None


def _bare(text: str) -> str:
    """Words only, in lower case and without accents, each between single blanks."""
    plain = (each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each))
    return f" {' '.join(_WORD.findall(''.join(plain)))} "


def _chosen(step: Ask, visit: Visit, key: str, said: str | None) -> Move:
    choice = step.keys[key]
    label = choice.what.get(visit.language) or choice.words.get(visit.language, "")
    visit.note("menu_choice", key=key, label=label, **({"said": said} if said else {}))
    return Go(choice.go)


def own_keys(step: Ask, visit: Visit) -> Mapping[str, Choice]:
    return step.keys


NODE = Node(Ask, enter, resume, own_keys=own_keys)
