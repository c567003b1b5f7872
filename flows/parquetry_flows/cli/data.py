"""Commands about published data: verify, versions, diff, rollback, export, report."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from parquetry.errors import ConfigError, DamageError, StorageError
from parquetry_flows.cli import options
from parquetry_flows.cli.options import AsJson, ConfigOption, DatasetOption, DatasetPath, InputPath

VersionName = Annotated[str, typer.Option("--version", help="Name of a version, or `current`.")]


def verify(  # noqa: PLR0913 (its options)
    dataset: DatasetPath = None,
    version: VersionName = "current",
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make it anew from its input, and compare every byte.")] = False,  # noqa: FBT002
    config: ConfigOption = None,
    input_: InputPath = None,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Check a published version: the digest of every file, schemas, and what must hold between the tables.

    \b
    parquetry verify
    parquetry verify data/processed/sample --version v-0123456789ab
    parquetry verify --rebuild
    """
    from parquetry.dataset.verify import verify as look  # noqa: PLC0415
    from parquetry.publish import store  # noqa: PLC0415 (each command imports what it uses)
    from parquetry_flows.cli import render  # noqa: PLC0415

    settings = options.config(config, input_) if rebuild or config or dataset is None else None
    root = dataset or (settings.output.path / settings.dataset if settings else options.dataset(None))
    folder = store.resolve(root, version)
    found = look(folder)
    anew = None
    if rebuild and settings is not None and found.sound:
        from parquetry_flows.running import run as runs  # noqa: PLC0415

        anew = runs.rebuild(settings, folder)
    if as_json:
        options.print_json(
            {
                "version": folder.name,
                "sound": found.sound,
                **asdict(found),
                "rebuilt": asdict(anew) | {"same": anew.same} if anew else None,
            }
        )
    else:
        render.verified(folder.name, found, anew)
    if not found.sound:
        lines = [f"  {path}: {what}" for path, what in found.damaged]
        lines += [f"  {one.table}.{one.check}: {one.detail}" for one in found.findings]
        raise DamageError("\n".join([f"{folder} is damaged:", *lines]))
    if anew is not None and not anew.same:
        lines = [f"  {path}" for path in anew.files]
        why = anew.why or ("input, config, code and models are the same: this is a bug of ours",)
        raise DamageError(
            "\n".join([f"{folder} made anew has other bytes in:", *lines, "because:", *(f"  {one}" for one in why)])
        )


def versions(dataset: DatasetPath = None, as_json: AsJson = False) -> None:  # noqa: FBT002
    """List the published versions of a dataset, oldest first; the current one is marked."""
    from parquetry.publish import manifest, store  # noqa: PLC0415

    root = options.dataset(dataset)
    now = store.current(root)
    found = [(name, manifest.created(root / "versions" / name), name == now) for name in store.versions(root)]
    if not found:
        message = f"no dataset at {root}; publish one with `parquetry run`"
        raise StorageError(message)
    if as_json:
        options.print_json([{"version": name, "created": when, "current": is_now} for name, when, is_now in found])
        return
    for name, when, is_now in found:
        typer.echo(f"{name}  {when}{'  current' if is_now else ''}")


def diff(
    before: Annotated[str, typer.Argument(help="Name of a version.")],
    after: Annotated[str, typer.Argument(help="Name of another.")] = "current",
    dataset: DatasetOption = None,
    rows: Annotated[int, typer.Option(help="Rows of each table to list one by one, 0 for none.", min=0)] = 3,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Show what changed between two versions: documents added, removed and changed, and which rows of each table.

    \b
    parquetry diff v-0123456789ab
    parquetry diff v-0123456789ab v-ba9876543210 --dataset data/processed/sample
    """
    from parquetry.dataset import diff  # noqa: PLC0415
    from parquetry.publish import store  # noqa: PLC0415
    from parquetry_flows.cli import render  # noqa: PLC0415

    root = options.dataset(dataset)
    found = diff.compare(store.resolve(root, before), store.resolve(root, after), rows)
    if as_json:
        options.print_json(asdict(found))
    else:
        render.difference(found)


def rollback(
    version: Annotated[str, typer.Argument(help="Name of the version to go back to.")], dataset: DatasetOption = None
) -> None:
    """Make an older version the current one again, in one step; it is verified first, and nothing is removed.

    \b
    parquetry rollback v-0123456789ab
    """
    from parquetry_flows.running import run as runs  # noqa: PLC0415

    root = options.dataset(dataset)
    before = runs.restore(root, version)
    typer.echo(f"{root.name}: {version} is current, instead of {before}")


def export(
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="Folder of the dataset.")],
    folder: Annotated[Path, typer.Argument(metavar="DEST", help="Folder to write: a new or an empty one.")],
    to: Annotated[
        str | None, typer.Option("--to", help="conllu, docbin, jsonl (doccano, Label Studio), brat or csv.")
    ] = None,
    version: VersionName = "current",
) -> None:
    """Write a version in a format that annotation tools, trainers or spreadsheets read.

    \b
    parquetry export --to docbin data/processed/sample train
    parquetry export --to csv data/processed/sample tables
    """
    from parquetry.export import FORMATS  # noqa: PLC0415
    from parquetry.export import export as write  # noqa: PLC0415
    from parquetry.publish import store  # noqa: PLC0415

    if to is None:
        message = f"name a format with --to. Known: {', '.join(sorted(FORMATS))}"
        raise ConfigError(message)
    count = write(store.resolve(dataset, version), to, folder)
    typer.echo(f"{folder}: {count} {'tables' if to == 'csv' else 'documents'} as {to}")


def report(dataset: DatasetPath = None, version: VersionName = "current") -> None:
    """Open the page of a version in the browser, and print where it is.

    \b
    parquetry report
    """
    from parquetry.publish import store  # noqa: PLC0415

    path = store.resolve(options.dataset(dataset), version) / "report.html"
    typer.echo(str(path))
    if typer.get_text_stream("stdout").isatty():
        typer.launch(path.absolute().as_uri())


COMMANDS = (verify, versions, diff, rollback, export, report)
