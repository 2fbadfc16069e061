"""The tables of callflows/README.md, made from the engine's own declaration of fields; a test keeps them fresh."""

from collections.abc import Iterable, Mapping

from ivr.engine.fields import Field, Kind, fields_of
from ivr.engine.model import Defaults
from ivr.engine.nodes import NODES
from ivr.engine.nodes.ask import Choice
from ivr.engine.nodes.case import FIELDS
from ivr.engine.nodes.choose import CONDITIONS
from ivr.engine.wording import PLACEHOLDERS
from ivr.flowfile import flows, flowtests


def tables() -> str:
    """Every table of the language, as Markdown."""
    steps = "\n".join(_declared(f"`{verb}`", node.step) for verb, node in NODES.items())
    return "\n".join(
        (
            _plain("A flow", "field", flows.TOP),
            _declared("`defaults`", Defaults),
            "### Steps\n\n"
            + _rows(("verb", "does"), ((f"`{verb}`", _first_line(node.step)) for verb, node in NODES.items())),
            steps,
            _declared("One key of `ask`", Choice),
            _plain("Conditions of `choose`", "condition", CONDITIONS),
            _plain("Fields of `case`", "field", FIELDS),
            _plain("What words may hold, in braces", "placeholder", PLACEHOLDERS),
            _plain("A test", "field", flowtests.FIELDS),
            _plain("What a test can have on record", "field of `on_record`", flowtests.ON_RECORD),
            _plain("How somebody who is rung may answer", "value in `callees`", flowtests.ANSWERS),
            _plain("What a test can expect", "field of `expect`", flowtests.EXPECTATIONS),
        )
    )


def _declared(title: str, owner: type) -> str:
    rows = ((f"`{yaml}`", _kind(field), field.help, _need(field)) for yaml, (_, field) in fields_of(owner).items())
    return f"#### {title}\n\n{_first_line(owner)}\n\n" + _rows(("field", "holds", "meaning", ""), rows)


def _plain(title: str, head: str, meanings: Mapping[str, str]) -> str:
    return f"#### {title}\n\n" + _rows((head, "meaning"), ((f"`{each}`", help_) for each, help_ in meanings.items()))


def _kind(field: Field) -> str:
    return ", ".join(f"`{each}`" for each in field.choices) if field.kind is Kind.ONE_OF else field.kind.value


def _need(field: Field) -> str:
    return "required" if field.required else "outcome" if field.outcome else ""


def _first_line(owner: type) -> str:
    return (owner.__doc__ or "").splitlines()[0]


def _rows(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)
