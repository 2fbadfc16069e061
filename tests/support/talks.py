"""Talks of agents as they are afterwards: a case with its call, the line, the agent's leg, the recording."""

from datetime import datetime, timedelta
from typing import Any

from afterhours.models import Case as CaseRow
from afterhours.models import Offer, QueuedCall, Recording, User
from afterhours.rules.quality import Question
from tests.webhooks.pages.world import COUNTY, World, event

QUESTIONS = (
    Question("greeting", {"en": "Was the greeting given?"}, points=10),
    Question("details", {"en": "Were the details read back?"}, points=30, hint={"en": "Name, number and place."}),
    Question("danger", {"en": "Was danger asked about?"}, fails=True),
)
JOURNEY = [
    [event("arrived", line="main"), event("menu_choice", key="1", label="a burst pipe", said="it bursts at Zoe's")],
    [event("answered", question="location", value="12 Main Street"), event("waits_for", group="county-desk")],
]


def talk(
    world: World,
    agent: User,
    at: datetime,
    *,
    tenant: str = COUNTY,
    seconds: int = 200,
    taped: bool = True,
    **case: Any,
) -> Offer:
    """An agent's talk that was accepted at an instant. `case`: columns of its case."""
    found = world.case(tenant=tenant, opened_at=at - timedelta(seconds=40), events=JOURNEY, **case)
    hung = {"tenant": tenant, "call_id": found.call_id, "case_id": found.id, "group_name": "county-desk"}
    joined = at + timedelta(seconds=3)
    queued = QueuedCall(
        line=found.line, entered_at=at - timedelta(seconds=20), place_at=at, joined_at=joined, state="over", **hung
    )
    world.add(queued)
    offer = Offer(
        queued_call_id=queued.id, organisation=agent.organisation, user_id=agent.id, to_e164="+15195550171",
        state="over", offered_at=at - timedelta(seconds=15), answered_at=at, accepted_at=at, accepted_how="key",
        ended_at=joined + timedelta(seconds=seconds), **hung,
    )  # fmt: skip
    world.add(offer)
    if taped:
        world.add(tape_of(found, joined, seconds))
    return offer


def tape_of(case: CaseRow, at: datetime, seconds: int, kind: str = "talk") -> Recording:
    return Recording(
        tenant=case.tenant, call_id=case.call_id, account="AC1", provider_recording_id=f"RE{kind}{case.number}",
        kind=kind, seconds=seconds, state="deleted_at_provider", created_at=at,
    )  # fmt: skip
