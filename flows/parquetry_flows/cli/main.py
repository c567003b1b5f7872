"""The command line. Results go to standard output, progress and messages to standard error.

Exit codes: 0 ok, 1 bug, 2 usage or config, 3 rejects over the limit, 4 validation failed, 5 I/O, 6 damage found,
7 orchestrator unreachable, 75 locked, 129/130/143 signals, 141 nobody reads the output.
"""

from __future__ import annotations

import importlib
import logging
import signal
import sys
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version as installed_version
from typing import Annotated, Any, cast

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from parquetry.errors import ConfigError, ParquetryError
from parquetry.garbage_collection import collection_paused
from parquetry_flows.cli import render, streams

COMMANDS = {
    "run": "run",
    "work": "work",
    "inspect": "document",
    "init": "project",
    "doctor": "project",
    "query": "data",
    "verify": "verify",
    "trace": "trace",
    "versions": "data",
    "diff": "data",
    "rollback": "data",
    "tag": "data",
    "prune": "data",
    "forget": "data",
    "export": "data",
    "report": "data",
    "status": "state",
    "clean": "state",
    "serve": "schedule",
    "add-check": "project",
    "schedule": "schedule",
}
"""Each command, in the order of --help, and the module beside this one that has a function or an app of its name."""


class LazyCommands(Mapping[str, Any]):
    """The commands by name, each imported when it is asked for, so that `parquetry status` loads only what it needs."""

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 (a command of typer, which does not export their type)
        """Return the command of this name as typer runs it.

        Raises:
            KeyError: there is none.
        """
        with collection_paused():
            module = importlib.import_module(f"parquetry_flows.cli.{COMMANDS[name]}")
        command = getattr(module, name.replace("-", "_"))
        if isinstance(command, typer.Typer):
            return typer.main.get_group(command)
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(name)(command)
        return typer.main.get_command(alone)

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class LazyGroup(TyperGroup):
    """A group of commands that imports none before it is asked for."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401 (what typer gives each group)
        super().__init__(**attributes)
        self.commands = cast("MutableMapping[str, Any]", LazyCommands())


# Neither Rich nor traceback boxes of typer: help must be plain in logs, and errors are printed by `main`.
app = typer.Typer(
    cls=LazyGroup,
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Raw text of unknown encoding and damage in; validated, traceable Parquet out.",
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 (typer calls it so)
    if wanted:
        typer.echo(f"parquetry {installed_version('parquetry')}")
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


@dataclass(slots=True)
class Shared:
    """What the options before the command say."""

    debug: bool = False


def refuse_empty(arguments: Sequence[str]) -> None:
    """Refuse an argument without a character: it is a variable of the shell that is not set.

    `--input "$TEXTS"` would else read the folder that one happens to be in, since an empty path means that.

    Raises:
        ConfigError: there is one; the message says after which other.
    """
    # Any argument of any command: none of them means something when it is empty.
    for before, argument in zip(["parquetry", *arguments], arguments, strict=False):
        option, equals, value = argument.partition("=")
        if not argument.strip() or (option.startswith("--") and equals and not value):
            message = f"the argument after {before} is empty; is a variable of the shell not set?"
            raise ConfigError(f"{option} is empty; is a variable of the shell not set?" if equals else message)


def main() -> None:
    """Run the command line, and end with the exit code of the error tree."""
    streams.open_closed()
    streams.write_anything()
    # Made here, because it must be readable after typer has failed.
    shared_options = Shared()
    logging.raiseExceptions = False  # a log on a full disk must not print a traceback for each line
    try:
        refuse_empty(sys.argv[1:])
        with streams.written():
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
    # A bug: said in one line, since a traceback says nothing to who only wants data.
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
