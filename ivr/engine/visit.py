"""One turn at work: what the steps see of the call, and what they leave behind."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ivr.engine import unhurried
from ivr.engine.asks import Ask
from ivr.engine.built_in import BUILT_IN
from ivr.engine.effects import Effect, EmergencyRaised, LanguageChosen
from ivr.engine.model import Book, Flow, Line, Step
from ivr.engine.sentences import sentence
from ivr.engine.state import State
from ivr.engine.wording import fill, spoken_digits, spoken_phone
from ivr.engine.words import Speech, Words

Resolve: TypeAlias = Callable[[Ask], Any]
"""Answers an Ask with the fact its docstring names."""

CALLER_NUMBER = "caller_number"
"""The answer that holds the number a withheld caller gave."""


@dataclass(frozen=True, slots=True)
class JourneyEvent:
    """One thing that happened, for the case's journey. `data` is JSON and holds no secret digits."""

    step: str
    kind: str
    data: Mapping[str, Any]


class Visit:
    """The turn's desk: speeches, journey and effects are put on it; the state is changed through it."""

    def __init__(self, book: Book, state: State, resolve: Resolve) -> None:
        self.book = book
        self.state = state
        self.ask = resolve
        self.speeches: list[Speech] = []
        self.journey: list[JourneyEvent] = []
        self.effects: list[Effect] = []

    @property
    def line(self) -> Line:
        return self.book.lines[self.state.facts.line]

    @property
    def flow(self) -> Flow:
        name = self.state.flow
        return BUILT_IN[name] if name in BUILT_IN else self.book.flows[name]

    @property
    def step(self) -> Step:
        return self.flow.steps[self.state.step]

    @property
    def memory(self) -> dict[str, Any]:
        """What this visit of this step remembers; JSON."""
        return self.state.memory

    @property
    def language(self) -> str:
        """The caller's language, or the line's first while none is chosen."""
        return self.state.language or next(iter(self.line.languages))

    def unhurried(self, seconds: int) -> int:
        """So long something may last for this caller: see `unhurried`."""
        return unhurried.patience(seconds, self.state.facts)

    def spoken_languages(self) -> Iterable[str]:
        """The languages to speak in: all of the line's until the caller has one."""
        return (self.state.language,) if self.state.language else self.line.languages

    def say(self, words: Words, *, recording: str | None = None) -> None:
        """Speak the words in the caller's language; in all languages while none is chosen."""
        for language in self.spoken_languages():
            self.say_in(language, words, recording=recording)

    def say_in(self, language: str, words: Words, *, recording: str | None = None) -> None:
        """Speak the words in this one of the spoken languages, if this is the one to speak them in."""
        if voiced := self.voiced(language, words):
            self.speeches.append(Speech(voiced[0], self.filled(voiced[1], voiced[0]), recording))

    def voiced(self, language: str, words: Words) -> tuple[str, str] | None:
        """(language, text) of words in one of the spoken languages, or None when others are to speak them.

        Words missing in every spoken language are spoken once, in another language of the line, else by the caller's
        voice: better than silence.
        """
        if language in words:
            return language, words[language]
        spoken = list(self.spoken_languages())
        if not words or language != spoken[0] or any(each in words for each in spoken):
            return None
        other = next((each for each in self.line.languages if each in words), None)
        return (other, words[other]) if other else (language, next(iter(words.values())))

    def say_sentence(self, name: str, **values: str) -> None:
        """Speak one of the built-in sentences."""
        for language in self.spoken_languages():
            self.say_sentence_in(language, name, **values)

    def say_sentence_in(self, language: str, name: str, **values: str) -> None:
        text = sentence(name, language, self.line.languages[language].locale)
        self.speeches.append(Speech(language, fill(text, values)))

    def announce_key(self, language: str, what: Words, key: str) -> None:
        """Speak "For ..., press ..." in this one of the spoken languages."""
        if voiced := self.voiced(language, what):
            self.say_sentence_in(voiced[0], "press", what=self.filled(voiced[1], voiced[0]), key=" ".join(key))

    def speak_once(self) -> None:
        """Say nothing twice in this turn: a loop would otherwise be heard in full."""
        self.speeches = list(dict.fromkeys(self.speeches))

    def filled(self, text: str, language: str) -> str:
        """The text as it is spoken in a language, its placeholders replaced."""
        if "{" not in text:
            return text
        number, caller = spoken_digits(self.state.facts.case_number), spoken_phone(self._caller_number())
        return fill(text, {**self._names(language), "case.number": number, "caller.number": caller})

    def written(self, text: str) -> str:
        """The text as it is kept in a case: numbers as they are, answers of the call by name, but no secret one."""
        state = self.state
        answers = {name: value for name, value in state.answers.items() if name not in state.secret}
        numbers = {"case.number": state.facts.case_number, "caller.number": self._caller_number()}
        return fill(text, {**answers, **self._names(self.language), **numbers})

    def _caller_number(self) -> str:
        return self.state.answers.get(CALLER_NUMBER) or self.state.facts.caller or ""

    def _names(self, language: str) -> dict[str, str]:
        return {
            "line.name": self.line.title.get(language) or self.line.name,
            "council.name": self.line.tenant_name,
            "emergency.number": self.line.emergency_number,
        }

    def note(self, kind: str, **data: Any) -> None:
        """Write one event into the journey."""
        self.journey.append(JourneyEvent(self.state.step, kind, data))

    def wish(self, effect: Effect) -> None:
        self.effects.append(effect)

    def raise_emergency(self, service: str, roster: str) -> None:
        """From this turn on it stays raised, whatever becomes of the call."""
        self.state.roster = roster
        self.wish(EmergencyRaised(service, roster))

    def choose_language(self, language: str) -> None:
        self.state.language = language
        self.note("language", language=language)
        self.wish(LanguageChosen(language))
