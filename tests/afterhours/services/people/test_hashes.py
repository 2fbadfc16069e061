"""How passwords and PINs are kept: a hash matches its secret only, and a secret that nobody has costs as much."""

import pytest
from argon2.exceptions import VerifyMismatchError

from afterhours.services.people.hashes import HASHER, NOBODYS, hashed, matches, outdated


def test_a_hash_matches_its_password_only() -> None:
    kept = hashed("four calm night owls")
    assert kept.startswith("$argon2id$")
    assert matches(kept, "four calm night owls")
    assert not matches(kept, "four calm night owl")
    assert not outdated(kept)


@pytest.mark.parametrize("kept", [None, "", "not a hash"])
def test_without_a_usable_hash_nothing_matches(kept: str | None) -> None:
    assert not matches(kept, "")


def test_what_stands_for_nobodys_secret_is_checked_like_any_other() -> None:
    assert not outdated(NOBODYS)
    assert len(NOBODYS) == len(hashed("four calm night owls"))
    with pytest.raises(VerifyMismatchError):
        HASHER.verify(NOBODYS, "")
