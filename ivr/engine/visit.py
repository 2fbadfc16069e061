"""One turn at work: what the steps see of the call, and what they leave behind."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ivr.engine.asks import Ask
from ivr.engine.effects import Effect, LanguageChosen
from ivr.engine.model import Book, Flow, Line, Step
from ivr.engine.sentences import sentence
from ivr.engine.state import State
from ivr.engine.wording import fill, spoken_digits, spoken_phone
from ivr.engine.words import Speech, Words

Resolve: TypeAlias = Callable[[Ask], Any]
"""Answers an Ask with the fact its docstring names."""


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
        return self.book.flows[self.state.flow]

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

    def spoken_languages(self) -> Iterable[str]:
        """The languages to speak in: all of the line's until the caller has one."""
        return (self.state.language,) if self.state.language else self.line.languages

    def say(self, words: Words, *, recording: str | None = None, **values: str) -> None:
        """Speak the words in the caller's language; in all languages while none is chosen.

        Words missing in the caller's language are spoken in the first language that has them: better than silence.
        """
        spoken = [language for language in self.spoken_languages() if language in words] or list(words)[:1]
        for language in spoken:
            self.speeches.append(Speech(language, self.filled(words[language], values), recording))

    def say_sentence(self, name: str, **values: str) -> None:
        """Speak one of the built-in sentences."""
        for language in self.spoken_languages():
            text = sentence(name, language, self.line.languages[language].locale)
            self.speeches.append(Speech(language, self.filled(text, values)))

    def filled(self, text: str, values: Mapping[str, str]) -> str:
        return fill(text, {**self._known_values(), **values}) if "{" in text else text

    def _known_values(self) -> dict[str, str]:
        facts = self.state.facts
        return {
            "case.number": spoken_digits(facts.case_number),
            "caller.number": spoken_phone(self.state.answers.get("caller_number") or facts.caller or ""),
            "line.name": self.line.name,
            "council.name": self.line.tenant_name,
            "emergency.number": self.line.emergency_number,
        }

    def note(self, kind: str, **data: Any) -> None:
        """Write one event into the journey."""
        self.journey.append(JourneyEvent(self.state.step, kind, data))

    def wish(self, effect: Effect) -> None:
        self.effects.append(effect)

    def choose_language(self, language: str) -> None:
        self.state.language = language
        self.note("language", language=language)
        self.wish(LanguageChosen(language))
