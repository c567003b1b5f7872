"""What tables are declared with, and the columns that several of them have.

Those are written once, so that they have the same type, bounds and words everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `type` is Arrow's name for it; `low`/`high` bound numbers, inclusive; `pattern` is a full match."""

    name: str
    type: str
    description: str
    nullable: bool = False
    allowed: tuple[str, ...] = ()
    pattern: str = ""
    low: float | None = None
    high: float | None = None
    dictionary: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """`columns` of this table name a row of `table` by its key (`to`); nulls name nothing."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table. Rows are sorted by `key`, which is unique. `spans`: its start/end go into documents.text."""

    name: str
    key: tuple[str, ...]
    description: str
    columns: tuple[Column, ...]
    references: tuple[Reference, ...] = ()
    spans: bool = False


# Half a SHA-256 for ids: 128 bits, short enough to read, without collisions in any real dataset.
HEX32 = "[0-9a-f]{32}"
HEX64 = "[0-9a-f]{64}"
# A year alone, a month, a day, or a moment: "1920", "1920-05", "1920-05-03T10:00:00Z"; before Christ with a minus.
DATE = r"-?\d{4}(?:-\d{2}(?:-\d{2}(?:T[0-9:.,+\-Z]+)?)?)?"
# Nearly every table is about documents: these two are in nearly all of them.
DOCUMENT = Reference(("doc_id",), "documents", ("doc_id",))
DOC_ID = Column("doc_id", "string", "The document: row of documents.", pattern=HEX32, dictionary=True)


def number(name: str, of: str) -> Column:
    """Return the column that numbers the rows of a document."""
    # 32 bits: two billion sentences of one document are a mistake, and half the bytes count in tables of billions of rows.
    return Column(name, "int32", f"Number of the {of} within its document, 0-based, in text order.", low=0)


def count(name: str, what: str, type_: str = "int32") -> Column:
    """Return a column that counts something."""
    return Column(name, type_, f"Number of {what}.", low=0)


def span(what: str) -> tuple[Column, ...]:
    """Return the four columns that say where something stands, in the text and in the source bytes."""
    return (
        Column("start", "int32", f"Where {what} begins: code points into documents.text.", low=0),
        Column("end", "int32", f"Where {what} ends, exclusive: code points into documents.text.", low=0),
        # 64 bits: offsets into the text are bounded by [input] max_bytes, those into a container are not.
        Column("source_start", "int64", f"First source byte of {what}.", low=0),
        Column("source_end", "int64", f"End, exclusive, of the source bytes of {what}.", low=0),
    )


def share(name: str, description: str, *, nullable: bool = False) -> Column:
    """Return a column of 0 to 1, such as a probability."""
    return Column(name, "float32", description + ", 0 to 1.", nullable=nullable, low=0, high=1)


def ratio(name: str, description: str) -> Column:
    """Return a column of a ratio that users compare with thresholds."""
    # 64 bits: as a float of 32, a share of 3 in 10 is more than 0.3.
    return Column(name, "float64", description + ".", low=0)
