"""Clean: a model's spans without what is no part of the name, and without those that name nothing.

Every function takes and returns spans that do not overlap, in text order.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.extract.linking import NAMED
from parquetry.extract.normalize import countries
from parquetry.extract.value_words import LEGAL_FORMS, TITLES, alternatives
from parquetry.languages.word_frequencies import frequencies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parquetry.extract.spans import Span

_LEAD = re.compile(r"(?:(?:the|a|an)\s+|[\s\"“”'‘’«»(\[,;:&/–—-])+", re.IGNORECASE)
_TAIL = re.compile(r"(?:['’]s?|[\s\"“”‘«»,;:(\[&/–—-])+$")
_TITLE = re.compile(rf"(?:{alternatives(TITLES)}\.?\s+)+(?=[^\W\d_])", re.IGNORECASE)
_MODEL_NUMBER = re.compile(r"\b[A-Z]{1,4}-?\d{1,4}\b")
_ADDRESS = re.compile(r"@|://|\bwww\.")
_CUT_OFF = re.compile(r"\bof\Z", re.IGNORECASE)
"""Behind it a date would say of what it is the end or the beginning, which is something else: `the end of` the war."""
_INITIALS = re.compile(r"[^\W\d_a-zß-ÿ]{3,6}")
"""What a people's name is never, but a party's."""
_DASH = re.compile(r"\s+[-–—/]+\s")
"""Behind it stands no part of a person's name: a role, a firm, the text of a letter."""
_LEGAL_FORM = re.compile(rf",? {alternatives(LEGAL_FORMS)}\b\.?")
_WORD_BEFORE = re.compile(r"(\S+)\s+$")
_WORD_AFTER = re.compile(r"[^\w\s]*\s+(\S+)")
_REACH = 30
_COMMON = 1e-6
"""Share of all words from which a word is none that only a name is spelt like."""
_AND = re.compile(r"[^\W\d_]\w* and $")


def cleaned(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return the spans without articles, titles, possessives, half brackets and what a dash sets off.

    Dropped are a name without a letter, an address, and a common word in text that is all capitals. A name that goes on
    with a legal form is an organisation, form included; names of countries stand apart from each other.
    """
    found: list[Span] = []
    for span in spans:
        if span.label in NAMED:
            found += _clean(text, span)
        elif not (span.label == "DATE" and _CUT_OFF.search(text, span.start, span.end)):
            found.append(span)
    return _joined(text, found)


def _clean(text: str, span: Span) -> Iterator[Span]:
    start, end = _trimmed(text, span)
    if not any(map(str.isalpha, text[start:end])) or _ADDRESS.search(text, start, end) or _shouted(text, start, end):
        return
    if span.label == "PERSON" and _MODEL_NUMBER.search(text, start, end):
        yield replace(span, start=start, end=end, label="PRODUCT", rule="model_number")
    elif span.label in {"ORG", "PERSON"} and (form := _LEGAL_FORM.match(text, end)):
        yield replace(span, start=start, end=form.end(), label="ORG", rule="legal_form")
    elif span.label == "NORP" and _INITIALS.fullmatch(text, start, end):
        yield replace(span, start=start, end=end, label="ORG", rule="initials")
    elif span.label == "GPE" and (middle := _two_countries(text, start, end)):
        yield replace(span, start=start, end=middle, rule="countries")
        yield replace(span, start=middle + 1, end=end, rule="countries")
    elif span.label != "GPE" and _lost_apostrophe(text[start:end]):
        yield replace(span, start=start, end=end - 1, label="GPE", rule="lost_apostrophe")
    else:
        changed = (start, end) != (span.start, span.end)
        yield replace(span, start=start, end=end, rule="cleaned") if changed else span


def _trimmed(text: str, span: Span) -> tuple[int, int]:
    start, end = span.start, span.end
    if lead := _LEAD.match(text, start, end):
        start = lead.end()
    if span.label == "PERSON":
        if title := _TITLE.match(text, start, end):
            start = title.end()
        if dash := _DASH.search(text, start, end):
            end = dash.start()
        end = _before_again(text, start, end)
    if tail := _TAIL.search(text[start:end]):
        end = start + tail.start()
    for opening, closing in ("()", "[]"):
        if text.count(closing, start, end) > text.count(opening, start, end) and text[end - 1] == closing:
            end -= 1
        if text.count(opening, start, end) > text.count(closing, start, end):
            end = start + len(text[start : text.rindex(opening, start, end)].rstrip())
    return start, end


def _before_again(text: str, start: int, end: int) -> int:
    """Return where a person's name ends that begins again: a letter is signed `Ann`, the one below it is from `Ann Lee`."""
    words = text[start:end].split()
    if len(words) < 2 or words[0] not in words[1:]:  # noqa: PLR2004 (a word, and the word again)
        return end
    again = text.index(words[0], start + len(words[0]), end)
    return start + len(text[start:again].rstrip())


def _shouted(text: str, start: int, end: int) -> bool:
    """Tell whether a word in capitals stands between others in capitals, and is a common word."""
    word = text[start:end]
    if not (word.isupper() and word.isalpha() and len(word) > 1):
        return False
    before = _WORD_BEFORE.search(text[max(0, start - _REACH) : start])
    around = (before, _WORD_AFTER.match(text, end))
    return all(map(_in_capitals, around)) and frequencies("en").get(word.lower(), 0.0) > _COMMON


def _in_capitals(found: re.Match[str] | None) -> bool:
    letters = [character for character in found[1] if character.isalpha()] if found else []
    return len(letters) > 1 and all(map(str.isupper, letters))


def _two_countries(text: str, start: int, end: int) -> int | None:
    """Return the space between the names of two countries, where a lost comma made one name of them."""
    if countries.code(text[start:end]):
        return None
    spaces = (k for k in range(start + 1, end - 1) if text[k] == " ")
    return next((k for k in spaces if countries.code(text[start:k]) and countries.code(text[k + 1 : end])), None)


def _lost_apostrophe(name: str) -> bool:
    """Tell whether a name is a country's whose possessive lost its apostrophe: `Turkeys` for Turkey's."""
    return name[-1] == "s" and not (countries.of_people(name) or countries.code(name)) and bool(countries.code(name[:-1]))


def _joined(text: str, spans: list[Span]) -> list[Span]:
    """Return the spans, the two halves of a country's name with `and` in it as one."""
    out: list[Span] = []
    for span in spans:
        before = _AND.search(text, max(0, span.start - _REACH), span.start) if span.label == "GPE" else None
        if before and countries.code(text[before.start() : span.end]):
            while out and out[-1].end > before.start():
                out.pop()
            out.append(replace(span, start=before.start(), rule="countries"))
        else:
            out.append(span)
    return out
