"""The list of cases and one case, as people with several roles and councils meet them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from afterhours.models import AuditEntry, Case
from afterhours.rules.case_numbers import number_at
from tests.webhooks.pages.world import CALLER, COUNTY, NOW, PARTNER, World, event, token_in
from webhooks.desk.finding.search import PAGE
from webhooks.roles import Role

MISSING = number_at(5)

BURST_PIPE = [
    [event("arrived", line="main", flow="main"), event("language", language="en"), event("said")],
    [event("menu_choice", key="1", label="a burst water pipe")],
    [event("reported", service="water-main-break", emergency=True)],
    [event("answered", question="location", value="12 Main Street", recording=None)],
    [event("answered", question="flowing", value="yes", recording=None), event("no_input")],
    [event("rang", who="ann", result="no_answer", seconds=0)],
    [event("recorded", recording="RE1", seconds=31), event("ended", end="")],
]


TOLD = (
    "02:15:00",
    "Pressed 1: a burst water pipe",
    "Reported as an emergency: Burst water pipe",
    "Where is it? “12 Main Street”",
    "Is water running onto the road? yes",
    "Silent",
    "Rang Ann Baker: nobody answered",
    "Left a message of 31 s",
    "Out of hours",
    "(519) 555-0123",
    "Shown by the network, not proved",
    "3 min 12 s",
    "The caller left a message",
    "Long Point County",
    "Recording RE1, at the provider",
    "07:15:00 UTC",
)


@pytest.fixture(scope="module")
def burst_pipe(world: World) -> Case:
    world.person("ann", "Ann Baker")
    world.contact("Mary Poole", address="12 Main Street")
    world.contact("Tom Poole")
    world.user("agent", Role.COUNTY_AGENT, name="Nora Field")
    world.user("night", Role.OUT_OF_HOURS_AGENT)
    world.user("kent", Role.COUNTY_AGENT, (PARTNER,))
    world.user("both", Role.ADMINISTRATOR, (COUNTY, PARTNER))
    return world.case(
        events=BURST_PIPE,
        service="water-main-break",
        priority="emergency",
        kind="service_request",
        location="12 Main Street",
        in_hours=False,
        language="en",
        disposition="message_left",
        ending="completed",
        seconds=192,
        answers=[{"question": "flowing", "kind": "yes_no", "value": "yes", "recording": None}],
        messages=[{"recording": "RE1", "seconds": 31}],
        action_taken=[{"at": NOW.isoformat(), "action": "rang", "who": "ann", "result": "no_answer", "seconds": 0}],
    )


def test_a_case_tells_its_whole_story_in_words(world: World, burst_pipe: Case) -> None:
    page = world.browser("agent").get(f"/desk/cases/{burst_pipe.number}").text
    for words in TOLD:
        assert words in page, words


def test_a_case_shows_the_note_of_its_service_and_when_it_is_due(world: World, burst_pipe: Case) -> None:
    page = world.browser("agent").get(f"/desk/cases/{burst_pipe.number}").text
    assert "What to know" in page
    assert "<h3>Burst pipe</h3>" in page
    assert "Ask &lt;script&gt;twice&lt;/script&gt; whether the road <strong>sinks</strong>." in page
    assert "x.example/m&quot;" not in page
    assert '<img src="http' not in page
    assert "4 hours" in page
    assert 'datetime="2026-12-26T11:15:00+00:00"' in page
    assert "overdue" not in page


def test_a_case_that_is_not_done_in_time_says_so(world: World) -> None:
    late = world.case(service="Water main break", opened_at=NOW - timedelta(hours=5))
    done = world.case(service="water-main-break", opened_at=NOW - timedelta(hours=5), status="closed")
    lost = world.case(service="lost-dog", opened_at=NOW - timedelta(days=50))
    pages = {each: world.browser("agent").get(f"/desk/cases/{each.number}").text for each in (late, done, lost)}
    assert {each: "overdue" in page for each, page in pages.items()} == {late: True, done: False, lost: False}
    assert "1 business day" in pages[lost]
    assert "What to know" not in pages[lost]


def test_names_on_record_are_shown_to_those_who_may_read_them(world: World, burst_pipe: Case) -> None:
    world.let_see("night", burst_pipe)
    address = f"/desk/cases/{burst_pipe.number}"
    county, night = world.browser("agent").get(address).text, world.browser("night").get(address).text
    assert "maybe: 2 records with this number" in county
    assert "maybe: 2 records with this number" in night
    assert "Mary Poole" in county
    assert "Poole" not in night


def test_another_councils_case_is_the_same_page_as_a_missing_one(world: World, burst_pipe: Case) -> None:
    kent = world.browser("kent")
    theirs, missing = kent.get(f"/desk/cases/{burst_pipe.number}"), kent.get(f"/desk/cases/{MISSING}")
    assert (theirs.status_code, missing.status_code) == (404, 404)
    pages = [page.text.replace(token_in(page.text), "token") for page in (theirs, missing)]
    assert pages[0].replace(burst_pipe.number, MISSING) == pages[1]


def test_the_list_shows_only_the_visitors_councils(world: World, burst_pipe: Case) -> None:
    other = world.case(tenant=PARTNER, line="wealden-night", caller_e164="+441632960123", location="Mill Lane")
    listed = {login: world.browser(login).get("/desk/cases").text for login in ("agent", "kent", "both")}
    assert {login: (burst_pipe.number in page, other.number in page) for login, page in listed.items()} == {
        "agent": (True, False),
        "kent": (False, True),
        "both": (True, True),
    }


def test_without_the_querys_own_filter_the_database_still_shows_nothing_foreign(
    world: World, burst_pipe: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import true

    from webhooks.desk.access import Desk

    kent = world.browser("kent")
    monkeypatch.setattr(Desk, "own", lambda *_: true())
    assert burst_pipe.number not in kent.get("/desk/cases").text
    assert kent.get(f"/desk/cases/{burst_pipe.number}").status_code == 404


def test_every_case_that_is_opened_is_written_down(world: World, burst_pipe: Case) -> None:
    world.user("reader")
    world.browser("reader").get(f"/desk/cases/{burst_pipe.number}")
    with world.parts.database.transaction() as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.actor == "reader", AuditEntry.action == "case.seen")
        ).one()
    assert (entry.tenant, entry.object, entry.detail) == (COUNTY, f"case {burst_pipe.number}", {"contacts": 2})


@pytest.mark.parametrize(
    ("arguments", "seen"),
    [
        ("line=main", True),
        ("line=other", False),
        ("status=new", True),
        ("status=closed", False),
        ("kind=service_request", True),
        ("kind=complaint", False),
        ("priority=emergency", True),
        ("priority=normal", False),
        ("service=water-main-break", True),
        ("service=lost-dog", False),
        ("day=2026-12-26", True),
        ("day=2026-12-25", False),
        ("day=rubbish&status=rubbish", True),
    ],
)
def test_the_list_is_narrowed_by(world: World, burst_pipe: Case, arguments: str, seen: bool) -> None:
    page = world.browser("agent").get(f"/desk/cases?{arguments}").text
    assert (f"/desk/cases/{burst_pipe.number}" in page) is seen


@pytest.mark.parametrize("typed", ["{number}", "{spaced}", " {spaced} "])
def test_a_case_number_leads_to_its_case(world: World, burst_pipe: Case, typed: str) -> None:
    number = burst_pipe.number
    wanted = typed.format(number=number, spaced=f"{number[:3]}-{number[3:6]}-{number[6:]}")
    client = world.browser("agent")
    token = token_in(client.get("/desk/cases").text)
    assert client.post("/desk/cases", data={"number": wanted, "csrf_token": token}).location == f"/desk/cases/{number}"


def test_a_callers_number_finds_their_cases_and_stands_in_no_address(world: World, burst_pipe: Case) -> None:
    stranger = world.case(caller_e164="+15195550188")
    client = world.browser("agent")
    token = token_in(client.get("/desk/cases").text)
    found = client.post("/desk/cases", data={"number": "(519) 555-0123", "csrf_token": token})
    assert found.status_code == 200
    assert burst_pipe.number in found.text
    assert stranger.number not in found.text
    assert not any(CALLER[-7:] in part for part in found.text.split("href=")[1:] for part in part.split('"')[1:2])


def test_a_long_list_goes_on_by_key_and_shows_every_case_once(world: World) -> None:
    world.user("pager", tenants=("third",))
    made = [
        world.case(tenant="third", line="third", opened_at=NOW - timedelta(minutes=minutes // 2)).number
        for minutes in range(2 * PAGE + 3)
    ]
    client, seen, address = world.browser("pager"), [], "/desk/cases"
    while address:
        page = client.get(address).text
        seen += [part[:9] for part in page.split('href="/desk/cases/')[1:] if part[:9].isdecimal()]
        address = older_in(page)
    assert sorted(seen) == sorted(made)
    assert len(seen) == len(set(seen))


def older_in(page: str) -> str:
    """The address behind "Older cases", or nothing."""
    before, found, _ = page.partition('">Older cases</a>')
    return before.rpartition('href="')[2].replace("&amp;", "&") if found else ""


def test_an_empty_desk_says_what_will_appear(world: World) -> None:
    world.user("early", tenants=("fourth",))
    assert "No calls yet" in world.browser("early").get("/desk/cases").text
    assert "No case is like that" in world.browser("early").get("/desk/cases?status=open").text


@pytest.mark.parametrize(
    ("caller", "state", "words"),
    [
        (None, "withheld", "Withheld by the caller"),
        (None, "unavailable", "Not available"),
        (None, "invalid", "Not a telephone number"),
    ],
)
def test_a_caller_without_a_number_is_ordinary(world: World, caller: str | None, state: str, words: str) -> None:
    world.user(f"for-{state}")
    case = world.case(caller_e164=caller, caller_state=state)
    page = world.browser(f"for-{state}").get(f"/desk/cases/{case.number}").text
    assert words in page
    assert "Cannot be looked up without a number" in page


def test_a_role_that_is_no_longer_known_may_nothing(world: World) -> None:
    world.user("ghost", "retired-role")
    assert world.browser("ghost").get("/desk/cases").status_code == 403


def test_what_a_caller_said_is_text_and_never_markup(world: World) -> None:
    world.user("careful")
    case = world.case(
        location="<script>alert(1)</script>", events=[[event("menu_choice", key="1", label="x", said="<b>hi</b>")]]
    )
    page = world.browser("careful").get(f"/desk/cases/{case.number}").text
    assert "<script>alert" not in page
    assert "<b>hi" not in page


@pytest.mark.parametrize("address", ["/desk/cases?line=%00", "/desk/cases?before=a%00", "/desk/cases/12%00"])
def test_a_sign_that_nobody_can_write_is_refused_and_no_failure(world: World, burst_pipe: Case, address: str) -> None:
    assert world.browser("agent").get(address).status_code in (400, 404)


@pytest.mark.parametrize(
    ("path", "form", "code"),
    [
        pytest.param("", {"number": "a\0b"}, 400, id="searched"),
        pytest.param("/{number}/note", {"note": "a\0b"}, 400, id="noted"),
        pytest.param("/{number}/correct", {"location": "y", "version": "9" * 20}, 409, id="a version no case has"),
        pytest.param("/{number}/move", {"to": "open", "version": "9" * 10}, 409, id="moved from there"),
        pytest.param("", {"number": "road", "day": "9999-12-31"}, 200, id="the end of the calendar"),
    ],
)
def test_whatever_is_sent_fails_for_a_reason(
    world: World, burst_pipe: Case, path: str, form: dict[str, str], code: int
) -> None:
    client = world.browser("agent")
    token = token_in(client.get("/desk/cases").text)
    sent = client.post(f"/desk/cases{path.format(number=burst_pipe.number)}", data={"csrf_token": token, **form})
    assert sent.status_code == code
