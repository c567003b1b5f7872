"""Environment variables of this process, changed for a while: for libraries that read their settings there."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@contextlib.contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables meanwhile, and set them back: the process may be a user's notebook.

    The trap: all threads of the process see them, and processes that are started meanwhile inherit them.
    """
    # None for a variable that was not set: that one is removed again, not set to an empty text.
    before = {name: os.environ.get(name) for name in values}
    try:
        # A value with a NUL ends this halfway, with some already set.
        os.environ.update(values)
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
