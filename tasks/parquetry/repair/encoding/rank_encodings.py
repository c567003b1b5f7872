"""Which encoding bytes without a declaration are in: every codec of a fixed table, ranked by what its text is worth.

A codec is as likely as it is common for a language on the platform that the line ends show, times how likely the text
is in that language (`text_likelihood`). Only a sample is decoded by every codec; the whole is decoded by the winner.

Source: `languages/data/encodings.toml` for the codecs and how common each is.
"""

from __future__ import annotations

import codecs
import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from parquetry.languages.data_tables import table
from parquetry.repair.encoding import foreign_words
from parquetry.repair.encoding.letter_model import letter_model
from parquetry.repair.encoding.sample import sampled
from parquetry.repair.encoding.text_likelihood import likelihoods

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

FIRST_SAMPLE = 300
"""Bytes that every codec decodes; the best are weighed again by more."""
SAMPLE = 1_500
"""Bytes by which the best codecs are weighed: half a page tells languages and encodings apart."""
FINALISTS = 5
"""Codecs weighed by the longer sample."""
UNLISTED = 1e-4
"""How common a codec is for a language that does not list it, against the rarest that it lists."""
TEMPER = 0.5
"""Exponent of the odds between codecs: letters that follow each other are not independent, so that the odds are too
sure of themselves. The square root is an estimate."""
COMMONEST = "cp1252"
"""The code page that most undeclared files with a sign or two beyond ASCII are in."""
COMMONER = 3.0
"""How much likelier, in nats, that makes it there: 20 to 1, an estimate. The languages of the table count alike, and their
text does not."""
FEW_SIGNS = 2
"""Bytes beyond ASCII up to which what is most common counts: "® Acme", "© 1999"; of three letters a language shows."""
LEAST_WIDE = -5.5
"""Nats per byte from which UTF-16 is thought of: Chinese has -3 to -4, what is no UTF-16 -6 and less."""
WIDE_SELDOM = 20.0
"""Nats by which UTF-16 without a mark must be likelier than every other codec, since it is so rare. Source: four Chinese
characters are likelier by 30, ten by 60 and more; "abc", C0 80, "def" and the like by up to 14."""
_ASCII = 128
_PRINTABLE = (0x20, 0x7F)
_WIDE = ("utf-16-le", "utf-16-be")


@dataclass(frozen=True, slots=True)
class RankedEncoding:
    """A codec of Python, the share of the probability it has among all, 0 to 1, and its score (log-probability)."""

    encoding: str
    share: float
    score: float


class _Table(NamedTuple):
    """Log prior of each codec (row) for each language of the letter model (column), and the platform of each codec."""

    codecs: tuple[str, ...]
    priors: NDArray[np.float64]
    platforms: dict[str, str]
    line_ends: dict[str, dict[str, float]]


@cache
def _table() -> _Table:
    data: dict[str, Any] = table("encodings")
    languages = letter_model().languages
    # Languages of the table that the letter model does not have would be an error here, and should be: nothing could
    # judge text in them.
    shares: dict[str, dict[str, float]] = {language: {} for language in languages}
    for group in data["groups"]:
        for language in group["languages"]:
            shares[language].update({codecs.lookup(name).name: share for name, share in group["codecs"].items()})
    names = tuple(sorted({name for listed in shares.values() for name in listed}))
    priors = np.array(
        [
            # An encoding that a language does not use is unlikely, not impossible: Norwegian in a Greek code page
            # does occur.
            [math.log(listed.get(name, UNLISTED * min(listed.values(), default=1.0))) for listed in shares.values()]
            for name in names
        ]
    )
    platforms = data["platforms"]
    of_codec = {codecs.lookup(name).name: platform for platform in ("dos", "mac") for name in platforms[platform]}
    return _Table(names, priors, of_codec, platforms["line_ends"])


def rank(data: bytes) -> list[RankedEncoding]:
    """Return the codecs, the likeliest first, those that read alike once.

    The trap: a codec may be the likeliest though a few bytes do not fit it; each of them counts heavily against it.
    """
    # Two codecs that read these bytes alike read the whole file alike, whatever the sample leaves out.
    used = bytes(byte for byte in range(_ASCII, 256) if byte in data)
    first = _scored(data, _table().codecs, used, FIRST_SAMPLE)
    # Two passes, since time goes with bytes times codecs: all codecs on little, the best five on more.
    finalists = [one.encoding for one in first[:FINALISTS]]
    return _with_shares(_with_commonest(data, _with_foreign_words(data, _scored(data, finalists, used, SAMPLE))))


def _with_commonest(data: bytes, scored: list[RankedEncoding]) -> list[RankedEncoding]:
    """Return the codecs, with the most common one likelier where hardly any byte tells them apart."""
    signs = len(data) - len(data.decode("ascii", "ignore"))
    if signs > FEW_SIGNS:
        return scored
    out = [RankedEncoding(one.encoding, 0.0, one.score + COMMONER * (one.encoding == COMMONEST)) for one in scored]
    return sorted(out, key=_place)


def _with_foreign_words(data: bytes, scored: list[RankedEncoding]) -> list[RankedEncoding]:
    """Return the codecs, with those by which the few words that are not ASCII are likelier than by the best."""
    if not scored:  # nothing decodes
        return []
    best = scored[0]
    gains = foreign_words.gains(set(sampled(data, SAMPLE).split()), best.encoding, _languages_of())
    scores = {one.encoding: one.score for one in scored}
    # A rival may have been ranked already, as a text in one language: the better of both counts.
    scores |= {name: max(best.score + gain, scores.get(name, -math.inf)) for name, gain in gains.items()}
    return sorted((RankedEncoding(name, 0.0, score) for name, score in scores.items()), key=_place)


def _place(one: RankedEncoding) -> tuple[float, str]:
    # Logarithms differ in their last bits between machines; ties must not.
    return -round(one.score, 6), one.encoding


@cache
def _languages_of() -> dict[str, list[int]]:
    """Return for each codec the columns of the letter model whose languages list it."""
    table = _table()
    # What is not listed is rarer than `UNLISTED`, and what is listed never is.
    return {
        name: np.flatnonzero(row > math.log(UNLISTED)).tolist() for name, row in zip(table.codecs, table.priors, strict=True)
    }


def single_byte(data: bytes) -> str:
    """Return the likeliest single-byte codec of a superset of ASCII, whether or not every byte fits it."""
    sample = sampled(data, FIRST_SAMPLE)
    names = [name for name in _table().codecs if _is_ascii_superset(name)]
    # U+FFFD for a byte that does not fit is itself so unlikely that no stricter rule is needed.
    texts = [sample.decode(name, "replace") for name in names]
    line_end = _line_end(data)
    scores = [_scores([name], likelihoods(text), line_end)[0] for name, text in zip(names, texts, strict=True)]
    return names[scores.index(max(scores))]


def wide(data: bytes) -> str:
    """Return the UTF-16 that bytes without a mark read as, or an empty string.

    European text shows itself by its NULs; this is for the others, Chinese and Japanese above all. Compared is the
    log-probability of the same bytes, by UTF-16 and by the best codec of the table.
    """
    if len(data) < 8 or len(data) % 2:  # noqa: PLR2004 (four characters tell nothing)
        return ""
    # Twice as many bytes, for as many characters.
    sample = data[: 2 * FIRST_SAMPLE]
    scores = {name: _likelihood(sample, name) for name in _WIDE}
    encoding = max(_WIDE, key=lambda name: scores[name])
    if scores[encoding] < LEAST_WIDE * len(sample):  # most files end here, before all codecs are asked
        return ""
    rival = max(_likelihood(sample, name) for name in (*_table().codecs, "utf-8"))
    return encoding if scores[encoding] > rival + WIDE_SELDOM else ""


def _likelihood(sample: bytes, encoding: str) -> float:
    """Return the log-probability of bytes in the language that fits best; none where UTF-16 does not decode."""
    try:
        # UTF-16 must decode without fault: lone halves of pairs are what other data read as UTF-16 has.
        text = sample.decode(encoding, "strict" if encoding in _WIDE else "replace")
    except UnicodeError:
        return -math.inf
    return float(likelihoods(text).max())


@cache
def _is_single_byte(name: str) -> bool:
    """Tell whether each byte is one character."""
    return all(len(half.decode(name, "replace")) == len(half) for half in (bytes(range(_ASCII)), bytes(range(_ASCII, 256))))


@cache
def _is_ascii_superset(name: str) -> bool:
    # Printable ASCII alone decides; EBCDIC, for example, has its letters elsewhere.
    letters = bytes(range(*_PRINTABLE))
    return _is_single_byte(name) and letters.decode(name, "replace") == letters.decode("ascii")


def _scored(data: bytes, names: Iterable[str], used: bytes, size: int) -> list[RankedEncoding]:
    """Return the codecs by their score over a sample of so many bytes; of those that read alike, the most common."""
    sample = sampled(data, size)
    # A sample that stops inside a two-byte character must not make the right codec fail.
    is_whole = sample[-1:] <= b" " or data.endswith(sample[-20:])
    line_end = _line_end(data)
    alike: dict[str, list[str]] = {}
    for name in names:
        text = _decoded_sample(sample, name, is_whole=is_whole)
        if text is not None:
            # ISO-8859-1 and windows-1252 differ in 80 to 9F alone: without such bytes they are one reading, and are
            # weighed once.
            key = text + (used.decode(name, "surrogateescape") if _is_ascii_superset(name) else "")
            alike.setdefault(key, []).append(name)
    best = []
    for key, same in alike.items():
        text = key[: len(key) - len(used)] if _is_ascii_superset(same[0]) else key
        scores = _scores(same, likelihoods(text), line_end)
        score, name = max(zip((round(one, 6) for one in scores), same, strict=True))
        best.append(RankedEncoding(name, 0.0, score))
    return sorted(best, key=_place)


def _scores(names: Sequence[str], in_languages: NDArray[np.float64], line_end: str) -> list[float]:
    """Return the log-probability of each codec with a text of these log-probabilities, over all languages."""
    table = _table()
    out = []
    for name in names:
        weights = in_languages + table.priors[table.codecs.index(name)] - math.log(len(in_languages))
        # Log-sum-exp: the text may be in any of the languages, and the sum over them is taken without underflow.
        top = float(weights.max())
        platform = table.line_ends[line_end][table.platforms.get(name, "other")]
        out.append(top + math.log(float(np.exp(weights - top).sum())) + math.log(platform))
    return out


def _with_shares(scored: list[RankedEncoding]) -> list[RankedEncoding]:
    if not scored:
        return []
    # Relative to the best, whose weight is 1, so that nothing overflows.
    odds = [math.exp(TEMPER * (one.score - scored[0].score)) for one in scored]
    total = sum(odds)
    return [
        RankedEncoding(one.encoding, round(weight / total, 4), one.score) for one, weight in zip(scored, odds, strict=True)
    ]


def _line_end(data: bytes) -> str:
    """Return which line ends a file has: they show the platform it comes from."""
    # Ctrl-Z ends a text file of CP/M and DOS, and of no other system.
    if data.endswith(b"\x1a"):
        return "end_of_file"
    if b"\r\n" in data:
        return "crlf"
    return "lf" if b"\n" in data else "cr" if b"\r" in data else "none"


def _decoded_sample(sample: bytes, name: str, *, is_whole: bool) -> str | None:
    """Return the sample decoded; null where it does not fit at all.

    A character that the end of the sample cuts is left out, unless the sample ends where a line or the data does.
    """
    try:
        # The incremental decoder keeps an unfinished character back instead of failing on it.
        return codecs.getincrementaldecoder(name)("surrogateescape").decode(sample, is_whole)
    except (UnicodeError, ValueError):
        return None
