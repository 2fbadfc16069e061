"""Builders of emergencies in the world of the pages: as a night leaves them, with attempts and events."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from afterhours.models import Attempt, Case, Emergency, EmergencyEvent
from afterhours.rules.escalation import Level, Plan, Target
from afterhours.rules.rosters.model import Layer, Roster
from afterhours.rules.rosters.rotations import Single
from afterhours.site.model import SiteRoster
from ivr.flowfile.places import Place
from tests.webhooks.pages.world import COUNTY, NOW, World

PLAN = Plan(
    levels=(
        Level(ring=(Target("duty", "primary"),), seconds=25, text=(Target("duty", "primary"),)),
        Level(ring=(Target("duty", "secondary"),), seconds=25),
        Level(ring=(Target("person", "duty-manager"),), seconds=30),
    ),
    tell=("operations",),
)

WATER = SiteRoster(
    name="water",
    tenant=COUNTY,
    zone="America/Toronto",
    duties={
        duty: Roster(name=duty, zone="America/Toronto", layers=(Layer(name=duty, rotation=Single((who,))),))
        for duty, who in (("primary", "ann"), ("secondary", "bo"))
    },
    plan=PLAN,
    place=Place("rosters.yaml", 1, 1),
    title={"en": "Water and sewers", "fr": "Eau et égouts"},
)

ROADS = replace(WATER, name="roads", title={"en": "Roads and trees"}, plan=replace(PLAN, pause=77))


def emergency(world: World, case: Case, **columns: Any) -> Emergency:
    """An emergency of `case`, raised a minute before now, whose second level is called in 10 seconds."""
    made = Emergency(
        **{
            "tenant": case.tenant,
            "case_id": case.id,
            "call_id": case.call_id,
            "line": case.line,
            "service": case.service or "water-main-break",
            "roster": "water",
            "plan": PLAN.as_json(),
            "raised_at": NOW - timedelta(minutes=1),
            "due_at": NOW + timedelta(seconds=10),
            "level": 1,
            **columns,
        }
    )
    world.add(made)
    return made


def happened(world: World, of: Emergency, what: str, seconds_ago: float, who: str | None = None, **detail: Any) -> None:
    at = NOW - timedelta(seconds=seconds_ago)
    world.add(EmergencyEvent(tenant=of.tenant, emergency_id=of.id, at=at, what=what, who=who, detail=detail))


def tried(world: World, of: Emergency, person: str, seconds_ago: float, result: str | None, **columns: Any) -> Attempt:
    """A call that rang so long ago and lasted 20 seconds; one without a result still rings."""
    began = NOW - timedelta(seconds=seconds_ago)
    ended: datetime | None = began + timedelta(seconds=20) if result else None
    made = Attempt(
        **{
            "tenant": of.tenant,
            "emergency_id": of.id,
            "kind": "call",
            "round": of.round,
            "level": 0,
            "person": person,
            "to_e164": "+15195550171",
            "state": "over" if result else "placed",
            "result": result,
            "created_at": began,
            "placed_at": began,
            "ended_at": ended,
            **columns,
        }
    )
    world.add(made)
    return made
