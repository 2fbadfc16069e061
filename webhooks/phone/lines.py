"""The lines of a transcript as the page shows them: who is put together with whom is told by name."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _


def lines_of(transcript: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The same lines. `names`: number -> name; whoever is not in it is the caller."""
    return [{**line, "what": put_together(line["what"], names)} if network(line) else dict(line) for line in transcript]


def network(line: Mapping[str, Any]) -> bool:
    return bool(line["who"] == "network")


def put_together(what: str, names: Mapping[str, str]) -> str:
    """`what` as the network writes it: joined with NUMBER, parted from NUMBER."""
    deed, _with, number = what.split(" ", 2)
    name = names.get(number) or _("the caller")
    told = _("Talking with %(name)s", name=name) if deed == "joined" else _("No longer with %(name)s", name=name)
    return str(told)
