"""Export: every format is read back by its own reader, and says what the tables say."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import conllu
import pytest
import small_version
import spacy
from command import parquetry_here
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import DocBin

from parquetry import open_dataset
from parquetry.errors import ConfigError, UnknownNameError
from parquetry.export import DATABASES, FORMATS, checked_destination, docbin, export, tables
from parquetry.export.documents import Document, Named, documents
from parquetry.export.tokens import tokens
from parquetry.model import contract


@pytest.fixture(scope="module")
def exported(version: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    for to in sorted(set(FORMATS) - set(DATABASES)):
        assert export(version, to, folder / to) > 0
    return folder


def mentions(version: Path) -> list[tuple[str, str]]:
    return sorted((mention.label, " ".join(mention.text.split())) for one in documents(version) for mention in one.mentions)


def test_conllu_is_read_by_its_parser(exported: Path, version: Path) -> None:
    sentences = conllu.parse((exported / "conllu" / "documents.conllu").read_text(encoding="utf-8"))
    rows = open_dataset(version.parents[1], "sentences").to_table(["text"])["text"].to_pylist()
    assert [sentence.metadata["text"] for sentence in sentences] == [" ".join(text.split()) for text in rows]
    found: list[tuple[str, list[str]]] = []
    for sentence in sentences:
        shown = "".join(
            token["form"] + ("" if "SpaceAfter" in (token["misc"] or {}) else " ") for token in sentence
        )  # as the format says to put it together again
        assert shown.split() == sentence.metadata["text"].split()
        for token in sentence:
            begun, _, label = (token["misc"] or {}).get("NER", "O").partition("-")
            if begun == "B":
                found.append((label, [token["form"]]))
            elif begun == "I":
                found[-1][1].append(token["form"])
    assert [label for label, _ in sorted(found)] == [label for label, _ in mentions(version)]
    assert {"".join(forms) for _, forms in found} == {text.replace(" ", "") for _, text in mentions(version)}


def test_docbin_is_read_by_spacy(exported: Path, version: Path) -> None:
    expected = {one.doc_id: one for one in documents(version)}
    for path in (exported / "docbin").iterdir():
        for doc in DocBin(store_user_data=True).from_disk(path).get_docs(spacy.blank("xx").vocab):
            row = expected.pop(doc.user_data["doc_id"])
            assert path.stem == row.language
            assert doc.text == row.text
            assert [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents] == [
                (mention.start, mention.end, mention.label) for mention in row.mentions
            ]
            assert [sent.text.strip() for sent in doc.sents] == [row.text[a:b] for a, b in row.sentences]
    assert not expected


def test_jsonl_has_exact_offsets(exported: Path, version: Path) -> None:
    for name in ("doccano.jsonl", "label_studio.jsonl"):
        found = []
        for line in (exported / "jsonl" / name).read_text(encoding="utf-8").splitlines():
            task = json.loads(line)
            if name == "doccano.jsonl":
                found += [(label, " ".join(task["text"][a:b].split())) for a, b, label in task["label"]]
                continue
            for one in task["predictions"][0]["result"]:
                value = one["value"]
                assert task["data"]["text"][value["start"] : value["end"]] == value["text"]
                found.append((value["labels"][0], " ".join(value["text"].split())))
        assert sorted(found) == mentions(version)


def test_brat_follows_its_grammar(exported: Path, version: Path) -> None:
    found = []
    for path in (exported / "brat").glob("*.ann"):
        text = path.with_suffix(".txt").read_bytes().decode()
        for line in path.read_text(encoding="utf-8").splitlines():
            assert re.fullmatch(
                r"T\d+\t\w+ \d+ \d+(;\d+ \d+)*\t.+|N\d+\tReference T\d+ \w+:\w+\t.+|#\d+\tAnnotatorNotes T\d+\t.+", line
            )
            if line[0] == "T":
                _, where, shown = line.split("\t")
                label, spans = where.split(" ", 1)
                parts = [text[int(a) : int(b)] for a, b in (span.split() for span in spans.split(";"))]
                assert " ".join(parts) == shown
                found.append((label, " ".join(shown.split())))
    assert sorted(found) == mentions(version)
    assert "ORG" in (exported / "brat" / "annotation.conf").read_text()


def test_csv_has_every_row_and_no_formula(exported: Path, version: Path) -> None:
    for table in contract.BY_NAME:
        with (exported / "csv" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == open_dataset(version.parents[1], table).count_rows()
        assert not any(re.match(r"[=+@\t\r]|-\D", value) for row in rows for value in row.values())
    texts = open_dataset(version.parents[1], "documents").to_table(["text"])["text"].to_pylist()
    with (exported / "csv" / "documents.csv").open(encoding="utf-8", newline="") as file:
        assert [row["text"] for row in csv.DictReader(file)] == texts


def test_formulas_are_made_harmless() -> None:
    assert [tables._field(text) for text in ("=1", "@x", "-x", "+1", "a=1")] == ["'=1", "'@x", "'-x", "'+1", "a=1"]  # noqa: SLF001


def test_a_destination_in_use_and_an_unknown_format_are_refused(version: Path, tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigError, match="holds something"):
        export(version, "csv", tmp_path)
    with pytest.raises(UnknownNameError, match="docbin"):
        export(version, "docbim", tmp_path / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


@pytest.mark.parametrize("to", ["csv", "delta", "hub"])
def test_a_url_is_no_folder_to_export_to(to: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder "s3:" was made here, and the command said that all was written."""
    monkeypatch.chdir(tmp_path)
    for url in ("s3://bucket/tables", "s3:/bucket/tables", "https://example.org/x", "file:///tmp/x"):
        with pytest.raises(ConfigError, match=f"--to {to} writes to a folder, not to {url}"):
            export(tmp_path, to, url)
    assert list(tmp_path.iterdir()) == []
    assert checked_destination(to, "C:/tables") == tmp_path / "C:/tables"


def test_the_command_says_what_it_wrote(published: Path, tmp_path: Path) -> None:
    done = parquetry_here("export", "--to", "conllu", published, tmp_path / "out")
    assert (done.code, " documents as conllu" in done.out) == (0, True)


def document(doc_id: str, path: str, language: str = "en", record: int | None = None) -> dict[str, object]:
    return {"doc_id": doc_id, "source_path": path, "source_record": record, "language": language, "text": "Anna came."}


FOREIGN = {
    "documents": [
        document("../../escaped", "../../../outside.txt", "../../en"),
        document("../../escaped2", "/etc/passwd", "/abs"),
        document("a\nnewdoc id = x", "x\n.txt", "en\n"),
        document("", ""),
        document("b" * 300, "ü" * 300, "e" * 300),
    ],
    "mentions": [
        {
            "doc_id": "../../escaped",
            "mention_id": 1,
            "start": 0,
            "end": 4,
            "text": "Anna",
            "label": "A\nB",
            "value": "1\nT9",
        },
    ],
}
"""What a dataset of someone else's may say: names that lead out of a folder, end a line, or are too long for a file."""


@pytest.mark.parametrize("to", sorted(set(FORMATS) - set(DATABASES)))
def test_a_foreign_dataset_cannot_write_outside_the_folder_nor_forge_a_line(to: str, tmp_path: Path) -> None:
    version = small_version.publish(tmp_path / "foreign", FOREIGN)
    out = tmp_path / "deep" / "er" / "out"
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    export(version, to, out)
    written = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert written
    # A Delta table and a folder for a hub are trees.
    assert all(path.is_relative_to(out) for path in written)
    if to == "brat":
        assert len(list(out.glob("*.txt"))) == 5
        assert all(line[0] in "TN#" for path in out.glob("*.ann") for line in path.read_text().splitlines())
    if to == "conllu":
        assert len(re.findall("^# newdoc", (out / "documents.conllu").read_text(), re.MULTILINE)) == 5


def test_annotators_find_their_document_by_the_name_of_its_file(tmp_path: Path) -> None:
    rows = [document("a" * 32, "letters/Köln 1911.txt"), document("b" * 32, "letters/Köln 1911.txt", record=7)]
    # the same name, and the same start of doc_id
    rows += [document("c" * 31 + end, f"{end}/KÖLN.txt") for end in "de"]
    version = small_version.publish(tmp_path / "letters", {"documents": sorted(rows, key=lambda row: str(row["doc_id"]))})
    export(version, "brat", tmp_path / "out")
    names = sorted(path.stem for path in (tmp_path / "out").glob("*.txt"))
    assert names == ["KÖLN-cccccccc", "KÖLN-" + "c" * 31 + "e", "Köln_1911-7-bbbbbbbb", "Köln_1911-aaaaaaaa"]
    listing = (tmp_path / "out" / "documents.tsv").read_text(encoding="utf-8").splitlines()
    assert listing[1] == f"Köln_1911-aaaaaaaa\t{'a' * 32}\tletters/Köln 1911.txt\t"


def test_an_empty_folder_is_filled_in_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version = small_version.publish(tmp_path / "letters", {"documents": [document("a" * 32, "a.txt")]})
    folder = tmp_path / "empty"
    (folder / ".exporting").mkdir(parents=True)  # left by an export that was killed
    monkeypatch.chdir(folder)
    assert export(version, "jsonl", Path()) == 1
    assert sorted(path.name for path in Path().iterdir()) == ["doccano.jsonl", "label_studio.jsonl"]


def test_a_format_that_is_missing_is_asked_for_with_those_there_are(tmp_path: Path) -> None:
    done = parquetry_here("export", tmp_path, tmp_path / "out")
    assert done.code == 2
    assert f"Known: {', '.join(sorted(FORMATS))}" in done.err


PARTS = ("Ünal", " ", "  ", "\n", "\t", "don't", "👩\u200d👧", "é", "e\u0301", "A.B.", "$5", "\u00a0", "مرحبا", "(", "-")
PIECES = st.lists(st.sampled_from(PARTS), min_size=1, max_size=14).map("".join)


@given(PIECES, st.data())
def test_tokens_and_docs_keep_any_text_and_any_mention(text: str, data: st.DataObject) -> None:
    edges = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False) if text[a:b].strip() == text[a:b]]
    named = tuple(Named(a, b, text[a:b], "ORG", None, None, None) for a, b in spans)
    whole = Document("d", "p", None, "en", text, ((0, len(text)),), ((0, len(text)),), named)
    found = tokens(whole, 0, len(text))
    assert "".join(text[token.start : token.end] for token in found) == "".join(re.sub(r"\s", "", text))
    doc = docbin._doc(whole)  # noqa: SLF001
    assert doc.text == text
    assert [(ent.start_char, ent.end_char) for ent in doc.ents] == spans
