"""An emergency that nobody takes: those who should know get a text, and the desk shows it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from afterhours.scheduler import jobs_of
from afterhours.services.tell_untaken import GRACE
from ivr.simulator.server import serve
from tests.support.county import SATURDAY_NIGHT, County


@pytest.fixture
def reachable(long_point: County) -> Iterator[County]:
    """The county, whose service reaches the simulated network over HTTP, as a provider's."""
    with serve(long_point.network) as served:
        long_point.parts.settings = replace(long_point.parts.settings, twilio_api_base=served.url)
        yield long_point


def work_the_outbox(county: County) -> None:
    """What the scheduler does at one waking, to its end."""
    with ThreadPoolExecutor(2) as pool:
        jobs_of(county.parts, pool)["outbox"]()


def test_an_emergency_that_nobody_takes_is_texted_once_to_the_responder_and_the_fallback_person(
    reachable: County,
) -> None:
    for number in reachable.people.values():
        reachable.network.callee(number).no_answer()
    caller = reachable.phone().hears("9 1 1").presses("1").hears("burst water pipe").presses("1")
    caller.hears("Where is it?").says("12 Main Street").presses("1").waits(300).hangs_up()
    work_the_outbox(reachable)
    assert reachable.network.texting.all == []
    reachable.at(SATURDAY_NIGHT + 2 * GRACE)
    work_the_outbox(reachable)
    work_the_outbox(reachable)
    texts = reachable.network.texting.all
    people = {handle.replace("_", "-"): number for handle, number in reachable.people.items()}
    assert sorted(text.to for text in texts) == sorted([people["ann"], people["duty-manager"]])
    assert all("12 Main Street" in text.body and "(519) 555-0123" in text.body for text in texts)
    case = reachable.case()
    assert case.disposition != "talked"
    assert [entry["result"] for entry in case.action_taken if entry["action"] == "texted"] == ["sent", "sent"]
