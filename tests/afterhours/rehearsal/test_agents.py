"""Rehearsed calls that come to a group of agents: how it takes them is what the test says."""

import pytest

from afterhours.rehearsal.playing import play_all
from afterhours.site import load_site
from tests.afterhours.small_county import MAIN, folder

PERSON = "  person: {ring: {person: duty-manager}, nobody: message, failed: message, next: bye}\n"
AGENTS = """\
groups:
  desk: {organisation: county, telephones: own, hours: town-hall, longest_wait: 5m}
  board: {organisation: county, number: "+15195550160"}
"""
QUEUE = "  person: {queue: desk, callback: bye, gave_up: message, full: message, closed: message, next: bye}\n"
AGENT = "  person: {agent: board, nobody: message, next: bye}\n"
WHEN, FROM = "    at: 2026-11-24 10:00\n", '    from: "+15195550123"\n'


def played(step: str, test: str) -> tuple[str, ...]:
    """What was wrong with the call of one test; a time and a number are added where it says none."""
    added = (WHEN if "    at:" not in test else "") + (FROM if "    from:" not in test else "")
    tests = f"tests:\n  - name: rehearsed\n{added}{test}"
    main = MAIN.replace(PERSON, step).partition("tests:")[0].rstrip() + f"\n{tests}"
    site, faults = load_site(folder(agents=AGENTS, flows__main=main))
    assert site is not None, str(faults)
    (found,) = [each for each in play_all(site) if each.flow == "main"]
    return found.wrong


TO_PERSON = "press 1, press 3"
CAME = {
    "somebody is there": (QUEUE, f"""\
    agents: {{desk: accepts}}
    do: [{TO_PERSON}]
    expect: {{talked_with: desk, queued: desk, accepted_by: desk, callback: no, ended: talked}}
"""),
    "somebody is free after three minutes in line": (QUEUE, f"""\
    agents: {{desk: accepts-later}}
    do: [{TO_PERSON}, wait 240s]
    expect: {{heard: There are 2 callers before you; about 3 minutes, talked_with: desk}}
"""),
    "the caller is called back": (QUEUE, f"""\
    agents: {{desk: busy}}
    do: [{TO_PERSON}, hears "There are 3 callers before you", press 1, press 1]
    expect: {{callback: desk, queued: desk, heard: We call you back at 5 1 9, ended: goodbye}}
"""),
    "a hidden number is asked for": (QUEUE, f"""\
    agents: {{desk: busy}}
    from: withheld
    do: [{TO_PERSON}, hears "press 1", press 1, press 5195550177#, press 1]
    expect: {{callback: desk, heard: 5 1 9, case: {{caller_number: "+15195550177"}}}}
"""),
    "nobody is there": (QUEUE, f"""\
    do: [{TO_PERSON}, wait 150s, press 2, says "Please call."]
    expect: {{heard: Nobody is there to answer, callback: no, ended: message}}
"""),
    "everybody is busy for too long": (QUEUE, f"""\
    agents: {{desk: busy}}
    do: [{TO_PERSON}, wait 310s, press 2, says "Please call."]
    expect: {{heard: You have been waiting for, ended: message}}
"""),
    "the line is full": (QUEUE, f"""\
    agents: {{desk: full}}
    do: [{TO_PERSON}, press 1, press 1]
    expect: {{heard: More callers are waiting, callback: desk}}
"""),
    "it is closed": (QUEUE, f"""\
    at: 2026-11-24 20:00
    agents: {{desk: accepts}}
    do: [{TO_PERSON}, press 2, says "Please call."]
    expect: {{heard: Nobody answers here, ended: message}}
"""),
    "a switchboard takes it": (AGENT, f"""\
    agents: {{board: accepts}}
    do: [{TO_PERSON}]
    expect: {{talked_with: board, callback: no}}
"""),
    "a switchboard does not": (AGENT, f"""\
    do: [{TO_PERSON}, wait 40s, says "Please call."]
    expect: {{ended: message}}
"""),
}  # fmt: skip


@pytest.mark.parametrize(("step", "test"), CAME.values(), ids=CAME)
def test_what_comes_of_a_call_to_a_group(step: str, test: str) -> None:
    assert played(step, test) == ()


DISAPPOINTED = {
    "talked_with: board": "the caller talked with desk, not with board",
    "queued: board": "the caller waited in line for desk, not for board",
    "callback: desk": "the caller is called back by nobody, not by desk",
}


@pytest.mark.parametrize(("expected", "wrong"), DISAPPOINTED.items())
def test_what_did_not_come_of_it_is_told(expected: str, wrong: str) -> None:
    test = f"    agents: {{desk: accepts}}\n    do: [{TO_PERSON}]\n    expect: {{{expected}}}\n"
    assert played(QUEUE, test) == (wrong,)
