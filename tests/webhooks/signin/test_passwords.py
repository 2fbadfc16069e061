"""Passwords: hashes, and what is refused as a new one."""

import pytest

from ivr.errors import Refused
from webhooks.signin.passwords import generated, hashed, matches, outdated, refuse_weak


def test_a_hash_matches_its_password_only() -> None:
    kept = hashed("four calm night owls")
    assert kept.startswith("$argon2id$")
    assert matches(kept, "four calm night owls")
    assert not matches(kept, "four calm night owl")
    assert not outdated(kept)


@pytest.mark.parametrize("kept", [None, "", "not a hash"])
def test_without_a_usable_hash_nothing_matches(kept: str | None) -> None:
    assert not matches(kept, "")


@pytest.mark.parametrize(
    "password", ["short", "aaaaaaaaaaaaaaaa", "ann@example.org!", "x" * 300], ids=lambda text: text[:20]
)
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(Refused):
        refuse_weak(password, "ann@example.org")


def test_generated_passwords_are_accepted_and_differ() -> None:
    made = {generated() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        refuse_weak(password, "ann")
