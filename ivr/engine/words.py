"""Words in several languages, and the utterances they become."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Words: TypeAlias = Mapping[str, str]
"""Language tag -> the sentence as staff wrote it, with `{placeholders}` of the closed list in `wording`."""


@dataclass(frozen=True, slots=True)
class Speech:
    """One thing the caller hears: `text` in `language`; `recording` (URL) is played instead when there is one.

    `slow`: spoken slowly, for whoever asked for it.
    """

    language: str
    text: str
    recording: str | None = None
    slow: bool = False
