"""Tables of the user's own: declared, made, checked, described, read and exported as those of the contract are."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import small_version

from parquetry import open_dataset
from parquetry.check import expectations, invariants
from parquetry.config import Chunk, Config, Quality
from parquetry.dataset import diff, query, remaining_leaves
from parquetry.dataset.remaining_leaves import Removal
from parquetry.dataset.verify_leaf import verify_leaf
from parquetry.enrich import own_table_rules
from parquetry.enrich import own_tables as declaring
from parquetry.enrich.own_tables import DOC_ID, DOCUMENT, Column, Reference, Table, count, number
from parquetry.errors import ConfigError, UnknownNameError
from parquetry.execution import enrichments, own_tables, plugins
from parquetry.export import delta, export
from parquetry.model import arrow_schema, declaration, version_tables
from parquetry.publish import dataset_card, manifest, views
from parquetry.tabulate.rows import DOCUMENT_TABLES
from parquetry_flows.cli import data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

WORDS = Table(
    "own_words",
    ("doc_id", "word_id"),
    "Words of each document.",
    (
        DOC_ID,
        number("word_id", "word"),
        Column("start", "int32", "Where it begins.", low=0),
        Column("end", "int32", "Where it ends."),
        Column("text", "string", "The word.", pattern="[A-Za-z]+"),
    ),
    (DOCUMENT,),
    spans=True,
)
LENGTHS = Table(
    "lengths",
    ("doc_id",),
    "How long each document is.",
    (DOC_ID, count("letters", "letters"), Column("title", "string", "A title.", nullable=True)),
    (DOCUMENT,),
)
IDS = ["0" * 32, "8" + "0" * 31, "f" * 32]
TEXTS = ["One two", "Three", "Four five"]


class Words:
    """Gives the rows that it is made with; by default the words of the text."""

    fingerprint = "1"
    reads: Mapping[str, tuple[str, ...]] = {"documents": ("text",), "mentions": ("label",)}

    def __init__(
        self,
        rows: Callable[[Mapping[str, Any]], Iterable[Mapping[str, Any]]] | None = None,
        reads: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.table = WORDS
        self.reads = {**type(self).reads, **(reads or {})}
        self.given = rows

    def rows(self, document: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
        return split(document["text"]) if self.given is None else self.given(document)


def split(text: str) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for word in text.split():
        at = text.index(word)
        out.append({"word_id": len(out), "start": at, "end": at + len(word), "text": word})
    # Sorted by key before they are written.
    return out[::-1]


@pytest.fixture
def leaf(tmp_path: Path) -> Path:
    documents = [{"doc_id": doc_id, "text": text, "chars": len(text)} for doc_id, text in zip(IDS, TEXTS, strict=True)]
    return small_version.publish(tmp_path / "leaf", {"documents": documents}, leaves=["b"])


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[Words], Config]:
    """Have the config name a table."""

    def used(own: Words) -> Config:
        own_tables._table.cache_clear()  # noqa: SLF001
        monkeypatch.setattr(plugins, "load", lambda _path: lambda: own)
        monkeypatch.setattr(plugins, "fingerprints", lambda names, _kind: dict.fromkeys(names, "code"))
        return Config.model_validate({"enrich": {"tables": ["ours.tables:Words"]}})

    return used


def built(leaf: Path, config: Config) -> enrichments.Content:
    enrichments.build("own_words", leaf, "b", leaf.parent / "made", config)
    return enrichments.content("own_words", leaf.parent / "made")


def test_rows_are_made_sorted_and_declare_their_table(leaf: Path, use: Callable[[Words], Config]) -> None:
    made = built(leaf, use(Words()))
    assert (made.rows, made.findings, made.rejects) == ({"own_words": 5}, (), ())
    assert version_tables.own(made.folder) == {"own_words": WORDS}
    rows = [row["text"] for row in open_rows(made.folder, "own_words")]
    assert rows == ["One", "two", "Three", "Four", "five"]


def chunk_words(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a row for each chunk of a document."""
    spans = [(chunk["start"], chunk["end"]) for chunk in document["chunks"]]
    text = document["text"]
    return [{"word_id": k, "start": start, "end": end, "text": text[start:end]} for k, (start, end) in enumerate(spans)]


def test_a_table_is_made_of_an_enrichment_that_is_made_first(leaf: Path, use: Callable[[Words], Config]) -> None:
    rows = [{"doc_id": IDS[1], "chunk_id": 0, "start": 0, "end": 5}]
    chunked = small_version.publish(leaf.parents[2] / "chunked", {"chunks": rows}, leaves=["b"])
    config = use(Words(chunk_words, {"chunks": ("start", "end")}))
    with pytest.raises(ConfigError, match="'own_words' of a plugin reads chunks, which the config switches off"):
        enrichments.enabled(config)
    config = config.model_copy(update={"chunk": Chunk(size=100)})
    assert [(each.name, each.reads) for each in enrichments.enabled(config)][-1] == ("own_words", ("chunks",))
    enrichments.build("own_words", leaf, "b", leaf.parent / "made", config, {"chunks": chunked})
    made = enrichments.content("own_words", leaf.parent / "made")
    assert [(row["doc_id"], row["text"]) for row in open_rows(made.folder, "own_words")] == [(IDS[1], "Three")]
    assert set(own_tables.ENRICHED) == set(enrichments.TABLES)


def open_rows(folder: Path, table: str) -> list[dict[str, Any]]:
    paths = sorted((folder / "data" / table).glob("*.parquet"))
    return [row for path in paths for row in duckdb.from_parquet(str(path)).to_arrow_table().to_pylist()]


def raises(_document: object) -> list[dict[str, Any]]:
    message = "secret"
    raise KeyError(message)


def changed(**values: Any) -> Callable[[Mapping[str, Any]], list[dict[str, Any]]]:
    return lambda document: [{**row, **values} for row in split(document["text"])]


# By what the detail says.
WRONG: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "KeyError at test_own_tables.py": raises,
    "rows of type NoneType": lambda _document: None,
    "a row of type str": lambda _document: ["One"],
    "with 1 other columns than doc_id, end, start, text, word_id": changed(**{"secret word": "One"}),
    "own_words.word_id is null": changed(word_id=None),
    "own_words.text is null": lambda _document: [{"word_id": 0, "start": 0, "end": 0}],
    "own_words.word_id cannot hold a value": changed(word_id="secret"),
    "own_words.word_id cannot hold a value: ArrowInvalid": changed(word_id=1 << 40),
    "from 0 to 999 of 5 is not in the text": changed(end=999),
    "or not the text of its row": changed(text="secret"),
    "own_words: a row of another document": changed(doc_id=IDS[2]),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_document_that_the_plugin_fails_on_costs_its_rows_alone(
    leaf: Path, use: Callable[[Words], Config], what: str
) -> None:
    made = built(
        leaf, use(Words(lambda document: WRONG[what](document) if document["text"] == "Three" else split(document["text"])))
    )
    assert made.rows == {"own_words": 4}
    ((reason, table, key, detail),) = [(one.reason, one.table, one.row_key, one.detail) for one in made.rejects]
    assert (reason, table, key) == ("error", "own_words", json.dumps([IDS[1]])), "which counts for the exit code"
    assert what in detail
    assert "secret" not in detail


def test_rows_that_break_the_declaration_are_findings_as_ours_are(leaf: Path, use: Callable[[Words], Config]) -> None:
    # Two rows of one key: only all rows together show it.
    made = built(leaf, use(Words(changed(word_id=0))))
    assert [(one.table, one.check, one.rows) for one in made.findings] == [("own_words", "key_unique", 2)]
    wrong = [{"doc_id": IDS[0], "start": -1, "end": -2, "text": "1"}, {"doc_id": "gone", "text": "One"}]
    version = small_version.publish(leaf.parent / "x", {"own_words": wrong}, own=[WORDS])
    found = {(one.check, one.detail.partition(":")[0]) for one in expectations.validate(version, [WORDS]).findings}
    assert found == {
        ("expect_column_values_to_be_between", "start"),
        ("expect_column_pair_values_a_to_be_greater_than_b", "end, start"),
        ("expect_column_values_to_match_regex", "text"),
        ("expect_column_values_to_match_regex", "doc_id"),
    }
    dangling = [one for one in invariants.check(version) if one.table == "own_words"]
    assert [(one.check, one.rows) for one in dangling] == [("refers_doc_id", 2)]


def declared(*columns: Column, **values: Any) -> Table:
    return replace(LENGTHS, columns=(DOC_ID, *columns), **values)


DECLARED: dict[str, Table] = {
    "the name of none": replace(LENGTHS, name="documents"),
    "name of none": replace(LENGTHS, name="Lengths"),
    "a word of SQL": replace(LENGTHS, name="order"),
    "or one of terms": replace(LENGTHS, name="terms"),
    "and not 'leaf'": replace(LENGTHS, columns=(DOC_ID, count("leaf", "leaves"))),
    "two columns": replace(LENGTHS, columns=(*LENGTHS.columns, count("letters", "x"))),
    "a column 'a b'": replace(LENGTHS, columns=(DOC_ID, Column("a b", "string", "x"))),
    "of type 'date'": replace(LENGTHS, columns=(DOC_ID, Column("a", "date", "x"))),
    "needs a key": replace(LENGTHS, key=("letters",)),
    "begins with doc_id": replace(LENGTHS, key=()),
    "never null": replace(LENGTHS, key=("doc_id", "title")),
    "no columns start": replace(LENGTHS, spans=True),
    "start and end that are whole": declared(Column("start", "string", "x"), Column("end", "string", "x"), spans=True),
    "a name that is none": replace(LENGTHS, name=5),  # type: ignore[arg-type]
    "a description that is none": replace(LENGTHS, description=None),  # type: ignore[arg-type]
    "a columns.0 that is none": replace(LENGTHS, columns=("doc_id",)),  # type: ignore[arg-type]
    "a columns.1.allowed.0 that is": declared(Column("a", "string", "x", allowed=(1,))),  # type: ignore[arg-type]
    "a list where a tuple belongs": replace(LENGTHS, key=["doc_id"]),  # type: ignore[arg-type]
    "a value that no declaration has": declared(Column("a", "string", "x", low={1})),  # type: ignore[arg-type]
    "a pattern that is none: unterm": declared(Column("a", "string", "x", pattern="([")),
    "which only text has, and not int32": declared(Column("a", "int32", "x", pattern="a")),
    "which only text has, and not list": declared(Column("a", "list<string>", "x", allowed=("a",))),
    "which only numbers have": declared(Column("a", "string", "x", low=1)),
    "bounds that no number is in: 5 to 1": declared(Column("a", "int32", "x", low=5, high=1)),
    "a doc_id that is text": replace(LENGTHS, columns=(Column("doc_id", "int64", "x"),)),
    "columns that are no lists": declared(Column("a", "list<string>", "x"), key=("doc_id", "a")),
    "refers from doc_id to doc_id, block_id": replace(
        LENGTHS, references=(Reference(("doc_id",), "blocks", ("doc_id", "block_id")),)
    ),
}


@pytest.mark.parametrize("message", DECLARED)
def test_a_declaration_that_is_none_is_refused_before_work_begins(message: str) -> None:
    own = Words()
    own.table = DECLARED[message]
    with pytest.raises(ConfigError, match=message):
        own_table_rules.refuse_unsound(own, DOCUMENT_TABLES)


def test_what_is_no_declaration_at_all_is_said() -> None:
    own = Words()
    own.table = {"name": "words"}  # type: ignore[assignment]
    with pytest.raises(ConfigError, match="a Table and reads a dictionary, not dict and"):
        own_table_rules.refuse_unsound(own, DOCUMENT_TABLES)
    for reads in ({"mentions": "text"}, {"mentions": None}, {"mentions": (5,)}, {5: ("text",)}):
        own = Words()
        own.reads = reads  # type: ignore[assignment]
        with pytest.raises(ConfigError, match="no name and a tuple of names"):
            own_table_rules.refuse_unsound(own, DOCUMENT_TABLES)


def test_what_it_reads_and_refers_to_must_be_there(use: Callable[[Words], Config]) -> None:
    for reads in ({"document": ("text",)}, {"documents": ("texts",)}, {"signals": ("words",)}):
        own = Words()
        own.reads = reads
        with pytest.raises(UnknownNameError, match="Known"):
            own_table_rules.refuse_unsound(own, DOCUMENT_TABLES)
    for reference in (Reference(("doc_id",), "docs", ("doc_id",)), Reference(("id",), "documents", ("doc_id",))):
        own = Words()
        own.table = replace(WORDS, references=(reference,))
        with pytest.raises(UnknownNameError, match="Known"):
            own_table_rules.refuse_unsound(own, DOCUMENT_TABLES)
    config = use(Words())
    twice = config.model_copy(update={"enrich": config.enrich.model_copy(update={"tables": ("ours.a:A", "ours.b:B")})})
    with pytest.raises(ConfigError, match="two plugins make a table own_words"):
        own_tables.load(twice)
    with pytest.raises(ConfigError, match="name of a view"):
        views.refuse_taken([replace(LENGTHS, name="quality")])


def test_a_file_that_declares_nonsense_declares_nothing() -> None:
    sound = json.loads(declaration.written(WORDS))
    for value in ("", "[]", "{}", "null", json.dumps({**sound, "more": 1}), json.dumps({**sound, "columns": [1]})):
        assert declaration.read({declaration.KEY: value.encode()}) is None
    assert declaration.read(None) is None
    assert declaration.read(arrow_schema.of(WORDS).metadata) is None
    assert declaration.read(declaring.schema(WORDS).metadata) == WORDS


ROWS = {
    "documents": [{"doc_id": doc_id, "text": text, "chars": len(text)} for doc_id, text in zip(IDS, TEXTS, strict=True)],
    "lengths": [{"doc_id": IDS[0], "letters": 6, "title": "One"}, {"doc_id": IDS[2], "letters": 8}],
}


@pytest.fixture
def version(tmp_path: Path) -> Path:
    return small_version.publish(tmp_path / "x", ROWS, own=[LENGTHS], leaves=["b0", "b1"])


@pytest.mark.slow
def test_columns_may_be_called_as_words_of_sql(tmp_path: Path) -> None:
    own = replace(LENGTHS, key=("doc_id", "order"), columns=(DOC_ID, number("order", "row"), Column("end", "int32", "End.")))
    rows = {"documents": ROWS["documents"], "lengths": [{"doc_id": IDS[0], "order": 1, "end": 2}] * 2}
    version = small_version.publish(tmp_path / "x", rows, own=[own])
    assert [one.check for one in invariants.check(version) if one.table == "lengths"] == ["key_unique"]
    export(version, "duckdb", tmp_path / "duckdb")
    assert query.query(version, 'SELECT "order", "end" FROM lengths', Quality()).rows == ((1, 2), (1, 2))
    assert {one.table: one.added for one in diff.compare(version, version).tables}["lengths"] == 0


def test_a_version_describes_and_shows_a_table_without_the_plugin(version: Path, tmp_path: Path) -> None:
    assert open_dataset(version.parents[1], "lengths").to_table().num_rows == 2
    with pytest.raises(UnknownNameError, match="did you mean 'lengths'"):
        open_dataset(version.parents[1], "length")
    found = query.query(version, "SELECT letters, lengths_title, title FROM documents_extended ORDER BY doc_id", Quality())
    assert found.rows == ((6, "One", None), (None, None, None), (8, None, None))
    own = version_tables.own(version).values()
    assert "CREATE OR REPLACE VIEW documents_extended" in views.script(Quality(), list(own))
    dataset_card.write(version, "x", {"documents": 3, "lengths": 2})
    card = (version / "README.md").read_text(encoding="utf-8")
    assert "| `lengths` | 2 | `doc_id` | How long each document is. |" in card
    assert "| `letters` | int32 | Number of letters. |" in card
    resources = json.loads((version / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert resources[-1]["name"] == "lengths"
    assert '"lengths/letters"' in (version / "croissant.json").read_text(encoding="utf-8")
    for to, place in (
        ("csv", "lengths.csv"),
        ("hub", "data/lengths"),
        ("hive-year", "data/lengths"),
        ("duckdb", "dataset.duckdb"),
    ):
        export(version, to, tmp_path / to)
        assert (tmp_path / to / place).exists(), to
    with duckdb.connect(tmp_path / "duckdb" / "dataset.duckdb", read_only=True) as connection:
        assert connection.sql("SELECT count(letters) FROM documents_extended").fetchall() == [(2,)]


def test_a_redacted_export_says_which_tables_it_leaves_out(
    version: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "key").write_text("k" * 32, encoding="utf-8")
    data.export(version.parents[1], str(tmp_path / "whole"), "csv")
    assert "left out" not in capsys.readouterr().err
    assert (tmp_path / "whole" / "lengths.csv").is_file()
    data.export(version.parents[1], str(tmp_path / "redacted"), "csv", redact=tmp_path / "key")
    assert "left out: lengths;" in capsys.readouterr().err
    assert not (tmp_path / "redacted" / "lengths.csv").exists()


@pytest.mark.slow
def test_what_differs_between_versions_with_and_without_a_table(version: Path, tmp_path: Path) -> None:
    without = small_version.publish(tmp_path / "y", {"documents": ROWS["documents"]})
    rows = {one.table: one for one in diff.compare(without, version).tables}
    assert (rows["lengths"].added, rows["lengths"].removed) == (2, 0)
    rows = {one.table: one for one in diff.compare(version, without).tables}
    assert (rows["lengths"].added, rows["lengths"].removed) == (0, 2)
    assert len(diff.compare(without, version).documents) == 2


# By name: what a table is declared as later, its values then, and the rows that are added, removed and changed.
OTHERWISE: dict[str, tuple[Table, dict[str, Any], tuple[int, int, int]]] = {
    "texts": (declared(Column("letters", "string", "x"), LENGTHS.columns[2]), {"letters": "six"}, (0, 0, 2)),
    "large": (declared(count("letters", "x", "int64"), LENGTHS.columns[2]), {"letters": 1 << 40}, (0, 0, 2)),
    "lists": (declared(Column("letters", "list<string>", "x")), {"letters": ["6"]}, (0, 0, 2)),
    "fewer": (declared(count("letters", "x")), {"letters": 6}, (0, 0, 2)),
    "same": (declared(count("letters", "x"), LENGTHS.columns[2]), {"letters": 6, "title": "One"}, (0, 0, 0)),
    "keys": (declared(number("n", "x"), key=("doc_id", "n")), {"n": 6}, (2, 2, 0)),
}


def test_what_differs_of_tables_that_are_declared_otherwise(tmp_path: Path) -> None:
    def publish(name: str, given: Mapping[str, tuple[Table, dict[str, Any]]]) -> Path:
        rows = {table: [{"doc_id": doc_id, **values} for doc_id in IDS[:2]] for table, (_, values) in given.items()}
        own = [replace(table, name=name) for name, (table, _) in given.items()]
        return small_version.publish(tmp_path / name, {**ROWS, **rows}, own=own, tables=["documents"])

    before = publish("before", dict.fromkeys(OTHERWISE, (LENGTHS, {"letters": 6, "title": "One"})))
    after = publish("after", {name: (table, values) for name, (table, values, _) in OTHERWISE.items()})
    for versions in ((before, after), (after, before)):
        found = {one.table: (one.added, one.removed, one.changed) for one in diff.compare(*versions).tables}
        assert {name: found[name] for name in OTHERWISE} == {name: expected for name, (_, _, expected) in OTHERWISE.items()}


def test_a_table_leaves_targets_when_the_plugin_is_switched_off(version: Path, tmp_path: Path) -> None:
    deltalake = pytest.importorskip("deltalake")
    delta.update(version, tmp_path / "lake")
    assert deltalake.DeltaTable(tmp_path / "lake" / "lengths").to_pyarrow_table().num_rows == 2
    without = small_version.publish(tmp_path / "y", {"documents": ROWS["documents"]}, leaves=["b0", "b1"])
    assert delta.update(without, tmp_path / "lake") == 1
    assert deltalake.DeltaTable(tmp_path / "lake" / "lengths").to_pyarrow_table().num_rows == 0


REWORDED = replace(LENGTHS, columns=(DOC_ID, count("letters", "letters and marks"), *LENGTHS.columns[2:]))
RETYPED = replace(LENGTHS, columns=(DOC_ID, Column("letters", "string", "As text."), *LENGTHS.columns[2:]))
FEWER = replace(LENGTHS, columns=RETYPED.columns[:2])


def test_delta_has_a_table_as_it_is_declared_now(tmp_path: Path) -> None:
    deltalake = pytest.importorskip("deltalake")
    for own, letters in ((LENGTHS, 6), (REWORDED, 7), (RETYPED, "six"), (FEWER, "six"), (LENGTHS, 6)):
        rows = {**ROWS, "lengths": [{"doc_id": doc_id, "letters": letters, "title": "One"} for doc_id in IDS]}
        root = tmp_path / "x"
        version = small_version.publish(root, rows, own=[own], leaves=["b0", "b1"], tables=["documents"])
        delta.update(version, tmp_path / "lake")
        lake = deltalake.DeltaTable(tmp_path / "lake" / "lengths")
        given = [{**row, "leaf": "b0" if row["doc_id"] < "8" else "b1"} for row in open_rows(version, "lengths")]
        assert sorted(lake.to_pyarrow_table().to_pylist(), key=lambda row: str(row["doc_id"])) == given
        assert delta.update(version, tmp_path / "lake") == 0
        shutil.rmtree(root)


def test_a_document_that_is_forgotten_leaves_it(version: Path, tmp_path: Path) -> None:
    staged = tmp_path / "staged"
    (staged / "data").mkdir(parents=True)
    remaining_leaves.stage(version, Removal(frozenset(IDS[2:]), frozenset(), frozenset()), staged, 1000)
    assert [row["doc_id"] for row in open_rows(staged, "lengths")] == [IDS[0]]
    assert version_tables.own(staged) == {"lengths": LENGTHS}


def test_verify_knows_a_table_by_its_declaration_and_no_other(version: Path) -> None:
    first = next(leaf for leaf in manifest.leaves(manifest.read(version)["content"]) if leaf.label == "b0")
    assert verify_leaf(version, first).damaged == ()
    shutil.copytree(version / "data" / "lengths", version / "data" / "widths")
    own = [file for file in first.files if "lengths" in file["path"]]
    files = [{**file, "path": file["path"].replace("lengths", "widths")} for file in own]
    ((path, what),) = verify_leaf(version, first._replace(files=files)).damaged
    assert ("widths" in path, what) == (True, "is of no table of the contract, and declares none")
