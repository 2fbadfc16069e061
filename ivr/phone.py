"""Telephone numbers: who seems to be calling, what people type, and how a number is shown. Only this module knows the
library `phonenumbers`. A number is E.164 (`+15195550123`), a country its two letters (ISO 3166).

Caller ID is a hint: any carrier, and any SIP user, may claim any number. `presented` says that a number was given and
has a possible form, never that it is the caller's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import unquote

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
)

from ivr.errors import Refused

CallerState: TypeAlias = Literal["presented", "withheld", "unavailable", "invalid"]

ORDINARY = re.compile(r"\+(?:1[2-9][0-9]{2}[2-9][0-9]{6}|44[1-9][0-9]{9})")
"""North America and the United Kingdom, in full: most callers, recognised without the library."""

SAID_WITHHELD = re.compile("anonymous|restricted|blocked|private|withheld|suppressed")
SAID_UNAVAILABLE = re.compile("unknown|unavailable|not available|out of area|no caller|null|none")
KEYPAD: Mapping[str, CallerState] = {
    "266696687": "withheld",  # ANONYMOUS
    "7378742833": "withheld",  # RESTRICTED
    "2562533": "withheld",  # BLOCKED
    "7748283": "withheld",  # PRIVATE
    "8656696": "unavailable",  # UNKNOWN
    "86282452253": "unavailable",  # UNAVAILABLE
}
"""Words on a keypad, which carriers send instead of a number. Some look like numbers of Russia, Lesotho or Texas."""

NOT_DIALLED = re.compile(r"[\s().\-/\u00a0\u2010-\u2015]")
DIALLED = re.compile(r"\+?[0-9]{1,20}")
LETTERS = re.compile(r"[^\W\d_]")
NORTH_AMERICA = 1
EMERGENCY = frozenset({"911", "112", "999"})

FICTIONAL = re.compile(
    r"\+1[2-9][0-9]{2}55501[0-9]{2}"
    r"|\+44(?:11[345678]4960|1[23456]14960|2079460|1914980|2896496|2920180|1632960|7700900|8081570|9098790|3069990)[0-9]{3}"
)
"""Reserved for stories: 555-0100 to 555-0199 (North American Numbering Plan), and Ofcom's numbers for drama."""
FICTIONAL_MOBILE = "+447700900"
TEXTABLE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.UNKNOWN})
"""In North America nobody can tell; a range too new for the library's tables is worth a try."""
COSTLY = frozenset({PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST})


@dataclass(frozen=True, slots=True)
class Caller:
    """Who seems to be calling. `e164` only when the number was presented; `raw` as the provider gave it."""

    e164: str | None
    state: CallerState
    raw: str


def read_caller(raw: str, country: str) -> Caller:
    """Never raises. `country` is the line's: a number without its country is taken for one of this country.

    A SIP address counts when its user is a number, which is a weaker hint still; a browser client has no number.
    """
    given = raw.strip()
    if ORDINARY.fullmatch(given) and not keypad_state(given):
        return Caller(given, "presented", raw)
    scheme, _, rest = given.partition(":")
    if scheme.lower() == "client":
        return Caller(None, "unavailable", raw)
    is_sip = scheme.lower() in ("sip", "sips")
    e164, state = read_claim(sip_user(rest) if is_sip else given.removeprefix("tel:"), country)
    return Caller(e164, "unavailable" if is_sip and state == "invalid" else state, raw)


def read_claim(claim: str, country: str) -> tuple[str | None, CallerState]:
    """What a caller ID says: a number, that it is kept back, that there is none, or nonsense."""
    said = claim.lower()
    if state := keypad_state(claim):
        return None, state
    if SAID_WITHHELD.search(said):
        return None, "withheld"
    if not said or SAID_UNAVAILABLE.search(said):
        return None, "unavailable"
    e164 = as_e164(claim, country)
    return (e164, "presented") if e164 else (None, "invalid")


def keypad_state(claim: str) -> CallerState | None:
    digits = NOT_DIALLED.sub("", claim).removeprefix("+")
    return KEYPAD.get(digits) or KEYPAD.get(digits.removeprefix("1"))


def sip_user(address: str) -> str:
    """The user of a SIP address, without its parameters: `+15195550123;ext=4@host` is +15195550123."""
    user = address.partition("@")[0] if "@" in address else ""
    return unquote(user).partition(";")[0].partition(":")[0]


def as_e164(claim: str, country: str) -> str | None:
    """A number with or without its country, or its plus; None when it can be neither."""
    dialled = NOT_DIALLED.sub("", claim)
    if not DIALLED.fullmatch(dialled):
        return None
    readings = (dialled,) if dialled.startswith("+") else (dialled, f"+{dialled}")
    parsed = (parse(reading, country) for reading in readings)
    return next((formatted(number) for number in parsed if number and is_possible(number)), None)


def normalise(text: str, country: str) -> str:
    """What a person wrote or keyed, as E.164. Raises Refused with what is wrong and how to write it."""
    written = text.strip().removeprefix("tel:")
    if not written:
        raise Refused("There is no telephone number here. Write it with its area code.")
    if is_emergency_number(written, country):
        raise Refused(f"{written} is an emergency number. This service never dials one.")
    if LETTERS.search(written):
        raise Refused(f"{written!r} has letters in it. Write the number in digits, without an extension.")
    number = parse(written, country)
    if number is None or not is_possible(number):
        raise Refused(f"{written!r} cannot be a telephone number{why_impossible(number, country)}.")
    return formatted(number)


def why_impossible(number: PhoneNumber | None, country: str) -> str:
    """The end of a sentence: what to do about it."""
    reason = phonenumbers.is_possible_number_with_reason(number) if number else ValidationResult.INVALID_LENGTH
    if reason == ValidationResult.TOO_LONG:
        return ": it has too many digits"
    if reason in (ValidationResult.TOO_SHORT, ValidationResult.IS_POSSIBLE_LOCAL_ONLY):
        return ": it has too few digits; write it with its area code"
    return f" in {country}; one of another country begins with + and the country's code"


def is_emergency_number(number: str, country: str = "") -> bool:
    """Whether dialling it would reach the emergency services: 911, 112, 999, and those of `country`."""
    dialled = NOT_DIALLED.sub("", number)
    if dialled in EMERGENCY or re.sub(r"^\+(1|44)", "", dialled) in EMERGENCY:
        return True
    return bool(country) and phonenumbers.is_emergency_number(dialled, country)


def is_impossible(number: str) -> bool:
    """Whether no telephone can have it: it has no country, or a length that country does not use."""
    parsed = parse(number, None)
    return parsed is None or not is_possible(parsed)


def is_unassigned(number: str) -> bool:
    """Whether it is possible, but in no range that its country has given out to subscribers."""
    parsed = parse(number, None)
    return parsed is not None and is_possible(parsed) and not phonenumbers.is_valid_number(parsed)


def is_fictional(number: str) -> bool:
    """Whether it is reserved for stories and rings nobody."""
    return FICTIONAL.fullmatch(number) is not None


def takes_texts(e164: str) -> bool:
    """Whether a text can reach it, as far as its country's numbering plan tells mobile numbers from others.

    The words that carriers write in the place of a number belong to nobody, or to a stranger.
    """
    if keypad_state(e164):
        return False
    if is_fictional(e164):
        return e164.startswith(("+1", FICTIONAL_MOBILE))
    number = parse(e164, None)
    return number is not None and phonenumbers.number_type(number) in TEXTABLE


def to_ring_back(claim: str, country: str) -> str | None:
    """The E.164 number of somebody who wants to be called back; None where we would not ring it.

    A number that was typed must be one of this country, and none is rung that costs whoever rings it: a stranger must
    not be able to spend the county's money.
    """
    try:
        number = parse(normalise(claim, country), None)
    except Refused:
        return None
    here = phonenumbers.country_code_for_region(country)
    if number is None or phonenumbers.number_type(number) in COSTLY or keypad_state(formatted(number)):
        return None
    return formatted(number) if claim.startswith("+") or number.country_code == here else None


def display(e164: str, country: str) -> str:
    """As people of `country` write it: without the country when it is theirs. What is no number stays as it is."""
    number = parse(e164, None)
    if number is None:
        return e164
    own = number.country_code == phonenumbers.country_code_for_region(country)
    form = PhoneNumberFormat.NATIONAL if own else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def country_of(e164: str) -> str | None:
    """The country a number belongs to; None when nobody can say, as with some numbers of North America."""
    number = parse(e164, None)
    if number is None:
        return None
    regions = phonenumbers.region_codes_for_country_code(number.country_code or 0)
    certain = regions[0] if regions and number.country_code != NORTH_AMERICA else None
    return phonenumbers.region_code_for_number(number) or certain


def parse(text: str, country: str | None) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, country)
    except NumberParseException:
        return None
    return None if number.extension else number


def is_possible(number: PhoneNumber) -> bool:
    """Possible in full; a number that is only possible within its town is not."""
    return phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE


def formatted(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def beginnings(text: str, country: str) -> tuple[str, ...]:
    """How the E.164 numbers begin of which `text` may be the first digits, dialled in `country` or from abroad."""
    dialled = NOT_DIALLED.sub("", text)
    if dialled.startswith("+"):
        return (dialled,)
    code = str(phonenumbers.country_code_for_region(country))
    known = PhoneMetadata.metadata_for_region(country)
    national = dialled.removeprefix((known.national_prefix if known else None) or "") or dialled
    return (f"+{code}{national}", f"+{dialled}") if dialled.startswith(code) else (f"+{code}{national}",)


def spellings(e164: str) -> tuple[str, ...]:
    """The digits as people write them of this number: with its country, without it, and as it is dialled within it."""
    number = parse(e164, None)
    if number is None:
        return (NOT_DIALLED.sub("", e164).removeprefix("+"),)
    known = PhoneMetadata.metadata_for_region(country_of(e164) or "")
    national = phonenumbers.national_significant_number(number)
    trunk = (known.national_prefix if known else None) or ""
    return tuple(dict.fromkeys((f"{number.country_code}{national}", national, f"{trunk}{national}")))
