"""`work`: one share of a run, for arrays of jobs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from parquetry_flows.cli import options, progress, render
from parquetry_flows.cli.options import AsJson, InputPath, OutputPath, StatePath
from parquetry_flows.cli.run import stopping
from parquetry_flows.running import share


def work(  # noqa: PLR0913 (its options)
    leaves: Annotated[str, typer.Option(metavar="N/OF", help="Which share of the leaves, from 1/OF to OF/OF.")],
    config: Annotated[Path | None, typer.Argument(metavar="[CONFIG]", help="TOML file, as of `run`.")] = None,
    input_: InputPath = None,
    output: OutputPath = None,
    workers: Annotated[int | None, typer.Option(help="Worker processes at most.")] = None,
    state: StatePath = None,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Do a share of the work of a run, and publish nothing: for job arrays, before the run that publishes.

    \b
    parquetry work --leaves 3/16
    parquetry work other.toml --leaves $SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT
    """
    wanted = share.share(leaves)
    settings = options.config(config, input_, output, state, workers=workers, runner=None)
    with stopping(), progress.shown() as shown:
        done = share.work(settings, wanted, shown)
    if as_json:
        options.print_json(asdict(done))
    else:
        render.shared(done)
