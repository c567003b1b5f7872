"""Raised and lowered figures: written with the characters that Unicode has for them, since 10⁶ is not 106.

A page sets an exponent, the mark of a note or the cents of a price smaller and higher. As plain digits they become part of
the number or word before them, and nothing in the text says that they are not.

Source: Unicode 15, 22.4 (superscript and subscript symbols).
"""

from __future__ import annotations

import re
from collections import defaultdict

_SIGNS = "+\N{MINUS SIGN}\N{EN DASH}=-"
_RAISED = str.maketrans(
    "0123456789ni" + _SIGNS,
    "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207f\u2071\u207a\u207b\u207b\u207c\u207b",
)
_LOWERED = str.maketrans(
    "0123456789" + _SIGNS, "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089\u208a\u208b\u208b\u208c\u208b"
)


def _plain_forms() -> dict[str, str]:
    forms: dict[str, str] = defaultdict(str)
    for table in (_RAISED, _LOWERED):
        for plain, shown in table.items():
            forms[chr(shown)] += chr(plain)
    return dict(forms)


PLAIN_FORMS = _plain_forms()
"""Raised and lowered characters, each with those that it may be when they stand on the line."""
# What parts the marks of several notes, and the names of several places: "1,2", "1, a".
_BETWEEN = re.compile(r"[,;\s]+")
# A number as it stands raised. Longer ones are years, or text that was set smaller.
_NUMBER = re.compile(
    rf"""
    (?= \D* \d )                                               # at least one figure
    (?: [{_SIGNS}]? (?: \d{{1,4}} (?!\d) | [ni] ) [./·⁄]? )+    # "6", "-1", "2/3", "n+1"
    [{_SIGNS}]?                                                # "2+"
    """,
    re.VERBOSE,
)
# A sign between two figures is that of a range: "1-3" are three notes.
_OF_RANGE = re.compile(rf"(?<=\d)[{_SIGNS}](?=\d)")
# Characters after which a lowered figure is no part of a word, but a denominator: "³/₄".
_OVER = frozenset("/\N{FRACTION SLASH}")


def raised(text: str) -> str:
    """Return what stands raised, figures as raised ones; as it is if it is no number.

    >>> raised("6"), raised("-1"), raised("1,2"), raised("1-3"), raised("st"), raised("[4]")
    ('⁶', '⁻¹', '¹,²', '¹-³', 'st', '[4]')
    """
    words = _BETWEEN.split(text.strip())
    if not _are_numbers(words):
        return text
    # "1-3" has a dash and no minus sign, since it means three notes.
    kept = {match.start() for match in _OF_RANGE.finditer(text)}
    # In "1,n" the letter is the mark of another note, in "n+1" a part of the number.
    if "n" in words or "i" in words:
        kept.update(at for at, character in enumerate(text) if character in "ni")
    return "".join(character if at in kept else character.translate(_RAISED) for at, character in enumerate(text))


def _are_numbers(words: list[str]) -> bool:
    """Return whether words are numbers, beside which there may be single signs and letters, the marks of other notes."""
    others = [word for word in words if not _NUMBER.fullmatch(word)]
    return len(others) < len(words) and all(len(word) <= 1 for word in others)


def lowered(text: str, before: str, after: str) -> str:
    """Return what stands lowered, figures as lowered ones where they would be part of a number; `before` and `after` it.

    >>> lowered("2", "0", ""), lowered("2", "H", "O"), lowered("4", "/", ""), lowered("2", "g", "8")
    ('₂', '2', '₄', '₂')
    """
    # "H2O" is as people write it; "102" for 10 to the base 2 is another number.
    joins = _ends_number(before) or after.isdecimal()
    return text.translate(_LOWERED) if joins and _NUMBER.fullmatch(text.strip()) and "n" not in text else text


def _ends_number(before: str) -> bool:
    """Return whether a character is the last of a number, or of one that stands over another."""
    return before.isdecimal() or before in _OVER or before in PLAIN_FORMS
