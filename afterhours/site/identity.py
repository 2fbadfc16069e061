"""The questions of site.yaml by which an agent finds out who is calling, and what each answer is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass

from afterhours.rules.identity import CHECKS, ENOUGH, PUBLIC
from afterhours.site.groups import complete, named_entries, read_group
from ivr.engine.words import Words
from ivr.flowfile.groups import words
from ivr.flowfile.nodes import Node
from ivr.flowfile.texts import Reading
from ivr.flowfile.values import choice

REQUIRED = ("compare", "ask")


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityQuestion:
    """`compare`: one of `rules.identity.CHECKS`; the program compares the answer with that part of a record."""

    name: str
    compare: str
    ask: Words


def read_identity(node: Node, reading: Reading) -> dict[str, IdentityQuestion] | None:
    """Name -> question. Those that anybody could answer are not enough, and that is told."""
    found: dict[str, IdentityQuestion] = {}
    entries = named_entries(node, "questions such as account: {compare: account, ask: {en: ...}}", reading)
    for name, key, value in entries:
        readers = {"compare": lambda each, desk: choice(each, CHECKS, desk), "ask": words}
        fields = read_group(value, key.text, readers, REQUIRED, reading, key.place)
        if fields is not None and complete(fields, REQUIRED):
            found[name] = IdentityQuestion(name=name, **fields)
    if len(found) < len(entries):
        return None
    if not enough(found):
        what = "these questions can prove nobody: anybody can look the answers up, or there are too few"
        mend = f"write at least {ENOUGH} that compare different things, one of them account or number"
        reading.fault(node.place, "identity", what, mend)
        return None
    return found


def enough(questions: Mapping[str, IdentityQuestion]) -> bool:
    compared = {each.compare for each in questions.values()}
    return len(compared) >= ENOUGH and bool(compared - PUBLIC)


USUAL: Mapping[str, IdentityQuestion] = {
    each.name: each
    for each in (
        IdentityQuestion(
            name="account",
            compare="account",
            ask={
                "en": "What is the account number on a letter or bill of ours?",
                "fr": "Quel est le numéro de compte sur une lettre ou une facture de notre part?",
            },
        ),
        IdentityQuestion(
            name="other-number",
            compare="number",
            ask={
                "en": "Which other telephone number do we have for you?",
                "fr": "Quel autre numéro de téléphone avons-nous pour vous?",
            },
        ),
        IdentityQuestion(
            name="address",
            compare="address",
            ask={
                "en": "What is your house number and street?",
                "fr": "Quels sont votre numéro civique et votre rue?",
            },
        ),
    )
}
"""Where site.yaml says nothing."""
