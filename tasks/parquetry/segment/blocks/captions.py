"""Captions: what stands beneath a picture, and who made it."""

from __future__ import annotations

import re

from parquetry.languages.data_tables import alternatives, words

CAPTION = re.compile(rf"{alternatives(words('caption_words', 'labels'))}\s*\d+", re.IGNORECASE)
"""The label and number of a figure: "Figure 1.5", "Abb. 3", "图2"."""
# What goes on with the number of a figure: ".5", "A", "a-c", "B, C".
_PART = re.compile(r"\A[\d.]*(?:[A-Za-z](?:\s?[-–,]\s?[A-Za-z])*\b)?")
_MAKERS, _SIDES = words("caption_words", "credits"), words("caption_words", "sides")
_MAKER, _SIDE = alternatives(_MAKERS), alternatives(_SIDES)
_CREDIT = re.compile(
    rf"""
      # "photo by Ole", but not "image by setting"
      \b(?:photograph(?:ed)?|photo|image|picture|illustration|painting)\ (?:by\ (?-i:[^a-z])|(?:of|courtesy|from|taken)\b)
    | \b(?:photograph|image|painting),\ (?:c\.|circa|\d{{4}})       # "photograph, c. 1871"
    # Set apart, not said in a sentence: "Hill, public domain" and "CC BY 4.0", but not "the text is in the public domain".
    # "public domain etexts" goes on, and so does "under CC0 may be protected".
    | (?:^|[(,;:|–—]\ ?)(?:public\ domain(?=[.,;)]|$)|(?:courtesy\ of|circa\ \d{{4}})\b)
    | [(,;:|–—]\ ?licen[sc]ed\ under\b | \bCC[- ]?(?:BY|0)(?:[- ](?:SA|NC|ND))*(?=\W*[\d.]*\W*$)
    | (?:^|[.]\s){_MAKER}\s*:                                   # "Photo: Ole Hansen"
    | ^[^.]{{3,40}}\({_SIDE}\)\s                                   # "Hill (right) with"
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What stands beneath a picture: who made it, when, and under which licence."""
_IN_BRACKETS = alternatives(words("caption_words", "credits_in_brackets"))
_CREDIT_IN_BRACKETS = re.compile(rf"\({_IN_BRACKETS}s?\s?:[^()]{{2,}}\)\.?$", re.IGNORECASE)
"""The end of a caption: "(credit: Library of Congress)", "(Foto: Ole Hansen)"."""
_CREDIT_WORDS = (
    *_MAKERS,
    *(f"{side})" for side in _SIDES),
    *("illustration", "painting", "licen", "public domain", "cc", "courtesy", "circa"),
)
"""Of these at least one is in every such text: looked for first, being quicker to find."""


def is_credit(text: str) -> bool:
    """Tell whether a text says who made a picture."""
    return any(map(text.lower().__contains__, _CREDIT_WORDS)) and _CREDIT.search(text) is not None


def ends_in_credit(text: str) -> bool:
    """Tell whether a line ends in the credit of a picture, in brackets, and so ends a caption.

    >>> ends_in_credit("Barges at the lock. (credit: Harbour Museum)"), ends_in_credit("They paid (in coin: silver)")
    (True, False)
    """
    return text.rstrip(".")[-1:] == ")" and _CREDIT_IN_BRACKETS.search(text) is not None


def opens_caption(text: str) -> bool:
    """Tell whether a line begins with the label of a figure and what it shows, and is no sentence about the figure.

    >>> opens_caption("Figure 4 The upper gate"), opens_caption("Figure 4A shows the upper gate")
    (True, False)
    """
    label = CAPTION.match(text)
    return label is not None and _PART.sub("", text[label.end() :], count=1).lstrip(" .:")[:1].isupper()
