"""The command that shows where characters of a text came from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parquetry.dataset.reader import reading
from parquetry.dataset.trace import trace as traced
from parquetry.publish import store
from parquetry_flows.cli import options, render_trace
from parquetry_flows.cli.options import AsJson, ConfigOption, InputPath, VersionName

if TYPE_CHECKING:
    from parquetry.config import Input


def _input_of(dataset: Path, config: Path | None, input_: Path | None) -> Input | None:
    """Return the input that a dataset was made of, as far as options or a config in this folder tell."""
    if config or input_:
        return options.config(config, input_).input
    if not options.DEFAULT_CONFIG.exists():
        return None
    # A config here is taken only for its own dataset: another's input holds other files.
    settings = options.config(None)
    return settings.input if settings.dataset == dataset.resolve().name else None


def trace(  # noqa: PLR0913 (its options)
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="Folder of the dataset.")],
    document: Annotated[
        str, typer.Argument(metavar="DOC", help="doc_id or the beginning of one, or source_path, or source_path#record.")
    ],
    start: Annotated[int, typer.Argument(metavar="START", help="First character: code points into documents.text.", min=0)],
    length: Annotated[int, typer.Option(help="Characters to trace.", min=1)] = 1,
    version: VersionName = "current",
    config: ConfigOption = None,
    input_: InputPath = None,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Show where characters of a text came from: the part, the place in it and in the file, and the bytes.

    With --input, or a config in this folder that names the dataset's input, the bytes are read from the source file and
    checked against the published digest.

    \b
    parquetry trace data/processed/sample letter.md 0
    parquetry trace data/processed/sample mail/visit.eml 120 --length 12 --input data/raw
    """
    path = store.resolve(dataset, version)
    with reading(path):
        outcome = traced(path, options.stored_name(document), start, length, _input_of(dataset, config, input_))
    if as_json:
        options.print_json(render_trace.as_json(outcome))
    else:
        render_trace.trace(outcome)
