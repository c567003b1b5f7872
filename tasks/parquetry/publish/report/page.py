"""The page: `report.html`, self-contained, everything escaped, nothing fetched; complete without scripts, handier with.

The one script on it is ours, and the content security policy names it by its digest: no other can run.
"""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import duckdb
import jinja2
from markupsafe import Markup

from parquetry.check import invariants
from parquetry.model import version_tables
from parquetry.publish import redaction
from parquetry.publish.report import browser, changes, copies, facts, nulls, plots
from parquetry.publish.report.visible_text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from parquetry.publish.report.changes import Changes

LEADING = {
    "sources": "files",
    "documents": "documents",
    "rejects": "rejects",
    "repairs": "repairs",
    "sentences": "sentences",
    "mentions": "mentions",
    "entities": "entities",
    "duplicates": "in clusters of duplicates",
}
"""Tables whose number of rows stands at the head of the page, with the word for it there."""
NULLS = facts.Fact("nulls", "Columns with missing values", ("Table", "Column", "Null", "Share of rows"), nulls.COUNTED)
"""How many values are missing; its query goes over the footers of the files, and not over tables."""


def write(version: Path, dataset: str, name: str, lineage: Mapping[str, Any], since: Changes | str) -> None:
    """Write `report.html` of a staged version; `lineage` is what the manifest will say of how it was made.

    `since` is what changed, or a sentence that says why nothing is said of it.
    """
    (version / "report.html").write_text(render(version, dataset, name, lineage, since), encoding="utf-8")


def render(version: Path, dataset: str, name: str, lineage: Mapping[str, Any], since: Changes | str = changes.FIRST) -> str:
    """Return the page of a version, staged or published."""
    # autoescape: text of documents is data. StrictUndefined: a misspelled name fails here, not as a gap in the page.
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["visible"] = visible
    template = environment.from_string(_resource("page.html"))
    script = _resource("page.js")
    # The policy of the page allows scripts with this digest alone: none that came in with a text can run.
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    with duckdb.connect(config={"threads": 1}) as connection:
        tables = version_tables.by_name(version)
        for table in tables.values():
            # The staged files themselves: the page shows what is published, not what the run remembers.
            parts = sorted(str(path) for path in (version / "data" / table.name).glob("*.parquet"))
            invariants.create_view(connection, table.name, parts, table)
        # Counted all the same: masking changes what is shown, and no number.
        shows_personal = bool(lineage.get("report", {}).get("personal_data", False))
        (redaction.show if shows_personal else redaction.mask)(connection)
        return template.render(
            dataset=dataset,
            name=name,
            leading=LEADING,
            shows_personal=shows_personal,
            digest=digest,
            style=Markup(_resource("page.css")),  # noqa: S704 (a file of ours)
            script=Markup(script),  # noqa: S704 (a file of ours)
            # In the order of the contract, as everywhere in the documentation.
            totals=[(name, connection.table(name).shape[0]) for name in tables],
            facts={fact.id: (fact, facts.rows(connection, fact.query)) for fact in facts.FACTS},
            plots=_plots(connection),
            documents=browser.shown(connection),
            differences=copies.differences(connection),
            nulls=(NULLS, nulls.rates(connection, version, tables.values())),
            checks=_checks(version),
            since=since,
            changed=changes.tables(since),
            lineage=_lines(lineage),
            repaired=facts.rows(connection, facts.REPAIRED, context=facts.CONTEXT, examples=facts.EXAMPLES),
        )


def _plots(connection: duckdb.DuckDBPyConnection) -> dict[str, Markup]:
    """Return the plots by name; one with nothing to show is empty."""
    out = {}
    for id_, (title, query) in facts.COUNTS.items():
        values = [(str(name), int(count)) for name, count in facts.rows(connection, query)]
        # Numbers in their order stand upright, names lie.
        upright = id_ in {"lengths", "confidence", "words"}
        # Bars of ones show nothing that the table beside them does not.
        shown = any(count > (not upright) for _, count in values)
        out[id_] = (plots.columns if upright else plots.bars)(title, values) if shown else Markup("")
    names, counts = facts.together(connection)
    out["together"] = plots.matrix("Names in the same sentence", names, counts) if counts else Markup("")
    years = facts.timeline(connection)
    out["timeline"] = plots.columns("Dates found, by year", years) if years else Markup("")
    return out


def _checks(version: Path) -> list[tuple[str, int]]:
    """Return how many expectations each table was checked against."""
    out = []
    for path in sorted((version / "expectations").glob("*.json")):
        suite = json.loads(path.read_text(encoding="utf-8"))
        if "expectations" in suite:  # results.json holds what they came to
            out.append((path.stem, len(suite["expectations"])))
    return out


def _lines(lineage: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Return nested facts as (dotted name, value)."""
    out: list[tuple[str, str]] = []
    for key, value in sorted(lineage.items()):
        if isinstance(value, dict):
            out += _lines(value, f"{prefix}{key}.")
        else:
            out.append((f"{prefix}{key}", str(value)))
    return out


def _resource(name: str) -> str:
    return (files("parquetry.publish.report") / name).read_text(encoding="utf-8")
