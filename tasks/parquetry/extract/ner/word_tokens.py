"""Word tokens: a text cut into what the names model reads, in any alphabet with spaces.

A suffix behind an apostrophe is a token of its own: Turkish `Ankara'da`, French `l'Europe`, English `Velm's`.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""
      (?<!\w)(?<!\w-) (?:[^\W\d_]\.)+ (?!\w\w)    # initials with their points: `J.`, `U.S.`; not `a.bc`, `UN-a.`
    | \d+ (?:[.,:]\d+)*                          # `1.234,50`, `12:30`
    | (?:[^\W\d_] | [\u0300-\u036f])+ \d*        # a word, accents that stand alone included; `F16`
    | ([^\w\s])\1*                               # a sign, or a row of one sign: `...`
    | _+
    """,
    re.VERBOSE,
)


def tokens(text: str) -> list[tuple[int, int]]:
    r"""Return the tokens of a text, (start, end) in code points; white space is in none of them.

    >>> text = "İngiltere'de J. R. Velm, F16..."
    >>> [text[start:end] for start, end in tokens(text)]
    ['İngiltere', "'", 'de', 'J.', 'R.', 'Velm', ',', 'F16', '...']
    """
    return [match.span() for match in _TOKEN.finditer(text)]
