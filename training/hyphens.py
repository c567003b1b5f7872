# noqa: INP001 (a script)
"""Make what decides hyphens at line ends: `languages/data/hyphenated/*.tsv` and `languages/data/hyphen_model.json`.

    python training/hyphen_corpus.py CORPUS ...       (once)
    python training/hyphens.py CORPUS                 (needs pyphen, for where words may be broken)

The corpus is split by the digest of each paragraph: half of it is counted (hyphenated words, their parts), half of it is
broken into lines, four fifths of that to learn from and one to evaluate on. Every position at which pyphen or a hyphen
allows a break is an example that weighs as much as its word is frequent, so that breaks inside words and at hyphens are as
frequent as in justified text. The tables that are shipped are counted in all of it. No randomness: what is left out is
left out by digest.

Prints, for each language: examples, what is joined and kept right, and of the joins given .99 how many are right.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
import zlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyphen

from parquetry.languages import hyphenated_words
from parquetry.languages.word_frequencies import fold, frequencies
from parquetry.segment import hyphen_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

DATA = Path(hyphenated_words.__file__).parent / "data"
WORD = re.compile(r"(?<![\w@/.\\-])[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w@/\\-]|\.\w)")
"""A word with its hyphens, but no part of an address, a path or an identifier."""
COUNTED, EVALUATED = 5, 9
"""Tenths of the corpus: those below the first are counted when learning, the last is evaluated on."""
LEAST = 2
"""Occurrences from which a hyphenated word is listed; once may be an accident."""
LEAST_PARTS = 3
"""Different hyphenated words from which a part of them is listed."""
LEAST_KEPT = 50
"""Kept hyphens from which a language has weights of its own."""
MOST_ROWS = 12_000
"""Hyphenated words listed of a language, the most frequent."""
CLOSED = 1e-7
"""Share of all words from which a word written in one counts against the hyphen of its parts; others are errors."""
REST = 3
"""Letters that the rest of such a word has at least."""
BREAKABLE = 5
"""Letters of a word that is broken inside, at least."""
TYPES = 3_000
"""Words broken inside, of one language and half; one of many is taken and weighs as many."""
AT_HYPHENS = 3.0
"""How much rather a line is broken at a hyphen than inside a word: in manual pages broken by groff 6 hyphens of 100
are kept, and of all places where it may break 2 are hyphens."""
RIDGE = 5.0
"""Strength of the pull towards zero of the weights for all, and towards those of each language's own."""
GENERAL = 3_000.0
"""What the examples of each language weigh together in the weights for all."""
STEPS, STILL = 100, 1e-4
"""Newton steps at most, and the step below which they end."""
UNSPACED = {"ja", "zh", "ko"}
PATTERNS = {"no": "nb"}
"""Languages whose patterns have another code."""
VOWELS = set("aeiouyäöåıüøæ")


class Example(NamedTuple):
    """A break: the halves, whether the hyphen is kept, how many like it there are, and whether it is for evaluation."""

    left: str
    right: str
    kept: bool
    weight: float
    held: bool


class Examples(NamedTuple):
    """Examples of a language as arrays: features, whether the hyphen is kept, weights, whether they are held back."""

    x: np.ndarray
    y: np.ndarray
    weight: np.ndarray
    held: np.ndarray


def digest(text: str) -> int:
    """Return what decides whether a text is taken, the same on every machine."""
    return zlib.crc32(text.encode())


def count(paragraphs: list[str], language: str) -> dict[str, float]:
    """Return the rows of a language's table: words in a million, log-odds of first and last parts."""
    words = Counter(fold(word, language) for text in paragraphs for word in WORD.findall(text))
    total = sum(words.values()) / 1e6
    hyphenated = Counter({word: times for word, times in words.items() if "-" in word})
    rows = {word: round(times / total, 2) for word, times in hyphenated.most_common(MOST_ROWS) if times >= LEAST}
    closed = {word for word, share in frequencies(language).items() if share > CLOSED}
    for place, mark in ((0, "{}-"), (-1, "-{}")):
        parts = Counter(word.split("-")[place] for word in hyphenated)
        common = {part for part, types in parts.items() if types >= LEAST_PARTS}
        joined = Counter(part for word in closed for part in parts_inside(word, place, common, closed))
        rows |= {
            mark.format(part): round(math.log((parts[part] + 0.5) / (joined[part] + 0.5)), 2) for part in sorted(common)
        }
    return rows


def parts_inside(word: str, place: int, parts: set[str], known: set[str]) -> Iterator[str]:
    """Yield the parts that a word written in one begins (place 0) or ends with, where the rest is a word too."""
    for at in range(1, len(word) - 1):
        part, rest = (word[:at], word[at:]) if place == 0 else (word[at:], word[:at])
        if part in parts and len(rest) >= REST and rest in known:
            yield part


def examples(words: Counter[str], language: str, *, held: bool) -> Iterator[Example]:
    """Yield every break of the words."""
    code = PATTERNS.get(language, language)
    positions = pyphen.Pyphen(lang=code, left=2, right=2).positions if code in pyphen.LANGUAGES else syllables
    rate = max(1, len(words) // TYPES)
    for word, times in words.items():
        for match in re.finditer("-", word):
            yield Example(word[: match.start()], word[match.end() :], True, AT_HYPHENS * times, held)
        mixed = word != word.capitalize() and not word.isupper() and not word.islower() and "-" not in word
        if digest(word) % rate == 0 and not mixed:  # no text breaks "LibreOffice" as it breaks words
            yield from inner_breaks(word, positions, float(times * rate), held=held)


def syllables(word: str) -> list[int]:
    """Return where a word may be broken in a language without patterns: before a consonant and its vowel (fi, tr)."""
    small = word.lower()
    return [at for at in range(2, len(word) - 1) if small[at] not in VOWELS and small[at + 1] in VOWELS]


def inner_breaks(word: str, positions: Callable[[str], Iterable[int]], weight: float, *, held: bool) -> Iterator[Example]:
    """Yield the breaks inside the parts of a word, at which a hyphen is set that does not belong to it."""
    at = 0
    for part in word.split("-"):
        if len(part) >= BREAKABLE:
            for position in positions(part):
                yield Example(word[: at + position], word[at + position :], False, weight, held)
        at += len(part) + 1


def arrays(rows: list[Example], language: str) -> Examples:
    """Return the examples as arrays.

    Of half the hyphenated words that are listed, the model is not told that they are: in other texts most are not.
    """
    x = np.array([hyphen_model.features(row.left, row.right, language) for row in rows])
    listed, unlisted = map(hyphen_model.FEATURES.index, ("hyphenated", "hyphenated unknown"))
    hidden = np.array([digest(row.left + row.right) % 2 == 0 for row in rows]) & (x[:, listed] > 0)
    x[hidden, listed], x[hidden, unlisted] = 0.0, 1.0
    y, weight, held = (np.array(column) for column in list(zip(*rows, strict=True))[2:])
    return Examples(x, y, weight, held)


def regression(x: np.ndarray, y: np.ndarray, weight: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Return the weights of a logistic regression drawn to `centre`, by Newton's method."""
    w = centre.copy()
    for _ in range(STEPS):
        p = sigmoid(x @ w)
        slope = x.T @ (weight * (p - y)) + RIDGE * (w - centre)
        curve = (x * (weight * p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(w))
        step = np.linalg.solve(curve, slope)
        step /= max(1.0, np.abs(step).max())  # where most answers are sure, Newton's step is far too long
        w = w - step
        if np.abs(step).max() < STILL:
            break
    return w


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Return probabilities from log-odds."""
    return 1 / (1 + np.exp(-np.clip(z, -30, 30)))


def figures(language: str, kept: np.ndarray, y: np.ndarray, weight: np.ndarray) -> str:
    """Return a line of figures; `kept` is the probability that the hyphen is kept."""

    def share(right: np.ndarray, of: np.ndarray) -> float:
        return float((weight * right)[of].sum() / max(1e-9, weight[of].sum()))

    joined, sure, every = kept < 1 / 2, kept <= 1 / 100, np.ones_like(y)
    return (
        f"{language:3} examples {len(y):6}, kept {share(y, every):.3f}; joined right {share(joined, ~y):.4f}, "
        f"kept right {share(~joined, y):.3f}; given .99: {share(sure, every):.3f} of all, right {share(~y, sure):.4f}\n"
    )


def write_table(language: str, rows: dict[str, float]) -> None:
    """Write a language's table, and forget what was read of it."""
    head = (
        "# Hyphenated words: occurrences in a million words. Parts of words (self-, -based): log-odds of a hyphen there.\n"
        "# Made by training/hyphens.py; counted in: help of LibreOffice 7.4 (MPL 2.0), WordNet 3.0 (Princeton University),\n"
        "# and the texts named in training/hyphen_corpus.py.\n"
    )
    folder = DATA / "hyphenated"
    folder.mkdir(exist_ok=True)
    lines = [f"{word}\t{value:g}\n" for word, value in sorted(rows.items())]
    (folder / f"{language}.tsv").write_text(head + "".join(lines), encoding="utf-8")
    hyphenated_words.hyphenated_words.cache_clear()


def prepare(path: Path) -> Examples:
    """Return the examples of a language; its table is written, first from half of the corpus and then from all."""
    language, paragraphs = path.stem, path.read_text(encoding="utf-8").splitlines()
    tenths = [digest(text) % 10 for text in paragraphs]
    write_table(language, count([text for text, tenth in zip(paragraphs, tenths, strict=True) if tenth < COUNTED], language))
    rows: list[Example] = []
    for held in (False, True):
        texts = [t for t, tenth in zip(paragraphs, tenths, strict=True) if tenth >= COUNTED and (tenth >= EVALUATED) is held]
        words = Counter(word for text in texts for word in WORD.findall(text))
        rows += examples(words, language, held=held)
    prepared = arrays(rows, language)
    write_table(language, count(paragraphs, language))
    return prepared


def fit(data: dict[str, Examples]) -> dict[str, np.ndarray]:
    """Return the weights for all languages ("*") and for each; prints how they do on what was held back."""
    learnt = [(x[~held], y[~held], weight[~held] / weight[~held].sum() * GENERAL) for x, y, weight, held in data.values()]
    general = tuple(np.concatenate(column) for column in zip(*learnt, strict=True))
    weights = {"*": regression(*general, np.zeros(len(hyphen_model.FEATURES)))}
    for language, (x, y, weight, held) in data.items():
        if y.sum() >= LEAST_KEPT:
            own = weight[~held] / weight[~held].mean()
            weights[language] = regression(x[~held], y[~held], own, weights["*"])
        kept = sigmoid(x[held] @ weights.get(language, weights["*"]))
        sys.stdout.write(figures(language, kept, y[held], weight[held]))
    return weights


def main() -> None:
    """Write the tables and the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    corpus = parser.parse_args().corpus
    data = {path.stem: prepare(path) for path in sorted(corpus.glob("*.txt")) if path.stem not in UNSPACED}
    weights = fit(data)
    every = {language: float(weight[y].sum() / weight.sum()) for language, (_, y, weight, _) in data.items()}
    # Too few examples for weights say nothing of the share either: none kept in Slovak would mean that none ever is.
    shares = {language: share for language, share in every.items() if language in weights}
    shares["*"] = sum(every.values()) / len(every)
    model = {
        "features": hyphen_model.FEATURES,
        "kept_share": {language: round(share, 4) for language, share in shares.items()},
        "weights": {language: [round(float(value), 4) for value in row] for language, row in weights.items()},
    }
    (DATA / "hyphen_model.json").write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
