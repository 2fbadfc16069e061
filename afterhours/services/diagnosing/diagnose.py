"""What is missing or wrong before a real number can be answered, in plain words. Nothing here changes anything.

`diagnose` puts the parts together; what is seen of the database is `diagnose_database`, of the provider's numbers
`diagnose_number`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from afterhours.services.diagnosing.database import DatabaseSight, check_database
from afterhours.services.diagnosing.finding import Finding, fault, ok, warning
from afterhours.services.diagnosing.identity import check_identity
from afterhours.services.diagnosing.number import check_line
from afterhours.services.mail.letters import Mailer
from ivr.engine.model import Line
from ivr.errors import IvrError
from ivr.flowfile.names import name as canonical
from ivr.phone import is_fictional, is_impossible
from ivr.settings import Settings
from ivr.telephony.port import Telephony

ACCOUNT_ID = re.compile("AC[0-9a-f]{32}")
GOOD_SECRET = 32
HERE_ONLY = ("localhost", ".local", ".internal", ".lan", ".home.arpa")


def diagnose(
    settings: Settings,
    lines: Mapping[str, Line],
    sight: DatabaseSight,
    telephony: Telephony | None,
    mailer: Mailer | None = None,
) -> list[Finding]:
    """Everything there is to say, in the order in which it should be mended.

    `lines`: those in force. Without `telephony`, because credentials are missing, the provider is not asked; without
    `mailer` nothing is said of e-mail.
    """
    findings = [*check_settings(settings), *check_credentials(settings), *check_database(settings, sight)]
    if sight.fault is None and not lines:
        findings.append(fault("There is no line to answer.", "Write one under `lines:` in callflows/site.yaml."))
    elif sight.fault is None:
        findings += check_people(settings, lines.values(), sight.people)
    findings += [check_mail(settings, mailer)] if mailer else []
    findings += [check_identity(settings)] if settings.oidc_issuer else []
    return findings + (check_provider(settings, lines, telephony) if telephony else [])


def check_settings(settings: Settings) -> Iterator[Finding]:
    yield check_address(settings.public_url)
    if not settings.secret_keys:
        yield fault("SECRET_KEY is not set: nobody could stay signed in.", "Set it to 32 or more random characters.")
    elif len(settings.secret_keys[0]) < GOOD_SECRET:
        length = len(settings.secret_keys[0])
        yield warning(f"SECRET_KEY has only {length} characters.", "Put one of 32 or more random characters before it.")
    else:
        yield ok("SECRET_KEY is long enough.")
    if settings.demo and not settings.simulated:
        yield warning("DEMO=1 is set, though the telephone is real.", "Take it off.")


def check_address(public_url: str) -> Finding:
    """The provider must reach us from outside, and what it sends must not be readable on the way."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    if not is_public(host):
        return fault(
            f"PUBLIC_URL is {public_url}: the provider cannot reach that.",
            "Set it to the address of this service on the internet, such as https://311.example.org.",
        )
    if parts.scheme != "https":
        return fault(f"PUBLIC_URL is {public_url}, without encryption.", "Use a certificate, and an https address.")
    if "_" in host:
        return fault(f"PUBLIC_URL has an underscore in {host}; the provider refuses that.", "Use another host name.")
    return ok(f"The provider can be told to come to {public_url}.")


def is_public(host: str) -> bool:
    """Whether a machine elsewhere on the internet could find it: a name with a dot, or a public address."""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(HERE_ONLY)


def check_credentials(settings: Settings) -> Iterator[Finding]:
    """Which telephone is meant, and whether what it needs is there."""
    if settings.simulated:
        given = settings.twilio_auth_tokens and not settings.twilio_api_base
        mend = "Set TELEPHONY=twilio, TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, and start again."
        also = ", although the provider's credentials are set" if given else ""
        yield fault(f"The telephone is simulated{also}: no real number is answered.", mend)
        return
    if not settings.twilio_auth_tokens:
        yield fault(
            "TWILIO_AUTH_TOKEN is not set: no webhook would be believed.", "Copy it from the provider's console."
        )
    elif not settings.twilio_account_sid:
        yield fault("TWILIO_ACCOUNT_SID is not set.", "Copy it from the provider's console.")
    elif not settings.twilio_api_base and not ACCOUNT_ID.fullmatch(settings.twilio_account_sid):
        yield fault(
            f"TWILIO_ACCOUNT_SID is {settings.twilio_account_sid[:4]}..., and no account id.",
            "It is AC and 32 characters. A key (SK...) does not do: webhooks are signed with the account's token.",
        )
    else:
        yield ok("The credentials of the provider are set.")
    if settings.twilio_api_base and not is_public(urlsplit(settings.twilio_api_base).hostname or ""):
        yield fault("TELEPHONY is twilio, but TWILIO_API_BASE is an address of this house.", "Take it off.")


def check_mail(settings: Settings, mailer: Mailer) -> Finding:
    """Handovers and alarms go by e-mail; without it they are on the desk only."""
    if not settings.smtp_url:
        return warning(
            f"E-mail is not set up: letters, such as the handover, are only kept in {mailer.place}.",
            "Set SMTP_URL and MAIL_FROM.",
        )
    try:
        mailer.check()
    except IvrError as error:
        return fault(f"E-mail does not leave the house: {error}", "Correct SMTP_URL, or wait for the mail server.")
    return ok(f"E-mail leaves by {mailer.place}.")


def check_people(settings: Settings, lines: Iterable[Line], people: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    """When the program fails, callers are put through to the fallback person: somebody whose telephone rings."""
    for handle in dict.fromkeys(line.fallback_person for line in lines):
        numbers = people.get(canonical(handle), ())
        if not numbers:
            yield fault(
                f"The fallback person {handle} has no telephone number: when the program fails, nobody is reached.",
                "Put the person in with `ivr people import FILE.csv`.",
            )
        elif bad := [number for number in numbers if is_impossible(number)]:
            yield fault(f"The fallback person {handle} has the number {bad[0]}, which cannot be.", "Import it again.")
        elif not settings.simulated and all(is_fictional(number) for number in numbers):
            yield fault(f"The number of the fallback person {handle} is reserved for stories.", "Import a real one.")
        else:
            yield ok(f"The fallback person {handle} can be rung.")


def check_provider(settings: Settings, lines: Mapping[str, Line], telephony: Telephony) -> list[Finding]:
    """The account and each line's number. A provider that does not answer is one finding, not one for each number."""
    try:
        findings = [check_account(telephony)]
        for name, line in lines.items():
            findings += check_line(settings, name, line, telephony)
    except IvrError as error:
        return [fault(str(error), "Mend that, or wait for the provider, then run this again.")]
    return findings


def check_account(telephony: Telephony) -> Finding:
    account = telephony.account()
    if account.status and account.status != "active":
        return fault(f"The account {account.name} is {account.status} at the provider.", "Speak to the provider.")
    if account.kind == "Trial":
        return warning(
            f"The account {account.name} is on trial: callers hear the provider's advertisement, and only numbers"
            " you have confirmed can be rung.",
            "Upgrade it before residents call.",
        )
    return ok(f"The provider answers for the account {account.name}.")
