"""`links:` of an organisation: where it gets the links to the calls it is offered."""

import re
from urllib.parse import urlsplit

from afterhours.site.answering import Links
from afterhours.site.groups import read_group
from ivr.errors import Refused
from ivr.flowfile.nodes import Node
from ivr.flowfile.texts import Reading, scalar_of
from ivr.phone import normalise, takes_texts

MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
ANYWHERE = "CA"
"""Numbers here are written with their country's code, so it does not matter."""


def links(node: Node, reading: Reading) -> Links | None:
    readers = {"endpoint": endpoint, "text": text, "mail": mail}
    fields = read_group(node, "links", readers, (), reading, node.place)
    if fields is not None and not fields:
        reading.fault(node.place, "empty", "links: leads nowhere", "write endpoint:, text: or mail: below it")
    return Links(**{name: value for name, value in fields.items() if value}) if fields else None


def endpoint(node: Node, reading: Reading) -> str | None:
    """Of their own program. Without encryption only for trying things out on one machine."""
    scalar = scalar_of(node, "an address such as https://calls.example.com/311", reading)
    if scalar is None:
        return None
    typed = scalar.text.strip()
    parts = urlsplit(typed)
    local = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
    if not parts.hostname or parts.username or parts.fragment or not (parts.scheme == "https" or local):
        reading.refuse(scalar, "an address that starts with https://", "write https://host/path, without a password")
        return None
    return typed


def text(node: Node, reading: Reading) -> str | None:
    scalar = scalar_of(node, "a telephone number with + and its country's code", reading)
    if scalar is None:
        return None
    try:
        number = normalise(scalar.text, ANYWHERE)
    except Refused as refused:
        reading.refuse(scalar, "a telephone number", str(refused))
        return None
    if not (scalar.text.strip().startswith("+") and takes_texts(number)):
        reading.refuse(scalar, "a number that takes texts", 'write a mobile number with its country, "+1 519 555 0177"')
        return None
    return number


def mail(node: Node, reading: Reading) -> str | None:
    scalar = scalar_of(node, "an e-mail address", reading)
    if scalar is not None and not MAIL.fullmatch(scalar.text.strip()):
        reading.refuse(scalar, "an e-mail address", "write name@example.org")
        return None
    return scalar.text.strip() if scalar else None
