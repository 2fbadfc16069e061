"""The team's sentences in the reader's language."""

from flask_babel import format_date
from flask_babel import gettext as _

from afterhours.site import Organisation, Site
from webhooks.desk.names import said
from webhooks.desk.words import plain
from webhooks.team.people import Person


def called(organisation: Organisation) -> str:
    """An organisation's name in the reader's language."""
    return said(organisation.title) if organisation.title else organisation.name


def group_called(name: str, site: Site) -> str:
    group = site.groups.get(name)
    return said(group.title) if group and group.title else plain(name)


def fault_of(code: str, organisation: Organisation) -> str:
    """Why somebody cannot be let in, and what to do; `code` as in `NotLetIn`, and a few of the form's own."""
    name, seats = called(organisation), organisation.seats
    until = format_date(organisation.until, "long") if organisation.until else ""
    sentences = {
        "role": _("Choose one of the roles of the list."),
        "organisation": _("This organisation is not in agents.yaml any more."),
        "ended": _("The contract of %(name)s ended on %(day)s. Nobody can be let in.", name=name, day=until),
        "tenants": _("Choose at least one council, of those that %(name)s answers for.", name=name),
        "groups": _("Choose groups of the list only."),
        "until": _("Choose a day from today to the end of the contract (%(day)s).", day=until)
        if until
        else _("Choose today or a later day."),
        "date": _("This is no day. Write year, month and day, such as 2026-12-31, or leave it empty."),
        "seats": _("All %(seats)s seats of %(name)s are taken. End somebody first.", seats=seats, name=name),
        "none": _("Enter their login: one word, usually the e-mail address."),
        "login": _("This login is taken. Choose another one, or look for them in the list."),
        "name": _("Enter the name that colleagues will see."),
    }
    sentence: str = sentences[code]
    return sentence


def state_of(person: Person) -> dict[str, str]:
    """Whether somebody is in, as a badge."""
    if person.user.disabled:
        return {"word": _("Disabled"), "shape": "cross", "tone": "warn"}
    if not person.here:
        return {"word": _("Left"), "shape": "dash", "tone": ""}
    if person.user.last_sign_in_at is None and person.invitation:
        return {"word": _("Invited"), "shape": "clock", "tone": "waiting"}
    return {"word": _("Let in"), "shape": "tick", "tone": "done"}
