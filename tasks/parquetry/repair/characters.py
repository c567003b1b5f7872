"""Stray characters: what no one typed and no one sees, and what stands in two spellings.

Knowledge is the tables at the top; each removal is a row of `repairs` with the name of its table. Curly quotes, dashes,
width, homoglyphs and emoji are the author's and stay; joiners stay where scripts and emoji need them.

Source: Unicode 15.1, UAX #9 (bidi controls), UAX #15 (normalisation), UTS #51 (emoji sequences).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from parquetry.languages.word_frequencies import alphabet
from parquetry.text import AlignedText, Edit, EditReason

if TYPE_CHECKING:
    from collections.abc import Iterator

SOFT_HYPHEN = "\N{SOFT HYPHEN}"
ZERO_WIDTH = "\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}\N{MONGOLIAN VOWEL SEPARATOR}"
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
BIDI = (
    "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{LEFT-TO-RIGHT EMBEDDING}\N{RIGHT-TO-LEFT EMBEDDING}"
    "\N{POP DIRECTIONAL FORMATTING}\N{LEFT-TO-RIGHT OVERRIDE}\N{RIGHT-TO-LEFT OVERRIDE}\N{LEFT-TO-RIGHT ISOLATE}"
    "\N{RIGHT-TO-LEFT ISOLATE}\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}\N{ARABIC LETTER MARK}"
)
LIGATURES = {
    "\N{LATIN SMALL LIGATURE FF}": "ff",
    "\N{LATIN SMALL LIGATURE FI}": "fi",
    "\N{LATIN SMALL LIGATURE FL}": "fl",
    "\N{LATIN SMALL LIGATURE FFI}": "ffi",
    "\N{LATIN SMALL LIGATURE FFL}": "ffl",
    "\N{LATIN SMALL LIGATURE LONG S T}": "\N{LATIN SMALL LETTER LONG S}t",
    "\N{LATIN SMALL LIGATURE ST}": "st",
}
MARKS = 8
"""Most combining marks on one letter: Unicode's stream-safe text allows 30, no language writes more than five."""

# The next-line character U+0085 is here for EBCDIC; elsewhere it is left to the repair of mojibake.
_BREAK = frozenset("\r\x0b\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}")
_BREAKS_BUT_VERTICAL = re.compile("\r\n|[\r\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]")
_VERTICAL_IN_WORDS = re.compile(r"(?:\w|[ (\"'])\x0b(?=[^\W\d_])(?![A-Z])")
"""A vertical tab where a letter should be: TeX's fonts have a ligature at its place."""
_BREAKS = re.compile("\r\n|[\r\x0b\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]")
_EBCDIC = ("cp037", "cp500", "cp1026", "cp1140", "cp273", "cp424")
_NEXT_LINE = re.compile("\r\n|[\r\x85]")
"""EBCDIC's line break is half of a character read wrongly in any other encoding."""
_ANSI = r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\)|\x1b[@-Z\\^_]"
_ESCAPE = re.compile(_ANSI)
_STRAY = re.compile(
    rf"""
      (?P<control>[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\u206a-\u206f\ufff9-\ufffb]+)  # NUL, bell, C1, ruby marks
    | (?P<soft_hyphen>{SOFT_HYPHEN}+(?![ \t]*(?:\n|$)))  # "ty-po" with an invisible hyphen; at a line's end it is a real one
    | (?P<zero_width>[{ZERO_WIDTH}]+)                   # between letters: "wo", a space without width, "rd"
    | (?P<joiner>[{JOINERS}]+)                          # between Latin letters, where nothing is to be joined
    | (?P<bidi>[{BIDI}]+)                               # marks of direction in a line that has one direction
    | (?P<ligature>[{"".join(LIGATURES)}])              # U+FB01 for "fi"
    | (?P<noncharacter>[\ufdd0-\ufdef\ufffe\uffff]+)    # U+FFFE, a byte order mark read the wrong way round
    """,
    re.VERBOSE,
)
# All strays, for the quick test whether a text has any. The "a" stands for a text that goes on: a soft hyphen at the
# end of a line is a real one, and no stray.
_STRAYS = frozenset(character for character in map(chr, range(0x10000)) if _STRAY.match(character + "a"))
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_OVERSTRUCK = re.compile(r"(?:[^\n\x08]\x08)+[^\n\x08]")
"""Characters that are struck over one another: "l\bl", "_\bX\bX"."""
_BACKSPACED_LETTERS = re.compile(r"([^\W\d_])\x08(?=([^\W\d_]))")
_MISSTRUCK = 0.25
"""What share of the letters around a backspace may differ where text was overstruck: a slip of the typist's now and then."""
_UNSPACED_SCRIPTS = re.compile("[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf]")
"""Thai, Lao, Tibetan, Burmese, Khmer, Tai: written without spaces, where a space without width ends a word.
Source: Unicode 15.1, section 23.2 (U+200B)."""
_CUT_CHARACTER = re.compile("[\u00c2-\u00f4][^\x00-\x7f]{0,2}$")
"""What a character of UTF-8 that was read by a code page begins with: a C1 control after it may be its last byte."""
_C1 = re.compile("[\x80-\x9f]")
_ZALGO = re.compile(f"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{{{MARKS + 1},}}")
_CLUSTER = re.compile(r".[^\x00-\u02ff]*", re.DOTALL)


def line_breaks(text: AlignedText) -> AlignedText:
    r"""Return the text with every kind of line break as `\n`; form feeds, which end pages, stay."""
    if _BREAK.isdisjoint(alphabet(text.text)):
        return text
    breaks = _BREAKS
    # "e\x0bect" for "effect", again and again: the vertical tab is a lost glyph, and stays for the repair of glyphs.
    if "\x0b" in text.text and len(_VERTICAL_IN_WORDS.findall(text.text)) > 0.6 * text.text.count("\x0b"):
        breaks = _BREAKS_BUT_VERTICAL
    if text.encoding in _EBCDIC:
        breaks = _NEXT_LINE
    return text.replace([Edit(m.start(), m.end(), "\n") for m in breaks.finditer(text.text)])


def overstrikes(text: AlignedText) -> AlignedText:
    r"""Return the text without overstriking, as typewriters and `man` print it: bold `X\bX`, underlined `_\bX`.

    Different letters over each other both stay ("+\bo", a bullet), and are no lost glyph in a text that is overstruck.
    A text where nothing is struck over itself stays ("e\b'", a spinner's "|\b/"), as one that lost a glyph as a backspace:
    "ra\bon" for "ration", and "ce\be" for "cette".

    >>> overstrikes(AlignedText.decoded("N\bNA\bA _\bu_\bp", "utf-8")).text
    'NA up'
    """
    if "\b" not in text.text or _is_lost_glyph(text.text):
        return text
    struck = list(_OVERSTRUCK.finditer(text.text))
    letters = [_struck(match[0]) for match in struck]
    # Nothing is surely struck over itself: a spinner, or accents put on with a quote.
    if not any(len(each) == 1 for each in letters):
        return text
    cause = EditReason("character", "overstrike")
    return text.replace([Edit(m.start(), m.end(), each, cause) for m, each in zip(struck, letters, strict=True)])


def _struck(match: str) -> str:
    r"""Return what stands in one place: the letter that was struck twice, or all that differ.

    >>> _struck("_\bX\bX"), _struck("_\b_"), _struck("+\bo")
    ('X', '_', '+o')
    """
    # Without the underline; an underline alone is what was meant where there is nothing else.
    return "".join(dict.fromkeys(match.replace("\b", "").replace("_", ""))) or "_"


def _is_lost_glyph(text: str) -> bool:
    """Tell whether backspaces stand where a glyph was lost: between letters that differ, more often than now and then."""
    pairs: list[tuple[str, str]] = _BACKSPACED_LETTERS.findall(text)
    return sum(before != after for before, after in pairs) > _MISSTRUCK * len(pairs)


def escapes(text: AlignedText) -> AlignedText:
    """Return the text without terminal escape sequences, whose letters are no one's words."""
    if "\x1b" not in text.text:
        return text
    cause = EditReason("character", "ansi")
    return text.replace([Edit(m.start(), m.end(), "", cause) for m in _ESCAPE.finditer(text.text)])


def clean(text: AlignedText) -> AlignedText:
    """Return the text without stray characters, in NFC; a vertical tab that was no lost letter is a line break."""
    if "\x0b" in text.text:
        text = text.replace([Edit(m.start(), m.end(), "\n") for m in re.finditer("\x0b", text.text)])
    # After the vertical tabs, which count as controls no more once they are line breaks.
    if not _STRAYS.isdisjoint(alphabet(text.text)):
        text = text.replace(list(_strays(text.text)))
    if text.text.isascii():
        return text
    capped = [
        Edit(m.start() + MARKS, m.end(), "", EditReason("character", "combining_marks")) for m in _ZALGO.finditer(text.text)
    ]
    return _composed(text.replace(capped))


def _strays(text: str) -> Iterator[Edit]:
    for match in _STRAY.finditer(text):
        rule = match.lastgroup or ""
        start, end = match.span()
        if _belongs(text, rule, start, end):
            continue
        # "Ã\x83" may be half of a character that was not repaired: its byte is kept, so that someone can still repair
        # it.
        if rule == "control" and _C1.match(match[0]) and _CUT_CHARACTER.search(text, max(0, start - 3), start):
            yield Edit(start, end, None, EditReason("character", "control_in_mojibake", 0.0, "unresolved"))
            continue
        after = LIGATURES[match[0]] if rule == "ligature" else ""
        yield Edit(start, end, after, EditReason("character", rule))


def _belongs(text: str, rule: str, start: int, end: int) -> bool:
    """Tell whether an invisible character does something where it stands."""
    # Persian and Indic scripts spell with joiners, and a family emoji is several emoji held together by them.
    if rule == "joiner":
        return _joins(text, start, end)
    # In a line of Hebrew or Arabic the marks set the order of figures and brackets; in Latin text alone they do nothing.
    if rule == "bidi":
        return _RIGHT_TO_LEFT.search(text, *_line(text, start)) is not None
    # Thai: the only sign of where a word ends.
    return rule == "zero_width" and _divides_words(text, start, end)


def _joins(text: str, start: int, end: int) -> bool:
    """Tell whether joiners stand where a script or an emoji sequence needs them: beside anything but Latin."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return end - start == 1 and (_needs_joiner(before) or _needs_joiner(after))


def _divides_words(text: str, start: int, end: int) -> bool:
    """Tell whether a space without width divides words of a script that has no other spaces."""
    return text[start:end] == "\N{ZERO WIDTH SPACE}" and bool(
        _UNSPACED_SCRIPTS.match(text[start - 1 : start]) and _UNSPACED_SCRIPTS.match(text[end : end + 1])
    )


def _needs_joiner(character: str) -> bool:
    # From Hebrew on, but for Latin and Greek with accents (1E00 to 1FFF) and punctuation and currency signs (2000 to
    # 20CF).
    return bool(character) and (character >= "\u0590") and not "\u1e00" <= character <= "\u20cf"


def _line(text: str, at: int) -> tuple[int, int]:
    """Return the line around `at`, bounded to 1,000 code points each way."""
    # A bound, as a text without line breaks would be searched from end to end for each mark.
    start = max(text.rfind("\n", max(0, at - 1000), at) + 1, at - 1000, 0)
    end = text.find("\n", at, at + 1000)
    return start, end if end >= 0 else min(len(text), at + 1000)


def _composed(text: AlignedText) -> AlignedText:
    """Return the text in NFC, letter by letter, so that the record shows which were composed."""
    if unicodedata.is_normalized("NFC", text.text):
        return text
    edits = []
    for match in _CLUSTER.finditer(text.text):
        # A single character may have a composed form too: the Angstrom sign U+212B is the letter "Å".
        if len(match[0]) > 1 or match[0] > "\u0300":
            after = unicodedata.normalize("NFC", match[0])
            if after != match[0]:
                start, end = match.start(), match.end()
                edits.append(_narrowed(match[0], after, start, end))
    return text.replace(edits)


def _narrowed(before: str, after: str, start: int, end: int) -> Edit:
    """Return the edit without what is equal at both ends, but never cut between a letter and its marks."""
    head = 0
    while (
        head < min(len(before), len(after)) - 1
        and before[head] == after[head]
        # The letter before a mark is part of what changes: "e" + acute accent becomes "é" as a whole.
        and not unicodedata.combining(before[head + 1])
    ):
        head += 1
    return Edit(start + head, end, after[head:], EditReason("character", "nfc"))
