"""Suites of Great Expectations that follow from the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parquetry.check.gx_library import gx

if TYPE_CHECKING:
    from parquetry.model import contract


def suite(table: contract.Table) -> list[Any]:
    """Return the expectations of a table: its columns, and for each what the contract says of its values."""
    make = gx().expectations
    out = [make.ExpectTableColumnsToMatchOrderedList(column_list=[column.name for column in table.columns])]
    for column in table.columns:
        out += _of_column(column)
    if table.spans:
        # or_equal: a repair that removed text has an empty span.
        named = {column.name for column in table.columns}
        # A table of a plugin may have places in the text alone.
        for low, high in (pair for pair in (("start", "end"), ("source_start", "source_end")) if named.issuperset(pair)):
            out.append(make.ExpectColumnPairValuesAToBeGreaterThanB(column_A=high, column_B=low, or_equal=True))
    return out


def _of_column(column: contract.Column) -> list[Any]:
    make, out = gx().expectations, []
    if not column.nullable:
        out.append(make.ExpectColumnValuesToNotBeNull(column=column.name))
    # A list column is no single value: `invariants.sql` has the rules for flags and reasons.
    if column.allowed and not column.type.startswith("list"):
        out.append(make.ExpectColumnValuesToBeInSet(column=column.name, value_set=list(column.allowed)))
    if column.pattern:
        # Anchored at both ends: the library searches, so that ab would else pass a rule for a.
        out.append(make.ExpectColumnValuesToMatchRegex(column=column.name, regex=f"^(?:{column.pattern})$"))
    if column.low is not None or column.high is not None:
        between = make.ExpectColumnValuesToBeBetween
        out.append(between(column=column.name, min_value=column.low, max_value=column.high))
    return out
