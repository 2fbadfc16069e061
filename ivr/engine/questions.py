"""Putting a question and dealing with silence and wrong keys: what `ask`, `collect`, `report` and `status` share.

Tries are counted per visit of a step, silence and wrong answers together, as flow-language.md has it: one `tries`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ivr.engine import unhurried
from ivr.engine.model import Step
from ivr.engine.moves import Go, Move, Wait
from ivr.engine.outputs import Listen
from ivr.engine.visit import Visit
from ivr.engine.words import Words

Miss: TypeAlias = Literal["silent", "wrong"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How a question deals with no answer; None means the flow's default."""

    tries: int | None = None
    when_silent: Words | None = None
    when_wrong: Words | None = None
    silent: str | None = None
    wrong: str | None = None
    after_last_try: str | None = None


def manners_of(step: Step) -> Manners:
    """The manners a step declares; steps without some of these fields take the flow's."""
    names = ("tries", "when_silent", "when_wrong", "silent", "wrong", "after_last_try")
    return Manners(**{name: getattr(step, name, None) for name in names})


def listen(visit: Visit, *, at_most: int | None = None, wait: int | None = None, finish: str = "#",
           hints: tuple[str, ...] = (), speech: bool = False) -> Wait:  # fmt: skip
    """Wait for keys or speech in the caller's language; `wait` in seconds, else the flow's."""
    return Wait(
        Listen(visit.unhurried(wait or visit.flow.defaults.wait), at_most, finish, speech, visit.language, hints)
    )


def missed(visit: Visit, miss: Miss, manners: Manners, again: Callable[[], Move], built_in: str = "") -> Move:
    """After silence or a wrong answer: say so and ask again, or take the way out after the last try."""
    visit.note("no_input" if miss == "silent" else "invalid_input")
    if way := getattr(manners, miss):
        return Go(way)
    if tried_out(visit, manners):
        return way_out(visit, manners)
    excuse(visit, miss, manners, built_in)
    return again()


def tried_out(visit: Visit, manners: Manners) -> bool:
    """Count one try of this visit; whether it was the last."""
    visit.memory["tries"] = tries = visit.memory.get("tries", 0) + 1
    return bool(tries >= unhurried.tries(manners.tries or visit.flow.defaults.tries, visit.state.facts))


def way_out(visit: Visit, manners: Manners) -> Go:
    return Go(manners.after_last_try or visit.flow.defaults.after_last_try)


def excuse(visit: Visit, miss: Miss, manners: Manners, built_in: str = "") -> None:
    """What the step says to this, else the flow, else the built-in sentence."""
    words = getattr(manners, f"when_{miss}") or getattr(visit.flow.defaults, f"when_{miss}")
    if words:
        visit.say(words)
    else:
        visit.say_sentence(built_in or miss)
