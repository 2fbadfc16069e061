"""What the pager tells of an emergency: its case, its service, its council, and people by name."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from afterhours.models import Case, Emergency, Person
from afterhours.rules.page_texts import CONFIDENTIAL
from afterhours.rules.pager_words import Told
from afterhours.services.people.known import person_by_handle
from afterhours.site import Site
from ivr.engine.model import Line
from ivr.errors import NotFound


@dataclass(frozen=True, slots=True)
class Known:
    """An emergency with its case and line."""

    emergency: Emergency
    case: Case
    line: Line
    site: Site

    def told(self, who: Person | str | None = None) -> Told:
        """For the sentences of `rules.pager_words`."""
        return Told(
            council=self.line.tenant_name,
            case=self.case.number,
            service=CONFIDENTIAL if self.case.restricted else self._title(),
            veiled=self.case.restricted is not None,
            who=who.name if isinstance(who, Person) else who,
        )

    def _title(self) -> Mapping[str, str]:
        request = self.site.book.requests.get(self.emergency.service)
        return request.title if request else {"en": self.emergency.service.replace("_", " ")}


def known(session: Session, emergency: Emergency, site: Site) -> Known:
    """Raises NotFound when the case is gone."""
    case = session.get(Case, emergency.case_id)
    if case is None:
        raise NotFound(f"The case of emergency {emergency.id} is gone.")
    line = site.book.lines.get(emergency.line) or next(iter(site.book.lines.values()))
    return Known(emergency, case, line, site)


def named(session: Session, handle: str | None) -> str | None:
    """A person's name; a login, or a handle nobody has any more, as it is."""
    person = person_by_handle(session, handle) if handle else None
    return person.name if person else handle
