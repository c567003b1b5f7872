"""Commands about schedules: run them, see them, change them, print them as crontab and systemd."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from parquetry_flows.cli import config_file, options
from parquetry_flows.cli.options import AsJson, ConfigOption, ConfigPath, StatePath
from parquetry_flows.serving import crontab as as_crontab
from parquetry_flows.serving import schedules
from parquetry_flows.serving import serve as serving
from parquetry_flows.serving import systemd as as_systemd


def serve(config: ConfigPath = None, state: StatePath = None) -> None:
    """Keep a Prefect server and the schedules of the config running, until Ctrl-C; a line says what each run came to.

    \b
    parquetry schedule add nightly --cron "0 3 * * *" --timezone Europe/Berlin
    parquetry serve
    """
    serving.serve(options.config(config, None, None, state), typer.echo)


schedule = typer.Typer(no_args_is_help=True, help="See and change the schedules of a config.", rich_markup_mode=None)


@schedule.command(name="list")
def list_(config: ConfigPath = None, as_json: AsJson = False) -> None:  # noqa: FBT002
    """List the schedules of the config and when they fire next.

    \b
    parquetry schedule list
    """
    settings = options.config(config)
    if as_json:
        options.print_json([item.model_dump(mode="json") for item in settings.schedule])
        return
    for item in settings.schedule:
        typer.echo(f"{item.name}: {schedules.describe(item)}{', paused' if item.paused else ''}")
    if not settings.schedule:
        typer.echo("no schedule; add one with `parquetry schedule add`")


@schedule.command()
def add(  # noqa: PLR0913 (its options)
    name: Annotated[str, typer.Argument(help="Name of the schedule.")],
    cron: Annotated[str | None, typer.Option(help="Five fields of a crontab.")] = None,
    interval: Annotated[float | None, typer.Option(help="Seconds from one run to the next.")] = None,
    rrule: Annotated[str | None, typer.Option(help="Recurrence rule of iCalendar.")] = None,
    watch: Annotated[float | None, typer.Option(help="Run when files change; seconds between looks.")] = None,
    timezone: Annotated[str | None, typer.Option(help="IANA name; UTC if none.")] = None,
    config: ConfigOption = None,
) -> None:
    """Add a schedule to the config; restart `parquetry serve` to apply it.

    \b
    parquetry schedule add nightly --cron "0 3 * * *" --timezone Europe/Berlin
    parquetry schedule add changes --watch 10
    """
    # The config decides which of these go together, as it does for a file written by hand.
    given = {"name": name, "cron": cron, "interval": interval, "rrule": rrule, "watch": watch, "timezone": timezone}
    path = options.config_path(config)
    config_file.add_schedule(path, {key: value for key, value in given.items() if value is not None})
    # Read back from the file: what is shown is what `serve` will do.
    typer.echo(f"{path}: {name}: {schedules.describe(schedules.by_name(options.config(path), name))}")


@schedule.command()
def pause(name: Annotated[str, typer.Argument(help="Name of the schedule.")], config: ConfigOption = None) -> None:
    """Keep a schedule in the config, but start no runs by it; restart `parquetry serve` to apply it.

    \b
    parquetry schedule pause nightly
    """
    config_file.set_paused(options.config_path(config), name, paused=True)
    typer.echo(f"{name} is paused")


@schedule.command()
def resume(name: Annotated[str, typer.Argument(help="Name of the schedule.")], config: ConfigOption = None) -> None:
    """Start runs by a paused schedule again; restart `parquetry serve` to apply it.

    \b
    parquetry schedule resume nightly
    """
    config_file.set_paused(options.config_path(config), name, paused=False)
    typer.echo(f"{name} is resumed")


@schedule.command()
def trigger(config: ConfigPath = None, state: StatePath = None) -> None:
    """Start a run on the running `parquetry serve`, as soon as none is under way.

    \b
    parquetry schedule trigger
    """
    settings = options.config(config, None, None, state)
    # Not through the config: a run is started on the server that is there now.
    typer.echo(f"run {serving.trigger(settings.run.state, settings.dataset, 'trigger')} is triggered")


@schedule.command()
def crontab(config: ConfigPath = None) -> None:
    """Print lines for `crontab -e` that do the same without a server; paste them below your own.

    \b
    parquetry schedule crontab
    """
    typer.echo(as_crontab.lines(options.config(config), options.config_path(config)))


@schedule.command()
def systemd(
    config: ConfigPath = None,
    write: Annotated[Path | None, typer.Option(help="Folder to write the unit files to, instead of printing them.")] = None,
) -> None:
    """Print the units of systemd that do the same without a server.

    \b
    parquetry schedule systemd
    parquetry schedule systemd --write ~/.config/systemd/user
    """
    settings, path = options.config(config), options.config_path(config)
    # Printed by default: nothing is put into the user's systemd unasked.
    if write is None:
        typer.echo(as_systemd.text(settings, path))
        return
    # One path a line, to be piped into other commands.
    for written in as_systemd.write(settings, path, write):
        typer.echo(str(written))
