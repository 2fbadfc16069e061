"""What can go wrong inside the simulated network, with the provider's own error numbers.

IvrError
+-- ProviderFault            a document or a web server that the provider cannot use: what, where, its code
+-- Refused
    +-- RestRefused          a REST request the provider refuses: HTTP status, code, sentence
    +-- ControlRefused       a wish of a viewer that cannot be met (press a key on an ended call)
"""

from ivr.errors import IvrError, Refused


class ProviderFault(IvrError):
    """The provider gives up on a document; the caller goes to the fallback address.

    `code` is the number of the provider's error list (11200, 12100, 13520, ...).
    """

    def __init__(self, code: int, sentence: str, url: str = "") -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence
        self.url = url


class RestRefused(Refused):
    """A REST request that the provider answers with an error; `http` is the HTTP status."""

    def __init__(self, http: int, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.http = http
        self.code = code
        self.sentence = sentence


class ControlRefused(Refused):
    """A wish of the person at the simulated telephone that cannot be met."""
