"""What tests share: the sample corpus published once, one Prefect server, and the shared data where there is some."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from command import RAW, ROOT, SHARED, parquetry
from hypothesis import HealthCheck, settings

from parquetry_flows.serving import prefect_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("tests")


@pytest.fixture(scope="session")
def orchestrator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One Prefect server for all runs of the tests, so that each need not start its own."""
    with prefect_server.server(tmp_path_factory.mktemp("prefect")) as started:
        started.wait()
        yield started.url


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, orchestrator: str) -> Path:
    """The sample corpus, published: the folder of its dataset."""
    folder = tmp_path_factory.mktemp("published")
    config = shutil.copy(ROOT / "parquetry.toml", folder)
    done = parquetry("run", config, "--input", RAW, "--output", folder, PREFECT_API_URL=orchestrator)
    assert done.code == 0, done.err
    return folder / "raw"


@pytest.fixture(scope="session")
def version(published: Path) -> Path:
    """The folder of the sample's current version."""
    return (published / "current").resolve()


@pytest.fixture
def shared() -> Path:
    """The shared data; a test that asks for it is skipped where there is none."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared")
    return SHARED
