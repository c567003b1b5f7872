"""Named: laws, events, quantities and times of day by their form.

A name of a treaty or a war is capitalised words around one that says what it is; which words those are is data.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.extract.rules.dates_and_money import NUMBER, Rule, matches
from parquetry.extract.spans import Span
from parquetry.extract.value_words import EVENTS, LAWS, NUMBER_WORDS, UNITS, alternatives
from parquetry.model.vocabulary import LABELS

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-Ž](?:\.|[\w-]*)"
_SMALL = r"(?:of|on|for|the|and|against|in|between|to|with)"
_BEFORE = rf"(?:{_CAPITAL} (?:{_SMALL} ){{0,3}}){{0,5}}"
"""Up to six capitalised words, small ones between them."""
_AFTER = rf"(?: (?:of|on|for|against)(?: the)? {_CAPITAL}(?: (?:(?:and|of|the|for|in) ){{0,2}}{_CAPITAL}){{0,6}})"
_HALF = r"(?: (?:hundred|thousand|million|billion))?"

_ZONE = r"(?: (?:GMT|UTC|CET|EST|PST|EDT|BST))?"


def _lowered(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.lower() for word in words)


_DIGITS = tuple("0123456789")
RULES = (
    Rule(
        "LAW",
        "resolution",
        ("resolution",),
        re.compile(rf"\b(?:{_CAPITAL} ){{0,4}}[Rr]esolutions? (?:[Nn]o\. ?|number )?\d{{2,4}}(?:[/(]\d+\)?)?"),
    ),
    Rule(
        "LAW",
        "numbered",
        ("directive", "regulation", "decision"),
        re.compile(
            r"\b(?:Council |Commission )?(?:Directive|Regulation|Decision)s? (?:\((?:EU|EC|EEC)\) )?(?:No\.? ?)?"
            r"\d{2,4}/\d{1,4}(?:/(?:EU|EC|EEC))?\b"
        ),
    ),
    Rule(
        "LAW",
        "article",
        ("article",),
        re.compile(rf"\bArticles? \d+(?:\(\d+\))?(?: of the {_BEFORE}{alternatives(LAWS)}{_AFTER}?)?"),
    ),
    Rule("LAW", "of", _lowered(LAWS), re.compile(rf"\b{_BEFORE}{alternatives(LAWS)}{_AFTER}")),
    Rule("LAW", "named", _lowered(LAWS), re.compile(rf"\b{_CAPITAL} {_BEFORE}{alternatives(LAWS)}\b(?: of \d{{4}})?")),
    Rule("EVENT", "operation", ("operation",), re.compile(rf"\bOperations? {_CAPITAL}(?: {_CAPITAL}){{0,2}}")),
    Rule(
        "EVENT",
        "world_war",
        ("world war", "wwi"),
        re.compile(r"\b(?:(?:First|Second|Third) World War|World Wars? (?:I{1,3}\b|One|Two|Three|[12]\b)|WWI{1,2}\b)"),
    ),
    Rule("EVENT", "named", _lowered(EVENTS), re.compile(rf"\b{_CAPITAL} (?:{_CAPITAL} ){{0,3}}{alternatives(EVENTS)}\b")),
    Rule(
        "QUANTITY",
        "unit",
        (*_DIGITS, *NUMBER_WORDS),
        re.compile(
            rf"(?<![\w.,-])(?:{NUMBER}{_HALF}(?: ?[–-] ?| to | or ))?{NUMBER}{_HALF}[ \u00a0-]?"
            rf"{alternatives(UNITS)}(?!\.?\w|-)"
        ),
    ),
    Rule(
        "TIME",
        "clock",
        _DIGITS,
        re.compile(rf"(?<![\w:.])(?:[01]?\d|2[0-3])[:.][0-5]\d(?: ?[ap]\.?m\.?)?{_ZONE}(?![\w:.]*\d)"),
    ),
    Rule(
        "TIME",
        "half_day",
        ("am", "pm", "a.m.", "p.m."),
        re.compile(r"(?<![\w:.,])(?:1[0-2]|0?[1-9]) ?(?:a\.m\.|p\.m\.|am|pm)(?!\w)", re.IGNORECASE),
    ),
    Rule(
        "TIME",
        "o_clock",
        ("o'clock", "o’clock"),
        re.compile(rf"\b(?:1[0-2]|[1-9]|{alternatives(NUMBER_WORDS)}) o['’]clock\b", re.IGNORECASE),
    ),
)
"""In order of precedence."""
_DOTTED = re.compile(r"\d+\.\d\d")
_HINT = re.compile(r"[A-Z]|\d|\bo['’]clock\b")
_FIRST = re.compile(
    "(?:The|This|That|These|Those|An?|In|On|At|By|For|Since|After|Before|Under|During|Our|Its|His|Her|Their|No|Every|Each|Any"
    f"|Some|All|Both|As|If|When|While|And|But|Or|Post|Pre|{_SMALL}) "
)
"""What begins a sentence with a capital and belongs to no name."""


def find(text: str, offset: int = 0, labels: Container[str] = LABELS) -> Iterator[Span]:
    """Yield what these rules of these labels find in `text`, `offset` added to the offsets; proposals may overlap."""
    if not _HINT.search(text):
        return
    for rule, match in matches(text, (rule for rule in RULES if rule.label in labels)):
        start = match.start()
        while rule.label in {"LAW", "EVENT"} and (lead := _FIRST.match(text, start, match.end())):
            start = lead.end()
        if rule.name == "named" and " " not in text[start : match.end()]:
            continue  # a kind of thing and no name is left
        if rule.name == "clock" and _DOTTED.fullmatch(match[0]):
            continue  # as well an amount or a section
        yield Span(offset + start, offset + match.end(), rule.label, "rules", rule.name)
