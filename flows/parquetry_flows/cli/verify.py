"""`verify`: whether what is published is sound."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from parquetry.publish import store
from parquetry_flows.cli import options, progress, render
from parquetry_flows.cli.options import AsJson, ConfigOption, DatasetPath, InputPath, StatePath, VersionName
from parquetry_flows.cli.run import stopping
from parquetry_flows.running import verification


def verify(  # noqa: PLR0913 (its options)
    dataset: DatasetPath = None,
    version: VersionName = "current",
    workers: Annotated[int, typer.Option(help="How many processes check leaves side by side.", min=1, max=256)] = 1,
    resume: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Note each leaf found sound in FILE, and pass over those that are noted there."),
    ] = None,
    rebuild: Annotated[  # noqa: FBT002
        bool, typer.Option("--rebuild", help="Build it again from its input, and compare every byte.")
    ] = False,
    config: ConfigOption = None,
    input_: InputPath = None,
    state: StatePath = None,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Check a published version: the digest of every file, schemas, and what must hold between the tables.

    \b
    parquetry verify
    parquetry verify data/processed/sample --version v-0123456789ab
    parquetry verify data/processed/sample --workers 8 --resume verified.txt
    parquetry verify --rebuild
    """
    # A dataset that is named needs no config, and may be checked on a machine that has none.
    settings = options.config(config, input_, None, state) if rebuild or config or dataset is None else None
    # The folder given wins; then that of the config; then that of the config in this folder.
    root = dataset or (settings.output.path / settings.dataset if settings else options.dataset(None))
    folder = store.resolve(root, version)
    with stopping(), progress.shown() as shown:
        checked = verification.check(folder, workers, resume, shown)
    outcome = verification.verification(folder, checked, settings if rebuild else None)
    if as_json:
        options.print_json(outcome.as_json())
    else:
        render.verified(outcome.version, outcome.checked, outcome.rebuilt)
    outcome.refuse_damage()
