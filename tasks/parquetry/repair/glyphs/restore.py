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

from parquetry.languages.lexicon import SAME_TABLES
from parquetry.languages.word_frequencies import fold, frequencies
from parquetry.repair.glyphs.candidates import CandidateGenerator, Form, Reading, form_of
from parquetry.repair.glyphs.confidence import Calibration, agreement
from parquetry.repair.glyphs.damaged_words import chains
from parquetry.repair.glyphs.glyph_data import ANY_GLYPH, LETTER, LIGATURES, MARKED_ACCENTS, WORD, never_typed
from parquetry.repair.glyphs.isolated_marks import QUOTED, IsolatedMarks
from parquetry.repair.glyphs.word_model import Lexicon
from parquetry.text import AlignedText, Candidate, Edit, EditReason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parquetry.repair.glyphs.damaged_words import Token
    from parquetry.repair.glyphs.noise_model import NoiseModel

SURE = 0.9
"""Least confidence of a repair that is applied."""
LOST = 0.3
"""A glyph that the document keeps more often than this share was not lost by its font."""
# No reading is a certainty: the text itself is gone.
_MOST_SURE = 0.999
SHOWN = 4
"""Readings that the record lists."""
_TOKEN = re.compile(r"\S+")
# Share of all words from which a word is common.
_COMMON = 1e-6
_SHORT = 3
_AROUND = "\"'“”„«»‘’.,;:!?()[]"
_LETTERS = re.compile(f"{LETTER}+")
_LETTERS_BEFORE = re.compile(f"{LETTER}+$")
_REACH = 30
_SENTENCE = re.compile(r"(?:^|[.!?:…]\s+|\n\n)[\"'“„«‘(]*[^\W\d_a-zà-ÿ]")


def restore(text: AlignedText, marks: set[str], language: str) -> AlignedText:
    """Return the text with lost glyphs restored where they are sure; doubts are on record with their readings."""
    if not marks:
        return text
    marks = _without_control(text.text, marks)
    # A byte that fitted no encoding also stands as U+FFFD, but is no lost glyph, and has its row already.
    undecoded = {r.start for r in text.repairs if r.kind == "encoding" and r.status == "unresolved"}
    damage = Damage(text.text, marks, language)
    edits = [part for part in damage.edits() if part.start not in undecoded]
    return text.replace(_without_strays(text.text, _without_halves(text.text, edits, marks), damage))


def _without_control(text: str, marks: set[str]) -> set[str]:
    """Return the marks without control characters where most are those that stand for anything lost.

    One control character beside a hundred U+FFFD is a stray, and makes no font of them that lost its ligatures.
    """
    # NUL is a control character too, and is what some conversions write for anything.
    lost = sum(map(text.count, marks & set(ANY_GLYPH)))
    control = {symbol for symbol in marks - set(ANY_GLYPH) if unicodedata.category(symbol) == "Cc"}
    return marks - control if lost > sum(map(text.count, control)) else marks


def _without_halves(text: str, edits: list[Edit], marks: set[str]) -> list[Edit]:
    """Return the edits without those in addresses of which not every mark is restored: half an address leads nowhere."""
    if "://" not in text:
        return edits
    halves = set(_of_half_addresses(text, [edit.start for edit in edits if edit.after is not None], marks))
    return [edit for edit in edits if edit.after is None or edit.start not in halves]


def _of_half_addresses(text: str, applied: list[int], marks: set[str]) -> Iterator[int]:
    for token in _TOKEN.finditer(text):
        # "https://example.org/\ufffdle/o\ufffdce" with one of two marks restored would look whole and lead nowhere.
        within = applied[bisect_left(applied, token.start()) : bisect_left(applied, token.end())]
        if within and "://" in token[0] and len(within) < sum(character in marks for character in token[0]):
            yield from within


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
            # A stray: `characters.clean` removes it, with a row of its own.
            if symbol not in proven and not damage.cuts_word(part.start):
                continue
            # Shown as U+FFFD: a control character would be removed later, and with it the only sign of the loss.
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


class GlyphShare(NamedTuple):
    """What a mark may have been: the glyph, whether the gap after it is inside the word, the share of the readings."""

    glyph: str
    joined: bool
    share: float


def _glyph_shares(number: int, mark: Mark, readings: list[Reading], weights: list[float]) -> list[GlyphShare]:
    """Return what the mark of this number may have been, likeliest first."""
    shares: dict[tuple[str, bool], float] = defaultdict(float)
    for reading, weight in zip(readings, weights, strict=True):
        shares[reading.glyphs[number], mark.before_gap and reading.joined[mark.token]] += weight
    ordered = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    return [GlyphShare(glyph, joined, share) for (glyph, joined), share in ordered]


def _restored(mark: Mark, gap: int, shares: list[GlyphShare], confidence: float) -> Edit:
    """Return the edit that writes the likeliest glyph; where it joins two parts of a word, the `gap` after it goes."""
    end = mark.at + 1 + (gap if shares[0].joined else 0)
    return Edit(mark.at, end, shares[0].glyph, _reason(shares, confidence, "applied"))


def _unresolved(mark: Mark, shares: list[GlyphShare], confidence: float) -> Edit:
    """Return the edit that changes nothing and puts the readings on record."""
    return Edit(mark.at, mark.at + 1, None, _reason(shares, confidence, "unresolved"))


def _reason(shares: list[GlyphShare], confidence: float, status: str) -> EditReason:
    rule = "lost_ligature" if len(shares[0].glyph) > 1 else "lost_accent"
    candidates = tuple(Candidate(shown.glyph, round(shown.share, 4)) for shown in shares[:SHOWN])
    return EditReason("glyph", rule, confidence, status, candidates)


class Damage:
    """The damaged words of one text, and what they were."""

    def __init__(self, text: str, marks: set[str], language: str) -> None:
        self.text = text
        self.chains = list(chains(text, marks))
        self._mark = re.compile(f"[{''.join(re.escape(symbol) for symbol in sorted(marks))}]")
        self._isolated = IsolatedMarks(text, self._mark, language)
        # A symbol such as "\u019f" for a lost glyph comes from a font; accents are lost to U+FFFD, NUL or "?".
        self._ligatures_only = not all(symbol in ANY_GLYPH for symbol in marks)
        self._language = language
        # What is left of damaged words ("rela", "ons") must not teach the lexicon as if it were words.
        parts = {part for chain in self.chains for token in chain for part in self._mark.split(token.text) if part}
        words = [word for word in WORD.findall(text) if word not in parts and not self._mark.search(word)]
        self._intact = " ".join(words)
        # A text in any language may have English words and names.
        self._lexicon = Lexicon(language, words, frequencies("en") if language != "en" else None)
        # Capitals that do not begin a sentence: a list of names has many, a story few. Bounded, as a short text shows
        # little.
        mid = sum(word[0].isupper() for word in words) - len(_SENTENCE.findall(text))
        self._capitals = min(0.6, max(0.02, mid / max(50, len(words))))

    def edits(self) -> Iterator[Edit]:
        """Yield what to restore, and what to record as doubtful, in order of place."""
        forms = Counter(form_of(chain) for chain in self.chains if not _alone(chain))
        # Without the letters of its language a text that lost "ä" has but ligatures to explain it: "ttimfin" for "tämän".
        letters = MARKED_ACCENTS.get(SAME_TABLES.get(self._language, self._language), "")
        fits = [self._fit(LIGATURES, forms)]
        if letters and not self._ligatures_only:
            fits.append(self._fit(tuple(letters), forms))
        # A document lost either its ligatures or its accents: mixed, each word would have far more readings than are
        # right.
        best = max(fits, key=lambda fit: fit.likelihood)
        accents = best.generator.glyphs != LIGATURES
        # A font that loses ligatures does not lose quotation marks; a conversion that loses accents does.
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
        following = _LETTERS.match(self.text, at + 1)
        # "of\x02ce" without the control character is "ofce", no word: a letter is missing. "be\x02fore" is whole
        # without it.
        return bool(before and following and not self._lexicon.known(before[0] + following[0]))

    def _fit(self, glyphs: tuple[str, ...], forms: Counter[Form]) -> Fit:
        """Return the model by which the document lost some of these glyphs."""
        kept = Counter({glyph: self._intact.count(glyph) for glyph in glyphs})
        generator = CandidateGenerator(glyphs, self._mark, self._lexicon, self._capitals)
        return Fit(generator, *generator.fit(forms, kept))

    def _chain_edits(self, chain: tuple[Token, ...], fit: Fit, calibration: Calibration) -> Iterator[Edit]:
        """Yield the edits of one chain: each mark restored, or left with its readings on record."""
        # A mark between spaces may be "à", a bullet, a dash: only between two words is it read as a word.
        isolated = _alone(chain) and not self._isolated.between_words(chain[0].start)
        # "le n\ufffd 5" has lost a sign of degree, which is no glyph of a word: "né" is not meant.
        numbered = chain[-1].text[:-1] in {"n", "N"} and _FIGURE.match(self.text, chain[-1].start + len(chain[-1].text))
        readings = [] if isolated or numbered else fit.generator.read(form_of(chain), fit.noise)
        if not readings:
            yield from self._unread(chain)
            return
        weights = calibration.weights(chain, readings)
        marks = list(self._marks(chain))
        agreed = agreement(readings, weights, [mark.token for mark in marks])
        whole = self._is_whole(chain, readings[0])
        for number, mark in enumerate(marks):
            shares = _glyph_shares(number, mark, readings, weights)
            # Half a pair of quotation marks is worse than none: left to a person.
            may_quote = chain[mark.token].text == mark.symbol and self._isolated.may_quote(mark.at)
            # The glyph may be clear though the word is not. What is written is a word, so the lower of the two shares
            # counts.
            # The least of the three: of the glyph, of the word, and of what is ever certain.
            share = calibration.believed(min(shares[0].share, agreed[mark.token], _MOST_SURE))
            confidence = 0.0 if whole or may_quote else round(share, 4)
            yield from _mark_edits(mark, chain[mark.token].gap, shares, confidence, fit)

    def _marks(self, chain: tuple[Token, ...]) -> Iterator[Mark]:
        """Yield the marks of a chain in order."""
        for number, token in enumerate(chain):
            for match in self._mark.finditer(token.text):
                # Only a mark at the end of its word can have a stray space after it.
                before_gap = number < len(chain) - 1 and match.end() == len(token.text)
                yield Mark(match[0], token.start + match.start(), number, before_gap)

    def _is_whole(self, chain: tuple[Token, ...], likeliest: Reading) -> bool:
        """Tell whether a word is a common one without its marks, and none the language knows with what they might be."""
        # "report\ufffd" may be "report" with a stray mark after it.
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


_FIGURE = re.compile(r"\s?\d")


def _alone(chain: tuple[Token, ...]) -> bool:
    return len(chain) == 1 and not any(character.isalpha() for character in chain[0].text)


def _mark_edits(mark: Mark, gap: int, shares: list[GlyphShare], confidence: float, fit: Fit) -> Iterator[Edit]:
    """Yield the edit of one mark: restored, unresolved, or none."""
    glyph = shares[0].glyph
    # The symbol stands for itself: a question mark that is one.
    if glyph == mark.symbol:
        return
    # Both: the word must be sure, and the document must lose this glyph elsewhere too.
    if confidence >= SURE and fit.noise.lost[glyph] >= LOST:
        yield _restored(mark, gap, shares, confidence)
    # A doubtful "?" is no damage to report; a doubtful U+FFFD is.
    elif never_typed(mark.symbol):
        yield _unresolved(mark, shares, confidence)
