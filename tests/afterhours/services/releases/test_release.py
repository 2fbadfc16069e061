"""Releasing the folder: same state, same revision; a bad folder never serves."""

import pytest
from sqlalchemy import func, select

from afterhours.parts import Parts
from afterhours.services.releases.release import release
from ivr.errors import FaultsFound, NotFound, Refused
from ivr.store.revision import Revision
from tests.afterhours.conftest import NOW
from tests.afterhours.small_county import SITE, folder

pytestmark = pytest.mark.database


def test_before_the_first_release_nothing_serves(bare: Parts) -> None:
    with pytest.raises(NotFound, match="ivr db upgrade"):
        bare.library.newest()


def test_the_same_folder_twice_is_one_revision(parts: Parts) -> None:
    with parts.database.transaction() as session:
        again = release(session, folder(), "tests", NOW)
        assert not again.fresh
        assert session.scalar(select(func.count()).select_from(Revision)) == 1


def test_a_changed_folder_serves_new_calls_and_the_old_one_can_still_be_read(parts: Parts) -> None:
    first, _ = parts.library.newest()
    with parts.database.transaction() as session:
        release(session, folder(site=SITE.replace("Long Point County", "Long Point Shire")), "tests", NOW)
    second, site = parts.library.newest()
    assert second > first
    assert site.tenant == "long-point-shire"
    assert parts.library.site(first).tenant == "long-point-county"


def test_going_back_to_an_older_state_is_a_new_revision(parts: Parts) -> None:
    with parts.database.transaction() as session:
        changed = release(session, folder(site=SITE.replace("Long Point", "Short Point")), "tests", NOW)
        back = release(session, folder(), "tests", NOW)
    assert back.revision > changed.revision
    assert parts.library.newest()[1].tenant == "long-point-county"


def test_a_folder_with_faults_is_refused_and_the_last_good_one_serves_on(parts: Parts) -> None:
    serving, _ = parts.library.newest()
    with parts.database.transaction() as session, pytest.raises(FaultsFound, match=r"site\.yaml:3"):
        release(session, folder(site=SITE.replace("country: CA", "country: Canada")), "tests", NOW)
    assert parts.library.newest()[0] == serving


def test_a_folder_whose_own_test_fails_is_refused(bare: Parts) -> None:
    with bare.database.transaction() as session, pytest.raises(Refused, match="nobody took the call"):
        release(session, folder(), "tests", NOW, prove=lambda _: ["flows/main.yaml:3: nobody took the call"])
    with pytest.raises(NotFound):
        bare.library.newest()


def test_the_snapshot_has_every_line_and_its_fallback_person_s_numbers(parts: Parts) -> None:
    found = parts.snapshot()
    assert [line.name for line in found.lines] == ["main", "wealden-night", "flu-clinic"]
    assert found.named("main").numbers == ("+15195550179",)
