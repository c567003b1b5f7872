"""The command line. Results go to standard output, progress and messages to standard error.

Exit codes: 0 ok, 1 bug, 2 usage or config, 3 rejects over the limit, 4 validation failed, 5 I/O, 6 damage found,
7 orchestrator unreachable, 75 locked, 130/143 signals.
"""

from __future__ import annotations

import logging
import signal
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer
from typer.exceptions import TyperException

from parquetry.api import Until
from parquetry.api import inspect as look
from parquetry.errors import ConfigError, ParquetryError, UnknownNameError
from parquetry_flows.cli import data, options, render, state
from parquetry_flows.cli.options import AsJson, ConfigPath, InputPath, OutputPath, StatePath

if TYPE_CHECKING:
    from types import FrameType

    from parquetry.config import Config

# Neither Rich nor traceback boxes of typer: help must be plain in logs, and errors are printed by `main`.
app = typer.Typer(
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Raw text of unknown encoding and damage in; validated, traceable Parquet out.",
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 (typer calls it so)
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 (each command imports what it uses)

        typer.echo(f"parquetry {version('parquetry')}")
        raise typer.Exit


@app.callback()
def shared(
    context: typer.Context,
    debug: Annotated[  # noqa: FBT002
        bool, typer.Option("--debug", envvar="PARQUETRY_DEBUG", help="Show where in the code an error comes from.")
    ] = False,
    version: Annotated[  # noqa: ARG001, FBT002 (its callback prints it)
        bool, typer.Option("--version", help="Print the version and end.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Raw text of unknown encoding and damage in; validated, traceable Parquet out."""
    # Kept on an object that `main` holds: after an error the context of typer is gone.
    context.obj.debug = debug


@app.command()
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
    workers: Annotated[int | None, typer.Option(help="Worker processes.")] = None,
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
    from parquetry_flows.cli import inputs  # noqa: PLC0415 (each command imports what it uses)

    # Both are arguments: parquetry run other.toml letter.txt
    config, files = inputs.split(paths or [])
    settings = options.config(config, input_, output, state, workers=workers, runner=runner)
    # Files on the command line are linked into a temporary folder, which must stay until the run has ended.
    with inputs.chosen(settings, files, limit) as wanted:
        _run(wanted, dry_run=dry_run, as_json=as_json)


def _run(settings: Config, *, dry_run: bool, as_json: bool) -> None:
    from parquetry_flows.cli import progress  # noqa: PLC0415
    from parquetry_flows.running import run as runs  # noqa: PLC0415
    from parquetry_flows.serving import prefect_server  # noqa: PLC0415

    if dry_run:
        # Decided before the display is opened: a dry run has no progress to show.
        plan = runs.planned(settings)
        return options.print_json(asdict(plan)) if as_json else render.plan(plan)
    _stop_on_term()
    # The bar is gone before the result is printed.
    with progress.shown() as shown, prefect_server.failures(settings.run.state):
        result = runs.run(settings, shown)
    from parquetry.dataset.summary import summary  # noqa: PLC0415

    outcome = summary(result.path)
    if as_json:
        options.print_json({**asdict(result), "summary": asdict(outcome)})
    else:
        render.run(result, outcome)
    # After the summary: the version is published, and the exit code says that something is wrong in it.
    return result.refuse_errors(settings.check.max_errors)


@app.command()
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
    from parquetry_flows.cli import render_document  # noqa: PLC0415

    stages: tuple[Until, ...] = get_args(Until)
    # Not by typer: its message for a wrong value has another form than ours.
    stage = next((stage for stage in stages if stage == until), None)
    if stage is None:
        raise UnknownNameError("stage", until, stages)
    outcome = look(file, options.config(config), record, until=stage)
    if as_json:
        options.print_json(asdict(outcome))
    else:
        render_document.document(str(file), outcome)


@app.command()
def init(folder: Annotated[Path, typer.Argument(help="Folder of the new project.")] = Path()) -> None:
    """Make a project: a commented parquetry.toml, data/raw for your text, data/processed for the datasets."""
    from parquetry_flows.cli.project_template import write  # noqa: PLC0415

    path = write(folder)
    typer.echo(f"{path} written; put text into {folder / 'data' / 'raw'}, then: parquetry run {path}")


@app.command()
def doctor(config: ConfigPath = None, state: StatePath = None, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Check what a run needs: Python, libraries, model, input, disk, lock, server."""
    from parquetry_flows.cli.doctor import diagnose  # noqa: PLC0415

    checks = list(diagnose(options.config(config, None, None, state)))
    if as_json:
        options.print_json([asdict(check) for check in checks])
    else:
        render.checks(checks)
    # All checks are shown first; one that failed is not the end of the list.
    bad = [check.what for check in checks if not check.well]
    if bad:
        message = f"not ready to run; see {', '.join(bad)} above"
        raise ConfigError(message)


# In this order they appear in --help.
for command in (*data.COMMANDS, *state.COMMANDS):
    app.command()(command)
app.add_typer(state.schedule, name="schedule")


def _stop_on_term() -> None:
    # As an exception: every `with` on the way out cleans up, and the history says "stopped".
    def stop(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, stop)


@dataclass(slots=True)
class Shared:
    """What the options before the command say."""

    debug: bool = False


def main() -> None:
    """Run the command line, and end with the exit code of the error tree."""
    # Made here, because it must be readable after typer has failed.
    shared_options = Shared()
    logging.raiseExceptions = False  # a log on a full disk must not print a traceback for each line
    try:
        # Else typer would end the process itself, with its own exit codes.
        code = app(standalone_mode=False, obj=shared_options)
    except TyperException as error:
        render.error(error.format_message())
        code = 2
    except typer.Exit as error:
        code = error.exit_code
    # 130, as shells report Ctrl-C.
    except (typer.Abort, KeyboardInterrupt):
        code = 128 + signal.SIGINT
    except ParquetryError as error:
        if shared_options.debug:
            raise
        render.error(str(error))
        code = error.exit_code
    except Exception as error:
        if shared_options.debug:
            raise
        render.error(
            f"a bug of ours, please report it: {type(error).__name__}: {error}\n`parquetry --debug ...` shows where"
        )
        code = 1
    # A command that returns None has code 0; one may return a code of its own.
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
