"""The pages of quality in a real browser: a call is heard and assessed, the agent answers, the supervisor sees it.

Screenshots are left in `screenshots/quality` of this user's state folder (`var/`).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.support.pages import Opener, fits, shots, signed_in
from tests.support.talks import QUESTIONS, talk
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, SITE, World
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]

shoot = shots("quality")
HOME = "/desk/quality"


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    made = World(module_database_url)
    made.parts.site = replace(SITE, quality=QUESTIONS)
    both = (COUNTY, PARTNER)
    nora = made.user("nora", name="Nora Field", groups=["county-desk"])
    tom = made.user("tom", name="Tom Reyes", groups=["county-desk"])
    made.user("ines", Role.QUALITY_REVIEWER, both, name="Inès Moreau")
    made.user("marcus", Role.SUPERVISOR, both, name="Marcus Hale")
    made.user("femi", Role.OUT_OF_HOURS_AGENT, both, name="Femi Adeyemi", organisation="nightline")
    for day in range(1, 26):
        for agent in (nora, tom)[: 1 + day % 2]:
            talk(made, agent, NOW.replace(day=day) + timedelta(hours=8), seconds=90 + 7 * day, service="lost-dog")
    yield made
    made.parts.database.close()


def looked_at(page: Any, name: str) -> None:
    shoot(page, name)
    assert fits(page), f"{name} is wider than its window"


@pytest.mark.parametrize(
    ("size", "scheme"), [("wide", "light"), ("wide", "dark"), ("narrow", "light"), ("narrow", "dark")]
)
def test_the_pages_fit_every_window(page_of: Opener, size: str, scheme: str) -> None:
    page = signed_in(page_of(size, scheme), "ines", to=HOME)
    looked_at(page, f"list-{size}-{scheme}")
    page.get_by_role("link", name="Tom Reyes").first.click()
    page.get_by_role("button", name="Save the assessment").click()
    page.get_by_text("3 questions have no answer yet.").wait_for()
    looked_at(page, f"fault-{size}-{scheme}")
    page.goto(f"{HOME}?month=2026-10")
    page.get_by_text("Nothing to assess in this month").wait_for()
    looked_at(page, f"empty-{size}-{scheme}")


def test_a_call_is_assessed_answered_and_counted(page_of: Opener) -> None:
    page = signed_in(page_of(), "ines", to=HOME)
    page.get_by_role("link", name="Nora Field").first.click()
    looked_at(page, "call")
    page.get_by_role("group", name="Was the greeting given?").get_by_label("Yes").check()
    page.get_by_role("group", name="Were the details read back?").get_by_label("Partly").check()
    page.get_by_role("group", name="Was danger asked about?").get_by_label("No", exact=True).check()
    page.get_by_label("Remark for the agent").fill("Calm and plain. Ask about danger first, whatever it is about.")
    page.get_by_role("button", name="Save the assessment").press("Enter")
    page.get_by_text("The assessment is saved.").wait_for()
    looked_at(page, "list-assessed")
    for size, scheme in (("wide", "light"), ("narrow", "dark")):
        agent = signed_in(page_of(size, scheme), "nora", to=f"{HOME}/mine")
        looked_at(agent, f"mine-{size}-{scheme}")
    agent.get_by_label("Your answer, if you like").fill("The caller had said so to the telephone before.")
    agent.get_by_role("button", name="I have read it").click()
    agent.get_by_text("It is noted that you have read it.").wait_for()
    looked_at(agent, "mine-read")
    for size, scheme in (("wide", "light"), ("narrow", "dark")):
        chief = signed_in(page_of(size, scheme), "marcus", to=f"{HOME}/results")
        looked_at(chief, f"results-{size}-{scheme}")
        chief.get_by_role("link", name="Nora Field").click()
        chief.get_by_text("The assessment").first.click()
        looked_at(chief, f"agent-{size}-{scheme}")
    chief.get_by_role("button", name="Ask for it").click()
    chief.get_by_text("Choose a call of the list.").wait_for()
    looked_at(chief, "agent-fault")
    chief.locator("input[name=talk]").first.check()
    chief.get_by_label("Why").fill("The caller wrote to thank us.")
    chief.get_by_role("button", name="Ask for it").click()
    chief.get_by_text("The call is on the reviewers' list.").wait_for()
