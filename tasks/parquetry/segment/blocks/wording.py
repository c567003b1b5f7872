"""Wording: what the words around a break say of it, in texts that mark their paragraphs by nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.segment.blocks.captions import ends_in_credit, opens_caption
from parquetry.segment.blocks.filling import ROOMY, needed
from parquetry.segment.lines import ended

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.lines import Line
    from parquetry.segment.shape import Shape

_WORD = re.compile(r"[^\W\d_]+")
# One question with a capital, at least a dozen characters, and no other stop or quote in it.
_QUESTION = re.compile(r"[^\W\d_a-zà-ÿ][^.!?\"“”«»]{10,}\?")


def begins_by_words(lines: Sequence[Line], k: int, shape: Shape) -> bool:
    """Tell whether the words around a break say that a block begins, in a text that says it by nothing else.

    A colon announces what begins with a capital; a caption begins or has ended; a line is one whole question between whole
    sentences, as an interviewer's, or follows one; a sentence begins though none has ended, with a word that the text
    capitalizes nowhere else.
    """
    before, line = lines[k - 1].text, lines[k].text
    # "the" with a capital begins something, if the text writes "the" in small letters everywhere else.
    first = _WORD.match(line)
    if first and first[0].istitle() and first[0].lower() in shape.small and (last := _last_word(before)):
        # "of the / The" is no boundary, for a line that ends in a common word is unfinished; nor is "Glomma / The", a
        # name.
        return last not in shape.small and last.islower()
    # Such texts mark their paragraphs by blank lines or spaces; their wording need not be guessed at.
    if shape.spaced or shape.trailing:
        return False
    # Quotes before the capital are passed over: 'He wrote: / "Dear Ms Lind'.
    announced = before[-1] == ":" and line.lstrip("\"“«„‘'(")[:1].isupper()
    if announced or _follows_credit(lines, k, shape) or (ended(before) and opens_caption(line)):
        return True
    return _begins_at_question(lines, k, shape)


def _follows_credit(lines: Sequence[Line], k: int, shape: Shape) -> bool:
    """Tell whether the line before `k` ends a caption with its credit: "The lock in winter (photo: Ole Hansen)"."""
    before = lines[k - 1].text
    # A sentence that goes on behind a credit is no caption: "(photos: Ole Hansen) / and of the lock".
    if lines[k].text[0].islower() or not ends_in_credit(before):
        return False
    # Nor is one whose stop stands behind the bracket of a full line: "has risen (source: Hydrology Office). / The rise".
    return before[-1] != "." or _had_room(lines, k, shape)


def _last_word(text: str) -> str:
    """Return the word that a text ends in; empty where it ends in anything else."""
    last = text.rpartition(" ")[2]
    # "well-known" ends in the word "known".
    parts = _WORD.findall(last)
    return parts[-1] if parts and last.endswith(parts[-1]) else ""


def _begins_at_question(lines: Sequence[Line], k: int, shape: Shape) -> bool:
    """Tell whether line `k` is an interviewer's question, or follows one.

    Two questions, of which the first fills its line, are asked in one breath.
    """
    here, before = _asks(lines, k, shape), _asks(lines, k - 1, shape)
    return (here or before) and not (here and before and not _had_room(lines, k, shape))


def _asks(lines: Sequence[Line], k: int, shape: Shape) -> bool:
    """Tell whether a line is one whole question between whole sentences, or below a line that was broken on purpose."""
    if lines[k].text[-1] != "?" or _QUESTION.fullmatch(lines[k].text) is None:
        return False
    begins = not k or ended(lines[k - 1].text) or _had_room(lines, k, shape)
    return begins and (k + 1 == len(lines) or not lines[k + 1].text[0].islower())


def _had_room(lines: Sequence[Line], k: int, shape: Shape) -> bool:
    """Tell whether the first word of line `k` had room on the line before, which so was broken on purpose."""
    return needed(lines[k - 1], lines[k]) <= ROOMY * shape.width
