"""Commands about runs and the state folder: status, clean, serve, schedule."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from parquetry_flows.cli import options
from parquetry_flows.cli.options import AsJson, ConfigOption, ConfigPath

MIB = 1024 * 1024


def status(config: ConfigPath = None, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Say what is published, whether a run is under way, and how the last ones ended, those included that died.

    \b
    parquetry status
    """
    from parquetry.publish import manifest, store  # noqa: PLC0415 (each command imports what it uses)
    from parquetry_flows.cli import render  # noqa: PLC0415
    from parquetry_flows.running import history  # noqa: PLC0415

    settings = options.config(config)
    root = settings.output.path / settings.dataset
    now = store.current(root)
    entries = [entry for entry in history.entries(settings.run.state) if entry.dataset == settings.dataset]
    holder = store.holder(root)
    if as_json:
        options.print_json(
            {"dataset": settings.dataset, "current": now, "held": holder, "runs": [asdict(entry) for entry in entries]}
        )
        return
    created = manifest.created(root / "versions" / now) if now else ""
    render.status(settings.dataset, f"{now}, published {created}" if now else "nothing is published yet", holder, entries)


def clean(
    config: ConfigOption = None,
    days: Annotated[float, typer.Option(help="Remove what no run has used for so many days.", min=0)] = 30,
    mib: Annotated[int, typer.Option(help="Then what was longest unused, until no more is left, in MiB.", min=0)] = 10_240,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Bound the state folder: what interrupted runs left, and artifacts by age and size. Nothing published is touched.

    \b
    parquetry clean
    parquetry clean --days 7 --mib 1000
    """
    from parquetry_flows.running import cache_cleanup as cleaning  # noqa: PLC0415

    state = options.config(config).run.state
    found = cleaning.clean(state, days=days, most_bytes=mib * MIB)
    if as_json:
        options.print_json(asdict(found))
    else:
        typer.echo(
            f"{state}: {found.removed} removed ({found.removed_bytes / MIB:.1f} MiB), "
            f"{found.kept} kept ({found.kept_bytes / MIB:.1f} MiB)"
        )


def serve(config: ConfigPath = None) -> None:
    """Keep a Prefect server and the schedules of the config running, until Ctrl-C.

    \b
    parquetry schedule add nightly --cron "0 3 * * *" --timezone Europe/Berlin
    parquetry serve
    """
    from parquetry_flows.serving import serve as serving  # noqa: PLC0415

    serving.serve(options.config(config), typer.echo)


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
        options.print_json([one.model_dump(mode="json") for one in settings.schedule])
        return
    for one in settings.schedule:
        typer.echo(f"{one.name}: {schedules.describe(one)}{', paused' if one.paused else ''}")
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
    """Add a schedule to the config; a `serve` that is running takes it up when it is started again.

    \b
    parquetry schedule add nightly --cron "0 3 * * *" --timezone Europe/Berlin
    parquetry schedule add changes --watch 10
    """
    from parquetry_flows.serving import schedules  # noqa: PLC0415

    given = {"name": name, "cron": cron, "interval": interval, "rrule": rrule, "watch": watch, "timezone": timezone}
    path = options.config_path(config)
    schedules.added(path, {key: value for key, value in given.items() if value is not None})
    typer.echo(f"{path}: {name}: {schedules.describe(schedules.named(options.config(path), name))}")


@schedule.command()
def pause(name: Annotated[str, typer.Argument(help="Name of the schedule.")], config: ConfigOption = None) -> None:
    """Keep a schedule in the config, but do not fire it.

    \b
    parquetry schedule pause nightly
    """
    from parquetry_flows.serving import schedules  # noqa: PLC0415

    schedules.paused(options.config_path(config), name, pause=True)
    typer.echo(f"{name} is paused")


@schedule.command()
def resume(name: Annotated[str, typer.Argument(help="Name of the schedule.")], config: ConfigOption = None) -> None:
    """Fire a paused schedule again.

    \b
    parquetry schedule resume nightly
    """
    from parquetry_flows.serving import schedules  # noqa: PLC0415

    schedules.paused(options.config_path(config), name, pause=False)
    typer.echo(f"{name} is fired again")


@schedule.command()
def trigger(config: ConfigPath = None) -> None:
    """Ask the server that is kept for a run now.

    \b
    parquetry schedule trigger
    """
    from parquetry_flows.serving import serve as serving  # noqa: PLC0415

    settings = options.config(config)
    with serving.served(settings.run.state):
        typer.echo(f"{serving.trigger(settings.dataset)} is asked for")


@schedule.command()
def crontab(config: ConfigPath = None) -> None:
    """Print the lines of a crontab that do the same without a server.

    \b
    parquetry schedule crontab | crontab -
    """
    from parquetry_flows.serving import schedules  # noqa: PLC0415

    typer.echo(schedules.crontab(options.config(config), options.config_path(config)))


@schedule.command()
def systemd(config: ConfigPath = None) -> None:
    """Print the units of systemd that do the same without a server.

    \b
    parquetry schedule systemd
    """
    from parquetry_flows.serving import schedules  # noqa: PLC0415

    typer.echo(schedules.systemd(options.config(config), options.config_path(config)))


COMMANDS = (status, clean, serve)
