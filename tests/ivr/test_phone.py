"""Who calls, in every spelling that carriers use; what people type; how numbers are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.errors import Refused
from ivr.phone import (
    Caller,
    beginnings,
    country_of,
    display,
    is_emergency_number,
    is_fictional,
    is_impossible,
    is_unassigned,
    normalise,
    read_caller,
    spellings,
    takes_texts,
    to_ring_back,
)

WORDS = {
    "ANONYMOUS": ("266696687", "withheld"),
    "RESTRICTED": ("7378742833", "withheld"),
    "BLOCKED": ("2562533", "withheld"),
    "PRIVATE": ("7748283", "withheld"),
    "UNKNOWN": ("8656696", "unavailable"),
    "UNAVAILABLE": ("86282452253", "unavailable"),
}

PRESENTED = [
    ("+15195550199", "CA", "+15195550199"),
    ("15195550199", "CA", "+15195550199"),
    ("5195550199", "CA", "+15195550199"),
    ("(519) 555-0199", "CA", "+15195550199"),
    (" +1 519 555 0199 ", "CA", "+15195550199"),
    ("tel:+15195550199", "CA", "+15195550199"),
    ("+441632960123", "CA", "+441632960123"),
    ("441632960123", "CA", "+441632960123"),
    ("01632960123", "GB", "+441632960123"),
    ("441632960123", "GB", "+441632960123"),
    ("15195550199", "GB", "+15195550199"),
    ("+33199001234", "CA", "+33199001234"),
    ("+4930232323123", "CA", "+4930232323123"),
    ("sip:+15195550199@sip.example", "CA", "+15195550199"),
    ("sips:5195550199;user=phone@sip.example:5061", "CA", "+15195550199"),
    ("sip:%2B15195550199@10.0.0.1", "CA", "+15195550199"),
]

NOT_PRESENTED = [
    ("", "unavailable"),
    ("  ", "unavailable"),
    ("Anonymous", "withheld"),
    ("RESTRICTED", "withheld"),
    ("private number", "withheld"),
    ("sip:anonymous@anonymous.invalid", "withheld"),
    ("Unknown", "unavailable"),
    ("out of area", "unavailable"),
    ("sip:unavailable@unknown.invalid", "unavailable"),
    ("client:desk-7", "unavailable"),
    ("sip:reception@sip.example", "unavailable"),
    ("sip:201@sip.example", "unavailable"),
    ("sip:gateway.example", "unavailable"),
    ("911", "invalid"),
    ("+1", "invalid"),
    ("+", "invalid"),
    ("5550199", "invalid"),
    ("+1519555", "invalid"),
    ("+15195550199123456789", "invalid"),
    ("+999123456789", "invalid"),
    ("000000000000", "invalid"),
    ("Jane's phone", "invalid"),
    ("+1800FLOWERS", "invalid"),
    ("+1519555019\x00", "invalid"),
    ("'; drop table call; --", "invalid"),
]


@pytest.mark.parametrize(("raw", "country", "e164"), PRESENTED)
def test_a_number_in_any_spelling_is_presented(raw: str, country: str, e164: str) -> None:
    assert read_caller(raw, country) == Caller(e164, "presented", raw)


@pytest.mark.parametrize(("raw", "state"), NOT_PRESENTED)
def test_what_is_no_number_is_never_used_as_one(raw: str, state: str) -> None:
    caller = read_caller(raw, "CA")
    assert (caller.e164, caller.state, caller.raw) == (None, state, raw)


@pytest.mark.parametrize("country", ["CA", "GB"])
@pytest.mark.parametrize("before", ["", "+", "1", "+1"])
@pytest.mark.parametrize("word", WORDS)
def test_a_word_on_the_keypad_is_no_number(word: str, before: str, country: str) -> None:
    digits, state = WORDS[word]
    assert read_caller(before + digits, country) == Caller(None, state, before + digits)  # type: ignore[arg-type]
    assert read_caller(f"sip:{before}{digits}@sip.example", country).e164 is None


@given(
    st.text(max_size=40) | st.from_regex(r"(sip:|\+)?[0-9 ()+-]{0,20}(@x)?", fullmatch=True),
    st.sampled_from(["CA", "GB"]),
)
def test_whatever_is_sent_there_is_a_caller(raw: str, country: str) -> None:
    caller = read_caller(raw, country)
    assert (caller.e164 is not None) == (caller.state == "presented")
    assert caller.e164 is None or not is_impossible(caller.e164)


@pytest.mark.parametrize(
    ("text", "country", "e164"),
    [
        ("519-555-0123", "CA", "+15195550123"),
        ("1 (519) 555.0123", "CA", "+15195550123"),
        ("519 555 0123", "CA", "+15195550123"),
        ("011 44 1632 960123", "CA", "+441632960123"),
        ("01632 960 123", "GB", "+441632960123"),
        ("+44 (0)1632 960123", "CA", "+441632960123"),
        ("0044 1632 960123", "GB", "+441632960123"),
        ("07700 900123", "GB", "+447700900123"),
        ("tel:+1-519-555-0123", "GB", "+15195550123"),
    ],
)
def test_what_people_write_becomes_one_spelling(text: str, country: str, e164: str) -> None:
    assert normalise(text, country) == e164


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no telephone number"),
        ("555-0123", "area code"),
        ("519 555 0123 4567 89", "too many digits"),
        ("519-555-0123 ext 4", "extension"),
        ("519-555-0123x4", "extension"),
        ("1-800-FLOWERS", "letters"),
        ("911", "emergency number"),
        ("9 1 1", "emergency number"),
        ("+1911", "emergency number"),
        ("112", "emergency number"),
        ("+999 12345678", r"begins with \+"),
        ("#31#", "cannot be"),
        ("-", "cannot be"),
    ],
)
def test_what_cannot_be_a_number_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        normalise(text, "CA")


@given(st.text(max_size=30), st.sampled_from(["CA", "GB"]))
def test_nothing_typed_does_worse_than_to_be_refused(text: str, country: str) -> None:
    try:
        number = normalise(text, country)
    except Refused:
        return
    assert normalise(number, country) == number


@pytest.mark.parametrize("number", ["911", "112", "999", "9-1-1", "+44999", "+1911"])
def test_an_emergency_number_is_known_whatever_the_country(number: str) -> None:
    assert is_emergency_number(number)


@pytest.mark.parametrize(
    ("number", "country", "emergency"), [("110", "DE", True), ("110", "CA", False), ("311", "CA", False)]
)
def test_a_countrys_own_emergency_number_is_known(number: str, country: str, emergency: bool) -> None:
    assert is_emergency_number(number, country) is emergency


@pytest.mark.parametrize("number", ["+1519555", "5195550123", "+999123", "", "+44163296012345", "311"])
def test_an_impossible_number_is_known(number: str) -> None:
    assert is_impossible(number)


@pytest.mark.parametrize("number", ["+15195550100", "+441632960100", "+447700900123", "+442079460999", "+441134960000"])
def test_a_number_for_stories_is_possible_and_fictional(number: str) -> None:
    assert is_fictional(number)
    assert not is_impossible(number)


@pytest.mark.parametrize("number", ["+15195550200", "+441632961000", "+447700901123", "15195550100"])
def test_a_number_beside_those_for_stories_is_not_fictional(number: str) -> None:
    assert not is_fictional(number)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        pytest.param("+15195550123", True, id="North America: nobody can tell"),
        pytest.param("+447911123456", True, id="mobile"),
        pytest.param("+442079460018", False, id="landline of a story"),
        pytest.param("+441622602000", False, id="landline"),
        pytest.param("+447700900123", True, id="mobile of a story"),
        pytest.param("+18005551212", False, id="toll-free"),
        pytest.param("nonsense", False, id="no number"),
    ],
)
def test_whether_a_text_can_reach_a_number_goes_by_its_country_s_plan(number: str, expected: bool) -> None:
    assert takes_texts(number) is expected


def test_a_possible_number_in_no_range_is_unassigned() -> None:
    assert is_unassigned("+441632960123")
    assert not is_unassigned("+15195550123")
    assert not is_unassigned("+1519")


@pytest.mark.parametrize(
    ("e164", "country", "shown"),
    [
        ("+15195550123", "CA", "(519) 555-0123"),
        ("+15195550123", "GB", "+1 519-555-0123"),
        ("+441632960123", "GB", "01632 960123"),
        ("+441632960123", "CA", "+44 1632 960123"),
        ("anonymous", "CA", "anonymous"),
    ],
)
def test_a_number_is_shown_as_people_of_the_country_write_it(e164: str, country: str, shown: str) -> None:
    assert display(e164, country) == shown


@pytest.mark.parametrize(
    ("e164", "country"),
    [
        ("+15195550123", "CA"),
        ("+12125550123", "US"),
        ("+441632960123", "GB"),
        ("nonsense", None),
    ],
)
def test_the_country_of_a_number_is_known(e164: str, country: str | None) -> None:
    assert country_of(e164) == country


@pytest.mark.parametrize(
    ("typed", "country", "begins"),
    [
        pytest.param("519 555", "CA", ("+1519555",), id="an area code and more"),
        pytest.param("1 519", "CA", ("+1519", "+1519"), id="with the country's own 1"),
        pytest.param("01632", "GB", ("+441632",), id="with the 0 of the country"),
        pytest.param("44 16", "GB", ("+444416", "+4416"), id="with the country's code or a number like it"),
        pytest.param("+44 16", "CA", ("+4416",), id="from abroad"),
    ],
)
def test_the_first_digits_of_a_number_say_how_it_begins(typed: str, country: str, begins: tuple[str, ...]) -> None:
    assert beginnings(typed, country) == begins


RUNG_BACK = {
    "ten digits": ("5195550177", "CA", "+15195550177"),
    "with its trunk prefix": ("15195550177", "CA", "+15195550177"),
    "as in England": ("01632960123", "GB", "+441632960123"),
    "presented, of another country": ("+441632960123", "CA", "+441632960123"),
    "typed, of another country": ("011441632960123", "CA", None),
    "a number that costs": ("9005550177", "CA", None),
    "presented, and costs": ("+449098790000", "GB", None),
    "an emergency number": ("911", "CA", None),
    "too short": ("5550", "CA", None),
    "letters": ("5195550177x3", "CA", None),
    "nothing": ("", "CA", None),
    "anonymous, as carriers write it": ("+266696687", "CA", None),
}


@pytest.mark.parametrize(("claim", "country", "number"), RUNG_BACK.values(), ids=RUNG_BACK)
def test_somebody_is_rung_back_at_a_number_of_their_own_country_that_costs_nothing_special(
    claim: str, country: str, number: str | None
) -> None:
    assert to_ring_back(claim, country) == number


@pytest.mark.parametrize(
    ("e164", "written"),
    [
        ("+15195550142", ("15195550142", "5195550142")),
        ("+441632960142", ("441632960142", "1632960142", "01632960142")),
        ("+999", ("999",)),
    ],
)
def test_the_digits_of_a_number_are_told_as_people_write_them(e164: str, written: tuple[str, ...]) -> None:
    assert set(written) <= set(spellings(e164))
