"""What becomes of a text: reports in any order, any number of times, end the same."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afterhours.services.texts.sending import Outgoing, send_text
from afterhours.services.texts.status import WORDS
from ivr.errors import DatabaseGone
from tests.support.county import ACCOUNT, MAIN
from tests.support.door import Door
from tests.support.emergencies import an_attempt, an_emergency

pytestmark = pytest.mark.database
ANN = "+15195550160"
REAL_ORDERS = [*permutations(("queued", "sent", "delivered")), *permutations(("sent", "undelivered"))]


class Carrier:
    """Takes every text; each gets an id of its own."""

    count = 0

    def send_text(self, **_: str) -> str:
        Carrier.count += 1
        return f"SM{Carrier.count:032}"


def a_text(county: Door) -> str:
    """The provider's id of a text that was just sent."""
    telephony: Any = Carrier()
    outgoing = Outgoing(
        tenant="county", to=ANN, from_=MAIN, body="Burst pipe", purpose="page", key=f"key {Carrier.count}"
    )
    return send_text(county.parts.database, telephony, county.parts.addresses.text_status(), outgoing)


def report(county: Door, text: str, status: str, path: str = "/messages/status") -> None:
    form = {"MessageSid": text, "AccountSid": ACCOUNT, "MessageStatus": status, "From": MAIN, "To": ANN}
    if status in ("failed", "undelivered"):
        form["ErrorCode"] = "30006"
    assert county.post(path, form).status_code == 204


def state(county: Door, text: str) -> dict[str, Any]:
    told = "select status, error, delivered_at is not null as arrived from text_message where provider_id = :text"
    (row,) = county.rows(told, text=text)
    return row


def best(reports: Sequence[str]) -> str:
    ranks = ["queued", "sending", "sent", "failed", "undelivered", "delivered"]
    return max((WORDS[each] for each in reports if each in WORDS), key=ranks.index, default="queued")


@pytest.mark.parametrize("order", REAL_ORDERS, ids=" ".join)
def test_reports_in_any_order_end_the_same(county: Door, order: Sequence[str]) -> None:
    text = a_text(county)
    for status in order:
        report(county, text, status)
    last = best(order)
    error = "30006" if last == "undelivered" else None
    assert state(county, text) == {"status": last, "error": error, "arrived": last == "delivered"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.sampled_from([*WORDS, "something-new"]), max_size=8))
def test_any_order_and_number_of_reports_ends_the_same(county: Door, reports: list[str]) -> None:
    text = a_text(county)
    for status in reports:
        report(county, text, status)
    assert state(county, text)["status"] == best(reports)


def test_a_report_before_the_provider_s_id_is_known_finds_its_text_by_the_address(county: Door) -> None:
    text = a_text(county)
    (row,) = county.rows("update text_message set provider_id = null, status = 'waiting' returning id")
    report(county, text, "delivered", f"/messages/status/{row['id']}")
    assert state(county, text)["status"] == "delivered"


@pytest.mark.parametrize("by", ["its id", "the provider's id"])
@pytest.mark.parametrize(
    ("before", "told", "after"),
    [(None, "sent", "sent"), ("sent", "undelivered", "undelivered"), ("sent", "failed", "failed"),
     ("sent", "delivered", "delivered"), ("accepted", "undelivered", "accepted"), (None, "sending", None)],
)  # fmt: skip
def test_what_becomes_of_a_text_is_the_result_of_its_attempt(
    county: Door, by: str, before: str | None, told: str, after: str | None
) -> None:
    text = a_text(county)
    with county.parts.database.transaction() as session:
        known = None if by == "its id" else text
        attempt = an_attempt(session, an_emergency(session), result=before, provider_id=known)
    if by == "its id":
        county.rows("update text_message set attempt_id = :id returning id", id=attempt)
    report(county, text, told)
    assert county.rows("select result from attempt")[0]["result"] == after


def test_a_report_about_a_text_nobody_knows_changes_nothing(county: Door) -> None:
    report(county, "SM" + "9" * 32, "delivered")
    assert county.count("text_message") == 0


@pytest.mark.parametrize("missing", ["MessageSid", "MessageStatus", "AccountSid"])
def test_a_report_that_cannot_be_read_is_refused(county: Door, missing: str) -> None:
    form = {"MessageSid": "SM1", "AccountSid": ACCOUNT, "MessageStatus": "sent"}
    del form[missing]
    assert county.post("/messages/status", form).status_code == 400


def test_a_report_that_cannot_be_written_down_is_asked_for_again(county: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise DatabaseGone("away")

    monkeypatch.setattr(county.parts.database, "transaction", gone)
    form = {"MessageSid": "SM1", "AccountSid": ACCOUNT, "MessageStatus": "sent"}
    assert county.post("/messages/status", form).status_code == 503
