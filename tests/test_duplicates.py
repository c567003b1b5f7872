"""Duplicates: planted copies are found and nothing else is, in any order, whatever leaves documents lie in."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parquetry.config import Quality
from parquetry.dataset import query
from parquetry.enrich import leaf_tables
from parquetry.enrich.duplicates import candidates, clusters, signatures
from parquetry.enrich.duplicates.misread import LONGEST, Words, as_read, may_be_misread, shingles_of
from parquetry.enrich.duplicates.shingles import WORDS, folded, jaccard, shingles
from parquetry.model import arrow_schema

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Row = tuple[str, str, str]
"""doc_id, representative and method, as short names."""


def leaf(folder: Path, documents: dict[str, str]) -> Path:
    """A leaf of documents, by short names for their ids."""
    (folder / "data" / "documents").mkdir(parents=True)
    schema = arrow_schema.schema("documents")
    rows = [
        {"doc_id": key, "text": text, "chars": len(text), "language": "en", **dict.fromkeys(("sentences", "unresolved"), 0)}
        for key, text in sorted(documents.items())
    ]
    columns = [pa.array([row.get(field.name) for row in rows], field.type) for field in schema]
    table = pa.Table.from_arrays(columns, names=schema.names)
    pq.write_table(table, folder / "data" / "documents" / "b.parquet")
    made = map(signatures.signatures, leaf_tables.documents(folder, signatures.COLUMNS))
    pq.write_table(pa.concat_tables([signatures.SCHEMA.empty_table(), *made]), folder / "signed")
    return folder


def found(folder: Path, leaves: Sequence[dict[str, str]], threshold: float = 0.7) -> list[Row]:
    """The rows of duplicates that these leaves make."""
    made = [leaf(folder / str(number), documents) for number, documents in enumerate(leaves)]
    signed = clusters.read([path / "signed" for path in made])
    table = clusters.table(signed, made, threshold, folder / "scratch")
    return [(row["doc_id"], row["representative"], row["method"]) for row in table.to_pylist()]


def prose(seed: int, count: int = 200) -> list[str]:
    """Words at random, other ones for each seed."""
    chosen = random.Random(seed)  # noqa: S311 (seeded on purpose)
    return ["".join(chosen.choices("abcdefghijklmnop", k=chosen.randint(2, 9))) for _ in range(count)]


def edited(words: list[str], share: float, seed: int) -> list[str]:
    """The words with a share of them replaced, in one place: one that is spread out touches five shingles each."""
    length = round(share * len(words))
    start = random.Random(seed).randint(0, len(words) - length)  # noqa: S311 (seeded on purpose)
    return words[:start] + prose(seed + 10_000, length) + words[start + length :]


TEXTS = st.lists(st.sampled_from(["a", "B", "c.", "漢", "字", ",", "d\n", "e"]), max_size=30).map(" ".join)


@given(st.lists(TEXTS, max_size=4))
def test_shingles_are_five_words_in_a_row_without_case_and_marks(texts: list[str]) -> None:
    made = shingles(texts)
    named = [[word for word in text.casefold().replace(".", " ").split() if word != ","] for text in texts]
    sets = [
        {tuple(words[at : at + WORDS]) for at in range(max(1, len(words) - WORDS + 1))} if words else set()
        for words in named
    ]
    assert [len(made.of(number)) for number in range(len(texts))] == [len(each) for each in sets]
    for number, one in enumerate(sets):
        for other, another in enumerate(sets):
            expected = len(one & another) / len(one | another) if one and another else 0.0
            assert jaccard(made.of(number), made.of(other)) == expected


def test_copies_are_exact_or_near_and_the_smallest_id_represents_them(tmp_path: Path) -> None:
    words = prose(1)
    text = " ".join(words)
    documents = [
        {"c": text, "e": " ".join(prose(2)), "f": "short", "h": "---"},
        {"b": text.replace(" ", "\n", 9), "d": " ".join(edited(words, 0.1, 3)), "a": " ".join(edited(words, 0.6, 4))},
        {"g": "short", "i": "- --"},
    ]
    expected = [("b", "b", "exact"), ("c", "b", "exact"), ("d", "b", "near"), ("f", "f", "exact"), ("g", "f", "exact")]
    assert found(tmp_path / "one", documents) == expected
    # In whatever leaves they lie.
    assert found(tmp_path / "other", [{**documents[1], **documents[2], **documents[0]}]) == expected


@pytest.mark.parametrize(("share", "near"), [(0.12, True), (0.25, False)])
def test_the_threshold_has_two_sides(share: float, near: bool, tmp_path: Path) -> None:  # noqa: FBT001
    words = prose(5)
    rows = found(tmp_path, [{"a": " ".join(words), "b": " ".join(edited(words, share, 6))}])
    assert bool(rows) == near


def test_the_similarity_is_that_of_the_texts_and_the_table_that_of_the_contract(tmp_path: Path) -> None:
    words = prose(7)
    texts = {
        "a" * 32: " ".join(words),
        "b" * 32: " ".join(edited(words, 0.05, 8)),
        "c" * 32: " ".join(edited(words, 0.05, 8)) + " ",
    }
    made = leaf(tmp_path, texts)
    table = clusters.table(clusters.read([made / "signed"]), [made], 0.7, tmp_path / "scratch")
    assert table.schema.equals(arrow_schema.schema("duplicates"))
    sets = shingles(list(texts.values()))
    near = np.float32(jaccard(sets.of(0), sets.of(1)))
    # The third has the text of the second, and is near to the representative all the same.
    assert table["similarity"].to_pylist() == [1.0, near, near]
    assert table["method"].to_pylist() == ["exact", "near", "near"]


def test_planted_pairs_are_found_and_others_are_not(tmp_path: Path) -> None:
    planted = 0
    documents: dict[str, str] = {}
    expected = set()
    for number in range(300):
        words = prose(number, 120)
        other = edited(words, (number % 20) / 100, number)
        documents |= {f"{number:04}a": " ".join(words), f"{number:04}b": " ".join(other)}
        sets = shingles([" ".join(words), " ".join(other)])
        if jaccard(sets.of(0), sets.of(1)) >= 0.7:
            planted += 1
            expected.add(f"{number:04}b")
    rows = found(tmp_path, [documents])
    got = {key for key, representative, _ in rows if key != representative}
    assert planted > 200
    assert got <= expected
    assert len(got) >= 0.99 * planted


def test_a_crowd_of_near_copies_is_one_cluster_and_costs_no_square(tmp_path: Path) -> None:
    words = prose(11, 100)
    crowd = {f"{number:04}": " ".join([*words, f"number{number}"]) for number in range(3 * candidates.ALL_PAIRS)}
    rows = found(tmp_path, [crowd])
    assert {representative for _, representative, _ in rows} == {"0000"}
    assert len(rows) == len(crowd)
    signed = clusters.read([tmp_path / "0" / "signed"])
    assert len(candidates.pairs(signed.matrix, np.arange(len(signed.matrix)), 0.7)) < 10 * len(crowd)


def test_the_root_of_a_group_is_its_smallest_member_however_it_came_together() -> None:
    groups = clusters.Groups(6)
    for one, other in ((5, 3), (4, 3), (4, 1)):
        groups.unite(one, other)
    assert [groups.root(number) for number in range(6)] == [0, 1, 2, 1, 1, 1]


def test_no_documents_no_clusters(tmp_path: Path) -> None:
    assert found(tmp_path, [{}]) == []
    assert found(tmp_path / "one", [{"a": "x"}, {}]) == []


def test_the_reprint_of_the_sample_is_a_near_duplicate(version: Path) -> None:
    asked = "SELECT source_path, method FROM duplicates JOIN documents USING (doc_id) ORDER BY 1"
    rows = query.query(version, asked, Quality()).rows
    assert {row[0] for row in rows} == {"harbour_brief.txt", "old/harbour_reprint.txt"}
    unique = query.query(version, "SELECT count(*) FROM documents_unique", Quality()).rows[0][0]
    assert unique == query.query(version, "SELECT count(*) - 1 FROM documents", Quality()).rows[0][0]
    copies = query.query(version, "SELECT count(*) FROM document_duplicates WHERE duplicate_of IS NOT NULL", Quality()).rows
    assert copies == ((1,),)


@pytest.mark.parametrize(("copies", "pairs"), [(30, 30 * 29 // 2), (64, 64 * 63 // 2), (65, 64), (500, 499)])
def test_few_copies_are_compared_each_with_each_and_many_with_one_of_them(copies: int, pairs: int) -> None:
    signature = np.arange(signatures.BANDS * signatures.ROWS, dtype=np.uint32)
    found = candidates.pairs(np.tile(signature, (copies, 1)), np.arange(copies), 0.8)
    assert len(found) == pairs
    assert set(found[:, 1].tolist()) == set(range(1, copies)), "each is a candidate with one before it"


def misread(text: str, every: int) -> str:
    """The text with a letter of each so many another one."""
    return "".join("q" if at % every == 0 and char != " " else char for at, char in enumerate(text))


@pytest.mark.parametrize(("every", "near"), [(60, True), (4, False)])
def test_scans_of_one_print_are_near_whatever_they_misread_unless_it_is_too_much(
    every: int,
    near: bool,  # noqa: FBT001
    tmp_path: Path,
) -> None:
    text = " ".join(prose(21))
    copy = misread(text, every)
    sets = shingles([text, copy])
    assert jaccard(sets.of(0), sets.of(1)) < 0.6
    assert bool(found(tmp_path, [{"a": text, "b": copy, "c": " ".join(prose(22))}])) == near


def test_forms_that_differ_in_numbers_and_letters_with_another_middle_are_no_scans_of_each_other(tmp_path: Path) -> None:
    words = prose(23)
    forms = {
        f"form{number}": " ".join(f"{1000 + number + at}" if at % 9 == 0 else word for at, word in enumerate(words))
        for number in range(9)
    }
    letters = {f"letter{number}": " ".join([*words[:60], *prose(30 + number, 80), *words[140:]]) for number in range(9)}
    assert found(tmp_path, [forms, letters]) == []


@pytest.mark.parametrize(("kept", "near"), [(0.8, True), (0.6, False)])
@pytest.mark.parametrize("end", ["end", "beginning"])
def test_a_print_may_lack_the_end_or_the_beginning(kept: float, near: bool, end: str, tmp_path: Path) -> None:  # noqa: FBT001
    words = prose(24, 300)
    length = round(kept * len(words))
    cut = edited(words[:length] if end == "end" else words[-length:], 0.12, 25)
    sets = shingles([" ".join(words), " ".join(cut)])
    assert jaccard(sets.of(0), sets.of(1)) < 0.7
    assert bool(found(tmp_path, [{"a": " ".join(words), "b": " ".join(cut)}])) == near


def test_few_edits_that_look_like_misreadings_make_no_scan() -> None:
    words = prose(26)
    other = edited(words, 0.3, 27)
    other[-1] = f"{words[-1]}s"
    one, another = misread_words(words), misread_words(other)
    assert len(np.intersect1d(as_read(one, another), shingles_of(another.hashes))) == len(another.words) - WORDS + 1


def misread_words(words: list[str]) -> Words:
    """Words as they are compared."""
    return Words.of(folded(" ".join(words)))


def test_a_text_too_long_to_be_aligned_is_compared_as_it_is() -> None:
    assert not may_be_misread("a " * (LONGEST + 1), "a " * LONGEST, 0.5)
    assert may_be_misread("a " * 50, "a " * 50, 0.5)


def test_of_narrow_bands_only_small_groups_and_the_closest_are_candidates() -> None:
    numbers = signatures.BANDS * signatures.ROWS
    chosen = np.random.default_rng(1)
    matrix = chosen.integers(0, 2**32, (candidates.FEW + 1, numbers), dtype=np.uint32)
    # A fifth of the numbers agree, never five of a band.
    matrix[:, ::5] = matrix[0, ::5]
    matrix[:, 1::10] = matrix[0, 1::10]
    assert len(candidates.pairs(matrix, np.arange(candidates.FEW + 1), 0.7)) == 0, "more agree than would be copies"
    few = candidates.pairs(matrix, np.arange(candidates.FEW), 0.7)
    assert len(few) <= candidates.FEW * candidates.CLOSEST
    assert set(few.ravel().tolist()) == set(range(candidates.FEW))
