"""Commands about runs and the state folder: status, clean."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from parquetry_flows import options
from parquetry_flows.options import AsJson, ConfigOption, ConfigPath

MIB = 1024 * 1024


def status(config: ConfigPath = None, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Say what is published, whether a run is under way, and how the last ones ended, those included that died.

    \b
    parquetry status
    """
    from parquetry.dataset import manifest, store  # noqa: PLC0415 (each command imports what it uses)
    from parquetry_flows import journal, show  # noqa: PLC0415

    settings = options.config(config)
    root = settings.output.path / settings.dataset
    now = store.current(root)
    entries = [entry for entry in journal.entries(settings.run.state) if entry.dataset == settings.dataset]
    holder = store.holder(root)
    if as_json:
        options.print_json({"dataset": settings.dataset, "current": now, "held": holder,
                            "runs": [asdict(entry) for entry in entries]})  # fmt: skip
        return
    created = manifest.created(root / "versions" / now) if now else ""
    show.status(settings.dataset, f"{now}, published {created}" if now else "nothing is published yet", holder, entries)


def clean(
    config: ConfigOption = None,
    days: Annotated[float, typer.Option(help="Remove what no run has used for so many days.", min=0)] = 30,
    mib: Annotated[int, typer.Option(help="Then what was longest unused, until no more is left, in MiB.", min=0)] = 10_240,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:  # fmt: skip
    """Bound the state folder: what interrupted runs left, and artifacts by age and size. Nothing published is touched.

    \b
    parquetry clean
    parquetry clean --days 7 --mib 1000
    """
    from parquetry_flows import clean as cleaning  # noqa: PLC0415

    state = options.config(config).run.state
    found = cleaning.clean(state, days=days, most_bytes=mib * MIB)
    if as_json:
        options.print_json(asdict(found))
    else:
        typer.echo(f"{state}: {found.removed} removed ({found.removed_bytes / MIB:.1f} MiB), "
                   f"{found.kept} kept ({found.kept_bytes / MIB:.1f} MiB)")  # fmt: skip


COMMANDS = (status, clean)
