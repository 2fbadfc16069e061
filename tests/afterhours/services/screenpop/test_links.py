"""Links to an answering company: by every way it has, made when they leave, and only while the call is there."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlalchemy import select, update

from afterhours.models import Case, Offer, OutboxMessage, ScreenpopGrant, TextMessage
from afterhours.parts import Parts
from afterhours.services.mail.letters import Letter
from afterhours.services.outbox import Waiting
from afterhours.services.screenpop.grants import hash_of
from afterhours.services.screenpop.link import unwrapped
from afterhours.services.screenpop.links import (
    MAIL,
    PUSH,
    SPREAD,
    TEXT,
    LinkMailer,
    LinkPusher,
    LinkSpreader,
    LinkTexter,
    Pointing,
    send_links,
)
from afterhours.site import Site
from afterhours.site.answering import Links, Organisation
from tests.afterhours.conftest import NOW
from tests.afterhours.services.screenpop.test_push import Company, answering
from tests.support.offers import an_offered_call

TO = Links(endpoint="https://calls.example.com/311", text="+15195550177", mail="desk@example.com")


@dataclass
class World:
    """The parts, with an answering company that has `links`, and a call that was just offered to it."""

    parts: Parts
    offer: Offer
    links: Links = TO
    texts: list[dict[str, str]] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)

    def site(self) -> Site:
        company = Organisation(name="nightline", title={}, serves=(), links=self.links)
        return replace(self.parts.site, organisations={"nightline": company})

    @property
    def pointing(self) -> Pointing:
        settings = replace(self.parts.settings, pop_secrets={"nightline": ("the-secret-of-nightline",)})
        return Pointing(self.parts.database, self.site, settings, self.parts.clock, self.parts.real_clock)

    def message(self, kind: str) -> Waiting:
        return Waiting(
            self.offer.id, self.offer.tenant, kind, {"offer": str(self.offer.id)}, f"{kind} {self.offer.id}", None, 1
        )

    def waiting(self) -> list[str]:
        with self.parts.database.transaction() as session:
            return sorted(session.scalars(select(OutboxMessage.kind)))

    def hashes(self) -> list[str]:
        with self.parts.database.transaction() as session:
            return session.scalars(select(ScreenpopGrant.token_hashes)).one()

    def opens(self, words: str) -> bool:
        """Whether what was sent holds a link to this offer."""
        link = words.split("/pop/", 1)[1].split(maxsplit=1)[0].rstrip('"}')
        return hash_of(unwrapped(self.parts.settings.secret_keys, link)) in self.hashes()

    def send_text(self, **said: str) -> str:
        self.texts.append(said)
        return "SM1"

    def send(self, letter: Letter) -> None:
        self.letters.append(letter)


@pytest.fixture
def world(parts: Parts) -> World:
    with parts.database.transaction() as session:
        offer = an_offered_call(session)
        send_links(session, offer, NOW, NOW)
    return World(parts, offer)


def test_an_offer_leaves_its_mark_in_the_outbox_and_a_grant_for_the_code(world: World) -> None:
    assert world.waiting() == [SPREAD]
    assert len(world.hashes()) == 1


WAYS = {
    "all": (TO, [SPREAD, MAIL, PUSH, TEXT]),
    "text only": (Links(text="+15195550177"), [SPREAD, TEXT]),
    "none": (Links(), [SPREAD]),
}


@pytest.mark.parametrize(("links", "kinds"), WAYS.values(), ids=WAYS)
def test_it_goes_by_every_way_the_company_has(world: World, links: Links, kinds: list[str]) -> None:
    world.links = links
    for _ in range(2):
        LinkSpreader(world.pointing)(world.message(SPREAD))
    assert world.waiting() == sorted(kinds)


def test_their_program_gets_link_line_and_offer_and_nothing_else(world: World) -> None:
    with answering(Company()) as company:
        world.links = Links(endpoint=company.url)
        LinkPusher(world.pointing)(world.message(PUSH))
    ((_, _, body),) = company.asked
    words = body.decode()
    assert set(json.loads(words)) == {"offer", "line", "link"}
    assert world.opens(words)


def test_of_a_restricted_case_the_line_that_was_called_is_not_told(world: World) -> None:
    plain = world.pointing.title(world.offer)
    with world.parts.database.transaction() as session:
        session.execute(update(Case).values(restricted="night-desk"))
    assert plain.startswith(world.pointing.title(world.offer) + ", ")


def test_a_second_attempt_has_a_link_of_its_own_and_the_first_stays_good(world: World) -> None:
    texter = LinkTexter(world.pointing, lambda: as_any(world), "https://x")
    texter(world.message(TEXT))
    assert world.opens(world.texts[0]["text"])
    LinkMailer(world.pointing, lambda: as_any(world))(world.message(MAIL))
    assert world.opens(world.letters[0].text)
    assert world.opens(world.texts[0]["text"])
    assert len(world.hashes()) == 3


def test_no_link_is_kept_with_the_text_or_in_the_outbox(world: World) -> None:
    LinkTexter(world.pointing, lambda: as_any(world), "https://x")(world.message(TEXT))
    link = world.texts[0]["text"].split("/pop/")[1].split()[0]
    with world.parts.database.transaction() as session:
        kept = [*session.scalars(select(TextMessage.body)), *map(str, session.scalars(select(OutboxMessage.payload)))]
    assert kept
    assert link not in str(kept)


@pytest.mark.parametrize("state", ["missed", "withdrawn", "declined", "over"])
def test_once_the_call_is_somebody_elses_nothing_leaves(world: World, state: str) -> None:
    with world.parts.database.transaction() as session:
        session.execute(update(Offer).values(state=state))
    LinkTexter(world.pointing, lambda: as_any(world), "https://x")(world.message(TEXT))
    LinkMailer(world.pointing, lambda: as_any(world))(world.message(MAIL))
    LinkPusher(world.pointing)(world.message(PUSH))
    assert (world.texts, world.letters) == ([], [])


def test_the_program_has_a_sender_for_each_way(parts: Parts) -> None:
    assert {SPREAD, PUSH, TEXT} <= set(parts.senders)
    assert MAIL in parts.letter_senders


def as_any(world: World) -> Any:
    """Stands for the telephone and for the mail server."""
    return world
