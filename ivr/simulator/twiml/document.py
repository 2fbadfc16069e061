"""A web server's answer becomes a document of verbs, or a `ProviderFault` with the provider's code. Pure.

Source: twilio.md sections 1 and 4: at most 64 kB; text/xml, application/xml and text/html are TwiML; text/plain is
TwiML if it reads as such and else is read aloud; audio is played.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ivr.simulator.errors import ProviderFault
from ivr.simulator.twiml.grammar import ATTRIBUTES, SSML, UNSUPPORTED, VOICE
from ivr.simulator.twiml.values import check_values

BODY_LIMIT = 64 * 1024
XML_TYPES = {"text/xml", "application/xml", "text/html"}
ABSENT = "man", "en-US"


@dataclass(frozen=True)
class Verb:
    """One element: its name, attributes as written, words inside, and the elements inside."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: tuple["Verb", ...] = ()

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def is_true(self, name: str, default: bool = False) -> bool:
        return self.attributes[name] == "true" if name in self.attributes else default

    def seconds(self, name: str, default: float) -> float:
        value = self.attributes.get(name, "auto")
        return default if value == "auto" else float(value)


@dataclass(frozen=True)
class Document:
    """The verbs of one answer, and the address it came from (None for TwiML given over REST)."""

    verbs: tuple[Verb, ...]
    url: str | None = None


def read_answer(content_type: str, body: bytes, url: str | None = None) -> Document:
    """The document in a web server's answer to a voice request. Raises `ProviderFault`."""
    if len(body) > BODY_LIMIT:
        raise ProviderFault(11750, f"The answer has {len(body)} bytes; the limit is {BODY_LIMIT}.")
    kind = content_type.partition(";")[0].strip().lower()
    if kind in XML_TYPES:
        return Document(parse(body), url)
    if kind == "text/plain":
        return Document(_plain(body), url)
    if kind.startswith("audio/"):
        return Document((Verb("Play", {}, url or ""), Verb("Hangup")), url)
    raise ProviderFault(12300, f"Content-Type {content_type or '(none)'} is not one the provider reads.")


def parse(body: bytes, nesting: Mapping[str, set[str]] = VOICE) -> tuple[Verb, ...]:
    """The verbs of a TwiML document. Raises `ProviderFault` (12100, 12101, 12102, 12200 and the verbs' own codes)."""
    if b'<?xml version="' in body[:40] and b'<?xml version="1.' not in body[:40]:
        raise ProviderFault(12101, "The XML version is not 1.0.")
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise ProviderFault(12100, f"The document cannot be parsed: {error}.") from error
    if root.tag != "Response":
        raise ProviderFault(12102, f"The root element is {root.tag}, not Response.")
    return _read(root, nesting).children


def _plain(body: bytes) -> tuple[Verb, ...]:
    try:
        return parse(body)
    except ProviderFault:
        voice, language = ABSENT
        words = body.decode(errors="replace").strip()
        return (Verb("Say", {"voice": voice, "language": language}, words), Verb("Hangup"))


def _read(element: Element, nesting: Mapping[str, set[str]]) -> Verb:
    if element.tag in SSML:
        return Verb(element.tag, {}, _words(element))
    _check_attributes(element)
    children = tuple(_read(_allowed(child, element, nesting), nesting) for child in element)
    text = _words(element) if element.tag == "Say" else _own_text(element)
    verb = Verb(element.tag, dict(element.attrib), text, children)
    check_values(verb.name, verb.attributes, verb.text)
    return verb


def _allowed(child: Element, parent: Element, nesting: Mapping[str, set[str]]) -> Element:
    if child.tag in nesting.get(parent.tag, set()):
        return child
    if child.tag in UNSUPPORTED:
        raise ProviderFault(12200, f"{child.tag} is unsupported here: this simulated network does not imitate it.")
    if child.tag not in ATTRIBUTES and child.tag not in SSML:
        raise ProviderFault(12200, f"There is no element {child.tag} (names are case-sensitive).")
    raise ProviderFault(12200, f"{child.tag} may not stand inside {parent.tag}.")


def _check_attributes(element: Element) -> None:
    unknown = sorted(set(element.attrib) - ATTRIBUTES[element.tag])
    if unknown:
        raise ProviderFault(12200, f"{element.tag} has no attribute {', '.join(unknown)}.")


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _own_text(element: Element) -> str:
    parts = [element.text or "", *(child.tail or "" for child in element)]
    return "".join(parts).strip()
