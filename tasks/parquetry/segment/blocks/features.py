"""Line features: what the line model sees of each line, of the line before it, and of the lines around them.

Every feature is a whole number of about the same size (per mille, or tenths of a character), so that the model's sums
are exact in float64 whatever order a machine adds them in: the same input gives the same blocks everywhere.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from parquetry.segment.blocks.line_classes import CLASSES, classify_lines
from parquetry.segment.blocks.line_forms import forms
from parquetry.segment.blocks.line_groups import groups
from parquetry.segment.blocks.wrapping import MILLE, before_each, group_starts, wrapping
from parquetry.segment.lines import WIDER_THAN_VERSE, tabular

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from parquetry.segment.lines import Line

    Numbers = NDArray[np.float64]

# Caps in code points: one very long line must not outweigh all others in the averages around it.
_CAP_INDENT, _CAP_WIDTH, _CAP_TOKEN = 60, 300, 40
_CAP_THAI = 8
"""The same for the first word of a line in a script without spaces, in code points."""
_MOST_BLANKS = 3
_WINDOW = 3
"""Lines before and after a line that the averages around it are taken over."""
_COUNTED = {
    "upper": "A",
    "lower": "a",
    "digits": "0",
    "symbols": "#",
    "stops": ".",
    "commas": ",",
    "colons": ":",
    "spaces": " ",
    "wide": "c",
    "thai": "t",
    "quotes": '"',
    "dashes": "-",
}
"""The class that each count is of."""


def _columns(lines: Sequence[Line]) -> dict[str, Numbers]:
    """Return the numbers of the lines by themselves, an array each, before they are scaled."""
    texts = [line.text for line in lines]
    classes = classify_lines(texts)
    counts = classes.counts
    of = {name: counts[:, CLASSES.index(sign)] for name, sign in _COUNTED.items()}
    # Columns on the screen: two for a wide letter, none for an accent of its own.
    width = np.array([len(text) for text in texts]) + of["wide"] - counts[:, CLASSES.index("m")]
    first_width = np.minimum(classes.first_width, _CAP_TOKEN)
    thai = np.minimum(first_width, _CAP_THAI)
    # A line of Han may break after any character. Words of Thai are not parted by spaces, and seldom longer than this.
    first_width = np.where(classes.first == CLASSES.index("t"), thai, first_width)
    first_width = np.where(classes.first == CLASSES.index("c"), 2, first_width)
    raw = {
        **of,
        "indent": np.minimum([line.indent for line in lines], _CAP_INDENT),
        "width": np.minimum(width, _CAP_WIDTH),
        # Three spaces or a tab may part columns; the pair after a full stop does not.
        "gaps": classes.tabs + np.array([text.count("   ") for text in texts]),
        "first": classes.first,
        "last": classes.last,
        "first_width": first_width,
        "last_width": np.minimum(classes.last_width, _CAP_TOKEN),
        "inner": classes.inner,
        **forms(texts, classes),
        "trails": [line.trails for line in lines],
        "blanks": np.minimum([line.blanks for line in lines], _MOST_BLANKS),
        "breaks": [line.breaks for line in lines],
        "shape": classes.shape,
        "repeated": _repeated(lines),
        "tabular": [tabular(text) for text in texts],
    }
    # float64 holds whole numbers up to 2**53 exactly, and all sums of the model stay far below.
    return {name: np.asarray(values, dtype=np.float64) for name, values in raw.items()}


def _repeated(lines: Sequence[Line]) -> list[bool]:
    """Return of each line whether it occurs again word for word, as a refrain, the head of a page or the rule of a table.

    A passage of prose that stands twice in a text, as licences do, says nothing of the kind.
    """
    times = Counter(line.text for line in lines)
    out = [times[line.text] > 1 for line in lines]
    if not any(out):
        return out
    for group in groups(lines):
        run = [k for k in group if out[k]]
        # Wider than verse, and of words: rows of a table that come again have gaps.
        widths = [lines[k].width for k in run if not tabular(lines[k].text)]
        if len(run) > 1 and max(widths, default=0) > WIDER_THAN_VERSE:
            for k in run:
                out[k] = False
    return out


def _groups(column: dict[str, Numbers]) -> NDArray[np.int64]:
    """Return for each line the number of its group: lines with no blank line and no page break between them."""
    begins = (column["blanks"] > 0) | (column["breaks"] > 0)
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
    starts = group_starts(group)
    sizes = np.diff(starts, append=len(values))
    out: Numbers = np.floor(np.add.reduceat(values, starts, axis=0) / sizes[:, None])[group]
    return out


def matrix(lines: Sequence[Line]) -> tuple[Numbers, list[str]]:
    """Return the features, a row a line, and their names. `lines` are not blank and there is at least one."""
    column = _columns(lines)
    group = _groups(column)
    own = _own(column)
    wrap = wrapping(column, group, own)
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
        parts[f"before_{name}"] = before_each(own[name])
    for name in _OF_AFTER:
        # "After" is "before" in the text read backwards.
        parts[f"after_{name}"] = before_each(own[name][::-1])[::-1]
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
        worth = np.zeros(len(CLASSES))
        worth[[CLASSES.index(name) for name in names]] = MILLE
        out: Numbers = worth[values.astype(np.intp)]
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
        "short_last": MILLE * ((column["last_width"] <= 3) & (last <= 1)),  # noqa: PLR2004 ("of", "the")
        "like_before": like,
        "like_second": like_second,
    }
