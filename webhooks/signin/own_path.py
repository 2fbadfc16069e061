"""Where a sign-in may lead afterwards: to a page of this program, and nowhere else."""

from urllib.parse import urlsplit

FIRST = "/desk"


def own_path(wanted: str | None) -> str:
    """`wanted` when it is a path of this host, else the desk."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return FIRST
    if any(ord(sign) < 33 or sign == "\\" for sign in wanted):
        return FIRST
    parsed = urlsplit(wanted)
    return wanted if not parsed.scheme and not parsed.netloc else FIRST
