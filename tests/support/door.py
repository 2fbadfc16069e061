"""The telephone's door in one process: signed requests of the provider to the real application, without HTTP.

For tests that ask thousands of questions. The application and PostgreSQL are the real ones.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import text
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from werkzeug.test import TestResponse

from afterhours.parts import Parts
from ivr import settings
from tests.support.county import ACCOUNT, CALLFLOWS, MAIN, RESIDENT, TOKEN, environment, furnish
from webhooks.app import create_app

BASE = "https://311.example.org"
SID = "CA" + "1" * 32
TEXTS = ("text_message", "text_stop")
WORK = ("screenpop_grant", "offer", "queued_call", "callback", "case_event", "identity_check", "complaint")
"""What agents leave beside a call, in the order in which it may go."""

EMERGENCIES = ("attempt", "emergency_event", "emergency")


@dataclass
class Door:
    """`post` is what the provider does; `rows` what the database then says."""

    parts: Parts
    app: Flask

    def post(self, path: str, form: Mapping[str, str], token: str = TOKEN, **headers: str) -> TestResponse:
        """One request, signed with `token`; `path` may be an address of ours, whole."""
        path = path.removeprefix(BASE)
        signature = RequestValidator(token).compute_signature(BASE + path, dict(form))
        return self.app.test_client().post(path, data=form, headers={"X-Twilio-Signature": signature, **headers})

    def call(self, path: str, sid: str = SID, **extras: str) -> TestResponse:
        """A request about a call of a resident to the county's main line."""
        return self.post(path, a_form(sid, **extras))

    def rows(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        with self.parts.database.transaction() as session:
            return [dict(row._mapping) for row in session.execute(text(sql), values)]

    def count(self, table: str) -> int:
        counted: int = self.rows(f'select count(*) as n from "{table}"')[0]["n"]
        return counted

    def empty(self) -> None:
        """Forget every text, call and case."""
        with self.parts.database.transaction() as session:
            for table in (*TEXTS, *EMERGENCIES, *WORK, "recording", "outbox", "turn", "case", "call"):
                session.execute(text(f'delete from "{table}"'))


def a_form(sid: str = SID, **extras: str) -> dict[str, str]:
    """What every request of the provider says; `From_` because `from` is Python's word."""
    given = {"CallSid": sid, "AccountSid": ACCOUNT, "From": RESIDENT, "To": MAIN, "CallStatus": "in-progress"}
    return given | {name.rstrip("_"): value for name, value in extras.items()}


@contextmanager
def door(database_url: str, var: Path, callflows: Path = CALLFLOWS, **changes: str) -> Iterator[Door]:
    """The application over a migrated, empty database with the county released; `changes` to its environment."""
    parts = Parts(settings.load(environment(database_url, var, BASE) | {"DEMO": "1"} | changes))
    try:
        furnish(parts, callflows)
        yield Door(parts, create_app(parts))
    finally:
        parts.close()
