"""What staff wrote, after reading: flows, steps, kinds of request, lines. Immutable; knows no file and no YAML."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import ClassVar, Literal, TypeAlias

from ivr.engine.fields import Kind, declare
from ivr.engine.words import Words


@dataclass(frozen=True, slots=True)
class Span:
    """A number of digits: from `least` to `most`, both included."""

    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a flow. Its class is its verb; `line` is where it stands in the file."""

    verb: ClassVar[str]
    name: str
    line: int = 0

    def outcomes(self) -> Iterator[tuple[str, str]]:
        """(outcome, target) of every way on that is written down; keys and conditions included."""
        for each in fields(self):
            described = each.metadata.get("field")
            target = getattr(self, each.name)
            if described and described.outcome and isinstance(target, str):
                yield described.yaml or each.name, target


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What holds for every step of a flow that says nothing else."""

    tries: int = declare(Kind.COUNT, "how often a question is put before `after_last_try`", default=3)
    wait: int = declare(Kind.SECONDS, "how long silence may last", default=6)
    when_silent: Words = declare(Kind.WORDS, "said after silence", default={})
    when_wrong: Words = declare(Kind.WORDS, "said after a key that is no choice", default={})
    after_last_try: str | None = declare(Kind.TARGET, "the way out of every question", outcome=True, default=None)
    on_error: str | None = declare(Kind.TARGET, "the program failed: then a human", outcome=True, default=None)


@dataclass(frozen=True, slots=True)
class Flow:
    """One call flow. `everywhere`: key -> step name, or `repeat`."""

    name: str
    start: str
    defaults: Defaults
    everywhere: Mapping[str, str]
    steps: Mapping[str, Step]


QuestionKind: TypeAlias = Literal["text", "address", "number", "yes_no", "choice", "phone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a kind of request. `choices`: key -> words, for kind `choice`."""

    name: str
    kind: QuestionKind
    ask: Words
    required: bool = False
    choices: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestKind:
    """A kind of request from services.yaml, as far as a call needs it. `emergency`: its roster, or None."""

    name: str
    title: Words
    questions: tuple[Question, ...] = ()
    emergency: str | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """How a language is spoken: `locale` such as en-CA, the provider's `voice`."""

    locale: str
    voice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One telephone line of one council (`tenant`). Numbers are E.164.

    A campaign line has `first_day`/`last_day` and afterwards leads to line `then`; `hours` with `closed`
    chooses between two flows. `languages`: tag -> voice, in the order they are spoken. `title`: how staff call it.
    `greeting`: what an agent says first.
    """

    name: str
    number: str
    tenant: str
    tenant_name: str
    flow: str
    languages: Mapping[str, Voice]
    emergency_number: str
    country: str
    zone: str
    fallback_person: str
    recording_notice: Words = field(default_factory=dict)
    hours: str | None = None
    closed: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    then: str | None = None
    title: Words = field(default_factory=dict)
    greeting: Words = field(default_factory=dict)
    transcripts: bool = True
    """Whether the provider is asked to write down what callers say into recordings."""


@dataclass(frozen=True, slots=True)
class Book:
    """Everything of one revision that leads calls, by name."""

    flows: Mapping[str, Flow]
    requests: Mapping[str, RequestKind]
    lines: Mapping[str, Line]
