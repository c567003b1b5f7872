"""Garbage collection, held back where all that is made is kept."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def collection_paused() -> Iterator[None]:
    """Hold the garbage collector back: it would go again and again through what grows and is all in use.

    As the tree of a page does, or the classes and functions of a large library while it is imported: there a fifth of the
    time is the collector's.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
