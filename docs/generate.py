"""Generate the pages that say what the code says: tables, configuration, commands, and the floors of quality.

python docs/generate.py            write them
python docs/generate.py --check    end with 1 if any is not what it would be
"""

from __future__ import annotations

import inspect
import json
import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import typer
from pydantic import BaseModel

from parquetry import config
from parquetry.check import invariants
from parquetry.config import Config, Schedule
from parquetry.model import contract

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

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
    text = column.description.replace("|", "\\|")
    if column.allowed and len(column.allowed) < 20 and not column.type.startswith("list"):  # noqa: PLR2004 (fits a line)
        text += f" One of: {', '.join(column.allowed)}."
    return f"| `{column.name}` | {column.type}{'?' if column.nullable else ''} | {text} |"


def configuration() -> str:
    """Return every key of the config: its allowed values, its default, what it does, and an example of each section."""
    lines = [
        MADE,
        "# Configuration",
        "",
        "One TOML file, by default `parquetry.toml` in the current folder. Relative paths start at the folder of that file. "
        "An unknown key or a value out of bounds stops a run before work starts; the message lists the known keys. "
        "`parquetry init` writes a file with every key as a comment.",
        "",
        "A key without a default is unset: leave it out, or set it.",
        "",
    ]
    examples = example_sections()
    for name, model in sections("", Config):
        lines += [f"## {f'[{name}]' if name else 'Top level'}", "", _summary(model), ""]
        lines += ["| key | allowed | default | what it does |", "|---|---|---|---|", *_keys(model), ""]
        if name in examples:
            lines += ["```toml", examples[name], "```", ""]
    return "\n".join(lines)


def sections(prefix: str, model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield the name of each section as TOML writes it, and its model; the top level has no name."""
    yield prefix, model
    for key, field in model.model_fields.items():
        name = f"{prefix}.{key}" if prefix else key
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from sections(name, field.annotation)
        elif key == "schedule":
            yield f"[{name}]", Schedule


def example_sections() -> dict[str, str]:
    """Return the example of each section: docs/configuration.toml cut at its headers, same names together."""
    text = (DOCS / "configuration.toml").read_text(encoding="utf-8").split("\n", 1)[1]
    found: dict[str, str] = {}
    for part in re.split(r"\n(?=\[)", text):
        header = re.match(r"\[(\[?[\w.]+\]?)\]", part)
        name = header[1] if header else ""
        found[name] = f"{found[name]}\n\n{part.strip()}" if name in found else part.strip()
    return found


def _summary(model: type[BaseModel]) -> str:
    return inspect.cleandoc(model.__doc__ or "").split("\n\n")[0].replace("\n", " ")


def _keys(model: type[BaseModel]) -> Iterator[str]:
    for key, field in model.model_fields.items():
        if (isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)) or key == "schedule":
            continue
        default = "" if field.default is None else "required" if field.is_required() else f"`{_toml(field.default)}`"
        yield f"| `{key}` | {_allowed(field)} | {default} | {(field.description or '').replace('|', '&#124;')} |"


def _toml(value: object) -> str:
    """Return a default as TOML writes it."""
    if isinstance(value, Path):
        return f'"{value}"'
    return json.dumps(list(value) if isinstance(value, tuple) else value)


BOUNDS = ("ge", "gt", "le", "pattern", "max_length")
NAMES_OF_TYPES = {bool: "true or false", int: "whole number", float: "number", str: "text", Path: "path"}


def _allowed(field: FieldInfo) -> str:
    """Return in words which values a key takes."""
    found = {
        name: getattr(item, name) for item in field.metadata for name in BOUNDS if getattr(item, name, None) is not None
    }
    words = "one character" if found.get("max_length") == 1 else _type_in_words(field.annotation)
    if found.get("pattern") == config.NAME:
        return f"{words}: letters, digits, `.`, `_` and `-`, at most 100"
    if "pattern" in found:
        return f"{words} that matches <code>{found['pattern'].replace('|', '&#124;')}</code>"
    if "ge" in found and "le" in found:
        return f"{words}, {found['ge']:g} to {found['le']:g}"
    if "ge" in found:
        return f"{words}, {found['ge']:g} or more"
    return f"{words}, more than {found['gt']:g}" if "gt" in found else words


def _type_in_words(annotation: object) -> str:
    inner = [argument for argument in get_args(annotation) if argument not in {type(None), Ellipsis}]
    origin = get_origin(annotation)
    if origin is Literal:
        return ", ".join(f'`"{value}"`' for value in inner)
    if origin is tuple:
        return f"list of {_type_in_words(inner[0])}"
    if origin is dict:
        return f"table of {_type_in_words(inner[0])} to {_type_in_words(inner[1])}"
    if origin is not None:  # a union, often with None
        return " or ".join(_type_in_words(argument) for argument in inner)
    return NAMES_OF_TYPES.get(annotation) or getattr(annotation, "__name__", str(annotation))  # type: ignore[call-overload]


def _help(text: str) -> Iterator[str]:
    """Yield the paragraphs of a command's help; those that are command lines as shell."""
    for paragraph in text.replace("\b\n", "").strip().split("\n\n"):
        lines = paragraph.strip().splitlines()
        if all(line.startswith("parquetry ") for line in lines):
            yield from ("```sh", *lines, "```", "")
        else:
            yield from (" ".join(line.strip() for line in lines), "")


def commands() -> str:
    """Return the help of every command."""
    from parquetry_flows.cli.main import app  # noqa: PLC0415

    group: Any = typer.main.get_command(app)
    lines = [
        MADE,
        "# Commands",
        "",
        "Results go to standard output, progress and messages to standard error. [Troubleshooting](troubleshooting.md) "
        "has the exit codes. `parquetry --debug` shows the traceback of an error.",
        "",
    ]
    inner = {
        f"{name} {sub}": subcommand
        for name, command in group.commands.items()
        for sub, subcommand in getattr(command, "commands", {}).items()
    }
    for name, command in {**group.commands, **inner}.items():
        lines += [f"## parquetry {name}", "", *_help(command.help or "")]
        if command.params:
            lines += ["| argument | what it does |", "|---|---|"]
        for parameter in command.params:
            is_option = parameter.param_type_name == "option"
            usage = ", ".join(parameter.opts) if is_option else parameter.name.upper()
            lines.append(f"| `{usage}` | {parameter.help or ''} |")
        lines.append("")
    return "\n".join(lines)


FLOORS = re.compile(r"(?<=<!-- floors -->\n).*?(?=<!-- end of floors -->)", re.DOTALL)


def quality() -> str:
    """Return the page about quality with the floors as the tests hold them now."""
    floors = tomllib.loads((DOCS.parent / "benchmarks" / "quality.toml").read_text(encoding="utf-8"))["floors"]
    limits = ("wrong", "error")  # a share that must stay below its number, not above
    lines = ["", "| measure | at least | at most |", "|---|---|---|"]
    lines += [
        f"| {name} | | {value} |" if name.endswith(limits) else f"| {name} | {value} | |" for name, value in floors.items()
    ]
    return FLOORS.sub("\n".join([*lines, "", ""]).replace("\\", ""), (DOCS / "quality.md").read_text(encoding="utf-8"))


PAGES = {"tables.md": tables, "configuration.md": configuration, "commands.md": commands, "quality.md": quality}


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
