"""Commands about the state folder: status, clean."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from parquetry_flows.cli import options, render
from parquetry_flows.cli.options import AsJson, ConfigOption, ConfigPath, StatePath
from parquetry_flows.running import cache_cleanup
from parquetry_flows.running import status as published

# Bytes; --mib is in the unit in which file systems count.
MIB = 1024 * 1024


def status(config: ConfigPath = None, state: StatePath = None, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Show what is published, whether a run is under way, and how the last ones ended, stopped and dead ones included.

    \b
    parquetry status
    """
    outcome = published.status(options.config(config, None, None, state))
    if as_json:
        options.print_json(asdict(outcome))
    else:
        render.status(outcome)


def clean(
    config: ConfigOption = None,
    state: StatePath = None,
    days: Annotated[float, typer.Option(help="Remove what no run has used for so many days.", min=0)] = 30,
    mib: Annotated[int, typer.Option(help="Then what was longest unused, until no more is left, in MiB.", min=0)] = 10_240,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Bound the state folder: leftovers of interrupted runs, cached work by age and size, Prefect's own database and logs.

    Nothing published is touched; what is removed is computed again by the run that needs it.

    \b
    parquetry clean
    parquetry clean --days 7 --mib 1000
    """
    folder = options.config(config, None, None, state).run.state
    outcome = cache_cleanup.clean(folder, days=days, most_bytes=mib * MIB)
    if as_json:
        options.print_json(asdict(outcome))
    else:
        typer.echo(
            f"{folder}: {outcome.removed} entries removed ({outcome.removed_bytes / MIB:.1f} MiB), "
            f"{outcome.kept} stay ({outcome.kept_bytes / MIB:.1f} MiB)"
        )
