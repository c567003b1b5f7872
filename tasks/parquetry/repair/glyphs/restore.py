r"""Lost glyphs: the letters behind U+FFFD, NUL, private-use and control characters, and behind wrong ones.

A font without a usable table turns its ligatures into one mark ("rela\ufffdons"), a conversion loses accented letters.
What stood there is inferred from all damaged words of a document together (`candidates`): from words the language and the
document know, and from which glyphs the document lost. A document that writes "fi" everywhere has not lost it. Ligatures
and accents are fitted apart, and the better of the two explains the document. Below a calibrated confidence the mark
stays, and the record lists its readings.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from parquetry.languages.word_frequencies import fold, frequencies
from parquetry.repair.glyphs import detect as marking
from parquetry.repair.glyphs.candidates import CandidateGenerator, Form, NoiseModel, Reading, form_of
from parquetry.repair.glyphs.confidence import Calibration, agreement
from parquetry.repair.glyphs.detect import ACCENTS, LETTER, LIGATURES, WORD, never_typed
from parquetry.repair.glyphs.isolated_marks import QUOTED, IsolatedMarks
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
_LETTERS = re.compile(f"{LETTER}+")
_LETTERS_BEFORE = re.compile(f"{LETTER}+$")
_REACH = 30
_SENTENCE = re.compile(r"(?:^|[.!?:…]\s+|\n\n)[\"'“„«‘(]*[^\W\d_a-zà-ÿ]")


def find(text: str, language: str) -> set[str]:
    """Return the symbols that stand for lost glyphs in a text of a language."""
    return marking.find(text, language)


def restore(text: AlignedText, marks: set[str], language: str) -> AlignedText:
    """Return the text with lost glyphs restored where they are sure; doubts are on record with their readings."""
    if not marks:
        return text
    undecoded = {r.start for r in text.repairs if r.kind == "encoding" and r.status == "unresolved"}
    damage = Damage(text.text, marks, language)
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


class Mark(NamedTuple):
    """A mark of a chain: the symbol, its place in the text, the number of its token, and whether a gap follows it."""

    symbol: str
    at: int
    token: int
    before_gap: bool


class Fit(NamedTuple):
    """What generates the candidates of a document, how its font loses glyphs, and how well that explains the damage."""

    generator: CandidateGenerator
    noise: NoiseModel
    likelihood: float


def _glyph_shares(
    number: int, mark: Mark, readings: list[Reading], weights: list[float]
) -> list[tuple[tuple[str, bool], float]]:
    """Return what a mark may have been, and whether the gap behind it is inside the word, with the share of each."""
    shares: dict[tuple[str, bool], float] = defaultdict(float)
    for reading, weight in zip(readings, weights, strict=True):
        shares[reading.glyphs[number], mark.before_gap and reading.joined[mark.token]] += weight
    return sorted(shares.items(), key=lambda item: (-item[1], item[0]))


class Damage:
    """The damaged words of one text, and what they were."""

    def __init__(self, text: str, marks: set[str], language: str) -> None:
        self.text = text
        self.chains = list(marking.chains(text, marks))
        self._mark = re.compile(f"[{''.join(re.escape(symbol) for symbol in sorted(marks))}]")
        self._isolated = IsolatedMarks(text, self._mark, language)
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
        best = max(fits, key=lambda fit: fit.likelihood)
        accents = best.generator.glyphs != LIGATURES
        quoted = dict(self._isolated.quotes()) if accents else {}
        calibration = Calibration(self.text, self._mark, self._lexicon, accents=accents)
        for chain in self.chains:
            rest, at = chain, chain[0].start
            if _alone(chain[:1]) and at in quoted:
                yield Edit(at, at + 1, quoted[at], EditReason("glyph", "lost_quotation_mark", QUOTED, "applied"))
                rest = chain[1:]
            if any(self._mark.search(token.text) for token in rest):
                yield from self._chain_edits(rest, best, calibration)

    def cuts_word(self, at: int) -> bool:
        """Tell whether the symbol at `at` stands between two letters that make no known word without it."""
        before = _LETTERS_BEFORE.search(self.text[max(0, at - _REACH) : at])
        behind = _LETTERS.match(self.text, at + 1)
        return bool(before and behind and not self._lexicon.known(before[0] + behind[0]))

    def _fit(self, glyphs: tuple[str, ...], forms: Counter[Form]) -> Fit:
        """Return the model by which the document lost some of these glyphs."""
        kept = Counter({glyph: self._intact.count(glyph) for glyph in glyphs})
        generator = CandidateGenerator(glyphs, self._mark, self._lexicon, self._capitals)
        return Fit(generator, *generator.fit(forms, kept))

    def _chain_edits(self, chain: tuple[Token, ...], fit: Fit, calibration: Calibration) -> Iterator[Edit]:
        """Yield the edits of one chain: each mark restored, or left with its readings on record."""
        isolated = _alone(chain) and not self._isolated.between_words(chain[0].start)
        readings = [] if isolated else fit.generator.read(form_of(chain), fit.noise)
        if not readings:
            yield from self._unread(chain)
            return
        weights = calibration.weights(chain, readings)
        marks = list(self._marks(chain))
        agreed = agreement(readings, weights, [mark.token for mark in marks])
        whole = self._is_whole(chain, readings[0])
        for number, mark in enumerate(marks):
            shares = _glyph_shares(number, mark, readings, weights)
            (glyph, joined), share = shares[0]
            if glyph == mark.symbol:
                continue
            may_quote = chain[mark.token].text == mark.symbol and self._isolated.may_quote(mark.at)
            confidence = 0.0 if whole or may_quote else round(min(share, agreed[mark.token], 0.999), 4)
            rule = "lost_ligature" if len(glyph) > 1 else "lost_accent"
            candidates = tuple(Candidate(one, round(chance, 4)) for (one, _), chance in shares[:SHOWN])
            if confidence >= SURE and fit.noise.lost[glyph] >= LOST:
                end = mark.at + 1 + (chain[mark.token].gap if joined else 0)
                yield Edit(mark.at, end, glyph, EditReason("glyph", rule, confidence, "applied", candidates))
            elif never_typed(mark.symbol):
                yield Edit(mark.at, mark.at + 1, None, EditReason("glyph", rule, confidence, "unresolved", candidates))

    def _marks(self, chain: tuple[Token, ...]) -> Iterator[Mark]:
        """Yield the marks of a chain in order."""
        for number, token in enumerate(chain):
            for match in self._mark.finditer(token.text):
                before_gap = number < len(chain) - 1 and match.end() == len(token.text)
                yield Mark(match[0], token.start + match.start(), number, before_gap)

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
