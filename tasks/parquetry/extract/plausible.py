"""Plausibility: which of a model's spans name nothing, wherever they stand: signs, markup, code, figures of other things.

Models are trained on prose. On a change log, a wiki page or a listing they see amounts in `#101568`, firms in `###` and
persons in `[[town]]`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.extract.linking import NAMED
from parquetry.languages.lexicon import lexicon

if TYPE_CHECKING:
    from parquetry.extract.spans import Span
    from parquetry.languages.lexicon import Lexicon

_CODE = re.compile(
    r"""
    [{}<>|\\=*~^_`$@]                       # ${datadir, <b>, foo_bar
    | ://                                   # http://
    | (?:^|\s)[#] | [#]\d                   # a comment in a script, an issue #12
    | \[\[ | \]\] | '''                     # a wiki's links and bold
    | &&                                    # make && make install
    | \w\(\)                               # main()
    """,
    re.VERBOSE,
)
"""Signs of markup and of code, in no name."""
_CODE_BEFORE = 3
"""Code points of the longest sign of `_IN_CODE`, a space and two hyphens."""
_IN_CODE = re.compile(r"(?:\[\[|\{\{|\{\||<|</|\w[\\_=@#]|\./|//|\$|`|\s--|\\)$")
"""Signs right before a name that make it markup or code: `[[`, `</`, ` --`, `./`."""
_IDENTIFIER = re.compile(
    r"""
    \w_ | _\w                                      # FD_CLOEXEC
    | [#]\d                                        # an issue #938979
    | [{}|\\=`] | @(?!\s)                           # n=40
    | \w\s?[<>] | [<>](?!\s?[\d$€£])               # i<40 and <b, but not "<10 mg" or "> 30 %"
    | [*][^\W\d_]                                  # *next
    | \w\w[.](?:patch|dpatch|diff|[ch]|py|so)\b    # 117_mips.dpatch, but not "60 m.p.h." or "44 a.c."
    """,
    re.VERBOSE,
)
"""What stands in code and in no figure and no date."""
_MONEY = re.compile(r"[$€£¥￥₺₽₹₩₴₪₫₱₦฿₾₸₼]")
_CURRENCY = frozenset({"CURRENCY", "SUBUNIT", "CODE", "SPOKEN_CODE", "BEFORE"})
_FIGURES = re.compile(r"[\d\W_]+")
_ACTORS = frozenset({"ORG", "PERSON", "GPE"})
_DOCTRINE = re.compile("[A-Z][a-z]+(?:ism|anity)")
"""What people believe or do, `Judaism`, `Alpinism`: no firm and no person."""
_PAGES = ("footnote", "bibliography")
"""Kinds of block whose bare numbers are pages, volumes and issues, and count nothing."""


def _is_code(text: str, span: Span) -> bool:
    """Tell whether what looks like a name is one of a program: `${dir`, `--prefix`, `Name(`."""
    before = text[max(0, span.start - _CODE_BEFORE) : span.start]
    in_code = _CODE.search(text[span.start : span.end]) or _IN_CODE.search(before)
    return in_code is not None or _opens_call(text, span.end)


def is_plausible(text: str, span: Span, language: str, kind: str) -> bool:
    """Tell whether a model's span may be what its label says; `kind` is that of its block.

    >>> from parquetry.extract.spans import Span
    >>> [is_plausible(t, Span(0, len(t), label, "m"), "en", "paragraph") for t, label in
    ...     (("###", "MONEY"), ("#101568", "MONEY"), ("five dollars", "MONEY"), ("Velm", "PERSON"), ("${dir", "ORG"),
    ...      ("FD_CLOEXEC", "DATE"), ("about 600", "CARDINAL"))]
    [False, False, True, True, False, False, True]
    """
    words = text[span.start : span.end]
    # `###` and `---` name nothing, whatever the label.
    if not any(map(str.isalnum, words)):
        return False
    if span.label in NAMED:
        # In other languages words of this ending may be firms' as well.
        is_doctrine = language == "en" and span.label in _ACTORS and _DOCTRINE.fullmatch(words) is not None
        return not (is_doctrine or _is_code(text, span))
    if span.label == "MONEY":
        return _is_of_money(words, lexicon(language))
    if _IDENTIFIER.search(words):
        return False
    if span.label == "CARDINAL" and _FIGURES.fullmatch(words):
        # `1)` numbers an item of a list.
        listed = text[span.end : span.end + 1] == ")" or words.endswith(")")
        return kind not in _PAGES and not listed
    return True


def _opens_call(text: str, end: int) -> bool:
    """Tell whether a name goes on as code does: a call, a path, an assignment, a number of a line."""
    return re.match(r"\(\)|[\\=_@]|::|\.(?:java|py|c|h|js|txt|xml)\b|\]\]|\}\}", text[end : end + 6]) is not None


def _is_of_money(words: str, known: Lexicon) -> bool:
    """Tell whether a span has a figure or a number word, and a sign or a word of a currency."""
    spelt = re.findall(r"[^\W\d_]+", words)
    # A sign needs a number: `$` alone or `$foo` is none.
    if _MONEY.search(words):
        return any(map(str.isdigit, words)) or any("NUMERAL" in (known.meanings(word) or {}) for word in spelt)
    # Without a sign a word of a currency is enough, `five dollars`.
    return any(_CURRENCY & set(known.meanings(word) or {}) for word in spelt)
