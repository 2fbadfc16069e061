"""Callers, agents and promises in the lines of the pages' world."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from afterhours.models import AgentPresence, Callback, Case, Offer, QueuedCall, User
from ivr.store.base import new_key
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, World

GROUP = "county_desk"


def caller(
    world: World, *, waited: int = 0, state: str = "waiting", group: str = GROUP, accepted_after: int | None = None,
    **more: Any,
) -> Case:  # fmt: skip
    """Somebody who came into line `waited` seconds ago; `accepted_after`: seconds until a human accepted."""
    line, tenant = more.pop("line", "main"), more.pop("tenant", COUNTY)
    entered = NOW - timedelta(seconds=waited)
    case = world.case(line=line, tenant=tenant, opened_at=entered, restricted=more.pop("restricted", None))
    queued = QueuedCall(
        id=new_key(), tenant=tenant, line=line, call_id=case.call_id, case_id=case.id, group_name=group, state=state,
        entered_at=entered, place_at=more.pop("place_at", entered), language=more.pop("language", "en"), **more,
    )  # fmt: skip
    world.add(queued)
    if accepted_after is not None:
        world.add(accepted(queued, accepted_after))
    return case


def accepted(queued: QueuedCall, after: int) -> Offer:
    return Offer(
        id=new_key(), tenant=queued.tenant, queued_call_id=queued.id, call_id=queued.call_id, case_id=queued.case_id,
        group_name=queued.group_name, organisation="county", to_e164="+15195550190", state="over",
        offered_at=queued.entered_at, accepted_at=queued.entered_at + timedelta(seconds=after),
    )  # fmt: skip


def there(world: World, login: str, state: str, *, group: str = GROUP, **more: Any) -> AgentPresence:
    """An agent who has said so a minute ago."""
    with world.parts.database.transaction() as session:
        user = session.scalars(select(User).where(User.login == login)).one()
        made = AgentPresence(
            user_id=user.id, tenant=user.tenant, organisation=user.organisation, groups=[group],
            tenants=[COUNTY, PARTNER], state=state, since=NOW - timedelta(minutes=1), seen_at=NOW, **more,
        )  # fmt: skip
        session.add(made)
    return made


def promise(world: World, number: str, *, group: str = GROUP, state: str = "due", **more: Any) -> Callback:
    """A callback with its kept place in the line."""
    case = world.case(caller_e164=number, restricted=more.pop("restricted", None))
    at = NOW - timedelta(minutes=20)
    made = Callback(
        id=new_key(), tenant=COUNTY, case_id=case.id, call_id=case.call_id, number=number, group_name=group,
        place_at=at, due_at=at, state=state, created_at=at, **more,
    )  # fmt: skip
    world.add(made)
    world.add(
        QueuedCall(
            id=new_key(), tenant=COUNTY, line="main", call_id=case.call_id, case_id=case.id, group_name=group,
            state="callback", entered_at=at, place_at=at, callback_id=made.id,
        )
    )  # fmt: skip
    return made
