"""Merge rules for numbers and initials with a full stop, which count something or begin a name: "in der 8. | Klasse"."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from parquetry.languages.word_frequencies import capital
from parquetry.segment.sentences.boundary import DATA, is_name, is_starter, words
from parquetry.segment.sentences.merge_rule import MergeRule, goes_on

if TYPE_CHECKING:
    from parquetry.segment.sentences.boundary import Boundary

# "1.", "(b)", "iv)" at the beginning of a sentence or after a comma: the number of an item, and no sentence.
_NUMBER_ALONE = re.compile(
    r"""
    (?: ^ | [;:,]\s | \n ) [(\[]?
    (?: \d{1,3} | [A-Za-z] | [ivxIVX]{1,5} )      # "1.", "(b)", "iv)"
    [.)] $
    """,
    re.VERBOSE,
)
# "as follows: 1. The rule": the first item of a list inside a sentence.
_NUMBER_LISTED = re.compile(r"[;:]\s[(]?\d{1,3}[.)]$")
# Code points a sentence may have that is nothing but its number: "(xviii)".
_SHORT = 8
# A day and a month in figures, "11. 9.", in languages that write ordinals with a full stop.
_DAY = re.compile(r"(?:^|\s)[0-3]?\d\.$")
_MONTH = re.compile(r"[01]?\d\.(?:\s|$)")
# "J." in "J. Brandt": one letter, not the end of a word.
_INITIAL = re.compile(r"(?:^|[\s(.])[^\W\d_]\.$")
# "H.C.J.", "J. R.", "J.-P.".
_INITIALS = re.compile(r"(?:^|[\s(&])(?:[^\W\d_]\.[-–]?\s?){2,}$")
_INITIAL_BEHIND = re.compile(
    r"""
    (?: ^ | \s )
    (?: (?P<title>[^\W\d_]+)\. | (?P<name>[^\W\d_]{2,}) ) \s    # "Prof. ", "Karl "
    [^\W\d_]\. $                                               # "A."
    """,
    re.VERBOSE,
)
# "padişahı II.", "a IV.": a Roman number and the word before it.
_ROMAN_ORDINAL = re.compile(r"(?:^|\s)(?:(\w+)\s)?(?:[IVX]{2,}|[VX])\.$")
# Spanish doubles the initials of a plural: "EE. UU." for Estados Unidos.
_PLURAL_INITIALS = re.compile(r"(?:^|\s)([^\W\d_])\1\.\s+([^\W\d_])\2\.")


def _is_ordinal(at: Boundary) -> bool:
    """Tell whether a number with a full stop counts what follows: "in der 8. | Klasse", "11. | 9."."""
    if not at.left[-2:-1].isdecimal():
        return False
    # Before a capital, German needs a word that goes with ordinals: "in der 8. | Klasse", not "in Zimmer 8. |
    # Danach".
    if at.following[0].isupper():
        return _ordinal(at.language).search(at.left) is not None
    return at.language in DATA["ordinal"] and bool(_DAY.search(at.left)) and bool(_MONTH.match(at.following))


def _is_initial_of_name(at: Boundary) -> bool:
    """Tell whether a capital with a full stop, behind a title or a name, is the initial of a name: "Prof. A. | Berg"."""
    match = _INITIAL_BEHIND.search(at.left)
    if match is None or not at.left[-2].isupper():
        return False
    if match["title"]:
        return match["title"].casefold() in words("titles", at.language)
    if match["name"].casefold() in words("lettered", at.language):  # "we have Plan B. | Anna"
        return False
    # "in Haus A. | Berg": German nouns have capitals too, and say nothing of names.
    if at.language == "de":
        return False
    # "Vitamin A. | Then": neither is the word before a name, nor is a word that begins sentences.
    return match["name"].istitle() and is_name(match["name"], at.language) and not is_starter(at.next_word, at.language)


def _is_ordinal_of_name(at: Boundary) -> bool:
    """Tell whether a Roman number with a full stop stands before the name of a ruler: "padişahı II. | Mehmed"."""
    match = _ROMAN_ORDINAL.search(at.left)
    # "Henrik IV. | Danmark" has the name before the number, and a sentence may end there.
    if at.language not in DATA["figures"]["before_name"] or match is None or not (match[1] or "a").islower():
        return False
    if match[1] in words("lettered", at.language):  # "bölüm II. | Mehmed"
        return False
    return at.next_word[1:].islower() and capital(at.next_word, at.language) is not False


@cache
def _ordinal(language: str) -> re.Pattern[str]:
    """Return what a number with a full stop looks like where it counts what follows: "in der 8."."""
    words = "|".join(DATA["ordinal"].get(language, ()))
    return re.compile(rf"\b(?:{words})\s\d{{1,3}}\.$" if words else r"(?!)", re.IGNORECASE)


NUMBER_RULES = (
    MergeRule(
        "number of an item",
        ".!",
        "aAx1-",
        lambda at: len(at.left) < _SHORT and _NUMBER_ALONE.search(at.left) is not None,
        ("1. | The port", "In 1911. | The port"),
    ),
    MergeRule(
        "number in a list",
        ".!",
        "aAx1-",
        lambda at: _NUMBER_LISTED.search(at.left) is not None,
        ("applies: 1. | The rule", "in room 1. | The rule"),
    ),
    MergeRule("ordinal", ".", "A1", _is_ordinal, ("in der 8. | Klasse", "in Zimmer 8. | Danach"), "de"),
    MergeRule(
        "initial",
        ".",
        "A",
        lambda at: not at.trained and at.left[-2:-1].isupper() and _INITIAL.search(at.left) is not None,
        ("вул. Л. | Берези", "у школі. | Дощ"),
        "uk",
    ),
    MergeRule("initial of a name", ".", "A", _is_initial_of_name, ("Prof. A. | Berg", "lite vitamin A. | Sen"), "sv"),
    MergeRule("ordinal of a name", ".", "A", _is_ordinal_of_name, ("padişahı II. | Mehmed", "Mehmed II. | Sonra"), "tr"),
    MergeRule(
        "initials without spaces",
        ".",
        "A",
        lambda at: at.left[-2:-1].isupper() and _INITIALS.search(at.left) is not None and goes_on(at),
        ("H.C.J. | Brandt", "from the U.S. | It sold"),
    ),
    MergeRule(
        "plural initials",
        ".",
        "A",
        lambda at: _PLURAL_INITIALS.match(f"{at.left[-4:]} {at.following}".lstrip()) is not None,
        ("EE. | UU. ofreció", "de la AA. | Luego"),
        "es",
    ),
)
