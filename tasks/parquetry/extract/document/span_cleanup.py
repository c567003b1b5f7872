"""Span cleanup: a model's spans without what is no part of the name, and without those that name nothing.

Every function takes and returns spans that do not overlap, in text order.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.extract.linking import NAMED
from parquetry.extract.name_cues import LEGAL_FORMS, TITLES
from parquetry.extract.normalize import countries
from parquetry.languages.data_tables import alternatives
from parquetry.languages.word_frequencies import frequencies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from parquetry.extract.spans import Span

# Models take quotes, brackets and articles into a name; trimmed, `“the Balkan Entente` is one with `Balkan Entente`.
_LEAD = re.compile(r"(?:(?:the|a|an)\s+|[\s\"“”'‘’«»(\[,;:&/–—-])+", re.IGNORECASE)
_TAIL = re.compile(r"(?:['’]s?|[\s\"“”‘«»,;:(\[&/–—-])+$")
_MARKS = frozenset("\"“”„‟«»‹›‘‚’'`,;:/–—-&")
"""Marks that are no part of a name at its ends, in any language."""
_TITLE = re.compile(rf"(?:{alternatives(TITLES)}\.?\s+)+(?=[^\W\d_])", re.IGNORECASE)
# `KX-9`, `TB2`: up to four capitals and up to four figures.
_MODEL_NUMBER = re.compile(r"\b[A-Z]{1,4}-?\d{1,4}\b")
_ADDRESS = re.compile(r"@|://|\bwww\.")
_CUT_OFF = re.compile(r"\bof\Z", re.IGNORECASE)
"""After it a date would say of what it is the end or the beginning, which is something else: `the end of` the war."""
_INITIALS = re.compile(r"[^\W\d_a-zß-ÿ]{3,6}")
"""What a people's name is never, but a party's."""
_DASH = re.compile(r"\s+[-–—/]+\s")
"""After it stands no part of a person's name: a role, a firm, the text of a letter."""
_LEGAL_FORM = re.compile(rf",? {alternatives(LEGAL_FORMS)}\b\.?")
_WORD_BEFORE = re.compile(r"(\S+)\s+$")
_WORD_AFTER = re.compile(r"[^\w\s]*\s+(\S+)")
# Code points before a span in which the word before it is looked for.
_REACH = 30
_COMMON = 1e-6
"""Share of all words from which a word is none that only a name is spelt like."""
_AND = re.compile(r"[^\W\d_]\w* and $")


def clean(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return the spans without articles, titles, possessives, half brackets and what a dash sets off.

    Dropped are a name without a letter, an address, and a common word in text that is all capitals. A name that goes on
    with a legal form is an organisation, form included; names of countries stand apart from each other.
    """
    out: list[Span] = []
    for span in spans:
        # Trim first, then judge: `("` alone is trimmed to nothing and has no letter left.
        if span.label in NAMED:
            trimmed = _trimmed(text, span)
            out += _corrected(text, trimmed) if _names_something(text, trimmed) else []
        elif not (span.label == "DATE" and _CUT_OFF.search(text, span.start, span.end)):
            out.append(span)
    return _with_joined_countries(text, out)


def trim(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return the spans of text in any language without quotation marks, dashes and half brackets about the name.

    Dropped are those without a letter, and addresses.
    """
    out: list[Span] = []
    for span in spans:
        if span.label not in NAMED:
            out.append(span)
            continue
        start, end = _between_marks(text, span.start, span.end)
        trimmed = replace(span, start=start, end=_without_half_brackets(text, start, end))
        if any(map(str.isalpha, text[trimmed.start : trimmed.end])) and not _ADDRESS.search(text, start, end):
            out.append(span if trimmed == span else replace(trimmed, rule="cleaned"))
    return out


def _between_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the extent of a name without the marks at its ends; an apostrophe within it stays."""
    while start < end and (text[start].isspace() or text[start] in _MARKS):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _MARKS):
        end -= 1
    return start, end


def _names_something(text: str, span: Span) -> bool:
    """Tell whether a name has a letter, and is neither an address nor a common word among others in capitals."""
    has_letter = any(map(str.isalpha, text[span.start : span.end]))
    return has_letter and not _ADDRESS.search(text, span.start, span.end) and not _is_common_word_in_capitals(text, span)


def _corrected(text: str, span: Span) -> list[Span]:
    """Return a trimmed name by the first correction that applies, else as it is."""
    # An empty list means "does not apply", so the next correction is tried.
    return next((spans for correct in CORRECTIONS if (spans := correct(text, span))), [span])


def _model_number(text: str, span: Span) -> list[Span]:
    """Make a product of a person with a model number: `Tern KX-9`."""
    applies = span.label == "PERSON" and _MODEL_NUMBER.search(text, span.start, span.end)
    return [replace(span, label="PRODUCT", rule="model_number")] if applies else []


def _legal_form(text: str, span: Span) -> list[Span]:
    """Take the legal form into the name of a firm: `Velm Ropes, Inc.`."""
    # Models often read `Velm Ropes` as a person and stop before `, Inc.`: both are put right here.
    form = _LEGAL_FORM.match(text, span.end) if span.label in {"ORG", "PERSON"} else None
    return [replace(span, end=form.end(), label="ORG", rule="legal_form")] if form else []


def _initials(text: str, span: Span) -> list[Span]:
    """Make an organisation of a people in initials: `NFU`."""
    applies = span.label == "NORP" and _INITIALS.fullmatch(text, span.start, span.end)
    return [replace(span, label="ORG", rule="initials")] if applies else []


def _two_countries(text: str, span: Span) -> list[Span]:
    """Part two countries of which a lost comma made one: `Norway Peru`."""
    # `Papua New Guinea` is one country, and must not be split at its spaces.
    if span.label != "GPE" or countries.english_code(text[span.start : span.end]):
        return []
    middle = _between_countries(text, span)
    if middle is None:
        return []
    return [replace(span, end=middle, rule="countries"), replace(span, start=middle + 1, rule="countries")]


def _between_countries(text: str, span: Span) -> int | None:
    """Return the first space with a country before it and one after it."""
    for k in range(span.start + 1, span.end - 1):
        if text[k] == " " and all(map(countries.english_code, (text[span.start : k], text[k + 1 : span.end]))):
            return k
    return None


def _lost_apostrophe(text: str, span: Span) -> list[Span]:
    """Take the s off a country's possessive that lost its apostrophe: `Turkeys` for Turkey's."""
    name = text[span.start : span.end]
    # `Albanians` are a people and `Honduras` is a country: neither lost an apostrophe.
    if name[-1] != "s" or countries.of_people(name) or countries.english_code(name):
        return []
    return (
        [replace(span, end=span.end - 1, label="GPE", rule="lost_apostrophe")] if countries.english_code(name[:-1]) else []
    )


# The order matters: a legal form makes an ORG of a person, but a person with a model number is a product first.
CORRECTIONS: tuple[Callable[[str, Span], list[Span]], ...] = (
    _model_number,
    _legal_form,
    _initials,
    _two_countries,
    _lost_apostrophe,
)
"""Corrections of one name, the first that applies; each returns no span where it does not."""


def _trimmed(text: str, span: Span) -> Span:
    """Return the name without what is no part of it."""
    start, end = _extent(text, span)
    return span if (start, end) == (span.start, span.end) else replace(span, start=start, end=end, rule="cleaned")


def _extent(text: str, span: Span) -> tuple[int, int]:
    start, end = span.start, span.end
    # The order matters here: articles come off before titles, `the Reverend Ann Lee`.
    if lead := _LEAD.match(text, start, end):
        start = lead.end()
    if span.label == "PERSON":
        if title := _TITLE.match(text, start, end):
            start = title.end()
        # `Ann Lee - Director`: what follows a dash with spaces is no part of a person's name; `Ann Lee-Moss` has none.
        if dash := _DASH.search(text, start, end):
            end = dash.start()
        end = _before_again(text, start, end)
    if tail := _TAIL.search(text[start:end]):
        end = start + tail.start()
    return start, _without_half_brackets(text, start, end)


def _without_half_brackets(text: str, start: int, end: int) -> int:
    """Return where a name ends without a bracket that closes what is before it, or opens what follows it."""
    for opening, closing in ("()", "[]"):
        # `Union (NÄU` loses its half bracket and what follows, `Union (NÄU)` keeps both.
        opened, closed = text.count(opening, start, end), text.count(closing, start, end)
        if closed > opened and text[end - 1] == closing:
            end -= 1
        elif opened > closed:
            end = start + len(text[start : text.rindex(opening, start, end)].rstrip())
    return end


def _before_again(text: str, start: int, end: int) -> int:
    """Return where a person's name ends that begins again: a letter is signed `Ann`, the one below it is from `Ann Lee`."""
    words = text[start:end].split()
    if len(words) < 2 or words[0] not in words[1:]:  # noqa: PLR2004 (a word, and the word again)
        return end
    again = text.index(words[0], start + len(words[0]), end)
    return start + len(text[start:again].rstrip())


def _is_common_word_in_capitals(text: str, span: Span) -> bool:
    """Tell whether a word in capitals stands between others in capitals, and is a common word: `WRITE TO HER NOW`."""
    word = text[span.start : span.end]
    if not (word.isupper() and word.isalpha() and len(word) > 1):
        return False
    # Both neighbours in capitals: then capitals say nothing, and only a rare word is taken for a name.
    before = _WORD_BEFORE.search(text[max(0, span.start - _REACH) : span.start])
    around = (before, _WORD_AFTER.match(text, span.end))
    return all(map(_in_capitals, around)) and frequencies("en").get(word.lower(), 0.0) > _COMMON


def _in_capitals(word: re.Match[str] | None) -> bool:
    letters = [character for character in word[1] if character.isalpha()] if word else []
    # `A` and `I` are capitals in any text.
    return len(letters) > 1 and all(map(str.isupper, letters))


def _with_joined_countries(text: str, spans: list[Span]) -> list[Span]:
    """Return the spans, the two halves of a country's name with `and` in it as one: Trinidad and Tobago."""
    out: list[Span] = []
    for span in spans:
        before = _AND.search(text, max(0, span.start - _REACH), span.start) if span.label == "GPE" else None
        if before and countries.english_code(text[before.start() : span.end]):
            # `Trinidad` was taken as a country of its own: the whole replaces it.
            while out and out[-1].end > before.start():
                out.pop()
            out.append(replace(span, start=before.start(), rule="countries"))
        else:
            out.append(span)
    return out
