"""Card: what a version says of itself to people, to Hugging Face, and to Frictionless and Croissant tools."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from parquetry.model import contract, version_tables
from parquetry.publish.croissant import croissant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

# Frictionless has no type for bytes.
_FRICTIONLESS = {
    "string": "string",
    "binary": "any",
    "int8": "integer",
    "int32": "integer",
    "int64": "integer",
    "float32": "number",
    "float64": "number",
    "bool": "boolean",
}


def write(version: Path, dataset: str, rows: Mapping[str, int]) -> None:
    """Write `README.md`, `datapackage.json` and `croissant.json` of a staged version; `rows` counts each table's."""
    # The name under which Hugging Face looks for a dataset's card.
    (version / "README.md").write_text(card(dataset, rows, version_tables.own(version).values()), encoding="utf-8")
    for name, value in (("datapackage", package(version, dataset)), ("croissant", croissant(version, dataset))):
        text = json.dumps(value, indent=1, sort_keys=True)
        (version / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def card(dataset: str, rows: Mapping[str, int], own: Iterable[contract.Table] = ()) -> str:
    """Return the dataset card, with a Hugging Face configuration for each table that has rows: it loads no empty one.

    `own` are the tables that the version has beside those of the contract; their columns are listed.
    """
    own = list(own)
    # A version of an older release has no rows of a table that the contract got since, not even none.
    tables = [table for table in (*contract.TABLES, *own) if table.name in rows]
    # The first table, documents, is what Hugging Face shows when none is named.
    configs = "\n".join(
        f"- config_name: {table.name}\n  data_files: data/{table.name}/*.parquet" + ("\n  default: true" if not k else "")
        for k, table in enumerate(tables)
        if rows[table.name] or not k
    )
    table_rows = "\n".join(
        f"| `{table.name}` | {rows[table.name]:,} | {', '.join(f'`{key}`' for key in table.key)} | {table.description} |"
        for table in tables
    )
    return f"""---
pretty_name: {dataset}
configs:
{configs}
---
# {dataset}

Text repaired, segmented and searched for names by Parquetry; every character traced to its source bytes.

| table | rows | key | what it holds |
|---|---|---|---|
{table_rows}

`start` and `end` are half-open and count Unicode code points into `documents.text`; `source_start` and `source_end`
count bytes into the source. Columns are described in the Parquet files' own field metadata and in `datapackage.json`;
the rules every row was checked against are in `expectations/`; digests and lineage are in `manifest.json`.

{_columns(own)}```sql
SELECT m.label, m.text, count(*) FROM 'data/mentions/*.parquet' m GROUP BY ALL ORDER BY 3 DESC LIMIT 20;
```
"""


def _columns(own: Sequence[contract.Table]) -> str:
    """Return a list of the columns of each table that a plugin made; empty where there is none."""
    parts = []
    for table in own:
        lines = "\n".join(
            f"| `{column.name}` | {column.type}{', may be null' if column.nullable else ''} | {column.description} |"
            for column in table.columns
        )
        parts.append(
            f"Columns of `{table.name}`, made by a plugin:\n\n| column | type | what it holds |\n|---|---|---|\n{lines}\n\n"
        )
    return "".join(parts)


def package(version: Path, dataset: str) -> dict[str, object]:
    """Return the Frictionless data package of the tables, with the path of every part."""
    resources = []
    for table in version_tables.tables(version):
        # Every part: a reader of data packages does not look into folders.
        parts = sorted(path.relative_to(version).as_posix() for path in (version / "data" / table.name).glob("*.parquet"))
        fields = [_field(column) for column in table.columns]
        keys = [
            {"fields": list(reference.columns), "reference": {"resource": reference.table, "fields": list(reference.to)}}
            for reference in table.references
        ]
        schema = {"fields": fields, "primaryKey": list(table.key), "foreignKeys": keys}
        resources.append(
            {
                "name": table.name,
                "description": table.description,
                "path": parts,
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "schema": schema,
            }
        )
    return {"name": dataset.lower(), "contract": contract.CONTRACT, "resources": resources}


def _field(column: contract.Column) -> dict[str, object]:
    # The contract once more, in the words of Frictionless: `frictionless validate` can check a copy without us.
    constraints: dict[str, object] = {"required": not column.nullable}
    # Allowed values of a list are those of its items, which this constraint cannot say.
    if column.allowed and not column.type.startswith("list"):
        constraints["enum"] = list(column.allowed)
    if column.pattern:
        constraints["pattern"] = column.pattern
    if column.low is not None:
        constraints["minimum"] = column.low
    if column.high is not None:
        constraints["maximum"] = column.high
    # What is not in the map is a list.
    type_ = _FRICTIONLESS.get(column.type, "array")
    return {"name": column.name, "type": type_, "description": column.description, "constraints": constraints}
