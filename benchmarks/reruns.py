"""Measure what runs cost, in CPU-seconds of all their processes: the first, one without a change, one with a changed file.

    python benchmarks/reruns.py [FOLDER]     FOLDER holds text files; without one the sample texts are taken

Each is a ratio against `import prefect` in the same call: CPU-seconds are the machine's, too.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
IMPORT = (sys.executable, "-c", "import prefect")
ADDED = "One more sentence, of 3 May 2011, about the harbour of Bergen.\n"


def cost(*command: str, folder: Path) -> tuple[float, float]:
    """Return the CPU-seconds of a command with all processes it waited for, and its seconds by the clock."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.perf_counter() - begun


def main() -> None:
    """Print a line for each kind of run."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "data" / "raw"
    run = (sys.executable, "-m", "parquetry_flows.cli", "run", "--input", "raw", "--output", "out")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(source, folder / "raw")
        files = sorted(path for path in (folder / "raw").rglob("*.txt") if path.stat().st_size)
        cost(*IMPORT, folder=folder)  # once to warm the disk's cache
        base = min(cost(*IMPORT, folder=folder)[0] for _ in range(3))
        print(f"{'import prefect':16} {base:6.2f} CPU-s")
        for kind in ("cold", "unchanged", "one file changed"):
            if kind == "one file changed":
                with files[len(files) // 2].open("a", encoding="utf-8") as file:
                    file.write(ADDED)
            spent, seconds = cost(*run, folder=folder)
            print(f"{kind:16} {spent:6.2f} CPU-s  {seconds:6.1f} s  {spent / base:5.2f} times import prefect", flush=True)


if __name__ == "__main__":
    main()
