"""Changes: what the page says of a version against the one that was current before it.

Documents that were removed are counted and not named: whoever deletes a file expects nothing of it in what is published
next, its name included. `parquetry diff` lists them for as long as the version before is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.publish.report import facts

if TYPE_CHECKING:
    from collections import Counter

FIRST = "Nothing was published before: this is the first version."
FORGOTTEN = "Documents were forgotten: this version was written again without them, and is compared with no other."
DOCUMENTS = facts.Fact("changed_documents", "Documents added or changed", ("Change", "Source", "Record"), "")
ROWS = facts.Fact("changed_rows", "Rows that differ, by table", ("Table", "Added", "Removed", "Changed"), "")
"""How the two tables are headed; their rows are no query, since they are about two versions."""
UNREADABLE = "{}, which was current before, cannot be read: what changed is not known."


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from the version `before`: documents by what happened to them, rows by table, what else decides.

    `named` are documents as (added or changed, source_path, record), `rows` as (table, added, removed, changed).
    """

    before: str
    documents: Counter[str]
    named: tuple[tuple[str, str, int | None], ...]
    rows: tuple[tuple[str, int, int, int], ...]
    settings: tuple[str, ...]

    @property
    def unnamed(self) -> int:
        """Return how many documents were added or changed beside those that are named.

        >>> from collections import Counter
        >>> Changes("v-0", Counter(added=3, removed=2), (("added", "a.txt", None),), (), ()).unnamed
        2
        """
        return self.documents.total() - self.documents["removed"] - len(self.named)


def tables(since: Changes | str) -> dict[str, tuple[facts.Fact, tuple[tuple[object, ...], ...]]]:
    """Return the tables of the page by name, each with its rows; none where nothing is compared."""
    return {} if isinstance(since, str) else {"documents": (DOCUMENTS, since.named), "rows": (ROWS, since.rows)}
