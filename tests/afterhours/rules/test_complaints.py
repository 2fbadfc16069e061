"""What has to be done before a complaint may go on, and when it goes up by itself."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from afterhours.rules.complaint_words import receipt_letter, told_letter
from afterhours.rules.complaints import FOLLOWS, answer_overdue, may_become, receipt_overdue
from ivr.errors import Refused

AT = datetime(2026, 12, 28, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Standing:
    stage: str = "received"
    receipt: str | None = None
    warm_transfer: str | None = None
    level: int = 0
    acknowledge_by: datetime | None = AT
    acknowledge_told_at: datetime | None = None
    answer_by: datetime | None = AT


@pytest.mark.parametrize(
    ("standing", "to", "said"),
    [
        pytest.param(Standing(), "triage", "Send a receipt first", id="no receipt"),
        pytest.param(Standing("triage", "text"), "responded", "put through", id="nobody tried to put through"),
        pytest.param(Standing("triage", "text", "attempted"), "closed", "cannot become", id="not answered"),
        pytest.param(Standing("closed", "text", "attempted"), "escalated", "cannot become", id="over"),
    ],
)
def test_a_complaint_may_not_go_on_before(standing: Standing, to: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        may_become(standing, to)


@pytest.mark.parametrize(
    ("standing", "to"),
    [
        pytest.param(Standing(receipt="refused"), "triage", id="a receipt that is not wanted is enough"),
        pytest.param(Standing("triage", "post", "not_possible"), "escalated", id="up"),
        pytest.param(Standing("escalated", "post", "attempted", 1), "escalated", id="up again"),
        pytest.param(Standing("responded", "post", "attempted"), "escalated", id="not content with the answer"),
        pytest.param(Standing("responded", "post", "attempted"), "closed", id="over"),
    ],
)
def test_a_complaint_goes_on(standing: Standing, to: str) -> None:
    may_become(standing, to)


def test_every_stage_leads_to_the_end() -> None:
    reached = {"received"}
    for _ in FOLLOWS:
        reached |= {to for stage in reached for to in FOLLOWS[stage]}
    assert reached == set(FOLLOWS)


@pytest.mark.parametrize(
    ("standing", "late"),
    [
        pytest.param(Standing(), True, id="none yet"),
        pytest.param(Standing(receipt="text"), False, id="it has one"),
        pytest.param(Standing(acknowledge_told_at=AT), False, id="told already"),
        pytest.param(Standing(acknowledge_by=AT + HOUR), False, id="not yet due"),
        pytest.param(Standing(acknowledge_by=None), False, id="no business time"),
    ],
)
def test_a_receipt_is_late(standing: Standing, late: bool) -> None:
    assert receipt_overdue(standing, AT) is late


@pytest.mark.parametrize(
    ("standing", "next_by", "late"),
    [
        pytest.param(Standing("triage"), None, True, id="the answer is due"),
        pytest.param(Standing("triage", answer_by=AT + HOUR), None, False, id="not yet"),
        pytest.param(Standing("escalated", level=1), AT + HOUR, False, id="whoever has it now has some time"),
        pytest.param(Standing("escalated", level=1), AT, True, id="that time has passed, too"),
        pytest.param(Standing("escalated", level=1, answer_by=AT + HOUR), AT, False, id="passed up in time"),
        pytest.param(Standing("escalated", level=2), AT, False, id="nobody stands higher"),
        pytest.param(Standing("responded"), None, False, id="answered"),
    ],
)
def test_a_complaint_goes_up_by_itself(standing: Standing, next_by: datetime | None, late: bool) -> None:
    assert answer_overdue(standing, AT, next_by, 2) is late


@pytest.mark.parametrize("language", ["en", "fr", "es", None])
def test_a_letter_names_the_case_and_until_when_in_a_language_that_is_there(language: str | None) -> None:
    subject, text = receipt_letter("Long Point", "123456782", language, "2027-01-04")
    assert "Long Point" in subject
    assert "123-456-782" in text
    assert "2027-01-04" in text
    told = told_letter("escalated", "123456782", language, "https://x.example/1", 2, "She is not content.")
    assert ["123-456-782" in told[0], "She is not content." in told[1], "https://x.example/1" in told[1]] == [True] * 3
