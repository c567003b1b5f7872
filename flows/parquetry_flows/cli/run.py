"""The command that runs the pipeline."""

from __future__ import annotations

import contextlib
import signal
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parquetry.dataset.reader import reading
from parquetry.dataset.summary import summary
from parquetry_flows.cli import inputs, options, progress, render
from parquetry_flows.cli.options import AsJson, InputPath, OutputPath, StatePath
from parquetry_flows.running import run as runs
from parquetry_flows.serving import prefect_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from parquetry.config import Config


def run(  # noqa: PLR0913 (its options)
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[CONFIG] [FILE ...]",
            help="TOML file, ./parquetry.toml if there is one; files to read instead of the folder, - for standard input.",
        ),
    ] = None,
    input_: InputPath = None,
    output: OutputPath = None,
    workers: Annotated[int | None, typer.Option(help="Worker processes at most.")] = None,
    runner: Annotated[str | None, typer.Option(help="process, thread, dask or ray.")] = None,
    limit: Annotated[int | None, typer.Option(help="Read only so many files, as a dataset of its own.", min=1)] = None,
    state: StatePath = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done and why; do nothing.")] = False,  # noqa: FBT002
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Read a folder of text, or files, and publish it as a dataset.

    \b
    parquetry run
    parquetry run other.toml --workers 4
    parquetry run --dry-run
    parquetry run --input letters --output data/processed
    parquetry run --limit 100
    parquetry run letter.txt
    """
    # Both are arguments: parquetry run other.toml letter.txt
    config, files = inputs.split(paths or [])
    settings = options.config(config, input_, output, state, workers=workers, runner=runner)
    # Files on the command line are linked into a temporary folder, which must stay until the run has ended.
    with inputs.chosen(settings, files, limit) as wanted:
        _run(wanted, dry_run=dry_run, as_json=as_json)


def _run(settings: Config, *, dry_run: bool, as_json: bool) -> None:
    if dry_run:
        # Decided before the display is opened: a dry run has no progress to show.
        plan = runs.planned(settings)
        return options.print_json(asdict(plan)) if as_json else render.plan(plan)
    # The bar is gone before the result is printed.
    with stopping(), progress.shown() as shown, prefect_server.failures(settings.run.state):
        result = runs.run(settings, shown)
    # What was published before, and is still the same, may have been damaged since.
    with reading(result.path):
        outcome = summary(result.path)
    if as_json:
        options.print_json({**asdict(result), "summary": asdict(outcome)})
    else:
        render.run(result, outcome)
    # After the summary: the version is published, and the exit code says that something is wrong in it.
    return result.refuse_errors(settings.check.max_errors)


@contextlib.contextmanager
def stopping() -> Iterator[None]:
    """End the command as shells report a signal: 130 after SIGINT, 143 after SIGTERM, 129 after SIGHUP.

    Raised as exceptions, so that every `with` on the way out cleans up, and the history says "stopped". Libraries turn
    what is raised within their callbacks into errors of their own, as pydantic does while it serializes: an error after a
    signal is that signal's.
    """
    arrived: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        """Note the signal, and end."""
        arrived.append(number)
        # No KeyboardInterrupt: raised within `exec` of a string, as of a dataclass that is being imported, it makes Python
        # end by the signal itself, whatever handles it.
        raise SystemExit(128 + number)

    # SIGHUP: the terminal is gone. Under `nohup` it is ignored, and stays so.
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        numbers.append(signal.SIGHUP)
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    # Libraries turn the interrupt into errors of their own; after a signal all of them mean that it arrived.
    except Exception:
        if arrived:
            raise SystemExit(128 + arrived[0]) from None
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
