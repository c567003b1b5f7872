"""Failures: what a stage raised, as the reason and detail of a reject. No text of the document gets into it."""

from __future__ import annotations

import sysconfig
import traceback
from pathlib import PurePath, PurePosixPath

from parquetry.errors import DocumentError

ERROR = "error"
"""The reason of a document on which a stage raised something that is no `DocumentError`: a bug of ours or of a plugin."""

_STANDARD_LIBRARY = sysconfig.get_path("stdlib")


def failure(error: Exception) -> tuple[str, str]:
    """Return the reason and the detail of a reject for what a stage raised.

    The detail of an unexpected error is its type and the place in the code, without the folders of this machine, so that
    the same input gives the same row anywhere. Where that place is in Python's own library, what called it is said too.

    >>> failure(DocumentError("empty", "no bytes"))
    ('empty', 'no bytes')
    """
    if isinstance(error, DocumentError):
        return error.reason, error.detail
    # The last frame is where it was raised. The message is left out: it may hold text of the document, or a folder.
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {_place(frames[-1])}" if frames else ""
    # "decoder.py:355" of Python's own says nothing to the author of a plugin that read JSON: the line that called it does.
    callers = [frame for frame in frames if not _is_of_python(frame)]
    if callers and callers[-1] is not frames[-1]:
        where += f", called at {_place(callers[-1])}"
    return ERROR, f"{type(error).__name__}{where}"


def _place(frame: traceback.FrameSummary) -> str:
    return f"{_short(frame.filename)}:{frame.lineno}"


def _is_of_python(frame: traceback.FrameSummary) -> bool:
    """Tell whether a frame is of the standard library, or of compiled code, which has no path of its own."""
    path = PurePath(frame.filename)
    return not path.is_absolute() or (path.is_relative_to(_STANDARD_LIBRARY) and "site-packages" not in path.parts)


def _short(path: str) -> str:
    """Return a file of code by its place below the installed packages, or by its name alone.

    >>> _short("/usr/lib/python3/site-packages/ftfy/fixes.py"), _short("/home/me/steps.py")
    ('ftfy/fixes.py', 'steps.py')
    """
    parts = PurePosixPath(path).parts
    # Ours first: installed, it lies below site-packages too.
    for root in ("parquetry", "site-packages"):
        if root in parts[:-1]:
            # The last folder of that name: a project may itself lie in a folder named parquetry.
            start = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[start + (root == "site-packages") :])
    return parts[-1] if parts else path
