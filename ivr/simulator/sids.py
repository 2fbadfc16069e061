"""Makes the provider's identifiers: two letters and 32 hexadecimal digits. Owns the count, nothing else."""

import hashlib
import itertools
import secrets


class Sids:
    """A source of identifiers; with a `seed` the same ones come in the same order every time."""

    def __init__(self, seed: str | None = None) -> None:
        self._seed = seed if seed is not None else secrets.token_hex(16)
        self._count = itertools.count(1)

    def make(self, prefix: str) -> str:
        """A new identifier such as `CA` (call), `RE` (recording), `SM` (text) and 32 digits."""
        return prefix + hashlib.sha256(f"{self._seed}/{next(self._count)}".encode()).hexdigest()[:32]
