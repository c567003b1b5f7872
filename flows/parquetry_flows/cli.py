"""The command line. Results go to standard output, progress and messages to standard error.

Exit codes: 0 ok, 1 bug, 2 usage or config, 3 rejects over the limit, 4 validation failed, 5 I/O, 6 damage found,
7 orchestrator unreachable, 75 locked, 130/143 signals.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import TyperException

from parquetry.errors import ConfigError, DamageError, ParquetryError, StorageError, UnknownNameError

if TYPE_CHECKING:
    from types import FrameType

    from parquetry.config import Config

DEFAULT_CONFIG = Path("parquetry.toml")
app = typer.Typer(no_args_is_help=True, add_completion=True, rich_markup_mode=None, pretty_exceptions_enable=False,
                  help="Raw text of unknown encoding and damage in; validated, traceable Parquet out.")  # fmt: skip

ConfigPath = Annotated[Path | None, typer.Argument(metavar="[CONFIG]", help="TOML file; ./parquetry.toml if there is one.")]
InputPath = Annotated[Path | None, typer.Option("--input", help="Folder to read, instead of the config's.")]
OutputPath = Annotated[Path | None, typer.Option("--output", help="Folder of datasets, instead of the config's.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
DatasetPath = Annotated[
    Path | None, typer.Argument(metavar="[DATASET]", help="Folder of the dataset; the config's if none.")
]


@app.command()
def run(  # noqa: PLR0913 (its options)
    config: ConfigPath = None, input_: InputPath = None, output: OutputPath = None,
    workers: Annotated[int | None, typer.Option(help="Worker processes.", min=1)] = None,
    runner: Annotated[str | None, typer.Option(help="process or thread.")] = None, as_json: AsJson = False,  # noqa: FBT002
) -> None:  # fmt: skip
    """Read a folder of text and publish it as a dataset.

    \b
    parquetry run
    parquetry run other.toml --workers 4
    parquetry run --input letters --output data/processed
    """
    settings = _config(config, input_, output, workers=workers, runner=runner)
    from parquetry.dataset.summary import summary  # noqa: PLC0415 (each command imports what it uses)
    from parquetry_flows import progress, server, session, show  # noqa: PLC0415

    _stop_on_term()
    with (
        session.private(),
        server.server(settings.run.state) as started,
        progress.shown(quiet=as_json) as shown,
        session.session(settings, shown) as opened,
    ):
        opened.warm(opened.plan())
        from parquetry_flows import process  # noqa: PLC0415 (imports Prefect, once its settings are made)

        started.wait()
        outcome = process.run(opened)
    found = summary(Path(outcome.version.path))
    if as_json:
        _print_json({**asdict(outcome), "summary": asdict(found)})
    else:
        show.run(outcome, found)


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
    from parquetry.inspect import inspect as look  # noqa: PLC0415
    from parquetry_flows import show  # noqa: PLC0415

    found = look(file, _config(config, None, None), record)
    if as_json:
        _print_json(asdict(found))
    else:
        show.document(str(file), found)


@app.command()
def verify(dataset: DatasetPath = None, version: str = "current", as_json: AsJson = False) -> None:  # noqa: FBT002
    """Check a published version: the digest of every file, schemas, and what must hold between the tables.

    \b
    parquetry verify
    parquetry verify data/processed/sample --version v-0123456789ab
    """
    from parquetry.dataset import store  # noqa: PLC0415
    from parquetry_flows.verify import verify as look  # noqa: PLC0415

    folder = store.resolve(_dataset(dataset), version)
    found = look(folder)
    if as_json:
        _print_json({"version": folder.name, "sound": found.sound, **asdict(found)})
    else:
        typer.echo(f"{folder.name}: {found.files} files, {'sound' if found.sound else 'NOT sound'}")
    if not found.sound:
        lines = [f"  {path}: {what}" for path, what in found.damaged]
        lines += [f"  {one.table}.{one.check}: {one.detail}" for one in found.findings]
        raise DamageError("\n".join([f"{folder} is damaged:", *lines]))


@app.command()
def versions(dataset: DatasetPath = None, as_json: AsJson = False) -> None:  # noqa: FBT002
    """List the published versions of a dataset, oldest first; the current one is marked."""
    from parquetry.dataset import manifest, store  # noqa: PLC0415

    root = _dataset(dataset)
    now = store.current(root)
    found = [(name, manifest.created(root / "versions" / name), name == now) for name in store.versions(root)]
    if not found:
        message = f"no dataset at {root}; publish one with `parquetry run`"
        raise StorageError(message)
    if as_json:
        _print_json([{"version": name, "created": when, "current": is_now} for name, when, is_now in found])
        return
    for name, when, is_now in found:
        typer.echo(f"{name}  {when}{'  current' if is_now else ''}")


@app.command()
def init(folder: Annotated[Path, typer.Argument(help="Folder of the new project.")] = Path()) -> None:
    """Make a project: a commented parquetry.toml, data/raw for your text, data/processed for the datasets."""
    from parquetry_flows.template import write  # noqa: PLC0415

    path = write(folder)
    typer.echo(f"{path} written; put text into {folder / 'data' / 'raw'}, then: parquetry run {path}")


@app.command()
def doctor(config: ConfigPath = None, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Check what a run needs: Python, libraries, model, input, disk, lock, server."""
    from parquetry_flows.doctor import examine  # noqa: PLC0415

    signs = list(examine(_config(config, None, None)))
    if as_json:
        _print_json([asdict(sign) for sign in signs])
    else:
        for sign in signs:
            typer.echo(f"{'ok ' if sign.well else 'BAD'} {sign.what:>9}  {sign.detail}")
    if not all(sign.well for sign in signs):
        bad = ", ".join(sign.what for sign in signs if not sign.well)
        message = f"not ready to run: {bad}"
        raise ConfigError(message)


def _config(
    path: Path | None, input_: Path | None, output: Path | None, *, workers: int | None = None, runner: str | None = None
) -> Config:
    """Return the config of the file, with what the command line says in its place.

    A dataset read from another folder is another dataset: with --input it is named after that folder.
    """
    import re  # noqa: PLC0415

    from parquetry import config as configs  # noqa: PLC0415

    if path is not None or DEFAULT_CONFIG.exists():
        config = configs.load(path or DEFAULT_CONFIG)
    else:
        config = configs.Config().resolved(Path())
        if output is not None:
            state = output.absolute() / ".parquetry"
            config = config.model_copy(update={"run": config.run.model_copy(update={"state": state})})
    update: dict[str, Any] = {}
    if input_ is not None:
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", input_.absolute().resolve().name).strip(".-_") or "dataset"
        update |= {"input": config.input.model_copy(update={"path": input_.absolute()}), "dataset": name[:100]}
    if output is not None:
        update["output"] = config.output.model_copy(update={"path": output.absolute()})
    if runner is not None and runner not in ("process", "thread"):
        raise UnknownNameError("runner", runner, ("process", "thread"))
    changed = {"workers": workers, "runner": runner}
    update["run"] = config.run.model_copy(update={key: value for key, value in changed.items() if value is not None})
    return config.model_copy(update=update)


def _dataset(path: Path | None) -> Path:
    if path is not None:
        return path
    config = _config(None, None, None)
    return config.output.path / config.dataset


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=True, indent=1, default=str) + "\n")


def _stop_on_term() -> None:
    def stop(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, stop)


def main() -> None:
    """Run the command line, and end with the exit code of the error tree."""
    debug = os.environ.get("PARQUETRY_DEBUG") == "1"
    try:
        code = app(standalone_mode=False)
    except TyperException as error:
        sys.stderr.write(f"error: {error}\n")
        code = 2
    except typer.Exit as error:
        code = error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        code = 128 + signal.SIGINT
    except ParquetryError as error:
        if debug:
            raise
        from parquetry_flows.show import error as say  # noqa: PLC0415

        say(str(error))
        code = error.exit_code
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
