"""The whole rehearsal of a revision: every test played, what it travelled, and the faults that come of it."""

from dataclasses import dataclass, replace

from afterhours.rehearsal.coverage import Coverage, coverage, tell_missing
from afterhours.rehearsal.playing import Played, play_all
from afterhours.rehearsal.watching import Watch
from afterhours.site.model import Site
from ivr.flowfile.faults import Faults
from ivr.flowfile.places import Place


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """`faults`: failing tests, and outcomes that no test travels."""

    played: tuple[Played, ...]
    coverage: Coverage
    faults: Faults


def rehearse(site: Site) -> Rehearsal:
    """Plays everything in memory; takes some milliseconds for each test."""
    watch, faults = Watch(site.book), Faults()
    played = tuple(play_all(replace(site, book=watch.book)))
    for each in played:
        for wrong in each.wrong:
            what = f'the test "{each.test.name}" fails: {wrong}'
            mend = "play it with `ivr test --show`, then correct the flow or the test"
            faults.fault(Place(each.test.file, each.test.line, 1), "failing-test", what, mend)
    found = coverage(site, watch.travelled)
    tell_missing(site, found, faults)
    return Rehearsal(played, found, faults)
