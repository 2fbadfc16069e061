"""services.yaml: the kinds of request, with their questions."""

from collections.abc import Collection, Mapping
from typing import Any, get_args

from afterhours.site.answerers import Answerers
from afterhours.site.groups import complete, entry_of, named_entries, read_group
from afterhours.site.knowledge import Notes
from afterhours.site.model import Service
from afterhours.site.scripts import read_script
from afterhours.site.values import target
from ivr.engine.model import Question, QuestionKind, RequestKind
from ivr.engine.words import Words
from ivr.flowfile.fields import is_key
from ivr.flowfile.groups import words
from ivr.flowfile.names import shown
from ivr.flowfile.nodes import Mapping as Group
from ivr.flowfile.nodes import Node, Scalar
from ivr.flowfile.places import Place
from ivr.flowfile.spelling import Spellings
from ivr.flowfile.texts import Reading, mapping_of, one_of, scalar_of
from ivr.flowfile.values import choice, flag, text

KINDS: tuple[str, ...] = get_args(getattr(QuestionKind, "__value__", QuestionKind))


def note_questions(node: Node | None, spellings: Spellings) -> None:
    """Notes how the questions are spelt, before a flow refers to them."""
    for _, service in node.entries if isinstance(node, Group) else ():
        found = entry_of(service, "questions")
        for key, _ in found[1].entries if found and isinstance(found[1], Group) else ():
            spellings.answers.define(key.text)


def read_services(
    node: Node | None, rosters: Collection[str] | None, answerers: Answerers, notes: Notes, reading: Reading
) -> tuple[dict[str, Service], set[str]]:
    """Every kind of request that could be read, and the names of all that stand there.

    `rosters`: the names in rosters.yaml; None where nothing is checked against them. `answerers`: those of agents.yaml.
    """
    found, named = {}, set()
    readers = {
        "name": words,
        "department": text,
        "emergency": lambda each, desk: roster_of(each, rosters, desk),
        "questions": read_questions,
        "knowledge": notes.read,
        "target": target,
        "script": read_script,
        "complaint": flag,
        **answerers.readers(),
    }
    for name, key, value in named_entries(node, "kinds of request", reading):
        named.add(name)
        values = read_group(value, key.text, readers, ["name"], reading, key.place)
        if values is not None and complete(values, ["name"]):
            found[name] = service(name, values)
    return found, named


def service(name: str, values: Mapping[str, Any]) -> Service:
    questions = tuple(values.get("questions", ()))
    request = RequestKind(name=name, title=values["name"], questions=questions, emergency=values.get("emergency"))
    return Service(
        request=request,
        department=values.get("department"),
        knowledge=values.get("knowledge", ""),
        target=values.get("target"),
        script=values.get("script"),
        restricted=values.get("restricted"),
        answered_by=values.get("answered_by", ()),
        complaint=bool(values.get("complaint")),
    )


def handle_into(people: dict[str, Place]) -> Any:
    """A reader of a person's handle that writes down where it stands."""

    def read(node: Node, reading: Reading) -> str | None:
        scalar = scalar_of(node, "a person's handle", reading)
        if scalar is None:
            return None
        handle = reading.spellings.people.define(scalar.text)
        people.setdefault(handle, node.place)
        return handle

    return read


def roster_of(node: Node, rosters: Collection[str] | None, reading: Reading) -> str | None:
    """The roster that answers for an emergency, as it is spelt in rosters.yaml."""
    scalar = scalar_of(node, "a roster", reading)
    if scalar is not None and rosters is None:
        return shown(scalar.text)
    return one_of(scalar, sorted(rosters or ()), "a roster in rosters.yaml", reading) if scalar else None


def read_questions(node: Node, reading: Reading) -> list[Question] | None:
    """The questions in the order of the file."""
    group = mapping_of(node, "questions, each with kind: and ask:", reading)
    if group is None:
        return None
    found = [read_question(key, value, reading) for key, value in group.entries]
    return None if group.torn or None in found else [each for each in found if each]


def read_question(key: Scalar, node: Node, reading: Reading) -> Question | None:
    readers = {
        "kind": lambda each, desk: choice(each, KINDS, desk),
        "ask": words,
        "required": flag,
        "choices": read_choices,
    }
    required = ["kind", "ask"]
    values = read_group(node, key.text, readers, required, reading, key.place)
    if values is None or not complete(values, required):
        return None
    if (values["kind"] == "choice") != bool(values.get("choices")):
        what = f"{key.text} is of kind {values['kind']}, and choices: belong to kind choice"
        reading.fault(key.place, "choices", what, 'write kind: choice and choices: {"1": {en: ...}}, or neither')
        return None
    return Question(
        name=reading.spellings.answers.define(key.text),
        kind=values["kind"],
        ask=values["ask"],
        required=values.get("required", False),
        choices=values.get("choices", {}),
    )


def read_choices(node: Node, reading: Reading) -> dict[str, Words] | None:
    """Key -> what it stands for."""
    group = mapping_of(node, "keys and what they stand for", reading)
    if group is None:
        return None
    found = {key.text: words(value, reading) for key, value in group.entries if is_key(key, reading)}
    if group.torn or None in found.values() or len(found) < len(group.entries):
        return None
    return {key: value for key, value in found.items() if value}
