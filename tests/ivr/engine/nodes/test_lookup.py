"""Looking up the caller or a case; nothing of it is spoken."""

from datetime import date

import pytest

from ivr.engine.asks import CaseFact
from ivr.engine.nodes.collect import Collect
from ivr.engine.nodes.lookup import Lookup
from tests.ivr.engine.builders import Conversation, World, a_book, a_flow, say

KNOWN = World(cases={"482719360": CaseFact("482719360", "open", date(2026, 12, 1))})


def looked_up(records: int, several: str | None = "several") -> Conversation:
    step = Lookup(name="who", lookup="caller", found="found", several=several, none="none")
    return Conversation(a_book(a_flow(step, say("found"), say("several"), say("none"))), records=records)


@pytest.mark.parametrize(("records", "heard"), [(0, "none."), (1, "found."), (2, "several."), (30, "several.")])
def test_a_caller_is_found_once_several_times_or_not(records: int, heard: str) -> None:
    call = looked_up(records)
    assert call.heard == [heard]
    assert call.events("lookup") == [{"what": "caller", "found": records}]


def test_several_without_a_way_of_their_own_count_as_found() -> None:
    assert looked_up(2, several=None).heard == ["found."]


def test_a_case_is_found_by_the_number_the_caller_typed() -> None:
    ask = Collect(name="number", collect={"en": "Number?"}, into="wanted", next="which")
    step = Lookup(name="which", lookup="case", number="wanted", found="found", none="none")
    book = a_book(a_flow(ask, step, say("found"), say("none")))
    assert Conversation(book, KNOWN).presses("482719360").heard == ["found."]
    assert Conversation(book, KNOWN).presses("482719361").heard == ["none."]


def test_a_case_without_a_number_is_not_found() -> None:
    step = Lookup(name="which", lookup="case", number="wanted", found="found", none="none")
    strict = World(fails=ValueError("no number"))
    assert Conversation(a_book(a_flow(step, say("found"), say("none"))), strict).heard == ["none."]
