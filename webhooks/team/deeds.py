"""What is done to an organisation's people, in one transaction of the desk's database role; each deed is audited."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from afterhours.models import Membership, User
from afterhours.services.queue.presence import leave
from afterhours.site import Organisation, Site
from ivr.errors import NotFound
from webhooks.desk.access import Desk
from webhooks.desk.finding.search import day_of
from webhooks.desk.names import Names
from webhooks.pages.times import Moment, moment
from webhooks.signin.enlisting import NotLetIn, Terms, end_membership, enlist
from webhooks.signin.invitations import invite, withdraw_invitations
from webhooks.signin.memberships import seats_taken
from webhooks.signin.passwords import unusable
from webhooks.signin.visitor import EVERY_ORGANISATION
from webhooks.team import words
from webhooks.team.form import Offered, last_day, offered
from webhooks.team.people import Person, known_as, people_of, person_of


@dataclass(frozen=True, slots=True)
class Team:
    """Whoever leads an organisation, and what they may do there."""

    desk: Desk
    site: Site
    names: Names

    def organisations(self) -> Sequence[Organisation]:
        """Whose people the visitor sees: their own organisation's, or every one's."""
        whose = self.desk.visitor.people_of
        if whose == EVERY_ORGANISATION:
            return list(self.site.organisations.values())
        own = self.site.organisation(whose)
        return [own] if own else []

    def organisation(self, name: str | None) -> Organisation:
        """Raises NotFound for one that is not the visitor's."""
        wanted = name or self.desk.visitor.organisation
        found = next((each for each in self.organisations() if each.name == wanted), None)
        if found is None:
            raise NotFound("no such organisation")
        return found

    def offered(self, organisation: Organisation) -> Offered:
        return offered(organisation, self.desk.visitor, self.site)

    def section(self, organisation: Organisation) -> dict[str, Any]:
        """One organisation as a part of the page."""
        rows = [self.row(each) for each in people_of(self.desk, organisation.name)]
        return {
            "organisation": organisation,
            "title": words.called(organisation),
            "kind": organisation.kind,
            "seats": self.seats(organisation),
            "rows": rows,
            "adds": bool(self.offered(organisation).roles),
        }

    def seats(self, organisation: Organisation) -> dict[str, int | None]:
        taken = seats_taken(self.desk.session, organisation.name, self.desk.real_now)
        return {"taken": taken, "all": organisation.seats}

    def row(self, person: Person) -> dict[str, Any]:
        held, user = person.held, person.user
        return {
            "id": user.id,
            "name": user.name,
            "login": user.login,
            "role": held.role,
            "state": words.state_of(person),
            "councils": self.councils_of(held),
            "groups": [words.group_called(each, self.site) for each in held.groups],
            "skills": held.skills,
            "until": day_of(last_day(held.valid_until, self.site)),
            "last": self.moment(user.last_sign_in_at),
            "led": person.here and self.leads(person),
        }

    def councils_of(self, held: Membership) -> str:
        """Their councils by name; nothing for all that their organisation serves, where these are several."""
        found = self.site.organisation(held.organisation)
        every = found is not None and len(found.serves) > 1 and set(found.serves) <= set(held.tenants)
        return "" if every else ", ".join(self.names.council(each) for each in held.tenants)

    def group_called(self, name: str) -> str:
        return words.group_called(name, self.site)

    def moment(self, at: Any) -> Moment | None:
        zone = self.site.councils[self.site.tenant].zone
        return moment(at, zone, self.desk.real_now) if at else None

    def leads(self, person: Person) -> bool:
        """Nobody ends themselves, or somebody whose role they could not give."""
        organisation = self.site.organisation(person.held.organisation)
        given = self.offered(organisation).roles if organisation else ()
        return person.user.id != self.desk.visitor.user_id and person.held.role in given

    def led(self, user_id: UUID) -> Person:
        """Raises NotFound for whoever the visitor does not lead."""
        found = person_of(self.desk, user_id)
        if not self.leads(found):
            raise NotFound("nobody of yours")
        return found

    def login_fault(self, login: str, organisation: Organisation) -> dict[str, str]:
        if not login or any(sign.isspace() for sign in login):
            return {"login": words.fault_of("none", organisation)}
        return {}

    def let_in(self, login: str, name: str, terms: Terms) -> str:
        """The secret part of their link; "" for somebody who comes back with the password they have.

        Raises NotLetIn, with the code `login` for one that is taken: whose it is is not told.
        """
        user, now, by = known_as(self.desk, login), self.desk.real_now, self.desk.visitor.login
        again = user is not None
        if user is None:
            user = User(login=login, name=name, password_hash=unusable(), created_at=now)
        elif user.organisation != terms.organisation or self.is_in(user.id):
            raise NotLetIn("login", "somebody is let in with this login")
        try:
            with self.desk.session.begin_nested():
                enlist(self.desk.session, user, terms, self.site, now, by)
        except IntegrityError as error:
            raise NotLetIn("login", "the login is taken") from error
        self.note(user, "team.added", terms)
        return "" if again and user.last_sign_in_at else self.invite(user)

    def is_in(self, user_id: UUID) -> bool:
        try:
            return person_of(self.desk, user_id).here
        except NotFound:
            return False

    def change(self, person: Person, terms: Terms) -> None:
        """From now on; a new membership in place of the old one."""
        with self.desk.session.begin_nested():
            enlist(self.desk.session, person.user, terms, self.site, self.desk.real_now, self.desk.visitor.login)
        self.note(person.user, "team.changed", terms)

    def end(self, person: Person) -> None:
        end_membership(self.desk.session, person.user, self.desk.real_now, self.desk.visitor.login)
        withdraw_invitations(self.desk.session, person.user, self.desk.real_now)
        leave(self.desk.session, person.user.id)
        self.desk.note(person.user.tenant, "team.ended", f"user {person.user.login}")

    def invite(self, user: User) -> str:
        token = invite(self.desk.session, user, self.desk.visitor.login, self.desk.real_now)
        self.desk.note(user.tenant, "team.invited", f"user {user.login}")
        return token

    def note(self, user: User, action: str, terms: Terms) -> None:
        until = terms.until.isoformat() if terms.until else None
        told = {"role": terms.role, "organisation": terms.organisation, "until": until}
        lists = {"tenants": list(terms.tenants), "groups": list(terms.groups), "skills": list(terms.skills)}
        self.desk.note(user.tenant, action, f"user {user.login}", **told, **lists)
