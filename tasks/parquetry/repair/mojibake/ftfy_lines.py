"""Mojibake: text that was decoded by the wrong encoding, undone line by line with ftfy.

ftfy decides and mends; we skip the lines it would leave alone, find what it changed within a line, and keep the record.
Quotes, character width and ligatures are the author's and stay. Line by line because one `<` switches the undoing of
HTML escapes off for all that follows, and because a line is small enough to compare.

Source: ftfy (Robyn Speer), https://ftfy.readthedocs.io
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import ftfy
from ftfy.badness import BADNESS_RE

from parquetry.repair.mojibake.changes import changes
from parquetry.repair.mojibake.examples import damage, has_word
from parquetry.repair.mojibake.reread import MISREADINGS, is_read_by, reread
from parquetry.text import AlignedText, Edit, EditReason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ftfy import ExplanationStep

LONGEST = 5_000
"""Longest stretch given to ftfy at once, in code points; comparing before and after is quadratic in the worst case."""
# Nothing is surer than this: a line may quote mojibake.
_SURE = 0.99
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_HINT = re.compile("[^\x00-\x7f]{2}|[\x80-\x9fŒœÂÃ]")
"""What every line has that ftfy's badness finds fault with: looked for first, for it is quickly seen to be missing."""
# Control characters that no one types, but that latin-1 makes of the second bytes of UTF-8.
_C1 = re.compile("[\x80-\x9f]")
_SUSPECT = re.compile("[^\x00-\x7f]|\x1b|&")
_ENTITY = re.compile(r"&#?[0-9A-Za-z]{1,24};")
_MARKUP = re.compile(r"<[/!A-Za-z]")
_ESCAPED_MARKUP = re.compile(r"&lt;/?[A-Za-z][A-Za-z0-9]*(?:\s[^&<>]{0,200})?/?&gt;")


_ESCAPED_END = re.compile(r"&lt;/[A-Za-z][A-Za-z0-9]*&gt;")
"""An escaped end of an element: "&lt;/em&gt;"."""
_ESCAPE_IN_WORD = re.compile(r"[A-Za-z]&(?!lt;|gt;)#?[0-9A-Za-z]{1,24};[a-z]")
"""An escaped letter or apostrophe within a word: "K&ouml;ln", "that&#39;s"."""


@cache
def _config(*, html: bool) -> ftfy.TextFixerConfig:
    return ftfy.TextFixerConfig(
        # All that is off changes what the author wrote (quotes, width, ligatures) or is done elsewhere with a row of
        # its own (control characters, terminal escapes, NFC).
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
    """Return the text with mojibake undone; HTML escapes too, if `html` and the text shows that all was escaped.

    A line that is *about* such damage ("é is shown as Ã©") keeps its examples.
    """
    # Clean ASCII ends here, before ftfy is imported.
    if not _SUSPECT.search(text.text):
        return text
    # Decided once for the whole text: a single line cannot show whether "&amp;" is damage or the subject.
    unescape = html and _is_escaped(text.text)
    lines = [
        (*line, _mended(text.text[slice(*line)], line[0], html=unescape)) for line in suspicious(text.text, html=unescape)
    ]
    # "é is shown as Ã©": the damage is what the sentence is about.
    edits = damage(text.text, [line for line in lines if line[2]])
    if edits and all(_is_lone_letter(text.text, edit) for edit in edits) and not has_word(text.text, "à"):
        return text
    return text.replace(edits) if edits else text


def _is_lone_letter(text: str, edit: Edit) -> bool:
    """Tell whether an edit takes a "Ã" that stands by itself for an "à" whose second byte became a space."""
    # "cittÃ" has a word before it.
    in_word = text[edit.start - 1 : edit.start].isalpha()
    return text[edit.start : edit.end].strip() == "Ã" and (edit.after or "").strip() == "à" and not in_word


def _is_escaped(text: str) -> bool:
    """Tell whether a text was escaped for HTML as a whole: it has no markup, but escaped tags, and escapes inside words.

    A text about HTML names escapes by themselves ("write &amp; for an ampersand"), and opens tags that it never closes.
    """
    if not _ESCAPED_MARKUP.search(text) or _MARKUP.search(text):
        return False
    return bool(_ESCAPED_END.search(text) or _ESCAPE_IN_WORD.search(text))


def suspicious(text: str, *, html: bool) -> Iterator[tuple[int, int]]:
    """Yield the stretches of lines (code points into `text`) that ftfy might change.

    The test is ftfy's own badness expression and the characters its other steps look for, so that what is not yielded
    would come back unchanged.
    """
    at = 0
    for line in _LINE.findall(text):
        start, at = at, at + len(line)
        # Cheap tests first: most lines of most texts are ASCII, and the badness expression is long.
        if line.isascii() and not (html and "&" in line):
            continue
        hint = _HINT.search(line) and (BADNESS_RE.search(line) or _C1.search(line) or reread(line))
        if hint or (html and _ENTITY.search(line)):
            yield from _bounded(text, start, at)


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a line in stretches of about LONGEST, cut where no character of UTF-8 is cut in two."""
    safe = None
    while end - start > LONGEST:
        # A space is never part of a character of UTF-8. Not before half of LONGEST, or a long line would fall into
        # many pieces.
        cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST) + 1
        if not cut:
            # No space in 2,500 characters: Chinese read wrongly, for example. Then the cut goes before a character
            # that cannot be the second or later byte of another.
            safe = safe or _continuation(text[start:end])
            places = range(start + LONGEST, min(end, start + 2 * LONGEST))
            cut = next((at for at in places if text[at] < "\x80" or not safe.match(text[at])), start + LONGEST)
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def _continuation(line: str) -> re.Pattern[str]:
    """Return what the bytes 80 to BF, which never begin a character of UTF-8, look like in this line."""
    # A line that no encoding explains is most often windows-1252 with some damage of its own.
    encoding = next((name for name in MISREADINGS.values() if is_read_by(line, name)), "sloppy-windows-1252")
    inside = bytes(range(0x80, 0xC0)).decode(encoding, "ignore")
    return re.compile(f"[{re.escape(inside)}]")


def _mended(line: str, offset: int, *, html: bool) -> list[Edit]:
    """Return what ftfy changes in one line, as edits with offsets into the text."""
    whole, names = line, []
    # Damage may be twofold: "ÃƒÂ©" is "Ã©" is "é". Each round makes the line shorter, so that this ends.
    while (reread_line := reread(whole)) is not None:
        whole = reread_line[0]
        names.append(reread_line[1])
    fixed, steps = ftfy.fix_and_explain(whole, _config(html=html))
    if fixed == line:
        return []
    reason = _reason(names, steps or ())
    return [
        # White space for white space needs no row of its own.
        Edit(offset + a, offset + b, fixed[c:d], None if (line[a:b] + fixed[c:d]).isspace() else reason)
        for a, b, c, d in changes(line, fixed)
    ]


def _reason(reread_by: list[str], steps: Iterable[ExplanationStep]) -> EditReason:
    """Return the reason of a line's edits: the encodings by which it was read again, and what ftfy says it did."""
    steps = list(steps)
    names = reread_by + [step.parameter for step in steps if step.action in ("encode", "apply", "transcode")]
    encodings = bool(reread_by) or any(step.action in ("encode", "transcode") for step in steps)
    # What ftfy did without a change of encoding, such as undoing "&eacute;", is a repair of a character.
    kind = "mojibake" if encodings or "decode_inconsistent_utf8" in names else "character"
    return EditReason(kind, "+".join(dict.fromkeys(names)) or "ftfy", _SURE)
