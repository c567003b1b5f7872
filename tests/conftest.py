"""What tests share: the sample corpus published once, one Prefect server, the shared data, and the rule about skips.

Environment variables:

    HYPOTHESIS_PROFILE=nightly   other random examples on every run, a thousand each; see `make nightly`
    PARQUETRY_ALLOW_SKIPS=a,b    a skip fails its test unless its reason or name contains one of these words; where the
                                 variable is not set, as on a laptop, every skip is allowed
"""

from __future__ import annotations

import fcntl
import functools
import gc
import os
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from command import RAW, ROOT, SHARED, parquetry
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from parquetry_flows.serving import prefect_server

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from pluggy import Result
    from xdist.remote import Producer

# The same examples on every run, so that a change is never blamed for what it did not do.
settings.register_profile(
    "tests", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True, max_examples=60
)
# Other examples on every run, so that what the sixty miss is found one night; failures print how to repeat them.
settings.register_profile("nightly", settings.get_profile("tests"), derandomize=False, max_examples=1000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "tests"))

# Word lists and pipelines of spaCy stay for all tests, and by default the collector walks through them every few
# thousand objects: a tenth of the time of `make test-fast`.
gc.set_threshold(20_000, 50, 100)

ALLOWED_SKIPS = os.environ.get("PARQUETRY_ALLOW_SKIPS")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Result[pytest.TestReport]]:
    """Fail a test that was skipped though PARQUETRY_ALLOW_SKIPS does not name it: a promise nobody checked."""
    outcome = yield
    report = outcome.get_result()
    if ALLOWED_SKIPS is None or report.outcome != "skipped" or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if not any(word in f"{item.nodeid} {reason}" for word in ALLOWED_SKIPS.split(",") if word):
        report.outcome = "failed"
        report.longrepr = f"{reason}; PARQUETRY_ALLOW_SKIPS allows only {ALLOWED_SKIPS!r}"


NEED_A_RUN = {"orchestrator", "published", "pool"}
# A test that takes long by itself: "@pytest.mark.slow", perhaps other marks, "def test_...".
_LONG = re.compile(r"^@pytest\.mark\.(?:flow|slow|alone)\b.*\n(?:[@ )].*\n)*def (test_\w+)", re.MULTILINE)
COLLECTED = pytest.StashKey[dict[str, set[str]]]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Remember what was collected before `-m` and `-k` leave out some of it; mark tests that start processes as `flow`."""
    names: dict[str, set[str]] = {}
    for item in items:
        names.setdefault(item.path.name, set()).add(item.name.split("[")[0])
        if needs_a_process(item):
            item.add_marker("flow")
    config.stash[COLLECTED] = names


@pytest.hookimpl(optionalhook=True)  # `make mutations` switches pytest-xdist off
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling | None:
    """Return how tests are given to processes with `--dist loadgroup`.

    Ours, because pytest-xdist 3.8 writes groups into an attribute of tests that pytest 9.2 no longer reads: each test then
    is alone, and what a file makes once for its tests is made in every process.
    """
    return Scheduling(config, log) if config.getvalue("dist") == "loadgroup" else None


class Scheduling(LoadScopeScheduling):
    """Gives tests of milliseconds that share what a process keeps to one process, and long ones to whichever is free."""

    def _split_scope(self, nodeid: str) -> str:
        path, _, test = nodeid.partition("::")
        # Doctests of a stage share word lists and models too.
        if path.startswith("tasks/"):
            return "/".join(path.split("/")[:3])
        return groups(ROOT / path).get(test.partition("[")[0], nodeid)


@functools.cache
def groups(path: Path) -> dict[str, str]:
    """Return for tests of a file by what name they belong together: the file, but for those that take long by themselves.

    Where a file makes something once for its tests, all of them belong together. Given out one by one, tests would read
    the word lists and load the models of thirty languages in every process.
    """
    source = path.read_text(encoding="utf-8")
    if 'scope="module"' in source:
        apart = set()
    elif "pytestmark = pytest.mark.flow" in source:
        return {}
    else:
        apart = set(_LONG.findall(source))
    return {name: path.stem for name in re.findall(r"^def (test_\w+)", source, re.MULTILINE) if name not in apart}


def needs_a_process(item: pytest.Item) -> bool:
    """Return whether a test uses what a run published, or starts the program itself: either takes seconds."""
    if NEED_A_RUN & set(getattr(item, "fixturenames", ())):
        return True
    function = getattr(item, "function", None)
    names = getattr(getattr(function, "__code__", None), "co_names", ())
    return "parquetry" in names and function.__globals__.get("parquetry") is parquetry


@pytest.fixture
def collected(request: pytest.FixtureRequest) -> dict[str, set[str]]:
    """Return the names of the tests pytest found, by file; files that this call of pytest does not name are missing."""
    if any("::" in argument for argument in request.config.args):
        return {}  # single tests were asked for, so that files are collected in part
    return request.config.stash[COLLECTED]


@pytest.fixture(scope="session")
def orchestrator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the URL of one Prefect server for all runs of the tests, so that none has to start its own."""
    with prefect_server.server(tmp_path_factory.mktemp("prefect")) as started:
        started.wait()
        yield started.url


@pytest.fixture(scope="session")
def published(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the sample's dataset, published once by whichever process of pytest needs it first.

    Each process has a copy: tests run and publish in it.
    """
    own = tmp_path_factory.getbasetemp()
    common = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    original, folder = common / "published-once", own / "published"
    with (common / "published.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not original.exists():
            # Asked for here, so that a process that only copies starts no server.
            url: str = request.getfixturevalue("orchestrator")
            _publish(folder, url)
            (common / "published-url").write_text(url, encoding="utf-8")
            shutil.copytree(folder, original, symlinks=True)
        else:
            shutil.copytree(original, folder, symlinks=True)
    return folder / "raw"


@pytest.fixture
def publisher(published: Path) -> str:
    """Return the URL of the Prefect server that knows the run which published the sample; it may be another process's."""
    common = next(folder for folder in published.parents if (folder / "published-url").exists())
    return (common / "published-url").read_text(encoding="utf-8")


def _publish(folder: Path, orchestrator: str) -> None:
    folder.mkdir()
    config = shutil.copy(ROOT / "parquetry.toml", folder)
    done = parquetry("run", config, "--input", RAW, "--output", folder, PREFECT_API_URL=orchestrator)
    assert done.code == 0, done.err


@pytest.fixture(scope="session")
def version(published: Path) -> Path:
    """Return the folder of the sample's current version."""
    return (published / "current").resolve()


@pytest.fixture
def shared() -> Path:
    """Return the folder of shared data; a test that asks for it is skipped where there is none."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared")
    return SHARED
