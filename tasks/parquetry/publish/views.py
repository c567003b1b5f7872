"""Views: the joins that people need, as SQL of DuckDB, over the tables of one version.

`views.sql` of a version has them for DuckDB's own shell; `parquetry query` makes them with the thresholds of today's config.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.errors import ConfigError
from parquetry.model import contract
from parquetry.publish import redaction

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from parquetry.config import Quality, Section

NAME = "views.sql"
# Languages that the rules, which count words between spaces, say nothing about: their verdict is null.
_WITHOUT_SPACES = ("ja", "zh", "th", "lo", "km", "my")
# Code points on either side of a mention that stand for its context where it is in no sentence.
_CONTEXT = 80
# Sections of [quality], each with a view of its verdicts.
_RULES = ("gopher", "c4", "fineweb")
# What a threshold is compared with, where the column has another name than the key without its first word.
_COLUMNS = {"word_length": "mean_word_length"}

# The views that depend on no config, in the order in which they can be made.
_VIEWS = {
    "mentions_in_context": """
SELECT m.*, s.text AS sentence, d.source_path, d.source_record, d.title, d.date
FROM mentions m JOIN documents d USING (doc_id) LEFT JOIN sentences s USING (doc_id, sentence_id)""",
    "repairs_in_context": f"""
SELECT r.*, d.source_path, d.source_record,
    substr(d.text, greatest(1, r.start + 1 - {_CONTEXT}), least(r.start, {_CONTEXT})) AS text_before,
    substr(d.text, r."end" + 1, {_CONTEXT}) AS text_after
FROM repairs r JOIN documents d USING (doc_id)""",
    "documents_unique": """
SELECT * FROM documents d
WHERE NOT EXISTS (FROM duplicates u WHERE u.doc_id = d.doc_id AND u.doc_id <> u.representative)""",
    "document_duplicates": """
SELECT d.doc_id, d.source_path, d.source_record, u.representative AS duplicate_of, u.similarity, u.method
FROM documents d LEFT JOIN duplicates u ON u.doc_id = d.doc_id AND u.doc_id <> u.representative""",
    # The text of the first document that has it: a passage may differ in case and white space from place to place.
    "repeated_passages": """
SELECT r.passage, max(r.documents) AS documents, count(*) AS places,
    min_by(substr(d.text, r.start + 1, r."end" - r.start), (r.doc_id, r.repeat_id)) AS text
FROM repeats r JOIN documents d USING (doc_id) GROUP BY r.passage""",
    "documents_redacted": redaction.documents(),
    "quality": """
SELECT d.doc_id, d.source_path, d.source_record, d.language, g.passes AS passes_gopher, c.passes AS passes_c4,
    f.passes AS passes_fineweb, g.fails || c.fails || f.fails AS fails
FROM documents d JOIN passes_gopher g USING (doc_id) JOIN passes_c4 c USING (doc_id) JOIN passes_fineweb f USING (doc_id)""",
}


EXTENDED = "documents_extended"
"""The view with the columns that plugins make of documents, beside those of `documents`."""


def statements(quality: Quality, own: Iterable[contract.Table] = ()) -> Iterator[tuple[str, str]]:
    """Yield the name and the query of each view, in an order in which they can be made; tables are there already.

    `own` are the tables that the version has beside those of the contract.
    """
    for name in _RULES:
        yield f"passes_{name}", _verdicts(getattr(quality, name))
    yield from ((name, query.strip()) for name, query in _VIEWS.items())
    beside = [table for table in own if table.key == _OF_DOCUMENTS]
    if beside:
        yield EXTENDED, _extended(beside)


# The key of a table with a row a document: its columns are columns of documents.
_OF_DOCUMENTS = ("doc_id",)


def _extended(tables: Sequence[contract.Table]) -> str:
    """Return the query of documents with the columns of tables that have a row a document; null where one has none."""
    taken = {column.name for column in contract.BY_NAME["documents"].columns}
    columns, joins = [], []
    for table in tables:
        for column in table.columns:
            if column.name not in table.key:
                # Two columns of a view cannot have one name: the later one is named by its table too.
                name = column.name if column.name not in taken else f"{table.name}_{column.name}"
                columns.append(f'{table.name}."{column.name}" AS "{name}"')
                taken.add(name)
        joins.append(f"LEFT JOIN {table.name} ON {table.name}.doc_id = d.doc_id")
    return f"SELECT {', '.join(['d.*', *columns])}\nFROM documents d {' '.join(joins)}"


def refuse_taken(own: Iterable[contract.Table]) -> None:
    """Refuse tables with the name of a view.

    Raises:
        ConfigError: there is one.
    """
    taken = sorted({*_VIEWS, *(f"passes_{name}" for name in _RULES), EXTENDED})
    # A view of the same name would hide the table, or fail to be made.
    for table in own:
        if table.name in taken:
            message = f"the table {table.name!r} of a plugin has the name of a view; those are {', '.join(taken)}"
            raise ConfigError(message)


def _verdicts(section: Section) -> str:
    """Return the query of a view with a row a document: whether it passes all rules, and which it fails."""
    rules = []
    for key, threshold in section.model_dump().items():
        bound, _, rest = key.partition("_")
        column = _COLUMNS.get(rest, rest)
        # A flag is compared as 0 or 1. A null, such as of stop words in a language without a list, fails nothing.
        rules.append(f"CASE WHEN s.{column}::DOUBLE {'<' if bound == 'min' else '>'} {threshold} THEN '{key}' END")
    listed = ",\n        ".join(rules)
    unknown = ", ".join(f"'{code}'" for code in _WITHOUT_SPACES)
    return f"""SELECT doc_id,
    CASE WHEN split_part(language, '-', 1) NOT IN ({unknown}) THEN len(fails) = 0 END AS passes, fails
FROM (SELECT s.doc_id, d.language, list_filter([
        {listed}], lambda rule: rule IS NOT NULL) AS fails
    FROM signals s JOIN documents d USING (doc_id))"""


def script(quality: Quality, own: Collection[contract.Table] = ()) -> str:
    """Return `views.sql`: tables and views, for DuckDB started in the folder of the version."""
    lines = [
        "-- Tables and views of this version, for DuckDB 1.4 and later: cd into this folder, then `duckdb -init views.sql`.",
        "",
    ]
    names = [*contract.BY_NAME, *(table.name for table in own)]
    lines += [f"CREATE OR REPLACE VIEW {name} AS FROM read_parquet('data/{name}/*.parquet');" for name in names]
    lines += [f"\nCREATE OR REPLACE VIEW {name} AS\n{query};" for name, query in statements(quality, own)]
    return "\n".join(lines) + "\n"
