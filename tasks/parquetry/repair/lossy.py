"""Lossy mojibake: UTF-8 read as windows-1252, after the five bytes that it does not define were lost to U+FFFD.

Of a character's two to four bytes the others are still there, so that few characters can have been meant. Which one is
chosen by the word it stands in; where no word tells, by how often the language writes it. This must come before anything
that takes the mark for a character of its own.

Source: WHATWG Encoding (windows-1252's undefined bytes), RFC 3629 (UTF-8).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import lru_cache
from itertools import product

from parquetry.language import guess
from parquetry.repair.lexicon import Lexicon
from parquetry.text import AlignedText, Candidate, Cause, Part
from parquetry.words import frequencies

UNDEFINED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
MARK = "\N{REPLACEMENT CHARACTER}"
_LIKELIER = 0.5
"""Least probability of a character that is written; below it the mark stays, for the whole character."""
_MOST = 400
"""Most spellings of one word that are weighed."""
_LEADS = "\u00c2-\u00df\u00e0-\u00ef\u00f0-\u00f4"
_HINT = re.compile(f"[{_LEADS}][^\x00-\x7f]?{MARK}|[{_LEADS}]{MARK}[^\x00-\x7f]")
_WORD = re.compile(r"\w+")
_LINE = re.compile(r"[^\n]+")


def restore(text: AlignedText) -> AlignedText:
    """Return the text with lossy mojibake undone, line by line, where a line is nothing but well-formed UTF-8."""
    if MARK not in text.text:
        return text
    edits: list[Part] = []
    for match in _LINE.finditer(text.text):
        if MARK in match[0] and _HINT.search(match[0]):
            edits += _line(match[0], match.start())
    return text.replace(edits)


def _line(line: str, offset: int) -> list[Part]:
    """Return the edits of one line; none if any of it is not UTF-8 read wrongly."""
    pieces = _pieces(line)
    if pieces is None or not any(len(options) > 1 for _, _, options in pieces):
        return []
    language = guess("".join(options[0] for _, _, options in pieces if len(options) == 1)).code
    chosen = _chosen(["".join(options) if len(options) == 1 else options for _, _, options in pieces], language)
    edits = []
    for (start, end, options), (character, share) in zip(pieces, chosen, strict=True):
        if character == line[start:end]:
            continue
        sure = share >= _LIKELIER
        readings = (Candidate(character, round(share, 4)),) if len(options) > 1 else ()
        status = "applied" if sure else "unresolved"
        cause = Cause("mojibake", "lossy-windows-1252", round(min(share, 0.99), 4), status, readings)
        edits.append(Part(offset + start, offset + end, character if sure else MARK, cause))
    return edits


def _pieces(line: str) -> list[tuple[int, int, tuple[str, ...]]] | None:
    """Return the characters a line stands for: where each is, and what it can be; null if it is not UTF-8 at all."""
    out = []
    at = 0
    while at < len(line):
        byte = _byte(line[at])
        if byte is None or 0x80 <= byte < 0xC2 or byte > 0xF4:  # noqa: PLR2004 (no character begins so)
            return None
        length = 1 if byte < 0x80 else 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4  # noqa: PLR2004 (UTF-8's leads)
        following = [UNDEFINED if c == MARK else (_byte(c),) for c in line[at + 1 : at + length]]
        options = []
        for rest in product(*following):
            if len(rest) == length - 1 and None not in rest:
                try:
                    options.append(bytes([byte, *(one for one in rest if one is not None)]).decode("utf-8"))
                except UnicodeDecodeError:
                    continue
        if not options:
            return None
        out.append((at, at + length, tuple(options)))
        at += length
    return out


def _byte(character: str) -> int | None:
    if character == MARK:
        return None
    try:
        return character.encode("cp1252")[0]
    except UnicodeEncodeError:
        return ord(character) if character < "\u0100" else None


def _chosen(pieces: list[str | tuple[str, ...]], language: str) -> list[tuple[str, float]]:
    """Return for each piece the character chosen and its share of the probability."""
    lexicon = Lexicon(language)
    used = _letters(language)
    out: list[tuple[str, float]] = []
    k = 0
    while k < len(pieces):
        end = k
        while end < len(pieces) and (isinstance(pieces[end], tuple) or pieces[end][0].isalpha()):
            end += 1
        if end == k:
            out.append((str(pieces[k]), 1.0))
            k += 1
            continue
        out += _word([one if isinstance(one, tuple) else (one,) for one in pieces[k:end]], lexicon, used)
        k = end
    return out


def _word(options: list[tuple[str, ...]], lexicon: Lexicon, used: Counter[str]) -> list[tuple[str, float]]:
    """Return the likeliest spelling of a word, with the share of each of its characters."""
    if math.prod(map(len, options)) > _MOST or not lexicon.listed or len(options) > 30:  # noqa: PLR2004 (no word)
        return [_letter(choice, used) for choice in options]
    scored: dict[tuple[str, ...], float] = {}
    for spelling in product(*options):
        words = _WORD.findall("".join(spelling)) or [""]
        score = math.prod(lexicon.probability(word) for word in words if word)
        for character in spelling:
            if not character.isalpha():
                score *= 1e-4 if character not in "”„“’‘…–—" else 1e-2
        scored[spelling] = score
    total = sum(scored.values()) or 1.0
    best = max(scored, key=lambda spelling: scored[spelling])
    shares = [sum(s for spelling, s in scored.items() if spelling[k] == c) / total for k, c in enumerate(best)]
    return list(zip(best, shares, strict=True))


def _letter(choice: tuple[str, ...], used: Counter[str]) -> tuple[str, float]:
    """Return the character of a choice that the language writes most."""
    total = sum(used[one] + 1 for one in choice)
    best = max(choice, key=lambda one: used[one])
    return best, (used[best] + 1) / total


@lru_cache(maxsize=4)
def _letters(language: str) -> Counter[str]:
    """Return how often the words of a language have each letter beyond ASCII."""
    found: Counter[str] = Counter()
    for word, share in frequencies(language).items():
        for character in word:
            if character > "\x7f":
                found[character] += max(1, int(share * 1e6))
    return found
