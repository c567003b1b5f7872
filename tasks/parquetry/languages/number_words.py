"""Number words: what a row of them says, in the order a language says them from great to small."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Meanings = Mapping[str, Any]

_EXACT = Context(prec=80)
"""Enough digits for a number times two scale words: nothing is rounded."""
_HUNDRED = 2
"""The power of ten of a hundred, which multiplies only what stands right before it."""
_STEPS = (1000, 100)
"""Round numbers that anything smaller may follow."""
_JOINED_SCALES = frozenset({2, 3, 6})
"""Powers of ten of the scale words that languages join to the number before them."""
_LEAST_COMPOUND, _LONGEST_COMPOUND = 5, 48
"""Letters of number words written as one: Dutch `tienmiljoen`, Italian `novecentonovantanovemilacinquecento`."""
_LEAST_PART, _LONGEST_PART = 2, 20
"""Letters of one of them: Danish `to`, Finnish `kahdeksankymmentä`."""
_TEEN_HUNDREDS = range(11, 20)
"""Numbers before a hundred besides those under ten: `fifteen hundred`, `femtonhundra`."""


def spoken(words: Iterable[Meanings]) -> Decimal | None:
    """Return what number words say by their meanings; null for what is no number.

    Units follow tens, a hundred follows a number under ten, a scale word multiplies what stands since the last greater one:
    what breaks that order is several numbers, or words of a number that the tables do not have whole.
    """
    count = _Count()
    for meanings in words:
        if not count.add(meanings):
            return None
    # `half` left over at the end is a plain half, `two and a half`; right after a scale word one of that, `deux millions et
    # demi`. A total of zero is no number.
    of_scale = count.least if count.total and not count.current else 0
    return count.total + count.current + (Decimal("0.5").scaleb(of_scale, _EXACT) if count.half else 0) or None


def compound(word: str, words: Mapping[str, Meanings]) -> int | None:
    """Return the number that a word is written together from; null for a word of other parts.

    `words` are the words of the language, folded, with what they say.

    >>> compound("zweihundert", {"zwei": {"NUMERAL": 2}, "hundert": {"SCALE": 2}})
    200
    """
    if not _LEAST_COMPOUND <= len(word) <= _LONGEST_COMPOUND:
        return None
    # Ways to cut it differ, and the first that makes a number is right.
    counted = (spoken(words[part] for part in parts) for parts in _cut(word, words))
    found = next((number for number in counted if number is not None), None)
    return int(found) if found is not None and found == int(found) else None


def _cut(word: str, words: Mapping[str, Meanings], least: int = 2) -> Iterator[tuple[str, ...]]:
    """Yield the ways to cut a word into number words, at least so many; a word for `and` may stand between them."""
    if least <= 1 and _may_be_part(words.get(word), is_last=True):
        yield (word,)
    for length in range(min(len(word) - 1, _LONGEST_PART), _LEAST_PART - 1, -1):
        if _may_be_part(words.get(word[:length]), is_last=False):
            yield from ((word[:length], *rest) for rest in _cut(word[length:], words, least - 1))


def _may_be_part(found: Meanings | None, *, is_last: bool) -> bool:
    if not found:
        return False
    return "NUMERAL" in found or found.get("SCALE") in _JOINED_SCALES or ("AND" in found and not is_last)


@dataclass(slots=True)
class _Count:
    """A number as it is said: what is complete, what stands since the last scale word, and whether a half waits."""

    total: Decimal = Decimal(0)
    current: Decimal = Decimal(0)
    least: int = 99
    """The power of ten of the last scale word: the next must be smaller."""
    half: bool = False
    joined: bool = False
    """Whether the word before was `and`."""

    def add(self, meanings: Meanings) -> bool:
        """Take in the next word; false where it cannot follow."""
        # A hundred multiplies what stands right before it; thousand and more close the group before them.
        if "SCALE" in meanings and not self._is_hundred_alone(meanings):
            return self._hundred() if meanings["SCALE"] == _HUNDRED else self._scale(meanings["SCALE"])
        if "NUMERAL" in meanings:
            return self._numeral(Decimal(meanings["NUMERAL"]))
        if "AND_HALF" in meanings:
            self.half = True
            return True
        if "HALF" in meanings:
            return self._half()
        if "ONE" in meanings:
            # `a` and `one` count only at the start: the `a` of `two and a half` is an article.
            self.current = self.current if self.current or self.total or self.half else Decimal(1)
            return True
        self.joined = "AND" in meanings
        return self.joined or "OF" in meanings

    def _is_hundred_alone(self, meanings: Meanings) -> bool:
        """Tell whether a hundred is counted by itself, as languages do that have no `one` before it: `mille cent`."""
        return meanings["SCALE"] == _HUNDRED and "NUMERAL" in meanings and not self.current

    def _half(self) -> bool:
        # After `and` a half is added; else it is what is counted, `a half percent`, and no number stands before it.
        if not self.joined and (self.total or self.current > 1):
            return False
        self.current = self.current if self.joined else Decimal(0)
        self.half = True
        return True

    def _numeral(self, value: Decimal) -> bool:
        # `half of one percent` is half a percent; half of another number is not counted out here.
        if self.half:
            return value == 1 and not self.current
        # `twenty five` is 25, `five twenty` is two numbers, `twenty twenty` as well.
        if self.current and value >= _room(self.current):
            return False
        self.current += value
        return True

    def _hundred(self) -> bool:
        # `fifteen hundred` is one number, `twenty hundred` are two.
        is_number = self.current < 10 or (self.current in _TEEN_HUNDREDS and not self.total)  # noqa: PLR2004 (units)
        if not is_number or (not self.current and self.total):
            return False
        self.current = (self.current or Decimal(1)) * 100
        return True

    def _scale(self, power: int) -> bool:
        # Scale words must fall: `two thousand three million` is no number.
        if power >= self.least:
            return False
        # `one and a half million`: the half is multiplied with the rest. A bare `million` counts as one.
        half = Decimal("0.5") if self.half else Decimal(0)
        self.total += ((self.current + half) or Decimal(1)).scaleb(power, _EXACT)
        self.current, self.least, self.half = Decimal(0), power, False
        return True


def _room(current: Decimal) -> Decimal:
    """Return the number that the next word must be under: what the zeros at the end of the present one leave room for."""
    number = int(current)
    for step in _STEPS:
        if number % step == 0:
            return Decimal(step)
    return Decimal(10 if number % 10 == 0 and number % 100 >= 20 else 0)  # noqa: PLR2004 (tens that units follow)
