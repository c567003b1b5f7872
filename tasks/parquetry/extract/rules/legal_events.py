"""Laws, events and times of day, by their form; what is known by English words, in English text alone.

A name of a treaty or a war is capitalised words around one that says what it is; which words those are is data.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from parquetry.extract.name_cues import EVENTS, LAWS
from parquetry.extract.spans import Span
from parquetry.languages.data_tables import alternatives
from parquetry.model.vocabulary import LABELS

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

# Spaces are escaped, as these pieces go into VERBOSE expressions.
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-Ž](?:\.|[\w-]*)"
_SMALL = r"(?:of|on|for|the|and|against|in|between|to|with)"
_BEFORE = rf"(?:{_CAPITAL}\ (?:{_SMALL}\ ){{0,3}}){{0,5}}"
"""Up to five capitalised words, each with up to three small ones after it: `Vienna Convention on the` Law."""
_AFTER = rf"""
    (?: \ (?:of|on|for|against)(?:\ the)?\ {_CAPITAL}                    # Treaty` of Lisbon`
        (?:\ (?:(?:and|of|the|for|in)\ ){{0,2}}{_CAPITAL}){{0,6}} )      # Convention on the Law` of the Sea`
"""
_ZONE = r"(?:\ (?:GMT|UTC|CET|EST|PST|EDT|BST))?"


def _lowered(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.lower() for word in words)


_DIGITS = tuple("0123456789")
_HOURS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


class Rule(NamedTuple):
    """A form by which a mention is found. Of `needs`, in lower case, one is in every text that has such a form."""

    label: str
    name: str
    needs: tuple[str, ...]
    expression: re.Pattern[str]


# The bounds ({0,4} words and the like) keep a line of capitals from costing more than its length.
RULES = (
    Rule(
        "LAW",
        "resolution",
        ("resolution",),
        re.compile(
            rf"""
            \b(?:{_CAPITAL}\ ){{0,4}} [Rr]esolutions?\       # Security Council resolution
            (?:[Nn]o\.\ ?|number\ )? \d{{2,4}}               # 1441, No. 1441
            (?:[/(]\d+\)?)?                                  # 61/295, 678(1990)
            """,
            re.VERBOSE,
        ),
    ),
    Rule(
        "LAW",
        "numbered",
        ("directive", "regulation", "decision"),
        re.compile(
            r"""
            \b(?:Council\ |Commission\ )?
            (?:Directive|Regulation|Decision)s?\             # Council Regulation
            (?:\((?:EU|EC|EEC)\)\ )? (?:No\.?\ ?)?           # (EC) No
            \d{2,4}/\d{1,4} (?:/(?:EU|EC|EEC))?\b            # 2016/679, 95/46/EC
            """,
            re.VERBOSE,
        ),
    ),
    Rule(
        "LAW",
        "article",
        ("article",),
        re.compile(
            rf"""
            \bArticles?\ \d+(?:\(\d+\))?                                     # Article 5, Article 6(1)
            (?:\ of\ the\ {_BEFORE}{alternatives(LAWS)}{_AFTER}?)?           # of the Treaty of Lisbon
            """,
            re.VERBOSE,
        ),
    ),
    # With words after it, `Treaty of Lisbon`, a law needs none before it ...
    Rule("LAW", "of", _lowered(LAWS), re.compile(rf"\b{_BEFORE}{alternatives(LAWS)}{_AFTER}", re.VERBOSE)),
    # ... and without them at least one: `Lisbon Treaty`, `Merchant Shipping Act of 1894`. A `Treaty` alone is no name.
    Rule(
        "LAW",
        "named",
        _lowered(LAWS),
        re.compile(
            rf"""
            \b{_CAPITAL}\ {_BEFORE}{alternatives(LAWS)}\b    # Merchant Shipping Act
            (?:\ of\ \d{{4}})?                               # of 1894
            """,
            re.VERBOSE,
        ),
    ),
    Rule("EVENT", "operation", ("operation",), re.compile(rf"\bOperations? {_CAPITAL}(?: {_CAPITAL}){{0,2}}")),
    Rule(
        "EVENT",
        "world_war",
        ("world war", "wwi"),
        re.compile(
            r"""
            \b(?: (?:First|Second|Third)\ World\ War             # Second World War
                | World\ Wars?\ (?:I{1,3}\b|One|Two|Three|[12]\b)    # World War II, World War Two
                | WWI{1,2}\b )                                   # WWII
            """,
            re.VERBOSE,
        ),
    ),
    Rule(
        "EVENT",
        "named",
        _lowered(EVENTS),
        re.compile(
            rf"""
            \b{_CAPITAL}\ (?:{_CAPITAL}\ ){{0,3}}            # one to four words with a capital ...
            {alternatives(EVENTS)}\b                         # ... before the kind of event, as in `Crimean War`
            """,
            re.VERBOSE,
        ),
    ),
    Rule(
        "TIME",
        "clock",
        _DIGITS,
        re.compile(
            rf"""
            (?<![\w:.]) (?:[01]?\d|2[0-3])[:.][0-5]\d        # 14:30, 9.05; not within 1:14:30
            (?:\ ?[ap]\.?m\.?)? {_ZONE}                      # 9:05 a.m., 14:30 UTC
            (?![\w:.]*\d)                                    # not 14:30:15.7
            """,
            re.VERBOSE,
        ),
    ),
    Rule(
        "TIME",
        "half_day",
        ("am", "pm", "a.m.", "p.m."),
        re.compile(
            r"""
            (?<![\w:.,]) (?:1[0-2]|0?[1-9])                  # 9, 09, 12; not the 30 of 9:30
            \ ?(?:a\.m\.|p\.m\.|am|pm)(?!\w)                 # 9 a.m., 9pm
            """,
            re.IGNORECASE | re.VERBOSE,
        ),
    ),
    Rule(
        "TIME",
        "o_clock",
        ("o'clock", "o’clock"),
        re.compile(
            rf"""
            \b(?:1[0-2]|[1-9]|{alternatives(_HOURS)})        # 9, nine
            \ o['’]clock\b                                   # both apostrophes
            """,
            re.IGNORECASE | re.VERBOSE,
        ),
    ),
)
"""In order of precedence."""
# `9.05` may be a time, an amount or a section, `9:05` only a time.
_DOTTED = re.compile(r"\d+\.\d\d")
# No rule matches a text without a capital, a digit or `o'clock`; most short lines of a table end here.
_HINT = re.compile(r"[A-Z]|\d|\bo['’]clock\b")
_FIRST = re.compile(
    rf"""
    (?: The|This|That|These|Those|An?                        # The Treaty of Lisbon
      | In|On|At|By|For|Since|After|Before|Under|During      # Under the Treaty of Lisbon
      | Our|Its|His|Her|Their
      | No|Every|Each|Any|Some|All|Both                      # Every Act of Parliament
      | As|If|When|While|And|But|Or
      | Post|Pre
      | {_SMALL}                                             # what is left after one of the others: `the`
    )\                                                       # whole words alone
    """,
    re.VERBOSE,
)
"""What begins a sentence with a capital and belongs to no name."""


EVERYWHERE = frozenset({"clock"})
"""Rules without a word in them, which hold in every language."""


def matches(text: str, rules: Iterable[Rule]) -> Iterator[tuple[Rule, re.Match[str]]]:
    """Yield what each rule finds; what a rule needs is looked for first, as that is quicker by far."""
    # A search for a plain word is far cheaper than an expression that begins with any capital.
    lowered = text.lower()
    for rule in rules:
        if any(map(lowered.__contains__, rule.needs)):
            for match in rule.expression.finditer(text):
                yield rule, match


def find(text: str, offset: int = 0, labels: Container[str] = LABELS, *, english: bool = True) -> Iterator[Span]:
    """Yield what the rules of these labels find in `text`, `offset` added to the offsets; proposals may overlap."""
    if not _HINT.search(text):
        return
    # All rules but the clock know what they find by English words.
    wanted = (rule for rule in RULES if rule.label in labels and (english or rule.name in EVERYWHERE))
    for rule, match in matches(text, wanted):
        start = _after_lead(text, match) if rule.label in {"LAW", "EVENT"} else match.start()
        # `The Treaty` without its article is `Treaty`: one word, a kind of thing and no name.
        if rule.name == "named" and " " not in text[start : match.end()]:
            continue
        if rule.name == "clock" and _DOTTED.fullmatch(match[0]):
            continue  # as well an amount or a section
        yield Span(offset + start, offset + match.end(), rule.label, "rules", rule.name)


def _after_lead(text: str, match: re.Match[str]) -> int:
    """Return where a name begins. `Under the Treaty of Lisbon`: first `Under`, then `the` is taken off."""
    start = match.start()
    while lead := _FIRST.match(text, start, match.end()):
        start = lead.end()
    return start
