"""Layers: the steps of extraction, each of which takes the spans of a document and returns them corrected or with more.

    model -> GLiNER -> plausibility -> cleanup -> head nouns -> abbreviations -> one label a name -> propagation
          -> the user's patterns and backends -> values -> laws and events

What a layer needs of the document is in `Document`; a layer that is switched off in the config is left out of the list.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby
from typing import TYPE_CHECKING

from parquetry.errors import DocumentError, UnknownNameError
from parquetry.extract import overlaps, plausible, routing
from parquetry.extract.document import (
    abbreviations,
    context_cues,
    defined_names,
    foreign_names,
    label_voting,
    letter_names,
    propagation,
    run_on_names,
    span_cleanup,
    whole_names,
)
from parquetry.extract.ner import names_model
from parquetry.extract.ner.entity_ruler import patterns
from parquetry.extract.rules import legal_events
from parquetry.extract.spans import Backend, Span
from parquetry.model.failures import ERROR
from parquetry.model.vocabulary import LABELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from parquetry.config import Extract
    from parquetry.extract.document.abbreviations import Pair
    from parquetry.extract.normalize.block_values import BlockValues
    from parquetry.model.documents import Block

    Layer = Callable[[list[Span]], list[Span]]
    """Takes the spans found so far and returns them corrected, or with more."""

ENGLISH = frozenset({"en"})
"""Languages whose laws, events, head nouns and definitions are known by their words."""
LISTS_OF_WORKS = ("bibliography", "footnote")
"""Kinds of block that may begin with an author, the last name first."""
CAPITALISED_NOUNS = frozenset({"de", "lb"})
"""Languages in which a capital says nothing of a name: single words are not taken for one that stands elsewhere."""


@dataclass(frozen=True, slots=True)
class Document:
    """What layers read of a document: its text, blocks that may name something, those each model reads, and its values."""

    text: str
    blocks: tuple[Block, ...]
    routes: Mapping[str, tuple[Block, ...]]
    modelled: tuple[Block, ...]
    values: BlockValues
    pairs: tuple[Pair, ...] = ()

    def block_at(self, start: int) -> Block:
        """Return the block in which a span starts."""
        # A span that starts before the first block counts to it, which keeps the index valid.
        return self.blocks[max(0, bisect_right(self.blocks, start, key=lambda block: block.start) - 1)]

    def is_english(self, span: Span) -> bool:
        """Tell whether a span stands in English text, where English words say what a name is."""
        return self.block_at(span.start).language in ENGLISH


def layers(document: Document, config: Extract, backends: Sequence[Backend]) -> list[Layer]:
    """Return the layers that the config asks for, in their order."""
    # The order matters: models propose, document-level layers correct them, and what the user adds is not corrected.
    steps: list[Layer] = [partial(_models, document)]
    if config.gliner is not None:
        steps.append(partial(_gliner_spans, document, config.gliner))
    steps += [partial(_plausible, document), *_document_layers(document, frozenset(config.document))]
    # Patterns before backends; `overlaps.resolved` ranks both alike.
    own: list[Backend] = [*([patterns(config.patterns)] if config.patterns else []), *backends]
    steps += [partial(_add, backend, document) for backend in own]
    rules = frozenset(config.rules)
    return [*steps, partial(_add_values, document, rules), partial(_add_legal_events, document, rules)]


def _document_layers(document: Document, wanted: frozenset[str]) -> list[Layer]:
    """Return the layers that correct the models' spans by what the document as a whole says of its names."""
    # Cleanup before voting: `the Balkan Entente's` and `Balkan Entente` must be one name when votes are counted.
    known: list[tuple[str, Layer]] = [
        ("clean", partial(_clean, document)),
        ("heads", partial(_label_by_head, document)),
        ("abbreviations", partial(label_voting.add_abbreviations, pairs=document.pairs)),
    ]
    out = [layer for name, layer in known if name in wanted] + _voting(document, wanted)
    if "missed" in wanted:
        # Vote again: what propagation adds must agree with the rest as well.
        out += [partial(_add_missed, document), *_voting(document, wanted)]
    return out


def _clean(document: Document, spans: list[Span]) -> list[Span]:
    """Return the spans cut to the name, and whole; English articles, titles and countries are known in English alone."""
    english, others = _by_english(document, spans)
    english = _with_run_on_parted(document.text, whole_names.part_names(document.text, english))
    trimmed = span_cleanup.trim(document.text, others)
    letters = _with_letter_names(document, span_cleanup.clean(document.text, english))
    cleaned = [*letters, *_cleaned_by_language(document, trimmed)]
    ordered = sorted(cleaned, key=lambda span: span.start)
    entries = [(block.start, block.end) for block in document.modelled if block.kind in LISTS_OF_WORKS]
    return whole_names.join_bibliographic(document.text, whole_names.join_hyphenated(document.text, ordered), entries)


def _with_run_on_parted(text: str, english: list[Span]) -> list[Span]:
    """Return the spans of English text, those parted that are several names by the gazetteer."""
    known = names_model.known_words() if any(" " in text[span.start : span.end] for span in english) else None
    return english if known is None else run_on_names.part(text, english, known.kind)


def _with_letter_names(document: Document, english: list[Span]) -> list[Span]:
    """Return the spans of English text with the persons that letters name."""
    extents = [(block.start, block.end) for block in document.modelled if block.language in ENGLISH]
    known = names_model.known_words() if extents else None
    return english if known is None else letter_names.add_letter_names(document.text, english, extents, known.kind)


def _cleaned_by_language(document: Document, spans: list[Span]) -> Iterator[Span]:
    """Yield the spans of text in languages other than English, cut and labelled by the words of each."""
    ordered = sorted(spans, key=lambda span: span.start)
    known = names_model.known_words() if ordered else None
    for language, group in groupby(ordered, key=lambda span: document.block_at(span.start).language):
        # Without the distribution there is no gazetteer, and no model that finds names in most languages.
        by_gazetteer = () if known is None else (known.kind,)
        yield from foreign_names.clean(document.text, list(group), language, *by_gazetteer)


def _label_by_head(document: Document, spans: list[Span]) -> list[Span]:
    english, others = _by_english(document, spans)
    text = document.text
    extents = [(block.start, block.end) for block in document.modelled if block.language in ENGLISH]
    whole = whole_names.join_lower_places(text, whole_names.join_district(text, english))
    labelled = whole_names.join_lower_heads(text, context_cues.label_by_head(text, whole))
    return sorted([*defined_names.add_defined(text, labelled, extents), *others], key=lambda span: span.start)


def _by_english(document: Document, spans: list[Span]) -> tuple[list[Span], list[Span]]:
    """Return the spans in English text, and the others."""
    english = [span for span in spans if document.is_english(span)]
    return english, [span for span in spans if not document.is_english(span)]


def _add_missed(document: Document, spans: list[Span]) -> list[Span]:
    extents = [(block.start, block.end) for block in document.modelled]
    nouns = {(block.start, block.end) for block in document.modelled if block.language in CAPITALISED_NOUNS}
    return propagation.add_missed(document.text, spans, extents, nouns)


def _voting(document: Document, wanted: frozenset[str]) -> list[Layer]:
    """Return the layer that gives the mentions of one name one label, as far as it is asked for."""
    agreement, surnames = "agreement" in wanted, "surnames" in wanted
    vote = partial(label_voting.relabel, document.text, is_defined=document.is_english)
    return [partial(vote, agreement=agreement, surnames=surnames)] if agreement or surnames else []


def abbreviation_pairs(text: str, blocks: Iterable[Block]) -> tuple[Pair, ...]:
    """Return the abbreviations that blocks define, with their long forms."""
    return tuple(pair for block in blocks for pair in abbreviations.pairs(text, block.start, block.end))


def _models(document: Document, spans: list[Span]) -> list[Span]:
    """Add what the models find, each in the blocks it reads."""
    out = list(spans)
    # Each model once, with all its blocks: a call per block would lose the batching.
    for name, blocks in document.routes.items():
        if blocks:
            out += over_blocks(model(name), document.text, blocks)
    return sorted(out, key=lambda span: span.start)


def _gliner_spans(document: Document, folder: Path, spans: list[Span]) -> list[Span]:
    """Add what GLiNER finds where no pipeline found anything."""
    # What a pipeline found stays; GLiNER fills the gaps, and the blocks in languages without a pipeline.
    more = over_blocks(gliner_model(folder), document.text, document.blocks)
    return sorted(overlaps.without_overlapping(spans, more), key=lambda span: span.start)


def _plausible(document: Document, spans: list[Span]) -> list[Span]:
    """Leave out what names nothing: signs, markup, figures of another thing."""
    return [span for span in spans if _is_plausible(document, span)]


def _is_plausible(document: Document, span: Span) -> bool:
    block = document.block_at(span.start)
    if not plausible.is_plausible(document.text, span, block.language, block.kind):
        return False
    # A model takes telephone numbers for dates; the rules that read dates decide.
    return span.label != "DATE" or document.values.may_be_date(span, block)


def _add(backend: Backend, document: Document, spans: list[Span]) -> list[Span]:
    """Add what a backend of the user's finds.

    Raises:
        UnknownNameError: one of its labels is none of the contract's.
        DocumentError: it gives spans that are none of the text.
    """
    texts = _texts(document.text, document.blocks)
    found: object = backend.find(texts)
    # Gone through once: it may be what a generator gives.
    given = [list(spans) for spans in found] if isinstance(found, Iterable) else []
    if len(given) != len(texts):
        raise _refused(backend, f"{type(found).__name__} with spans of {len(given)} texts of {len(texts)}")
    # A backend is code of the user's: what it says wrongly would fail the checks, and with them the run.
    for text, spans_of_text in zip(texts, given, strict=True):
        for span in spans_of_text:
            _refuse_unsound(backend, span, len(text))
    return [*spans, *_placed(given, document.blocks)]


def _refuse_unsound(backend: Backend, span: object, size: int) -> None:
    """Refuse what is no span of a text of so many code points."""
    # No value but a number is said: in the wrong place it may be text of the document.
    if not isinstance(span, Span):
        raise _refused(backend, f"{type(span).__name__}, which is no Span")
    if span.label not in LABELS:
        raise UnknownNameError(f"label of the backend {backend.name}:", span.label, LABELS)
    if not 0 <= span.start < span.end <= size:
        raise _refused(backend, f"a span from {span.start:d} to {span.end:d} of {size} characters")
    if not isinstance(span.extractor, str) or not isinstance(span.rule, str | None):
        raise _refused(backend, "a span whose extractor or rule is no text")


def _refused(backend: Backend, what: str) -> DocumentError:
    return DocumentError(ERROR, f"the backend {backend.name} gives {what}")


def _add_values(document: Document, wanted: frozenset[str], spans: list[Span]) -> list[Span]:
    """Add the dates and amounts that rules find, in the language of each block."""
    return [*spans, *(span for block in document.blocks for span in document.values.spans(block) if span.label in wanted)]


def _add_legal_events(document: Document, wanted: frozenset[str], spans: list[Span]) -> list[Span]:
    """Add laws, events and times of day; those that are known by English words in English blocks alone."""
    out = list(spans)
    for block in document.blocks:
        # Block by block, so that no law runs on from a heading into a paragraph.
        part = document.text[block.start : block.end]
        out += legal_events.find(part, block.start, wanted, english=block.language in ENGLISH)
    return out


def over_blocks(backend: Backend, text: str, blocks: Sequence[Block]) -> Iterator[Span]:
    """Yield the spans that a backend finds in the blocks, with offsets into the text; so none crosses a block."""
    yield from _placed(backend.find(_texts(text, blocks)), blocks)


def _texts(text: str, blocks: Sequence[Block]) -> list[str]:
    return [text[block.start : block.end] for block in blocks]


def _placed(spans_by_block: Iterable[Iterable[Span]], blocks: Sequence[Block]) -> Iterator[Span]:
    for block, spans in zip(blocks, spans_by_block, strict=True):
        for span in spans:
            yield Span(span.start + block.start, span.end + block.start, span.label, span.extractor, span.rule)


@cache
def gliner_model(folder: Path) -> Backend:
    """Return the GLiNER model of a folder, loaded once a process."""
    from parquetry.extract.ner import gliner  # noqa: PLC0415 (an extra)

    return gliner.load(folder)


@cache
def model(name: str) -> Backend:
    """Return the names model, or a pipeline by its name or path, loaded once a process."""
    if name == routing.NAMES:
        return names_model.load()
    from parquetry.extract.ner import spacy_model  # noqa: PLC0415 (spaCy takes seconds)

    return spacy_model.load(name)
