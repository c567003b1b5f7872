"""Changes: what a version that is about to be published has that the current one has not, for its page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from parquetry.dataset import diff
from parquetry.dataset.reader import reading
from parquetry.errors import DamageError
from parquetry.publish import manifest, store
from parquetry.publish.report import changes
from parquetry.publish.report.facts import LONGEST_LIST
from parquetry_flows.running import explain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def since(root: Path, staged: Path, content: Mapping[str, Any]) -> changes.Changes | str:
    """Return what differs between the current version of a dataset and a staged one, or why nothing is said of it.

    `content` is what the staged version's manifest will say. The answer depends on the two versions alone.
    """
    now = store.current(root)
    if now is None:
        return changes.FIRST
    before = root / "versions" / now
    try:
        then = manifest.read(before)["content"]
        with reading(before):
            found = diff.compare(before, staged, rows=0)
    # A damaged version is no reason not to publish the next: that is how it is replaced.
    except DamageError:
        return changes.UNREADABLE.format(now)
    # Whoever deletes a file expects nothing of it in what is published next, its name included.
    kept = [document for document in found.documents if document.how != "removed"]
    return changes.Changes(
        now,
        Counter(document.how for document in found.documents),
        tuple((document.how, document.source_path, document.source_record) for document in kept[:LONGEST_LIST]),
        tuple(
            (table.table, table.added, table.removed, table.changed)
            for table in found.tables
            if table.added + table.removed + table.changed
        ),
        tuple(explain.changed_settings(then, content)),
    )
