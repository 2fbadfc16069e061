"""Agents of the bench's county, signed in, and the calls that are offered to them one after the other."""

from datetime import timedelta
from uuid import UUID

from afterhours.models import AgentPresence, Call, Case, Membership, QueuedCall, User
from afterhours.parts import Parts
from afterhours.rules.case_numbers import number_at
from afterhours.services.queue.offering import Whom, offer
from bench.county import County
from ivr import settings
from ivr.store.base import new_key
from webhooks.signin.sessions import open_session

NO_PASSWORD = "-"  # noqa: S105 - nobody signs in with it
FIRST_CASE = 5_000_000
"""Numbers of cases beyond those that the callers' own calls take."""


class Agents:
    """`tokens`: the session of each desk."""

    def __init__(self, county: County, web: int, desks: int) -> None:
        self.web = web
        self._parts = Parts(settings.load(county.environment(web)))
        self._tenant = self._parts.site.tenant
        self._line = next(iter(self._parts.book.lines))
        self._offered = 0
        self.users: list[UUID] = []
        self.tokens = [self._agent(number) for number in range(desks)]

    def close(self) -> None:
        self._parts.close()

    def offer(self) -> str:
        """A caller in line is offered to the next desk, as the dispatcher does it; the offer's id."""
        number, self._offered = self._offered, self._offered + 1
        user, now, real_now = (
            self.users[number % len(self.users)],
            self._parts.clock.now(),
            self._parts.real_clock.now(),
        )
        whom = Whom(
            to="+15195550142", organisation="county", purpose="caller", group="county_desk", seconds=20, user_id=user
        )
        with self._parts.database.transaction() as session:
            queued = self._caller(number)
            for row in queued:
                session.add(row)
                session.flush()
            waiting = queued[-1]
            assert isinstance(waiting, QueuedCall)  # noqa: S101 - it is the last of them
            return str(offer(session, waiting, whom, now, real_now, 60).id)

    def _agent(self, number: int) -> str:
        now, real_now = self._parts.clock.now(), self._parts.real_clock.now()
        user = User(
            id=new_key(), tenant=self._tenant, tenants=[self._tenant], login=f"desk-{number}", name=f"Desk {number}",
            password_hash=NO_PASSWORD, role="county-agent", organisation="county", created_at=real_now,
        )  # fmt: skip
        told = {"tenant": self._tenant, "tenants": [self._tenant], "organisation": "county"}
        member = Membership(
            id=new_key(), user_id=user.id, role="county-agent", groups=["county-desk"], skills=[],
            valid_from=real_now - timedelta(days=1), added_by="bench", added_at=real_now, **told,
        )  # fmt: skip
        there = AgentPresence(
            user_id=user.id, groups=["county_desk"], state="available", telephone="+15195550142", since=now,
            seen_at=real_now, **told,
        )  # fmt: skip
        with self._parts.database.transaction() as session:
            for row in (user, member, there):
                session.add(row)
                session.flush()
            self.users.append(user.id)
            return open_session(session, user, real_now, "127.0.0.1", "bench")

    def _caller(self, number: int) -> tuple[Call | Case | QueuedCall, ...]:
        now = self._parts.clock.now()
        told = {"tenant": self._tenant, "line": self._line, "channel": "voice", "caller_state": "withheld"}
        call = Call(
            id=new_key(), account="AC1", provider_call_id=f"CD{number}", direction="inbound", from_raw="anonymous",
            to_raw="+15195550100", started_at=now, **told,
        )  # fmt: skip
        case = Case(
            id=new_key(), number=number_at(FIRST_CASE + number), call_id=call.id, priority="normal", opened_at=now,
            **told,
        )  # fmt: skip
        waiting = QueuedCall(
            id=new_key(), tenant=self._tenant, line=self._line, call_id=call.id, case_id=case.id,
            group_name="county_desk", entered_at=now, place_at=now, state="offered",
        )  # fmt: skip
        return call, case, waiting
