"""The names behind the keys of the tables: lines, councils, services and questions, in the reader's language."""

from contextlib import suppress
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from flask_babel import get_locale

from afterhours.site.holiday_list import names_in
from ivr.engine.model import Book, Line, Question
from ivr.engine.words import Words
from ivr.errors import NotFound
from ivr.phone import display
from webhooks.desk.words import plain
from webhooks.pages.parts import of_app


@dataclass(frozen=True, slots=True)
class Names:
    """What is no longer in the book is called by its key."""

    book: Book

    def line(self, name: str) -> str:
        """The line's title, else its name."""
        line = self.book.lines.get(name)
        return said(line.title) if line and line.title else plain(name).capitalize()

    def number_of(self, name: str) -> str:
        """The line's own E.164 number, or nothing."""
        return self.book.lines[name].number if name in self.book.lines else ""

    def council(self, tenant: str) -> str:
        known = self.lines_of(tenant)
        return known[0].tenant_name if known else plain(tenant)

    def zone(self, tenant: str) -> str:
        """The council's IANA zone; UTC for a council without a line."""
        known = self.lines_of(tenant)
        return known[0].zone if known else "UTC"

    def phone(self, e164: str, tenant: str) -> str:
        """A number as people of the council's country write it."""
        known = self.lines_of(tenant)
        return display(e164, known[0].country if known else "")

    def lines_of(self, tenant: str) -> list[Line]:
        return [line for line in self.book.lines.values() if line.tenant == tenant]

    def service(self, name: str) -> str:
        request = self.book.requests.get(name)
        return said(request.title) if request else plain(name).capitalize()

    def question(self, service: str | None, name: str) -> str:
        """The question as it is put, else its name."""
        for asked in self._questions(service):
            if asked.name == name:
                return said(asked.ask)
        return plain(name).capitalize()

    def choice(self, service: str | None, question: str, value: str) -> str:
        """An answer in words, where it was a key."""
        for asked in self._questions(service):
            if asked.name == question and value in asked.choices:
                return said(asked.choices[value])
        return value

    def language(self, tag: str | None) -> str:
        """A language's name in the reader's language."""
        if not tag:
            return ""
        try:
            return (Locale.parse(tag, sep="-").get_language_name(get_locale()) or tag).capitalize()
        except (UnknownLocaleError, ValueError):
            return tag

    def _questions(self, service: str | None) -> tuple[Question, ...]:
        request = self.book.requests.get(service or "")
        return request.questions if request else ()


def said(words: Words) -> str:
    """Staff's words in the reader's language, else in the first there is."""
    language = str(get_locale() or "en")
    return words.get(language) or next(iter(words.values()), "")


def holiday(name: str) -> str:
    """A public holiday in the reader's language, where a list of the calendars has it so."""
    language = str(get_locale() or "en")
    with suppress(NotFound):
        found = (names_in(each.holidays.source, language) for each in of_app().site.hours.values())
        return next((names[name] for names in found if name in names), name)
    return name
