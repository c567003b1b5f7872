r"""SkippedItem glyphs: the letters behind U+FFFD, NUL, private-use and control characters, and behind wrong ones.

A font without a usable table turns its ligatures into one mark ("rela\ufffdons"), a conversion loses accented letters.
What stood there is inferred from all damaged words of a document together (`readings`): from words the language and the
document know, and from which glyphs the document lost. A document that writes "fi" everywhere has not lost it. Ligatures
and accents are fitted apart, and the better of the two explains the document. Below a calibrated confidence the mark
stays, and the record lists its readings.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from parquetry.languages.identify import guess
from parquetry.languages.word_frequencies import fold, frequencies
from parquetry.repair.glyphs import detect as marking
from parquetry.repair.glyphs.candidates import Form, Rates, Reader, Reading, form_of
from parquetry.repair.glyphs.confidence import Odds, agreement
from parquetry.repair.glyphs.detect import ACCENTS, LETTER, LIGATURES, WORD, never_typed
from parquetry.repair.glyphs.isolated_marks import QUOTED, Standing
from parquetry.repair.glyphs.word_model import Lexicon
from parquetry.text import AlignedText, Candidate, Edit, EditReason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parquetry.repair.glyphs.detect import Token

SURE = 0.9
"""Least confidence of a repair that is applied."""
LOST = 0.3
"""A glyph that the document keeps more often than this share was not lost by its font."""
SHOWN = 4
_TOKEN = re.compile(r"\S+")
_COMMON = 1e-6
"""Share of all words from which a word is common."""
_SHORT = 3
_AROUND = "\"'“”„«»‘’.,;:!?()[]"
_SAMPLE = 50_000
_LETTERS = re.compile(f"{LETTER}+")
_LETTERS_BEFORE = re.compile(f"{LETTER}+$")
_REACH = 30
_SENTENCE = re.compile(r"(?:^|[.!?:…]\s+|\n\n)[\"'“„«‘(]*[^\W\d_a-zà-ÿ]")


def find(text: str) -> set[str]:
    """Return the symbols that stand for lost glyphs in a text."""
    return marking.find(text, lambda: _language(text))


@lru_cache(maxsize=2)
def _language(text: str) -> str:
    return guess(re.sub(f"[{marking.NEVER_TYPED}]", "", text[:_SAMPLE])).code


def restore(text: AlignedText, marks: set[str]) -> AlignedText:
    """Return the text with lost glyphs restored where they are sure; doubts are on record with their readings."""
    if not marks:
        return text
    undecoded = {r.start for r in text.repairs if r.kind == "encoding" and r.status == "unresolved"}
    damage = Damage(text.text, marks, _language(text.text))
    edits = [part for part in damage.edits() if part.start not in undecoded]
    return text.replace(_without_strays(text.text, _without_halves(text.text, edits, marks), damage))


def _without_halves(text: str, edits: list[Edit], marks: set[str]) -> list[Edit]:
    """Return the edits without those in addresses of which not every mark is restored: half an address leads nowhere."""
    if "://" not in text:
        return edits
    applied = [part.start for part in edits if part.after is not None]
    halves: set[int] = set()
    for token in _TOKEN.finditer(text):
        within = applied[bisect_left(applied, token.start()) : bisect_left(applied, token.end())]
        if within and "://" in token[0] and len(within) < sum(character in marks for character in token[0]):
            halves.update(within)
    return [part for part in edits if part.after is None or part.start not in halves]


def _without_strays(text: str, edits: list[Edit], damage: Damage) -> list[Edit]:
    """Return the edits without doubts about control characters that nowhere in the text prove to be lost glyphs.

    Those are strays, and no one's letters. One that elsewhere is a glyph, or without which no word is left that is known,
    stays visible, as U+FFFD.
    """
    proven = {text[part.start] for part in edits if part.after is not None}
    out = []
    for part in edits:
        symbol = text[part.start]
        if part.after is None and unicodedata.category(symbol) == "Cc":
            if symbol not in proven and not damage.cuts_word(part.start):
                continue
            part = part._replace(after="\N{REPLACEMENT CHARACTER}" * (part.end - part.start))  # noqa: PLW2901
        out.append(part)
    return out


class Damage:
    """The damaged words of one text, and what they were."""

    def __init__(self, text: str, marks: set[str], language: str) -> None:
        self.text = text
        self.chains = list(marking.chains(text, marks))
        self._mark = re.compile(f"[{''.join(re.escape(symbol) for symbol in sorted(marks))}]")
        self._standing = Standing(text, self._mark, language)
        self._ligatures_only = not all(symbol in marking.ANY_GLYPH for symbol in marks)
        self._language = language
        parts = {part for chain in self.chains for token in chain for part in self._mark.split(token.text) if part}
        words = [word for word in WORD.findall(text) if word not in parts and not self._mark.search(word)]
        self._intact = " ".join(words)
        self._lexicon = Lexicon(language, words)
        mid = sum(word[0].isupper() for word in words) - len(_SENTENCE.findall(text))
        self._capitals = min(0.6, max(0.02, mid / max(50, len(words))))

    def edits(self) -> Iterator[Edit]:
        """Yield what to restore, and what to record as doubtful, in order of place."""
        forms = Counter(form_of(chain) for chain in self.chains if not _alone(chain))
        letters = ACCENTS.get(self._language, "")
        fits = [self._fit(LIGATURES, forms)]
        if letters and not self._ligatures_only:
            fits.append(self._fit(tuple(letters), forms))
        reader, rates, _ = max(fits, key=lambda fit: fit[2])
        accents = reader.glyphs != LIGATURES
        quoted = dict(self._standing.quotes()) if accents else {}
        odds = Odds(self.text, self._mark, self._lexicon, accents=accents)
        for chain in self.chains:
            rest, at = chain, chain[0].start
            if _alone(chain[:1]) and at in quoted:
                yield Edit(at, at + 1, quoted[at], EditReason("glyph", "lost_quotation_mark", QUOTED, "applied"))
                rest = chain[1:]
            if any(self._mark.search(token.text) for token in rest):
                yield from self._parts(rest, reader, rates, odds)

    def cuts_word(self, at: int) -> bool:
        """Tell whether the symbol at `at` stands between two letters that make no known word without it."""
        before = _LETTERS_BEFORE.search(self.text[max(0, at - _REACH) : at])
        behind = _LETTERS.match(self.text, at + 1)
        return bool(before and behind and not self._lexicon.known(before[0] + behind[0]))

    def _fit(self, glyphs: tuple[str, ...], forms: Counter[Form]) -> tuple[Reader, Rates, float]:
        kept = Counter({glyph: self._intact.count(glyph) for glyph in glyphs})
        reader = Reader(glyphs, self._mark, self._lexicon, self._capitals)
        return reader, *reader.fit(forms, kept)

    def _parts(self, chain: tuple[Token, ...], reader: Reader, rates: Rates, odds: Odds) -> Iterator[Edit]:
        """Yield the edits of one chain: each mark restored, or left with its readings on record."""
        lone = _alone(chain) and not self._standing.between_words(chain[0].start)
        readings = [] if lone else reader.read(form_of(chain), rates)
        if not readings:
            yield from self._unread(chain)
            return
        weights = odds.weights(chain, readings)
        places = [
            (k, token.start + m.start(), m[0]) for k, token in enumerate(chain) for m in self._mark.finditer(token.text)
        ]
        agreed = agreement(readings, weights, [k for k, _, _ in places])
        for number, (k, at, symbol) in enumerate(places):
            last = k < len(chain) - 1 and at == chain[k].start + len(chain[k].text) - 1
            shares: dict[tuple[str, bool], float] = defaultdict(float)
            for reading, weight in zip(readings, weights, strict=True):
                shares[reading.glyphs[number], last and reading.joined[k]] += weight
            ranked = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
            candidates = tuple(Candidate(glyph, round(share, 4)) for (glyph, _), share in ranked[:SHOWN])
            (glyph, joined), share = ranked[0]
            if glyph == symbol:
                continue
            if (chain[k].text == symbol and self._standing.may_quote(at)) or self._is_whole(chain, readings[0]):
                share = 0.0
            confidence = round(min(share, agreed[k], 0.999), 4)
            kind = "lost_ligature" if len(glyph) > 1 else "lost_accent"
            if confidence >= SURE and rates.lost[glyph] >= LOST:
                end = at + 1 + (chain[k].gap if joined else 0)
                yield Edit(at, end, glyph, EditReason("glyph", kind, confidence, "applied", candidates))
            elif never_typed(symbol):
                yield Edit(at, at + 1, None, EditReason("glyph", kind, confidence, "unresolved", candidates))

    def _is_whole(self, chain: tuple[Token, ...], likeliest: Reading) -> bool:
        """Tell whether a word is a common one without its marks, and none the language knows with what they might be."""
        if len(chain) > 1 or any(self._lexicon.known(word) for word in likeliest.words):
            return False
        word = fold(self._mark.sub("", chain[0].text).strip(_AROUND), self._language)
        return len(word) > _SHORT and frequencies(self._language).get(word, 0.0) > _COMMON

    def _unread(self, chain: tuple[Token, ...]) -> Iterator[Edit]:
        """Yield a row for each run of marks that has no reading: too many in a word, or none of its letters left."""
        for token in chain:
            for match in re.finditer(f"{self._mark.pattern}+", token.text):
                if never_typed(match[0][0]):
                    cause = EditReason("glyph", "lost_glyph", 0.0, "unresolved")
                    yield Edit(token.start + match.start(), token.start + match.end(), None, cause)


def _alone(chain: tuple[Token, ...]) -> bool:
    return len(chain) == 1 and not any(character.isalpha() for character in chain[0].text)
