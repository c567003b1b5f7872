"""Damaged words: what stands around a mark, with the words after it that a stray gap may have cut off, and the setting."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.repair.glyphs.glyph_data import LETTER, never_typed

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_TOKENS = 4
"""Most words a stray gap after each mark may have cut one into."""
# A colon opens direct speech, and so a sentence.
_SENTENCE_END = ".!?:…"
_SENTENCE = re.compile(r"[.!?](?=\s|$|[\"'”»)])")
# Code points after a word in which the end of its sentence is looked for.
_LONGEST_SENTENCE = 400
# Code points before a word that are looked at: a name, or the end of a sentence and what closes it.
_BEFORE_WORD = 40
# They may stand between the end of a sentence and the next word: 'said. "Then'.
_OPENERS = " \"'`“”„«»‘’(["
PLAIN = "plain"
"""The setting that says nothing about the first letter."""


@dataclass(frozen=True, slots=True)
class Token:
    """A damaged word: its text with marks, its place, the white space after it (0 if none).

    `setting` is where it stands: it `opens` a sentence, or one that `asks` or `calls`; follows a word with a capital
    (`named`); is `joined` by a hyphen to one after it; or none of these (`plain`).
    """

    text: str
    start: int
    gap: int
    setting: str


def chains(text: str, marks: set[str]) -> Iterator[tuple[Token, ...]]:
    """Yield the damaged words in order, each with those after it that a stray gap after a mark may have cut off."""
    mark = "".join(re.escape(symbol) for symbol in sorted(marks))
    damaged = re.compile(f"[{mark}]")
    words = re.compile(f"(?:{LETTER}|[{mark}])+(?:['’](?:{LETTER}|[{mark}])+)*")
    waiting: list[Token] = []
    for match in words.finditer(text):
        # An undamaged word is of interest only as the end of a damaged one.
        if not waiting and not damaged.search(match[0]):
            continue
        token = _token(text, match, damaged)
        waiting.append(token)
        # A gap before a figure or a stop is a real one: no word goes on there.
        following = match.end() + token.gap
        follower = text[following : following + 1]
        if token.gap and len(waiting) < MOST_TOKENS and (follower.isalpha() or damaged.match(follower)):
            continue
        yield tuple(waiting)
        waiting = []
    if waiting:
        yield tuple(waiting)


def _token(text: str, match: re.Match[str], damaged: re.Pattern[str]) -> Token:
    """Return a word of a chain; what stands around it matters only where it is damaged."""
    word, start, end = match[0], match.start(), match.end()
    if not damaged.search(word):
        return Token(word, start, 0, PLAIN)
    # Only after a certain mark at the end of the word: a "?" at a word's end is followed by a real space.
    gap = _gap(text, end) if never_typed(word[-1]) and not _is_sign(text, start, end) else 0
    return Token(word, start, gap, setting_of(text, start, end))


def _is_sign(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch that is a line by itself begins no word of the next line, as the sign between nodes of Info.

    A word does begin so where a paragraph goes on: a line of the sign alone between "of the next" and "nancial year".
    """
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if before[-1:] not in ("", "\n") or after[:1] not in ("", "\n"):
        return False
    return before in ("", "\n", "\n\n") or not after[1:].islower()


def _gap(text: str, at: int) -> int:
    """Return the length of a stray gap at this place: a space, a line break, or a space and a line break."""
    # The line break first, or the space before it would be taken alone.
    match = re.compile(r" ?\n| ").match(text, at)
    return len(match[0]) if match else 0


def setting_of(text: str, at: int, end: int) -> str:
    """Return where a word at this place stands: what that makes of its first letter."""
    # "Jean-Paul": a capital after the hyphen makes one before it nearly certain.
    if text[end : end + 1] == "-" and text[end + 1 : end + 2].isupper():
        return "joined"
    before = text[max(0, at - _BEFORE_WORD) : at].rstrip(_OPENERS)
    if _ends_sentence(before.rstrip("\n")) or before.endswith("\n\n"):
        # What ends the sentence tells whether it may begin with an inverted question mark or exclamation mark.
        stop = _SENTENCE.search(text, at, at + _LONGEST_SENTENCE)
        return {"?": "asks", "!": "calls"}.get(stop[0] if stop else "", "opens")
    last = before.split()[-1:]
    if not last or not last[0][0].isupper() or not last[0].isalpha():
        return PLAIN
    # A capital before the word means a name only if it is not merely that of a sentence's first word.
    opens = before[: -len(last[0])].rstrip(_OPENERS)
    return PLAIN if _ends_sentence(opens) or opens.endswith("\n\n") else "named"


def _ends_sentence(text: str) -> bool:
    """Return whether a sentence ends with a text, or none has begun in it."""
    return not text or text[-1] in _SENTENCE_END
