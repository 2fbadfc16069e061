"""A county with two agents of its own, an answering company, whoever leads each, and reviewers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from afterhours.models import AuditEntry, Offer, QualityReview, User
from tests.support.talks import QUESTIONS, talk
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, SITE, World, token_in
from webhooks.roles import Role

NIGHT: dict[str, Any] = {"organisation": "nightline"}
FIRST_WEEK = NOW.replace(day=3)
GOOD = {"mark-greeting": "yes", "mark-details": "partly", "mark-danger": "yes", "remark": "Calm throughout."}


@dataclass
class Floor:
    """`world` with its people by login."""

    world: World
    people: dict[str, User]

    def talk(self, login: str = "nora", at: datetime = FIRST_WEEK, **more: Any) -> Offer:
        return talk(self.world, self.people[login], at, **more)

    def gets(self, login: str, path: str = "") -> Any:
        return self.world.browser(login).get(f"/desk/quality{path}")

    def posts(self, login: str, path: str, **fields: Any) -> Any:
        client: FlaskClient = self.world.browser(login)
        token = token_in(client.get("/account").text)
        return client.post(f"/desk/quality{path}", data={**fields, "csrf_token": token})

    def assessed(self, offer: Offer, **changes: str) -> QualityReview:
        assert self.posts("rae", f"/{offer.id}", **{**GOOD, **changes}).status_code == 303
        return self.review_of(offer)

    def review_of(self, offer: Offer) -> QualityReview:
        with self.world.parts.database.transaction() as session:
            return session.scalars(select(QualityReview).where(QualityReview.offer_id == offer.id)).one()

    def audited(self, action: str) -> list[AuditEntry]:
        with self.world.parts.database.transaction() as session:
            return list(session.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.at)))


@pytest.fixture(scope="module")
def everybody(module_database_url: str) -> Iterator[Floor]:
    world = World(module_database_url)
    world.parts.site = replace(SITE, quality=QUESTIONS)
    both = (COUNTY, PARTNER)
    people = {
        "nora": world.user("nora", name="Nora Field"),
        "tom": world.user("tom", name="Tom Reyes"),
        "femi": world.user("femi", Role.OUT_OF_HOURS_AGENT, both, name="Femi Adeyemi", **NIGHT),
        "sol": world.user("sol", Role.OUT_OF_HOURS_SUPERVISOR, both, name="Sol Ferrer", **NIGHT),
        "marcus": world.user("marcus", Role.SUPERVISOR, both, name="Marcus Hale"),
        "rae": world.user("rae", Role.QUALITY_REVIEWER, both, name="Rae Viewer"),
        "kit": world.user("kit", Role.QUALITY_REVIEWER, (PARTNER,), name="Kit Kent", organisation="vale-office"),
        "ada": world.user("ada", Role.ADMINISTRATOR, both, name="Ada Root"),
    }
    yield Floor(world, people)
    world.parts.database.close()


@pytest.fixture
def floor(everybody: Floor) -> Iterator[Floor]:
    yield everybody
    everybody.world.parts.clock = type(everybody.world.parts.clock)(NOW)
    with everybody.world.parts.database.transaction() as session:
        session.execute(
            text('truncate quality_review, offer, queued_call, recording, turn, "case", call, audit cascade')
        )


def days(number: int) -> timedelta:
    return timedelta(days=number)
