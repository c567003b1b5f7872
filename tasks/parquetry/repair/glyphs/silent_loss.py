r"""Silent ligature loss: glyphs ligatures that left nothing behind ("acons"), or only a space ("ac ons").

No symbol shows where they stood, so the evidence is twofold: a document whose language has "ti" in every tenth word has
none, and its unknown words become known ones when "ti" is put back. Each word is looked up in an index of what the words
of the language form like without their ligatures; which ligatures the document lost is fitted to all its words together.
A ligature the document still has elsewhere was not lost, and a document that lacks none is left alone.

Source: the method is expectation maximisation (Dempster, Laird & Rubin 1977) over a dictionary inverted by deletion, as
in SymSpell (Garbe 2012); the model is ours.
"""

from __future__ import annotations

import math
from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from parquetry.languages.word_frequencies import fold
from parquetry.repair.glyphs.damaged_words import setting_of
from parquetry.repair.glyphs.deletion_index import Deletion, deletions, ligature_rates
from parquetry.repair.glyphs.glyph_data import ACCENTS, LIGATURES
from parquetry.repair.glyphs.lacking import LACKING, WORD, WORD_LENGTH, lacking_ligatures, lacks_common
from parquetry.repair.glyphs.noise_model import POOLED, UNKNOWN
from parquetry.repair.glyphs.stretches import is_prose, stretches
from parquetry.repair.glyphs.word_model import Lexicon
from parquetry.text import AlignedText, Candidate, Edit, EditReason

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

SURE = 0.95
"""Least confidence of a repair that is applied: higher than where a mark shows that something was lost."""
DOUBTED = 0.5
"""Least confidence of a doubt that is put on record."""
PROVEN = 12.0
"""Least log-likelihood that the losses must add to the document's words, beyond that of no loss."""
TELLING = 4
"""Least letters of a word that tells of losses: shorter ones are abbreviations that form like anything, as "uid" looks
like "fluid" and "eld" like "field". One less where a space shows that something is missing."""
LEAST_WORDS = 2
"""Least different unknown words that the losses must explain."""
# What the ligature left: nothing ("acons" for "actions") or a space ("ac ons"). A font does one or the other.
_GAPS = ("", " ")
_ROUNDS = 4
# How likely a word begins with a capital, by where it stands.
_CAPITAL = {"opens": 0.93, "asks": 0.93, "calls": 0.93, "joined": 0.97, "named": 0.3, "plain": 0.02}
# Share of all words from which a word counts as known as it stands; below it the list has misprints and scraps.
_NOT_RARE = 3e-7
_NEVER = 1e-9
# Bound of the exponent, far beyond certainty: `math.exp` overflows at 710.
_MOST_ODDS = 60.0
# Highest confidence of a repair that no mark asks for.
_MOST_SURE = 0.999
# Readings that are put on record, the likeliest first.
_MOST_CANDIDATES = 4
# Least probability that nothing was lost: keeps the gain finite.
_LEAST = 1e-30
# Different stretches of a text of which is remembered whether they may have lost something.
_MOST_FORMS = 1 << 16
# Least share of the lacking ligatures that the losses found must account for.
_EXPLAINED = 0.25


class Place(NamedTuple):
    """A stretch of words, one or several with a space between, that may be one word which lost ligatures."""

    text: str
    start: int
    setting: str


class SurfaceForm(NamedTuple):
    """What is known of words that form so, whatever the document lost.

    `losses` are the words they may be, with their log-probabilities (`scores`); `alone` is that of the words as they
    stand, `kept` are the ligatures in them, `known` whether the language has them all.
    """

    surface: str
    losses: tuple[Deletion, ...]
    scores: tuple[float, ...]
    alone: float
    kept: tuple[str, ...]
    known: bool


def restore(text: AlignedText, language: str, marks: Collection[str] = ()) -> AlignedText:
    """Return the text with unmarked lost ligatures restored where they are sure; doubts are on record.

    A word beside one of the `marks` that stand for lost glyphs has lost what is marked, and nothing else.
    """
    if not lacks_common(text.text) or language not in ACCENTS:
        return text
    lacking = lacking_ligatures(text.text, language)
    if not lacking:
        return text
    # Both ways to lose a ligature are tried, and the one that explains more of the document is taken.
    fits = [fit for gap in _GAPS if (fit := _Fit(text.text, language, lacking, gap, marks)).proven()]
    if not fits:
        return text
    return text.replace(max(fits, key=lambda fit: fit.gain).edits())


class _Fit:
    """The words of one text that may have lost ligatures, and how likely the document lost each."""

    def __init__(self, text: str, language: str, lacking: frozenset[str], gap: str, marks: Collection[str]) -> None:
        self.gap = gap
        self.gain = 0.0
        self._text = text
        self._marks = frozenset(marks)
        self._language = language
        self._lexicon = Lexicon(language)
        self._usual = {glyph: rate * len(text) / WORD_LENGTH for glyph, rate in ligature_rates(language).items()}
        self._kept = {glyph: text.count(glyph) for glyph in LIGATURES}
        # A glyph that the document has in plenty was not lost: its rate is 0 and stays so.
        self._lost = {g: UNKNOWN if self._kept[g] <= LACKING * self._usual[g] else 0.0 for g in LIGATURES}
        self._lacking = lacking
        self._form = cache(self._surface_form)
        self._may_have_lost = lru_cache(maxsize=_MOST_FORMS)(self._is_form)
        self._places = list(self._found())

    def proven(self) -> bool:
        """Fit the rates, and tell whether the losses explain the document's unknown words."""
        forms = Counter((place.text, place.setting) for place in self._places)
        for _ in range(_ROUNDS):
            gone: Counter[str] = Counter()
            explained: set[str] = set()
            self.gain = 0.0
            for (surface, setting), times in forms.items():
                form, shares = self.read(surface, setting)
                # The gain is how much less likely the word would be if nothing had been lost.
                self.gain += times * -math.log(max(1 - sum(shares), _LEAST))
                for loss, share in zip(form.losses, shares, strict=True):
                    for _, glyph in loss.glyphs:
                        gone[glyph] += times * share  # type: ignore[assignment] # expected counts are fractions
                # A known word proves nothing: "me" is "time" without its "ti", but a word as it stands.
                if sum(shares) > SURE and not form.known and len(surface.replace(" ", "")) >= TELLING - len(self.gap):
                    explained.add(surface)
            self._refit(gone)
        # If the document really lost its ligatures, the losses found are of the order that its language makes expect.
        # A list of part numbers that happens to lack "ti" finds a few.
        missed = sum(self._usual[glyph] for glyph in self._lacking if self._lost[glyph] > DOUBTED)
        return len(explained) >= LEAST_WORDS and self.gain >= PROVEN and gone.total() >= _EXPLAINED * missed

    def _refit(self, gone: Counter[str]) -> None:
        possible = [glyph for glyph, share in self._lost.items() if share]
        total = sum(self._kept[glyph] + gone[glyph] for glyph in possible)
        usual = (sum(gone[glyph] for glyph in possible) + UNKNOWN) / (total + 1)
        for glyph in possible:
            # As in `noise_model.NoiseModel.refit`: a rare glyph starts from the rate of all.
            self._lost[glyph] = (gone[glyph] + POOLED * usual) / (gone[glyph] + self._kept[glyph] + POOLED)

    def edits(self) -> Iterator[Edit]:
        """Yield what to restore, and what to record as doubtful, in order of place."""
        at = 0
        for place in self._places:
            # The longer stretch came first: a shorter one within it has been dealt with.
            if place.start < at:
                continue
            form, shares = self.read(place.text, place.setting)
            # Several words may lose their ligatures to the same form; the record lists the best.
            ranked = sorted(zip(shares, form.losses, strict=True), key=lambda one: -one[0])
            share, best = ranked[0]
            if share < DOUBTED:
                continue
            likeliest = ranked[:_MOST_CANDIDATES]
            words = tuple(Candidate(self._whole(place.text, loss), round(odds, 4)) for odds, loss in likeliest)
            at = place.start + len(place.text)
            sure = share >= SURE
            cause = EditReason(
                "glyph", "unmarked_ligature", round(min(share, _MOST_SURE), 4), "applied" if sure else "unresolved", words
            )
            yield Edit(place.start, at, self._whole(place.text, best) if sure else None, cause)

    def read(self, surface: str, setting: str) -> tuple[SurfaceForm, list[float]]:
        """Return what the words may be that look so, and how likely each is."""
        form = self._form(surface, setting)
        # A ligature that stands in the words was not lost. In a document that loses most of them that is unlikely,
        # which speaks against the words as they stand.
        alone = form.alone + sum(form.surface.count(glyph) * math.log(1 - self._lost[glyph]) for glyph in form.kept)
        odds = []
        for loss, score in zip(form.losses, form.scores, strict=True):
            lost = sum(math.log(self._lost[glyph] or _NEVER) for _, glyph in loss.glyphs)
            # Against the words as they stand, whose odds are 1: hence the 1 in the total below.
            odds.append(math.exp(min(_MOST_ODDS, score + lost - alone)))
        total = 1 + sum(odds)
        return form, [one / total for one in odds]

    def _surface_form(self, surface: str, setting: str) -> SurfaceForm:
        words = WORD.findall(surface)
        capital = _CAPITAL[setting]
        lower = surface.lstrip()[0].islower()
        begins = math.log(1 - capital) if lower else 0.0
        losses, scores = [], []
        for loss in deletions(fold(surface, self._language), self._language, self.gap):
            at, glyph = loss.glyphs[0]
            # "Me" cannot be "time" or "Time": had its beginning been lost, a small letter would come first.
            if at == 0 and not lower:
                continue
            losses.append(loss)
            scores.append(math.log(loss.frequency) + (math.log(capital) if at == 0 and glyph[0].isupper() else begins))
        return SurfaceForm(
            surface,
            tuple(losses),
            tuple(scores),
            begins + sum(math.log(self._lexicon.probability(word)) for word in words),
            tuple(glyph for glyph in LIGATURES if glyph in surface and self._lost[glyph]),
            all(self._lexicon.frequency(word) > _NOT_RARE for word in words),
        )

    def _whole(self, surface: str, loss: Deletion) -> str:
        """Return the word with what it lost put back, in the letters it stands in."""
        letters = iter(surface.replace(self.gap, "") if self.gap else surface)
        out, at = [], 0
        for start, glyph in loss.glyphs:
            out += [next(letters) for _ in range(start - at)]
            out.append(glyph)
            at = start + len(glyph)
        return "".join([*out, *letters])

    def _found(self) -> Iterator[Place]:
        """Yield each stretch whose form is that of a word without some ligatures; the longer before the shorter."""
        words = list(WORD.finditer(self._text))
        for k, word in enumerate(words):
            for start, end, last in stretches(self._text, self.gap, words, k):
                surface = self._text[start:end]
                # The form is looked up first: of nearly all stretches nothing was lost.
                if not self._may_have_lost(surface) or not all(
                    is_prose(self._text, *one.span()) for one in words[k : last + 1]
                ):
                    continue
                # "ac\ufffdons" has a mark for its loss: its halves are not looked at by themselves.
                if not self._marks.isdisjoint((self._text[start - 1 : start], self._text[end : end + 1])):
                    continue
                place = Place(surface, start, setting_of(self._text, word.start(), word.end()))
                if self._form(surface, place.setting).losses:
                    yield place

    def _is_form(self, surface: str) -> bool:
        """Tell whether a stretch looks as a word of the language does without some of its ligatures."""
        key = fold(surface, self._language)
        # Folding may change the length ("ß" to "ss"), after which places in the key are none in the text.
        # Words in capitals have no ligatures to lose.
        return len(key) == len(surface) and not surface.isupper() and bool(deletions(key, self._language, self.gap))
