"""The link in a text: looking takes nothing, pressing takes it once, and whoever has it says what became of it."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
from werkzeug.test import TestResponse

from afterhours.models import Case
from afterhours.services.emergencies.change_emergency import accept, same_as, stand_down
from afterhours.services.people.known import person_by_handle
from afterhours.services.people.pins import set_pin
from ivr import logs
from ivr.store.base import new_key
from tests.support.county import SATURDAY_NIGHT
from tests.support.emergencies import AT, an_emergency
from tests.webhooks.accept.conftest import Night

pytestmark = pytest.mark.database
NUMBER = "555-0123"


def test_looking_shows_what_and_where_and_takes_nothing(night: Night) -> None:
    for _ in range(3):
        page = night.look()
    for words in ("Burst water pipe", "12 Main Street", "Is water running onto the road? yes", "Nobody has taken it"):
        assert words in page.text
    assert "I take it" in page.text
    assert night.state()["state"] == "open"
    assert night.events() == []


def test_a_scanner_that_asks_for_the_head_takes_nothing(night: Night) -> None:
    assert night.browser.head(f"/accept/{night.token()}").status_code == 200
    assert night.state()["state"] == "open"


def test_the_caller_s_number_is_shown_to_whoever_has_it_and_not_before(night: Night) -> None:
    assert NUMBER not in night.look().text
    page = night.take().text
    assert "You have it" in page
    assert 'href="tel:+15195550123"' in page
    assert "(519) 555-0123" in page
    assert NUMBER not in night.look("cy").text


def test_pressing_takes_it_for_the_person_of_the_link(night: Night) -> None:
    night.take()
    assert night.state() == {"state": "accepted", "by": "ann", "how": "link", "reason": None}
    assert night.events() == ["accepted"]


def test_no_form_token_and_no_cookie_is_needed(night: Night) -> None:
    page = night.look()
    assert "Set-Cookie" not in page.headers
    assert "csrf" not in page.text


def test_who_presses_second_reads_who_has_it(night: Night) -> None:
    night.take("cy")
    page = night.take("ann").text
    assert "Cy has it" in page
    assert "I take it" not in page
    assert "It is done" not in page
    assert night.state()["by"] == "cy"


def test_of_many_who_press_at_once_one_has_it(night: Night) -> None:
    handles = ["ann", "bo", "cy", "gus"] * 4
    paths = [f"/accept/{night.token(handle)}" for handle in handles]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda path: night.county.app.test_client().post(path).status_code, paths))
    assert set(answers) == {303}
    assert night.events() == ["accepted"]
    assert night.state()["by"] in handles


def test_a_caller_who_is_still_on_the_line_is_told_of(night: Night) -> None:
    night.county.call("/voice")
    (call,) = night.county.rows("select id from call")
    night.change(call_id=call["id"])
    assert "still on the line" not in night.look().text
    assert "still on the line" in night.take().text
    night.county.call("/voice/status", CallStatus="completed")
    assert "still on the line" not in night.look().text


def test_a_caller_without_a_number_cannot_be_rung(night: Night) -> None:
    night.change(case_caller_e164=None, case_caller_state="withheld")
    page = night.take().text
    assert "The caller cannot be rung" in page
    assert "tel:" not in page


def test_it_is_done(night: Night) -> None:
    night.take()
    assert "reported done" in night.say("done", "valve  closed").text
    assert night.state()["state"] == "done"
    assert night.state()["reason"] == "valve closed"
    assert "Ann" in night.look().text


def test_handing_on_needs_a_reason_and_begins_from_the_top(night: Night) -> None:
    night.take()
    answer = night.say("hand-on", "   ")
    assert answer.status_code == 400
    assert "Say why" in answer.text
    assert night.state()["state"] == "accepted"
    assert "Nobody has taken it" in night.say("hand-on", "two fires at once").text
    assert night.state() == {"state": "open", "by": None, "how": None, "reason": "two fires at once"}


def test_a_second_person_is_called_in_and_the_first_keeps_it(night: Night) -> None:
    night.take()
    page = night.say("second").text
    assert "A second person is being called in" in page
    assert "I need a second person" not in page
    assert night.state()["by"] == "ann"
    assert night.events() == ["accepted", "second"]
    night.say("hand-on", "too far away")
    assert "I need a second person" in night.take("bo").text


def test_it_can_wait_until_morning(night: Night) -> None:
    night.take()
    assert "waits until morning" in night.say("morning").text
    assert night.state()["state"] == "morning"


@pytest.mark.parametrize("change", ["done", "second", "hand-on", "morning"])
def test_only_whoever_has_it_can_say_what_became_of_it(night: Night, change: str) -> None:
    night.say(change, "because", handle="ann")
    assert night.state()["state"] == "open"
    night.take("cy")
    assert "Cy has it" in night.say(change, "because", handle="ann").text
    assert night.state()["by"] == "cy"


def test_what_is_over_says_how_and_takes_no_more(night: Night) -> None:
    with night.county.parts.database.transaction() as session:
        stand_down(session, night.emergency, "nora", "a false alarm", AT)
    page = night.take().text
    assert "It was stood down" in page
    assert "I take it" not in page
    assert night.state()["state"] == "stood_down"


def test_the_link_of_one_that_is_the_same_as_another_leads_to_that(night: Night) -> None:
    with night.county.parts.database.transaction() as session:
        other = an_emergency(session, 1)
        same_as(session, other, "cy", night.emergency, AT)
    path = f"/accept/{night.token('ann', other)}"
    night.browser.post(path)
    assert night.state()["by"] == "ann"
    assert "You have it" in night.browser.get(path).text


def test_a_link_that_was_handed_on_serves_again(night: Night) -> None:
    night.take()
    night.say("hand-on", "too far away")
    night.take()
    assert night.state()["by"] == "ann"
    assert night.events() == ["accepted", "handed_on", "accepted"]


# --- whoever has no right link -------------------------------------------------------------------------------------


def wrong_links(night: Night) -> list[str]:
    right = night.token()
    keys = night.county.parts.settings
    assert keys.secret_keys
    return [
        f"{right}x",
        right.partition(".")[0],
        right[::-1],
        "nothing",
        night.token("nobody"),
        night.token(emergency=new_key()),
        "A" * 3000,
    ]


def test_every_wrong_link_gets_the_same_answer(night: Night) -> None:
    paths = [f"/accept/{token}" for token in wrong_links(night)]
    answers = [night.browser.get(path) for path in paths]
    answers += [night.browser.post(each) for path in paths for each in (path, f"{path}/done")]
    answers.append(night.browser.post(f"/accept/{night.token()}/nonsense"))
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[0].text)}
    assert night.state()["state"] == "open"


def test_a_link_dies_after_half_a_day(night: Night) -> None:
    token = night.token()
    night.county.parts.clock.set(SATURDAY_NIGHT + timedelta(hours=12, minutes=1))  # type: ignore[attr-defined]
    page = night.browser.get(f"/accept/{token}")
    assert page.status_code == 404
    assert "TAKE, your PIN" in page.text
    assert night.browser.post(f"/accept/{token}").status_code == 404
    assert night.state()["state"] == "open"


def test_the_page_is_kept_and_found_by_nobody(night: Night) -> None:
    headers = night.look().headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    assert night.browser.get("/accept/nothing").headers["Cache-Control"] == "no-store"


def test_everything_stands_in_the_audit_and_the_link_nowhere(night: Night) -> None:
    night.county.rows("select 1")
    before = night.county.count("audit")
    night.look()
    night.take()
    night.say("done")
    rows = night.county.rows("select actor, action, object, detail, address from audit order by at, id")[before:]
    with night.county.parts.database.transaction() as session:
        number = session.query(Case).one().number
    assert {(row["actor"], row["object"]) for row in rows} == {("ann", f"case {number}")}
    actions = [row["action"] for row in rows]
    assert [each for each in actions if each != "emergency.seen"] == ["emergency.accepted", "emergency.done"]
    assert not any(night.token()[:20] in str(row) for row in rows)


def test_no_link_stands_in_a_log(night: Night) -> None:
    stream, root = StringIO(), logging.getLogger()
    handler, before = logs.to(stream), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        night.look()
        night.take()
        night.browser.get("/accept/wrong")
        with night.county.parts.database.transaction() as session:
            accept(session, night.emergency, "bo", "key", AT)
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
    assert night.token()[:20] not in stream.getvalue()


PLAIN_WORDS = ("Burst water pipe", "12 Main Street", "Is water running", "555-0123", "tel:")


def told(page: str) -> list[str]:
    return [words for words in PLAIN_WORDS if words in page]


def with_pin(night: Night, pin: str, handle: str = "ann") -> TestResponse:
    path = f"/accept/{night.token(handle)}/show"
    return night.browser.post(path, data={"pin": pin}, follow_redirects=True)


@pytest.fixture(name="restricted")
def a_restricted_case(night: Night) -> Night:
    night.change(case_restricted="social-duty")
    with night.county.parts.database.transaction() as session:
        for handle in ("ann", "cy"):
            person = person_by_handle(session, handle)
            assert person is not None
            set_pin(session, person, "2468" if handle == "ann" else "1357", AT)
    return night


def test_of_a_restricted_case_the_link_shows_nothing_and_asks_for_the_pin(restricted: Night) -> None:
    page = restricted.look().text
    assert told(page) == []
    assert "A confidential emergency" in page
    assert "Your PIN" in page
    assert told(restricted.take().text) == []
    assert restricted.state()["state"] == "open"


def test_with_the_right_pin_it_is_taken_and_shown_to_this_browser_alone(restricted: Night) -> None:
    assert told(with_pin(restricted, "2468").text) == [*PLAIN_WORDS]
    assert restricted.state() == {"state": "accepted", "by": "ann", "how": "link", "reason": None}
    assert told(restricted.look().text) == [*PLAIN_WORDS]
    restricted.browser = restricted.county.app.test_client()
    page = restricted.look().text
    assert told(page) == []
    assert "Show it to me" in page
    assert told(with_pin(restricted, "2468").text) == [*PLAIN_WORDS]


def test_a_wrong_pin_takes_nothing_and_says_so_beside_the_field(restricted: Night) -> None:
    answer = with_pin(restricted, "9999")
    assert (answer.status_code, told(answer.text)) == (400, [])
    assert "That is not your PIN" in answer.text
    assert restricted.state()["state"] == "open"


def test_whoever_did_not_get_a_restricted_case_reads_who_has_it_and_nothing_of_it(restricted: Night) -> None:
    with_pin(restricted, "2468")
    page = with_pin(restricted, "1357", "cy").text
    assert "Ann has it" in page
    assert told(page) == []


def test_the_link_alone_ends_no_restricted_emergency(restricted: Night) -> None:
    with_pin(restricted, "2468")
    restricted.browser = restricted.county.app.test_client()
    restricted.say("done", "nothing found")
    assert restricted.state()["state"] == "accepted"
