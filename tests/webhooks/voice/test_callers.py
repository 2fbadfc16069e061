"""Who calls is a hint: every spelling of nobody is an ordinary caller, and every number dialled is answered."""

import pytest

from tests.support.county import ACCOUNT, MAIN, RESIDENT, WEALDEN
from tests.support.door import SID, Door, a_form

CALLERS = [
    ("ordinary", RESIDENT, RESIDENT, "presented"),
    ("without a plus", "15195550123", RESIDENT, "presented"),
    ("foreign", "+441632960123", "+441632960123", "presented"),
    ("anonymous", "anonymous", None, "withheld"),
    ("restricted", "Restricted", None, "withheld"),
    ("keys for anonymous", "+266696687", None, "withheld"),
    ("keys for restricted", "+7378742833", None, "withheld"),
    ("keys for unknown", "+8656696", None, "unavailable"),
    ("sip with a number", "sip:+15195550123@carrier.example", RESIDENT, "presented"),
    ("sip with a name", "sip:ann@carrier.example", None, "unavailable"),
    ("a browser", "client:ann", None, "unavailable"),
    ("too short", "311", None, "invalid"),
    ("rubbish", "'; drop table call; --", None, "invalid"),
    ("control characters", "+1519\x005550123\x07", RESIDENT, "presented"),
    ("empty", "", None, "unavailable"),
    ("very long", "9" * 5000, None, "invalid"),
]


@pytest.mark.parametrize(("raw", "e164", "state"), [row[1:] for row in CALLERS], ids=[row[0] for row in CALLERS])
def test_any_caller_is_answered_and_known_as_far_as_can_be(
    county: Door, raw: str, e164: str | None, state: str
) -> None:
    answer = county.call("/voice", From=raw)
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    (call,) = county.rows("select from_e164, caller_state from call")
    assert (call["from_e164"], call["caller_state"]) == (e164, state)
    (case,) = county.rows('select caller_e164, caller_state from "case"')
    assert (case["caller_e164"], case["caller_state"]) == (e164, state)


def test_a_request_without_a_caller_is_a_call(county: Door) -> None:
    form = a_form()
    del form["From"]
    assert county.post("/voice", form).status_code == 200
    assert county.count("case") == 1


def test_nothing_of_the_caller_s_number_stands_in_an_answer(county: Door) -> None:
    answer = county.call("/voice").text
    assert RESIDENT not in answer
    assert "555 0123" not in answer


@pytest.mark.parametrize("to", ["+15195550199", "", "sip:311@county.example", "311"])
def test_a_number_that_is_no_line_of_ours_is_answered_by_the_first_line(county: Door, to: str) -> None:
    assert county.call("/voice", To=to).status_code == 200
    (case,) = county.rows('select line, tenant from "case"')
    assert case == {"line": "main", "tenant": county.parts.book.lines["main"].tenant}


def test_a_partner_council_s_line_is_the_partner_s_call(county: Door) -> None:
    county.call("/voice", To=WEALDEN)
    (line,) = [line for line in county.parts.book.lines.values() if line.number == WEALDEN]
    (case,) = county.rows('select line, tenant, language from "case"')
    assert case == {"line": line.name, "tenant": line.tenant, "language": "en"}
    assert line.tenant != county.parts.book.lines["main"].tenant


def test_the_same_call_id_of_two_accounts_is_two_calls(county: Door) -> None:
    other = "AC" + "2" * 32
    county.call("/voice", AccountSid=other)
    county.call("/voice")
    county.call("/voice/status", AccountSid=other, CallStatus="completed")
    ended = county.rows("select account, ended_at is null as runs from call order by account")
    assert ended == [{"account": ACCOUNT, "runs": True}, {"account": other, "runs": False}]
    assert county.count("case") == 2


@pytest.mark.parametrize("missing", ["CallSid", "AccountSid"])
def test_a_form_that_names_no_call_is_refused_without_a_word_of_ours(county: Door, missing: str) -> None:
    form = a_form()
    del form[missing]
    answer = county.post("/voice", form)
    assert (answer.status_code, answer.data) == (400, b"")
    assert county.count("call") == 0
    assert list(county.parts.spool.waiting()) == []


def test_a_call_keeps_its_own_id_out_of_the_addresses(county: Door) -> None:
    """Addresses are logged by everybody on the way; the provider's id and the numbers are not in them."""
    answer = county.call("/voice").text
    assert SID not in answer
    assert MAIN not in answer
