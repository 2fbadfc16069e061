"""The whole measurement, from an empty folder to everything that was seen; nothing of it stays."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TypeAlias

from bench import steps
from bench.county import County, counties
from bench.raising import first_calls
from bench.served import Memory, bare, service
from bench.windows import Plan, Windows, asking, calling

STARTS = 3
Say: TypeAlias = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What one run has seen: memory and starts of the service, milliseconds of YAML, and the windows.

    `first_calls`: for each emergency the seconds until somebody was rung.
    """

    plan: Plan
    windows: Windows
    memory: Memory
    bare_memory: Memory
    first_answers: list[float]
    first_calls: list[float]
    yaml_ms: float
    yaml_checked_ms: float


def measure(plan: Plan, say: Say) -> Findings:
    """Run the plan. Raises SystemExit with a sentence when a server does not answer, WrongAnswer when wrongly."""
    say("500 steps of YAML ...")
    loaded, checked = steps.milliseconds(check=False), steps.milliseconds(check=True)
    with ExitStack() as stack:
        say(f"A durable PostgreSQL with three counties, and {plan.calls:,} calls in one of them ...")
        empty, crowded, night = stack.enter_context(counties(plan.calls))
        say("Starts ...")
        starts = [first_answer(empty) for _ in range(STARTS)]
        say(f"A night with {plan.emergencies} emergencies ...")
        rung = first_calls(night, plan.emergencies)
        turn = stack.enter_context(calling("turn", service(empty)))
        many = stack.enter_context(calling("crowded", service(crowded)))
        plain = stack.enter_context(asking("bare", bare()))
        windows = Windows(plan, (turn, many, plain), empty.database_url)
        say("Warming up ...")
        windows.warm_up()
        for number in range(plan.windows):
            say(f"Window {number + 1} of {plan.windows} ...")
            windows.measure(number)
        return Findings(
            plan=plan,
            windows=windows,
            memory=turn.served.memory(),
            bare_memory=plain.served.memory(),
            first_answers=starts,
            first_calls=rung,
            yaml_ms=loaded,
            yaml_checked_ms=checked,
        )


def first_answer(county: County) -> float:
    with service(county) as served:
        return served.first_answer
