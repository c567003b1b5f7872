"""Artifacts: what is written comes back equal, and nothing is pickled."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from parquetry.execution import artifacts
from parquetry.model.dataset import Reject
from parquetry.model.documents import (
    AlignmentSegment,
    Block,
    Candidate,
    Extracted,
    Mention,
    Repair,
    Repaired,
    Segmented,
    Sentence,
    Source,
)
from parquetry.text import AlignedText

if TYPE_CHECKING:
    from pathlib import Path

WORD = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NUMBER = st.integers(0, 2**40)
SHARE = st.floats(0, 1)
CANDIDATES = st.lists(st.builds(Candidate, WORD, SHARE), max_size=2).map(tuple)
REPAIRS = st.builds(Repair, WORD, WORD, WORD, NUMBER, NUMBER, NUMBER, NUMBER, WORD, WORD, SHARE, CANDIDATES)
TEXTS = st.builds(
    AlignedText,
    WORD,
    st.lists(st.builds(AlignmentSegment, NUMBER, NUMBER, NUMBER, NUMBER, WORD), max_size=3).map(tuple),
    WORD,
    st.lists(REPAIRS, max_size=2).map(tuple),
)
SOURCES = st.builds(
    Source,
    WORD,
    WORD,
    st.none() | NUMBER,
    st.none() | WORD,
    WORD,
    NUMBER,
    WORD,
    st.binary(max_size=9),
    st.none() | WORD,
    st.none() | WORD,
    st.none() | WORD,
    st.none() | WORD,
    st.none() | WORD,
    st.lists(WORD, max_size=2).map(tuple),
)
FLAGS = st.lists(WORD, max_size=2).map(tuple)
REPAIRED = st.builds(Repaired, SOURCES, TEXTS, WORD, WORD, SHARE, FLAGS)
BLOCKS = st.builds(Block, WORD, NUMBER, NUMBER, NUMBER, NUMBER, st.none() | NUMBER, st.none() | NUMBER, st.none() | NUMBER)
SENTENCES = st.builds(Sentence, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER)
SEGMENTED = st.builds(
    Segmented,
    SOURCES,
    TEXTS,
    WORD,
    WORD,
    SHARE,
    WORD,
    SHARE,
    st.lists(BLOCKS, max_size=2).map(tuple),
    st.lists(SENTENCES, max_size=2).map(tuple),
    FLAGS,
)
MENTIONS = st.builds(
    Mention, st.none() | NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, WORD, WORD, WORD, st.none() | WORD, st.none() | SHARE
)
EXTRACTED = st.builds(Extracted, SEGMENTED, st.lists(MENTIONS, max_size=2).map(tuple), FLAGS)


@given(st.lists(REPAIRED, max_size=4))
def test_repaired_documents_come_back_equal(values: list[Repaired]) -> None:
    assert list(artifacts.from_batch(artifacts.to_batch(values, Repaired), Repaired)) == values


@given(st.lists(EXTRACTED, max_size=4))
def test_extracted_documents_come_back_equal(values: list[Extracted]) -> None:
    assert list(artifacts.from_batch(artifacts.to_batch(values, Extracted), Extracted)) == values


def test_files_come_back_equal_and_are_private(tmp_path: Path) -> None:
    values = [Reject(f"file{k}", k or None, None, "read", "empty", "no bytes") for k in range(200)]
    path = tmp_path / "rejects.arrow"
    artifacts.write(path, values, Reject, batch=64)
    assert list(artifacts.read(path, Reject)) == values
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["rejects.arrow"]
