"""Every column is classed, the page on personal data is fresh, and what a purge is to empty can be emptied."""

import pytest
from sqlalchemy import Column, MetaData, String, Table

from afterhours.models import Base
from afterhours.privacy import EMPTIED, KINDS, TABLES
from afterhours.rules.retention import CLASSES
from tests.architecture.privacy import PRIVACY, missing_of, privacy_document, unclassed


def test_every_column_of_every_table_is_classed() -> None:
    assert unclassed() == [], "\n".join(unclassed())


def test_nothing_is_classed_that_is_not_there() -> None:
    tables = Base.metadata.tables
    assert [name for name in TABLES if name not in tables] == []
    named = [(name, each) for name, held in TABLES.items() for each in held.named(*held.columns)]
    assert [f"{name}.{each}" for name, each in named if each not in tables[name].columns] == []
    assert {kind for held in TABLES.values() for kind in held.columns} <= set(KINDS)


def test_a_new_table_is_told_with_what_has_to_be_written() -> None:
    columns = [Column(each, String) for each in ("case_id", "stage", "taken_by", "reason")]
    table = Table("a_new_one", MetaData(), *columns)
    (said,) = missing_of(table)
    assert 'kept="cases"' in said
    assert 'NOTHING: "case_id stage"' in said
    assert 'TOLD: "reason"' in said
    assert 'STAFF: "taken_by"' in said


def test_a_new_column_is_told_with_where_it_has_to_be_written() -> None:
    table = Table("text_stop", MetaData(), Column("number", String), Column("asked_by", String))
    assert list(missing_of(table)) == [
        'text_stop.asked_by is not classed: add asked_by to STAFF (or another) of "text_stop" in afterhours/privacy'
    ]


@pytest.mark.parametrize("name", sorted(TABLES))
def test_what_follows_a_case_or_call_says_by_which_column(name: str) -> None:
    """The purge finds rows by it; a table that has another time of its own is purged by itself."""
    held = TABLES[name]
    if held.of:
        assert held.of in Base.metadata.tables[name].columns
    if held.kept in ("calls", "cases") and held.named(*EMPTIED):
        assert held.of, f"{name} holds personal data and is kept as {held.kept}: say of which case or call it is"
    assert held.kept in CLASSES or " " in held.kept, f"{name}: say how long in words, or a class of retention"


def test_the_page_on_personal_data_is_fresh() -> None:
    assert PRIVACY.read_text(encoding="utf-8") == privacy_document(), "run: python -m tests.architecture.documents"
