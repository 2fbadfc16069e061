"""A flow as a picture: the text of a Mermaid flowchart, which many editors and wikis draw."""

import re
from collections.abc import Iterator

from ivr.engine.model import Flow, Step
from ivr.engine.nodes.ask import Ask
from ivr.flowfile.checks.speech import own_words
from ivr.flowfile.checks.ways import outcomes_of, waits

LONGEST_LABEL = 48


def draw(flow: Flow, language: str = "en") -> str:
    """The flowchart of a flow, with the words in `language` where there are any."""
    names = [*flow.steps, *_elsewhere(flow)]
    ids = {name: f"s{number}" for number, name in enumerate(names)}
    lines = ["flowchart TD", f"    begin([{_safe(flow.name)}]) --> {ids[flow.start]}"]
    lines += [f"    {ids[name]}{_box(step, language)}" for name, step in flow.steps.items()]
    lines += [f"    {ids[name]}[[{_safe(name)}]]" for name in names if name not in flow.steps]
    lines += [line for step in flow.steps.values() for line in _arrows(step, flow, ids, language)]
    return "\n".join(lines) + "\n"


def _elsewhere(flow: Flow) -> list[str]:
    """Targets that are no steps of this flow: other flows."""
    targets = [flow.start, *(target for step in flow.steps.values() for target in outcomes_of(step, flow).values())]
    return [target for target in dict.fromkeys(targets) if target not in flow.steps]


def _box(step: Step, language: str) -> str:
    words = own_words(step)
    said = words.get(language) or next(iter(words.values()), "")
    label = f"{step.name}<br/>{_safe(step.verb)}" + (f": {_safe(said)}" if said else "")
    if step.verb == "choose":
        return f'{{"{label}"}}'
    return f'[/"{label}"/]' if waits(step) else f'["{label}"]'


def _arrows(step: Step, flow: Flow, ids: dict[str, str], language: str) -> Iterator[str]:
    labels = {}
    if isinstance(step, Ask):
        labels = {f"key {key}": f"{key}: {choice.what.get(language, '')}" for key, choice in step.keys.items()}
    for outcome, target in outcomes_of(step, flow).items():
        label = "" if outcome in ("next", "go") else f'|"{_safe(labels.get(outcome, outcome))}"|'
        yield f"    {ids[step.name]} -->{label} {ids[target]}"


def _safe(text: str) -> str:
    short = text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"
    return re.sub(r'["<>\[\]{}|#&;`]', " ", short).strip()
