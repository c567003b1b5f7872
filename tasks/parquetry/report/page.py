"""The page: `report.html`, self-contained, everything escaped, nothing fetched.

Every number is a query over the version's own tables, so the page can say nothing the data does not.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from parquetry import contracts

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

EXAMPLES = 3
LONGEST_LIST = 25
CONTEXT = 32

_SECTIONS: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("sources", "What came in", ("Outcome", "Files", "Records", "Documents", "Bytes"),
     "SELECT outcome, count(*), sum(records), sum(documents), coalesce(sum(bytes), 0) FROM sources GROUP BY 1 ORDER BY 1"),
    ("rejects", "What was rejected, and why", ("Source", "Record", "Stage", "Reason", "Detail"),
     "SELECT source_path, nullif(source_record, -1), stage, reason, detail FROM rejects ORDER BY 1, 2 LIMIT $most"),
    ("encodings", "Encodings", ("Encoding", "Found by", "Documents", "Least confidence"),
     "SELECT encoding, encoding_method, count(*), round(min(encoding_confidence), 2) FROM documents GROUP BY 1, 2 "
     "ORDER BY 3 DESC, 1, 2"),
    ("languages", "Languages", ("Language", "Documents", "Characters"),
     "SELECT language, count(*), sum(chars) FROM documents GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT $most"),
    ("repairs", "What was repaired", ("Kind", "Rule", "Status", "Times", "Documents", "Mean confidence"),
     "SELECT kind, rule, status, count(*), count(DISTINCT doc_id), round(avg(confidence), 3) FROM repairs "
     "GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3 LIMIT $most"),
    ("blocks", "Blocks", ("Kind", "Blocks", "Characters"),
     'SELECT kind, count(*), sum("end" - start) FROM blocks GROUP BY 1 ORDER BY 2 DESC, 1'),
    ("labels", "Names and values", ("Label", "Mentions", "Different", "Most frequent"),
     "SELECT label, sum(n), count(*), string_agg(text || ' (' || n || ')', ', ' ORDER BY n DESC, text) FILTER (r <= 5) "
     "FROM (SELECT label, text, count(*) AS n, row_number() OVER (PARTITION BY label ORDER BY count(*) DESC, text) AS r "
     "FROM mentions GROUP BY 1, 2) GROUP BY 1 ORDER BY 2 DESC, 1"),
    ("years", "Years the text speaks of", ("Year", "Mentions"),
     "SELECT substring(value, 1, 4), count(*) FROM mentions WHERE value_type = 'edtf' AND value IS NOT NULL "
     "GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $most"),
)  # fmt: skip
"""Id, title, column heads and query of each table of the page."""

_EXAMPLES = """
    SELECT r.kind, r.rule, r.status, d.source_path, r.before, r.after,
        substring(d.text, greatest(r.start - $context, 0) + 1, least(r.start, $context)) AS left_,
        substring(d.text, r.start + 1, r."end" - r.start) AS shown,
        substring(d.text, r."end" + 1, $context) AS right_
    FROM (SELECT *, row_number() OVER (PARTITION BY kind, rule, status ORDER BY doc_id, repair_id) AS rank FROM repairs) r
    JOIN documents d USING (doc_id) WHERE rank <= $examples ORDER BY 1, 2, 3, 4, r.start LIMIT 60
"""


def write(version: Path, dataset: str, name: str) -> None:
    """Write `report.html` of a staged version."""
    (version / "report.html").write_text(render(version, dataset, name), encoding="utf-8")


def render(version: Path, dataset: str, name: str) -> str:
    """Return the page of a version, staged or published."""
    import duckdb  # noqa: PLC0415
    import jinja2  # noqa: PLC0415

    with duckdb.connect(config={"threads": 1}) as connection:
        for table in contracts.TABLES:
            parts = sorted(str(path) for path in (version / "data" / table.name).glob("*.parquet"))
            connection.from_parquet(parts).create_view(table.name)
        sections = [(id_, title, heads, _rows(connection, query)) for id_, title, heads, query in _SECTIONS]
        parameters = {"context": CONTEXT, "examples": EXAMPLES}
        examples = connection.execute(_EXAMPLES, parameters).fetchall()
        totals = [(name, connection.table(name).shape[0]) for name in contracts.BY_NAME]
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    environment.filters["visible"] = visible
    template = environment.from_string((files("parquetry.report") / "page.html").read_text(encoding="utf-8"))
    return template.render(dataset=dataset, name=name, sections=sections, examples=examples, totals=totals)


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    parameters = {"most": LONGEST_LIST} if "$most" in query else {}
    return connection.execute(query, parameters).fetchall()


def visible(text: str) -> str:
    r"""Return text with what does not show written out: `<U+00AD>` for a soft hyphen, and so on.

    >>> visible("a\u00adb\n")
    'a<U+00AD>b<U+000A>'
    """
    return "".join(c if c == " " or c.isprintable() else f"<U+{ord(c):04X}>" for c in text)
