"""The generated tables of callflows/README.md. `python -m tests.callflows.tables` writes them anew."""

from ivr.flowfile.tables import tables
from tests.callflows.folder import FOLDER

README = FOLDER / "README.md"
START, END = "<!-- tables:start -->", "<!-- tables:end -->"


def refreshed(text: str) -> str:
    """The text with the tables between its two marks made anew."""
    return f"{text[: text.index(START) + len(START)]}\n{tables().strip()}\n{text[text.index(END) :]}"


if __name__ == "__main__":
    README.write_text(refreshed(README.read_text(encoding="utf-8")), encoding="utf-8")
