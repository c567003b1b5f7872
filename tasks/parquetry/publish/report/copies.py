"""Copies: where a near duplicate says other words than the document that stands for it, side by side."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from parquetry.publish.report import facts
from parquetry.publish.report.browser import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import duckdb

# The least alike of each cluster first: of two that differ in a date there is little to see.
_PAIRS = """
    SELECT r.source_path, d.source_path, r.doc_id, d.doc_id FROM duplicates u
    JOIN documents d ON d.doc_id = u.doc_id JOIN documents r ON r.doc_id = u.representative
    WHERE u.method = 'near' AND u.doc_id <> u.representative ORDER BY u.similarity, r.doc_id, d.doc_id LIMIT $examples
"""
# Each with the white space behind it, so that words joined are the text again.
_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of a representative, those of a copy in their place, and the text on either side, which both have."""

    source_path: str
    copy_path: str
    left: str
    before: str
    after: str
    right: str


def differences(connection: duckdb.DuckDBPyConnection) -> list[Difference]:
    """Return the first differences of the near duplicates that are least alike, some of each pair.

    Texts are those that `texts_of` gives: where it masks personal data, two values of one length are the same.
    """
    out: list[Difference] = []
    for path, copy_path, one, other in facts.rows(connection, _PAIRS, examples=facts.EXAMPLES):
        texts = dict(facts.rows(connection, "SELECT doc_id, text FROM texts_of($ids)", ids=[one, other]))
        found = _different(*(_WORD.findall(texts[doc_id][:LONGEST]) for doc_id in (one, other)))
        # As many of each pair, so that one of which half is new does not fill the page.
        some = itertools.islice(found, facts.LONGEST_LIST // facts.EXAMPLES)
        out += [Difference(path, copy_path, *words) for words in some]
    return out


def _different(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield what stands before a difference, the words of one text, those of the other, and what stands behind.

    >>> list(_different(["The ", "old ", "pier. "], ["The ", "new ", "pier. "]))
    [('The ', 'old ', 'new ', 'pier. ')]
    """
    width = facts.CONTEXT
    for kind, low, high, start, end in SequenceMatcher(None, before, after).get_opcodes():
        if kind != "equal":
            # A word has a character or more, so that as many words as characters are shown are enough.
            left, right = "".join(before[max(0, low - width) : low]), "".join(before[high : high + width])
            yield left[-width:], _shortened(before[low:high]), _shortened(after[start:end]), right[:width]


def _shortened(words: Sequence[str]) -> str:
    text = "".join(words)
    return text if len(text) <= facts.SHOWN else f"{text[: facts.SHOWN]}…"
