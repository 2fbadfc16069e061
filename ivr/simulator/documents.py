"""A web server's outcome as what a leg's script is given: a document, or the provider's fault. Pure."""

from ivr.simulator.errors import ProviderFault
from ivr.simulator.transport import Received
from ivr.simulator.twiml.document import Document, parse, read_answer


def read_outcome(outcome: Received | ProviderFault, url: str) -> Document | ProviderFault:
    if isinstance(outcome, ProviderFault):
        outcome.url = outcome.url or url
        return outcome
    if outcome.status >= 300:
        return ProviderFault(11200, f"The web server answered HTTP {outcome.status}.", url)
    try:
        return read_answer(outcome.content_type, outcome.body, url)
    except ProviderFault as fault:
        fault.url = url
        return fault


def read_given(twiml: str) -> Document | ProviderFault:
    try:
        return Document(parse(twiml.encode()))
    except ProviderFault as fault:
        return fault
