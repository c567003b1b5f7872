"""Other programs: examples run, Hugging Face and Croissant readers load the tables, Prefect takes the deployments."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar

import datasets
import pytest
from command import RAW, ROOT, parquetry_here

from parquetry import open_dataset
from parquetry.model import contract

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.flow
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_run(path: Path, published: Path) -> None:
    if path.stem.startswith("spark"):
        pytest.importorskip("pyspark", reason="needs pyspark and Java: make spark")
    done = subprocess.run([sys.executable, str(path), str(published), str(RAW)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) >= 3


def test_hugging_face_loads_every_table_by_the_card(version: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    datasets.disable_progress_bars()
    # It loads no table without rows, as one of an enrichment that is off: the card does not offer it.
    counts = {table: open_dataset(version.parents[1], table).count_rows() for table in contract.BY_NAME}
    filled = [table for table, rows in counts.items() if rows]
    for table in filled:
        loaded = datasets.load_dataset(str(version), table, cache_dir=str(tmp_path))
        assert loaded["train"].num_rows == counts[table]
    assert datasets.get_dataset_config_names(str(version)) == filled


def test_spark_reads_every_table_as_the_contract_has_it(published: Path) -> None:
    sql = pytest.importorskip("pyspark.sql", reason="needs pyspark and Java: make spark")
    spark = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        for table in contract.BY_NAME:
            read = spark.read.parquet(f"{published}/current/data/{table}")
            assert read.columns == [column.name for column in contract.BY_NAME[table].columns]
            assert read.count() == open_dataset(published, table).count_rows()
    finally:
        spark.stop()


def test_the_data_package_names_every_part(version: Path) -> None:
    package = json.loads((version / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["name"] for resource in package["resources"]] == list(contract.BY_NAME)
    for resource in package["resources"]:
        assert resource["path"]
        assert all((version / part).is_file() for part in resource["path"])
        assert [field["name"] for field in resource["schema"]["fields"]] == [
            column.name for column in contract.BY_NAME[resource["name"]].columns
        ]


def test_prefect_takes_the_deployments_of_prefect_yaml(orchestrator: str, tmp_path: Path) -> None:
    for name in ("prefect.yaml", "flows", "tasks"):
        (tmp_path / name).symlink_to(ROOT / name)
    environment = {**os.environ, "PREFECT_API_URL": orchestrator, "PREFECT_HOME": str(tmp_path / "home")}

    def prefect(*arguments: str) -> str:
        command = [sys.executable, "-m", "prefect", "--no-prompt", *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    prefect("work-pool", "create", "parquetry", "--type", "process")
    prefect("deploy", "--all")
    assert "parquetry/sample" in prefect("deployment", "ls")


def test_a_run_leaves_its_report_as_an_artifact_in_prefect(published: Path, publisher: str) -> None:
    code = """if True:
        from prefect.client.orchestration import get_client
        from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
        with get_client(sync_client=True) as client:
            for key in ("parquetry-raw", "parquetry-raw-progress"):
                found = client.read_artifacts(artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key])))
                print(key, found[0].data)"""
    environment = {**os.environ, "PREFECT_API_URL": publisher}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "| documents | " in done.stdout
    assert "picture\\.txt" not in done.stdout
    assert "picture.txt" in done.stdout
    assert published.name in done.stdout
    assert "parquetry-raw-progress 100" in done.stdout


CROISSANT_READER = """
import json, sys, mlcroissant
described = mlcroissant.Dataset(jsonld=sys.argv[1])
first = next(iter(described.records("sentences")))
names = [record_set.name for record_set in described.metadata.record_sets]
print(json.dumps([names, first["sentences/text"].decode()]))
"""


def test_croissant_readers_take_every_table(version: Path) -> None:
    # In a process of its own: the log handler of the reader's library closes whatever standard error was at its import.
    command = [sys.executable, "-W", "ignore", "-c", CROISSANT_READER, str(version / "croissant.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    names, first = json.loads(done.stdout.splitlines()[-1])
    assert names == list(contract.BY_NAME)
    table = open_dataset(version.parents[1], "sentences").to_table().to_pylist()
    assert first == table[0]["text"]


def test_lineage_events_are_written_to_the_file_the_config_names(orchestrator: str, tmp_path: Path) -> None:
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "a.txt").write_text("One secret letter of 3 May 2011.", encoding="utf-8")
    config = f'dataset = "lineage"\n[extract]\nmodel = "none"\n[run]\nlineage = "{tmp_path}/events.jsonl"\n'
    (tmp_path / "parquetry.toml").write_text(config, encoding="utf-8")
    done = parquetry_here("run", "--json", folder=tmp_path, PREFECT_API_URL=orchestrator)
    assert done.code == 0, done.err
    events = (tmp_path / "events.jsonl").read_text(encoding="utf-8")
    start, complete = map(json.loads, events.splitlines())
    assert (start["eventType"], complete["eventType"]) == ("START", "COMPLETE")
    assert start["run"] == complete["run"]
    assert start["inputs"] == [{"facets": {}, "inputFacets": {}, "name": str(raw), "namespace": "file"}]
    assert complete["outputs"][0]["facets"]["version"]["datasetVersion"] == done.json["version"]["name"]
    assert "secret" not in events
    (raw / "a.txt").write_bytes(b"")
    assert parquetry_here("run", "--json", folder=tmp_path, PREFECT_API_URL=orchestrator).code == 3
    assert json.loads((tmp_path / "events.jsonl").read_text(encoding="utf-8").splitlines()[-1])["eventType"] == "FAIL"


class Listener(BaseHTTPRequestHandler):
    """A lineage server that answers each event with the next of `answers`."""

    answers: ClassVar[list[int]] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.answers.pop(0))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_lineage_server_that_refuses_the_start_stops_a_run_and_one_that_refuses_the_end_does_not(
    orchestrator: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "a.txt").write_text("One letter of 3 May 2011.", encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        config = (
            f'dataset = "lineage"\n[extract]\nmodel = "none"\n[run]\nlineage = "http://127.0.0.1:{server.server_port}"\n'
        )
        (tmp_path / "parquetry.toml").write_text(config, encoding="utf-8")
        for answers, code in (([400, 200], 2), ([200, 400], 0)):
            Listener.answers[:] = answers
            done = parquetry_here("run", "--json", folder=tmp_path, PREFECT_API_URL=orchestrator)
            assert done.code == code, done.err
            # The error that stops a run is printed, the other is logged.
            assert "lineage" in done.err + caplog.text
            assert (tmp_path / "data" / "processed" / "lineage" / "current").exists() is (code == 0)
        server.shutdown()


def test_the_documentation_builds_strictly_and_fetches_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "Start here" in page
    assert "AlignedText" in (tmp_path / "reference" / "index.html").read_text(encoding="utf-8")
    assert "fonts.googleapis" not in page
