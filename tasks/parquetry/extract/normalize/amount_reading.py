"""Reading of an amount: one match of a form in its text, and whether what the form allows is meant there.

`720p` is no money, `5m` before a noun may be five millions, and pounds may be weighed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from parquetry.extract.normalize import numbers
from parquetry.languages.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.extract.normalize.numbers import Convention
    from parquetry.extract.normalize.tokens import Token, Tokens

# In order of precedence: `pound` is a currency and a unit, and is money first.
_LABELS = {
    "SIGN": "MONEY",
    "CODE": "MONEY",
    "SPOKEN_CODE": "MONEY",
    "BEFORE": "MONEY",
    "CURRENCY": "MONEY",
    "SUBUNIT": "MONEY",
    "PERCENT": "PERCENT",
    "PERMILLE": "PERCENT",
    "PERCENT_BEFORE": "PERCENT",
    "UNIT": "QUANTITY",
}
PAIRS_OF_UNITS = {("ft", "in"): 12, ("lb", "oz"): 16, ("yd", "ft"): 3}
"""Pairs of units that one length or weight is said in, with how many of the second make the first."""
# All of them are heights of common video formats.
_SCREEN_LINES = frozenset(map(Decimal, (144, 240, 360, 480, 576, 720, 1080, 1440, 2160, 4320)))
"""Lines of video: `720p` is no seven pounds twenty."""
_AREAS = frozenset({"m2", "ft2", "m3"})
"""Units that no number of a page, a room or an article has behind it."""
_ELIDING = frozenset({"fr", "it", "ca"})
"""Languages that join a word to the next by an apostrophe: `l'`, `m'`."""
_CYRILLIC_YEAR = "г"
"""The sign of a gram, which with a point is short for a year."""
_REACH = 60
"""Code points before an amount in which a word may say that it is paid or weighed: a clause."""


@dataclass(frozen=True, slots=True)
class Context:
    """What an amount's document says of how to read it."""

    language: str
    convention: Convention
    pounds: bool = False
    """Whether the document writes pounds as money elsewhere: a pound sign, `sterling`, pence."""


def context(language: str, document: str = "", written_figures: Sequence[str] = ()) -> Context:
    """Return how amounts of a text in a language are read, after the figures and signs of its document."""
    decimal = lexicon(language).decimal
    # One pound sign anywhere in the document makes `five pounds` money, unless a word of weighing is near.
    pounds = "£" in document or re.search(r"\b(?:sterling|pence|shillings?|guineas?)\b", document) is not None
    return Context(language, numbers.convention(decimal, written_figures), pounds)


@dataclass(frozen=True, slots=True)
class Reading:
    """One match of a form of an amount, in its text."""

    tokens: Tokens
    match: re.Match[str]
    context: Context
    rule: str

    def group(self, *names: str) -> list[Token]:
        """Return the tokens of the first of these groups that the form has and that has any."""
        # Forms have different groups; asking a match for one that its form lacks would raise.
        known = [name for name in names if name in self.match.re.groupindex]
        return next((tokens for name in known if (tokens := self.tokens.all(self.match, name))), [])

    def first(self, *names: str) -> Token | None:
        """Return the first token of the first of these groups that has any."""
        return next(iter(self.group(*names)), None)

    def has(self, name: str) -> bool:
        """Tell whether the form has a group of this name, and something stands there."""
        return name in self.match.re.groupindex and bool(self.match[name])

    @property
    def span(self) -> tuple[int, int]:
        """Return the part of the text that was read, without the full stop of a sentence that ends in `million.`."""
        start, end = self.tokens.span(self.match)
        # An abbreviation's own point is left out as well: `2,5 Mio.` is the same amount without it.
        return start, end - 1 if self.tokens.text[end - 1] == "." else end


def of_what(reading: Reading, counted: Token) -> tuple[str | None, str]:
    """Return the label of an amount and the code of its currency or unit, by what stands at its figure."""
    # In the order of the table: a word that is a currency and a unit (`pound`) is money first, and `pounds_are` decides.
    kind = next((kind for kind in _LABELS if kind in counted.meanings), None)
    if kind is None:
        return None, ""
    code = counted.meanings[kind]
    # Both ends of a range name what they count. Feet and inches differ by intent.
    second = reading.first("head2", "tail1")
    if second is not None and reading.rule != "feet_and_inches":
        other = next((second.meanings[k] for k in _LABELS if k in second.meanings), None)
        if other != code:
            return None, ""  # `$5 to €6`, `5 km to 3 %`: two amounts
    return _LABELS[kind], str(code or "")


def fits(reading: Reading, label: str, unit: str) -> bool:
    """Tell whether what the form allows is meant: a letter of money only with money, `720p` no pence, `5m` no metres."""
    # Each test rules out one way to be wrong; the first that applies decides.
    tail = reading.first("tail")
    if reading.rule == "feet_and_inches":
        return _units(reading) in PAIRS_OF_UNITS
    if not _is_range_meant(reading):
        return False
    if label == "MONEY":
        return _is_money_meant(reading, unit)
    # `5m km`: a scale letter is read before money only, elsewhere it is a unit itself.
    if reading.has("l") or reading.has("l2"):
        return False
    if label == "PERCENT":
        # `a percent` has no number word in it: it may go on as `a percent sign`.
        return not reading.has("w") or any("NUMERAL" in token.meanings for token in reading.group("w"))
    # `Room 24 m` is a room, `Room 24 m²` is as large as that.
    labelled = reading.tokens.is_labelled(reading.match) and unit not in _AREAS
    return not labelled and tail is not None and _is_unit(reading, tail)


def _is_money_meant(reading: Reading, unit: str) -> bool:
    """Tell whether an amount is one of money: `720p` is a picture, `50p` may be pence."""
    # A sign or word before the figure must have a currency's code.
    if not unit and reading.first("head") is not None:
        return False
    tail = reading.first("tail")
    return tail is None or tail.key != "p" or _is_pence(reading, tail)


def _units(reading: Reading) -> tuple[str, str]:
    """Return the two units of one length or weight; empty for what is no unit."""
    first, second = reading.first("tail1"), reading.first("tail")
    meanings = [token.meanings if token else {} for token in (first, second)]
    return str(meanings[0].get("UNIT", "")), str(meanings[1].get("UNIT", ""))


def _is_range_meant(reading: Reading) -> bool:
    """Tell whether two figures are the ends of one range: with `and` only after `between`, and not after `from`."""
    if reading.rule not in {"range", "sign_range"}:
        return True
    # `between 5 and 6 euros` is a range, `5 and 6 euros` are two sums.
    before = reading.tokens.before(reading.match)
    if before is not None and before.key == "from" and (reading.rule == "sign_range" or reading.has("tail1")):
        return False  # `from $5 to $7` names two
    if _joined_by_and(reading):
        return before is not None and "FROM" in before.meanings
    return True


def _is_pence(reading: Reading, tail: Token) -> bool:
    """Tell whether a `p` right at a figure is pence, and not lines of video."""
    figure = reading.first("n")
    # `50p` is pence, `50 p` may be pages.
    if figure is None or figure.end != tail.start:
        return False
    written = reading.tokens.text[figure.start : figure.end]
    return Decimal(re.sub(r"\D", "", written) or 0) not in _SCREEN_LINES


def _is_unit(reading: Reading, tail: Token) -> bool:
    """Tell whether a unit is meant: `5m` before a noun may be five millions, `5-m` and `in 5 in a row` are no lengths."""
    text = reading.tokens.text
    figure_end = (reading.group("n2", "n", "w2", "w") or [tail])[-1].end
    written = text[tail.start : tail.end]
    gap = text[figure_end : tail.start]
    # Only single letters are in question: `km` and `°` are clear.
    if len(written) > 1 or not written.isalpha():
        return True
    # French `les 5 l'ont dit`, Russian `5 г. спустя`: an elided word, and the year with its point.
    if "-" in gap or (text[tail.end : tail.end + 1] in {"'", "’"} and reading.context.language in _ELIDING):
        return False
    if written == _CYRILLIC_YEAR and text[tail.end : tail.end + 1] == ".":
        return False
    # `5m people` means millions; `5m of rope`, `5m x 3m`, `5m long` are metres, which the next word shows.
    following = reading.tokens.after(reading.match)
    after = text[tail.end : tail.end + 2]
    if gap == "" and written in {"m", "k", "b", "t"} and after[:1] == " " and after[1:].isalpha():
        return following is not None and bool({"DIMENSION", "OF", "AND", "TO"} & set(following.meanings))
    return True


def _joined_by_and(reading: Reading) -> bool:
    gap = reading.tokens.all(reading.match)
    # Danish `og` is in the tables as `to` as well, for `mellem 4 og 10 mm`.
    return any("AND" in token.meanings and "OR" not in token.meanings for token in gap)


def pounds_are(reading: Reading, counted: Token) -> str | None:
    """Return whether pounds are `money` or `weight`, `unknown` where nothing tells; null where there are no pounds."""
    if counted.key not in {"pound", "pounds"}:
        return None
    # Weight first: `paid for five pounds of sugar` speaks of paying, and means sugar.
    if _is_weight(reading):
        return "weight"
    return "money" if _is_paid(reading) else "unknown"


def is_one_alone(reading: Reading) -> bool:
    """Tell whether a word that is an article as well is all there is of a number: `un dollar fort`, `a dollar store`."""
    words = reading.group("w")
    # English `one dollar` counts, since English has another article; French `un` may be either.
    alone = len(words) == 1 and ("ONE" in words[0].meanings or words[0].meanings.get("NUMERAL") == 1)
    return alone and words[0].key != "one" and not reading.has("cents") and not reading.has("w2")


def _is_weight(reading: Reading) -> bool:
    """Tell whether pounds are weighed: pounds *of* something, or a word of weighing nearest to them."""
    _, end = reading.span
    return reading.tokens.text[end : end + 4].casefold() == " of " or _nearest_cue(reading) == "WEIGHT"


def _is_paid(reading: Reading) -> bool:
    return _nearest_cue(reading) == "PAID" or reading.context.pounds


def _nearest_cue(reading: Reading) -> str | None:
    """Return `PAID` or `WEIGHT` by the nearest word of paying or weighing before pounds, else after them."""
    start, end = reading.span
    text, known = reading.tokens.text, lexicon(reading.context.language)
    # The word nearest before the amount counts most, so that list is read backwards.
    before = re.findall(r"[^\W\d_]+", text[max(0, start - _REACH) : start])
    after = re.findall(r"[^\W\d_]+", text[end : end + _REACH])
    cues = ({"PAID", "WEIGHT"} & set(known.meanings(word) or {}) for word in [*reversed(before), *after])
    return next((min(cue) for cue in cues if cue), None)
