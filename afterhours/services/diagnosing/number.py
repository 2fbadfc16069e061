"""One line's number at the provider: is it ours, does it take calls, and does it come to us?"""

from collections.abc import Iterator

from afterhours.services.diagnosing.connect_number import own_addresses
from afterhours.services.diagnosing.finding import Finding, fault, ok, warning
from ivr.engine.model import Line
from ivr.phone import is_fictional
from ivr.settings import Settings
from ivr.telephony.port import OwnNumber, Telephony

MEANINGS = {
    "voice": "its calls do not come to this service",
    "status": "a caller who hangs up early would leave no case",
    "text": "its texts do not come to this service",
}


def check_line(settings: Settings, name: str, line: Line, telephony: Telephony) -> list[Finding]:
    """Raises what the provider raises."""
    if is_fictional(line.number) and not settings.simulated:
        sentence = f"Line {name} has the number {line.number}, which is reserved for stories and never rings."
        return [fault(sentence, "Put the number you have from the provider into callflows/site.yaml.")]
    number = telephony.number(line.number)
    if number is None:
        mend = "Buy it there or move it there, or correct it in callflows/site.yaml."
        return [fault(f"Line {name}: the account has no number {line.number} at the provider.", mend)]
    return list(check_number(settings, name, number)) or [ok(f"Line {name}: {line.number} comes to this service.")]


def check_number(settings: Settings, name: str, number: OwnNumber) -> Iterator[Finding]:
    """Only what is not as it should be."""
    connect = f"Run `ivr number connect {number.number}`."
    if not number.takes_calls:
        yield fault(f"Line {name}: {number.number} takes no calls.", "Get a number that takes voice calls.")
    if number.diverted:
        yield fault(
            f"Line {name}: {number.diverted} answers {number.number} at the provider, not this service.", connect
        )
    ours = own_addresses(settings.public_url)
    for what, meaning in MEANINGS.items():
        if what == "text" and not number.takes_texts:
            continue
        is_set = getattr(number.addresses, what)
        if is_set != getattr(ours, what):
            sentence = f"Line {name}: the {what} address is {is_set or 'empty'}, so {meaning}."
            yield warning(sentence, connect) if what == "text" else fault(sentence, connect)
        elif getattr(number.methods, what) != "POST":
            yield fault(f"Line {name}: the {what} address is asked with GET, which puts numbers into logs.", connect)
    yield from check_fallback(settings, name, number, ours.fallback)


def check_fallback(settings: Settings, name: str, number: OwnNumber, ours: str) -> Iterator[Finding]:
    """A fallback of ours helps when the program fails; one elsewhere helps when the whole site is down, too."""
    connect = f"Run `ivr number connect {number.number}`."
    is_set = number.addresses.fallback
    if not is_set:
        yield fault(
            f"Line {name}: there is no fallback address: when this service fails, callers are cut off.", connect
        )
    elif is_set == ours and number.methods.fallback != "POST":
        yield fault(f"Line {name}: the fallback address is asked with GET, which puts numbers into logs.", connect)
    elif is_set == ours and not settings.simulated:
        yield warning(
            f"Line {name}: the fallback address is on this same site, so nobody answers while the site is down.",
            f"Run `ivr fallback export`, put the file on another host, then `ivr number connect {number.number}"
            " --fallback ADDRESS` (docs/go-live.md).",
        )
    elif not is_set.startswith("https://") and not settings.simulated:
        yield fault(f"Line {name}: the fallback address {is_set} is not encrypted.", "Use an https address.")
    elif is_set != ours and is_set.startswith(f"{settings.public_url}/"):
        yield fault(f"Line {name}: this service has no fallback at {is_set}.", connect)
