"""Labels: the numbers and letters by which texts of law are cited, each of which stands for itself.

"(b)", "12.", "[3]", "¶ 5.", "Article 2." and "*153" say where in a law or judgment one is, and are no part of what the
sentence behind them says. In other texts the number of an item belongs to its sentence.

Source: what corpora of legal sentences do: Savelka, Walker, Grabmair & Ashley, "Sentence Boundary Detection in Adjudicatory
Decisions in the United States" (2017); Brugger, Stürmer & Niklaus, "MultiLegalSBD" (2023).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from parquetry.languages.word_frequencies import capital
from parquetry.segment.sentences.boundary import share, words
from parquetry.segment.sentences.register import divisions, ordinals

if TYPE_CHECKING:
    from collections.abc import Iterator

_SURE = r"""
    (?: \d{1,4} )? \* \d{1,4}              # *153 and 2501*2501, the pages of a report
  | \[ \s? (?: footnote\s )? \d{1,3} \s? \]  # [12], [ Footnote 1 ]
  | \[\*\]
  | ¶ \s? \d{1,4} \.?                      # ¶ 5.
"""
"""Labels that are told by their form; they may stand behind a stop without a space."""
_NUMBERED = r"""
    \( (?: \d{1,3} | [a-z]{1,2} | [ivxl]{1,6} ) \)     # (12), (b), (iv)
  | (?: \d{1,3} | [a-z]{1,2} | [ivxl]{1,6} ) \)        # 12), b)
  | \d{1,3} (?: \.\d{1,3} ){0,3} \. [º°]? \.? [-–—]?   # 12. and 3.1. and 2.º and 4.-
  | \d{1,3} \.\d{1,3} (?: \.\d{1,3} )?                 # 5.1
  | \d{1,2} º \.? [-–—]?                               # 2º and 2º.-
  | [IVXL]{1,6} \. (?: \s?[-–—] )?                     # IV. and II. –
  | [a-z] \. [-–—]                                     # b.-
"""
"""Labels at the beginning of a block, a line or a sentence."""
# A title of a few words and the dash that Spanish sets behind its stop: "QUINTO.- Infracción", "Cuestiones. - Marcas".
_DASHED = r"[^\W\d_]{3,} (?: \s[^\W\d_]+ ){0,3} \s?\.\s?[-–—]"
_LETTER = r"(?P<letter> [A-Z] ) \."
_AT_LINE = r"(?: ^ | (?<=\n) )"
_AT_SENTENCE = r"(?: ^ | (?<=\n) | (?<=[.:;!?]\s) | (?<=[.:;!?]\s\s) )"
_FOLLOWS = r"\s+ (?= [\"“«'‘(\[¿¡]{0,2} [^\Wa-zß-ÿ_] )"
"""A capital or a figure; a small letter goes on with the sentence that the label stands in: "(1) in commerce"."""
_OPENS = ' \t"“«'
_WORD = re.compile(r"[^\W\d_]+")
_COMMON = 1e-5
"""Share of all words from which what follows a letter is a title and no name: "A. Standard" (8e-5) against "A. Jaeger"."""


def labels(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield where each label begins and where what follows it does (code points into `text`), in their order.

    >>> list(labels("(b) The court shall sit.", "en")), list(labels("A. Jaeger, Judge", "en"))
    ([(0, 4)], [])
    """
    for match in _label(language).finditer(text):
        if match["letter"] is None or _numbers_title(match["letter"], text[match.end() :][:_LONGEST], language):
            # The quotation mark before it opens the sentence.
            yield match.end() - len(match[0].lstrip(_OPENS)), match.end()


_LONGEST = 30
"""Code points in which the first word behind a letter is looked for."""


def _numbers_title(letter: str, following: str, language: str) -> bool:
    """Tell whether a letter numbers a title, "B. Claim Construction", and is no initial and no title of a person."""
    word = _WORD.search(following)
    if word is None or letter.casefold() in words("titles", language):
        return False
    return capital(word[0], language) is not True and share(word[0], language) > _COMMON


@cache
def _label(language: str) -> re.Pattern[str]:
    """Return what a label looks like in a language, with the white space behind it."""
    provision = rf"(?: {divisions(language)} ) \s (?: \d[\w-]* | [IVXL]+ (?:er|re)? | premi[eè]re? | primer[oa] )"
    return re.compile(
        rf"""
        (?: {_AT_LINE} [ \t"“«]* (?:
              (?i: {provision} ) (?: \s?\. [-–—]? (?={_FOLLOWS}) | (?=[ \t]*\n\S) )   # Article 2. | ARTICLE 2 on its line
            | (?i: {ordinals(language)} ) \s?\. (?={_FOLLOWS})                        # TERCERO. Costas
            | {_DASHED} (?={_FOLLOWS}) )
          | (?: {_AT_LINE} [ \t"“«]* | (?<=:\s) ) {_LETTER} (?={_FOLLOWS})
          | (?: {_AT_SENTENCE} [ \t"“«]* | (?<=[.!?\]”"]) ) (?i: {_SURE} ) (?={_FOLLOWS})
          | {_AT_SENTENCE} [ \t"“«]* (?: {_NUMBERED} ) (?={_FOLLOWS})
        ) \s+
        """,
        re.VERBOSE,
    )
