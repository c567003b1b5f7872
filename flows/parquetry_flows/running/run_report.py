"""Run report: what a run came to, as Prefect's pages show it beside the run. Names of files are data there too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.publish.report.visible_text import visible
from parquetry_flows.running.explain import read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parquetry_flows.result import Result

MOST = 20
"""Rejects that are listed; the table rejects has all of them."""
# Characters with a meaning in markdown: a file named *draft*.txt keeps its asterisks.
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|<>~-])")


@dataclass(frozen=True, slots=True)
class Report:
    """What a run came to: its result, seconds by stage, and the first rejects as (file, reason, detail)."""

    result: Result
    seconds: Mapping[str, float]
    rejects: tuple[tuple[str, str, str], ...]


def report(result: Result, seconds: Mapping[str, float]) -> Report:
    """Return the report of a run, with the first rejects of its version."""
    rows = read_rows(result.path, "rejects", ["source_path", "source_record", "reason", "detail"])[:MOST]
    rejects = tuple((_place(row["source_path"], row["source_record"]), row["reason"], row["detail"]) for row in rows)
    return Report(result, seconds, rejects)


def _place(path: str, record: int) -> str:
    # -1 is `merge_partials.WHOLE_FILE`: the reject is about the file.
    return path if record < 0 else f"{path} record {record}"


def markdown(report: Report) -> str:
    """Return the report as markdown: the version, counts, rejects, seconds by stage."""
    result = report.result
    version = result.version
    lines = [
        f"## {_plain(version.dataset)} {version.name}",
        "",
        f"{'Published' if version.created else 'Nothing new: still'} `{version.path}`. "
        f"{result.computed} stages of batches computed, {result.reused} reused. Its page is `report.html` there.",
        "",
        "| table | rows |",
        "|---|---:|",
        *(f"| {name} | {rows:,} |" for name, rows in result.rows.items()),
        "",
        "| stage | seconds |",
        "|---|---:|",
        *(f"| {stage} | {spent:.1f} |" for stage, spent in report.seconds.items()),
    ]
    if report.rejects:
        lines += ["", "| rejected | reason | detail |", "|---|---|---|"]
        lines += [f"| {_plain(path)} | {reason} | {_plain(detail)} |" for path, reason, detail in report.rejects]
    return "\n".join(lines)


def rejects(report: Report) -> list[dict[str, str]]:
    """Return the first rejects as rows of a table."""
    return [{"file": visible(path), "reason": reason, "detail": visible(detail)} for path, reason, detail in report.rejects]


def _plain(text: str) -> str:
    r"""Return text that markdown leaves as it is.

    >>> _plain("*draft* <b>")
    '\\*draft\\* \\<b\\>'
    """
    return _MARKUP.sub(r"\\\1", visible(text))
