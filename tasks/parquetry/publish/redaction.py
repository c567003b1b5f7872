"""Redaction in SQL: texts without personal data, by pseudonyms as `export --redact` makes them, or masked.

The key is the variable `redaction_key` of the connection. Without one every character of personal data is a full block: a
hash that needs no key could be found by trying all numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.model.vocabulary import PERSONAL_LABELS

if TYPE_CHECKING:
    import duckdb

LABELS = ", ".join(f"'{label}'" for label in PERSONAL_LABELS)
MASK = "█"
_WANTED = "doc_id IN (SELECT unnest(ids))"
# Characters of a SHA-256 in hex.
_HEX = 64
_PSEUDONYM = f"""CASE WHEN getvariable('redaction_key') IS NULL THEN repeat('{MASK}', m."end" - m.start)
    ELSE substr(CASE WHEN m."end" - m.start >= length(m.label) + 9 THEN m.label || '-' ELSE '' END || repeat(sha256(
        getvariable('redaction_key') || chr(10) || m.label || chr(10) || coalesce(m.value, m.text) || chr(10)
        || getvariable('redaction_key')), 1 + (m."end" - m.start) // {_HEX}), 1, m."end" - m.start) END"""


def texts(documents: str, mentions: str) -> str:
    """Return the query of (doc_id, text) for each document that has personal data, by the names of the tables."""
    # What stands before each mention, and the mention's pseudonym; then what stands after the last.
    return f"""SELECT doc_id, string_agg(piece, '' ORDER BY start) || any_value(rest) AS text FROM (
    SELECT m.doc_id, m.start, substr(d.text, coalesce(lag(m."end") OVER w, 0) + 1,
            m.start - coalesce(lag(m."end") OVER w, 0)) || {_PSEUDONYM} AS piece,
        substr(d.text, max(m."end") OVER (PARTITION BY m.doc_id) + 1) AS rest
    FROM {mentions} m JOIN {documents} d USING (doc_id) WHERE m.label IN ({LABELS})
    WINDOW w AS (PARTITION BY m.doc_id ORDER BY m.start)) GROUP BY doc_id"""


def documents() -> str:
    """Return the query of the view `documents_redacted`: columns that were never searched are left out."""
    return f"""
SELECT d.doc_id, d.source_path, d.source_record, d.format, d.language, d.date, d.chars, coalesce(r.text, d.text) AS text
FROM documents d LEFT JOIN ({texts("documents", "mentions")}) r USING (doc_id)"""


def show(connection: duckdb.DuckDBPyConnection) -> None:
    """Let texts be asked for by `texts_of(ids)`, as they are; the views of the tables are there already.

    The page asks for texts by it alone: a query that joins all documents to what it found holds the texts of a whole
    dataset in memory. `mask` sees to that, whose view of documents has none.
    """
    connection.execute(f"CREATE MACRO texts_of(ids) AS TABLE SELECT doc_id, text FROM documents WHERE {_WANTED}")


def mask(connection: duckdb.DuckDBPyConnection) -> None:
    """Make what the page reads of documents, mentions and repairs show no personal data; the views are there already.

    Texts are asked for by `texts_of(ids)`, as in `show`; the view `documents` has none.
    """
    for name in ("documents", "mentions", "repairs"):
        connection.execute(f"ALTER VIEW {name} RENAME TO shown_{name}")
    # Titles were never searched: one with an address or a long number is not shown.
    title = r"CASE WHEN NOT regexp_matches(title, '@|\d[\d .()/-]{5,}\d') THEN title END"
    connection.execute(f"CREATE VIEW documents AS SELECT * EXCLUDE (text) REPLACE ({title} AS title) FROM shown_documents")
    connection.execute(
        f"""CREATE MACRO texts_of(ids) AS TABLE WITH
        some_documents AS (SELECT doc_id, text FROM shown_documents WHERE {_WANTED}),
        some_mentions AS (FROM shown_mentions WHERE {_WANTED})
        SELECT d.doc_id, coalesce(r.text, d.text) AS text
        FROM some_documents d LEFT JOIN ({texts("some_documents", "some_mentions")}) r USING (doc_id)"""
    )
    personal = f"label IN ({LABELS})"
    # A number stands for each value, so that different ones can still be counted. Once, and of personal data alone: in the
    # view, a window over all mentions would be sorted anew for each document that the page shows.
    connection.execute(
        "CREATE TEMP TABLE numbered AS SELECT label, value, row_number() OVER (ORDER BY label, value)::VARCHAR AS number "
        f"FROM (SELECT DISTINCT label, value FROM shown_mentions WHERE {personal})"
    )
    connection.execute(
        f"CREATE VIEW mentions AS SELECT m.* REPLACE (CASE WHEN m.{personal} THEN '{MASK}' ELSE m.text END AS text, "
        f"CASE WHEN m.{personal} THEN n.number ELSE m.value END AS value) FROM shown_mentions m "
        "LEFT JOIN numbered n ON n.label = m.label AND n.value IS NOT DISTINCT FROM m.value"
    )
    touched = (
        f"EXISTS (FROM shown_mentions m WHERE m.doc_id = r.doc_id AND m.{personal} "
        'AND m.start < greatest(r."end", r.start + 1) AND m."end" > r.start)'
    )
    connection.execute(
        f"CREATE VIEW repairs AS SELECT r.* REPLACE (CASE WHEN {touched} THEN '{MASK}' ELSE before END AS before, "
        f"CASE WHEN {touched} THEN '{MASK}' ELSE after END AS after, "
        f"CASE WHEN {touched} THEN [] ELSE candidates END AS candidates) FROM shown_repairs r"
    )
