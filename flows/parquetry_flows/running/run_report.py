"""Account: what a run came to, as the markdown that Prefect's pages show beside it. Names of files are data there too."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from parquetry.dataset.summary import summary
from parquetry.publish.report.visible_text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parquetry_flows.result import Outcome

MOST = 20
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|<>~-])")


def markdown(outcome: Outcome, seconds: Mapping[str, float]) -> str:
    """Return the account of a run: the version, counts, rejects, seconds by stage."""
    found = summary(Path(outcome.version.path))
    lines = [
        f"## {_plain(outcome.version.dataset)} {outcome.version.name}",
        "",
        f"{'Published' if outcome.version.created else 'Nothing new: still'} `{outcome.version.path}`. "
        f"{outcome.made} stages of shards made, {outcome.reused} reused. Its page is `report.html` there.",
        "",
        "| table | rows |",
        "|---|---:|",
        *(f"| {name} | {rows:,} |" for name, rows in found.rows.items()),
        "",
        "| stage | seconds |",
        "|---|---:|",
        *(f"| {stage} | {spent:.1f} |" for stage, spent in seconds.items()),
    ]
    if found.rejects:
        lines += ["", "| rejected | reason | detail |", "|---|---|---|"]
        lines += [f"| {_plain(path)} | {reason} | {_plain(detail)} |" for path, reason, detail in found.rejects[:MOST]]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Return text that markdown leaves as it is."""
    return _MARKUP.sub(r"\\\1", visible(text)).replace("<", "&lt;")
