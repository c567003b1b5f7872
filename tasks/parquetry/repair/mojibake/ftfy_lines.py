"""Mojibake: text that was decoded by the wrong encoding, undone line by line with ftfy.

ftfy decides and mends; we skip the lines it would leave alone, find what it changed within a line, and keep the record.
Quotes, character width and ligatures are the author's and stay. Line by line because one `<` switches the undoing of
HTML escapes off for all that follows, and because a line is small enough to compare.

Source: ftfy (Robyn Speer), https://ftfy.readthedocs.io
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from parquetry.languages.identify import guess
from parquetry.languages.word_frequencies import fold, frequencies
from parquetry.text import AlignedText, Edit, EditReason

if TYPE_CHECKING:
    from collections.abc import Iterator

    import ftfy

LONGEST = 5_000
"""Longest stretch given to ftfy at once, in code points; comparing before and after is quadratic in the worst case."""
_MISREADINGS = {
    "windows-1252": "sloppy-windows-1252",
    "latin-1": "latin-1",
    "windows-1251": "sloppy-windows-1251",
    "windows-1250": "sloppy-windows-1250",
    "windows-1254": "sloppy-windows-1254",
    "macroman": "macroman",
    "cp437": "cp437",
    "windows-1257": "sloppy-windows-1257",
    "iso-8859-2": "iso-8859-2",
    "cp850": "cp850",
}
"""Encodings by which UTF-8 is read by mistake, the likeliest first; `sloppy` ones are ftfy's, without undefined bytes."""
_ISOLATED = re.compile("(?<![^\x00-\x7f])[^\x00-\x7f](?![^\x00-\x7f])")
_ENOUGH = 3
_KNOWN = 1e-6
"""Share of all words from which a word tells that its line was read wrongly."""
_SCRIPTS = re.compile(
    r"(?P<latin>[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f])|(?P<greek>[\u0370-\u03ff])|(?P<cyrillic>[\u0400-\u052f])"
    r"|(?P<sign>[\u221a\u2248\u222b\u2500-\u25ff])"
)
_DRAWING = re.compile("[\u2500-\u25ff]")
"""What tables and pictures of characters are drawn with; by cp437 and cp850 every byte of UTF-8 may be one."""
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_HINT = re.compile("[^\x00-\x7f]{2}|[\x80-\x9fŒœÂÃ]")
"""What every line has that ftfy's badness finds fault with: looked for first, for it is quickly seen to be missing."""
_C1 = re.compile("[\x80-\x9f]")
_SUSPECT = re.compile("[^\x00-\x7f]|\x1b|&")
_LETTERS = re.compile(r"[^\W\d_]+")
_ENTITY = re.compile(r"&#?[0-9A-Za-z]{1,24};")
_MARKUP = re.compile(r"<[/!A-Za-z]")
_ESCAPED_MARKUP = re.compile(r"&lt;/?[A-Za-z][A-Za-z0-9]*(?:\s[^&<>]{0,200})?/?&gt;")


@cache
def _config(*, html: bool) -> ftfy.TextFixerConfig:
    import ftfy  # noqa: PLC0415 (clean ASCII never needs it)

    return ftfy.TextFixerConfig(
        unescape_html=html,
        uncurl_quotes=False,
        fix_character_width=False,
        fix_latin_ligatures=False,
        fix_line_breaks=False,
        remove_control_chars=False,
        remove_terminal_escapes=False,
        normalization=None,
    )


def undo(text: AlignedText, *, html: bool = True) -> AlignedText:
    """Return the text with mojibake undone; HTML escapes too, if `html` and escaped tags show that all was escaped."""
    if not _SUSPECT.search(text.text):
        return text
    unescape = html and bool(_ESCAPED_MARKUP.search(text.text)) and not _MARKUP.search(text.text)
    edits: list[Edit] = []
    for start, end in suspicious(text.text, html=unescape):
        edits += _mended(text.text[start:end], start, html=unescape)
    return text.replace(edits) if edits else text


def suspicious(text: str, *, html: bool) -> Iterator[tuple[int, int]]:
    """Yield the stretches of lines (code points into `text`) that ftfy might change.

    The test is ftfy's own badness expression and the characters its other steps look for, so that what is not yielded
    would come back unchanged.
    """
    from ftfy.badness import BADNESS_RE  # noqa: PLC0415

    at = 0
    for line in _LINE.findall(text):
        start, at = at, at + len(line)
        if line.isascii() and not (html and "&" in line):
            continue
        hint = _HINT.search(line) and (BADNESS_RE.search(line) or _C1.search(line) or reread(line))
        if hint or (html and _ENTITY.search(line)):
            yield from _bounded(text, start, at)


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a line in stretches of at most LONGEST, cut at spaces where there are any."""
    while end - start > LONGEST:
        cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST) + 1 or start + LONGEST
        yield start, cut
        start = cut
    yield start, end


def reread(line: str) -> tuple[str, str] | None:
    """Return a line that was UTF-8 read by another encoding, read anew, and that encoding; null where it was not.

    Every byte must fall into place: letters of real text do not make well-formed UTF-8 by chance, line after line. A line
    with fewer than three such characters must be told by its words, else it is left to ftfy's judgement.

    >>> reread("\u0420\u0459\u0420\u0455\u0421\u201a \u0421\u0403\u0420\u0457\u0420\u0451\u0421\u201a")
    ('Кот спит', 'windows-1251')
    """
    import ftfy.bad_codecs  # noqa: F401, PLC0415 (registers the sloppy encodings)

    if _ISOLATED.search(line):  # of a character read wrongly there are always two or more, side by side
        return None
    for name, encoding in _MISREADINGS.items():
        try:
            data = line.encode(encoding)
            text = data.decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        found = sum(character > "\x7f" for character in text)
        sure = found >= _ENOUGH and not _DRAWING.search(line)
        if found and len(text) < len(line) and all(map(_written, text)) and (sure or _told(line, text)):
            return text, name
    return None


def _told(line: str, text: str) -> bool:
    """Tell whether words that reading anew changes were none before and are words now: most of a few, one of many.

    A word of two alphabets was none, and one of a single alphabet is; for others, and where lines and blocks to draw with
    might be a drawing, the language's list is asked.
    """
    changed = [(a, b) for a, b in zip(line.split(" "), text.split(" "), strict=True) if a != b]
    mixed = all(len(_alphabets(before)) > 1 and len(_alphabets(after)) <= 1 for before, after in changed)
    if mixed and not _DRAWING.search(line):
        return True
    language = guess(text).code
    listed = [(_listed(before, language), _listed(after, language)) for before, after in changed]
    known = sum(after for _, after in listed)
    return not any(before for before, _ in listed) and known > min(len(listed) / 2, _ENOUGH - 1)


def _alphabets(word: str) -> set[str]:
    return {match.lastgroup or "" for match in _SCRIPTS.finditer(word)}


def _listed(word: str, language: str) -> bool:
    """Tell whether the longest stretch of letters, which must have one beyond ASCII, is a word of the language."""
    letters = max(_LETTERS.findall(word), key=len, default="")
    return not letters.isascii() and frequencies(language).get(fold(letters, language), 0.0) >= _KNOWN


def _written(character: str) -> bool:
    """Tell whether a character is one that text has: no control, nothing unassigned or private."""
    return character in "\t\n\r" or unicodedata.category(character) not in ("Cc", "Cn", "Co", "Cs")


def _mended(line: str, offset: int, *, html: bool) -> list[Edit]:
    """Return what ftfy changes in one line, as edits with offsets into the text."""
    import ftfy  # noqa: PLC0415

    whole, names = line, []
    while (anew := reread(whole)) is not None:
        whole = anew[0]
        names.append(anew[1])
    fixed, steps = ftfy.fix_and_explain(whole, _config(html=html))
    if fixed == line:
        return []
    encodings = bool(names)
    names += [step.parameter for step in steps or () if step.action in ("encode", "apply", "transcode")]
    encodings |= any(step.action in ("encode", "transcode") for step in steps or ())
    kind = "mojibake" if encodings or "decode_inconsistent_utf8" in names else "character"
    cause = EditReason(kind, "+".join(dict.fromkeys(names)) or "ftfy", 0.99)
    return [
        Edit(offset + a, offset + b, fixed[c:d], None if (line[a:b] + fixed[c:d]).isspace() else cause)
        for a, b, c, d in changes(line, fixed)
    ]


def changes(before: str, after: str) -> list[tuple[int, int, int, int]]:
    """Return what differs, as (start, end) into `before` and (start, end) into `after`, in order.

    Neighbouring changes with no letter between them are one, so that a character made of several is whole.
    """
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415

    out: list[tuple[int, int, int, int]] = []
    for code in Levenshtein.opcodes(before, after):
        if code.tag == "equal":
            continue
        a, b, c, d = code.src_start, code.src_end, code.dest_start, code.dest_end
        if out and not any(character.isascii() for character in before[out[-1][1] : a]):
            a, c = out[-1][0], out[-1][2]
            out.pop()
        out.append((a, b, c, d))
    return [(a - back, b, c - back, d) for (a, b, c, d) in out for back in (_marks_before(before, after, a, c),)]


def _marks_before(before: str, after: str, a: int, c: int) -> int:
    """Return by how much to widen a change to the left, so that no combining mark is cut from its letter."""
    back = 0
    while back < min(a, c) and any(
        unicodedata.combining(text[at - back : at - back + 1] or " ") for text, at in ((before, a), (after, c))
    ):
        back += 1
    return back
