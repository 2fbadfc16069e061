"""What of a text is a secret, and is kept nowhere: links that accept or open a call, and PINs."""

import re

LINK = re.compile(r"(/(?:accept|pop)/)[\w.\-]+")


def discreet(body: str) -> str:
    """The words as they may be kept: a link that accepts or opens says no more than that there was one."""
    return LINK.sub(r"\1...", body)
