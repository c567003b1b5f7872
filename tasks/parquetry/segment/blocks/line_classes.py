"""Classes of characters: what each line of a text is made of, counted for all lines at once.

The text becomes an array of classes, one for each code point, so that a count costs a pass over the array and no call for
each line.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from typing import TYPE_CHECKING

import numpy as np

from parquetry.segment.lines import is_unspaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

CLASSES = 'aA0 .,:-"#ctm'
"""Character classes: lower case, upper case, digit, space, full stop, comma, colon, dash, quote or bracket, symbol,
wide letter (Han, kana, Hangul), letter of a script without spaces (Thai, Lao, Khmer, Burmese), mark of no width."""
_BREAK = len(CLASSES)
"""The class of the newline between two lines."""
_UNKNOWN = 255
"""What a code point has in the table until it is met."""

# Signs of all scripts fall into the same classes, so that the model learns one rule for "." and "。".
_STOPS = ".!?…。！？؟۔।"
_COMMAS = ",;،、，；"
_COLONS = ":："
_QUOTES = "\"'“”„«»‘’()[]「」『』（）《》"
# Values of East_Asian_Width (UAX #11) of characters that take two columns.
_WIDE = frozenset("WF")
_HEAD = 12
"""Characters at the beginning of a line that its shape is read from."""
_SIGNS = 7
"""Signs of a shape, runs shrunk to one: they hold a date and the space after it."""


@dataclass(frozen=True, slots=True)
class LineClasses:
    """Of each line: how often each class occurs, the classes at its ends, and what is read from their order.

    `counts` has a row a line and a column a class, in the order of `CLASSES`. `first_width` and `last_width` are the
    lengths of the first and the last word, in code points. `inner` tells whether a sentence ends inside the line and
    another begins. `shape` is a number that is the same for lines that begin alike.
    """

    counts: Integers
    tabs: Integers
    first: Integers
    last: Integers
    first_width: Integers
    last_width: Integers
    inner: NDArray[np.bool_]
    shape: Integers


def class_of(character: str) -> str:  # noqa: PLR0911 (a table of conditions)
    """Return the class of a character.

    >>> "".join(map(class_of, "Å 7º, 茶。"))
    'A 0a, c.'
    """
    if character.isspace():
        return " "
    for marks, name in ((_STOPS, "."), (_COMMAS, ","), (_COLONS, ":"), (_QUOTES, '"'), ("-–—‐", "-")):
        if character in marks:
            return name
    category = unicodedata.category(character)
    # Accents, vowel signs and format characters take no column of their own.
    if category in ("Mn", "Me", "Cf"):
        return "m"
    if is_unspaced(character):
        return "t"
    # Decimal digits of every script: "7", "७", "۷".
    if category == "Nd":
        return "0"
    if category[0] == "L":
        # Han and kana have no case and are twice as wide as a Latin letter.
        if unicodedata.east_asian_width(character) in _WIDE:
            return "c"
        return "A" if character.isupper() else "a"
    return "#"


# A row for each code point of Unicode, filled as text is met: a megabyte, of which a text touches a few pages.
_TABLE = np.full(0x110000, _UNKNOWN, dtype=np.uint8)
_TABLE[ord("\n")] = _BREAK


def _classes(text: str) -> NDArray[np.uint8]:
    """Return the class of each code point, as its index in `CLASSES`; `_BREAK` for a newline."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    out: NDArray[np.uint8] = _TABLE[codes]
    if np.any(out == _UNKNOWN):
        for code in np.unique(codes[out == _UNKNOWN]).tolist():
            _TABLE[code] = CLASSES.index(class_of(chr(code)))
        out = _TABLE[codes]
    return out


def classify_lines(texts: Sequence[str]) -> LineClasses:
    """Return the classes of lines, which are not empty and hold no newline."""
    classes = _classes("\n".join(texts))
    breaks = np.append(np.flatnonzero(classes == _BREAK), len(classes))
    starts = np.append(0, breaks[:-1] + 1)
    lengths = breaks - starts
    line = np.repeat(np.arange(len(texts)), lengths + 1)[:-1]
    width = len(CLASSES) + 1
    counts = np.bincount(line * width + classes, minlength=len(texts) * width).reshape(len(texts), width)
    tabs = [text.count("\t") for text in texts] if any("\t" in text for text in texts) else np.zeros(len(texts))
    spaces = np.flatnonzero(classes == CLASSES.index(" "))
    return LineClasses(
        counts[:, :-1],
        np.asarray(tabs, dtype=np.int64),
        classes[starts].astype(np.int64),
        classes[breaks - 1].astype(np.int64),
        *_widths_of_words(spaces, starts, breaks),
        _inner(classes, line, len(texts)),
        _shapes(classes, starts, lengths),
    )


def _widths_of_words(spaces: Integers, starts: Integers, ends: Integers) -> tuple[Integers, Integers]:
    """Return the length of the first and of the last word of each line, from the places of all spaces."""
    # Sentinels on both sides stand for "no space at all".
    around = np.concatenate([[-1], spaces, [ends[-1]]])
    after = around[np.searchsorted(spaces, starts) + 1]
    before = around[np.searchsorted(spaces, ends)]
    return np.minimum(after, ends) - starts, ends - 1 - np.maximum(before, starts - 1)


def _following(values: NDArray[np.bool_], step: int) -> NDArray[np.bool_]:
    """Return the values `step` places on; false behind the last one."""
    return np.append(values[step:], np.zeros(step, dtype=bool))[: len(values)]


def _inner(classes: NDArray[np.uint8], line: Integers, count: int) -> NDArray[np.bool_]:
    """Return of each line whether a sentence ends inside it: "left. She", "left.” She", "left. “She", "。次"."""
    stop, space, quote, upper, wide = (classes == CLASSES.index(name) for name in '. "Ac')
    spaced = _following(space, 1)
    ends = (stop & spaced & _following(upper, 2)) | (stop & _following(wide, 1))
    ends |= stop & _following(quote, 1) & _following(space, 2) & _following(upper, 3)
    ends |= stop & spaced & _following(quote, 2) & _following(upper, 3)
    out = np.zeros(count, dtype=bool)
    out[line[ends]] = True
    return out


def _shapes(classes: NDArray[np.uint8], starts: Integers, lengths: Integers) -> Integers:
    """Return the number of the shape that each line begins with."""
    signs = classes.tobytes()
    ends = starts + np.minimum(lengths, _HEAD)
    return np.array([_number_of_shape(signs[start:end]) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)])


@lru_cache(maxsize=1 << 14)
def _number_of_shape(classes: bytes) -> int:
    """Return a number that is the same for lines that begin alike: "2023-04-12 09:14" and "1999-01-01 23:59"."""
    # Runs shrink to one sign: "2023-04-12" and "99-1-1" both become "0-0-0".
    number = 0
    for sign, _ in islice(groupby(classes), _SIGNS):
        # Thirteen classes fit into four bits each, so that no two shapes share a number.
        number = number * 16 + sign + 1
    return number
