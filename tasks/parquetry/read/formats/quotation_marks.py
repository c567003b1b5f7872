"""Quotation marks that a browser puts around `<q>`, by the language of the text around it.

Source: WHATWG HTML, 15.3.5 (quotes); CLDR 45, delimiters. Languages that are not listed have those of English, as there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ENGLISH = "“”‘’"
# The marks of a quotation, and those of one within it.
_BY_LANGUAGE = {
    **dict.fromkeys(("de", "cs", "sk", "sl"), "„“‚‘"),
    **dict.fromkeys(("sv", "fi"), "””’’"),
    **dict.fromkeys(("ru", "uk"), "«»„“"),
    **dict.fromkeys(("es", "it", "el", "ca"), "«»“”"),
    **dict.fromkeys(("ja", "zh-tw", "zh-hant"), "「」『』"),
    "fr": "«»«»",
    "pl": "„”«»",
    "ro": "„”«»",
    "hu": "„”»«",
    "no": "«»‘’",
    "nb": "«»‘’",
    "nn": "«»‘’",
}
# What an author typed, whatever a browser adds.
_TYPED = re.compile(r"\s*[\"“”„«»‹›‘’‚'「『]")
# A style sheet that takes the marks away, or puts its own there.
_STYLED = re.compile(r"quotes \s* : | (?<![\w-]) q (?: \[ [^\]]* \] )? :{1,2} before", re.IGNORECASE | re.VERBOSE)


def quotation_marks(language: str, depth: int) -> tuple[str, str]:
    """Return the marks before and after a quotation that stands in `depth` others.

    >>> quotation_marks("de-AT", 0), quotation_marks("", 1)
    (('„', '“'), ('‘', '’'))
    """
    tag = language.lower().replace("_", "-")
    marks = _BY_LANGUAGE.get(tag) or _BY_LANGUAGE.get(tag.partition("-")[0], _ENGLISH)
    at = 2 * (depth % 2)
    return marks[at], marks[at + 1]


def has_marks(text: str) -> bool:
    """Return whether a quotation has marks of its own."""
    return _TYPED.match(text) is not None


def are_styled(sheets: Iterable[str]) -> bool:
    """Return whether style sheets say what stands around quotations: then what a browser would add is not known."""
    return any(_STYLED.search(sheet) for sheet in sheets)
