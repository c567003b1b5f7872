"""Facts of the page: each a query over the version's own tables, so that the page can say nothing the data does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

LONGEST_LIST = 25
EXAMPLES = 3
CONTEXT = 32
# Characters of a passage that are shown: enough to know a notice by.
SHOWN = 300
_NAMES = 14
_MOST_COLUMNS = 60
# Years to a column: a year of EDTF has four digits, so that the last is always enough.
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True, slots=True)
class Fact:
    """A table of the page: where it stands, its title, its column heads, its query."""

    id: str
    title: str
    heads: tuple[str, ...]
    query: str


# Every query is sorted: the page of a version should not change from one rendering to the next.
FACTS = (
    Fact(
        "outcomes",
        "What came in, and what became of it",
        ("Outcome", "Files", "Records", "Documents", "Bytes"),
        "SELECT outcome, count(*), sum(records), sum(documents), coalesce(sum(bytes), 0) FROM sources GROUP BY 1 ORDER BY 1",
    ),
    Fact(
        "rejects",
        "What was rejected, and why",
        ("Source", "Record", "Stage", "Reason", "Detail"),
        "SELECT source_path, nullif(source_record, -1), stage, reason, detail FROM rejects "
        "ORDER BY source_path, rejects.source_record, seq LIMIT $most",
    ),
    Fact(
        "rejected_files",
        "Rejects by file and reason",
        ("Source", "Reason", "Records", "First of them"),
        "SELECT source_path, reason, count(*), any_value(detail ORDER BY source_record) FROM rejects "
        "GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT $most",
    ),
    Fact(
        "copies",
        "Documents that say the same",
        ("Representative", "Copy", "Alike", "How"),
        "SELECT r.source_path || coalesce(' record ' || r.source_record, ''), d.source_path || coalesce(' record ' || "
        "d.source_record, ''), round(u.similarity, 2), u.method FROM duplicates u JOIN documents d USING (doc_id) "
        "JOIN documents r ON r.doc_id = u.representative WHERE u.doc_id <> u.representative "
        "ORDER BY 1, 3 DESC, 2 LIMIT $most",
    ),
    Fact(
        "repeats",
        "Passages that many documents have",
        ("Passage", "Documents", "Places"),
        "WITH top AS MATERIALIZED (SELECT passage, max(documents) AS documents, count(*) AS places, "
        "min_by({'id': doc_id, 'low': start, 'high': \"end\"}, (doc_id, repeat_id)) AS place "
        "FROM repeats GROUP BY passage ORDER BY 2 DESC, 3 DESC, passage LIMIT $most) "
        f"SELECT left(substr(text, place.low + 1, place.high - place.low), {SHOWN}), documents, places "
        "FROM top JOIN texts_of((SELECT list(place.id) FROM top)) ON doc_id = place.id ORDER BY 2 DESC, 3 DESC, passage",
    ),
    Fact(
        "unusual",
        "Documents to look at: those with the fewest words among all signs",
        ("Source", "Words", "Words with a letter", "Repeated lines", "Top four words", "Unresolved in 1000"),
        "SELECT source_path, words, round(alpha_words, 2), round(duplicate_lines, 2), round(top_4_gram, 2), "
        "round(unresolved_per_1k, 1) FROM signals JOIN documents USING (doc_id) WHERE words > 0 "
        "ORDER BY alpha_words, doc_id LIMIT 12",
    ),
    Fact(
        "personal",
        "Personal data, counted",
        ("Label", "Found by", "Times", "Different", "Documents"),
        "SELECT label, rule, count(*), count(DISTINCT value), count(DISTINCT doc_id) FROM mentions "
        "WHERE extractor = 'personal_data' GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2",
    ),
    Fact(
        "encodings",
        "Encodings",
        ("Encoding", "Found by", "Documents", "Least confidence"),
        "SELECT encoding, encoding_method, count(*), round(min(encoding_confidence), 2) FROM documents GROUP BY 1, 2 "
        "ORDER BY 3 DESC, 1, 2",
    ),
    Fact(
        "repairs",
        "What was repaired, by rule",
        ("Kind", "Rule", "Status", "Times", "Documents", "Mean confidence"),
        "SELECT kind, rule, status, count(*), count(DISTINCT doc_id), round(avg(confidence), 3) FROM repairs "
        "GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3 LIMIT $most",
    ),
    Fact(
        "doubts",
        "Doubts to look at",
        ("Source", "As it stands", "Could be", "In the text"),
        "WITH top AS MATERIALIZED (SELECT d.source_path, r.* FROM repairs r JOIN documents d USING (doc_id) "
        "WHERE status = 'unresolved' ORDER BY 1, doc_id, repair_id LIMIT $most) "
        "SELECT source_path, before, array_to_string([c.text || ' ' || round(c.probability, 2) FOR c IN candidates], ', '), "
        "substring(text, greatest(start - 30, 0) + 1, 60) "
        "FROM top JOIN texts_of((SELECT list(doc_id) FROM top)) USING (doc_id) ORDER BY 1, doc_id, repair_id",
    ),
    Fact(
        "names",
        "Names and values, by label",
        ("Label", "Mentions", "Different", "Most frequent"),
        "SELECT label, sum(n), count(*), string_agg(text || ' (' || n || ')', ', ' ORDER BY n DESC, text) FILTER (r <= 6) "
        "FROM (SELECT label, text, count(*) AS n, row_number() OVER (PARTITION BY label ORDER BY count(*) DESC, text) AS r "
        "FROM mentions GROUP BY 1, 2) GROUP BY 1 ORDER BY 2 DESC, 1",
    ),
    Fact(
        "amounts",
        "Largest amounts",
        ("Amount", "Currency", "As written", "Source"),
        "SELECT try_cast(split_part(split_part(value, ' ', 1), '/', 1) AS DOUBLE), split_part(value, ' ', 2), text, "
        "source_path FROM mentions "
        "JOIN (SELECT doc_id, source_path FROM documents) USING (doc_id) WHERE value_type = 'money' AND "
        "try_cast(split_part(split_part(value, ' ', 1), '/', 1) AS DOUBLE) IS NOT NULL ORDER BY 1 DESC, 2, 3, 4 LIMIT 15",
    ),
)

COUNTS = {
    "reasons": ("Rejects by reason", "SELECT reason, count(*) FROM rejects GROUP BY 1 ORDER BY 2 DESC, 1"),
    "encodings": (
        "Documents by encoding",
        "SELECT encoding, count(*) FROM documents GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 12",
    ),
    "languages": (
        "Characters by language",
        "SELECT language, sum(chars) FROM documents GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 15",
    ),
    "kinds": ("Repairs by kind", "SELECT kind, count(*) FROM repairs GROUP BY 1 ORDER BY 2 DESC, 1"),
    "blocks": ("Blocks by kind", "SELECT kind, count(*) FROM blocks GROUP BY 1 ORDER BY 2 DESC, 1"),
    "labels": ("Mentions by label", "SELECT label, count(*) FROM mentions GROUP BY 1 ORDER BY 2 DESC, 1"),
    "words": (
        "Documents by words",
        "SELECT (10 ** floor(log10(greatest(words, 1))))::BIGINT AS n, count(*) FROM signals GROUP BY 1 ORDER BY 1",
    ),
    "lengths": (
        "Sentences by length in characters",
        'SELECT least(floor(("end" - start) / 20) * 20, 400)::INT AS n, count(*) FROM sentences GROUP BY 1 ORDER BY 1',
    ),
    "confidence": (
        "Repairs by confidence, in percent",
        "SELECT bin * 5, count(confidence) FROM range(20) AS bins(bin) LEFT JOIN repairs "
        "ON bin = floor(least(confidence, 0.9999) * 20)::INT GROUP BY bin ORDER BY bin",
    ),
}
"""Title and query of (name, count) for each plot."""

REPAIRED = """
    WITH first AS (SELECT kind, rule, status, unnest(min_by({'doc_id': doc_id, 'before': before, 'after': after,
        'low': start, 'high': "end"}, (doc_id, repair_id), $examples)) AS r FROM repairs GROUP BY 1, 2, 3),
    top AS MATERIALIZED (SELECT kind, rule, status, d.source_path, r FROM first JOIN documents d ON d.doc_id = r.doc_id
        ORDER BY 1, 2, 3, 4, r.low LIMIT 60)
    SELECT kind, rule, status, source_path, r.before, r.after,
        substring(text, greatest(r.low - $context, 0) + 1, least(r.low, $context)) AS left_,
        substring(text, r.low + 1, r.high - r.low) AS shown,
        substring(text, r.high + 1, $context) AS right_
    FROM top JOIN texts_of((SELECT list(r.doc_id) FROM top)) ON doc_id = r.doc_id ORDER BY 1, 2, 3, 4, r.low
"""
_TOGETHER = """
    WITH top AS (SELECT entity_id, name FROM entities WHERE label IN ('PERSON', 'ORG', 'GPE', 'LOC', 'NORP', 'FAC')
                 ORDER BY mentions DESC, name, entity_id LIMIT $names),
    placed AS (SELECT DISTINCT doc_id, sentence_id, entity_id FROM mentions JOIN top USING (entity_id)
               WHERE sentence_id >= 0)
    SELECT a.entity_id, b.entity_id, count(*) FROM placed a JOIN placed b USING (doc_id, sentence_id)
    WHERE a.entity_id < b.entity_id GROUP BY 1, 2
"""
_YEARS = """
    SELECT regexp_extract(value, '-?\\d{4}')::INT AS year, count(*) FROM mentions
    WHERE value_type = 'edtf' AND regexp_matches(value, '^\\[?-?\\d{4}') GROUP BY 1 ORDER BY 1
"""


def rows(connection: duckdb.DuckDBPyConnection, query: str, **parameters: object) -> list[tuple[Any, ...]]:
    """Return what a query finds; `$most` is the longest list of the page."""
    if "$most" in query:
        parameters["most"] = LONGEST_LIST
    return connection.execute(query, parameters).fetchall()


def together(connection: duckdb.DuckDBPyConnection) -> tuple[list[str], dict[tuple[int, int], int]]:
    """Return the most mentioned names that stand in a sentence with another, and how often each two of them do."""
    pairs = rows(connection, _TOGETHER, names=_NAMES)
    keys = sorted({key for pair in pairs for key in pair[:2]})
    named = dict(rows(connection, "SELECT entity_id, name FROM entities WHERE entity_id IN $keys", keys=keys))
    # By name, since the page lists names in this order; the key decides between two of the same name.
    order = sorted(keys, key=lambda key: (named[key].casefold(), key))
    place = {key: at for at, key in enumerate(order)}
    # The lower position first: `matrix` draws one half of the square.
    counts = {(min(place[a], place[b]), max(place[a], place[b])): count for a, b, count in pairs}
    return [named[key] for key in order], counts


def _usual_years(by_year: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the first and the last year without the outermost hundredths of all mentions.

    A misread year, such as 9999, would else stretch the axis and squeeze all others into one column.
    """
    # Years with their counts written out, to find the hundredths from either end.
    every = sorted(year for year, count in by_year for _ in range(count))
    cut = len(every) // 100
    return every[cut], every[-1 - cut]


def timeline(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """Return (year or span of years, mentions of dates in it), without gaps; the outermost hundredths are left out."""
    by_year = rows(connection, _YEARS)
    if not any(count for _, count in by_year):
        return []
    first, last = _usual_years(by_year)
    step = next(step for step in _STEPS if (last - first) / step < _MOST_COLUMNS)
    # Columns begin at round years: 1890, 1900.
    first -= first % step
    # Years without a date are columns of height 0, not left out.
    counts = dict.fromkeys(range(first, last + 1, step), 0)
    for year, count in by_year:
        if first <= year <= last:
            counts[year - year % step] += count
    return [(str(year) if step == 1 else f"{year} and {step - 1} after", count) for year, count in counts.items()]
