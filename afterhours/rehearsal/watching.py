"""A book that notes which outcomes a call travels, so that the engine need not know that it is watched.

Every target is a text that remembers where it stands (`Way`). The engine looks a target up among the steps of the
flow, and the steps of a watched book (`WatchedSteps`) note it then.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from ivr.engine.fields import Field, Kind
from ivr.engine.model import Book, Defaults, Flow, Step


class Way(str):
    """A target that knows its outcome, and its step ("" in the defaults of a flow)."""

    step: str
    outcome: str

    @classmethod
    def of(cls, target: str, step: str, outcome: str) -> "Way":
        way = cls(target)
        way.step, way.outcome = step, outcome
        return way


class WatchedSteps(dict[str, Step]):
    """The steps of a flow. `travelled`: (flow, step, outcome) of every way taken."""

    def __init__(self, flow: str, steps: Mapping[str, Step], travelled: set[tuple[str, str, str]]) -> None:
        super().__init__(steps)
        self._flow, self._travelled, self._now = flow, travelled, ""

    def __getitem__(self, name: str) -> Step:
        self._now = str(name)
        return super().__getitem__(name)

    def __contains__(self, target: object) -> bool:
        if isinstance(target, Way):
            self._travelled.add((self._flow, target.step or self._now, target.outcome))
        return super().__contains__(target)


class Watch:
    """`book` leads calls as the given one does, and `travelled` fills meanwhile."""

    def __init__(self, book: Book) -> None:
        self.travelled: set[tuple[str, str, str]] = set()
        self.book = replace(book, flows={name: self._watched(flow) for name, flow in book.flows.items()})

    def _watched(self, flow: Flow) -> Flow:
        steps = {name: watched_step(step) for name, step in flow.steps.items()}
        return replace(
            flow, steps=WatchedSteps(flow.name, steps, self.travelled), defaults=watched_defaults(flow.defaults)
        )


def watched_defaults(defaults: Defaults) -> Defaults:
    last, error = defaults.after_last_try, defaults.on_error
    return replace(
        defaults,
        after_last_try=Way.of(last, "", "after_last_try") if last else None,
        on_error=Way.of(error, "", "on_error") if error else None,
    )


def watched_step(step: Step) -> Step:
    """The step with every target that it holds made a `Way`."""
    changed = {}
    for each in fields(step):
        described = each.metadata.get("field")
        value = getattr(step, each.name)
        if described and value:
            changed[each.name] = _watched_value(step.name, each.name, described, value)
    return replace(step, **changed)


def _watched_value(step: str, attribute: str, described: Field, value: Any) -> Any:
    """Outcomes are named as `Step.outcomes` names them."""
    match described.kind:
        case Kind.KEYS:
            return {key: replace(each, go=Way.of(each.go, step, f"key {key}")) for key, each in value.items()}
        case Kind.CONDITIONS:
            return tuple(replace(each, go=Way.of(each.go, step, each.outcome)) for each in value)
        case Kind.ENDS:
            return {end: Way.of(target, step, end) for end, target in value.items()}
        case _ if described.outcome and isinstance(value, str):
            return Way.of(value, step, described.yaml or attribute)
        case _:
            return value
