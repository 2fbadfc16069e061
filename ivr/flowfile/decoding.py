"""From the bytes of a file to text that YAML can be read from, telling what an editor or word processor did to it.

Reading goes on with the mended text, so that the faults further down are told as well; the file itself is never
written. Owns: encodings, line ends, tabs, no-break spaces, control characters. Lines and columns stay those of
the file, except on lines that are indented with tabs.
"""

import re

from ivr.flowfile.faults import Faults
from ivr.flowfile.places import Place

MOST_BYTES = 1_000_000
_INDENT = re.compile(r"^[ \t\u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff]+", re.MULTILINE)
_ODD_BLANKS = re.compile(r"[\u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff]")
_ODD_AFTER_MARK = re.compile(
    r"^([ ]*(?:- )?[\w\"'*#-]+:|[ ]*-)([ ]*[\u00a0\u2000-\u200b\u202f\u3000]+[ ]*)", re.MULTILINE
)
_CONTROL = re.compile(r"[^\t\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOJIBAKE = re.compile("[\u00c2\u00c3][\u0080-\u00bf\u0152-\u0178\u2013-\u2022\u20ac\u2122]")
_INDENTED_BY_ODD = re.compile(r"^[ ]*[\t\u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff]", re.MULTILINE)


def decode(data: bytes, file: str, faults: Faults) -> str | None:
    """The text of a file with `\\n` line ends, or None when there is nothing that could be read further."""
    if len(data) > MOST_BYTES:
        faults.fault(
            Place(file, 1, 1),
            "too-large",
            f"the file has {len(data):,} bytes, and {MOST_BYTES:,} are the most",
            "split it into several files",
        )
        return None
    text = _unicode(data, file, faults).replace("\r\n", "\n").replace("\r", "\n")
    return _plain(text, file, faults)


def _unicode(data: bytes, file: str, faults: Faults) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        faults.fault(
            Place(file, 1, 1),
            "not-utf-8",
            "the file was saved as UTF-16",
            'save it again and choose the encoding "UTF-8"',
        )
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _western(data.removeprefix(b"\xef\xbb\xbf"), file, faults)


def _western(data: bytes, file: str, faults: Faults) -> str:
    """Takes each line that is not UTF-8 as Windows-1252, which is what older editors save."""
    lines, bad = [], []
    for number, line in enumerate(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"), 1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError as error:
            lines.append(line.decode("cp1252", "replace"))
            bad.append((number, error.start + 1))
    also = ", ".join(str(number) for number, _ in bad[1:9]) + (", ..." if len(bad) > 9 else "")
    faults.fault(
        Place(file, *bad[0]),
        "not-utf-8",
        "an accented letter or a sign is stored the way older Windows editors do (Windows-1252)"
        + (f"; also in line {also}" if also else ""),
        'open the file, choose "Save as" and the encoding "UTF-8"',
    )
    return "\n".join(lines)


def _plain(text: str, file: str, faults: Faults) -> str:
    if text.isascii() and "\t" not in text and not _CONTROL.search(text):
        return text
    text = _CONTROL.sub(lambda found: _without_control(found, file, faults), text)
    if garbled := _MOJIBAKE.search(text):
        _tell_mojibake(garbled, file, faults)
    if _INDENTED_BY_ODD.search(text):
        text = _INDENT.sub(lambda found: _straight_indent(found, file, faults), text)
    return _ODD_AFTER_MARK.sub(lambda found: _straight_gap(found, file, faults), text)


def _without_control(found: re.Match[str], file: str, faults: Faults) -> str:
    place = _place(found.string, found.start(), file)
    what = f"there is an invisible control character (U+{ord(found[0]):04X})"
    faults.fault(place, "control-character", what, "delete it and type the line again")
    return " "


def _tell_mojibake(found: re.Match[str], file: str, faults: Faults) -> None:
    faults.warning(
        _place(found.string, found.start(), file),
        "garbled-letters",
        f'"{found[0]}" looks like an accented letter that was garbled by a change of encoding',
        "type the letters again and save the file as UTF-8",
    )


def _straight_indent(found: re.Match[str], file: str, faults: Faults) -> str:
    indent = found[0]
    if not indent.strip(" ") or found.string[found.end() : found.end() + 1] in ("\n", ""):
        return indent
    place = _place(found.string, found.start(), file)
    if "\t" in indent:
        faults.fault(place, "tab", "the line is indented with a tab", "use spaces, as many as the lines beside it have")
    if _ODD_BLANKS.search(indent):
        faults.fault(
            place,
            "no-break-space",
            "the line is indented with no-break spaces, which look like spaces and are none",
            "delete the blanks before the text and type ordinary spaces",
        )
    return _ODD_BLANKS.sub(" ", indent).expandtabs(2)


def _straight_gap(found: re.Match[str], file: str, faults: Faults) -> str:
    faults.fault(
        _place(found.string, found.start(2), file),
        "no-break-space",
        f'after "{found[1].strip()}" stands a no-break space, which looks like a space and is none',
        "delete it and type an ordinary space",
    )
    return found[1] + " " * len(found[2])


def _place(text: str, offset: int, file: str) -> Place:
    return Place(file, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))
