"""Where an action address leads, seen from the document it stands in. Pure."""

from urllib.parse import urljoin, urlsplit

from ivr.simulator.errors import ProviderFault
from ivr.simulator.script import Target
from ivr.simulator.twiml.document import Document


def resolve(document: Document, address: str, *params: tuple[str, str], method: str = "") -> Target:
    """The absolute target; a blank address is the document's own. Raises `ProviderFault` 11100.

    A document given over REST has no address of its own, so its action addresses must be absolute.
    """
    url = urljoin(document.url or "", address.strip()) if address.strip() else document.url or ""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ProviderFault(11100, f"{address or 'A blank address'} is not an absolute address here.")
    if "_" in parts.hostname:
        raise ProviderFault(11100, f"{parts.hostname}: host names of callbacks must not contain underscores.")
    return Target(url, params, method=method or "POST")
