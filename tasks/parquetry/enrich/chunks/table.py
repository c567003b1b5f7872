"""The table of chunks, from the tables of a leaf."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from parquetry.enrich.chunks import tokenizer
from parquetry.enrich.chunks.cut import Limits, Piece, cut
from parquetry.enrich.leaf_tables import Rows
from parquetry.model import arrow_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from parquetry.config import Chunk

LEFT_OUT = ("footnote", "page_artifact")
"""Kinds of blocks that no chunk has: notes, and what is on a page but not of its text. A chunk ends where one stands."""
COLUMNS = ("doc_id", "text")
"""Columns of `documents` that chunks are cut from, with the sentences and blocks of the same leaf."""
_SENTENCE = ("start", "end", "source_start", "source_end", "block_id")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A row of sentences; `number` is its sentence_id."""

    number: int
    start: int
    end: int
    source_start: int
    source_end: int
    block_id: int


@dataclass(frozen=True, slots=True)
class Block:
    """What of a row of blocks decides about chunks."""

    kind: str
    parent: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ChunkRow:
    """A row of the table but for its keys, which follow from its document and order."""

    start: int
    end: int
    source_start: int
    source_end: int
    first_sentence: int
    last_sentence: int
    heading_path: list[str]
    tokens: int | None


def maker(leaf: Path, config: Chunk) -> Callable[[pa.Table], pa.Table]:
    """Return what makes the rows of `chunks` for documents of a leaf, given as a table of COLUMNS, in their order."""
    schema = arrow_schema.schema("chunks")
    sentences, blocks = Rows(leaf, "sentences", _SENTENCE), Rows(leaf, "blocks", Block.__slots__)

    def rows(batch: pa.Table) -> pa.Table:
        """Return the rows of some documents."""
        made: list[dict[str, object]] = []
        for doc_id, text in zip(*batch.to_pydict().values(), strict=True):
            listed = [Sentence(number, *values) for number, values in enumerate(_values(sentences.of(doc_id), _SENTENCE))]
            kinds = [Block(*values) for values in _values(blocks.of(doc_id), Block.__slots__)]
            for number, row in enumerate(chunks(text, listed, kinds, config)):
                values = {name: getattr(row, name) for name in ChunkRow.__slots__}
                made.append({"doc_id": doc_id, "chunk_id": number, **values})
        return pa.Table.from_pylist(made, schema=schema)

    return rows


def _values(table: pa.Table, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    yield from zip(*(table[name].to_pylist() for name in columns), strict=True)


def chunks(text: str, sentences: Sequence[Sentence], blocks: Sequence[Block], config: Chunk) -> Iterator[ChunkRow]:
    """Yield the chunks of a document in text order: from the start of a sentence to the end of it or another."""
    count = _counter(text, config)
    for run in _runs(sentences, blocks):
        costs = _costs(text, run, config)
        pieces = [
            Piece(sentence.start, sentence.end, cost, blocks[sentence.block_id].kind == "heading")
            for sentence, cost in zip(run, costs, strict=True)
        ]
        measure = count if config.unit == "tokens" and count is not None else _characters
        for first, end in cut(pieces, Limits(config.size, config.overlap, measure)):
            inside = run[first:end]
            start, stop = inside[0].start, inside[-1].end
            yield ChunkRow(
                start,
                stop,
                # Not those of the first and last: columns of a page may stand in another order than in the file.
                min(sentence.source_start for sentence in inside),
                max(sentence.source_end for sentence in inside),
                inside[0].number,
                inside[-1].number,
                _heading_path(text, inside[0].block_id, blocks),
                _tokens(text, start, stop, config),
            )


def _runs(sentences: Sequence[Sentence], blocks: Sequence[Block]) -> Iterator[list[Sentence]]:
    """Yield sentences that stand together with nothing between them that is left out."""
    run: list[Sentence] = []
    for sentence in sentences:
        if blocks[sentence.block_id].kind not in LEFT_OUT:
            run.append(sentence)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _characters(start: int, end: int) -> int:
    return end - start


def _counter(text: str, config: Chunk) -> Callable[[int, int], int] | None:
    """Return what says how many tokens a stretch of the text takes; null where no tokenizer is configured."""
    path = config.tokenizer
    if path is None:
        return None
    return lambda start, end: tokenizer.sizes(path, [text[start:end]])[0]


def _tokens(text: str, start: int, end: int, config: Chunk) -> int | None:
    """Return the tokens of a chunk; null without a tokenizer, or where it fails on it."""
    return tokenizer.count(config.tokenizer, text[start:end]) if config.tokenizer is not None else None


def _costs(text: str, run: Sequence[Sentence], config: Chunk) -> list[int]:
    """Return what each sentence takes in the unit of the size, with what parts it from the one before."""
    if config.unit == "tokens" and config.tokenizer is not None:
        return tokenizer.sizes(config.tokenizer, [text[sentence.start : sentence.end] for sentence in run])
    ends = [run[0].start, *(sentence.end for sentence in run[:-1])]
    return [sentence.end - before for sentence, before in zip(run, ends, strict=True)]


def _heading_path(text: str, block_id: int, blocks: Sequence[Block]) -> list[str]:
    """Return the texts of the headings that govern a block, the highest first; a heading is not in its own path."""
    path: list[str] = []
    parent = blocks[block_id].parent
    # At most once each: a dataset that says a heading governs itself must not end in an endless loop.
    for _ in blocks:
        if parent is None:
            break
        block = blocks[parent]
        # A title that is underlined is named without its row of signs.
        lines = text[block.start : block.end].split("\n")
        path.insert(0, " ".join(" ".join(line for line in lines if any(map(str.isalnum, line))).split()))
        parent = block.parent
    return path
