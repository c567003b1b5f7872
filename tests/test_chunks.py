"""Chunks: no sentence is cut or lost, none is longer than it may be, headings stay with what they head."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parquetry.config import Chunk, Extract, Repair, Segment
from parquetry.enrich.chunks import tokenizer
from parquetry.enrich.chunks.cut import Limits, Piece, cut
from parquetry.enrich.chunks.table import Block, ChunkRow, Sentence, chunks
from parquetry.errors import ConfigError
from parquetry.execution.leaves import Additions
from parquetry.extract import extract
from parquetry.read.files import from_bytes
from parquetry.repair import repair
from parquetry.segment import segment
from parquetry.tabulate.rows import tabulate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PIECES = st.lists(st.tuples(st.integers(1, 30), st.booleans()), max_size=40)


def laid_out(sizes: Sequence[tuple[int, bool]]) -> list[Piece]:
    """Pieces of these lengths, a character between each two."""
    out: list[Piece] = []
    at = 0
    for length, heading in sizes:
        out.append(Piece(at, at + length, length + (1 if out else 0), heading))
        at += length + 1
    return out


@given(PIECES, st.integers(1, 60), st.integers(0, 59))
def test_every_sentence_is_whole_in_a_chunk_and_no_chunk_too_long(
    sizes: list[tuple[int, bool]], size: int, overlap: int
) -> None:
    pieces = laid_out(sizes)
    found = list(cut(pieces, Limits(size, min(overlap, size - 1), lambda start, end: end - start)))
    assert {number for first, end in found for number in range(first, end)} == set(range(len(pieces)))
    for first, end in found:
        assert end == first + 1 or pieces[end - 1].end - pieces[first].start <= size
    # Each reaches further than the one before, and begins after it began.
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(found))


@given(PIECES, st.integers(1, 60))
def test_without_overlap_every_sentence_is_in_one_chunk(sizes: list[tuple[int, bool]], size: int) -> None:
    pieces = laid_out(sizes)
    found = list(cut(pieces, Limits(size, 0, lambda start, end: end - start)))
    assert [number for first, end in found for number in range(first, end)] == list(range(len(pieces)))


CUTS = [
    ("a heading stays with what follows", [(10, False), (5, True), (10, False)], 20, 0, [(0, 1), (1, 3)]),
    ("a heading begins a chunk where there is enough", [(10, False), (5, True), (2, False)], 20, 0, [(0, 1), (1, 3)]),
    ("short sections share a chunk", [(5, False), (3, True), (5, False)], 20, 0, [(0, 3)]),
    ("a heading beside which nothing fits", [(5, True), (30, False)], 20, 0, [(0, 1), (1, 2)]),
    ("a long sentence is a chunk", [(5, False), (30, False), (5, False)], 20, 0, [(0, 1), (1, 2), (2, 3)]),
    ("whole sentences overlap", [(8, False), (5, False), (8, False)], 20, 6, [(0, 2), (1, 3)]),
    ("a sentence longer than the overlap does not", [(5, False), (8, False), (8, False)], 20, 6, [(0, 2), (2, 3)]),
    ("nothing overlaps into a new section", [(8, False), (5, False), (4, True), (8, False)], 20, 6, [(0, 2), (2, 4)]),
]


@pytest.mark.parametrize(("reason", "sizes", "size", "overlap", "expected"), CUTS, ids=[row[0] for row in CUTS])
def test_where_chunks_are_cut(
    reason: str, sizes: list[tuple[int, bool]], size: int, overlap: int, expected: list[tuple[int, int]]
) -> None:
    assert list(cut(laid_out(sizes), Limits(size, overlap, lambda start, end: end - start))) == expected, reason


TEXT = (
    "The mill\n\nThe mill stands by the river. It has two wheels.\n\nIts owner\n\n"
    "Ada owns it. She lives in the next town. Her brother keeps the books, and has done so for years."
)
# kind, the heading that governs it, and its sentences
LAID_OUT = [
    ("heading", None, ["The mill"]),
    ("paragraph", 0, ["The mill stands by the river.", "It has two wheels."]),
    ("heading", 0, ["Its owner"]),
    (
        "paragraph",
        2,
        ["Ada owns it.", "She lives in the next town.", "Her brother keeps the books, and has done so for years."],
    ),
]


def chunked(config: Chunk) -> list[ChunkRow]:
    """The chunks of the text, whose source has a byte order mark of three bytes before it."""
    sentences: list[Sentence] = []
    blocks = []
    for number, (kind, parent, listed) in enumerate(LAID_OUT):
        starts = [TEXT.index(each) for each in listed]
        for start, each in zip(starts, listed, strict=True):
            end = start + len(each)
            sentences.append(Sentence(len(sentences), start, end, start + 3, end + 3, number))
        blocks.append(Block(kind, parent, starts[0], starts[-1] + len(listed[-1])))
    return list(chunks(TEXT, sentences, blocks, config))


def test_a_chunk_names_its_headings_and_its_bytes() -> None:
    found = chunked(Chunk(size=70))
    assert [TEXT[each.start : each.end].split("\n", maxsplit=1)[0] for each in found] == [
        "The mill",
        "Its owner",
        "Her brother keeps the books, and has done so for years.",
    ]
    assert [each.heading_path for each in found] == [[], ["The mill"], ["The mill", "Its owner"]]
    assert [(each.first_sentence, each.last_sentence) for each in found] == [(0, 2), (3, 5), (6, 6)]
    assert all((each.source_start, each.source_end, each.tokens) == (each.start + 3, each.end + 3, None) for each in found)


def test_notes_and_furniture_are_in_no_chunk_and_end_one() -> None:
    text = "Before it. Still before. A note. After it."
    sentences = [
        Sentence(k, a, b, a, b, block) for k, (a, b, block) in enumerate([(0, 10, 0), (11, 24, 0), (25, 32, 1), (33, 42, 2)])
    ]
    for kind in ("footnote", "page_artifact"):
        blocks = [Block("paragraph", None, 0, 24), Block(kind, None, 25, 32), Block("paragraph", None, 33, 42)]
        assert [(each.start, each.end) for each in chunks(text, sentences, blocks, Chunk(size=100))] == [(0, 24), (33, 42)]
    circle = [Block("heading", 1, 0, 24), Block("heading", 0, 25, 32), Block("paragraph", 1, 33, 42)]
    (only,) = chunks(text, sentences, circle, Chunk(size=100))
    assert len(only.heading_path) <= len(circle)


@pytest.fixture
def words_file(tmp_path: Path) -> Path:
    """A tokenizer whose tokens are words and marks."""
    tokenizers = pytest.importorskip("tokenizers")
    made = tokenizers.Tokenizer(tokenizers.models.WordLevel({"[UNK]": 0}, unk_token="[UNK]"))  # noqa: S106 (no password)
    made.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    path = tmp_path / "tokenizer.json"
    made.save(str(path))
    return path


def test_tokens_are_counted_by_a_file_of_this_machine(words_file: Path) -> None:
    assert tokenizer.counts(words_file, ["It has two wheels.", ""]) == [5, 0]
    found = chunked(Chunk(size=15, unit="tokens", tokenizer=words_file))
    assert [each.tokens for each in found] == tokenizer.counts(words_file, [TEXT[each.start : each.end] for each in found])
    assert all(each.tokens is not None and each.tokens <= 15 for each in found)
    by_characters = chunked(Chunk(size=70, tokenizer=words_file))
    assert all(each.tokens for each in by_characters)


def test_documents_have_their_tokens_where_a_tokenizer_is_named(words_file: Path) -> None:
    source = from_bytes(TEXT.encode(), "mill.txt")
    document = extract(segment(repair(source, Repair()), Segment()), Extract(model="none"))
    for additions, expected in ((Additions(), None), (Additions(tokenizer=words_file), 40)):
        table = tabulate([additions.to(document)])["documents"]
        assert table["tokens"].to_pylist() == [expected]
    assert tokenizer.counts(words_file, [document.segmented.text.text]) == [40]


def test_a_text_that_the_tokenizer_fails_on_has_no_count_and_stays(
    words_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panic = type("PanicException", (BaseException,), {})
    for error in (UnicodeEncodeError("utf-8", "x", 0, 1, "surrogates"), panic("index out of bounds")):

        def failing(*_: object, error: BaseException = error) -> list[int]:
            raise error

        monkeypatch.setattr(tokenizer, "counts", failing)
        assert tokenizer.count(words_file, TEXT) is None
    monkeypatch.undo()
    assert tokenizer.count(words_file, "It has two wheels.") == 5


@pytest.fixture
def failing_file(tmp_path: Path) -> Path:
    """A tokenizer that knows the words of the first sentence, and fails on any other."""
    tokenizers = pytest.importorskip("tokenizers")
    words = {
        word: number
        for number, word in enumerate(["The", "mill", "stands", "in", "a", "valley", ".", "It", "has", "two", "wheels"])
    }
    made = tokenizers.Tokenizer(tokenizers.models.WordLevel(words, unk_token="[UNK]"))  # noqa: S106 (no password)
    made.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    path = tmp_path / "failing.json"
    made.save(str(path))
    return path


def test_what_the_tokenizer_fails_on_is_sized_by_its_bytes(failing_file: Path) -> None:
    texts = ["The mill stands.", "Größe", "It has two wheels.", "\ud800", ""]
    assert tokenizer.sizes(failing_file, texts) == [4, 7, 5, 3, 0]
    text = "The mill stands. It has two wheels. Größe und Länge zählen. It has two wheels."
    starts = [0, 17, 36, 60]
    sentences = [Sentence(k, a, b, a, b, 0) for k, (a, b) in enumerate(zip(starts, [16, 35, 59, 78], strict=True))]
    config = Chunk(size=10, unit="tokens", tokenizer=failing_file)
    found = list(chunks(text, sentences, [Block("paragraph", None, 0, 78)], config))
    assert [(each.first_sentence, each.last_sentence, each.tokens) for each in found] == [(0, 1, 9), (2, 2, None), (3, 3, 5)]
    whole = list(
        chunks(text, sentences, [Block("paragraph", None, 0, 78)], Chunk(size=90, unit="tokens", tokenizer=failing_file))
    )
    assert [(each.first_sentence, each.last_sentence, each.tokens) for each in whole] == [(0, 3, None)]


def test_a_document_that_the_tokenizer_fails_on_says_so(failing_file: Path, words_file: Path) -> None:
    document = extract(segment(repair(from_bytes(TEXT.encode(), "mill.txt"), Repair()), Segment()), Extract(model="none"))
    failed = Additions(tokenizer=failing_file).to(document)
    assert (failed.tokens, failed.flags) == (None, (*document.flags, "uncounted_tokens"))
    assert Additions(tokenizer=words_file).to(document).flags == document.flags


def test_a_full_memory_is_no_fault_of_the_text(words_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> list[int]:
        raise MemoryError

    monkeypatch.setattr(tokenizer, "counts", failing)
    with pytest.raises(MemoryError):
        tokenizer.count(words_file, TEXT)


def test_a_long_text_is_counted_in_stretches_that_cut_no_word(words_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokenizer, "_STRETCH", 50)
    text = "Two wheels turn.\n\nThe mill stands.\n" * 40
    assert tokenizer.count(words_file, text) == tokenizer.counts(words_file, [text])[0] == 320
    # What has no white space is cut all the same.
    assert tokenizer.count(words_file, "x" * 130) == 3


def test_a_file_that_is_no_tokenizer_is_said(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    for name in ("tokenizer.json", "nowhere.json"):
        with pytest.raises(ConfigError, match=name):
            tokenizer.load(tmp_path / name)


@pytest.mark.parametrize(
    ("values", "message"), [({"size": 10, "overlap": 10}, "less than"), ({"unit": "tokens"}, "needs tokenizer")]
)
def test_what_is_wrong_with_the_config_is_said(values: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Chunk.model_validate(values)
