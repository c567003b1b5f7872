"""Disambiguation: which of the few characters that lost bytes leave open was meant.

By the words of the language where it has spaces and a list; by cutting the line into listed words where it has none; by
what letters follow each other in the language where there is no list; brackets by which one is open. What is preferred
among equals is data, `mojibake.toml`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from functools import cache
from itertools import product

from parquetry.languages.data_tables import table
from parquetry.languages.identify import UNDETERMINED, score
from parquetry.languages.word_frequencies import frequencies
from parquetry.repair.glyphs.word_model import Lexicon

_DATA = table("mojibake")
_PREFERRED: str = _DATA["preferred"]
_FINAL: str = _DATA["final"]
_MARKS: str = _DATA["marks"]
_CLOSING: dict[str, str] = _DATA["closing"]
_QUOTED: str = _DATA["after_quotes"]
_RARE: dict[str, tuple[str, ...]] = {language: tuple(words) for language, words in _DATA["words"].items()}
_UNSPACED = ("ja", "zh", "ko")
"""Languages cut into listed words: those of Korean are parts of what stands between its spaces."""
_COMMA = "\N{IDEOGRAPHIC COMMA}"
_MOST = 400
"""Most spellings of one word that are weighed."""
_MOST_LISTED = 20_000
"""Most spellings of one word that are looked up."""
_LONGEST = 6
"""Longest word of the languages without spaces, in code points."""
_SPELLINGS = 150
"""Most spellings of one stretch that are tried."""
_SPELLINGS_BEFORE = 30
"""Most spellings of a stretch that one more open character is added to."""
_WINDOW = 6
"""Code points on each side by which letters in a row are judged."""
_MILLION = 1_000_000
_SURE = 0.97
"""How often what words or letters in a row choose in the languages without spaces is right, as measured."""
_UNLISTED = 1e-3
"""How likely a letter is where it stands in no listed word, as a share of its frequency in these: names are rarer."""
_UNCOUNTED = 0.1
"""What a letter counts that no listed word has."""
_SIGN = 1e-12
"""The same of a sign among letters."""
_FOREIGN_LETTER = 1e-2
"""How usual a letter is in a word that no listed word of the language has."""
_ODD = 1e-5
"""How usual a character is where it does not belong: a final sigma within a word, a capital behind a small letter."""
_VOWEL_MARK = 1e-1
_OTHER = 1e-4
"""How usual a sign is in a word."""
_WORD = re.compile(r"\w+")

Options = tuple[str, ...]


def disambiguate(pieces: list[Options], language: str) -> list[tuple[str, float]]:
    """Return for each piece the character chosen and its share of the probability, 0 to 1."""
    settled = _brackets(pieces)
    # Brackets first: a closing bracket would else lose to a comma, which is far more frequent.
    settled = [_preferred(options) if len(options) > 1 else options for options in settled]
    if language == UNDETERMINED:
        # Nothing tells one letter from another: "qxz?zvq" may have lost any of five.
        return [(ways[0], 1 / len(ways) if len(ways) > 1 else _SURE) for ways in settled]
    # Three ways, by what is known of the language: words without spaces, words with spaces, letters alone.
    has_words = bool(frequencies(language))
    if has_words and language not in _UNSPACED:
        return _worded(settled, language)
    spelling = (_segmented if has_words else _in_a_row)(settled, language)
    # These two ways yield one spelling without a probability: the measured share of right ones stands for it.
    return [(character, _SURE if len(options) > 1 else 1.0) for character, options in zip(spelling, pieces, strict=True)]


def _preferred(options: Options) -> Options:
    """Return the one of the options that is nearly always meant, alone; else all."""
    return tuple(one for one in options if one in _PREFERRED)[:1] or options


def _brackets(pieces: list[Options]) -> list[Options]:
    """Return the pieces, what may be a comma or close a bracket decided by whether one is open."""
    out = list(pieces)
    for k, options in enumerate(pieces):
        # Only a bracket that is certain opens something.
        close = _CLOSING.get(options[0]) if len(options) == 1 else None
        place = None if close is None else _closing_place(pieces, k, close)
        if close is not None and place is not None:
            out[place] = (close,)
    return out


def _closing_place(pieces: list[Options], opening: int, close: str) -> int | None:
    """Return which open piece closes the bracket that one opens; null where none does, or a certain one."""
    options = pieces[opening]
    # Up to the next bracket of the same kind, whether it opens or closes.
    end = next((k for k in range(opening + 1, len(pieces)) if pieces[k] in (options, (close,))), len(pieces))
    # From two on, as an empty pair of brackets is not written.
    places = [k for k in range(opening + 2, end) if close in pieces[k] and len(pieces[k]) > 1]
    if not places or pieces[end : end + 1] == [(close,)]:
        return None
    # Of several places the first after which text goes on as it does after a quotation, else the last.
    return next((k for k in places if _quoted(pieces, k)), places[-1])


def _quoted(pieces: list[Options], k: int) -> bool:
    """Tell whether what stands following a piece is what stands following a quotation."""
    following = pieces[k + 1] if k + 1 < len(pieces) else ("",)
    return following[0] in _QUOTED or _COMMA in following


def _segmented(pieces: list[Options], language: str) -> list[str]:
    """Return the spelling whose cut into listed words is likeliest, by dynamic programming over the line."""
    listed, used = frequencies(language), _letters(language)
    # `best[end]` is the likeliest cut of what comes before `end`: its score, where its last word begins, and that
    # word.
    best: list[tuple[float, int, Options]] = [(0.0, 0, ())]
    for end in range(1, len(pieces) + 1):
        ways: list[tuple[float, int, Options]] = []
        spellings = 1
        for start in range(end - 1, max(-1, end - 1 - _LONGEST), -1):
            spellings *= len(pieces[start])
            # The spellings multiply with each open piece. A single piece is always tried, so that no cut is ever
            # missing.
            if spellings > _SPELLINGS and end - start > 1:
                break
            for spelling in product(*pieces[start:end]):
                share = listed.get("".join(spelling).casefold(), 0.0)
                if end - start == 1:
                    share = max(share, _alone(spelling[0], used))
                if share:
                    ways.append((best[start][0] + math.log(share), start, spelling))
        best.append(max(ways, key=lambda way: way[0]))
    # Back from the end of the line along the words that were best.
    words: list[Options] = []
    end = len(pieces)
    while end:
        _, end, spelling = best[end]
        words.append(spelling)
    return [character for word in reversed(words) for character in word]


def _alone(character: str, used: Counter[str]) -> float:
    """Return the share of a character that is in no listed word."""
    # Less than the letter has in listed words, as names are rarer, but far more than a sign.
    return _UNLISTED * (used[character] + _UNCOUNTED) / (used.total() + 1) if character.isalpha() else _SIGN


def _in_a_row(pieces: list[Options], language: str) -> list[str]:
    """Return the spelling whose letters most follow each other as in the language; rare ones where a word has them."""
    out = [options[0] for options in pieces]
    groups = _touching(pieces)
    for _ in range(2):  # once from the left, and once more with what stands on the right
        for group in groups:
            low = max(0, group[0] - _WINDOW)
            before, following = "".join(out[low : group[0]]), "".join(out[group[-1] + 1 : group[-1] + 1 + _WINDOW])
            ranked = [
                (
                    # A rare word of the table wins over the n-grams, which favour common letters.
                    _has_word(before, spelling, following, language),
                    score(f"{before}{''.join(spelling)}{following}", language),
                    spelling,
                )
                for spelling in product(*(pieces[k] for k in group))
            ]
            for k, character in zip(group, max(ranked)[2], strict=True):
                out[k] = character
    return out


def _touching(pieces: list[Options]) -> list[list[int]]:
    """Return the open pieces, those that touch together: they are decided together, as long as their spellings are few."""
    groups: list[list[int]] = []
    for k in (k for k, options in enumerate(pieces) if len(options) > 1):
        near = groups and k == groups[-1][-1] + 1 and math.prod(len(pieces[j]) for j in groups[-1]) < _SPELLINGS_BEFORE
        if near:
            groups[-1].append(k)
        else:
            groups.append([k])
    return groups


def _has_word(before: str, spelling: Options, following: str, language: str) -> bool:
    """Tell whether one of the rare words covers a part of the spelling."""
    text = f"{before}{''.join(spelling)}{following}"
    low, high = len(before), len(before) + len(spelling)
    starts = ((text.find(word, max(0, low - len(word) + 1)), len(word)) for word in _RARE.get(language, ()))
    return any(0 <= start < high and start + length > low for start, length in starts)


def _worded(pieces: list[Options], language: str) -> list[tuple[str, float]]:
    """Return the likeliest spelling of each word, with the share of each of its characters."""
    lexicon = Lexicon(language)
    used = _letters(language)
    out: list[tuple[str, float]] = []
    k = 0
    while k < len(pieces):
        end = k
        # An open piece may be a letter, and so is taken as part of the word it touches.
        while end < len(pieces) and (len(pieces[end]) > 1 or _in_word(pieces, end)):
            end += 1
        if end == k:
            out.append((pieces[k][0], 1.0))
            k += 1
            continue
        out += _word(pieces[k:end], lexicon, used)
        k = end
    return out


def _in_word(pieces: list[Options], k: int) -> bool:
    """Tell whether a piece is a letter, or an apostrophe between two."""
    if pieces[k][0] in "'’":
        return 0 < k < len(pieces) - 1 and all(len(one) > 1 or one[0].isalpha() for one in (pieces[k - 1], pieces[k + 1]))
    return pieces[k][0].isalpha() or unicodedata.category(pieces[k][0]) == "Mn"


def _word(options: list[Options], lexicon: Lexicon, used: Counter[str]) -> list[tuple[str, float]]:
    """Return the likeliest spelling of a word, with the share of each of its characters."""
    count = math.prod(map(len, options))
    spellings = list(product(*options)) if count <= _MOST_LISTED else []
    # Of many spellings only listed words are weighed: weighing each by its letters would take too long.
    if count > _MOST:
        spellings = [spelling for spelling in spellings if lexicon.frequency("".join(spelling))]
    scored = {spelling: _likelihood(spelling, options, lexicon, used) for spelling in spellings}
    # Too many spellings, or none of them listed: then each letter for itself, by how often the language writes it.
    if not scored:
        return [_letter(choice, used) for choice in options]
    return _shares(scored)


def _shares(scored: dict[Options, float]) -> list[tuple[str, float]]:
    """Return the likeliest of some spellings, with the share of each of its characters."""
    # All may be 0 where every spelling is impossible; then the first stands, with a share of 0.
    total = sum(scored.values()) or 1.0
    best = max(scored, key=lambda spelling: scored[spelling])
    shares = [sum(s for spelling, s in scored.items() if spelling[k] == c) / total for k, c in enumerate(best)]
    return list(zip(best, shares, strict=True))


def _likelihood(spelling: Options, options: list[Options], lexicon: Lexicon, used: Counter[str]) -> float:
    """Return how likely a word is spelt so: by its words without marks, and by what its letters are seldom written as."""
    written = "".join(spelling)
    # Hebrew and Arabic are listed without their vowel marks.
    bare = "".join(one for one in spelling if unicodedata.category(one) != "Mn")
    share = math.prod(lexicon.probability(word) for word in ([bare] if lexicon.frequency(bare) else _WORD.findall(bare)))
    return share * math.prod(_usual(written, k, used) for k in range(len(spelling)) if len(options[k]) > 1)


def _usual(word: str, k: int, used: Counter[str]) -> float:
    """Return how usual a character is at its place in a word."""
    character, inside = word[k], k + 1 < len(word) and word[k + 1].isalpha()
    if character.isalpha():
        if _is_odd_letter(word, k, inside=inside):
            return _ODD
        return 1.0 if used[character.lower()] else _FOREIGN_LETTER
    if unicodedata.category(character) == "Mn":
        return _VOWEL_MARK if character in _MARKS and not inside else _ODD
    return _OTHER


def _is_odd_letter(word: str, k: int, *, inside: bool) -> bool:
    """Tell whether a letter is a Greek final sigma inside a word, or a capital after a small letter."""
    return (word[k] in _FINAL and inside) or (word[k].isupper() and k > 0 and word[k - 1].islower())


def _letter(choice: Options, used: Counter[str]) -> tuple[str, float]:
    """Return the character of a choice that the language writes most."""
    total = sum(used[one] + 1 for one in choice)
    best = max(choice, key=lambda one: used[one])
    return best, (used[best] + 1) / total


@cache
def _letters(language: str) -> Counter[str]:
    """Return how often the words of a language have each letter beyond ASCII: some fifty counts, kept for every language."""
    # Most words of a list are as rare as each other: those are counted in one go, not letter by letter.
    by_weight: defaultdict[int, list[str]] = defaultdict(list)
    for word, share in frequencies(language).items():
        if not word.isascii():
            by_weight[max(1, int(share * _MILLION))].append(word)
    counts: Counter[str] = Counter()
    for weight, words in by_weight.items():
        for character, times in Counter("".join(words)).items():
            if character > "\x7f":
                counts[character] += weight * times
    return counts
