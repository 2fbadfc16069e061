"""The script of a kind of request on the page of a call: what was answered, and the question that is open now."""

from collections.abc import Sequence
from dataclasses import dataclass

from afterhours.models import Case
from afterhours.rules.scripts import YES_NO, Script, ScriptStep
from afterhours.services.casework.answer_script import answers_of
from ivr.phone import display
from webhooks.desk.access import Desk
from webhooks.desk.calls import words
from webhooks.desk.calls.call_sheet import in_language
from webhooks.desk.names import said
from webhooks.pages.parts import of_app, services_of


@dataclass(frozen=True, slots=True)
class Asked:
    """One step. `words` are in the caller's language (`language`), `hint` and choices in the reader's.

    `answer`: what was answered, in words; "" for the open question and for what is only said.
    """

    name: str
    kind: str | None
    words: str
    language: str
    hint: str
    options: Sequence[tuple[str, str]]
    value: str
    answer: str
    emergency: bool
    open: bool


@dataclass(frozen=True, slots=True)
class ScriptSheet:
    """`steps`: those gone through, in order. `finished`: no question is open any more."""

    steps: Sequence[Asked]
    finished: bool


def script_for(case: Case) -> Script | None:
    """The script of what the case is about now."""
    service = services_of(of_app()).get(case.service or "")
    return service.script if service else None


def script_sheet(desk: Desk, case: Case, country: str) -> ScriptSheet | None:
    """None for a kind of request without one. `country`: how its people write a number."""
    script = script_for(case)
    if script is None:
        return None
    answers = answers_of(desk.session, case)
    steps = [asked(step, answers.get(step.name, ""), case.language, country) for step in script.path(answers)]
    return ScriptSheet(steps, finished=script.open_question(answers) is None)


def asked(step: ScriptStep, value: str, language: str | None, country: str) -> Asked:
    options = options_of(step)
    spoken = language if language in step.words else next(iter(step.words))
    return Asked(
        name=step.name,
        kind=step.kind,
        words=in_language(step.words, language),
        language=spoken or "",
        hint=said(step.hint),
        options=options,
        value=value,
        answer=display(value, country) if step.kind == "phone" and value else dict(options).get(value, value),
        emergency=step.emergency,
        open=bool(step.kind) and not value,
    )


def options_of(step: ScriptStep) -> list[tuple[str, str]]:
    if step.kind == "yes_no":
        return [(each, words.yes_no()[each]) for each in YES_NO]
    return [(value, said(choice)) for value, choice in step.choices.items()]
