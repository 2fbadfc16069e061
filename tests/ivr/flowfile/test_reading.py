"""Every trap that YAML sets for the people who write call flows, each told with its line, column and mending."""

from pathlib import Path

import pytest

from ivr.errors import FaultsFound
from ivr.flowfile.composing import DEEPEST
from ivr.flowfile.decoding import MOST_BYTES
from ivr.flowfile.faults import Faults
from ivr.flowfile.names import did_you_mean, name
from ivr.flowfile.nodes import Broken, Listing, Mapping, Node, Scalar
from ivr.flowfile.reading import read, read_file
from tests.support.work import work


def reading(text: str | bytes) -> tuple[Node | None, Faults]:
    faults = Faults()
    return read(text if isinstance(text, bytes) else text.encode(), "f.yaml", faults), faults


def told(text: str | bytes) -> list[tuple[str, int, int]]:
    return [(each.code, each.place.line, each.place.column) for each in reading(text)[1]]


def plain(node: Node | None) -> object:
    match node:
        case Scalar(text):
            return text
        case Listing(items):
            return [plain(item) for item in items]
        case Mapping(entries):
            return {key.text: plain(value) for key, value in entries}
        case _:
            return None


TRAPS = {
    "an empty file": ("", [("empty-file", 1, 1)]),
    "a file with only a comment": ("# soon\n", [("empty-file", 1, 1)]),
    "a key twice": ("a: 1\nb: 2\na: 3", [("duplicate-key", 3, 1)]),
    "1 and 01": ('"1": a\n"01": b', [("duplicate-key", 2, 1)]),
    "spellings of one name": ("take-message: a\nTake message: b\ntake_message: c",
                              [("duplicate-key", 2, 1), ("duplicate-key", 3, 1)]),
    "an anchor": ("a: &x b", [("anchor", 1, 4)]),
    "an anchor and its alias": ("a: &x {b: c}\nd: *x", [("anchor", 1, 4), ("alias", 2, 4)]),
    "a merge key": ("<<: {b: c}\nd: e", [("merge-key", 1, 1)]),
    "a tag": ("a: !danger there", [("tag", 1, 4)]),
    "a python tag": ("a: !!python/object:os.system x", [("tag", 1, 4)]),
    "two documents": ("a: b\n---\nc: d", [("several-documents", 2, 1)]),
    "a tab in the indentation": ("a:\n\tb: c\n\td: e", [("tab", 2, 1), ("tab", 3, 1)]),
    "no-break spaces in the indentation": ("a:\n\u00a0\u00a0b: c", [("no-break-space", 2, 1)]),
    "a no-break space after a colon": ("a:\u00a0b", [("no-break-space", 1, 3)]),
    "a colon in a sentence": ("en: Note: we are closed", [("colon-in-text", 1, 9)]),
    "a colon in a sentence in braces": ("a: {en: Note: closed, fr: b}", [("colon-in-text", 1, 13)]),
    "a comma in a sentence in braces": ("a: {en: For water, press 1}", [("comma-in-text", 1, 20)]),
    "an apostrophe in single quotes": ("fr: 'Ce choix n'existe pas.'", [("quote-in-text", 1, 16)]),
    "a quotation in double quotes": ('en: "Say "stop" now"', [("quote-in-text", 1, 10)]),
    "an apostrophe at the beginning": ("en: 'tis closed\nfr: C'est", [("unclosed-quote", 1, 5)]),
    "an apostrophe that swallows the next line": ("en: 'tis closed\nfr: 'C est'\nde: x", [("unclosed-quote", 1, 5)]),
    "text after quotes": ('en: "Water" is off', [("quote-in-text", 1, 11)]),
    "quotes with a comma in a list":
        ('do: [says "12 Main, please"]', [("quote-in-list", 1, 6), ("quote-in-list", 1, 21)]),
    "text cut off": ("en: Press the # key", [("cut-off", 1, 5)]),
    "text cut off in braces": ("a: {en: Press the #\n}", [("cut-off", 1, 9)]),
    "a unit cut off": ("at: unit #4", [("cut-off", 1, 5)]),
    "all of a text cut off": ("en: #1 in Ontario", [("cut-off", 1, 4)]),
    "# as a key": ("#: repeat\n0: clerk", [("hash-key", 1, 1)]),
    "* as a key": ("*: repeat\n0: clerk", [("key-needs-quotes", 1, 1)]),
    "a word processor's quotes": ("en: “Hello there”", [("curly-quotes", 1, 5)]),
    "guillemets as quotes": ("fr: «\u00a0Bonjour\u00a0»", [("curly-quotes", 1, 5)]),
    "a text that begins with a placeholder": ("en: {case.number} is your case", [("text-begins-with-brace", 1, 5)]),
    "a text that is a placeholder": ("en: {case.number}", [("text-begins-with-brace", 1, 6)]),
    "a placeholder in braces": ("a: {en: Case {case.number}}", [("bracket-in-text", 1, 14)]),
    "a text that begins with a star": ("en: *new* hours", [("special-start", 1, 5)]),
    "a text that begins with an at": ("en: @home", [("special-start", 1, 5)]),
    "a backslash in double quotes": (r'pattern: "\d+"', [("backslash", 1, 11)]),
    "a bracket that stays open": ("a: [b, c\nd: e", [("unclosed-bracket", 1, 4)]),
    "no space after the colon": ("next:goodbye\nend: true", [("no-space-after-colon", 1, 5)]),
    "no colon": ("next goodbye\nend: true", [("no-colon", 1, 1)]),
    "a list on the key's line": ("do: - press 1", [("list-on-key-line", 1, 5)]),
    "deeper than the line above": ("a:\n  b: c\n    d: e", [("uneven-indentation", 3, 5)]),
    "less deep than its neighbours": ("a:\n  b: c\n d: e", [("uneven-indentation", 3, 2)]),
    "a list as a key": ("? [a]\n: b", [("key-not-text", 1, 3)]),
    "a control character": ("a: b\x07", [("control-character", 1, 5)]),
    "Windows-1252": (b"a: ok\nb: d\xe9sol\xe9", [("not-utf-8", 2, 5)]),
    "UTF-16": ("a: b".encode("utf-16"), [("not-utf-8", 1, 1)]),
    "letters garbled by an editor": ("a: DÃ©solé", [("garbled-letters", 1, 5)]),
    "too many brackets": ("a: " + "[" * 40 + "]" * 40, [("too-deep", 1, DEEPEST + 3)]),
    "a large file": (b"a: b\n" * (MOST_BYTES // 5 + 1), [("too-large", 1, 1)]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TRAPS.values(), ids=TRAPS)
def test_a_trap_is_told_with_its_place(text: str | bytes, expected: list[tuple[str, int, int]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(("text", "expected"), TRAPS.values(), ids=TRAPS)
def test_every_fault_says_what_and_how_to_mend_it(text: str | bytes, expected: object) -> None:
    for fault in reading(text)[1]:
        assert str(fault).startswith(f"f.yaml:{fault.place.line}:{fault.place.column}: ")
        assert len(fault.what) > 10
        assert len(fault.mend) > 10


KEPT = ["17:30", "0123", "+15195550123", "on", "no", "yes", "null", "~", "1e3", "0x1F", "2026-12-24", "1_000", ".5",
        "it's", "what?", "a#b", "http://x/y", "12:30:15", "-5", "<<x", "="]  # fmt: skip


@pytest.mark.parametrize("text", KEPT)
def test_every_value_stays_the_text_that_was_typed(text: str) -> None:
    node, faults = reading(f"a: {text}\nb: [{text}]\nc: {{d: {text}}}")
    assert not len(faults)
    assert plain(node) == {"a": text, "b": [text], "c": {"d": text}}


def test_a_question_mark_before_a_brace_is_text() -> None:
    assert plain(reading("ask: {en: Where is it?, fr: Où est-ce?}")[0]) == {
        "ask": {"en": "Where is it?", "fr": "Où est-ce?"}
    }


def test_quotes_and_block_texts_are_marked_as_quoted() -> None:
    node, _ = reading("a: 'x'\nb: \"y\"\nc: |\n  z\nd: w")
    assert isinstance(node, Mapping)
    assert [value.quoted for _, value in node.entries if isinstance(value, Scalar)] == [True, True, True, False]


def test_ordinary_comments_are_no_faults() -> None:
    text = "# top\na: b  # two blanks\nc:  # how it goes on\n  d: true # one word\n  at: 2026-12-26 02:15 # night\n"
    assert told(text) == []


def test_a_byte_order_mark_and_windows_line_ends_change_no_place() -> None:
    assert told(b"\xef\xbb\xbfa: b\r\nc: Note: d\r\n") == [("colon-in-text", 2, 8)]


def test_after_windows_1252_the_other_faults_are_told_too() -> None:
    node, faults = reading(b"fr: d\xe9sol\xe9\nen: Note: x\n")
    assert [each.code for each in faults] == ["not-utf-8", "colon-in-text"]
    assert isinstance(node, Mapping)
    assert plain(node) == {"fr": "désolé", "en": None}


def test_no_break_spaces_within_a_french_sentence_are_right() -> None:
    assert told("fr: Vous êtes là\u00a0? Faites le 1\u202f!") == []


def test_every_mistake_of_one_file_is_told_and_the_rest_is_read() -> None:
    text = """flow: day
steps:
  one:
    say:
      en: 'It's one'
      fr: Un
    next: two
  two:
    ask: Note: what
    keys:
      *: one
      "1": {go: three, for: Say "it: now}
  three
    end: true
tests:
  - name: one
    do: [press 1
  - name: 'it's two'
    do: [hang up]
"""
    node, faults = reading(text)
    assert [each.place.line for each in faults] == [5, 9, 11, 12, 13, 17, 18]
    read_back = plain(node)
    assert isinstance(read_back, dict)
    assert read_back["steps"]["one"] == {"say": {"en": None, "fr": "Un"}, "next": "two"}
    assert read_back["tests"][1] == {"name": None, "do": ["hang up"]}


def test_what_was_lost_leaves_a_mark() -> None:
    node, _ = reading("a:\n  b 1\n  c: 'it's'\n")
    assert isinstance(node, Mapping)
    inner = node.entries[0][1]
    assert isinstance(inner, Mapping)
    assert inner.torn
    assert isinstance(inner.entries[0][1], Broken)


def test_the_file_itself_is_never_written(tmp_path: Path) -> None:
    path = tmp_path / "flow.yaml"
    path.write_bytes(b"a: \x93b\x94\n\tc: d")
    read_file(path, Faults())
    assert path.read_bytes() == b"a: \x93b\x94\n\tc: d"


def test_a_file_that_cannot_be_opened_is_a_fault(tmp_path: Path) -> None:
    faults = Faults()
    assert read_file(tmp_path / "none.yaml", faults, "none.yaml") is None
    assert [each.code for each in faults] == ["cannot-open"]


def test_the_exception_comes_once_at_the_end_and_holds_all() -> None:
    _, faults = reading("a: 1\na: 2\nb: Note: x")
    with pytest.raises(FaultsFound) as caught:
        faults.raise_if_refusing()
    assert "f.yaml:2:1" in str(caught.value)
    assert "f.yaml:3:8" in str(caught.value)


def test_warnings_alone_refuse_nothing() -> None:
    _, faults = reading("a: DÃ©solé")
    assert len(faults) == 1
    faults.raise_if_refusing()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("take-message", "Take message"),
        ("take_message", "take  message"),
        ("1", "01"),
        ("0", "00"),
        ("ÉTÉ", "e\u0301te\u0301"),
    ],
)
def test_two_spellings_are_one_name(one: str, other: str) -> None:
    assert name(one) == name(other)


def test_the_nearest_name_is_offered() -> None:
    assert did_you_mean("calback", ["callback", "ring"]) == 'did you mean "callback"?'
    assert did_you_mean("zzz", ["ring", "ask"]) == "use one of: ask, ring"


def test_twice_as_many_steps_are_twice_the_work() -> None:
    step = '  s{0}:\n    ask:\n      en: What?\n      fr: Quoi?\n    keys:\n      "1": {{go: s{0}}}\n    wait: 5s\n'
    halves = ["flow: f\nsteps:\n" + "".join(step.format(number) for number in range(count)) for count in (250, 500)]
    fewer, more = (work(lambda text=text: reading(text)) for text in halves)  # type: ignore[misc]
    assert more < 2.1 * fewer
