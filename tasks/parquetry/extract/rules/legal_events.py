"""Laws, events and times of day, by their form; what is known by English words, in English text alone.

A name of a treaty or a war is capitalised words around one that says what it is; which words those are is data.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from parquetry.extract.name_cues import EVENTS, LAWS, alternatives
from parquetry.extract.spans import Span
from parquetry.model.vocabulary import LABELS

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-Ž](?:\.|[\w-]*)"
_SMALL = r"(?:of|on|for|the|and|against|in|between|to|with)"
_BEFORE = rf"(?:{_CAPITAL} (?:{_SMALL} ){{0,3}}){{0,5}}"
"""Up to six capitalised words, small ones between them."""
_AFTER = rf"(?: (?:of|on|for|against)(?: the)? {_CAPITAL}(?: (?:(?:and|of|the|for|in) ){{0,2}}{_CAPITAL}){{0,6}})"
_ZONE = r"(?: (?:GMT|UTC|CET|EST|PST|EDT|BST))?"


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
        re.compile(rf"\b(?:1[0-2]|[1-9]|{alternatives(_HOURS)}) o['’]clock\b", re.IGNORECASE),
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


EVERYWHERE = frozenset({"clock"})
"""Rules without a word in them, which hold in every language."""


def matches(text: str, rules: Iterable[Rule]) -> Iterator[tuple[Rule, re.Match[str]]]:
    """Yield what each rule finds; what a rule needs is looked for first, as that is quicker by far."""
    lowered = text.lower()
    for rule in rules:
        if any(map(lowered.__contains__, rule.needs)):
            for match in rule.expression.finditer(text):
                yield rule, match


def find(text: str, offset: int = 0, labels: Container[str] = LABELS, *, english: bool = True) -> Iterator[Span]:
    """Yield what the rules of these labels find in `text`, `offset` added to the offsets; proposals may overlap."""
    if not _HINT.search(text):
        return
    wanted = (rule for rule in RULES if rule.label in labels and (english or rule.name in EVERYWHERE))
    for rule, match in matches(text, wanted):
        start = match.start()
        while rule.label in {"LAW", "EVENT"} and (lead := _FIRST.match(text, start, match.end())):
            start = lead.end()
        if rule.name == "named" and " " not in text[start : match.end()]:
            continue  # a kind of thing and no name is left
        if rule.name == "clock" and _DOTTED.fullmatch(match[0]):
            continue  # as well an amount or a section
        yield Span(offset + start, offset + match.end(), rule.label, "rules", rule.name)
