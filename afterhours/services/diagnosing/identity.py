"""Whether the identity provider of the sign-in is there, and is who the settings say."""

import requests

from afterhours.services.diagnosing.finding import Finding, fault, ok, warning
from ivr.settings import Settings

DISCOVERY = "/.well-known/openid-configuration"
SECONDS = 5
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def check_identity(settings: Settings) -> Finding:
    """One finding on OIDC_ISSUER; passwords and keys work without it."""
    address = settings.oidc_issuer.rstrip("/") + DISCOVERY
    try:
        answer = requests.get(address, timeout=SECONDS)
        answer.raise_for_status()
        told = answer.json()
    except (requests.RequestException, ValueError):
        return fault(
            f"The identity provider does not answer at {address}: nobody can sign in by it.",
            "Correct OIDC_ISSUER, or let this machine reach it.",
        )
    return judged(settings, told if isinstance(told, dict) else {})


def judged(settings: Settings, told: dict[str, object]) -> Finding:
    """`told`: what the provider says of itself."""
    if told.get("issuer") != settings.oidc_issuer:
        return fault(
            f"The identity provider calls itself {told.get('issuer')}, not {settings.oidc_issuer}: nobody is let in.",
            "Write OIDC_ISSUER exactly as it calls itself, to the last slash.",
        )
    if missing := [name for name in NEEDED if not told.get(name)]:
        return fault(f"The identity provider does not say its {missing[0]}.", "Ask those who run it.")
    if "S256" not in (told.get("code_challenge_methods_supported") or ["S256"]):  # type: ignore[operator]
        return warning("The identity provider does not know PKCE with S256.", "Ask those who run it to allow it.")
    return ok(f"The identity provider {settings.oidc_issuer} answers.")
