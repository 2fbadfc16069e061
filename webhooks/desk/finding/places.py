"""Where in a case the words of a search stand: in its own row, or in what else this visitor may read of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Text, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY

from afterhours.models import Case
from webhooks.desk.access import Desk
from webhooks.desk.finding.marking import NUMBER, Marker, Piece, piece_of
from webhooks.desk.finding.sought import Sought
from webhooks.desk.finding.written import texts_of
from webhooks.desk.names import Names

MOST_SHOWN = 3
STEMS = ("english_stem", "french_stem", "german_stem")
SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Place:
    """`name`: what kind of text it is, in words."""

    name: str
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Places:
    """Of one case: `what` and `where` as its row shows them, in pieces; `others` tells what the row does not."""

    what: Sequence[Piece]
    where: Sequence[Piece]
    others: Sequence[Place]


def places_of(desk: Desk, cases: Sequence[Case], sought: Sought, names: Names) -> dict[str, Places]:
    """Number of a case -> its places. Everything is read as this visitor, beside the row security of the tables."""
    marker = Marker(sought, stems_of(desk, sought))
    texts = texts_of(desk, cases, names)
    return {case.number: in_case(case, marker, names, texts[case.id]) for case in cases}


def in_case(case: Case, marker: Marker, names: Names, texts: Iterable[tuple[str, str]]) -> Places:
    what = case.subject or (names.service(case.service) if case.service else "")
    shown = [(what, marker.spans(what)), (case.location or "", marker.spans(case.location or ""))]
    told = {which for _text, spans in shown for _begin, _end, which in spans} | in_row(case, marker)
    others: list[Place] = []
    for name, text in texts:
        spans = marker.spans(text)
        new = {which for _begin, _end, which in spans} - told
        if new and len(others) < MOST_SHOWN:
            told |= new
            others.append(Place(name, piece_of(text, [span for span in spans if span[2] in new] or spans)))
    what_pieces, where_pieces = (piece_of(*each) for each in shown)
    return Places(what_pieces, where_pieces, others)


def in_row(case: Case, marker: Marker) -> set[int]:
    """What the row tells without a mark: the kind of request a word stands for, and the numbers."""
    sought = marker.sought
    found = {which for which, word in enumerate(sought.words) if case.service in word.services}
    digits = (case.caller_e164 or "").removeprefix("+")
    if any(digits.startswith(each) for each in sought.phones) or (sought.digits and sought.digits in case.number):
        found |= {NUMBER, *range(len(sought.words))} if sought.digits else {NUMBER}
    return found


def stems_of(desk: Desk, sought: Sought) -> list[list[str]]:
    """For each word, how its other forms begin."""
    known: dict[str, list[str]] = {}
    spellings = [each for word in sought.words for each in word.spellings]
    if spellings:
        word = func.unnest(cast(spellings, ARRAY(Text))).column_valued("word")
        stems = (func.ts_lexize(literal_column(f"'pg_catalog.{name}'"), word) for name in STEMS)
        for row in desk.session.execute(select(word, *stems)):
            known[row[0]] = [stem for found in row[1:] for stem in found or () if len(stem) >= SHORTEST_STEM]
    return [[stem for each in word.spellings for stem in known[each]] for word in sought.words]
