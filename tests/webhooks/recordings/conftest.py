"""The county of these tests, with a folder of recordings and a provider that has one of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from afterhours.models import Case, Recording
from afterhours.services.recordings.hear import Listening
from ivr.errors import NotFound
from ivr.recordings.folder import FolderStore
from ivr.recordings.port import key_for
from ivr.telephony.port import Sound, Telephony
from tests.webhooks.pages.world import COUNTY, NOW, World
from webhooks.roles import Role

SOUND = b"RIFF" + bytes(range(256)) * 40
ELSEWHERE = b"RIFF at the provider"


@dataclass
class Carrier:
    """What the provider has."""

    sounds: dict[str, bytes] = field(default_factory=dict)
    asked: int = 0

    @contextmanager
    def recording(self, recording: str) -> Iterator[Sound]:
        self.asked += 1
        if recording not in self.sounds:
            raise NotFound("no such recording")
        yield Sound(iter([self.sounds[recording]]), "audio/x-wav")


@dataclass
class Studio:
    """`world` with cases that have recordings."""

    world: World
    store: FolderStore
    carrier: Carrier = field(default_factory=Carrier)

    def tape(self, name: str, *, tenant: str = COUNTY, stored: bool = True, **columns: Any) -> tuple[Case, Recording]:
        """A case with one message of 31 seconds; `name` is the provider's id of it."""
        case = self.world.case(tenant=tenant, messages=[{"recording": name, "seconds": 31}])
        row = Recording(
            tenant=tenant, call_id=case.call_id, account="AC1", provider_recording_id=name, kind="message",
            seconds=31, created_at=NOW, **{"state": "deleted_at_provider" if stored else "expected", **columns},
        )  # fmt: skip
        self.world.add(row)
        if stored:
            self.keep(row)
        return case, row

    def keep(self, row: Recording) -> None:
        key = key_for(row.id, "audio/x-wav")
        kept = self.store.put(key, [SOUND], "audio/x-wav")
        with self.world.parts.database.transaction() as session:
            found = session.get_one(Recording, row.id)
            found.stored_key, found.bytes, found.sha256 = key, kept.bytes, kept.sha256
            found.content_type = found.content_type or "audio/x-wav"


@pytest.fixture(scope="module")
def studio(module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    world = World(module_database_url)
    folder: Path = tmp_path_factory.mktemp("recordings")
    made = Studio(world, FolderStore(folder))
    world.parts.listening = Listening(lambda: made.store, lambda: cast("Telephony", made.carrier))
    world.user("agent", Role.COUNTY_AGENT, name="Nora Field")
    world.user("other", Role.COUNTY_AGENT)
    world.user("night", Role.OUT_OF_HOURS_AGENT)
    world.user("kent", Role.COUNTY_AGENT, ("wealden-vale",))
    yield made
    world.parts.database.close()
