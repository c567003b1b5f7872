"""Measure: the signals of documents, many at a time, as columns of the contract's table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from parquetry.enrich.code_points import LETTER, TERMINAL, CodePoints, Spans, hash_of, running_count, words
from parquetry.enrich.signals import c4, lines, repetition
from parquetry.languages.data_tables import table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from parquetry.enrich.code_points import Hashes, Integers

SHORT_LINE = 30
"""Code points of a short line. Source: Penedo et al. 2024 (FineWeb), section 3.6."""
Columns = dict[str, "npt.NDArray[Any]"]


@dataclass(frozen=True, slots=True)
class Document:
    """What is measured: a text, its language (BCP 47), where its sentences begin (code points), its unresolved repairs."""

    text: str
    language: str
    sentences: Sequence[int]
    unresolved: int


def measure(documents: Sequence[Document]) -> Columns:
    """Return the signals of each document by the names of the contract's columns, all but `doc_id`.

    Shares are floats of 64 bits: rounded, one of exactly 0.3 could be on the other side of a threshold of 0.3.
    """
    texts = [document.text for document in documents]
    points = CodePoints.of(texts)
    found = words(points)
    hashes = points.hashes(found)
    every = lines.of(points)
    rows = lines.newline_runs(points)
    unresolved = np.array([document.unresolved for document in documents], np.int64)
    return {
        **_words(points, found),
        "stop_words": _stop_words(documents, found, hashes),
        **_gopher_lines(points, every),
        **_repetition(points, found, hashes, rows),
        **_fineweb(points, found, rows),
        **_c4(points, documents, every),
        "unresolved_per_1k": ratio(1000 * unresolved, points.lengths),
    }


def ratio(part: Integers, whole: Integers) -> npt.NDArray[np.float64]:
    """Return part / whole for each document; 0 where there is no whole."""
    return np.divide(part, whole, out=np.zeros(len(part), np.float64), where=whole > 0)


def _any_in(places: npt.NDArray[np.bool_], spans: Spans) -> npt.NDArray[np.bool_]:
    """Return which spans hold a marked code point."""
    before = running_count(places)
    return np.asarray(before[spans.end] > before[spans.start])


def _words(points: CodePoints, found: Spans) -> Columns:
    texts = points.texts
    real = found.where(_any_in(~points.symbols(), found))
    number = np.bincount(found.document, minlength=texts)
    count = np.bincount(real.document, minlength=texts)
    letters = np.bincount(found.document[_any_in(points.has(LETTER), found)], minlength=texts)
    symbols = np.maximum(points.count(points.values == ord("#")), _ellipses(points))
    return {
        "words": count.astype(np.int32),
        "mean_word_length": ratio(repetition.sums(real.document, real.length, texts), count),
        "symbol_word_ratio": ratio(symbols, number),
        "alpha_words": ratio(letters, number),
    }


def _ellipses(points: CodePoints) -> Integers:
    """Return the ellipses of each text: the character, and three dots, of which a row of seven holds two."""
    dots = lines.rows_of(points, ".")
    return points.count(points.values == ord("…")) + repetition.sums(dots.document, dots.length // 3, points.texts)


def _stop_words(documents: Sequence[Document], found: Spans, hashes: Hashes) -> npt.NDArray[np.int32]:
    """Return how many different stop words of its language each text has, as written; -1 where none are known."""
    known = stop_word_hashes()
    codes = [document.language.partition("-")[0] for document in documents]
    out = np.array([0 if code in known else -1 for code in codes], np.int32)
    for code in sorted(set(codes) & known.keys()):
        own = np.array([code == other for other in codes])
        for value in known[code]:
            present = np.zeros(len(documents), np.bool_)
            present[found.document[hashes == value]] = True
            out += present & own
    return out


@cache
def stop_word_hashes() -> Mapping[str, tuple[int, ...]]:
    """Return the hashes of each language's stop words, by the language's code."""
    return {language: tuple(map(hash_of, listed)) for language, listed in table("stop_words").items()}


def _gopher_lines(points: CodePoints, every: lines.Lines) -> Columns:
    solid = every.high > every.low
    first = np.full(len(solid), -1, np.int64)
    first[solid] = points.values[every.low[solid]]
    bullets = (first == ord("•")) | (first == ord("-"))
    ellipses = (every.last == ord("…")) | every.dots
    document = every.spans.document
    number = np.bincount(document, minlength=points.texts)
    return {
        "bullet_lines": ratio(np.bincount(document[bullets], minlength=points.texts), number),
        "ellipsis_lines": ratio(np.bincount(document[ellipses], minlength=points.texts), number),
    }


def _repetition(points: CodePoints, found: Spans, hashes: Hashes, runs: Spans) -> Columns:
    size = points.lengths
    parts = repetition.repeated(points, lines.paragraphs(points))
    rows = repetition.repeated(points, runs)
    empty = lines.outer_empties(points)
    sequences = repetition.sequences(points, found, hashes)
    out = {
        "duplicate_paragraphs": ratio(parts.duplicates, parts.pieces),
        "duplicate_paragraph_chars": ratio(parts.characters, size),
        # The empty strings at either end are lines too; the second of them is a duplicate.
        "duplicate_lines": ratio(rows.duplicates + np.maximum(empty - 1, 0), rows.pieces + empty),
        "duplicate_line_chars": ratio(rows.characters, size),
    }
    out |= {f"top_{n}_gram": ratio(characters, size) for n, characters in sequences.top.items()}
    return out | {f"duplicate_{n}_grams": ratio(characters, size) for n, characters in sequences.duplicated.items()}


def _fineweb(points: CodePoints, found: Spans, rows: Spans) -> Columns:
    texts = points.texts
    low, high = lines.stripped(points, rows)
    rows = rows.where(high > low)
    number = np.bincount(rows.document, minlength=texts)
    newlines = points.count(points.values == ord("\n"))
    ended = points.has(TERMINAL)[rows.end - 1]
    return {
        "terminal_lines": ratio(np.bincount(rows.document[ended], minlength=texts), number),
        "short_lines": ratio(np.bincount(rows.document[rows.length <= SHORT_LINE], minlength=texts), number),
        "repeated_line_chars": ratio(repetition.repeated(points, rows).characters, points.lengths - newlines),
        "newlines_per_word": ratio(newlines, np.bincount(found.document, minlength=texts)),
    }


def _c4(points: CodePoints, documents: Sequence[Document], every: lines.Lines) -> Columns:
    starts = [np.asarray(document.sentences, np.int64) + points.bounds[k] for k, document in enumerate(documents)]
    sentences = np.concatenate(starts) if starts else np.zeros(0, np.int64)
    texts = [document.text for document in documents]
    kept = c4.kept_lines(points, texts, every, sentences)
    return {
        "c4_lines": kept.lines.astype(np.int32),
        "c4_sentences": kept.sentences.astype(np.int32),
        "lorem_ipsum": kept.filler,
        "curly_bracket": kept.bracket,
    }
