"""The command that shows one document."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, get_args

import typer

from parquetry import api
from parquetry.api import Until
from parquetry.errors import UnknownNameError
from parquetry_flows.cli import options, render_document
from parquetry_flows.cli.options import AsJson


def inspect(
    file: Annotated[Path, typer.Argument(help="File with one document, or with records.")],
    config: Annotated[Path | None, typer.Option(help="TOML file.")] = None,
    record: Annotated[int, typer.Option(help="Number of the record, 0-based, where the file has records.")] = 0,
    until: Annotated[str, typer.Option(help="decode, repair, segment or extract: names take longest.")] = "extract",
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Show one document: what was wrong, what was done, its blocks and entities. Writes nothing.

    \b
    parquetry inspect data/raw/river_paper.txt
    parquetry inspect data/raw/feeds/news.jsonl --record 2 --until repair
    """
    stages: tuple[Until, ...] = get_args(Until)
    # Not by typer: its message for a wrong value has another form than ours.
    stage = next((stage for stage in stages if stage == until), None)
    if stage is None:
        raise UnknownNameError("stage", until, stages)
    outcome = api.inspect(file, options.config(config), record, until=stage)
    if as_json:
        options.print_json(asdict(outcome))
    else:
        render_document.document(str(file), outcome)
