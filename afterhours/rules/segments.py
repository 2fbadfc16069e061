"""How long a text is for the networks, and how one that is too long is cut. Pure.

Source: 3GPP TS 23.038. A text in the basic alphabet is sent in pieces of 153 septets (160 when one suffices); one sign
beyond that alphabet makes pieces of 67 of the whole (70 when one suffices).
"""

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWICE = frozenset("^{}\\[~]|€")
"""Signs of the basic alphabet's extension: two septets each."""
ALONE, JOINED = 160, 153
ALONE_WIDE, JOINED_WIDE = 70, 67
ENDING = "..."
PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " ", "\u202f": " ", "«": '"'}
    | {"»": '"', "\t": " "}
)
"""Signs that word processors put in the place of plain ones, and that would more than double the cost of a text."""


def plain(text: str) -> str:
    """The same words with plain quotation marks, dashes and blanks."""
    return text.translate(PLAIN)


def is_basic(text: str) -> bool:
    return all(sign in BASIC or sign in TWICE for sign in text)


def segments(text: str) -> int:
    """How many pieces the networks send; 0 for nothing."""
    length, alone, joined = size(text), ALONE, JOINED
    if not is_basic(text):
        length, alone, joined = len(text.encode("utf-16-be")) // 2, ALONE_WIDE, JOINED_WIDE
    return min(length, 1) if length <= alone else -(-length // joined)


def size(text: str) -> int:
    """In septets of the basic alphabet."""
    return len(text) + sum(sign in TWICE for sign in text)


def cut(text: str, most: int) -> str:
    """`text` in at most `most` pieces: whole where it fits, else its beginning up to a word's end, and three dots."""
    if segments(text) <= most:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if segments(text[:middle] + ENDING) <= most else (low, middle - 1)
    return shortened(text, low + len(ENDING))


def shortened(text: str, longest: int) -> str:
    """At most `longest` signs, cut between two words where there is a place for it in the last third."""
    if len(text) <= longest:
        return text
    kept = text[: max(longest - len(ENDING), 0)]
    word_end = kept.rfind(" ")
    return (kept[:word_end] if word_end > len(kept) * 2 // 3 else kept).rstrip() + ENDING
