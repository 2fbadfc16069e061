"""A call's journey in words: "Pressed 1: a burst water pipe", "Silent", "Rang Ann Baker: nobody answered".

Owns the wording of every kind of journey event the engine writes; an event without wording of its own is shown by name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from flask_babel import gettext as _
from flask_babel import ngettext

from afterhours.models import Turn
from ivr.flowfile.names import name as canonical
from webhooks.desk.names import Names
from webhooks.desk.telling.story_at_night import AT_NIGHT
from webhooks.desk.telling.story_in_line import IN_LINE
from webhooks.desk.words import plain, rang, yes_no
from webhooks.pages.times import Moment, duration, moment

Data: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the story. `who` is what moved: caller, program, person, fault, help. `at` only where it is new."""

    words: str
    who: str
    at: Moment | None


@dataclass(frozen=True, slots=True)
class Teller:
    """What is needed to tell a story: names, the people who were rung, and the service it is about."""

    names: Names
    people: Mapping[str, str]
    service: str | None

    def tell(self, turns: Sequence[Turn], zone: str) -> list[Told]:
        """The whole journey, in order."""
        story: list[Told] = []
        for turn in turns:
            told = [self.event(event["step"], event["kind"], event["data"]) for event in turn.events]
            lines = [each for each in told if each is not None]
            at = moment(turn.at, zone, turn.at)
            story += [
                Told(words, who, at if first else None) for first, (words, who) in zip(firsts(), lines, strict=False)
            ]
        return story

    def event(self, step: str, kind: str, data: Data) -> tuple[str, str] | None:
        """(words, who moved) of one event; None for what is of no use to a reader."""
        if telling := AT_NIGHT.get(kind) or IN_LINE.get(kind):
            return telling(self.names, data)
        own = TELLINGS.get(kind)
        return own(self, data) if own else (f"{plain(kind).capitalize()} ({plain(step)})", "program")


def firsts() -> Any:
    """True, then False for ever."""
    yield True
    while True:
        yield False


def arrived(teller: Teller, data: Data) -> tuple[str, str]:
    return _("Rang %(line)s", line=teller.names.line(data.get("line", ""))), "caller"


def language(teller: Teller, data: Data) -> tuple[str, str]:
    return _("Language: %(language)s", language=teller.names.language(data.get("language"))), "program"


def language_not_on_line(teller: Teller, data: Data) -> tuple[str, str]:
    return _("This line does not speak %(language)s", language=teller.names.language(data.get("language"))), "program"


def menu_choice(_teller: Teller, data: Data) -> tuple[str, str]:
    key, label, said = data.get("key", ""), data.get("label", ""), data.get("said")
    if said:
        return _("Said “%(said)s”: %(label)s", said=said, label=label or key), "caller"
    return (_("Pressed %(key)s: %(label)s", key=key, label=label) if label else _("Pressed %(key)s", key=key)), "caller"


def pressed_everywhere(_teller: Teller, data: Data) -> tuple[str, str]:
    return _("Pressed %(key)s: to “%(step)s”", key=data.get("keys", ""), step=plain(data.get("to", ""))), "caller"


def entered(teller: Teller, data: Data) -> tuple[str, str]:
    name = teller.names.question(teller.service, data.get("name", ""))
    return _("%(question)s “%(value)s”", question=colon(name), value=data.get("value") or _("not kept")), "caller"


def answered(teller: Teller, data: Data) -> tuple[str, str]:
    name = data.get("question", "")
    question = colon(teller.names.question(teller.service, name))
    if data.get("recording"):
        return _("%(question)s answered by a recording", question=question), "caller"
    value = data.get("value", "")
    if value in ("yes", "no"):
        return f"{question} {yes_no(value)}", "caller"
    return _(
        "%(question)s “%(value)s”", question=question, value=teller.names.choice(teller.service, name, value)
    ), "caller"


def colon(question: str) -> str:
    """A question keeps its mark; a name gets a colon."""
    return question if question.endswith(("?", ".", ":", "!")) else f"{question}:"


def unanswered(teller: Teller, data: Data) -> tuple[str, str]:
    question = teller.names.question(teller.service, data.get("question", ""))
    return _("%(question)s no answer", question=colon(question)), "caller"


def reported(teller: Teller, data: Data) -> tuple[str, str]:
    service = teller.names.service(data.get("service", ""))
    if data.get("emergency"):
        return _("Reported as an emergency: %(service)s", service=service), "help"
    return _("Reported: %(service)s", service=service), "program"


def rung(teller: Teller, data: Data) -> tuple[str, str]:
    who = data.get("who", "")
    name, result = teller.people.get(canonical(who)) or plain(who), data.get("result", "")
    if result == "talked":
        return _("Rang %(name)s: talked for %(time)s", name=name, time=duration(data.get("seconds", 0))), "person"
    return _("Rang %(name)s: %(result)s", name=name, result=rang(result)), "person"


def recorded(_teller: Teller, data: Data) -> tuple[str, str]:
    return _("Left a message of %(time)s", time=duration(data.get("seconds", 0))), "caller"


def looked_up(_teller: Teller, data: Data) -> tuple[str, str]:
    found = int(data.get("found", 0))
    if data.get("what") == "case":
        return (_("The case number exists") if found else _("No case with that number")), "program"
    return ngettext(
        "%(num)s record has the caller's number", "%(num)s records have the caller's number", found
    ), "program"


def case_set(teller: Teller, data: Data) -> tuple[str, str] | None:
    fields = data.get("fields", {})
    told = [
        teller.names.service(value) if name == "service" else plain(value) for name, value in fields.items() if value
    ]
    return (_("Noted in the case: %(fields)s", fields=", ".join(told)), "program") if told else None


def status_read(_teller: Teller, data: Data) -> tuple[str, str]:
    return (
        _("Heard the status of a case") if data.get("found") else _("Asked for a case that does not exist")
    ), "program"


def chosen(_teller: Teller, data: Data) -> tuple[str, str] | None:
    because = data.get("because", "")
    return None if because == "otherwise" else (_("Condition: %(because)s", because=plain(because)), "program")


def fault(_teller: Teller, _data: Data) -> tuple[str, str]:
    return _("The program failed here; the caller was told and led on"), "fault"


def ended(_teller: Teller, data: Data) -> tuple[str, str]:
    end = str(data.get("end") or "")
    named = end not in ("", "true", "True")
    return (
        _("The call came to its end: %(end)s", end=plain(end)) if named else _("The call came to its end")
    ), "program"


def simply(words: Callable[[], str], who: str) -> Callable[[Teller, Data], tuple[str, str]]:
    return lambda _teller, _data: (words(), who)


TELLINGS: Mapping[str, Callable[[Teller, Data], tuple[str, str] | None]] = {
    "arrived": arrived,
    "language": language,
    "language_not_on_line": language_not_on_line,
    "menu_choice": menu_choice,
    "pressed_everywhere": pressed_everywhere,
    "repeated": simply(lambda: _("Asked to hear it again"), "caller"),
    "no_input": simply(lambda: _("Silent"), "caller"),
    "invalid_input": simply(lambda: _("Gave an answer that is no choice"), "caller"),
    "input": entered,
    "corrected": simply(lambda: _("Corrected the answer"), "caller"),
    "answered": answered,
    "unanswered": unanswered,
    "reported": reported,
    "recorded": recorded,
    "nothing_recorded": simply(lambda: _("Left no message"), "caller"),
    "rang": rung,
    "lookup": looked_up,
    "status_read": status_read,
    "case_set": case_set,
    "chosen": chosen,
    "fault": fault,
    "fallback": simply(lambda: _("The program failed; the caller was put through to the fallback person"), "fault"),
    "ended": ended,
    "said": lambda _teller, _data: None,
    "returned": lambda _teller, _data: None,
}
"""Kind of event -> (words, who moved), or None for what a reader has no use for."""
