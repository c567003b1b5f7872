"""Artifacts: what is written comes back equal, and nothing is pickled."""

from __future__ import annotations

import stat
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parquetry.execution import arrow_values, artifacts
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

# Surrogates too: a byte that fits no character is one, from its reader to its repair.
WORD = st.text(st.characters(), max_size=8)
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


@pytest.mark.slow
@given(st.lists(REPAIRED, max_size=4))
def test_repaired_documents_come_back_equal(values: list[Repaired]) -> None:
    assert list(arrow_values.from_batch(arrow_values.to_batch(values, Repaired), Repaired)) == values


@pytest.mark.slow
@given(st.lists(EXTRACTED, max_size=4))
def test_extracted_documents_come_back_equal(values: list[Extracted]) -> None:
    assert list(arrow_values.from_batch(arrow_values.to_batch(values, Extracted), Extracted)) == values


@pytest.mark.parametrize("path", ["a.txt", "a\udcff.txt"])
def test_a_byte_that_is_no_character_comes_back(path: str) -> None:
    values = [Reject(path, None, None, "read", "empty", "no bytes")]
    assert list(arrow_values.from_batch(arrow_values.to_batch(values, Reject), Reject)) == values


def rejects(number: int) -> list[Reject]:
    return [Reject(f"file{k}", k or None, None, "read", "empty", "no bytes") for k in range(number)]


def make(target: Path, number: int = 200) -> Path:
    with artifacts.create(target) as folder:
        artifacts.write(folder / "rejects.arrow", rejects(number), Reject)
    return target


def test_an_artifact_comes_back_equal_and_is_private(tmp_path: Path) -> None:
    made = make(tmp_path / "key")
    assert list(artifacts.read(made / "rejects.arrow", Reject)) == rejects(200)
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (made, made / "rejects.arrow")} == {0}
    assert artifacts.is_sound(made)


def fail(target: Path) -> None:
    with artifacts.create(target) as folder:
        artifacts.write(folder / "rejects.arrow", rejects(3), Reject)
        divmod(1, 0)


def test_an_artifact_that_was_not_finished_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        fail(tmp_path / "key")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["rejects.arrow", artifacts.DESCRIPTION])
def test_damage_anywhere_is_known_and_the_artifact_is_replaced(tmp_path: Path, name: str) -> None:
    made = make(tmp_path / "key")
    whole = (made / name).read_bytes()
    for damaged in (whole[: len(whole) // 2], bytes([whole[0] ^ 1]) + whole[1:], b""):
        (made / name).write_bytes(damaged)
        assert not artifacts.is_sound(made)
    (made / name).unlink()
    assert not artifacts.is_sound(made)
    assert artifacts.is_sound(make(made))
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_of_two_that_make_the_same_artifact_the_first_stays(tmp_path: Path) -> None:
    with artifacts.create(tmp_path / "key") as folder:
        artifacts.write(folder / "rejects.arrow", rejects(2), Reject)
        folder.with_name("other.tmp").mkdir()
        with_first = make(tmp_path / "first", 1)
        with_first.rename(tmp_path / "key")
    assert list(artifacts.read(tmp_path / "key" / "rejects.arrow", Reject)) == rejects(1)


def test_a_writer_holds_few_values_in_memory(tmp_path: Path) -> None:
    with artifacts.Writer(tmp_path / "values.arrow", Reject) as writer:
        for value in rejects(1000):
            writer.add(value)
            assert len(writer._waiting) < artifacts.BATCH_VALUES  # noqa: SLF001
        writer.add(rejects(1)[0], artifacts.BATCH_BYTES)
        assert not writer._waiting  # noqa: SLF001
    assert len(list(artifacts.read(tmp_path / "values.arrow", Reject))) == 1001


HEX = st.text("0123456789abcdef", min_size=1, max_size=3)


@given(st.lists(st.tuples(SOURCES, HEX), max_size=6), HEX)
def test_a_range_of_ids_is_read_and_no_more(made: list[tuple[Source, str]], high: str) -> None:
    values = [replace(value, doc_id=doc_id) for value, doc_id in made]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "values.arrow"
        artifacts.write(path, values, Source)
        found = list(artifacts.read(path, Source, high=high))
    assert found == [value for value in values if value.doc_id < high]
