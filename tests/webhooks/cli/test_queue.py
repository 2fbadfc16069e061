"""`ivr queue`: who waits, and who is there, for a person and for a program."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from afterhours.parts import Parts
from afterhours.services.releases.release import release
from ivr.engine.effects import CallbackTaken, QueueEntered
from tests.afterhours.conftest import NOW, bare
from tests.afterhours.small_county import folder
from tests.support.lines import AGENTS, a_call, a_user, is_there, rows, wish
from webhooks.cli import main

pytestmark = pytest.mark.database
__all__ = ["bare"]


def printed(parts: Parts, *options: str) -> str:
    chosen = {"DATABASE_URL": parts.settings.database_url, "VAR_DIR": str(parts.settings.var_dir)}
    result = CliRunner().invoke(main, ["queue", *options], env={**chosen, "TELEPHONY": "simulated"})
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def parts(bare: Parts) -> Parts:
    with bare.database.transaction() as session:
        release(session, folder(agents=AGENTS), "tests", NOW)
    return bare


def test_nobody_waits_and_nobody_is_there(parts: Parts) -> None:
    assert printed(parts) == "Nobody waits, and no agent is there.\n"
    assert printed(parts, "--json") == ""


def test_who_waits_stands_in_the_order_of_the_line_and_agents_below(parts: Parts) -> None:
    wish(parts, a_call(parts, "CA1"), QueueEntered("county-desk", lines_up=True))
    second = a_call(parts, "CA2")
    wish(parts, second, QueueEntered("county-desk", lines_up=True))
    wish(parts, second, CallbackTaken("county-desk", "+15195550123"))
    is_there(parts, a_user(parts, "ann"), "+15195550191", "busy")
    lines = printed(parts).splitlines()
    assert [line.split()[0] for line in lines] == ["county_desk"] * 3
    assert "waiting" in lines[0]
    assert "callback (due)" in lines[1]
    assert "ann" in lines[2]
    told = [json.loads(line) for line in printed(parts, "--json").splitlines()]
    assert [(each["what"], each["state"]) for each in told] == [
        ("caller", "waiting"),
        ("caller", "callback"),
        ("agent", "busy"),
    ]
    assert "+15195550123" not in printed(parts, "--json")


def test_a_caller_of_a_restricted_case_is_not_told_of_but_when_asked_for_and_that_is_audited(parts: Parts) -> None:
    wish(parts, a_call(parts), QueueEntered("county-desk", lines_up=True))
    with parts.database.transaction() as session:
        session.execute(text("update \"case\" set restricted = 'Night desk'"))
    assert printed(parts) == "Nobody waits, and no agent is there.\n"
    assert printed(parts, "--restricted").split()[0] == "night_desk"
    assert rows(parts, "select action, object from audit where action like 'restricted%'") == [
        ("restricted.seen", "queue")
    ]
