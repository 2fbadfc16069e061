"""Whether this process lives, whether it can answer a call, and what it has counted."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.values import ValueClass
from sqlalchemy import select

from ivr.errors import Unavailable
from ivr.store.timing import Heartbeat
from webhooks.pages.parts import of_app
from webhooks.standing import Standing
from webhooks.voice.parts import of_app as voice_parts

HEALTH = Blueprint("health", __name__)
SCHEDULER = "scheduler"
STALE = timedelta(seconds=30)
"""The scheduler gives a sign of life every few seconds; without one for so long it counts as dead."""


@HEALTH.get("/health/live")
def live() -> Response:
    """This process answers."""
    return jsonify(alive=True)


@HEALTH.get("/health/ready")
def ready() -> tuple[Response, int]:
    """200 when a call can be answered: with the database, or without it from the snapshot on disk."""
    database = _database_answers()
    snapshot = _has_snapshot()
    return jsonify(
        ready=database or snapshot, database=database, snapshot=snapshot
    ), 200 if database or snapshot else 503


@HEALTH.get("/health/scheduler")
def scheduler() -> tuple[Response, int]:
    """200 while some scheduler gives signs of life."""
    last = _last_sign()
    alive = last is not None and of_app().real_clock.now() - last < STALE
    return jsonify(alive=alive, last_sign=last.isoformat() if last else None), 200 if alive else 503


@HEALTH.get("/metrics")
def metrics() -> Response:
    """For Prometheus: what all workers of this machine counted, and how things stand."""
    parts = voice_parts()
    registry = CollectorRegistry()
    registry.register(Standing(of_app().database, parts.settings.var_dir / "spool"))
    text = generate_latest(_counted()) + generate_latest(registry)
    return Response(text, content_type=CONTENT_TYPE_LATEST)


def _counted() -> CollectorRegistry:
    """Of every worker where there are several (`ivr serve`), else of this process."""
    if not ValueClass._multiprocess:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together


def _database_answers() -> bool:
    try:
        with of_app().database.unit_of_work() as work:
            return work.one("select max(id) as id from revision", {}) is not None
    except Unavailable:
        return False


def _has_snapshot() -> bool:
    try:
        return bool(voice_parts().snapshot().lines)
    except Unavailable:
        return False


def _last_sign() -> datetime | None:
    try:
        with of_app().database.unit_of_work() as work:
            return work.session.scalar(select(Heartbeat.at).where(Heartbeat.process == SCHEDULER))
    except Unavailable:
        return None
