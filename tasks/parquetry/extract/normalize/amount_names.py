"""Names with a number that look like sums: standards, programs, models, and numbers of faults.

`BSD-3`, `PHP 8`, `CVE 2011-2692`, a `RM400`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.extract.normalize.amount_reading import nearest_cue
from parquetry.languages.lexicon import FORMS

if TYPE_CHECKING:
    from parquetry.extract.normalize.amount_reading import Reading
    from parquetry.extract.normalize.tokens import Token


def is_numbered_name(reading: Reading) -> bool:
    """Tell whether letters with a number are rather a name than a currency's code with a sum: `BSD-3`, `PHP 8`, `0BSD`."""
    text, figure = reading.tokens.text, (reading.group("n", "n_") or reading.group("w"))[0]
    kinds = {"CODE", "SPOKEN_CODE", "BEFORE"}
    code = next((t for t in reading.group("head", "head_", "tail") if kinds & set(t.meanings)), None)
    if code is None:
        return False
    # A minus has a space before it: `CRC-32` is one word.
    if text[code.end : code.end + 1] in _HYPHENS and code.end < figure.start:
        return True
    written = text[code.start : code.end]
    is_name = written in FORMS["codes"]["named"] and not (reading.has("s") or reading.has("w"))
    return is_name and not _is_sum(reading, code, figure)


def _is_sum(reading: Reading, code: Token, figure: Token) -> bool:
    """Tell whether what may be a name has a figure as sums have it, or a text that pays in its currency."""
    text = reading.tokens.text
    # A model `RM400` has no code of ISO 4217, and the price RM400 stands where the document pays in ringgit.
    if "BEFORE" in code.meanings:
        is_paid = text[code.start : code.end] in reading.context.shown or nearest_cue(reading) == "PAID"
        return is_paid or _GROUPED.fullmatch(text, figure.start, figure.end) is not None
    # `CVE 2011-2692` is one number of a fault.
    gap = text[min(code.end, figure.end) : max(code.start, figure.start)]
    return reading.rule != "sign_range" and gap.isspace() and _SUM.fullmatch(text, figure.start, figure.end) is not None


def is_mistyped_number(reading: Reading) -> bool:
    """Tell whether a dollar sign stands for the sign of a number, which is on the same key: `#1498 and $1499`."""
    # As many figures as the number before, so that `#12 cost $1500` is none.
    start, _ = reading.span
    text, figures = reading.tokens.text, reading.group("n")
    numbered = _NUMBERED.search(text, max(0, start - _NEAR), start) if text[start] == "$" and figures else None
    return numbered is not None and len(numbered[1]) == figures[-1].end - figures[0].start


_NUMBERED = re.compile(r"#(\d+)(?:,|,? (?:and|or|to)|\s?[&/-])?\s?\Z")
_NEAR = 20
"""Code points in which the number before stands."""
_HYPHENS = frozenset("-\u2010\u2011–")
_SUM = re.compile(
    r"""
    \d{3,} | \d+[.,]\d\d        # 500, 12.50
    | \d{1,3}(?:[., ]\d{3})+(?:[.,]\d\d)?   # 1,500.00
    """,
    re.VERBOSE,
)
"""A figure as sums have one, and versions or goals have not."""
_GROUPED = re.compile(r"\d+[.,]\d\d|\d{1,3}(?:[., ]\d{3})+(?:[.,]\d\d)?")
"""A figure with hundredths or groups, as no model has one."""
