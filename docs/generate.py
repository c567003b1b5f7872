"""Generate the pages that say what the code says: docs/tables.md, docs/configuration.md, docs/commands.md.

python docs/generate.py            write them
python docs/generate.py --check    end with 1 if any is not what it would be
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from parquetry.check import invariants
from parquetry.config import Config, Schedule
from parquetry.model import contract

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parent
MADE = "<!-- made by `make docs`; do not edit -->\n"


def tables() -> str:
    """Return the data dictionary."""
    lines = [
        MADE,
        "# Tables",
        "",
        f"Contract {contract.CONTRACT}. `start` and `end` are half-open, in Unicode code points, into "
        "`documents.text`; `source_start` and `source_end` half-open, in bytes, into the source bytes. A "
        "column is nullable only where the type ends in `?`. The same descriptions are in the field metadata of the "
        "Parquet files.",
        "",
    ]
    rules = invariants.rules()
    for table in contract.TABLES:
        lines += [
            f"## {table.name}",
            "",
            table.description,
            "",
            f"Key, and order of rows: {', '.join(table.key)}.",
            "",
            "| column | type | description |",
            "|---|---|---|",
        ]
        lines += [_column(column) for column in table.columns]
        lines += [
            "",
            "Checked between tables: " + ", ".join(f"`{name}`" for owner, name in rules if owner == table.name) + ".",
        ]
        lines.append("")
    return "\n".join(lines)


def _column(column: contract.Column) -> str:
    said = column.description.replace("|", "\\|")
    if column.allowed and len(column.allowed) < 20 and not column.type.startswith("list"):  # noqa: PLR2004 (fits a line)
        said += f" One of: {', '.join(column.allowed)}."
    return f"| `{column.name}` | {column.type}{'?' if column.nullable else ''} | {said} |"


def configuration() -> str:
    """Return every key of the config with its default."""
    lines = [
        MADE,
        "# Configuration",
        "",
        "One TOML file. Relative paths are relative to its folder; an unknown key is an error that lists the known "
        "ones. `parquetry init` writes a file with all of this as comments.",
        "",
        "| key | default | what it does |",
        "|---|---|---|",
    ]
    lines += _section("", Config())
    return "\n".join(lines) + "\n"


def _section(prefix: str, section: BaseModel) -> Iterator[str]:
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if isinstance(value, BaseModel):
            yield from _section(f"{prefix}{name}.", value)
        elif name == "schedule":
            yield from (
                f"| `[[schedule]]` `{key}` | {'' if inner.default in (None, PydanticUndefined) else f'`{inner.default}`'} | "
                f"{inner.description} |"
                for key, inner in Schedule.model_fields.items()
            )
        else:
            shown = "" if value is None else f"`{list(value) if isinstance(value, tuple) else value}`"
            yield f"| `{prefix}{name}` | {shown} | {field.description} |"


def commands() -> str:
    """Return the help of every command."""
    from parquetry_flows.cli.main import app  # noqa: PLC0415

    group: Any = typer.main.get_command(app)
    lines = [
        MADE,
        "# Commands",
        "",
        "Results go to standard output, progress and messages to standard error.",
        "",
        "Exit codes: 0 ok, 1 bug, 2 usage or config, 3 rejects over the limit, 4 validation failed, 5 I/O, 6 damage "
        "found, 7 orchestrator unreachable, 75 locked, 130 and 143 signals. `parquetry --debug` shows the traceback of "
        "an error.",
        "",
    ]
    inner = {
        f"{name} {sub}": one
        for name, command in group.commands.items()
        for sub, one in getattr(command, "commands", {}).items()
    }
    for name, command in {**group.commands, **inner}.items():
        shown = (command.help or "").replace("\b\n", "").strip()
        lines += [f"## parquetry {name}", "", "```text", shown, "```", "", "| argument | what it does |", "|---|---|"]
        for parameter in command.params:
            shown = ", ".join(parameter.opts) if parameter.param_type_name == "option" else parameter.name.upper()
            lines.append(f"| `{shown}` | {parameter.help or ''} |")
        lines.append("")
    return "\n".join(lines)


PAGES = {"tables.md": tables, "configuration.md": configuration, "commands.md": commands}


def main() -> int:
    """Write the pages, or check them."""
    stale = []
    for name, page in PAGES.items():
        text = page()
        if "--check" not in sys.argv:
            (DOCS / name).write_text(text, encoding="utf-8")
        elif (DOCS / name).read_text(encoding="utf-8") != text:
            stale.append(name)
    if stale:
        sys.stderr.write(f"not what the code says: {', '.join(stale)}; run `make docs`\n")
    return bool(stale)


if __name__ == "__main__":
    sys.exit(main())
