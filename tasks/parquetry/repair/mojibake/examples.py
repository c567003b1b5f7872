"""Examples: mojibake that a text is about, and that stays: `é is shown as Ã©`, `fix("sÃ£o") == "são"`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.languages.identify import guess
from parquetry.languages.word_frequencies import frequencies

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parquetry.text import Edit

_REACH = 100
"""Code points around an example of mojibake within which the characters are typed that it stands for."""
_MARKS = "\"'`“”„‘’«»‹›「」『』"
_QUOTED = rf"(?P<content>[^\s{_MARKS}][^\n{_MARKS}]*|)"
# An apostrophe has a letter on its outer side; French sets a space inside its marks.
_OPENED = re.compile(rf"(?<!\w) (?:[«‹»›]\s|[{_MARKS}]) {_QUOTED} \Z", re.VERBOSE)
_CLOSED = re.compile(rf"(?P<content>[^\n{_MARKS}]*(?<!\s)|) (?:\s[»›«‹]|[{_MARKS}]) (?!\w)", re.VERBOSE)
_BESIDE = " \t\n\u00a0,;:.!?()"
"""What stands beside a word of its own."""
_ALONE = frozenset("–—―•·…§¶©®°→")
"""Signs that have a space on either side in any text."""
_USUAL = 1e-4
"""Share of all words from which one is expected in any longer text: "à" has 2e-2 in French, 5e-6 in English."""
_ABOUT = re.compile(
    r"""
    \b (?: latin-?1 | iso[-_ ]?8859 | (?:windows|cp)[-_ ]?(?:125\d|437|850) | mac-?roman )  # by which UTF-8 is misread
    | mojibake | zeichensalat | кракозябр | 文字化け | 乱码
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What texts about mojibake name. "UTF-8" is not among it, as texts about much else name it."""


def damage(text: str, lines: Sequence[tuple[int, int, list[Edit]]]) -> list[Edit]:
    """Return the edits that undo damage, without those of lines that quote mojibake as an example.

    `lines` are the start, the end and the edits of each line that would be changed.
    """
    suffered = [line for line in lines if not _are_examples(text, line[2])]
    # One sign that stands beside its meaning shows what the others are: "â€™ where an apostrophe should be, Ã© for é".
    shows = any(_is_example(text, edit, edits) for _, _, edits in lines for edit in _marked(edits))
    # "In Latin-1 it looks like `Ã©`" is believed of a text only if all else in it is right.
    if all(_may_be_examples(text, line[2]) and (shows or _is_about_mojibake(text, *line[:2])) for line in suffered):
        return []
    return [edit for _, _, edits in suffered for edit in edits]


def _marked(edits: Iterable[Edit]) -> list[Edit]:
    """Return the edits that are on record: white space for white space is not."""
    return [edit for edit in edits if edit.reason is not None]


def _are_examples(text: str, edits: list[Edit]) -> bool:
    """Tell whether mojibake is quoted rather than suffered: each stretch stands apart, and near what it stands for."""
    marked = _marked(edits)
    return bool(marked) and all(_is_example(text, edit, marked) for edit in marked)


def _is_example(text: str, edit: Edit, edits: Sequence[Edit]) -> bool:
    """Tell whether a stretch, one of the `edits` of its line, is quoted or stands alone, and near what it stands for."""
    return _is_alone(text, edit) or _is_quoted_with_meaning(text, edit, edits)


def _is_alone(text: str, edit: Edit) -> bool:
    """Tell whether what a stretch is undone to stands within reach of it, and no letter touches the stretch.

    A letter that was damaged has its word around it; a sign that was damaged has not been typed right beside it.
    """
    # "Â£" is undone by taking the first of its two characters away: what it stands for is the second.
    end = edit.end if edit.after else edit.end + 1
    meant = (edit.after or text[edit.end : end]).strip()
    # "CafÃ©" has a letter next to the stretch and is damage, even if "Café" is written correctly in the next line.
    beside = text[max(0, edit.start - 1) : edit.start] + text[end : end + 1]
    return bool(meant) and meant in _around(text, edit.start, end) and not any(map(str.isalpha, beside))


def _is_quoted_with_meaning(text: str, edit: Edit, edits: Sequence[Edit]) -> bool:
    """Tell whether a stretch is part of what is quoted, and all of that stands within reach as it was meant."""
    # All of it: "cafÃ©" beside "café" is an example, beside "cafés and bars" too, but "un cafÃ©" is not.
    low, high = _quoted(text, edit)
    return low < high and _mended(text, low, high, edits) in _around(text, low, high)


def _may_be_examples(text: str, edits: list[Edit]) -> bool:
    """Tell whether all that is damaged in a line are words in quotation marks, or signs that damage leaves nowhere alone."""
    # One word at a time: of several, as of a title, nobody says what a code page made of them.
    quoted = [_quoted(text, edit) for edit in _marked(edits)]
    # An empty stretch has no words: nothing is quoted there.
    are_words = bool(quoted) and all(len(text[low:high].split()) == 1 for low, high in quoted)
    return are_words or (bool(quoted) and all(_is_apart(text, edit) for edit in _marked(edits)))


def _is_apart(text: str, edit: Edit) -> bool:
    """Tell whether a stretch stands by itself that would not as it was meant: "such as â€™ where an apostrophe should be".

    Dashes and bullets do, "the keys â€“ they are", and so do words of one letter, "isto Ã© bom".
    """
    # "Â" and a no-break space is undone to the space, and "Â£" to its second sign.
    end = edit.start + len(text[edit.start : edit.end].rstrip()) + (not edit.after)
    around = text[max(0, edit.start - 1) : edit.start] + text[end : end + 1]
    meant = (edit.after or text[edit.end : end]).strip()
    if around.strip(_BESIDE) or meant in _ALONE or has_word(text, meant):
        return False
    # "20 â‚¬", "5 Â°": the sign of a figure stands beside it.
    before, after = text[max(0, edit.start - 2) : edit.start].rstrip(), text[end : end + 2].lstrip()
    return not (before[-1:].isdigit() or after[:1].isdigit())


def has_word(text: str, word: str) -> bool:
    """Tell whether a word is one that its text's language is full of: "à" in French, not in English."""
    return frequencies(guess(text).code).get(word, 0.0) >= _USUAL


def _is_about_mojibake(text: str, start: int, end: int) -> bool:
    """Tell whether mojibake or a code page is named in a line or near it."""
    return _ABOUT.search(text, max(0, start - _REACH), end + _REACH) is not None


def _quoted(text: str, edit: Edit) -> tuple[int, int]:
    """Return where what is quoted begins and ends that a stretch is part of; an empty place where nothing is quoted."""
    opened = _OPENED.search(text[max(0, edit.start - _REACH) : edit.start])
    closed = _CLOSED.match(text[edit.end : edit.end + _REACH])
    # Only one mark: the quotation is longer than what is near, or it is an apostrophe.
    if opened is None or closed is None:
        return edit.start, edit.start
    return edit.start - len(opened["content"]), edit.end + len(closed["content"])


def _mended(text: str, low: int, high: int, edits: Sequence[Edit]) -> str:
    """Return a stretch of the text with its edits made."""
    # Edits are in the order of the text, and do not overlap.
    out, at = [], low
    for edit in edits:
        if low <= edit.start and edit.end <= high:
            out += [text[at : edit.start], edit.after or ""]
            at = edit.end
    return "".join((*out, text[at:high]))


def _around(text: str, start: int, end: int) -> str:
    """Return what is near a stretch; a line break keeps its two sides from forming a word together."""
    return text[max(0, start - _REACH) : start] + "\n" + text[end : end + _REACH]
