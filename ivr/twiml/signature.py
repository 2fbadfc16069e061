"""Is a request really from the provider? Pure: a URL, parameters, a signature and our tokens.

Source: the provider's "Webhooks Security": base64(HMAC-SHA1(token, URL + sorted names and values)); for a JSON body the
URL carries `bodySHA256`. The quick check here takes a tenth of the library's time; where it says no, the library
decides, so that nothing the library accepts (a port it adds or removes) is refused.
"""

import hmac
from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any, Protocol, TypeAlias
from urllib.parse import parse_qs, urlsplit


class Repeating(Protocol):
    """A web form in which a name may come several times, such as Werkzeug's MultiDict."""

    def lists(self) -> Iterable[tuple[str, list[str]]]: ...


Params: TypeAlias = Repeating | Mapping[str, str] | str | bytes | None
"""A form, the raw body of a JSON request, or None for a request without either."""


def check(url: str, params: Params, signature: str | None, tokens: Iterable[str]) -> bool:
    """Whether one of `tokens` (several while they are rotated) signed this request. Never raises.

    `url` is the public address as the provider knows it, with the query string.
    """
    candidates = [token for token in tokens if token]
    if not signature or not candidates:
        return False
    try:
        if isinstance(params, str | bytes):
            return body_matches(url, params) and signed(url, {}, signature, candidates)
        return signed(url, {} if params is None else params, signature, candidates)
    except ValueError:
        return False


def signed(url: str, form: Repeating | Mapping[str, str], signature: str, tokens: Iterable[str]) -> bool:
    message = (url + joined(form)).encode()
    claimed = signature.encode()
    return any(hmac.compare_digest(sign(message, token), claimed) for token in tokens) or any(
        validator(token).validate(url, form, signature) for token in tokens
    )


def sign(message: bytes, token: str) -> bytes:
    return b64encode(hmac.digest(token.encode(), message, "sha1"))


def joined(form: Repeating | Mapping[str, str]) -> str:
    """Names and values without separators, sorted by name; of a repeated name each distinct value, sorted."""
    if hasattr(form, "lists"):
        return "".join([name + value for name, values in sorted(form.lists()) for value in distinct(values)])
    return "".join([name + value for name, value in sorted(form.items())])


def distinct(values: list[str]) -> list[str]:
    """Each value once, sorted; nearly every name comes with one value only."""
    return values if len(values) == 1 else sorted(set(values))


def body_matches(url: str, body: str | bytes) -> bool:
    """Whether the URL vouches for a body that is no form; one it does not speak of is not signed at all."""
    digest = sha256(body.encode() if isinstance(body, str) else body).hexdigest()
    claimed = parse_qs(urlsplit(url).query).get("bodySHA256", [""])[0]
    return hmac.compare_digest(digest.encode(), claimed.encode())


@lru_cache(maxsize=16)
def validator(token: str) -> Any:
    """The library's own; it is imported for a request that is not signed as we would sign it."""
    from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

    return RequestValidator(token)


def public_address(public_url: str, path: str, query: str = "") -> str:
    """The address the provider called: PUBLIC_URL, then path and query exactly as requested (still encoded)."""
    address = public_url.rstrip("/") + path
    return f"{address}?{query}" if query else address
