"""Writes docs/privacy.md from the tables and what `afterhours.privacy` says of them, and tells what is missing."""

import ast
import inspect
import textwrap
from collections.abc import Iterator

from sqlalchemy import Column, DateTime, Table

from afterhours.models import Base
from afterhours.privacy import CALLER, EMPTIED, KINDS, NOTHING, SECRET, STAFF, TABLES, TOLD, Held
from afterhours.rules.retention import CLASSES, DEFAULTS, REASONS
from ivr.folders import PROJECT

PRIVACY = PROJECT / "docs" / "privacy.md"
HEAD = """\
# Personal data

Written by `python -m tests.architecture.documents` from the tables of the program and from `afterhours/privacy`; change
it there. A test fails when a column is not classed. Why it is built so is in [adr/0028](adr/0028-privacy.md).

## Words
"""
GUESSES = {
    CALLER: ("e164", "number", "caller", "contact_id", "location", "address", "name", "language"),
    TOLD: ("reason", "note", "detail", "answers", "messages", "subject", "text", "body", "fields", "value", "outcome"),
    STAFF: ("by", "login", "actor", "user_id", "handle", "person", "agent"),
    SECRET: ("hash", "token", "secret", "key_material"),
}
"""Kind -> ends of the names of columns that are likely to be of it."""


def privacy_document() -> str:
    """The whole page."""
    parts = [HEAD, *kinds(), *spans(), "## Tables\n"]
    for table in Base.metadata.sorted_tables:
        parts += section(table, TABLES[table.name])
    return "\n".join(parts).rstrip() + "\n"


def kinds() -> Iterator[str]:
    yield "| a column is about | it holds |\n|---|---|"
    yield "\n".join(f"| {kind} | {means} |" for kind, means in KINDS.items())
    yield f"\nA purge takes out what is about {EMPTIED[0]} or {EMPTIED[1]}; what can be counted stays.\n"


def spans() -> Iterator[str]:
    yield "## How long\n"
    yield "What `site.yaml` may change below `retention:`, for the municipality and for each partner council:\n"
    yield "| class | at least | at most | why |\n|---|---:|---:|---|"
    rows = ((each, DEFAULTS[each], REASONS[each]) for each in CLASSES)
    yield "\n".join(f"| {each} | {keep.at_least} days | {keep.at_most} days | {why} |" for each, keep, why in rows)
    yield (
        "\nNothing goes before `at_least`, not even on request, and nothing stays after `at_most`. What is open, and"
        "\nwhat a legal hold names, stays until it is closed or the hold is lifted. Have your clerk compare the spans"
        "\nwith your by-laws.\n"
    )


def section(table: Table, held: Held) -> Iterator[str]:
    """One table: what is said of it, and its columns."""
    yield f"### `{table.name}`\n"
    told = [
        ("about", held.about),
        ("why", held.why),
        ("seen by", held.seen),
        ("kept", span_of(held)),
        ("where", held.where),
    ]
    yield "\n".join(f"- {word}: {what}" for word, what in told)
    yield "\n| column | about | what it is |\n|---|---|---|"
    described = descriptions(table)
    rows = ((column.name, held.kind_of(column.name), described.get(column.name, "")) for column in table.columns)
    yield "\n".join(f"| `{name}` | {kind} | {what} |" for name, kind, what in rows) + "\n"


def span_of(held: Held) -> str:
    if held.kept not in DEFAULTS:
        return held.kept
    after = "the row goes" if held.deleted else "emptied" if held.named(*EMPTIED) else "nothing to empty: the row stays"
    return f"as {held.kept}; then {after}"


def descriptions(table: Table) -> dict[str, str]:
    """Column -> the line that stands below it in its model, in one line."""
    mapped = next(each.class_ for each in Base.registry.mappers if each.local_table is table)
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(mapped))).body
    assert isinstance(body, ast.ClassDef)
    found = {}
    for column, after in zip(body.body, body.body[1:], strict=False):
        if isinstance(column, ast.AnnAssign) and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            assert isinstance(column.target, ast.Name)
            found[column.target.id] = " ".join(str(after.value.value).split()).replace("|", "\\|")
    return found


def unclassed() -> list[str]:
    """For every table and column that is not classed, what has to be written where."""
    return [sentence for table in Base.metadata.sorted_tables for sentence in missing_of(table)]


def missing_of(table: Table) -> Iterator[str]:
    held = TABLES.get(table.name)
    if held is None:
        yield f"the table {table.name} is not in afterhours/privacy. Write, and mend what is guessed:\n{entry(table)}"
        return
    for column in table.columns:
        times = sum(column.name in names.split() for names in held.columns.values())
        if times == 0:
            where = (
                f'add {column.name} to {word_of(guess(column))} (or another) of "{table.name}" in afterhours/privacy'
            )
            yield f"{table.name}.{column.name} is not classed: {where}"
        elif times > 1:
            yield f"{table.name}.{column.name} is classed {times} times in afterhours/privacy: leave it in one place"


def guess(column: Column[object]) -> str:
    if isinstance(column.type, DateTime):
        return NOTHING
    for kind, ends in GUESSES.items():
        if any(column.name == end or column.name.endswith(f"_{end}") for end in ends):
            return kind
    return NOTHING


def entry(table: Table) -> str:
    """A table's entry as it could be written."""
    of = next((each for each in ("case_id", "call_id", "emergency_id") if each in table.columns), "")
    kept = {"case_id": "cases", "call_id": "calls", "emergency_id": "cases"}.get(of, "...")
    lines = [f'    "{table.name}": Held(', '        about="...",', '        why="...",', '        seen="...",']
    lines += [f'        kept="{kept}",', *([f'        of="{of}",'] if of else []), "        columns={"]
    for kind in KINDS:
        names = [column.name for column in table.columns if guess(column) == kind]
        lines += [f'            {word_of(kind)}: "{" ".join(names)}",'] if names else []
    return "\n".join([*lines, "        },", "    ),"])


def word_of(kind: str) -> str:
    """The name under which a kind is written."""
    return {NOTHING: "NOTHING", CALLER: "CALLER", TOLD: "TOLD", STAFF: "STAFF", SECRET: "SECRET"}[kind]
