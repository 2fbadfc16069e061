"""Lists in pages as the provider gives them. Pure."""

from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from werkzeug.wrappers import Request, Response

from ivr.simulator.web import as_json

Item = TypeVar("Item")
DEFAULT_SIZE = 50
MAX_SIZE = 1000


def page_of(request: Request, key: str, items: Sequence[Item], shape: Callable[[Item], dict[str, object]]) -> Response:
    """One page (`Page`, `PageSize`) of the items under `key`, with the address of the next one."""
    size = min(request.args.get("PageSize", DEFAULT_SIZE, type=int), MAX_SIZE)
    page = request.args.get("Page", 0, type=int)
    start, end = page * size, min((page + 1) * size, len(items))
    return as_json(
        {
            key: [shape(item) for item in items[start:end]],
            "page": page,
            "page_size": size,
            "start": start,
            "end": max(end - 1, 0),
            "uri": _uri(request, page),
            "first_page_uri": _uri(request, 0),
            "previous_page_uri": _uri(request, page - 1) if page > 0 else None,
            "next_page_uri": _uri(request, page + 1) if end < len(items) else None,
        }
    )


def _uri(request: Request, page: int) -> str:
    query = {**request.args.to_dict(), "Page": str(page)}
    return f"{request.path}?{urlencode(query)}"
