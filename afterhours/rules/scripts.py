"""A script: what an agent asks about one kind of request, where each answer may lead another way. Pure.

What is on the page follows from the answers alone, so that a page that is opened again, or by somebody else, stands
where the conversation stands; an earlier answer that is changed leads the way from there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ivr.engine.words import Words

KINDS = ("yes_no", "choice", "text", "address", "number", "phone")
YES_NO = ("yes", "no")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptStep:
    """One question, or something to say or do (then `kind` is None). `choices`: value -> words, for kind choice.

    `go`: answer -> the step after it; other answers, and saying, lead to `next`, and None is the end.
    `emergency`: whoever comes here is told to raise an emergency. `hint`: what the agent should know, not said aloud.
    """

    name: str
    kind: str | None
    words: Words
    hint: Words = field(default_factory=dict)
    choices: Mapping[str, Words] = field(default_factory=dict)
    go: Mapping[str, str | None] = field(default_factory=dict)
    next: str | None = None
    emergency: bool = False

    def after(self, answer: str | None) -> str | None:
        """The step that follows this answer."""
        return self.go.get(answer or "", self.next)

    def ways(self) -> Iterator[str]:
        """Every step that may follow. All answers of a closed question may have their own way; then `next` is none."""
        closed = YES_NO if self.kind == "yes_no" else tuple(self.choices)
        covered = bool(closed) and all(answer in self.go for answer in closed)
        followers = [*self.go.values(), *([] if covered else [self.next])]
        yield from dict.fromkeys(each for each in followers if each)


@dataclass(frozen=True, slots=True)
class Script:
    """The steps in the order of the file; the first one is where it starts."""

    steps: Mapping[str, ScriptStep]

    def path(self, answers: Mapping[str, str]) -> tuple[ScriptStep, ...]:
        """The steps gone through with these answers, in order, up to the question that is open now."""
        found, name = [], next(iter(self.steps), None)
        while name is not None:
            step = self.steps[name]
            found.append(step)
            if step.kind and step.name not in answers:
                break
            name = step.after(answers.get(step.name))
        return tuple(found)

    def open_question(self, answers: Mapping[str, str]) -> ScriptStep | None:
        """The question to put now; None when the script has come to its end."""
        path = self.path(answers)
        return path[-1] if path and path[-1].kind and path[-1].name not in answers else None

    def circle(self) -> tuple[str, ...]:
        """Steps that lead in a circle, in order; () where there is none."""
        done: set[str] = set()
        for name in self.steps:
            if found := self._circle_from(name, (), done):
                return found
        return ()

    def _circle_from(self, name: str, trail: tuple[str, ...], done: set[str]) -> tuple[str, ...]:
        if name in trail:
            return (*trail[trail.index(name) :], name)
        if name in done or name not in self.steps:
            return ()
        for each in self.steps[name].ways():
            if found := self._circle_from(each, (*trail, name), done):
                return found
        done.add(name)
        return ()

    def reached(self) -> set[str]:
        """The steps that some answers lead to."""
        found: set[str] = set()
        waiting = list(self.steps)[:1]
        while waiting:
            name = waiting.pop()
            if name in self.steps and name not in found:
                found.add(name)
                waiting += self.steps[name].ways()
        return found
