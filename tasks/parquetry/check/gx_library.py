"""The door to Great Expectations: how it is imported, quietly and no more of it than is used."""

from __future__ import annotations

import importlib.util
import logging
import sys
import warnings
from functools import cache
from typing import Any

from parquetry.check.environment import environment

QUIET = {"GX_ANALYTICS_ENABLED": "false"}
"""What the library must find while it is imported, and when a context is made: it tells nobody what it is used for."""


@cache
def gx() -> Any:  # noqa: ANN401 (GX ships no types)
    """Return Great Expectations, imported quietly: no telemetry, no progress bars."""
    _import_lazily("scipy.stats")
    with warnings.catch_warnings(), environment(QUIET):
        warnings.simplefilter("ignore", DeprecationWarning)
        import great_expectations  # noqa: PLC0415 (2 s of CPU)

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    return great_expectations


def _import_lazily(name: str) -> None:
    """Have a module loaded when something of it is first used, and not where it is imported.

    Great Expectations imports scipy.stats for tests of distributions, a third of the time that its import takes; the
    suites of the contract have none. A user's suite that has one loads it.
    """
    spec = importlib.util.find_spec(name) if name not in sys.modules else None
    if spec is None or spec.loader is None:
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    package, _, own = name.rpartition(".")
    # As an import would: `from scipy import stats` looks for it there.
    setattr(sys.modules[package], own, module)
