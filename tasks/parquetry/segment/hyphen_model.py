"""How likely the hyphen at a line's end belongs to the word: "self-/esteem" against "repercus-/sions".

A logistic regression over how often the word is written in one and with a hyphen, how common its halves are as words of
their own, what their parts are known to do in other words, and their form. Weights for each language, drawn towards those
for all; made and evaluated by `training/hyphens.py`.

Source: word frequencies of wordfreq (Robyn Speer); `languages/hyphenated_words.py`.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from functools import cache
from importlib.resources import files
from operator import mul
from typing import TYPE_CHECKING, Any

from parquetry.languages.data_tables import table
from parquetry.languages.hyphenated_words import hyphenated_words
from parquetry.languages.word_frequencies import fold, frequencies

if TYPE_CHECKING:
    from collections.abc import Mapping

FEATURES = (
    "bias",
    "joined",
    "joined unknown",
    "hyphenated",
    "hyphenated unknown",
    "left",
    "right",
    "rarer half",
    "joined rarer than its halves",
    "joined far rarer",
    "first part",
    "last part",
    "capital inside",
    "capitals before small letters",
    "small after capital",
    "single letter",
    "hyphen before",
    "hyphen after",
    "short half",
    "length",
)
"""Names of what `features` returns, in its order."""
_CAPITAL_INSIDE = 3.0
"""Log-odds (.95) of a hyphen before a capital: "Gaza-/Streifen", "Orr-/Lindqvist". Of 33 such in repair/hyphen three were
broken inside a word."""
_TWO_WORDS = 0.5
"""What it adds to the log-odds that two common words are hardly ever written in one: "ghost-/written" against
"north-/west". Source: repair/hyphen, where 0 breaks three compounds more and 1.5 keeps two hyphens more that are none."""
_COMMON = 3.2
"""Frequency from which a half is a common word: 1.5 in a million."""
_RARER = 2.5
"""Orders of magnitude by which what nobody writes in one is rarer than its halves."""
_PARTICLE = 3.0
"""Log-odds (.95) of a hyphen in a form that nobody writes in one: before a particle, "какие-/то", but not "час-/то"; between
three letters that are alike."""
_ENDS_OF_PARTICIPLES = ("ed", "ing")
_RARER_PARTICIPLE = 1.5
"""Orders of magnitude by which an adjective of two words in one is rarer than its halves: "kindhearted" (1.5)."""
_OF_TWO_PARTS = 1.5
"""What it adds to the log-odds that the second of two words is a participle. Source: Chicago Manual of Style, 7.89, which
hyphenates them before a noun. In repair/hyphen 0 to 1.5 do alike."""
_BEFORE_VERBS = frozenset({"with", "over", "under", "out", "up", "down", "fore"})
"""Words that are written in one with the verb behind them, whose participle is no part of an adjective: "withholding"."""
_OF_MANNER, _OF_ORDER = ("ски", "цки", "ьи", "ому", "ему"), ("ых", "их")
"""Ends of Russian adverbs behind "по-" and "во-". Source: Rules of Russian orthography and punctuation (1956), § 83."""
_ELIDING = frozenset({"fr", "it", "ca"})
"""Languages that write articles and pronouns before a vowel with an apostrophe: "l'après-/midi" has one."""
_THREE_ALIKE = frozenset({"de", "is", "et"})
"""Languages that write one letter three times: "Schifffahrt", "þátttaka", "jäääär". Source: word frequencies of wordfreq,
in which words of 31 others have none but for the lengthened ones ("sooo"). They keep a hyphen there: "maa-/alue"."""
_THRICE = re.compile(r"(\w)\1\1")
_CLASHING = frozenset(["aa", "ae", "ai", "au", "ee", "ei", "eu", "ie", "ii", "ij", "oe", "oi", "oo", "ou", "ui", "uu"])
"""Vowels that Dutch reads as one sound where they meet, and parts by a hyphen in compounds. Source: Woordenlijst Nederlandse
Taal, "klinkerbotsing"."""
_VOWELS = frozenset("aeiou")
_DIAERESIS = "\N{COMBINING DIAERESIS}"
_HYPHENATING = frozenset({"en", "fr", "pt", "ro"})
"""Languages that write compounds of two words with a hyphen. Others write them in one, or seldom at all."""
_FAR = 2.0
"""Orders of magnitude by which a joined word that is a typing error is rarer than its rarer half, "longterm", and a word
that happens to be made of two others, "father", is not."""
_SHORT_HALF = 3
"""Letters up to which a half says little by being a word: "un", "con", "der"."""


def features(left: str, right: str, language: str) -> tuple[float, ...]:
    """Return what the model looks at, for the word before the hyphen and the word after the break.

    Frequencies are on a log scale from 0 (never) over 3 (once in a million words).
    """
    # Only the parts next to the break are one word: of "mother-in-/law" these are "in" and "law".
    before, last = _parts(fold(left, language), apostrophes=language in _ELIDING)
    first, after = _parts(fold(right, language), from_left=True)
    known, hyphens = frequencies(language), hyphenated_words(language)
    # "repercussions": the word without the hyphen.
    joined = _scale(1e6 * known.get(last + first, 0.0))
    # Both the whole compound and its inner pair may be listed: "mother-in-law", "in-law".
    whole = f"{before}{last}-{first}{after}"
    hyphenated = _scale(max(hyphens.per_million.get(whole, 0.0), hyphens.per_million.get(f"{last}-{first}", 0.0)))
    halves = _scale(1e6 * known.get(last, 0.0)), _scale(1e6 * known.get(first, 0.0))
    return (
        1.0,
        joined,
        float(not joined),
        hyphenated,
        float(not hyphenated),
        *halves,
        # How common the rarer half is: "ghost" and "written" are both words, "repercus" is none.
        min(halves),
        max(0.0, min(halves) - joined),
        max(0.0, min(halves) - joined - _FAR),
        hyphens.first_part.get(last, 0.0),
        hyphens.last_part.get(first, 0.0),
        # "Gaza-/Streifen", but not "INTER-/NATIONAL", which is in capitals throughout.
        float(right[:1].isupper() and not (right.isupper() and left.isupper())),
        # "NATO-/led": an abbreviation is never broken, so the hyphen is part of the word.
        float(len(last) > 1 and left.isupper() and not right.isupper()),
        # "Whit-/mans": a name that is broken. Few compounds go on in small letters, "Nationalist-/created".
        float(left[:1].isupper() and not left.isupper() and right[:1].islower()),
        float(len(last) == 1),
        float("-" in before),
        float(bool(after)),
        float(min(len(last), len(first)) <= _SHORT_HALF),
        # Tens of letters, to be of the same size as the other features.
        len(last + first) / 10,
    )


def log_odds_kept(left: str, right: str, language: str) -> float:
    """Return the natural log of the odds that the hyphen is kept, in a text that breaks words at line ends.

    >>> log_odds_kept("self", "esteem", "en") > 2, log_odds_kept("repercus", "sions", "en") < -4
    (True, True)
    """
    weights = _weights()
    # Languages without enough examples use the weights of all.
    weight = weights.get(language, weights["*"])
    values = features(left, right, language)
    odds: float = sum(map(mul, weight, values))
    # The form gives a lower bound only: the model may be surer still that the hyphen stays.
    value = dict(zip(FEATURES, values, strict=True))
    if language == "ru" and _is_adverb(fold(left, language), fold(right, language), value):
        return max(odds, _PARTICLE)
    two_words = value["rarer half"] > _COMMON and value["joined rarer than its halves"] > _RARER
    if two_words and fold(right, language) in _particles(language):
        return max(odds, _PARTICLE)
    # Each is 0 or 1 times what it weighs: a compound may be both.
    odds += _TWO_WORDS * (two_words and language in _HYPHENATING)
    odds += _OF_TWO_PARTS * _is_participial(left, right, language, value)
    is_apart = _meets_itself(left, right, language) or (language == "nl" and _clashes(left, right, value))
    return max(odds, _PARTICLE if is_apart else _least_log_odds(value))


def _meets_itself(left: str, right: str, language: str) -> bool:
    """Tell whether the halves would write a letter three times in a language that has no such words: "zee-/eend"."""
    around = fold(left[-2:] + right[:2], language)
    return language not in _THREE_ALIKE and _THRICE.search(around) is not None


def _clashes(left: str, right: str, value: Mapping[str, float]) -> bool:
    """Tell whether two Dutch words would be read wrongly in one, as "auto-ongeluk" would: it is never written so.

    Inside a word the second vowel has a diaeresis, which a break takes away: "be-/invloeden" is "beïnvloeden".
    """
    last, first = fold(left, "nl"), fold(right, "nl")
    # "koei-/en": an i behind another vowel is no vowel of its own.
    if last[-1] + first[0] not in _CLASHING or (last[-1] == "i" and last[-2:-1] in _VOWELS):
        return False
    word = f"{last}{unicodedata.normalize('NFC', first[0] + _DIAERESIS)}{first[1:]}"
    # "di-/eet" is a word of its own, though both halves are words.
    is_rarer = value["joined rarer than its halves"] > _RARER
    known = frequencies("nl")
    return is_rarer and known.get(word, 0.0) <= known.get(last + first, 0.0)


def _least_log_odds(value: Mapping[str, float]) -> float:
    """Return the log-odds that a capital alone gives, which few examples have and the weights therefore say little of."""
    # "ConocoPhillips": of its first half hardly anybody writes without the second, so that they are one name.
    is_name = 0 < value["joined"] >= value["rarer half"]
    return _CAPITAL_INSIDE if value["capital inside"] and not is_name else -math.inf


def _is_participial(left: str, right: str, language: str, value: Mapping[str, float]) -> bool:
    """Tell whether two halves are an English adjective made with a participle: "kind-hearted", "hard-working"."""
    # Both halves must be words that are common by themselves.
    # Of "understanding" and "newcoming" one is common in one word, the other has a rare half.
    is_rarer = value["joined rarer than its halves"] > _RARER_PARTICIPLE and value["rarer half"] > _COMMON
    is_adjective = left.lower() not in _BEFORE_VERBS and right.lower().endswith(_ENDS_OF_PARTICIPLES)
    return language == "en" and is_rarer and is_adjective


def _is_adverb(left: str, right: str, value: Mapping[str, float]) -> bool:
    """Tell whether two halves are an adverb as Russian writes it: "по-русски", "во-первых"; but "поэтому"."""
    # What is common in one word is that word.
    if value["joined"] > value["right"] - _FAR / 2:
        return False
    return (left == "по" and right.endswith(_OF_MANNER)) or (left in {"во", "в"} and right.endswith(_OF_ORDER))


@cache
def _particles(language: str) -> frozenset[str]:
    """Return the words that a language writes with a hyphen behind others."""
    return frozenset(table("hyphenated_particles").get(language, ()))


def _parts(word: str, *, from_left: bool = False, apostrophes: bool = False) -> tuple[str, str]:
    """Return a word cut at the hyphen next to the break: ("mother-", "in"), ("to", "-face"), or ("l'", "après")."""
    # From the left the first hyphen cuts, from the right the last one.
    at = word.find("-") if from_left else max(word.rfind("-"), word.rfind("'") if apostrophes else -1) + 1
    return (word, "") if at < 0 else (word[:at], word[at:])


def _scale(per_million: float) -> float:
    return math.log10(1 + 1000 * per_million)


def kept_share(language: str) -> float:
    """Return the share of line-end hyphens that belong to the word, between 0 and 1, in texts that break words.

    It is neither 0 nor 1 in any language, as odds are made of it; those without enough examples have that of all.
    """
    shares: dict[str, float] = _model()["kept_share"]
    return shares.get(language, shares["*"])


@cache
def _weights() -> Mapping[str, tuple[float, ...]]:
    """Return the weights of each language, and of all ("*"), in the order of `FEATURES`."""
    model = _model()
    # A file trained for other features would give numbers without meaning, and no error.
    if tuple(model["features"]) != FEATURES:
        raise ValueError("hyphen_model.json was made for other features; run training/hyphens.py")
    return {language: tuple(values) for language, values in model["weights"].items()}


@cache
def _model() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(
        (files("parquetry.languages") / "data" / "hyphen_model.json").read_text(encoding="utf-8")
    )
    return data
