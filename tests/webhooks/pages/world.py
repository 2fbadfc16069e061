"""A small county with a partner council, its application of pages, and builders of users, calls and cases."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from afterhours.models import Call, Case, CaseSight, Contact, ContactNumber, Membership, Person, Turn, User
from afterhours.rules.case_numbers import number_at
from afterhours.rules.hours import Hours, Window
from afterhours.services.people.hashes import hashed
from afterhours.services.recordings.hear import Listening
from afterhours.site import AgentGroup, Organisation, Service, Site
from afterhours.site.model import Council, Target
from ivr.clock import SteppedClock
from ivr.engine.model import Book, Line, Question, RequestKind, Voice
from ivr.settings import Settings
from ivr.settings import load as load_settings
from ivr.store.base import Base
from ivr.store.database import Database
from webhooks import account, attending, desk, errors, figures, pages, pop, quality, recordings, signin, team
from webhooks.roles import Role

NOW = datetime(2026, 12, 26, 7, 30, tzinfo=UTC)
"""Saturday 02:30 in Toronto, 07:30 in London."""
PASSWORD = "four calm night owls"
COUNTY, PARTNER = "long-point", "wealden-vale"
CALLER = "+15195550123"
SECRET = "a-secret-of-the-tests"


def line(name: str, number: str, tenant: str, tenant_name: str, country: str, zone: str) -> Line:
    return Line(
        name=name,
        number=number,
        tenant=tenant,
        tenant_name=tenant_name,
        flow=name,
        languages={"en": Voice("en-CA", "A"), "fr": Voice("fr-CA", "B")},
        emergency_number="9 1 1",
        country=country,
        zone=zone,
        fallback_person="duty-manager",
    )


def council(tenant: str, name: str, country: str, zone: str) -> Council:
    """The municipality has an office; its partner has none of its own."""
    return Council(
        tenant=tenant,
        name=name,
        zone=zone,
        country=country,
        emergency_number="9 1 1",
        languages={"en": Voice("en-CA", "A")},
        fallback_person="duty-manager",
        recording_notice={},
        office_hours="office" if tenant == COUNTY else None,
    )


BOOK = Book(
    flows={},
    requests={
        "water-main-break": RequestKind(
            name="water-main-break",
            title={"en": "Burst water pipe", "fr": "Conduite d'eau brisée"},
            questions=(
                Question(
                    name="location", kind="address", ask={"en": "Where is it?", "fr": "Où est-ce?"}, required=True
                ),
                Question(
                    name="flowing",
                    kind="yes_no",
                    ask={"en": "Is water running onto the road?", "fr": "L'eau coule-t-elle?"},
                ),
            ),
            emergency="water",
        ),
        "lost-dog": RequestKind(name="lost-dog", title={"en": "Lost dog", "fr": "Chien perdu"}),
    },
    lines={
        each.name: each
        for each in (
            line("main", "+15195550100", COUNTY, "Long Point County", "CA", "America/Toronto"),
            line("wealden-night", "+441632960100", PARTNER, "Wealden Vale Borough Council", "GB", "Europe/London"),
        )
    },
)


SITE = Site(
    tenant=COUNTY,
    councils={
        COUNTY: council(COUNTY, "Long Point County", "CA", "America/Toronto"),
        PARTNER: council(PARTNER, "Wealden Vale Borough Council", "GB", "Europe/London"),
    },
    hours={"office": Hours("office", "America/Toronto", dict.fromkeys(range(5), (Window(time(8, 30), time(16, 30)),)))},
    services={
        "water-main-break": Service(
            request=BOOK.requests["water-main-break"],
            knowledge="# Burst pipe\n\nAsk <script>twice</script> whether the road **sinks**.\n\n![map](http://x.example/m)",
            target=Target(seconds=4 * 3600),
        ),
        "lost-dog": Service(request=BOOK.requests["lost-dog"], target=Target(business_days=1)),
    },
    book=BOOK,
    tests={},
    people={},
    organisations={
        "county": Organisation(
            name="county",
            title={"en": "Long Point County"},
            serves=(COUNTY, PARTNER, "empty", "third", "fourth", "fifth", "elsewhere"),
            kind="municipality",
        ),
        "nightline": Organisation(
            name="nightline",
            title={"en": "Nightline Answering"},
            serves=(COUNTY, PARTNER),
            seats=3,
            until=date(2027, 12, 31),
        ),
        "vale-office": Organisation(
            name="vale-office", title={"en": "Wealden Vale"}, serves=(PARTNER,), kind="council", seats=2
        ),
    },
    groups={
        "county-desk": AgentGroup(name="county-desk", organisation="county", telephones=True, skills=("french",)),
        "social-duty": AgentGroup(name="social-duty", organisation="county", telephones=True),
        "night-desk": AgentGroup(name="night-desk", organisation="nightline", number="+15195550160"),
    },
)
"""Councils that have no line here stand for those without a call yet."""


def serving(site: Site, *councils: str) -> Site:
    """The site, its municipality answering also for councils that have nothing here."""
    county = site.organisations["county"]
    more = replace(county, serves=(*county.serves, *councils))
    return replace(site, organisations={**site.organisations, "county": more})


@dataclass
class Parts:
    """The composition root, as far as pages see it."""

    settings: Settings
    database: Database
    clock: SteppedClock = field(default_factory=lambda: SteppedClock(NOW))
    real_clock: SteppedClock = field(default_factory=lambda: SteppedClock(NOW))
    book: Book = BOOK
    site: Site = SITE
    listening: Listening = field(default_factory=lambda: Listening(nothing, nothing))
    recordings: Any = None
    """Nothing is kept in these tests."""


def nothing() -> Any:
    raise AssertionError("nobody listens in this test")


def settings(**changes: str) -> Settings:
    return load_settings({"SECRET_KEY": SECRET, "TELEPHONY": "simulated", **changes})


def application(parts: Parts) -> Flask:
    app = Flask("webhooks", root_path=str(Path(desk.__file__).parent.parent))
    for each in (pages, signin, account, desk, attending, recordings, pop, team, quality, figures):
        each.register(app, parts)
    errors.register(app)
    return app


class World:
    """The county of one test module, with an application and a database of its own."""

    def __init__(self, database_url: str, **changes: str) -> None:
        self.parts = Parts(settings(**{"DATABASE_URL": database_url, **changes}), Database(database_url, pool_size=4))
        self.app = application(self.parts)
        self.positions = count(1000)

    def add(self, *rows: Base) -> None:
        with self.parts.database.transaction() as session:
            for row in rows:
                session.add(row)
                session.flush()

    def user(
        self, login: str, role: str = Role.COUNTY_AGENT, tenants: tuple[str, ...] = (COUNTY,), **more: Any
    ) -> User:
        """Somebody with a membership that holds; `organisation`, `groups`, `skills`, `valid_until` are its fields."""
        told = {name: more.pop(name) for name in ("groups", "skills", "valid_from", "valid_until") if name in more}
        common = {"tenant": tenants[0], "tenants": list(tenants), "role": role}
        common["organisation"] = more.pop("organisation", "county")
        user = User(
            login=login,
            name=more.pop("name", login.partition("@")[0].title()),
            password_hash=more.pop("password_hash", HASH),
            created_at=NOW,
            **common,
            **more,
        )
        self.add(user)
        since = told.pop("valid_from", NOW - timedelta(days=30))
        self.add(Membership(user_id=user.id, valid_from=since, added_by="ivr", added_at=since, **common, **told))
        return user

    def let_see(self, login: str, case: Case) -> Case:
        """Somebody who sees cases one by one may see this one, as if a caller had read out its number."""
        with self.parts.database.transaction() as session:
            user_id = session.scalars(select(User.id).where(User.login == login)).one()
        until = NOW + timedelta(days=30)
        self.add(CaseSight(tenant=case.tenant, user_id=user_id, case_id=case.id, given_at=NOW, until=until))
        return case

    def case(
        self, *, events: list[list[dict[str, Any]]] | None = None, call: dict[str, Any] | None = None, **columns: Any
    ) -> Case:
        """A case with its call; `events`: the journey events of each turn."""
        position = next(self.positions)
        opened = columns.pop("opened_at", NOW - timedelta(minutes=15))
        tenant, line_name = columns.pop("tenant", COUNTY), columns.pop("line", "main")
        caller = columns.pop("caller_e164", CALLER)
        state = columns.pop("caller_state", "presented" if caller else "withheld")
        made = Call(
            tenant=tenant,
            account="AC1",
            provider_call_id=f"CA{position}",
            line=line_name,
            direction="inbound",
            channel="voice",
            from_raw=caller or "anonymous",
            from_e164=caller,
            caller_state=state,
            to_raw="+15195550100",
            started_at=opened,
            **(call or {}),
        )
        self.add(made)
        case = Case(
            tenant=tenant,
            call_id=made.id,
            number=number_at(position),
            channel="voice",
            line=line_name,
            caller_e164=caller,
            caller_state=state,
            opened_at=opened,
            **columns,
        )
        turns = [
            Turn(call_id=made.id, number=number, tenant=tenant, at=opened + timedelta(seconds=9 * number), events=each)
            for number, each in enumerate(events or [])
        ]
        self.add(case, *turns)
        return case

    def contact(self, name: str, e164: str = CALLER, tenant: str = COUNTY, address: str | None = None) -> Contact:
        contact = Contact(tenant=tenant, external_id=name, name=name, address=address, updated_at=NOW)
        contact.numbers = [ContactNumber(e164=e164, tenant=tenant, position=0)]
        self.add(contact)
        return contact

    def person(self, handle: str, name: str) -> None:
        self.add(Person(tenant=COUNTY, handle=handle, name=name, numbers=["+15195550171"], updated_at=NOW))

    def browser(self, login: str | None = None, password: str = PASSWORD) -> FlaskClient:
        """A browser of this application; signed in when a login is given."""
        client = self.app.test_client()
        if login:
            assert sign_in(client, login, password).status_code == 303
        return client


HASH = hashed(PASSWORD)


def token_in(page: str) -> str:
    """The form token of a page."""
    return page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]


def sign_in(client: FlaskClient, login: str, password: str = PASSWORD, **more: str) -> Any:
    token = token_in(client.get("/sign-in").text)
    return client.post("/sign-in", data={"login": login, "password": password, "csrf_token": token, **more})


def event(kind: str, step: str = "welcome", **data: Any) -> dict[str, Any]:
    return {"step": step, "kind": kind, "data": data}


@pytest.fixture
def world_with(module_database_url: str) -> Iterator[Callable[..., World]]:
    """Makes worlds with other settings, such as PUBLIC_URL="https://localhost"."""
    made: list[World] = []

    def make(**changes: str) -> World:
        made.append(World(module_database_url, **changes))
        return made[-1]

    yield make
    for each in made:
        each.parts.database.close()


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    made = World(module_database_url)
    yield made
    made.parts.database.close()
