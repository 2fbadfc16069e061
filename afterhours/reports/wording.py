"""What names stand behind the keys of a report, for one reader: lines, services, people, times."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from afterhours.reports.paper import Stamp, stamp
from afterhours.reports.sentences import counted, say
from afterhours.rules.duty_words import duty_name
from afterhours.site import Site
from ivr.engine.words import Words
from ivr.flowfile.names import among, name
from ivr.phone import display


@dataclass(frozen=True, slots=True)
class Wording:
    """`language`: one of `sentences.WORDS`; `people`: canonical handle -> name."""

    site: Site
    tenant: str
    language: str
    people: Mapping[str, str] = field(default_factory=dict)

    def say(self, key: str, **values: Any) -> str:
        return say(self.language, key, **values)

    def counted(self, key: str, n: int, **values: Any) -> str:
        return counted(self.language, key, n, **values)

    def stamp(self, at: datetime, pattern: str = "EEE d MMM HH:mm") -> Stamp:
        return stamp(at, self.zone, self.language, pattern)

    @property
    def zone(self) -> str:
        return self.site.councils[self.tenant].zone

    @property
    def council(self) -> str:
        return self.site.councils[self.tenant].name

    def line(self, line: str) -> str:
        known = self.site.book.lines.get(line)
        return self.words(known.title) if known and known.title else plain(line).capitalize()

    def service(self, service: str | None) -> str:
        """ "" where there is none."""
        known = self.site.services.get(among(service or "", self.site.services) or "")
        return self.words(known.request.title) if known else plain(service or "").capitalize()

    def person(self, handle: str | None) -> str:
        return self.people.get(name(handle)) or plain(handle) if handle else self.say("somebody")

    def duty(self, duty: str) -> str:
        return plain(duty_name(duty, self.language))

    def phone(self, e164: str) -> str:
        return display(e164, self.site.councils[self.tenant].country)

    def words(self, words: Words) -> str:
        """Staff's words in the reader's language, else in the first there is."""
        return words.get(self.language) or next(iter(words.values()), "")


def plain(text: str) -> str:
    """A name of the program as words; a login stays as it is."""
    return text if "@" in text else text.replace("_", " ").replace("-", " ")
