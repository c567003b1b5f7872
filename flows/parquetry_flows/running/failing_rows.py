"""Rows that fail a check: how many may, and the leaves built again without the documents they belong to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from parquetry.errors import CheckError
from parquetry.execution import checks, enrichments, leaves, own_tables
from parquetry.model.dataset import Reject, of_file
from parquetry.tabulate.rows import DOCUMENT_TABLES
from parquetry_flows.running import explain
from parquetry_flows.running import plan as planning

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parquetry.execution.pipeline import Leaf
    from parquetry.model.dataset import Finding
    from parquetry_flows.running.plan import Plan
    from parquetry_flows.running.session import Session, Work


def without_failing(work: Work, plan: Plan) -> tuple[list[Leaf], list[Reject]]:
    """Return the leaves, built again without the documents that failing rows belong to, and the rejects of those.

    Raises:
        CheckError: more rows fail a check than the config allows, or a failing row belongs to no document.
    """
    failing = {leaf.bits: findings for leaf in plan.leaves if (findings := _findings(leaf))}
    if not failing:
        return list(plan.leaves), []
    _refuse_failing(plan, [finding for findings in failing.values() for finding in findings], work.session)
    rejects = [reject for leaf in plan.leaves for reject in _diverted(leaf, failing.get(leaf.bits, []))]
    rebuilt = _rebuilt(work, [leaf for leaf in plan.leaves if leaf.bits in failing], failing)
    return [rebuilt.get(leaf.bits, leaf) for leaf in plan.leaves], rejects


def _refuse_failing(plan: Plan, findings: Sequence[Finding], session: Session) -> None:
    """Stop where leaving documents out does not help, or would leave out more than the config allows."""
    rows = sum(sum(leaves.content(leaf.tables).rows.values()) for leaf in plan.leaves)
    failing = sum(finding.rows for finding in findings)
    # A finding names the keys of at most 1000 rows: where it has more rows than keys, or is about a table as a whole,
    # the documents to leave out are not all known.
    of_plugins = (own.table.name for own in own_tables.load(session.config))
    by_document = {*DOCUMENT_TABLES, *enrichments.TABLES, *of_plugins}
    complete = all(finding.table in by_document and finding.rows == len(finding.keys) for finding in findings)
    if not complete or failing > session.config.check.max_failing * rows:
        raise CheckError(described(findings))


def _rebuilt(work: Work, planned: Sequence[Leaf], failing: Mapping[str, Sequence[Finding]]) -> dict[str, Leaf]:
    """Return leaves by their bits, built and checked again without the documents that failing rows belong to.

    Raises:
        CheckError: rows still fail.
    """
    deciding, cache = work.session.deciding, work.session.cache
    again = []
    for leaf in planned:
        documents = frozenset(_doc_id(key) for finding in failing[leaf.bits] for key in finding.keys)
        again.append(planning.diverted(deciding, cache, leaf, documents, work.bring))
    for futures in work.start(again):
        futures["check"].result()
    # Without the documents nothing should fail any more: once is enough, and a second round could go on for ever.
    left = [finding for leaf in again for finding in _findings(leaf)]
    if left:
        raise CheckError(described(left))
    return {leaf.bits: leaf for leaf in again}


def _doc_id(key: str) -> str:
    return str(json.loads(key)[0])


def _diverted(leaf: Leaf, findings: Sequence[Finding]) -> list[Reject]:
    """Return a reject for each failing row of a leaf."""
    if not findings:
        return []
    table = explain.read_rows(leaf.tables, "documents", ["doc_id", "source_path", "source_record", "source_sha256"])
    where = {row["doc_id"]: (row["source_path"], row["source_record"], row["source_sha256"]) for row in table}
    return [
        of_file(Reject(*where[_doc_id(key)], "check", "check", f"{finding.check}: {finding.detail}", finding.table, key))
        for finding in findings
        for key in finding.keys
    ]


def described(findings: Sequence[Finding]) -> str:
    """Return the message of an error about failing rows."""
    lines = [
        f"  {finding.table}.{finding.check}: {finding.detail}; {', '.join(finding.keys[:3])}" for finding in findings[:20]
    ]
    return "\n".join(["rows fail a check; nothing was published:", *lines])


def _findings(leaf: Leaf) -> list[Finding]:
    own = [*leaves.content(leaf.tables).findings, *checks.read(leaf.checked).findings]
    for each in leaf.enriched:
        own += [*enrichments.content(each.name, each.tables).findings, *checks.read(each.checked).findings]
    return own
