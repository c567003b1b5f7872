"""Mentions of personal data in a document."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.enrich.personal_data import addresses, numbers
from parquetry.enrich.personal_data.hits import Hit, without_overlaps
from parquetry.enrich.personal_data.phones import phones
from parquetry.enrich.personal_data.regions import regions
from parquetry.model.documents import Extracted, Mention, Sentence

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

EXTRACTOR = "personal_data"
_NUMBERS = frozenset(("IP", "IBAN", "CARD", "NATIONAL_ID", "PHONE"))


def _addresses(text: str, within: list[tuple[int, int]], labels: Collection[str]) -> Iterator[Hit]:
    if "EMAIL" in labels:
        yield from addresses.mails(text)
    if "URL" in labels:
        yield from addresses.urls(text)
    if "IP" in labels:
        yield from addresses.machines(text, within)


def find(text: str, language: str, labels: Collection[str]) -> list[Hit]:
    """Return what of a text is personal data of these labels, in text order, none overlapping another.

    >>> [hit.value for hit in find("Write to ada@example.org.", "en", {"EMAIL"})]
    ['ada@example.org']
    """
    within = regions(text) if _NUMBERS & set(labels) else []
    found = [*_addresses(text, within, labels)]
    if "IBAN" in labels:
        found += numbers.accounts(text, within)
    if "CARD" in labels or "NATIONAL_ID" in labels:
        found += numbers.cards_and_people(text, within, cards="CARD" in labels, people="NATIONAL_ID" in labels)
    if "PHONE" in labels:
        found += phones(text, language, within)
    return without_overlaps(found)


def with_personal_data(document: Extracted, labels: Collection[str]) -> Extracted:
    """Return the document with mentions of personal data; those that overlap one are left out, for they are part of it."""
    segmented = document.segmented
    text = segmented.text.text
    found = find(text, segmented.language, labels)
    if not found:
        return document
    covers = segmented.text.source_spans([(hit.start, hit.end) for hit in found])
    starts = [sentence.start for sentence in segmented.sentences]
    new = []
    for hit, (source_start, source_end) in zip(found, covers, strict=True):
        new.append(
            Mention(
                sentence_id=_sentence_of(hit, starts, segmented.sentences),
                start=hit.start,
                end=hit.end,
                source_start=source_start,
                source_end=source_end,
                text=text[hit.start : hit.end],
                label=hit.label,
                extractor=EXTRACTOR,
                rule=hit.rule,
                value=hit.value,
                value_type="identifier",
                language=segmented.language,
            )
        )
    kept = _without(document.mentions, new)
    return replace(document, mentions=tuple(sorted((*kept, *new), key=lambda mention: mention.start)))


def _sentence_of(hit: Hit, starts: Sequence[int], sentences: Sequence[Sentence]) -> int | None:
    """Return the number of the sentence that a hit stands in; null where it runs over the end of one."""
    at = bisect_right(starts, hit.start) - 1
    # A telephone number may be split at the stop of "Tel. 030. 1234": it is in no one sentence then.
    return at if at >= 0 and hit.end <= sentences[at].end else None


def _without(mentions: Sequence[Mention], new: Sequence[Mention]) -> list[Mention]:
    """Return the mentions that overlap none of the new ones, which are in text order."""
    ends = [mention.end for mention in new]
    # The first of the new ones that ends after this one begins is the only one that can overlap it from the left.
    return [
        mention
        for mention in mentions
        if (at := bisect_right(ends, mention.start)) == len(new) or new[at].start >= mention.end
    ]
