"""Commands about runs and the state folder: status, clean, serve, add-check, schedule."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from parquetry_flows.cli import options, render
from parquetry_flows.cli.options import AsJson, ConfigOption, ConfigPath, StatePath

# Bytes; --mib is in the unit in which file systems count.
MIB = 1024 * 1024


def status(config: ConfigPath = None, state: StatePath = None, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Show what is published, whether a run is under way, and how the last ones ended, stopped and dead ones included.

    \b
    parquetry status
    """
    from parquetry_flows.running import status as state_of  # noqa: PLC0415

    outcome = state_of.status(options.config(config, None, None, state))
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
    from parquetry_flows.running import cache_cleanup as cleaning  # noqa: PLC0415

    folder = options.config(config, None, None, state).run.state
    outcome = cleaning.clean(folder, days=days, most_bytes=mib * MIB)
    if as_json:
        options.print_json(asdict(outcome))
    else:
        typer.echo(
            f"{folder}: {outcome.removed} entries removed ({outcome.removed_bytes / MIB:.1f} MiB), "
            f"{outcome.kept} stay ({outcome.kept_bytes / MIB:.1f} MiB)"
        )


def serve(config: ConfigPath = None, state: StatePath = None) -> None:
    """Keep a Prefect server and the schedules of the config running, until Ctrl-C; a line says what each run came to.

    \b
    parquetry schedule add nightly --cron "0 3 * * *" --timezone Europe/Berlin
    parquetry serve
    """
    from parquetry_flows.serving import serve as serving  # noqa: PLC0415

    serving.serve(options.config(config, None, None, state), typer.echo)


def add_check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE ...", help="Suites (.json) or queries (.sql).")],
    config: ConfigOption = None,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Try checks of your own on what is published now, and add them to the config; the next run applies them.

    \b
    parquetry add-check checks/english.sql
    parquetry add-check checks/*.json
    """
    from parquetry.publish import store  # noqa: PLC0415
    from parquetry_flows.cli import config_file  # noqa: PLC0415
    from parquetry_flows.running import user_checks  # noqa: PLC0415

    path = options.config_path(config)
    settings = options.config(path)
    root = settings.output.path / settings.dataset
    version = store.resolve(root) if store.current(root) else None
    # All are tried before one is added: a config is never left with half of them.
    outcomes = [tried for file in files for tried in user_checks.try_checks(file, version)]
    for key in sorted({user_checks.key_of(file) for file in files}):
        config_file.add_checks(path, key, [file for file in files if user_checks.key_of(file) == key])
    if as_json:
        options.print_json([asdict(tried) for tried in outcomes])
    else:
        render.tried_checks(outcomes)


schedule = typer.Typer(no_args_is_help=True, help="See and change the schedules of a config.", rich_markup_mode=None)


@schedule.command(name="list")
def list_(config: ConfigPath = None, as_json: AsJson = False) -> None:  # noqa: FBT002
    """List the schedules of the config and when they fire next.

    \b
    parquetry schedule list
    """
    from parquetry_flows.serving import schedules  # noqa: PLC0415

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
    from parquetry_flows.cli import config_file  # noqa: PLC0415
    from parquetry_flows.serving import schedules  # noqa: PLC0415

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
    from parquetry_flows.cli import config_file  # noqa: PLC0415

    config_file.set_paused(options.config_path(config), name, paused=True)
    typer.echo(f"{name} is paused")


@schedule.command()
def resume(name: Annotated[str, typer.Argument(help="Name of the schedule.")], config: ConfigOption = None) -> None:
    """Start runs by a paused schedule again; restart `parquetry serve` to apply it.

    \b
    parquetry schedule resume nightly
    """
    from parquetry_flows.cli import config_file  # noqa: PLC0415

    config_file.set_paused(options.config_path(config), name, paused=False)
    typer.echo(f"{name} is resumed")


@schedule.command()
def trigger(config: ConfigPath = None, state: StatePath = None) -> None:
    """Start a run on the running `parquetry serve`, as soon as none is under way.

    \b
    parquetry schedule trigger
    """
    from parquetry_flows.serving import serve as serving  # noqa: PLC0415

    settings = options.config(config, None, None, state)
    # Not through the config: a run is started on the server that is there now.
    with serving.server_of(settings.run.state):
        typer.echo(f"run {serving.trigger(settings.dataset, 'trigger')} is triggered")


@schedule.command()
def crontab(config: ConfigPath = None) -> None:
    """Print lines for `crontab -e` that do the same without a server; paste them below your own.

    \b
    parquetry schedule crontab
    """
    from parquetry_flows.serving import crontab as cron  # noqa: PLC0415

    typer.echo(cron.lines(options.config(config), options.config_path(config)))


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
    from parquetry_flows.serving import systemd as units  # noqa: PLC0415

    settings, path = options.config(config), options.config_path(config)
    # Printed by default: nothing is put into the user's systemd unasked.
    if write is None:
        typer.echo(units.text(settings, path))
        return
    # One path a line, to be piped into other commands.
    for written in units.write(settings, path, write):
        typer.echo(str(written))


COMMANDS = (status, clean, serve, add_check)
