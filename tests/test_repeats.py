"""Repeats: passages that stand in several documents, each at its place, and nothing that stands in too few."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parquetry.config import Enrich, Quality
from parquetry.dataset import without_documents
from parquetry.enrich import leaf_tables
from parquetry.enrich.repeats import passages, sentence_hashes
from parquetry.model import arrow_schema
from parquetry.publish import views

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NOTICE = ["This message is for its reader alone.", "If you are not the one it was meant for, please tell us and delete it."]
SHORT = "Kind regards."
Documents = dict[str, list[str]]
"""Sentences of documents, by short names for their ids."""


def leaf(folder: Path, documents: Documents) -> Path:
    """The hashes of a leaf of documents whose sentences are parted by a space."""
    rows: list[dict[str, object]] = []
    for doc_id, sentences in sorted(documents.items()):
        at = 0
        for number, text in enumerate(sentences):
            place = {"start": at, "end": at + len(text), "source_start": 2 * at, "source_end": 2 * (at + len(text))}
            rows.append({"doc_id": doc_id, "sentence_id": number, "block_id": 0, "text": text, **place})
            at += len(text) + 1
    given_tables = {
        "sentences": rows,
        "documents": [
            {"doc_id": doc_id, "text": " ".join(each), "chars": len(" ".join(each))}
            for doc_id, each in sorted(documents.items())
        ],
    }
    for name, values in given_tables.items():
        (folder / "data" / name).mkdir(parents=True)
        schema = arrow_schema.schema(name)
        columns = [pa.array([value.get(field.name) for value in values], field.type) for field in schema]
        pq.write_table(pa.Table.from_arrays(columns, names=schema.names), folder / "data" / name / "b.parquet")
    make = sentence_hashes.maker(folder)
    made = [make(batch) for batch in leaf_tables.documents(folder, sentence_hashes.COLUMNS)]
    pq.write_table(pa.concat_tables([sentence_hashes.SCHEMA.empty_table(), *made]), folder / "hashed")
    return folder / "hashed"


def found(folder: Path, leaves: Sequence[Documents], least: int = 2) -> list[dict[str, object]]:
    return passages.table([leaf(folder / str(k), each) for k, each in enumerate(leaves)], least, folder).to_pylist()


def texts(rows: list[dict[str, object]], leaves: Sequence[Documents]) -> list[tuple[object, str, object]]:
    """Document, text and count of each passage."""
    whole = {doc_id: " ".join(sentences) for documents in leaves for doc_id, sentences in documents.items()}
    return [(row["doc_id"], whole[str(row["doc_id"])][row["start"] : row["end"]], row["documents"]) for row in rows]  # type: ignore[misc] # values of the contract's types


def test_a_passage_of_several_documents_and_leaves_is_found_at_each_place(tmp_path: Path) -> None:
    leaves = [
        {"a": ["Dear Ada.", *NOTICE], "b": [*NOTICE, "A remark of my own that nobody else has made so far in this town."]},
        {
            "c": ["Other words.", NOTICE[0].upper(), NOTICE[1].replace(" ", "  ")],
            "d": ["Nothing of the kind stands in this one here."],
        },
    ]
    rows = found(tmp_path, leaves)
    notice = " ".join(NOTICE)
    assert texts(rows, leaves)[:2] == [("a", notice, 3), ("b", notice, 3)]
    assert [row["doc_id"] for row in rows] == ["a", "b", "c"]
    assert len({row["passage"] for row in rows}) == 1
    assert [(row["source_start"], row["source_end"]) for row in rows[:1]] == [(20, 2 * (10 + len(notice)))]
    assert [(row["first_sentence"], row["last_sentence"]) for row in rows] == [(1, 2), (0, 1), (1, 2)]


def test_short_sentences_count_only_beside_others(tmp_path: Path) -> None:
    leaves = [{"a": [SHORT], "b": [SHORT, "Alone."], "c": [*NOTICE, SHORT], "d": [*NOTICE, SHORT, "Another."]}]
    rows = texts(found(tmp_path, leaves), leaves)
    assert [(doc_id, text.endswith(SHORT), count) for doc_id, text, count in rows] == [("c", True, 2), ("d", True, 2)]


def test_two_passages_of_a_document_are_numbered(tmp_path: Path) -> None:
    long = "The committee meets on every second Monday of the month in the old town hall."
    leaves = [{"a": [NOTICE[1], "Between.", long], "b": [long], "c": [NOTICE[1]]}]
    assert [(row["doc_id"], row["repeat_id"]) for row in found(tmp_path, leaves)] == [("a", 0), ("a", 1), ("b", 0), ("c", 0)]


def test_what_one_document_says_twice_is_not_repeated(tmp_path: Path) -> None:
    assert found(tmp_path, [{"a": [*NOTICE, *NOTICE], "b": ["Other words."]}]) == []


def test_fewer_documents_than_asked_for_are_none(tmp_path: Path) -> None:
    leaves = [{"a": NOTICE, "b": NOTICE}]
    assert found(tmp_path / "3", leaves, 3) == []
    assert len(found(tmp_path / "2", leaves, 2)) == 2
    assert found(tmp_path / "none", [{}]) == []


def test_scripts_without_spaces_are_counted_by_characters(tmp_path: Path) -> None:
    leaves = [{"a": ["この電子メールは宛先の方だけのものです。"], "b": ["この電子メールは宛先の方だけのものです。"]}]
    assert len(found(tmp_path, leaves)) == 2


SENTENCES = st.lists(st.sampled_from([*NOTICE, SHORT, "One.", "Two words."]), max_size=6)


# Each example writes the files of three leaves.
@settings(max_examples=12)
@given(st.lists(SENTENCES, min_size=1, max_size=5), st.integers(2, 3), st.integers(0, 4))
def test_rows_do_not_depend_on_how_documents_lie_in_leaves(
    tmp_path_factory: pytest.TempPathFactory, documents: list[list[str]], least: int, cut: int
) -> None:
    named = {f"{number}": sentences for number, sentences in enumerate(documents)}
    first = {doc_id: named[doc_id] for doc_id in list(named)[:cut]}
    second = {doc_id: named[doc_id] for doc_id in list(named)[cut:]}
    folder = tmp_path_factory.mktemp("leaves")
    rows = found(folder / "one", [named], least)
    assert rows == found(folder / "two", [second, first], least)
    for row in rows:
        sentences = named[str(row["doc_id"])][row["first_sentence"] : row["last_sentence"] + 1]  # type: ignore[misc,operator] # values of the contract's types
        assert min(sum(text in each for each in documents) for text in sentences) == row["documents"]


def test_what_is_forgotten_counts_no_more(tmp_path: Path) -> None:
    hashed = leaf(tmp_path / "version", {"a": ["Dear Ada.", *NOTICE], "b": NOTICE, "c": ["Other words."]})
    rows = without_documents.repeats(tmp_path / "version", 2, 1_000)
    written = pq.read_table(next((tmp_path / "version" / "data" / "repeats").glob("*.parquet"))).to_pylist()
    assert (rows, written) == (2, passages.table([hashed], 2, tmp_path).to_pylist())
    assert without_documents.repeats(leaf(tmp_path / "one", {"a": NOTICE}).parent, 2, 1_000) == 0


def test_what_is_forgotten_is_looked_for_a_leaf_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version = tmp_path / "version"
    for label, documents in {"b0": {"a": NOTICE}, "b1": {"b": NOTICE, "c": ["Other words."]}}.items():
        for path in (leaf(tmp_path / label, documents).parent / "data").glob("*/b.parquet"):
            (version / "data" / path.parent.name).mkdir(parents=True, exist_ok=True)
            path.rename(version / "data" / path.parent.name / f"{label}-00000000.parquet")
    read: list[list[str]] = []
    table = passages.table

    def noted(partials: Sequence[Path], least: int, scratch: Path) -> pa.Table:
        read.extend(pq.read_table(path)["doc_id"].unique().to_pylist() for path in partials)
        return table(partials, least, scratch)

    monkeypatch.setattr(passages, "table", noted)
    # Left by one that was cut short.
    (tmp_path / "version-sentences").mkdir()
    assert without_documents.repeats(version, 2, 1_000) == 2
    assert read == [["a"], ["b", "c"]]
    assert not (tmp_path / "version-sentences").exists()


@pytest.mark.parametrize("bins", [1, 3, 64])
def test_counts_are_the_same_however_many_bins_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bins: int) -> None:
    """Bins hold ranges of hashes, so the edges of the range matter: 0, the greatest, and those beside an edge."""
    monkeypatch.setattr(passages, "_BINS", bins)
    edge = (1 << 64) // bins
    hashes = [0, 1, edge - 1, edge % (1 << 64), (1 << 64) - 1]
    for name, documents in {"x": "ab", "y": "c"}.items():
        rows = [(f"{one}", value) for one in documents for value in (*hashes, *hashes)]
        columns = {"doc_id": [one for one, _ in rows], "hash": pa.array([value for _, value in rows], pa.uint64())}
        pq.write_table(pa.table(columns), tmp_path / name)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    values, documents_ = passages._repeated([tmp_path / "x", tmp_path / "y"], 3, scratch)  # noqa: SLF001 (its bins)
    assert (values.tolist(), documents_.tolist()) == (sorted(set(hashes)), [3] * len(set(hashes)))
    assert list(scratch.iterdir()) == []


def test_the_view_has_each_passage_once_with_its_text(tmp_path: Path) -> None:
    leaf(tmp_path, {"a": ["Dear Ada.", *NOTICE], "b": NOTICE, "c": ["Other words."]})
    without_documents.repeats(tmp_path, 2, 1_000)
    with duckdb.connect() as connection:
        for name in ("documents", "repeats"):
            connection.execute(f"CREATE VIEW {name} AS FROM read_parquet('{tmp_path}/data/{name}/*.parquet')")
        view = dict(views.statements(Quality()))["repeated_passages"]
        shown = connection.sql(f"SELECT documents, places, text FROM ({view})").fetchall()
    assert shown == [(2, 2, " ".join(NOTICE))]


def test_a_threshold_of_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        Enrich(repeats=1)
