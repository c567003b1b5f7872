"""Parquetry and datatrove on one corpus, in turns: wall, CPU, memory, reruns, and what becomes of awkward files.

    python benchmarks/peers/compare.py PEER_PYTHON CORPUS      PEER_PYTHON has datatrove and the model: see README.md

Prints the table of `docs/peers.md`. Both use two processes and the same model; both are started cold, as a user would.
"""

from __future__ import annotations

import contextlib
import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

HERE = Path(__file__).parent
PROSE = "The ferry left the harbour at nine. Nobody on the quay had seen Captain Velm of Lisbon since Tuesday.\n\n" * 4
LOST = "An o\ufffdcial noti\ufffdcation of the \ufffdnal con\ufffdict. "
WRAPPED = (
    b"A long line of a message, as programs wrap it, was broken by a\nprogram that left a word at the end of a line in "
    b"mid-sen-\ntence, as mail does, and thought no more of it.\n\n"
)
JAPANESE = "港に船が着いた。昨日は雨が降った。"
GERMAN = "Zwölf Mühlen standen am Fluß, und keine lief mehr, als König Otto nach Köln kam. " * 6


@dataclass(frozen=True, slots=True)
class Spent:
    """What a command took: seconds by the clock and of CPU, MiB of its largest process."""

    wall: float
    cpu: float
    memory: float
    code: int

    def __str__(self) -> str:
        return f"{self.wall:.0f} s, {self.cpu:.0f} s of CPU, {self.memory:.0f} MiB"


def spent(command: list[str], home: Path) -> Spent:
    """Run a command in a folder and measure it and all that it starts: nothing else may run on the machine."""
    before, begun, memory = _machine(), time.perf_counter(), 0.0
    with (home / "log.txt").open("ab") as log:
        child = subprocess.Popen(command, cwd=home, stdout=log, stderr=log, start_new_session=True)
        while child.poll() is None:
            memory = max(memory, _largest(child.pid))
            time.sleep(0.2)
    return Spent(time.perf_counter() - begun, _machine() - before, memory, child.returncode)


def _machine() -> float:
    """Return the seconds of CPU that all processes have taken: workers of workers are not always those of their parent."""
    user, nice, system = map(int, Path("/proc/stat").read_text(encoding="ascii").split()[1:4])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")


def _largest(session: int) -> float:
    """Return the MiB of the largest process of a session."""
    sizes = [0]
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if int(fields[3]) == session:
                sizes.append(int(fields[21]))
    return max(sizes) * os.sysconf("SC_PAGE_SIZE") / 2**20


def ours(source: Path, target: Path) -> list[str]:
    """Return our command."""
    return [
        sys.executable,
        "-m",
        "parquetry_flows.cli",
        "run",
        "--input",
        str(source),
        "--output",
        str(target),
        "--workers",
        "2",
    ]


def peers(python: str, source: Path, target: Path) -> list[str]:
    """Return the peer's command."""
    return [python, str(HERE / "datatrove_job.py"), str(source), str(target)]


def corpus(python: str, given: Path, home: Path) -> None:
    """Cold, unchanged, and with one file changed, in turns."""
    source = Path(shutil.copytree(given, home / "corpus"))
    files = sorted(path for path in source.rglob("*") if path.is_file())
    size = sum(path.stat().st_size for path in files)
    print(f"{len(files)} files, {size / 1e6:.1f} MB\n\n| run | Parquetry | datatrove |\n|---|---|---|")
    for name in ("cold", "unchanged", "one file changed"):
        if name == "one file changed":
            files[0].write_bytes(files[0].read_bytes() + b"\nOne more line.\n")
        row = [spent(ours(source, home / "ours"), home), spent(peers(python, source, home / "peer"), home)]
        print(f"| {name} | {row[0]} | {row[1]} |", flush=True)
        if any(one.code for one in row):
            sys.exit(f"a command ended with {[one.code for one in row]} in the run {name!r}")
    texts = duckdb.sql(f"SELECT text FROM '{home}/peer/data/*.parquet'").fetchall()
    seen = any("One more line." in text for (text,) in texts)
    print(f"\ndatatrove saw the changed file: {'yes' if seen else 'no: the task was marked as done'}")


def awkward() -> dict[str, tuple[bytes, str]]:
    """Return twenty files, and in each a phrase that a careful reader finds in it; empty where there is no text."""
    return {
        "plain.txt": (PROSE.encode(), "since Tuesday"),
        "cp1252.txt": (GERMAN.encode("cp1252"), "Mühlen standen"),
        "mac.txt": (GERMAN.encode("mac-roman"), "Mühlen standen"),
        "cp850.txt": (GERMAN.encode("cp850"), "Mühlen standen"),
        "utf16.txt": (b"\xff\xfe" + PROSE.encode("utf-16-le"), "since Tuesday"),
        "utf16_no_mark.txt": (PROSE.encode("utf-16-be"), "since Tuesday"),
        "utf8_mark.txt": (b"\xef\xbb\xbf" + PROSE.encode(), "The ferry"),
        "cut.txt": (GERMAN.encode()[:-1] + b"\xc3", "Mühlen standen"),
        "mixed.txt": (GERMAN.encode() + GERMAN.encode("cp1252"), "Mühlen standen"),
        "mojibake.txt": (GERMAN.encode().decode("cp1252", "replace").encode(), "Mühlen standen"),
        "ligatures.txt": ((LOST * 5).encode(), "official notification"),
        "packed.txt.gz": (gzip.compress(PROSE.encode(), mtime=0), "since Tuesday"),
        "packed_misnamed.txt": (gzip.compress(PROSE.encode(), mtime=0), "since Tuesday"),
        "wrapped.txt": (WRAPPED * 3, "mid-sentence, as mail"),
        "control.txt": (PROSE.replace("harbour", "har\x00bour").encode(), "the harbour at"),
        "binary.txt": (bytes(range(256)) * 40, ""),
        "image.txt": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, ""),
        "empty.txt": (b"", ""),
        "spaces.txt": (b" \n \n", ""),
        "shift_jis.txt": ((JAPANESE * 20).encode("shift_jis"), "雨が降った"),
    }


def twenty(python: str, home: Path) -> None:
    """What becomes of the awkward files."""
    source = home / "awkward"
    source.mkdir()
    for name, (data, _) in awkward().items():
        (source / name).write_bytes(data)
    codes = spent(ours(source, home / "ours20"), home).code, spent(peers(python, source, home / "peer20"), home).code
    tables = f"{home}/ours20/awkward/current/data"
    mine = dict(
        duckdb.sql(f"SELECT source_path, string_agg(text, '') FROM '{tables}/documents/*.parquet' GROUP BY 1").fetchall()
    )
    outcome = "outcome || ': ' || array_to_string(reasons, ', ')"
    why = dict(duckdb.sql(f"SELECT source_path, {outcome} FROM '{tables}/sources/*.parquet'").fetchall())
    theirs: dict[str, str] = {}
    for part in sorted((home / "peer20" / "data").glob("*.parquet")):
        with contextlib.suppress(duckdb.Error):  # a task that failed leaves half a file
            rows = duckdb.sql(f"SELECT metadata.file_path, text FROM '{part}'").fetchall()
            theirs |= {Path(path).name: text for path, text in rows}
    print(f"\nexit codes {codes[0]} and {codes[1]}\n\n| file | Parquetry | datatrove |\n|---|---|---|")
    for name, (_, phrase) in awkward().items():
        print(f"| {name} | {_judged(mine.get(name), phrase, why[name])} | {_judged(theirs.get(name), phrase, 'no trace')} |")


def _judged(text: str | None, phrase: str, why: str) -> str:
    if text is None:
        return "no text, " + why.strip(": ")
    flat = " ".join(text.split())
    if not phrase:
        return f"published {len(text)} characters of no text"
    damaged = flat.count("\ufffd")
    return "right" if phrase in flat and not damaged else f"damaged: {damaged} U+FFFD" if damaged else "damaged"


def main() -> None:
    """Print the tables."""
    python, given = sys.argv[1], Path(sys.argv[2])
    os.environ["PREFECT_LOGGING_LEVEL"] = "ERROR"
    with tempfile.TemporaryDirectory() as home:
        corpus(python, given, Path(home))
        twenty(python, Path(home))


if __name__ == "__main__":
    main()
