"""Forms of values, and what a form needs: kinds of tokens that a text must have for the form to stand in it.

Some sixty forms are looked for in every block, and most need a word that most blocks lack, a month or a currency.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from parquetry.languages.lexicon import WORDS_KEPT

_OR = "&"
"""Joins kinds of which one is needed, while a form is worked on; no form has this character."""
_NO_KINDS = re.compile(r"\\. | \[[^\]]*\] | \#.*", re.VERBOSE)
"""What has no kind and may hold a bracket or a bar: `\\(`, `[(|]`, a comment."""
_LEFT_OUT = r"\s*(?:[?*]|\{0)"
"""What lets a kind or a group be left out: `MONTH?`, `(...)*`, `(...){0,3}`."""
_GROUP = re.compile(
    rf"""
    \( (?P<opened> \?P<\w+> | \?[:>] | \?<?[=!] | \?P=\w+ | )   # (?P<day>, (?: and (?>, (?= and (?<!, (?P=day), a bare one
    (?P<content>[^()]*) \) (?P<left_out>{_LEFT_OUT})?
    """,
    re.VERBOSE,
)
"""A group without groups in it."""
_NEEDED = re.compile(rf"\b([A-Z][A-Z_]+(?:{_OR}[A-Z_]+)*)\b(?!{_LEFT_OUT})")


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a value: a VERBOSE expression over tokens, its groups being what the value says, and examples.

    Names of kinds in capitals stand for any token that has the kind. `bare` forms are figures alone, which a word before
    them may label otherwise: a page, a version, a flight.
    """

    name: str
    expression: str
    examples: tuple[str, ...]
    bare: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class FormTable:
    """Forms that are looked for together, in their order."""

    forms: tuple[Form, ...]

    def possible(self, kinds: frozenset[str]) -> tuple[Form, ...]:
        """Return the forms that a text whose tokens have these kinds may have; never too few."""
        return _possible(self, kinds)


# Blocks of prose have few sets of kinds: a year, a month and some small words.
@lru_cache(WORDS_KEPT)
def _possible(table: FormTable, kinds: frozenset[str]) -> tuple[Form, ...]:
    return tuple(form for form in table.forms if not any(map(kinds.isdisjoint, needed_kinds(form.expression))))


@cache
def needed_kinds(form: str) -> tuple[frozenset[str], ...]:
    r"""Return sets of kinds: a text in which a form stands has a token of at least one kind of each set.

    The trap: there may be more that it needs. It is for skipping texts, not for matching them.

    >>> [sorted(ways) for ways in needed_kinds(r"(?P<d>DAY)\ (?:AND\ )?(?P<m>MONTH)\.?\ (?:YEAR|SHORT_YEAR)")]
    [['DAY'], ['MONTH'], ['SHORT_YEAR', 'YEAR']]
    """
    rest = f"({_NO_KINDS.sub('.', form)})"
    # From the inside out, a group gives way to what it needs.
    while (left := _GROUP.sub(_needed, rest)) != rest:
        rest = left
    return tuple(dict.fromkeys(frozenset(match[1].split(_OR)) for match in _NEEDED.finditer(rest)))


def _needed(group: re.Match[str]) -> str:
    """Return what a group needs, written as a form: nothing where it looks around or may be left out."""
    if group["left_out"] or (group["opened"][:2] not in {"", "?:", "?>"} and not group["opened"].startswith("?P<")):
        return "."
    ways = group["content"].split("|")
    if len(ways) == 1:
        return f" {ways[0]} "
    # Of each way one kind is enough: with none of them in the text, no way can be taken.
    kinds = [match[1] for way in ways if (match := _NEEDED.search(way))]
    return f" {_OR.join(kinds)} " if len(kinds) == len(ways) else "."
