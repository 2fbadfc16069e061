"""A link accepts for one person and one emergency, for half a day, and tells a reader nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterhours.services.emergencies.accept_link import VALID, AcceptLink, accept_token, accept_url, read_accept_token
from ivr.errors import NotFound
from ivr.store.base import new_key

NOW = datetime(2026, 12, 26, 7, 15, tzinfo=UTC)
SECRETS = ("the-key-of-now", "the-key-of-last-year")
EMERGENCY = new_key()
PEOPLE = ["ann", "cy", "duty_manager"]


def token(handle: str = "ann", secrets: tuple[str, ...] = SECRETS, emergency: UUID = EMERGENCY) -> str:
    return accept_token(secrets, emergency, handle, NOW)


def read(given: str, now: datetime = NOW, people: list[str] = PEOPLE, secrets: tuple[str, ...] = SECRETS) -> AcceptLink:
    return read_accept_token(secrets, given, people, now)


@pytest.mark.parametrize("handle", PEOPLE)
def test_a_link_says_whose_it_is_and_for_what(handle: str) -> None:
    assert read(token(handle)) == AcceptLink(EMERGENCY, handle, NOW + VALID)


def test_a_handle_may_be_spelt_otherwise() -> None:
    assert read(token("duty-manager")).handle == "duty_manager"


def test_the_address_names_nobody() -> None:
    url = accept_url("https://311.example.org", SECRETS, EMERGENCY, "duty-manager", NOW)
    assert url.startswith("https://311.example.org/accept/")
    assert len(url) < 120
    other = accept_url("https://311.example.org", SECRETS, EMERGENCY, "ann", NOW)
    assert url.partition(".")[0] == other.partition(".")[0]
    assert url != other
    assert not any(word in url for word in ("duty", "manager", "ZHV0e", str(EMERGENCY)))


def test_a_link_lives_for_half_a_day() -> None:
    assert read(token(), NOW + VALID - timedelta(seconds=1)).until == NOW + VALID
    with pytest.raises(NotFound):
        read(token(), NOW + VALID)


def test_a_key_that_was_replaced_still_opens_and_one_that_was_thrown_away_does_not() -> None:
    old = token(secrets=SECRETS[1:])
    assert read(old).handle == "ann"
    with pytest.raises(NotFound):
        read(old, secrets=SECRETS[:1])


def test_the_link_of_somebody_who_is_gone_opens_nothing() -> None:
    with pytest.raises(NotFound):
        read(token(), people=["cy"])


def test_no_link_opens_another_emergency_or_lives_longer() -> None:
    body, _, signature = token().partition(".")
    other = token(emergency=new_key()).partition(".")[0]
    for forged in (f"{other}.{signature}", f"{body[:-2]}__.{signature}", body, f"{body}."):
        with pytest.raises(NotFound):
            read(forged)


@given(st.text(max_size=300))
def test_nonsense_opens_nothing(nonsense: str) -> None:
    with pytest.raises(NotFound):
        read(nonsense)


@given(st.integers(0, 70), st.characters(codec="ascii"))
def test_one_wrong_sign_opens_nothing_but_the_same(at: int, sign: str) -> None:
    right = token()
    at %= len(right)
    wrong = right[:at] + sign + right[at + 1 :]
    try:
        assert read(wrong) == replace(read(right))
    except NotFound:
        return
    assert wrong.partition(".")[0] == right.partition(".")[0]
