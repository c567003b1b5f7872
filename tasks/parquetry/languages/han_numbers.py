"""Numbers in Han and Hangul: `三百二十万`, `一百零五`, `二〇一九`, `삼백이십만`."""

from __future__ import annotations

import re
from decimal import Decimal

_FIGURES = {character: number for number, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
HAN = "".join([*_FIGURES, *_UNITS, *_MYRIADS])
"""The characters of a number in Han."""
_HANGUL = dict(zip("영일이삼사오육륙칠팔구십백천만억조", "零一二三四五六六七八九十百千万億兆", strict=True))
"""The syllables of a number in Hangul, with their Han."""
_GREATEST = 10**16
"""What the first myriad is under."""
_LEAST_FIGURES = 3
"""Least figures of a number without units: `二〇一`; `三五` are three to five."""


def number(written: str) -> int | None:
    """Return the number that Han characters say; null for none, and for what may be two.

    >>> number("三百二十万"), number("一百零五"), number("二〇一九"), number("两三千"), number("一百五")
    (3200000, 105, 2019, None, None)
    """
    # `一百五` is 150 in Chinese and 105 in Japanese, `两三千` two or three thousand.
    if all(character in _FIGURES for character in written):
        figures = "".join(str(_FIGURES[character]) for character in written)
        return int(figures) if len(figures) == 1 or len(figures) >= _LEAST_FIGURES else None
    return _with_myriads(written, _GREATEST)


def decimal(written: str) -> int | Decimal | None:
    """Return the number that Han characters say, with the figures behind a point; null for none.

    >>> decimal("二点五"), decimal("三十"), decimal("三点十")
    (Decimal('2.5'), 30, None)
    """
    whole, point, part = written.replace("點", "点").partition("点")
    counted = number(whole)
    if not point or counted is None:
        return counted
    figures = "".join(str(_FIGURES.get(character, "")) for character in part)
    return Decimal(f"{counted}.{figures}") if len(figures) == len(part) else None


def _with_myriads(written: str, least: int) -> int | None:
    """Return a number whose myriads are under `least` and fall: `一亿五千万`."""
    place = next((k for k, character in enumerate(written) if character in _MYRIADS), None)
    if place is None:
        return _below_myriad(written)
    # A first myriad counts itself: `万元`.
    times = 1 if place == 0 and least == _GREATEST else _below_myriad(written[:place])
    myriad = _MYRIADS[written[place]]
    rest = _with_myriads(written[place + 1 :], myriad)
    return times * myriad + rest if times and rest is not None and myriad < least else None


def hangul(word: str) -> int | None:
    """Return the number that a Korean word of two syllables and more says: `삼백이십만`; null for none."""
    # One syllable is another word as a rule: `이` is this.
    is_number = len(word) > 1 and all(syllable in _HANGUL for syllable in word)
    return number("".join(_HANGUL[syllable] for syllable in word)) if is_number else None


_FIGURE = "([一二三四五六七八九两兩]?)"
_BELOW_MYRIAD = re.compile(
    rf"""
    (?: {_FIGURE}千 )?            # 三千, 千
    (?: [〇零]?{_FIGURE}百 )?     # 五百, 零五百
    (?: [〇零]?{_FIGURE}十 )?     # 二十, 十
    ([〇零]?) {_FIGURE}           # 五, 零五
    """,
    re.VERBOSE,
)
"""A number under 10,000: `三百二十`, `千五百`, `一百零五`."""


def _below_myriad(written: str) -> int | None:
    """Return a number under 10,000; null where its figures and units make none, or where the last figure has no unit."""
    match = _BELOW_MYRIAD.fullmatch(written)
    if match is None:
        return None
    *counts, zero, last = match.groups()
    # The figure behind a hundred may count tens.
    if last and not zero and counts[-1] is None and any(count is not None for count in counts):
        return None
    # A unit alone is one of it: `百` is a hundred.
    units = zip(counts, reversed(_UNITS.values()), strict=True)
    return sum(_FIGURES.get(count, 1) * unit for count, unit in units if count is not None) + _FIGURES.get(last, 0)
