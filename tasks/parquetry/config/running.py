"""Sections about running: checks, limits, workers, the server, the output."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from parquetry.config.section import MIB, Section, store_url


class CheckSettings(Section):
    """When to refuse to publish."""

    max_rejects: float = Field(1.0, ge=0, le=1, description="Largest share of files and records that may be rejected.")
    max_failing: float = Field(0.0, ge=0, le=1, description="Largest share of our own rows that may fail a check.")
    max_errors: int = Field(
        0,
        ge=0,
        description="Documents that a stage may raise on before the run, though it publishes, ends with exit code 1.",
    )
    suites: tuple[str, ...] = Field((), description="Suites of your own, JSON of Great Expectations, as glob patterns.")
    sql: tuple[str, ...] = Field((), description="Checks of your own in SQL, as glob patterns of files.")
    plugins: tuple[str, ...] = Field(
        (), description='Checks of your own in code: "package.module:function", or what a package brings.'
    )


class Limits(Section):
    """What one document may take before it is rejected. Kept by worker processes, here and on clusters; not by threads."""

    seconds: float = Field(300, gt=0, description="CPU time of one document in one stage; ten times as long by the clock.")
    memory: int = Field(4096 * MIB, ge=512 * MIB, description="Memory of one worker, in bytes.")


class RunSettings(Section):
    """How to run. Nothing here changes a byte of the result."""

    workers: int = Field(2, ge=1, le=256, description="Worker processes at most; a small input gets fewer.")
    runner: Literal["process", "thread", "dask", "ray"] = Field(
        "process", description="Workers are processes, threads of one, or those of a cluster."
    )
    address: str | None = Field(None, description="Where the dask or ray cluster answers; one of this machine if none.")
    credentials: str | None = Field(
        None,
        pattern="^(aws-credentials|gcp-credentials|secret)/[a-z0-9-]+$",
        description="Block of the Prefect server with the object store's credentials, as aws-credentials/letters.",
    )
    shared_cache: str | None = Field(
        None, description="Object store that machines without a common disk exchange finished work through."
    )
    lineage: str | None = Field(None, description="OpenLineage destination, a file or an HTTP URL; off when unset.")
    state: Path = Field(
        Path(".parquetry"), description="Folder of caches, logs and Prefect's own data; safe to delete between runs."
    )

    @field_validator("shared_cache")
    @classmethod
    def _shared_cache(cls, value: str | None) -> str | None:
        return store_url(value)


class ServeSettings(Section):
    """How `parquetry serve` keeps schedules."""

    port: int = Field(
        4200, ge=0, le=65535, description="Port of Prefect's server and its pages, on this machine; 0 for any."
    )
    catch_up: bool = Field(True, description="Run once at the start if a time was missed while nothing was served.")


class Output(Section):
    """Where to publish."""

    path: Path = Field(Path("data/processed"), description="Folder of datasets.")
    url: str | None = Field(None, description="Object store to copy each published version to, below its name.")
    part_rows: int = Field(1_000_000, ge=1000, description="Largest number of rows in one Parquet file.")
    leaf_bytes: int = Field(
        32 * MIB, ge=1024, description="Bytes of source above which documents are divided between more Parquet files."
    )

    @field_validator("url")
    @classmethod
    def _url(cls, value: str | None) -> str | None:
        return store_url(value)
