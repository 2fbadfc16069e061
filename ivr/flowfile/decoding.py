"""From the bytes of a file to text that YAML can be read from, telling what an editor or word processor did to it.

Reading goes on with the mended text, so that the faults further down are told as well; the file itself is never
written. Owns: encodings, line ends, tabs, no-break spaces, control characters. Lines and columns stay those of
the file, except on lines that are indented with tabs.
"""

import re

from ivr.flowfile.faults import Faults
from ivr.flowfile.places import Place

MOST_BYTES = 1_000_000
_BLANKS = " \t\u00a0\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200C)))
_ODD_BLANKS = re.compile(r"[\u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff]")
_ODD_AFTER_MARK = re.compile(r"^([ ]*(?:- )?[\w\"'*#-]+:|[ ]*-)([ ]*[\u00a0\u2000-\u200b\u202f\u3000]+[ ]*)")
_CONTROL = re.compile(r"[^\t\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOJIBAKE = re.compile("[\u00c2\u00c3][\u0080-\u00bf\u0152-\u0178\u2013-\u2022\u20ac\u2122]")
_INDENTED_BY_ODD = re.compile(r"^[ ]*[\t\u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff]")


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
    if garbled := _MOJIBAKE.search(text):
        _tell_mojibake(garbled, file, faults)
    lines = enumerate(text.split("\n"), 1)
    return "\n".join(_straight(line, Place(file, number, 1), faults) for number, line in lines)


def _tell_mojibake(found: re.Match[str], file: str, faults: Faults) -> None:
    before = found.string[: found.start()]
    faults.warning(
        Place(file, before.count("\n") + 1, len(before) - before.rfind("\n")),
        "garbled-letters",
        f'"{found[0]}" looks like an accented letter that was garbled by a change of encoding',
        "type the letters again and save the file as UTF-8",
    )


def _straight(line: str, start: Place, faults: Faults) -> str:
    """One line with ordinary blanks where YAML looks for them, and without control characters."""
    if not line.strip(_BLANKS):
        return ""
    if found := _CONTROL.search(line):
        what = f"there is an invisible control character (U+{ord(found[0]):04X})"
        faults.fault(_at(start, found.start()), "control-character", what, "delete it and type the line again")
        line = _CONTROL.sub(" ", line)
    if _INDENTED_BY_ODD.match(line):
        line = _straight_indent(line, start, faults)
    if found := _ODD_AFTER_MARK.match(line):
        what = f'after "{found[1].strip()}" stands a no-break space, which looks like a space and is none'
        faults.fault(_at(start, found.start(2)), "no-break-space", what, "delete it and type an ordinary space")
        line = found[1] + " " * len(found[2]) + line[found.end() :]
    return line


def _straight_indent(line: str, start: Place, faults: Faults) -> str:
    text = line.lstrip(_BLANKS)
    indent = line[: len(line) - len(text)]
    if "\t" in indent:
        mend = "use spaces, as many as the lines beside it have"
        faults.fault(start, "tab", "the line is indented with a tab", mend)
    if _ODD_BLANKS.search(indent):
        what = "the line is indented with no-break spaces, which look like spaces and are none"
        faults.fault(start, "no-break-space", what, "delete the blanks before the text and type ordinary spaces")
    return _ODD_BLANKS.sub(" ", indent).expandtabs(2) + text


def _at(start: Place, offset: int) -> Place:
    return start._replace(column=offset + 1)
