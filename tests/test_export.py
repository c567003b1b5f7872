"""Export: every format is read back by its own reader, and says what the tables say."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING

import conllu
import pytest
import spacy
from command import parquetry
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import DocBin

from parquetry import open_dataset
from parquetry.errors import ConfigError, UnknownNameError
from parquetry.export import FORMATS, docbin, export, tables
from parquetry.export.documents import Document, Named, documents
from parquetry.export.tokens import tokens
from parquetry.model import contract

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def exported(version: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    for to in FORMATS:
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
            document = expected.pop(doc.user_data["doc_id"])
            assert path.stem == document.language
            assert doc.text == document.text
            assert [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents] == [
                (mention.start, mention.end, mention.label) for mention in document.mentions
            ]
            assert [sent.text.strip() for sent in doc.sents] == [document.text[a:b] for a, b in document.sentences]
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


def test_the_command_says_what_it_wrote(published: Path, tmp_path: Path) -> None:
    done = parquetry("export", "--to", "conllu", published, tmp_path / "out")
    assert (done.code, " documents as conllu" in done.out) == (0, True)


PARTS = ("Ünal", " ", "  ", "\n", "\t", "don't", "👩\u200d👧", "é", "e\u0301", "A.B.", "$5", "\u00a0", "مرحبا", "(", "-")
PIECES = st.lists(st.sampled_from(PARTS), min_size=1, max_size=14).map("".join)


@given(PIECES, st.data())
def test_tokens_and_docs_keep_any_text_and_any_mention(text: str, data: st.DataObject) -> None:
    edges = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False) if text[a:b].strip() == text[a:b]]
    named = tuple(Named(a, b, text[a:b], "ORG", None, None, None) for a, b in spans)
    document = Document("d", "p", None, "en", text, ((0, len(text)),), ((0, len(text)),), named)
    found = tokens(document, 0, len(text))
    assert "".join(text[token.start : token.end] for token in found) == "".join(re.sub(r"\s", "", text))
    doc = docbin._doc(document)  # noqa: SLF001
    assert doc.text == text
    assert [(ent.start_char, ent.end_char) for ent in doc.ents] == spans
