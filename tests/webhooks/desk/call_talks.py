"""Talks in the world of the pages: agents, callers in line, and the legs of those who are asked or brought in."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from afterhours.models import Call, Case, Offer, QueuedCall, User
from afterhours.site.answering import AgentGroup, DirectoryEntry, Organisation
from ivr.store.base import new_key
from tests.webhooks.desk.calls_world import night_call
from tests.webhooks.pages.world import COUNTY, NOW, World

GROUPS = {
    "county-desk": AgentGroup(name="county-desk", organisation="county", title={"en": "County desk"}, telephones=True),
    "night-desk": AgentGroup(
        name="night-desk", organisation="nightline", title={"en": "Night desk"}, number="+15195550160"
    ),
    "kent-desk": AgentGroup(name="kent-desk", organisation="kent", title={"en": "Kent desk"}, telephones=True),
}
DIRECTORY = {
    "interpreters": DirectoryEntry(name="interpreters", title={"en": "Interpreters"}, number="+15195550170"),
    "roads-office": DirectoryEntry(
        name="roads-office", title={"en": "Roads office"}, number="+15195550171", kind="office"
    ),
}
FIRMS = {
    name: Organisation(name=name, title={"en": name}, serves=serves)
    for name, serves in (("county", (COUNTY,)), ("nightline", (COUNTY,)), ("kent", ("wealden-vale",)))
}


def user_id(world: World, login: str) -> Any:
    with world.parts.database.transaction() as session:
        return session.scalars(select(User.id).where(User.login == login)).one()


def leg_call(world: World, case: Case) -> Call:
    """The call row of a leg: an offer has its id."""
    made = Call(
        tenant=case.tenant, account="AC1", provider_call_id=f"CA-{new_key()}", parent_id=case.call_id, line=case.line,
        direction="outbound", channel="voice", from_raw="+15195550100", caller_state="presented",
        to_raw="+15195550190", started_at=NOW,
    )  # fmt: skip
    world.add(made)
    return made


def talking(world: World, login: str = "nora") -> Case:
    """`login` talks with a caller who waited for 90 s."""
    case = night_call(world, opened_at=NOW - timedelta(minutes=4), first_answer_at=NOW - timedelta(seconds=60))
    queued = QueuedCall(
        tenant=COUNTY, line=case.line, call_id=case.call_id, case_id=case.id, group_name="county-desk", state="joined",
        entered_at=NOW - timedelta(seconds=150), place_at=NOW - timedelta(seconds=150),
        joined_at=NOW - timedelta(seconds=60),
    )  # fmt: skip
    world.add(queued)
    offers(world, case, queued, user_id=user_id(world, login), state="accepted", purpose="caller", ready_at=NOW)
    return case


def offers(world: World, case: Case, queued: QueuedCall, **columns: Any) -> Offer:
    made = Offer(
        **{
            "id": leg_call(world, case).id, "tenant": COUNTY, "queued_call_id": queued.id, "call_id": case.call_id,
            "case_id": case.id, "group_name": "county-desk", "organisation": "county", "to_e164": "+15195550190",
            "offered_at": NOW, **columns,
        }
    )  # fmt: skip
    world.add(made)
    return made


def rows(world: World, table: Any) -> list[Any]:
    with world.parts.database.transaction() as session:
        return list(session.scalars(select(table)))
