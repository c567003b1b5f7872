"""Line features: what the line model sees of each line, of the line before it, and of the lines around them.

Every feature is a whole number of about the same size (per mille, or tenths of a character), so that the model's sums
are exact in float64 whatever order a machine adds them in: the same input gives the same blocks everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from parquetry.segment.lines import BULLET, ended, is_unspaced, tabular

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from parquetry.segment.lines import Line

    Numbers = NDArray[np.float64]

CLASSES = 'aA0 .,:-"#ctm'
"""Character classes: lower case, upper case, digit, space, full stop, comma, colon, dash, quote or bracket, symbol,
wide letter (Han, kana, Hangul), letter of a script without spaces (Thai, Lao, Khmer, Burmese), mark of no width."""

# Signs of all scripts fall into the same classes, so that the model learns one rule for "." and "。".
_STOPS = ".!?…。！？؟۔।"
_COMMAS = ",;،、，；"
_COLONS = ":："
_QUOTES = "\"'“”„«»‘’()[]「」『』（）《》"
# Values of East_Asian_Width (UAX #11) of characters that take two columns.
_WIDE = frozenset("WF")


class _Classes(dict[int, str]):
    """Character classes by code point, filled as text is met: a table for `str.translate`."""

    # `str.translate` asks for each code point; the class is worked out once per character and then kept.
    def __missing__(self, code: int) -> str:
        value = self[code] = _class_of(chr(code))
        return value


def _class_of(character: str) -> str:  # noqa: PLR0911 (a table of conditions)
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


_TABLE = _Classes()
_FIELD = re.compile(r"[^\W\d][^:=\n]{0,28}?\s?[:：=]\s")
"""A label and its value: "Age: 45", "port = 8080"."""
_STAMP = re.compile(r"[\[(<]?\d{1,4}[-:/.]\d{1,2}[-:/.]\d{1,4}")
"""A date or a time at the beginning of a line: "2023-04-12 09:14", "[09:14:05]", "3.5.2011"."""
_CODE = re.compile(
    r"""
      [{};]$ | ^[}\])]+[;,]?$        # "return x;", "});"
    | \w\(.*\)[:;{]?$ | ^\s*\w+\(    # "print(x)", "main() {"
    | \w\s?(?:[-+*/|&]?=|==|:=|=>|->|::|&&|\|\|)\s?["'\w\[{(]   # "x = 1", "a->b"
    | ^(?:<[/!?a-zA-Z]|</|[$%>\#]\s|\#!|@@|\\[a-z]+|//|/\*|--\s|\.\w+\s?\{)  # "<b>", "$ make", "\begin", "// why"
    | ^(?:def|class|import|from|return|if|elif|else|for|while|try|except|function|var|let|const|public|private|static
         |void|int|\#include|SELECT|INSERT|UPDATE|CREATE|WHERE|FROM|end|fi|done|do|then)\b[^.,]*$   # "else:", "done"
    | ^[-+]{1,3}\S | ^[-+]\s{2,}\S | ^["']?[\w-]+["']?:(?:\s|$) | ^-\s[\w-]+:\s   # diffs, keys of YAML and JSON
    """,
    re.VERBOSE,
)
"""Forms that lines of code, markup and configuration have, and lines of prose seldom."""
_KEYWORDS = frozenset(
    {
        "class",
        "const",
        "def",
        "do",
        "done",
        "elif",
        "else",
        "end",
        "except",
        "fi",
        "for",
        "from",
        "function",
        "if",
        "import",
        "int",
        "let",
        "private",
        "public",
        "return",
        "static",
        "then",
        "try",
        "var",
        "void",
        "while",
        "CREATE",
        "FROM",
        "INSERT",
        "SELECT",
        "UPDATE",
        "WHERE",
    }
)
"""First words of the fifth alternative of `_CODE`, looked up before it is tried: most lines of prose have no other sign."""
_FIRST_WORD = re.compile(r"\w+")
_SHAPE = re.compile(r"(.)\1*")

# Caps in code points: one very long line must not outweigh all others in the averages around it.
_CAP_INDENT, _CAP_WIDTH, _CAP_TOKEN = 60, 300, 40
_CAP_THAI = 8
"""The same for the first word of a line in a script without spaces, in code points."""
_MOST_BLANKS = 3
_HEAD = 12
"""Characters at the beginning of a line that its shape is read from."""
_WINDOW = 3
"""Lines before and after a line that the averages around it are taken over."""

RAW = tuple(
    """
    indent width upper lower digits symbols stops commas colons spaces gaps wide thai quotes dashes
    first last first_width last_width ended inner field stamp bullet quoted code trails blanks breaks shape repeated tabular
    """.split()  # noqa: SIM905 (a table to read)
)
_AT = {name: k for k, name in enumerate(RAW)}


def _is_code(text: str, classes: str) -> bool:
    """Tell whether a line has a form of code. Lines without any sign that code needs are not searched."""
    # A cheap look first: the expression below costs far more than these tests, and most lines are prose.
    signs = "#" in classes or ":" in classes or "(" in text or text[-1] in ";)]}" or text[0] in "-+"
    if not signs:
        first = _FIRST_WORD.match(text)
        if first is None or first[0] not in _KEYWORDS:
            return False
    return _CODE.search(text) is not None


def _raw(line: Line, times: int) -> tuple[int, ...]:
    """Return the numbers of one line by itself, in the order of `RAW`."""
    text = line.text
    classes = text.translate(_TABLE)
    return (
        min(line.indent, _CAP_INDENT),
        min(_width(text, classes), _CAP_WIDTH),
        *_counts(text, classes),
        *_edges(classes),
        *_forms(text, classes),
        line.trails,
        min(line.blanks, _MOST_BLANKS),
        line.breaks,
        number_of_shape(classes[:_HEAD]),
        times > 1,
        tabular(text),
    )


def _width(text: str, classes: str) -> int:
    """Return the columns that a line takes: two for a wide letter, none for an accent of its own."""
    return len(text) if text.isascii() else len(text) + classes.count("c") - classes.count("m")


def _counts(text: str, classes: str) -> tuple[int, ...]:
    """Return how often the classes occur, from "upper" to "dashes" in `RAW`."""
    return (
        classes.count("A"),
        classes.count("a"),
        classes.count("0"),
        classes.count("#"),
        classes.count("."),
        classes.count(","),
        classes.count(":"),
        classes.count(" "),
        # Three spaces or a tab may part columns; the pair after a full stop does not.
        text.count("   ") + text.count("\t"),
        classes.count("c"),
        classes.count("t"),
        classes.count('"'),
        classes.count("-"),
    )


def _edges(classes: str) -> tuple[int, ...]:
    """Return the classes of the first and last character, and the widths of the first and last word."""
    head = classes.find(" ")
    first_width = min(len(classes) if head < 0 else head, _CAP_TOKEN)
    if classes[0] == "c":  # a line of Han may break after any character
        first_width = 2
    elif classes[0] == "t":  # words of Thai are not parted by spaces, and seldom longer than this
        first_width = min(first_width, _CAP_THAI)
    last_width = min(len(classes) - classes.rfind(" ") - 1, _CAP_TOKEN)
    return CLASSES.index(classes[0]), CLASSES.index(classes[-1]), first_width, last_width


def _forms(text: str, classes: str) -> tuple[bool, ...]:
    """Return whether a line has each of the forms from "ended" to "code" in `RAW`."""
    return (
        ended(text),
        # A sentence ends inside the line and another begins: "left. She", "left.” She", "left. “She".
        ". A" in classes or '." A' in classes or '. "A' in classes or ".c" in classes,
        _FIELD.match(text) is not None,
        _STAMP.match(text) is not None,
        BULLET.match(text) is not None,
        text[0] == ">",
        _is_code(text, classes),
    )


@lru_cache(maxsize=1 << 14)
def number_of_shape(classes: str) -> int:
    """Return a number that is the same for lines that begin alike: "2023-04-12 09:14" and "1999-01-01 23:59"."""
    # Runs shrink to one sign: "2023-04-12" and "99-1-1" both become "0-0-0". Seven signs hold a date and the space
    # after it.
    shape = _SHAPE.sub(r"\1", classes)[:7]
    number = 0
    for character in shape:
        # Thirteen classes fit into four bits each, so that no two shapes share a number.
        number = number * 16 + CLASSES.index(character) + 1
    return number


def _groups(raw: Numbers) -> NDArray[np.int64]:
    """Return for each line the number of its group: lines with no blank line and no page break between them."""
    begins = (raw[:, _AT["blanks"]] > 0) | (raw[:, _AT["breaks"]] > 0)
    # The first line belongs to group 0, even if blank lines stand before it.
    begins[0] = False
    out: NDArray[np.int64] = np.cumsum(begins)
    return out


def _around(values: Numbers) -> Numbers:
    """Return the mean of each column over the lines around each line, itself among them."""
    count = len(values)
    # Running sums make each window the difference of two rows: linear, however wide the window is.
    sums = np.vstack([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
    low = np.maximum(np.arange(count) - _WINDOW, 0)
    high = np.minimum(np.arange(count) + _WINDOW + 1, count)
    out: Numbers = np.floor((sums[high] - sums[low]) / (high - low)[:, None])
    return out


def _of_group(values: Numbers, group: NDArray[np.int64]) -> Numbers:
    """Return the mean of each column over the group of each line."""
    # Group numbers rise by one, so a group begins wherever the number changes.
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    sizes = np.diff(starts, append=len(values))
    out: Numbers = np.floor(np.add.reduceat(values, starts, axis=0) / sizes[:, None])[group]
    return out


def _widest_around(total: Numbers, group: NDArray[np.int64], reach: int) -> Numbers:
    """Return the greatest width among the lines of the same group at most `reach` lines away."""
    # The reach is small and fixed, so this stays linear in the number of lines.
    widest = total.copy()
    for step in range(1, reach + 1):
        if step >= len(total):
            break
        # A line of another paragraph or page says nothing about the width of this one.
        same = group[step:] == group[:-step]
        widest[step:] = np.where(same, np.maximum(widest[step:], total[:-step]), widest[step:])
        widest[:-step] = np.where(same, np.maximum(widest[:-step], total[step:]), widest[:-step])
    return widest


def _before(values: Numbers) -> Numbers:
    """Return the values of the line before each line; zeros before the first."""
    out = np.zeros_like(values)
    out[1:] = values[:-1]
    return out


def matrix(lines: Sequence[Line]) -> tuple[Numbers, list[str]]:
    """Return the features, a row a line, and their names. `lines` are not blank and there is at least one."""
    # A line that occurs again word for word is often a refrain, a head of a page or a rule of a table.
    times = Counter(line.text for line in lines)
    # float64 holds whole numbers up to 2**53 exactly, and all sums of the model stay far below.
    raw = np.array([_raw(line, times[line.text]) for line in lines], dtype=np.float64)
    group = _groups(raw)
    column = {name: raw[:, k] for name, k in _AT.items()}
    own = _own(column)
    wrap = _wrapping(column, group, own)
    local = {f"{name}_": own[name] for name in _POOLED} | {f"{name}_": wrap[name] for name in _POOLED_WRAP}
    # The same columns are averaged three times: over the lines around, over the group, over the whole text.
    pooled = np.stack(list(local.values()), axis=1)
    parts: dict[str, Numbers] = {**own, **wrap}
    for prefix, values in (("around", _around(pooled)), ("group", _of_group(pooled, group))):
        # The order of these columns is that of the model's weights: a new feature needs a new model.
        parts |= {f"{prefix}_{name}": values[:, k] for k, name in enumerate(local)}
    whole = np.floor(pooled.mean(axis=0))
    parts |= {f"text_{name}": np.full(len(lines), whole[k]) for k, name in enumerate(local)}
    for name in _OF_BEFORE:
        parts[f"before_{name}"] = _before(own[name])
    for name in _OF_AFTER:
        # "After" is "before" in the text read backwards.
        parts[f"after_{name}"] = _before(own[name][::-1])[::-1]
    return np.stack(list(parts.values()), axis=1), list(parts)


# The averages around a line are taken of these: what a line is by itself, and how its break fits the wrap.
_POOLED = tuple(
    """
    start_lower start_upper start_digit start_symbol ended end_comma end_letter inner upper digits symbols field stamp
    bullet quoted code gaps tabular words word_length indented blank repeated like_before width_1
    """.split()  # noqa: SIM905 (a table to read)
)
_POOLED_WRAP = ("room_1", "room_2", "room_3", "running", "broken_run", "fullness")
# Taken over from the line before and the line after: whether a block begins depends on both.
_OF_BEFORE = tuple(
    """
    start_lower start_upper start_digit ended end_comma end_colon end_hyphen end_letter end_symbol short_last words upper
    symbols digits field bullet quoted code tabular trails blank width_1 inner stamp
    """.split()  # noqa: SIM905 (a table to read)
)
_OF_AFTER = ("start_lower", "start_upper", "ended", "blank", "width_1", "code", "tabular", "like_before", "bullet", "inner")


def _own(column: dict[str, Numbers]) -> dict[str, Numbers]:
    """Return the features of each line by itself, most of them per mille, in the order that the model was trained in."""
    return {
        **_sizes(column),
        **_shares(column),
        **_amounts(column),
        **_first_and_last(column),
        **{name: MILLE * column[name] for name in _YES_OR_NO},
        **_surroundings(column),
    }


MILLE = 1000.0
"""What "all" and "yes" are as features."""
_YES_OR_NO = ("ended", "inner", "field", "stamp", "bullet", "quoted", "code", "tabular", "trails", "repeated")


def _sizes(column: dict[str, Numbers]) -> dict[str, Numbers]:
    """Return how far in and how wide each line is."""
    return {
        "indent": 20 * column["indent"],
        "indented": MILLE * (column["indent"] > 0),
        "width_1": 5 * column["width"],
        "long": MILLE * (column["width"] > 110),  # noqa: PLR2004 (wider than lines are wrapped at)
        # Halved with every eight characters: 1,000 for a few, 125 at 24, next to nothing beyond 80.
        "short": np.floor(MILLE / 2.0 ** np.floor(column["width"] / 8)),
    }


def _shares(column: dict[str, Numbers]) -> dict[str, Numbers]:
    """Return what share of each line its classes of characters are: of its letters or of all that is no space."""
    letters = np.maximum(column["upper"] + column["lower"] + column["wide"] + column["thai"], 1)
    ink = np.maximum(column["width"] - column["spaces"], 1)

    def share(name: str, of: Numbers) -> Numbers:
        out: Numbers = np.floor(MILLE * np.minimum(column[name] / of, 1))
        return out

    of_ink = ("digits", "symbols", "dashes", "quotes", "stops", "wide", "thai")
    return {"upper": share("upper", letters), **{name: share(name, ink) for name in of_ink}}


def _amounts(column: dict[str, Numbers]) -> dict[str, Numbers]:
    """Return counts, each scaled so that what is usual stays below 1,000: four commas, two colons, twenty words."""
    ink = np.maximum(column["width"] - column["spaces"], 1)
    return {
        "commas": np.minimum(MILLE, 250 * column["commas"]),
        "colons": np.minimum(MILLE, 500 * column["colons"]),
        "words": np.minimum(MILLE, 50 * column["spaces"]),
        "word_length": np.minimum(MILLE, np.floor(50 * ink / (column["spaces"] + 1))),
        "gaps": np.minimum(MILLE, 250 * column["gaps"]),
    }


def _first_and_last(column: dict[str, Numbers]) -> dict[str, Numbers]:
    """Return which class each line begins and ends with, as one feature a class."""

    def is_(values: Numbers, names: str) -> Numbers:
        out: Numbers = np.where(np.isin(values, [CLASSES.index(name) for name in names]), MILLE, 0.0)
        return out

    starts = {"lower": "a", "upper": "A", "digit": "0", "symbol": "#", "quote": '"', "dash": "-"}
    ends = {"letter": "aAct", "comma": ",", "colon": ":", "hyphen": "-", "symbol": "#", "digit": "0"}
    return {
        **{f"start_{name}": is_(column["first"], classes) for name, classes in starts.items()},
        **{f"end_{name}": is_(column["last"], classes) for name, classes in ends.items()},
    }


def _surroundings(column: dict[str, Numbers]) -> dict[str, Numbers]:
    """Return what stands before each line, and whether it begins like the lines before it."""
    shape, last = column["shape"], column["last"]
    like = np.zeros(len(shape))
    like[1:] = MILLE * (shape[1:] == shape[:-1])
    # Records of two lines repeat every second shape: name, address, name, address.
    like_second = np.zeros(len(shape))
    like_second[2:] = MILLE * (shape[2:] == shape[:-2])
    return {
        "blank": np.floor(MILLE * np.minimum(column["blanks"], 1)),
        "blanks": np.floor(MILLE * np.minimum(column["blanks"], 2) / 2),
        "breaks": MILLE * column["breaks"],
        # Wrapped prose may end a line in "of" or "the"; a title or a verse seldom does.
        "short_last": MILLE * ((column["last_width"] <= 3) & np.isin(last, [0, 1])),  # noqa: PLR2004 ("of", "the")
        "like_before": like,
        "like_second": like_second,
    }


def _filled(
    running: NDArray[np.bool_], before: Numbers, needed: Numbers, group: NDArray[np.int64]
) -> tuple[Numbers, Numbers, Numbers]:
    """Return for each line what the lines of its group tell that surely go on into the next.

    The widest of them; the share of them that had room for the next word at that width, per mille; and how many they are,
    each 100, at most ten. Lines that a program filled have no such room: the width is then the one they were wrapped at.
    """
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    widest = np.maximum.reduceat(np.where(running, before, 0), starts)[group]
    runs = np.add.reduceat(running.astype(np.float64), starts)[group]
    loose = np.add.reduceat((running & (needed <= widest)).astype(np.float64), starts)[group]
    return widest, np.floor(MILLE * loose / np.maximum(runs, 1)), np.minimum(MILLE, 100 * runs)


def _wrapping(column: dict[str, Numbers], group: NDArray[np.int64], own: dict[str, Numbers]) -> dict[str, Numbers]:
    """Return how each line break fits a text that was wrapped: would the next word have had room on the line before?

    `room_1` to `room_3` are the room left after that word, at the width of the lines nearby, of the group and of the
    text: no program that wraps leaves any. `running` tells that a sentence surely goes on over the break, `broken_run`
    that it goes on although there was room.
    """
    total = column["indent"] + column["width"]
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    nearby = _widest_around(total, group, 4)
    in_group = np.maximum.reduceat(total, starts)[group]
    usual = np.full(len(total), np.quantile(total, 0.9, method="lower"))
    widest = np.full(len(total), np.quantile(total, 0.98, method="lower"))
    before, same = _before(total), np.append(False, group[1:] == group[:-1])
    needed = before + 1 + column["first_width"]

    def room(width: Numbers) -> Numbers:
        value = np.floor(MILLE * (width - needed) / np.maximum(width, 1))
        return np.where(same, np.clip(value, -500, 1000), -500)

    lower = own["start_lower"] > 0
    unended = _before(own["ended"]) == 0
    running = same & lower & unended
    by_text = _filled(running, before, needed, np.zeros(len(total), dtype=np.int64))
    by_group = _filled(running, before, needed, group)
    return {
        "room_1": room(nearby),
        "room_2": room(in_group),
        "room_3": room(usual),
        "room_4": room(widest),
        "running": MILLE * running,
        "broken_run": MILLE * (running & (needed <= nearby)),
        "fullness": np.floor(MILLE * np.minimum(total / np.maximum(usual, 1), 1.5)),
        "before_fullness": np.floor(MILLE * np.minimum(before / np.maximum(usual, 1), 1.5)),
        "fits_1": MILLE * (same & (needed <= nearby)),
        "fits_2": MILLE * (same & (needed <= in_group)),
        "fits_3": MILLE * (same & (needed <= widest)),
        "fits_filled": MILLE * (same & (needed <= by_text[0])),
        "fits_filled_group": MILLE * (same & (needed <= by_group[0])),
        "short_of_filled": np.clip(np.where(same & (by_text[0] > 0), 50 * (by_text[0] - needed), -1000), -1000, 1000),
        "text_loose": by_text[1],
        "group_loose": by_group[1],
        "text_runs": by_text[2],
        "group_runs": by_group[2],
        **_place(column, group, same, usual),
    }


def _place(
    column: dict[str, Numbers], group: NDArray[np.int64], same: NDArray[np.bool_], usual: Numbers
) -> dict[str, Numbers]:
    """Return where each line stands in its group, and how large the group and the text are."""
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    count = len(group)
    return {
        "deeper": np.clip(50 * (column["indent"] - _before(column["indent"])), -1000, 1000),
        "usual": 5 * np.minimum(usual, 200),
        "first_in_group": MILLE * ~same,
        "size": np.minimum(MILLE, 100 * np.diff(starts, append=count)[group]),
        "place": np.minimum(MILLE, 100 * (np.arange(count) - starts[group])),
        # The logarithm: ten lines and twenty differ more than a thousand and a thousand and ten.
        "lines": np.full(count, 100.0 * count.bit_length()),
    }
