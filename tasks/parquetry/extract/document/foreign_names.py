"""Names in languages other than English: cut to the name, parted, and labelled by a noun or a legal form.

    l'Unione Europea              an article in small letters is no part of a name, nor is one that begins a sentence
    Universidad de S. y el I. C.  `and` with an article parts two names
    El General Ibáñez             nor is a title
    Edilmar S.r.l.                a firm by its legal form, Ayuntamiento de Getafe an organisation by its noun

Spans are in text order and do not overlap, those returned as well.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from parquetry.languages.data_tables import table
from parquetry.languages.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parquetry.extract.spans import Span

    Kind = Callable[[str], str]
    """What the gazetteer says of a word."""

_NAMES = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC"})
_CAPITALISED = frozenset({"fr", "it", "es", "pt", "ca", "nl"})
"""Languages of which the names of persons and towns end in a capitalised word: `Loire | traverse`. Croatian ones may not."""
_ENDING_IN_CAPITALS = frozenset({"PERSON", "GPE"})
_ELIDING = frozenset({"fr", "it", "ca"})
_WORD = re.compile(r"[^\W\d_]+\.?")
_GOES_ON = re.compile(r"['’][^\W\d_]")
_BEGINS = re.compile(r"(?:\A|[.!?:;»”\"\n–—-]\s*|[(¿¡«“„]\s?)\Z")
"""The start of a sentence, where an article has its capital for that alone."""
_REACH = 4
"""Code points before a name in which a sentence ends or begins."""
_WIDE_GAP = re.compile(r"\t|\s{3}")
_IN_SMALL_LETTERS = frozenset({"ro"})
"""Languages whose corpus names persons by nouns too: Romanian (RONEC), `clienții`."""
_LAST_SMALL = re.compile(r"\s[^\W\d_]+\Z")


@cache
def _listed(kind: str, language: str) -> frozenset[str]:
    return frozenset(table("name_heads")[kind].get(language, ()))


@cache
def _legal_form() -> re.Pattern[str]:
    forms = sorted(table("name_heads")["legal_forms"]["all"], key=len, reverse=True)
    return re.compile(rf"\s({'|'.join(map(re.escape, forms))})(?!\w)")


def _unknown(word: str) -> str:
    """Return what an empty gazetteer says of a word: nothing."""
    del word
    return ""


def clean(text: str, spans: list[Span], language: str, kind: Kind = _unknown) -> list[Span]:
    """Return the spans of text in a language, cut, parted and labelled by its words; `kind` is of the gazetteer.

    >>> from parquetry.extract.spans import Span
    >>> text = "El Ayuntamiento de Getafe y el Instituto Juan Velm: l'Edilmar S.r.l."
    >>> found = clean(text, [Span(0, 50, "PERSON", "model"), Span(52, 68, "PERSON", "model")], "es")
    >>> [(text[span.start : span.end], span.label) for span in found]
    [('Ayuntamiento de Getafe', 'ORG'), ('Instituto Juan Velm', 'ORG'), ("l'Edilmar S.r.l.", 'ORG')]
    """
    out: list[Span] = []
    for number, span in enumerate(spans):
        high = spans[number + 1].start if number + 1 < len(spans) else len(text)
        if span.label not in _NAMES:
            out.append(span)
            continue
        for part in _parted(text, span, language):
            cut = _cut(text, part, language)
            if cut is not None and _names(text, cut, language, kind):
                out.append(_labelled(text, cut, language, high))
    return out


def _parted(text: str, span: Span, language: str) -> Iterator[Span]:
    """Yield the names that a word for `and` with an article joins: `... de Salamanca y el Instituto Cervantes`."""
    known = lexicon(language)
    words = list(_WORD.finditer(text, span.start, span.end))
    start = span.start
    for and_, article, word in zip(words, words[1:], words[2:], strict=False):
        is_and = and_[0].islower() and "AND" in (known.meanings(and_[0]) or {})
        is_article = article[0].islower() and "ARTICLE" in (known.meanings(article[0]) or {})
        if is_and and is_article and word[0][0].isupper() and and_.start() > start:
            yield replace(span, start=start, end=and_.start() - 1, rule="parted")
            start = word.start()
    yield span if start == span.start else replace(span, start=start, rule="parted")


def _cut(text: str, span: Span, language: str) -> Span | None:
    """Return a span without what stands before a name and behind it; null where an apostrophe joins it to the next word."""
    if _is_elided(text, span, language):
        return None
    start, end = _start(text, span, language), _end(text, span, language)
    if (start, end) == (span.start, span.end) or not _has_capital(text[start:end]):
        return span
    return replace(span, start=start, end=end, rule="cleaned")


def _opens(text: str, span: Span, language: str) -> bool:
    """Tell whether a name is a word alone that sentences begin with: Italian `Perché`, Dutch `Momenteel`."""
    is_opener = text[span.start : span.end].casefold() in _listed("openers", language)
    return is_opener and _begins_sentence(text, span.start)


def _names(text: str, span: Span, language: str, kind: Kind) -> bool:
    """Tell whether a span, cut to the name, names something."""
    name = text[span.start : span.end]
    return (
        _may_name(name, language)
        and not _is_language(name, span.label, language, kind)
        and not _opens(text, span, language)
        and not _is_end_of_sentence(name, language)
    )


def _is_end_of_sentence(name: str, language: str) -> bool:
    """Tell whether what looks like an initial ends a sentence: `une version de B. Dans ce cas`."""
    initial, point, word = name.partition(". ")
    return bool(point) and len(initial) == 1 and word.casefold() in _listed("openers", language)


def _may_name(name: str, language: str) -> bool:
    """Tell whether a stretch may be a name as it is written: more than a letter, and a capital where the script has them.

    Only the layout parts words by tabs or by spaces in a row: of `j      Press j` no half names anything.
    """
    # Georgian letters are small by their property alone: as titles they are the same.
    cased = [letter for letter in name if letter.isupper() or (letter.islower() and letter.title() != letter)]
    # Han and Arabic have no capitals, and one character of Han may be a country.
    if not cased:
        return True
    if sum(map(str.isalnum, name)) == 1 or _WIDE_GAP.search(name):
        return False
    return language in _IN_SMALL_LETTERS or any(map(str.isupper, cased))


def _is_elided(text: str, span: Span, language: str) -> bool:
    # Italian `Dov'è`: one word, and it goes on.
    is_word = language in _ELIDING and text[span.start : span.end].isalpha()
    return is_word and _GOES_ON.match(text, span.end) is not None


def _has_capital(name: str) -> bool:
    return any(map(str.isupper, name))


def _end(text: str, span: Span, language: str) -> int:
    """Return where a name ends before words in small letters: `Loire | traverse`."""
    end = span.end
    if language not in _CAPITALISED or span.label not in _ENDING_IN_CAPITALS:
        return end
    while (last := _LAST_SMALL.search(text, span.start, end)) and last[0].strip().islower():
        end = last.start()
    return end


def _start(text: str, span: Span, language: str) -> int:
    """Return where a name begins behind an article, a greeting or a title."""
    start = span.start
    while (word := _WORD.match(text, start, span.end)) and (next_ := _next(text, word.end(), span.end)) > word.end():
        if not _is_before_name(text, (start, next_), span, language):
            break
        start = next_
    return start


def _next(text: str, end: int, high: int) -> int:
    """Return where the next word begins, behind a space or an apostrophe; the end where none does."""
    at = end + 1
    return at if at < high and text[end] in " '’\u00a0" and text[at].isupper() else end


def _is_before_name(text: str, extent: tuple[int, int], span: Span, language: str) -> bool:
    """Tell whether a word with which a span begins is no part of the name that begins behind it."""
    start, following = extent
    word = text[start:following].rstrip(" '’.\u00a0")
    if _is_address(word.casefold(), span, language) or _is_preposition(word, span, language):
        return True
    # `Según Velm`: a word that begins the sentence, and not the name.
    if word.casefold() in _listed("openers", language):
        return _begins_sentence(text, start)
    if "ARTICLE" not in (lexicon(language).meanings(word) or {}):
        return False
    # `les Alpes`; but `La Rioja` and `El País` have theirs, unless a noun says what begins there: `El Banco de ...`.
    return word.islower() or (_is_noun(text, following, span, language) and _begins_sentence(text, start))


def _is_preposition(word: str, span: Span, language: str) -> bool:
    """Tell whether a word is a preposition before a person: Dutch `van Woody`; a last name alone has a capital, `Van`."""
    return span.label == "PERSON" and language == _DUTCH and word == "van"


_DUTCH = "nl"


def _is_language(name: str, label: str, language: str, kind: Kind) -> bool:
    """Tell whether Dutch names a language, `in het Spaans`: it has a capital there as a country has, `Spanje`.

    Elsewhere such names are in small letters, or the same as those of countries: Finnish `Italian`.
    """
    known = kind(name) if language == _DUTCH and label in {"GPE", "LOC"} else ""
    return "N" in known and _PLACES.isdisjoint(known)


_PLACES = frozenset("CKk")
"""What the gazetteer has for towns, countries and parts of their names."""


def _is_address(key: str, span: Span, language: str) -> bool:
    """Tell whether a word greets, or is the title of the person who is named."""
    is_title = span.label == "PERSON" and key in _listed("titles", language)
    return is_title or key in _listed("greetings", language)


def _is_noun(text: str, at: int, span: Span, language: str) -> bool:
    noun = _WORD.match(text, at, span.end)
    return noun is not None and noun[0].casefold() in _listed("organisations", language) | _listed("titles", language)


def _begins_sentence(text: str, start: int) -> bool:
    return _BEGINS.search(text, max(0, start - _REACH), start) is not None


def _labelled(text: str, span: Span, language: str, high: int) -> Span:
    """Return a span with the label that its first noun or its legal form gives it, with the form as its end."""
    form = _legal_form().match(text, span.end, high)
    if form is not None and span.label != "FAC":
        return replace(span, end=form.end(), label="ORG", rule="head")
    name = text[span.start : span.end]
    if span.label == "ORG" or not (_begins_with_noun(name, language) or _ends_in_legal_form(name)):
        return span
    return replace(span, label="ORG", rule="head")


def _begins_with_noun(name: str, language: str) -> bool:
    # One word alone, `Banco`, names nothing in particular.
    first, space, _ = name.partition(" ")
    return bool(space) and first.casefold() in _listed("organisations", language)


def _ends_in_legal_form(name: str) -> bool:
    form = _legal_form().search(name)
    return form is not None and form.end() == len(name)
