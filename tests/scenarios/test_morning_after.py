"""A night from the first call to the letter in the morning: the telephone, the scheduler and a real mail server."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from afterhours.models import Person
from tests.support.county import County
from tests.support.mail_server import MailServer, mail_server
from tests.support.scheduled import at_work

TORONTO = ZoneInfo("America/Toronto")
EVENING, NIGHT, MORNING = (
    datetime(2026, 11, day, hour, minute, tzinfo=TORONTO)
    for day, hour, minute in ((24, 16, 30), (25, 2, 15), (25, 8, 30))
)


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def county(long_point: County, post: MailServer) -> Iterator[County]:
    """The demonstration county with a mail server, and people with addresses."""
    settings = replace(long_point.parts.settings, smtp_url=f"smtp://127.0.0.1:{post.port}", mail_from="311@example.org")
    long_point.parts.settings = settings
    with long_point.parts.database.transaction() as session:
        session.execute(update(Person).values(email=Person.canonical_handle + "@example.org"))
    with at_work(long_point) as working:
        yield working


def words_of(letter: EmailMessage) -> str:
    """Everything a reader sees."""
    return "".join(part.get_content() for part in letter.iter_parts())


def passes(county: County, at: datetime, seconds: int = 40) -> None:
    """It becomes `at`, and a little later."""
    county.at(at)
    county.network.wait(seconds)


def test_the_night_is_in_the_letters_of_the_morning_and_each_letter_comes_once(
    county: County, post: MailServer
) -> None:
    passes(county, EVENING)
    assert {letter["To"] for letter in post.letters} == {"duty_manager@example.org", "femi@example.org"}
    paper = words_of(post.letters[0])
    assert "Tonight on paper" in str(post.letters[0]["Subject"])
    assert "Water and sewers" in paper
    post.letters.clear()

    county.at(NIGHT)
    caller = county.phone().hears("9 1 1").presses("1").presses("1").says("12 Main Street")
    caller.hangs_up()
    passes(county, MORNING, 90)
    handed_over = [letter for letter in post.letters if "24 Nov" in str(letter["Subject"])]
    assert sorted(letter["To"] for letter in handed_over) == ["duty_manager@example.org", "joanne@example.org"]
    said = words_of(handed_over[0])
    for words in (
        "The morning after",
        "Tue 24 Nov 16:30",
        "Burst water pipe",
        "Emergency raised",
        county.case().number[:3],
    ):
        assert words in said, words
    assert "555-0123" not in "".join(map(words_of, handed_over))
