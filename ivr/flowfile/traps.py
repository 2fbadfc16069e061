"""Text that YAML reads without complaint, but not as it was meant: cut off by #, ended by a comma, curly quotes."""

import re

from ivr.flowfile.faults import Faults
from ivr.flowfile.nodes import Node, Scalar
from ivr.flowfile.places import Place

_ENTRY = re.compile(r"""^\s*(?:- +)?(?:"[^"]*"|'[^']*'|[\w*#][\w .*#-]*):(?:\s|$)""")
_CURLY = {"“": "”“", "”": "”", "„": "“”", "‘": "’‘", "’": "’", "«": "»", "‹": "›"}
_KEY_AS_COMMENT = re.compile(r"^( *)#: +(?=[\w\"'{\[])")
_LETTER = re.compile(r"[^\W\d_]")


def looks_like_entry(line: str) -> bool:
    """Whether a line begins like `key: ...`."""
    return _ENTRY.match(line) is not None


def check_text(text: str, file: str, faults: Faults) -> None:
    """Reports what is lost before YAML sees it: an unquoted # as a key makes the whole line a comment."""
    if "#: " not in text:
        return
    for number, line in enumerate(text.split("\n"), 1):
        if found := _KEY_AS_COMMENT.match(line):
            what = "the key # has no quotes, so the whole line counts as a comment"
            faults.fault(Place(file, number, len(found[1]) + 1), "hash-key", what, 'write "#": with quotes')


def check_plain(scalar: Scalar, rest: str, in_flow: bool, faults: Faults) -> None:
    """Looks at a text without quotes; `rest` is what follows it on its last line."""
    text = scalar.text
    if "#" in rest:
        _check_cut_off(scalar, rest, faults)
    if not text:
        return
    if text[0] in _CURLY:
        _check_curly(scalar, faults)
    if in_flow and text.count('"') % 2:
        faults.fault(
            scalar.place,
            "quote-in-list",
            f"a comma inside the quotes ended this text: {text}",
            "put the whole text in single quotes, or give each one a line of its own",
        )


def _check_cut_off(scalar: Scalar, rest: str, faults: Faults) -> None:
    """One blank before the #, and something that is no comment of a habit: a sentence, a number, nothing at all."""
    blank, _, after = rest.partition("#")
    if len(blank) > 1 or blank.strip() or (scalar.text and not blank):
        return
    tight = bool(after) and not after.startswith((" ", "#"))
    sentence = " " in scalar.text.strip() and _LETTER.search(scalar.text)
    if scalar.text and not (sentence or not after.strip() or (tight and after[0].isdigit())):
        return
    if not scalar.text and not tight:
        return
    where = f'the text ends before the #: "{scalar.text}"' if scalar.text else "the text after # is lost"
    faults.fault(
        scalar.place,
        "cut-off",
        f"{where}; YAML takes the rest of the line as a comment",
        "put quotes around the whole text, or two spaces before the # when it is a comment",
    )


def _check_curly(scalar: Scalar, faults: Faults) -> None:
    text, closing = scalar.text, _CURLY[scalar.text[0]]
    ends_within = any(sign in text[1:-1] for sign in closing)
    if (text[-1] in closing and len(text) > 1) or not ends_within:
        faults.fault(
            scalar.place,
            "curly-quotes",
            f"{text[0]} is a word processor's quotation mark, which YAML reads as part of the text",
            'use the straight quotes of the keyboard: "',
        )


def tell_comma(key: Scalar, before: Node | None, faults: Faults) -> None:
    """Reports a key without a colon inside { }: a comma has broken a sentence, or a text begins with a brace."""
    if isinstance(before, Scalar):
        what = f'the comma after "{before.text}" ends the text, and "{key.text}" becomes a field of its own'
        faults.fault(key.place, "comma-in-text", what, f'put quotes around it: "{before.text}, {key.text}"')
        return
    faults.fault(
        key.place,
        "text-begins-with-brace",
        f"{{{key.text}}} at the beginning is read as a group of fields",
        "put quotes around the whole text",
    )
