"""Notes that staff write (CommonMark) as HTML: what looks like HTML is shown as text, and no picture is fetched."""

from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


@cache
def markdown() -> "MarkdownIt":
    """The library, which is imported for the first note: no call needs it."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def note_html(note: str, below: int = 0) -> Markup:
    """`below`: so many levels of headings stand above the note."""
    reader = markdown()
    tokens = reader.parse(note)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + below)}"
    return Markup(reader.renderer.render(tokens, reader.options, {}))  # noqa: S704 - raw HTML is off
