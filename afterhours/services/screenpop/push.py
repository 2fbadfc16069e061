"""One signed request to an answering company's own program (docs/screen-pop.md is the contract for its engineers).

Where it goes stands in a file that staff write, so it is treated as a stranger: encrypted, to a public address that was
looked up once and is then used as it is, no redirects, seconds to answer, and nothing of the answer is read.
"""

import hashlib
import hmac
import ipaddress
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import orjson
import requests
from requests.adapters import HTTPAdapter

from ivr.errors import Refused, Unavailable

TIMEOUT_SECONDS = (3, 5)
SIGNATURE = "X-311-Signature"
FOR_LATER = frozenset({408, 425, 429})
"""Of the answers 4xx those that promise something of another attempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """What is sent where. `secrets`: the company's; all sign, so that one can be changed. `key`: of repeats."""

    url: str
    secrets: Sequence[str]
    key: str
    body: Mapping[str, str]


def send_push(push: Push, real_now: datetime, *, private: bool = False) -> None:
    """Send it. `private`: also to addresses inside the house, for a simulated world.

    Raises Refused when asking again would change nothing, Unavailable otherwise.
    """
    if not push.url or not push.secrets:
        raise Refused("There is no endpoint or no secret for this organisation: see links: and POP_SECRETS.")
    parts = urlsplit(push.url)
    host = parts.hostname or ""
    address = address_of(host, parts.port or (443 if parts.scheme == "https" else 80), private=private)
    body = orjson.dumps(push.body)
    at = f"[{address}]" if ":" in address else address
    there = urlunsplit(parts._replace(netloc=f"{at}:{parts.port}" if parts.port else at))
    headers = {
        "Host": parts.netloc,
        "Content-Type": "application/json",
        "User-Agent": "ivr",
        "Idempotency-Key": push.key,
        SIGNATURE: signature(body, push.secrets, int(real_now.timestamp())),
    }
    with requests.Session() as client:
        client.trust_env = False
        client.mount("https://", Named(host))
        answered(client, there, body, headers)


def answered(client: requests.Session, url: str, body: bytes, headers: Mapping[str, str]) -> None:
    try:
        with client.post(
            url, data=body, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False, stream=True
        ) as answer:
            status = answer.status_code
    except requests.RequestException as error:
        raise Unavailable(f"The answering company's endpoint did not answer ({type(error).__name__}).") from error
    if status >= 500 or status in FOR_LATER:
        raise Unavailable(f"The answering company's endpoint answered {status}.")
    if not 200 <= status < 300:
        raise Refused(f"The answering company's endpoint refused the link with {status}.")


def signature(body: bytes, secrets: Sequence[str], at: int) -> str:
    """`t=SECONDS,v1=HEX`, with a v1 for each secret: HMAC-SHA256 over the seconds, a dot and the body."""
    signed = str(at).encode() + b"." + body
    seals = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={at}", *(f"v1={seal}" for seal in seals)])


def address_of(host: str, port: int, *, private: bool) -> str:
    """The address of a host, which must be a public one: an endpoint is no way to what is inside the house."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unavailable(f"The answering company's host has no address ({type(error).__name__}).") from error
    addresses = [str(each[4][0]) for each in found]
    if not private and not all(is_public(each) for each in addresses):
        raise Refused("The answering company's endpoint is at an address inside a network; it must be a public one.")
    return addresses[0]


def is_public(address: str) -> bool:
    known = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped:
        known = known.ipv4_mapped
    return known.is_global and not known.is_multicast


class Named(HTTPAdapter):
    """To an address, with the certificate of its name."""

    def __init__(self, host: str) -> None:
        self._host = host
        super().__init__(max_retries=0)

    def init_poolmanager(self, *given: Any, **options: Any) -> None:
        super().init_poolmanager(*given, server_hostname=self._host, assert_hostname=self._host, **options)
