"""Objects of another council, of another organisation and of a restricted group, and the world in which they are
foreign: the table test looks for them by every route. Each carries a mark that may never be on an answer."""

from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient

from afterhours.models import (
    Callback,
    CallerBlock,
    Case,
    LegalHold,
    Offer,
    Person,
    QualityReview,
    QueuedCall,
    Recording,
    RosterException,
    SecurityKey,
)
from afterhours.rules.hours import Hours, Window
from afterhours.services.recordings.links import listening_token
from afterhours.services.screenpop.grants import issue
from afterhours.services.screenpop.link import wrapped
from ivr.store.base import new_key
from tests.support.emergency_pages import WATER, emergency
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, SECRET, SITE, World
from webhooks.recordings.listening import MARK as MARK_OF_SESSION
from webhooks.roles import ROLES_OF, Role
from webhooks.signin.sessions import hash_of

MARK = "Zzyzx"
SOCIAL = "social-duty"
SOUNDS = {("listening.play", "token"), ("quality.hear", "token")}
"""Where a part of the address says which recording is heard."""
START, END = NOW + timedelta(hours=1), NOW + timedelta(hours=9)


@dataclass(frozen=True, slots=True)
class Foreign:
    """One set of objects. `values`: name of a part of an address -> the object's, and what is missing instead."""

    name: str
    values: dict[str, tuple[str, str]] = field(default_factory=dict)
    recording: UUID | None = None

    def filled(self, rule: Any, client: FlaskClient, *, missing: bool) -> str:
        """The address of `rule` for these objects. Raises KeyError for a part nobody thought of."""
        parts = {name: self.part(name, rule, client, missing=missing) for name in rule.arguments}
        domain, path = rule.build(parts, append_unknown=False)
        assert not domain
        return str(path)

    def part(self, name: str, rule: Any, client: FlaskClient, *, missing: bool) -> Any:
        converter = rule._converters[name]
        if type(converter).__name__ == "AnyConverter":
            return min(converter.items)
        if (rule.endpoint, name) in SOUNDS:
            return play_token(client, new_key() if missing or self.recording is None else self.recording)
        value = self.values[name][1 if missing else 0]
        return UUID(value) if type(converter).__name__ == "UUIDConverter" else value


def play_token(client: FlaskClient, recording: UUID) -> str:
    """An address of the client's own session: only the recording is another's."""
    cookie = client.get_cookie("ivr_session")
    mark = hash_of(cookie.value if cookie else "")[:MARK_OF_SESSION]
    return listening_token([SECRET], recording, mark, NOW)


def foreign_world(url: str) -> World:
    """The county and its partner with rosters and calendars of their own, and one visitor of each role."""
    world = World(url)
    kentish = replace(WATER, name="kent-roads", tenant=PARTNER, title={"en": f"Roads {MARK}"})
    kent = Hours("kent-office", "Europe/London", dict.fromkeys(range(5), (Window(time(9), time(17)),)))
    councils = {**SITE.councils, PARTNER: replace(SITE.councils[PARTNER], office_hours="kent-office")}
    world.parts.site = replace(
        SITE,
        councils=councils,
        hours={**SITE.hours, "kent-office": kent},
        rosters={"water": WATER, "kent-roads": kentish},
    )
    for role in Role:
        organisation = "nightline" if role in ROLES_OF["answering-company"] else "county"
        world.user(login_of(role), role, (COUNTY,), organisation=organisation, name="Vi Sitor")
    return world


def login_of(role: Role) -> str:
    return f"as-{role}"


def of_another_council(world: World) -> Foreign:
    return objects(world, "another council", PARTNER, None, "kent-roads", "kent-office")


def of_a_restricted_group(world: World) -> Foreign:
    """The own council's, but restricted to a group of which the visitors are not."""
    return objects(world, "a restricted group", COUNTY, SOCIAL, "kent-roads", "kent-office")


def objects(world: World, name: str, tenant: str, group: str | None, roster: str, calendar: str) -> Foreign:
    marked: dict[str, Any] = {"subject": f"Subject {MARK}", "location": f"Place {MARK}", "service": "water-main-break"}
    case = world.case(tenant=tenant, restricted=group, kind="service_request", **marked)
    raised = emergency(world, case, roster=roster)
    person = f"handle-{MARK.casefold()}"
    if group is None:
        world.add(
            Person(
                tenant=PARTNER,
                handle=person,
                canonical_handle=person,
                name=f"Person {MARK}",
                numbers=[],
                updated_at=NOW,
            )
        )
    login = f"user-{MARK.casefold()}-{tenant}"
    told = world.user(login, Role.COUNTY_AGENT, (PARTNER,), organisation="vale-office", name=MARK)
    tape = Recording(
        tenant=tenant, call_id=case.call_id, account="AC1", provider_recording_id=f"RE{case.number}", kind="talk",
        state="stored", created_at=NOW,
    )  # fmt: skip
    entry = RosterException(
        tenant=PARTNER, roster="kent-roads", duty="primary", kind="replace", starts_at=START, ends_at=END,
        came=[person], went=[], entered_by="kent", entered_at=NOW, reason=MARK,
    )  # fmt: skip
    key = SecurityKey(
        tenant=PARTNER,
        user_id=told.id,
        name=MARK,
        credential_id=case.id.bytes,
        public_key=b"",
        sign_count=0,
        created_at=NOW,
    )
    promised = Callback(
        tenant=tenant, case_id=case.id, call_id=case.call_id, number="+15195550123", group_name="vale-desk",
        place_at=NOW, due_at=NOW, created_at=NOW,
    )  # fmt: skip
    about = {"tenant": tenant, "case_id": case.id, "reason": MARK}
    block = CallerBlock(e164="+15195550123", flagged_by="kent", flagged_at=NOW, **about)
    hold = LegalHold(placed_by="kent", placed_at=NOW, **about)
    for each in (tape, entry, key, promised, block, hold):
        world.add(each)
    offer = offered(world, case, tenant)
    review = reviewed(world, offer, told.id)
    values = {
        "offer_id": (str(offer.id), str(new_key())),
        "review_id": (str(review.id), str(new_key())),
        "block_id": (str(block.id), str(new_key())),
        "deed": ("lift", "lift"),
        "hold_id": (str(hold.id), str(new_key())),
        "number": (case.number, "999999999"),
        "call_id": (str(case.call_id), str(new_key())),
        "chosen": (str(raised.id), str(new_key())),
        "handle": (person, "nobody-at-all"),
        "user_id": (str(told.id), str(new_key())),
        "key_id": (str(key.id), str(new_key())),
        "callback_id": (str(promised.id), str(new_key())),
        "entry": (str(entry.id), str(new_key())),
        "roster": (roster, "no-roster"),
        "calendar": (calendar, "no-calendar"),
        "duty": ("primary", "primary"),
        "start": (START.isoformat(), START.isoformat()),
        "end": (END.isoformat(), END.isoformat()),
        "written": (link_of(world, offer), wrapped((SECRET,), bytes(16))),
    }
    return Foreign(name, values, tape.id)


def offered(world: World, case: Case, tenant: str) -> Offer:
    """This case's call, offered to another organisation."""
    common = {"tenant": tenant, "call_id": case.call_id, "case_id": case.id, "group_name": "vale-desk"}
    queued = QueuedCall(line="main", entered_at=NOW, place_at=NOW, state="offered", **common)
    world.add(queued)
    offer = Offer(
        queued_call_id=queued.id,
        organisation="vale-office",
        to_e164="+441632960160",
        state="ringing",
        offered_at=NOW,
        **common,
    )
    world.add(offer)
    return offer


def reviewed(world: World, offer: Offer, agent: UUID) -> QualityReview:
    """Their talk, assessed."""
    review = QualityReview(
        tenant=offer.tenant, organisation=offer.organisation, offer_id=offer.id, call_id=offer.call_id,
        case_id=offer.case_id, agent_id=agent, at=NOW, reviewer="kent", reviewed_at=NOW, remark=MARK,
    )  # fmt: skip
    world.add(review)
    return review


def link_of(world: World, offer: Offer) -> str:
    """The link to an offer, signed as ours are."""
    with world.parts.database.transaction() as session:
        token = issue(session, session.get_one(Offer, offer.id), NOW).token
    return wrapped((SECRET,), token)
