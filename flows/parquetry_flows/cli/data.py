"""Commands about published data: trace, versions, diff, rollback, tag, prune, export, report."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parquetry import export as exports
from parquetry.dataset import diff as differences
from parquetry.dataset import query as asking
from parquetry.dataset import versions as published
from parquetry.dataset.forget import Wanted
from parquetry.dataset.reader import reading
from parquetry.errors import ConfigError, DamageError
from parquetry.export import known
from parquetry.export.database_urls import without_password
from parquetry.export.redact import read_key
from parquetry.model import version_tables
from parquetry.publish import store
from parquetry_flows.cli import options, render, render_rows
from parquetry_flows.cli.options import AsJson, ConfigOption, DatasetOption, DatasetPath, StatePath, VersionName
from parquetry_flows.running import forgetting
from parquetry_flows.running import run as runs

if TYPE_CHECKING:
    from parquetry.config import Config

# What an export counts, by its format; of all others documents.
_WRITTEN = {
    **dict.fromkeys(("csv", "duckdb", "hub", "hive-language", "hive-year"), "tables"),
    **dict.fromkeys(exports.UPDATED, "tables changed"),
}
ExportFormat = Annotated[
    str | None,
    typer.Option(
        "--to",
        help="conllu, docbin, jsonl (doccano, Label Studio), brat, csv, duckdb, delta, iceberg, postgres, hub, "
        "hive-language or hive-year.",
    ),
]
RedactKey = Annotated[
    Path | None, typer.Option(help="File with a key of yours: personal data is replaced by pseudonyms made with it.")
]


def query(  # noqa: PLR0913 (its options)
    sql: Annotated[str, typer.Argument(metavar="SQL", help="A query of DuckDB over the tables and views.")],
    dataset: DatasetOption = None,
    version: VersionName = "current",
    config: ConfigOption = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the result as CSV.")] = False,  # noqa: FBT002
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Ask a published version in SQL: its tables, and the views of its `views.sql` with the thresholds of the config.

    \b
    parquetry query "SELECT label, text, count(*) AS n FROM mentions GROUP BY ALL ORDER BY n DESC LIMIT 10"
    parquetry query "SELECT source_path, fails FROM quality WHERE NOT passes_gopher" --csv
    """
    settings = options.config(config)
    root = dataset or settings.output.path / settings.dataset
    folder = store.resolve(root, version)
    with reading(folder):
        answer = asking.query(folder, sql, settings.quality)
    if as_json:
        names = asking.distinct(answer.columns)
        options.print_json([dict(zip(names, row, strict=True)) for row in answer.rows])
    else:
        render_rows.rows(answer, as_csv=as_csv)


def versions(dataset: DatasetPath = None, as_json: AsJson = False) -> None:  # noqa: FBT002
    """List the published versions of a dataset, oldest first, with their documents, rows and size."""
    outcome = published.versions(options.dataset(dataset))
    if as_json:
        options.print_json([asdict(info) for info in outcome])
    else:
        render.versions(outcome)


def tag(
    name: Annotated[str, typer.Argument(help="The tag, as release-1.")],
    version: Annotated[str, typer.Argument(help="Name of a version, or `current`.")] = "current",
    remove: Annotated[bool, typer.Option("--remove", help="Take the tag away.")] = False,  # noqa: FBT002
    dataset: DatasetOption = None,
) -> None:
    """Name a version, so that commands find it by the name and `prune` keeps it.

    \b
    parquetry tag release-1
    parquetry tag release-1 v-0123456789ab
    parquetry tag release-1 --remove
    """
    root = options.dataset(dataset)
    if remove:
        published.untag(root, name)
        typer.echo(f"{root.name}: {name} is removed")
        return
    typer.echo(f"{root.name}: {name} is {published.tag(root, name, version)}")


def prune(
    keep: Annotated[int, typer.Option(help="How many of the newest versions to keep.", min=1)],
    keep_tagged: Annotated[bool, typer.Option(help="Keep versions with a tag too.")] = True,  # noqa: FBT002
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what would be removed; remove nothing.")] = False,  # noqa: FBT002
    dataset: DatasetOption = None,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Remove old versions of a dataset; the current one and a pinned one always stay.

    \b
    parquetry prune --keep 10 --dry-run
    parquetry prune --keep 3 --no-keep-tagged
    """
    outcome = published.prune(options.dataset(dataset), keep, keep_tagged=keep_tagged, dry_run=dry_run)
    if as_json:
        options.print_json(asdict(outcome))
    else:
        render.pruned(outcome, dry_run=dry_run)


def forget(  # noqa: PLR0913 (its options)
    name: Annotated[
        str | None,
        typer.Argument(metavar="[DOC_ID | PATH]", help="A document's doc_id, or the source_path of one or of a file."),
    ] = None,
    entity: Annotated[str | None, typer.Option(help="An entity_id: forget every document that mentions it.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what would be removed; remove nothing.")] = False,  # noqa: FBT002
    dataset: DatasetOption = None,
    config: ConfigOption = None,
    state: StatePath = None,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Remove documents from every version, the cache, exports and the object store; a salted hash and a date stay.

    All documents of the same content go. The input is not touched: a forgotten document that is still there, or comes back,
    is rejected as `forgotten`. This cannot be undone.

    \b
    parquetry forget letters/1911-05-03.txt --dry-run
    parquetry forget letters/1911-05-03.txt
    parquetry forget --entity 0123456789abcdef0123456789abcdef
    """
    if (not name) is (not entity):
        message = "name a document by its doc_id or its source_path, or an entity with --entity"
        raise ConfigError(message)
    settings = _of_dataset(options.config(config, None, None, state), dataset)
    with reading(settings.output.path / settings.dataset):
        outcome = forgetting.forget(settings, Wanted(name and options.stored_name(name), entity), dry_run=dry_run)
    if as_json:
        options.print_json(asdict(outcome))
    else:
        render.forgotten(outcome, dry_run=dry_run)


def _of_dataset(settings: Config, dataset: Path | None) -> Config:
    """Return a config as it is for the dataset in another folder, if one is named."""
    if dataset is None:
        return settings
    folder = dataset.absolute()
    output = settings.output.model_copy(update={"path": folder.parent})
    return settings.model_copy(update={"dataset": folder.name, "output": output})


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
    root = options.dataset(dataset)
    with reading(root):
        outcome = differences.compare(store.resolve(root, before), store.resolve(root, after), rows)
    if as_json:
        options.print_json(asdict(outcome))
    else:
        render.difference(outcome)


def rollback(
    version: Annotated[str | None, typer.Argument(help="Name of the version to go back to.")] = None,
    unpin: Annotated[bool, typer.Option("--unpin", help="Let the next run decide what is current.")] = False,  # noqa: FBT002
    dataset: DatasetOption = None,
) -> None:
    """Make an older version the current one and pin it: runs still publish, but it stays current until --unpin.

    The version is verified first, and nothing is removed.

    \b
    parquetry rollback v-0123456789ab
    parquetry rollback --unpin
    """
    # Both or neither: either way it is not clear what is wanted.
    if (version is None) is not unpin:
        message = "name a version to go back to, or say --unpin"
        raise ConfigError(message)
    root = options.dataset(dataset)
    if version is None:
        # None where nothing was pinned: no error, for what was asked for is the case.
        name = runs.release(root)
        typer.echo(f"{root.name}: {f'{name} is no longer pinned' if name else 'no version was pinned'}")
        return
    # `current` and tags are names too: what is said is which version that is now.
    name = store.resolve(root, version).name
    # The replaced version is named, so that going back once more needs no search.
    before = runs.restore(root, name)
    instead = "as before" if before == name else f"instead of {before}"
    typer.echo(
        f"{root.name}: {name} is current, {instead}, and pinned: versions of later runs are kept, but do not become "
        "current until `parquetry rollback --unpin`"
    )


def export(  # noqa: PLR0913 (its options)
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="Folder of the dataset.")],
    destination: Annotated[
        str, typer.Argument(metavar="DEST", help="Folder to write, a new or an empty one, or database or catalog.")
    ],
    to: ExportFormat = None,
    version: VersionName = "current",
    redact: RedactKey = None,
    redact_names: Annotated[bool, typer.Option("--redact-names", help="With --redact: names of people too.")] = False,  # noqa: FBT002
) -> None:
    """Write a version in a format that annotation tools, trainers, spreadsheets or databases read.

    To delta, iceberg and postgres, each further export to the same place writes what changed since the last.

    \b
    parquetry export --to docbin data/processed/sample train
    parquetry export --to csv data/processed/sample tables
    parquetry export --to delta data/processed/sample lake
    parquetry export --to iceberg data/processed/sample lake#sample
    parquetry export --to postgres data/processed/sample postgresql://user@host/database
    parquetry export --to jsonl data/processed/sample shared --redact key.txt --redact-names
    """
    # Not an argument of its own: formats are named where the message can list them.
    if to is None:
        message = f"name a format with --to. Known: {', '.join(exports.formats())}"
        raise ConfigError(message)
    source = store.resolve(dataset, version)
    if to not in exports.DATABASES:
        options.refuse_within_input(destination)
    redacting = _redacting(redact, names=redact_names)
    with reading(source):
        count = exports.export(source, to, destination, redacting)
    _remember_export(dataset, destination, to, source.name)
    if redacting is not None and (left_out := sorted(version_tables.own(source))):
        why = "nobody knows what personal data is in tables of plugins, so that nothing can be replaced there"
        render.message(f"left out: {', '.join(left_out)}; {why}")
    typer.echo(f"{without_password(destination)}: {count} {_WRITTEN.get(to, 'documents')} as {to}")


def _redacting(key: Path | None, *, names: bool) -> exports.Redacting | None:
    """Return how an export replaces personal data; null if it replaces none.

    Raises:
        ConfigError: the key cannot be read, or names are to be replaced without one.
    """
    if key is not None:
        return exports.Redacting(read_key(key), names)
    if names:
        message = "--redact-names needs --redact KEY"
        raise ConfigError(message)
    return None


def _remember_export(dataset: Path, destination: str, to: str, version: str) -> None:
    """Note where a version was exported to, or say that it cannot be noted."""
    try:
        known.remember(dataset, destination, to, version)
    except OSError as error:
        render.message(f"{dataset} cannot be written ({error.strerror}): `parquetry forget` will not know of this export")


def report(dataset: DatasetPath = None, version: VersionName = "current") -> None:
    """Open the page of a version in the browser, and print where it is.

    \b
    parquetry report
    """
    path = store.resolve(options.dataset(dataset), version) / "report.html"
    if not path.is_file():
        message = f"{path} is gone; `parquetry verify` names what else is damaged"
        raise DamageError(message)
    typer.echo(str(path))
    # In a pipe only the path is wanted: parquetry report | xargs cp -t /srv/www
    if typer.get_text_stream("stdout").isatty():
        typer.launch(path.absolute().as_uri())
