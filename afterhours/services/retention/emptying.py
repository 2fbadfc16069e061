"""The statements that take what is personal out of rows, made from what `afterhours.privacy` says of each column."""

from collections.abc import Iterator

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from afterhours.models import Base
from afterhours.privacy import EMPTIED, TABLES, Held

APPEND_ONLY = ("case_event", "identity_check", "script_answer")
"""Their rows nobody may change; a function of the database empties those of purged cases."""
CHOSEN = {
    "id": "id = any(:ids)",
    "case_id": "case_id = any(:ids)",
    "call_id": "call_id in (select id from call where id = any(:ids) or parent_id = any(:ids))",
    "emergency_id": "emergency_id in (select id from emergency where case_id = any(:ids))",
}
"""The column by which a table hangs on its case or call -> the condition that chooses its rows."""
LEGS_TOO = "(id = any(:ids) or parent_id = any(:ids))"


def statements(kept: str) -> Iterator[str]:
    """For the rows of all tables that go with their case (`cases`) or call (`calls`); `:ids` are those."""
    for table, held in TABLES.items():
        if held.kept == kept and held.of and table not in APPEND_ONLY:
            yield from statement(table, held)
        elif held.deleted and held.of == "case_id" and kept == "cases":
            yield f'delete from "{table}" where {CHOSEN["case_id"]}'  # noqa: S608 - constants only


def statement(table: str, held: Held) -> Iterator[str]:
    where = LEGS_TOO if table == "call" else CHOSEN[held.of]
    if held.deleted:
        yield f'delete from "{table}" where {where}'  # noqa: S608 - constants only
        return
    sets = [f"{name} = {empty(table, held, name)}" for name in held.named(*EMPTIED)]
    sets += ["purged_at = :now"] if "purged_at" in Base.metadata.tables[table].columns else []
    if sets:
        yield f'update "{table}" set {", ".join(sets)} where {where}'  # noqa: S608 - constants only


def empty(table: str, held: Held, name: str) -> str:
    """What stands in the column afterwards: nothing, or as little as its type allows."""
    if name in held.emptied:
        return held.emptied[name]
    column: Column[object] = Base.metadata.tables[table].columns[name]
    if column.nullable:
        return "null"
    if isinstance(column.type, JSONB):
        default = column.server_default
        return str(getattr(default, "arg", "'{}'")) if default is not None else "'{}'"
    return "'{}'" if isinstance(column.type, ARRAY) else "''"
