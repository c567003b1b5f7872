"""Tokens: a document cut into tokens that never cross the edge of a mention or of a sentence."""

from __future__ import annotations

import bisect
import itertools
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import spacy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.language import Language

    from parquetry.export.documents import Document, Named


@dataclass(frozen=True, slots=True)
class Token:
    """A token: code points into the document's text, and its part of a mention as `B-ORG`, `I-ORG` or `O`."""

    start: int
    end: int
    entity: str


def tokens(document: Document, start: int, end: int) -> list[Token]:
    """Return the tokens of a stretch of a document, by spaCy's tokenizer of its language; white space is in none.

    Tokens are cut where mentions begin and end, so that every mention is a whole number of tokens. Of mentions that
    overlap, which spaCy and CoNLL cannot hold, the first stands.
    """
    within = list(_apart(document, start, end))
    edges = sorted({edge for mention in within for edge in (mention.start, mention.end)})
    begins = [mention.start for mention in within]
    out = []
    for low, high in _words(document.text, start, end, document.language):
        # `mid-May` with a mention from `May`: the token is cut in two at the mention's start.
        cuts = [low, *edges[bisect.bisect_right(edges, low) : bisect.bisect_left(edges, high)], high]
        for a, b in itertools.pairwise(cuts):
            # Mentions do not overlap here, so the last that begins at or before a piece is the only candidate.
            at = bisect.bisect_right(begins, a) - 1
            out.append(Token(a, b, _entity(within[at], a) if at >= 0 else "O"))
    return out


def _entity(mention: Named, start: int) -> str:
    """Return the IOB2 label of a token by the mention that begins at it or before it."""
    if start >= mention.end:
        return "O"
    # "New York": B-GPE, I-GPE.
    return f"{'B' if start == mention.start else 'I'}-{mention.label}"


def _apart(document: Document, start: int, end: int) -> Iterator[Named]:
    last = start
    for mention in document.mentions:
        # A mention that reaches out of the sentence belongs to no sentence, and is left out.
        if last <= mention.start and mention.end <= end:
            yield mention
            last = mention.end


def _words(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """Yield the words of spaCy's tokenizer, without white space at their ends."""
    for token in pipeline(language).tokenizer(text[start:end]):
        word = token.text
        # spaCy makes tokens of surplus white space: stripped, nothing is left of them.
        low = start + token.idx + len(word) - len(word.lstrip())
        high = start + token.idx + len(word.rstrip())
        if low < high:
            yield low, high


@cache
def pipeline(language: str) -> Language:
    """Return spaCy's rules of a language without a model; the multilingual ones where it has none or they need more."""
    try:
        # `pt-BR` has the rules of `pt`; Chinese or Japanese need packages that may not be installed.
        return spacy.blank(language.split("-", maxsplit=1)[0])
    except (ImportError, ValueError):
        return spacy.blank("xx")
