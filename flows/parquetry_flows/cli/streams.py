"""Standard input, output and error, as a command may find them: closed, full, or read by a program that has seen enough."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

from parquetry.errors import StorageError

PIPE_CODE = 141
"""Exit code of a command whose output nobody reads any more, as after `| head`: 128 and the number of SIGPIPE."""


def write_anything() -> None:
    """Write out characters that a terminal or a log has no code for as escapes, `\\u201c`, instead of failing on them.

    Under a locale of 1995 a quotation mark would end a run that is published; so would a name with bytes that are no UTF-8.
    """
    for stream in (sys.stdout, sys.stderr):
        # A stream in memory, as of a notebook, takes any character.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def open_closed() -> None:
    """Open those that were closed, on nothing: the next file that is opened would else take the place of one.

    A daemon may be started so. A database that has the descriptor of standard error is then written to by any message.
    """
    for descriptor, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        with contextlib.suppress(OSError):
            os.fstat(descriptor)
            continue
        # The lowest number that is free is this one, since those below are open by now.
        os.open(os.devnull, os.O_RDWR)
        # Python has none for a descriptor that was closed when it started.
        setattr(sys, name, open(descriptor, mode, encoding="utf-8", errors="backslashreplace", closefd=False))  # noqa: SIM115 (a descriptor, kept to the end)


@contextlib.contextmanager
def written() -> Iterator[None]:
    """Write out what a command printed, while an error can still be told.

    Raises:
        StorageError: standard output cannot be written to.
        SystemExit: nobody reads it any more.
    """
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        # What is left in the buffer would be tried once more when Python ends, and fail with a traceback.
        _drop_output()
        if isinstance(error, BrokenPipeError):
            raise SystemExit(PIPE_CODE) from None
        raise StorageError(_told(error)) from error
    except SystemExit as ended:
        # typer ends so by itself where it meets a pipe that nobody reads.
        if isinstance(ended.__context__, BrokenPipeError):
            _drop_output()
            raise SystemExit(PIPE_CODE) from None
        raise


def _told(error: OSError) -> str:
    """Return an error of the file system in a sentence; one without a file is of standard output."""
    what = error.strerror or str(error) or type(error).__name__
    if error.filename is None:
        return f"the result, or a file, cannot be written: {what}"
    return f"{os.fsdecode(os.fspath(error.filename))}: {what}" if not isinstance(error.filename, int) else what


def _drop_output() -> None:
    """Let what is still to be printed go nowhere."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tell(text: str) -> None:
    """Write a line to standard error, if it can be written to: a run must not fail because its log is full."""
    try:
        descriptor = sys.stderr.fileno()
    # Captured in memory, as in a notebook.
    except (OSError, ValueError, AttributeError):
        sys.stderr.write(text + "\n")
        return
    # Past Python's buffer: what could not be written would stay in it, be tried again at the end, and make the code 120.
    with contextlib.suppress(OSError):
        os.write(descriptor, f"{text}\n".encode(errors="backslashreplace"))
