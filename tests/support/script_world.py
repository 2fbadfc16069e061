"""A screening for the pages' world: a question with ways, something to say, an open question, a number."""

from dataclasses import replace

from afterhours.rules.scripts import Script, ScriptStep
from afterhours.site import Site
from afterhours.site.model import Service
from tests.webhooks.pages.world import BOOK, SITE

SCREENING = Script(
    {
        step.name: step
        for step in (
            ScriptStep(
                name="danger_now",
                kind="yes_no",
                words={"en": "Is anybody in danger at this moment?", "fr": "Quelqu'un est-il en danger?"},
                hint={"en": "Listen for voices in the background."},
                go={"yes": "help_now"},
                next="who",
            ),
            ScriptStep(
                name="who",
                kind="choice",
                words={"en": "Who is it about?"},
                choices={"child": {"en": "A child"}, "adult": {"en": "An adult who needs care"}},
                next="age",
            ),
            ScriptStep(name="age", kind="number", words={"en": "How old are they?"}, next="safe_number"),
            ScriptStep(
                name="help_now", kind=None, words={"en": "Tell them to dial 9 1 1."}, emergency=True, next="safe_number"
            ),
            ScriptStep(name="safe_number", kind="phone", words={"en": "At which number is it safe to call back?"}),
        )
    }
)


def screened(site: Site = SITE, service: str = "water-main-break") -> Site:
    """`site` in which agents ask the screening about that kind of request."""
    known = site.services.get(service) or Service(request=BOOK.requests[service])
    return replace(site, services={**site.services, service: replace(known, script=SCREENING)})
