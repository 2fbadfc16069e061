"""The twin of the mail server where none is set: letters are files that any mail program opens.

They hold what letters hold, so the folder is its user's only, and the oldest are thrown away. A letter that comes
twice is one file, as it would be one letter.
"""

import hashlib
import logging
import os
from pathlib import Path

from afterhours.services.mail.letters import Letter, message_of
from ivr.clock import Clock

log = logging.getLogger(__name__)

KEPT = 200


class FolderMailer:
    """`VAR_DIR/mail/<time>-<key>.eml`."""

    def __init__(self, folder: Path, from_: str, clock: Clock) -> None:
        self._folder, self._from, self._clock = folder, from_, clock
        self.place = f"the folder {folder}"

    def send(self, letter: Letter) -> None:
        now = self._clock.now()
        message = message_of(letter, self._from, now)
        self.check()
        key = hashlib.sha256(letter.key.encode()).hexdigest()[:12]
        earlier = next(self._folder.glob(f"*-{key}.eml"), None)
        path = earlier or self._folder / f"{now:%Y%m%dT%H%M%SZ}-{key}.eml"
        _write(path, message.as_bytes())
        log.info("a letter was put into the folder of letters: %s", path.name)
        self._forget()

    def check(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _forget(self) -> None:
        for old in sorted(self._folder.glob("*.eml"))[:-KEPT]:
            old.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    """All of it or nothing, readable by its owner only."""
    unfinished = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    unfinished.replace(path)
