"""What the pages need of the program: the part of the composition root they may see."""

from collections.abc import Mapping
from typing import Protocol, cast

from flask import current_app

from afterhours.site import Service, Site
from ivr.clock import Clock
from ivr.engine.model import Book
from ivr.errors import NotFound
from ivr.settings import Settings
from ivr.store.database import Database


class Parts(Protocol):
    """Handed to `register`; read-only."""

    @property
    def settings(self) -> Settings: ...

    @property
    def database(self) -> Database: ...

    @property
    def clock(self) -> Clock:
        """The service's time, which travels in the simulated world."""

    @property
    def real_clock(self) -> Clock:
        """Real time: for sessions, attempts and the audit."""

    @property
    def site(self) -> Site:
        """The revision that serves new calls now. Raises NotFound before the first release."""

    @property
    def book(self) -> Book:
        """The lines, kinds of request and flows that serve new calls now. Raises NotFound before the first release."""


def book_of(parts: Parts) -> Book:
    """Today's book; an empty one before the first release. Raises DatabaseGone."""
    try:
        return parts.book
    except NotFound:
        return Book({}, {}, {})


def site_of(parts: Parts) -> Site | None:
    """What serves new calls now; None before the first release. Raises DatabaseGone."""
    try:
        return parts.site
    except NotFound:
        return None


def services_of(parts: Parts) -> Mapping[str, Service]:
    """Today's kinds of request; none before the first release. Raises DatabaseGone."""
    try:
        return parts.site.services
    except NotFound:
        return {}


def councils_of(book: Book) -> list[str]:
    """The councils that have a line, the municipality's own first."""
    return list(dict.fromkeys(line.tenant for line in book.lines.values()))


def of_app() -> Parts:
    """The parts of the application that answers this request."""
    return cast("Parts", current_app.extensions["ivr_parts"])
