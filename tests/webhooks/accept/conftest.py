"""The door of the demonstration county, with an emergency in it and the links of its people."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from afterhours.models import Case, Emergency
from afterhours.services.emergencies.accept_link import accept_token
from tests.conftest import Databases
from tests.support.county import SATURDAY_NIGHT
from tests.support.door import Door, door
from tests.support.emergencies import an_emergency

ANSWERS = [
    {"question": "location", "kind": "address", "value": "12 Main Street", "recording": None},
    {"question": "flowing", "kind": "yes_no", "value": "yes", "recording": None},
]


@dataclass
class Night:
    """One open emergency; `look` and `send` are what somebody's browser does with their link."""

    county: Door
    emergency: UUID
    browser: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.browser = self.county.app.test_client()

    def token(self, handle: str = "ann", emergency: UUID | None = None) -> str:
        keys = self.county.parts.settings.secret_keys
        return accept_token(keys, emergency or self.emergency, handle, self.county.parts.clock.now())

    def look(self, handle: str = "ann") -> TestResponse:
        return self.browser.get(f"/accept/{self.token(handle)}")

    def take(self, handle: str = "ann") -> TestResponse:
        return self.browser.post(f"/accept/{self.token(handle)}", follow_redirects=True)

    def say(self, change: str, reason: str = "", handle: str = "ann") -> TestResponse:
        path = f"/accept/{self.token(handle)}/{change}"
        return self.browser.post(path, data={"reason": reason}, follow_redirects=True)

    def state(self) -> dict[str, Any]:
        told = "select state, accepted_by as by, accepted_how as how, reason from emergency where id = :id"
        return self.county.rows(told, id=self.emergency)[0]

    def events(self) -> list[str]:
        return [row["what"] for row in self.county.rows("select what from emergency_event order by at, id")]

    def change(self, **values: Any) -> None:
        """The emergency, or with `case_` before the name its case, is otherwise."""
        with self.county.parts.database.transaction() as session:
            emergency = session.get_one(Emergency, self.emergency)
            case = session.get_one(Case, emergency.case_id)
            for name, value in values.items():
                setattr(case if name.startswith("case_") else emergency, name.removeprefix("case_"), value)


@pytest.fixture(scope="module")
def opened(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    url = databases.fresh()
    with door(url, tmp_path_factory.mktemp("var")) as county:
        yield county
    databases.drop(url)


@pytest.fixture
def night(opened: Door) -> Night:
    opened.empty()
    opened.parts.clock.set(SATURDAY_NIGHT)  # type: ignore[attr-defined]
    with opened.parts.database.transaction() as session:
        made = Night(opened, an_emergency(session))
    made.change(case_location="12 Main Street", case_answers=ANSWERS)
    return made
