"""Forms of lines: fields, stamps, bullets, and what lines of code, markup and configuration look like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.segment.blocks.line_classes import CLASSES
from parquetry.segment.lines import BULLET, ended

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.blocks.line_classes import LineClasses

_FIELD = re.compile(r"[^\W\d][^:=\n]{0,28}?\s?[:：=]\s")
"""A label and its value: "Age: 45", "port = 8080"."""
_STAMP = re.compile(r"[\[(<]?\d{1,4}[-:/.]\d{1,2}[-:/.]\d{1,4}")
"""A date or a time at the beginning of a line: "2023-04-12 09:14", "[09:14:05]", "3.5.2011"."""
_STATEMENT = re.compile(
    r"""
      \s*\w+\(                             # "main() {"
    | [}\])]+[;,]?$                       # "});"
    | (?:<[/!?a-zA-Z]|</|[$%>\#]\s|\#!|@@|\\[a-z]+|//|/\*|--\s|\.\w+\s?\{)  # "<b>", "$ make", "\begin", "// why"
    | (?:def|class|import|from|return|if|elif|else|for|while|try|except|function|var|let|const|public|private|static
         |void|int|\#include|SELECT|INSERT|UPDATE|CREATE|WHERE|FROM|end|fi|done|do|then)\b[^.,]*$   # "else:", "done"
    | [-+]{1,3}\S | [-+]\s{2,}\S | ["']?[\w-]+["']?:(?:\s|$) | -\s[\w-]+:\s   # diffs, keys of YAML and JSON
    """,
    re.VERBOSE,
)
"""How lines of code, markup and configuration begin, and lines of prose seldom."""
_CALL = re.compile(r"\w\(.*\)[:;{]?$")
"""A call that the line ends with: "print(x)", "if ready(left):"."""
_OPERATOR = re.compile(r"\w\s?(?:[-+*/|&]?=|==|:=|=>|->|::|&&|\|\|)\s?[\"'\w\[{(]")
"""An operator between two values: "x = 1", "a->b"."""
_OPERATORS = ("=", "->", "::", "&&", "||")
"""One of these is in every such line: looked for first, being quicker to find."""
_KEYWORDS = frozenset(
    {
        "class",
        "const",
        "def",
        "do",
        "done",
        "elif",
        "else",
        "end",
        "except",
        "fi",
        "for",
        "from",
        "function",
        "if",
        "import",
        "int",
        "let",
        "private",
        "public",
        "return",
        "static",
        "then",
        "try",
        "var",
        "void",
        "while",
        "CREATE",
        "FROM",
        "INSERT",
        "SELECT",
        "UPDATE",
        "WHERE",
    }
)
"""First words of the fourth alternative of `_STATEMENT`, looked up first: most lines of prose have no other sign of code."""
_FIRST_WORD = re.compile(r"\w+")
_LONGEST_BULLET = 8
"""Longest mark of an item with its brackets and stop, in code points: "(xviii)"."""
_LABEL = 32
"""Code points at the beginning of a line among which the colon of a field stands."""
_STAMP_OPENS = frozenset("[(<")


def forms(texts: Sequence[str], classes: LineClasses) -> dict[str, list[bool]]:
    """Return whether each line has each form, by name. A cheap look goes first: most lines of prose have none of them."""
    symbols = (classes.counts[:, CLASSES.index("#")] > 0).tolist()
    colons = (classes.counts[:, CLASSES.index(":")] > 0).tolist()
    narrow = (classes.first_width <= _LONGEST_BULLET).tolist()
    return {
        "ended": [ended(text) for text in texts],
        "field": [
            (":" in text[:_LABEL] or "=" in text[:_LABEL] or "：" in text[:_LABEL]) and _FIELD.match(text) is not None
            for text in texts
        ],
        "stamp": [(text[0].isdecimal() or text[0] in _STAMP_OPENS) and _STAMP.match(text) is not None for text in texts],
        "bullet": [is_narrow and BULLET.match(text) is not None for is_narrow, text in zip(narrow, texts, strict=True)],
        "quoted": [text[0] == ">" for text in texts],
        "code": [_is_code(text, signs=symbol or colon) for text, symbol, colon in zip(texts, symbols, colons, strict=True)],
    }


def _is_code(text: str, *, signs: bool) -> bool:
    """Tell whether a line has a form of code. Lines without any sign that code needs are not searched."""
    # A cheap look first: the expressions cost far more than these tests, and most lines are prose.
    if not (signs or "(" in text or text[-1] in ";)]}" or text[0] in "-+"):
        first = _FIRST_WORD.match(text)
        if first is None or first[0] not in _KEYWORDS:
            return False
    if text[-1] in "{};" or _STATEMENT.match(text):
        return True
    if text[-1] in ");:{" and _CALL.search(text):
        return True
    return any(map(text.__contains__, _OPERATORS)) and _OPERATOR.search(text) is not None
