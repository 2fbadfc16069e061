"""What of a text was searched for: its words and numbers, marked, and the piece of a long text around the first."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from webhooks.desk.finding import spelling
from webhooks.desk.finding.sought import Sought, Word

Span: TypeAlias = tuple[int, int, int]
"""Begin, end, and which word of the search it is; `NUMBER` for a telephone number."""
Piece: TypeAlias = tuple[str, bool]
"""Some of a text, and whether it is marked."""
NUMBER = -1
AROUND = 70
TOKEN = re.compile(r"[^\x01-\x2f:-@\[-`{-\xbf\u2000-\u206f\u3000-\u303f]+")


@dataclass(frozen=True, slots=True)
class Marker:
    """Knows what is marked. `stems`: for each word of the search, how its other forms begin."""

    sought: Sought
    stems: Sequence[Sequence[str]]

    def spans(self, text: str) -> list[Span]:
        return sorted({*self._words(text), *self._postcodes(text), *self._numbers(text)})

    def _words(self, text: str) -> Iterator[Span]:
        for token in TOKEN.finditer(text):
            spelled = {spelling.plain(token[0]), spelling.plain(spelling.umlauts(token[0]))}
            yield from ((*token.span(), which) for which in self._which(spelled))

    def _postcodes(self, text: str) -> Iterator[Span]:
        for code in spelling.POSTCODE.finditer(text):
            joined = spelling.plain(code[1] + code[2])
            for which, word in enumerate(self.sought.words):
                if any(joined.startswith(each) for each in word.spellings):
                    yield (*code.span(), which)

    def _numbers(self, text: str) -> Iterator[Span]:
        for begin, end, digits in spelling.numbers(text):
            if any(digits.startswith(each) for each in self.sought.phones):
                yield begin, end, NUMBER

    def _which(self, spelled: Iterable[str]) -> Iterator[int]:
        for which, (word, stems) in enumerate(zip(self.sought.words, self.stems, strict=True)):
            if any(is_form(each, word, stems) for each in spelled):
                yield which


def is_form(token: str, word: Word, stems: Sequence[str]) -> bool:
    if token.startswith(word.spellings):
        return True
    longest = max(len(each) for each in word.spellings) + 3
    return len(token) <= longest and any(token.startswith(stem) for stem in stems)


def piece_of(text: str, spans: Sequence[Span]) -> list[Piece]:
    """The text around its first mark, in pieces; what is left out is an ellipsis."""
    begin, end = 0, len(text)
    if spans and end > 2 * AROUND + spans[0][1] - spans[0][0]:
        begin, end = around(text, spans[0])
    pieces, at = [("…", False)] if begin else [], begin
    for start, stop in joined(spans):
        if at <= start and stop <= end:
            pieces += [(text[at:start], False), (text[start:stop], True)]
            at = stop
    pieces += [(text[at:end], False), ("…" if end < len(text) else "", False)]
    return [each for each in pieces if each[0]]


def around(text: str, span: Span) -> tuple[int, int]:
    """Whole words before and after."""
    begin, end = max(0, span[0] - AROUND), min(len(text), span[1] + AROUND)
    if begin:
        begin = next((at + 1 for at in range(begin, span[0]) if text[at].isspace()), begin)
    if end < len(text):
        end = next((at for at in range(end, span[1], -1) if text[at].isspace()), end)
    return begin, end


def joined(spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Without those that lie in another."""
    last = 0
    for begin, end, _which in sorted(spans, key=lambda span: (span[0], -span[1])):
        if begin >= last:
            yield begin, end
            last = end
