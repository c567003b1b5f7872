"""The command line. Results go to standard output, progress and messages to standard error.

Exit codes: 0 ok, 1 bug, 2 usage or config, 3 rejects over the limit, 4 validation failed, 5 I/O, 6 damage found,
7 orchestrator unreachable, 75 locked, 130/143 signals.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import TyperException

from parquetry.errors import ConfigError, ParquetryError
from parquetry_flows.cli import data, options, state
from parquetry_flows.cli.options import AsJson, ConfigPath, InputPath, OutputPath

if TYPE_CHECKING:
    from types import FrameType

app = typer.Typer(
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Raw text of unknown encoding and damage in; validated, traceable Parquet out.",
)


@app.callback()
def shared(
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the code an error comes from.")] = False,  # noqa: FBT002
) -> None:
    """Raw text of unknown encoding and damage in; validated, traceable Parquet out."""
    if debug:
        os.environ["PARQUETRY_DEBUG"] = "1"


@app.command()
def run(  # noqa: PLR0913 (its options)
    config: ConfigPath = None,
    input_: InputPath = None,
    output: OutputPath = None,
    workers: Annotated[int | None, typer.Option(help="Worker processes.")] = None,
    runner: Annotated[str | None, typer.Option(help="process, thread, dask or ray.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done and why; do nothing.")] = False,  # noqa: FBT002
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Read a folder of text and publish it as a dataset.

    \b
    parquetry run
    parquetry run other.toml --workers 4
    parquetry run --dry-run
    parquetry run --input letters --output data/processed
    """
    settings = options.config(config, input_, output, workers=workers, runner=runner)
    from parquetry_flows.cli import progress, render  # noqa: PLC0415
    from parquetry_flows.running import run as runs  # noqa: PLC0415 (each command imports what it uses)

    if dry_run:
        plan = runs.planned(settings)
        return options.print_json(asdict(plan)) if as_json else render.plan(plan)
    _stop_on_term()
    with progress.shown(quiet=as_json) as shown:
        outcome = runs.run(settings, shown)
    from parquetry.dataset.summary import summary  # noqa: PLC0415

    found = summary(Path(outcome.version.path))
    if as_json:
        return options.print_json({**asdict(outcome), "summary": asdict(found)})
    return render.run(outcome, found)


@app.command()
def inspect(
    file: Annotated[Path, typer.Argument(help="File with one document, or with records.")],
    config: Annotated[Path | None, typer.Option(help="TOML file.")] = None,
    record: Annotated[int, typer.Option(help="Number of the record, 0-based, where the file has records.")] = 0,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Show one document: what was wrong, what was done, its blocks and entities. Writes nothing.

    \b
    parquetry inspect data/raw/policy_paper.txt
    """
    from parquetry.api import inspect as look  # noqa: PLC0415
    from parquetry_flows.cli import render  # noqa: PLC0415

    found = look(file, options.config(config), record)
    if as_json:
        options.print_json(asdict(found))
    else:
        render.document(str(file), found)


@app.command()
def init(folder: Annotated[Path, typer.Argument(help="Folder of the new project.")] = Path()) -> None:
    """Make a project: a commented parquetry.toml, data/raw for your text, data/processed for the datasets."""
    from parquetry_flows.cli.project_template import write  # noqa: PLC0415

    path = write(folder)
    typer.echo(f"{path} written; put text into {folder / 'data' / 'raw'}, then: parquetry run {path}")


@app.command()
def doctor(config: ConfigPath = None, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Check what a run needs: Python, libraries, model, input, disk, lock, server."""
    from parquetry_flows.cli.doctor import examine  # noqa: PLC0415

    signs = list(examine(options.config(config)))
    if as_json:
        options.print_json([asdict(sign) for sign in signs])
    else:
        for sign in signs:
            typer.echo(f"{'ok ' if sign.well else 'BAD'} {sign.what:>9}  {sign.detail}")
    if not all(sign.well for sign in signs):
        bad = ", ".join(sign.what for sign in signs if not sign.well)
        message = f"not ready to run: {bad}"
        raise ConfigError(message)


for command in (*data.COMMANDS, *state.COMMANDS):
    app.command()(command)
app.add_typer(state.schedule, name="schedule")


def _stop_on_term() -> None:
    def stop(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, stop)


def main() -> None:
    """Run the command line, and end with the exit code of the error tree."""
    from parquetry_flows.cli.render import error as say  # noqa: PLC0415

    try:
        code = app(standalone_mode=False)
    except TyperException as error:
        say(error.format_message())
        code = 2
    except typer.Exit as error:
        code = error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        code = 128 + signal.SIGINT
    except Exception as error:
        if os.environ.get("PARQUETRY_DEBUG") == "1":
            raise
        known = isinstance(error, ParquetryError)
        bug = f"a bug of ours, please report it: {type(error).__name__}: {error}\n`parquetry --debug ...` shows where"
        say(str(error) if known else bug)
        code = error.exit_code if isinstance(error, ParquetryError) else 1
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
