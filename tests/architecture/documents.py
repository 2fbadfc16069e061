"""Reads the documents for their guards, and writes the table of settings and the page on personal data:
`python -m tests.architecture.documents`."""

import re
from collections.abc import Iterator
from pathlib import Path

from ivr.folders import PROJECT
from ivr.settings import TABLE
from tests.architecture.privacy import PRIVACY, privacy_document

README, OPERATIONS = PROJECT / "README.md", PROJECT / "docs" / "operations.md"
TABLE_OF_SETTINGS = re.compile(r"(?<=<!-- settings -->\n).*?(?=<!-- /settings -->)", re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```", re.DOTALL)


def documents() -> list[Path]:
    """Every page a reader may open, those of the call flows included."""
    return sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md"), *(PROJECT / "callflows").glob("*.md")])


def settings_table() -> str:
    """The settings as a table, in the order of the program's own."""
    rows = [
        f"| `{row.name}` | {f'`{row.default}`' if row.default else ''} | {row.purpose} |\n" for row in TABLE.values()
    ]
    return "".join(["| setting | default | is |\n", "|---|---|---|\n", *rows])


def refreshed(text: str) -> str:
    """The README with the table of settings as it should be."""
    return TABLE_OF_SETTINGS.sub(lambda _: settings_table(), text)


def links(page: Path) -> Iterator[tuple[str, Path, str]]:
    """Each link of a page to a file of ours: as written, the file, and the heading it names or an empty string."""
    for written in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        if "://" not in written and not written.startswith("mailto:"):
            name, _, heading = written.partition("#")
            yield written, (page.parent / name).resolve() if name else page, heading


def headings(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    found = re.findall(r"^#+ (.+)$", CODE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in found}


if __name__ == "__main__":
    README.write_text(refreshed(README.read_text(encoding="utf-8")), encoding="utf-8")
    PRIVACY.write_text(privacy_document(), encoding="utf-8")
