"""Cents without their word: `deux euros cinquante`, `dos euros con cincuenta`, `due euro e cinquanta`.

The number behind a sum is its hundredths only where nothing follows that it may count: `due euro e cinquanta persone`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from parquetry.extract.normalize import numbers
from parquetry.extract.normalize.date_context import is_between
from parquetry.languages.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.extract.normalize.amount_reading import Reading
    from parquetry.extract.normalize.tokens import Token

_LEAST, _MOST = 10, 99
"""Cents that are said without their word: `two euros five` may be two sums."""
_CLAUSE_ENDS = re.compile(r"\s?(?:[.;:!?)»”\"]|,\s)(?!\d)|\s?\n|\s?\Z|\s[-–—]\s")
_GOES_ON = frozenset({"ARTICLE", "IN", "OF", "FROM", "OR"})
"""Kinds of small words that no number counts: `deux euros cinquante le kilo`."""


def is_hundredths(reading: Reading, currency: str) -> bool:
    """Tell whether the number behind a sum is its hundredths."""
    number = rest(reading)
    if number is None or not _LEAST <= number <= _MOST or currency not in _with_hundredths(reading.context.language):
        return False
    # `between two euros and fifty` has another end.
    if any("AND" in token.meanings for token in reading.group("link")) and is_between(
        reading.tokens, *reading.span, reading.context.language
    ):
        return False
    # Greek coins have the name of minutes: `δέκα λεπτά αργότερα`.
    return _is_counted_alone(reading)


def may_be_hundredths(reading: Reading) -> bool:
    """Tell whether a number that a small word joins to a sum may be its hundredths or another sum.

    `Custa dez euros e vinte ao domingo` is either, and `100 dollars and 50 of them` is two;
    `dos euros y cincuenta el kilo` is one price, and so at a clause's end.
    """
    text, (_, end) = reading.tokens.text, reading.span
    return _is_joined(reading) and not (_CLAUSE_ENDS.match(text, end) or _is_per_unit(reading))


def may_be_two_sums(reading: Reading) -> bool:
    """Tell whether a sum and its hundredths may be two ends: `between two dollars and fifty cents`."""
    has_cents = reading.rule == "units_and_cents" or reading.has("cents")
    is_linked = has_cents and any("AND" in token.meanings for token in reading.tokens.all(reading.match))
    return is_linked and is_between(reading.tokens, *reading.span, reading.context.language)


def rest(reading: Reading) -> Decimal | None:
    """Return the number behind a sum, in words or of two figures; null for none."""
    # `fifty-five` may be two words; what is more than one number has no value.
    if reading.has("rest"):
        return numbers.spoken(reading.group("rest"))
    figure = reading.first("n2")
    written = "" if figure is None else reading.tokens.text[figure.start : figure.end]
    return Decimal(written) if _TWO_FIGURES.fullmatch(written) else None


_TWO_FIGURES = re.compile(r"[0-9]{2}")


def _is_counted_alone(reading: Reading) -> bool:
    text, (_, end) = reading.tokens.text, reading.span
    # `Il coûte deux euros cinquante.`
    if _CLAUSE_ENDS.match(text, end):
        return True
    kinds = {kind for token in _following(reading) for kind in token.meanings}
    # `dos euros con cincuenta de descuento` has something off, and `5 Euro 12 bis 18 Uhr` a time behind it.
    is_counted = ("OF" in kinds and reading.has("with")) or ("TO" in kinds and "ARTICLE" not in kinds)
    return not is_counted and not _GOES_ON.isdisjoint(kinds)


def _is_joined(reading: Reading) -> bool:
    return reading.rule == "sum_and_rest" and reading.has("link")


def _is_per_unit(reading: Reading) -> bool:
    """Tell whether an article and a unit follow, of which the sum is the price: `el kilo`, `al chilo`."""
    _, end = reading.span
    following = reading.tokens.starting_in(end + 1, end + len(" della settimana"))[:2]
    return len(following) > 1 and "ARTICLE" in following[0].meanings and "UNIT" in following[1].meanings


def _following(reading: Reading) -> Sequence[Token]:
    """Return the token right behind a sum, a space between, if the tables have it."""
    _, end = reading.span
    return reading.tokens.starting_in(end + 1, end + 2)


@cache
def _with_hundredths(language: str) -> frozenset[str]:
    """Return the currencies whose hundredths a language has a word for."""
    # Yen and forints have none, so that `200 forint 50` is no sum of both.
    known = lexicon(language)
    phrases = (said for rests in known.phrases.values() for _, said in rests)
    return frozenset(str(said["SUBUNIT"]) for said in chain(known.words.values(), phrases) if said.get("SUBUNIT"))
