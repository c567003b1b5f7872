"""Object stores by URL, through pyarrow: `s3://`, `gs://`, and `file://` for what is mounted."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, BinaryIO, cast

from pyarrow import fs

from parquetry.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def place(url: str) -> tuple[fs.FileSystem, str]:
    """Return the file system of a URL and the path in it.

    Credentials come from where the store's own tools look (`AWS_ACCESS_KEY_ID` ...); an S3 server of your own is named in
    the URL: `s3://bucket/folder?scheme=http&endpoint_override=localhost:9000`.

    Raises:
        ConfigError: no store is known by such a URL.
    """
    try:
        system, path = fs.FileSystem.from_uri(url)
    except (ValueError, OSError) as error:
        message = f"{url} names no store: {error}; known: s3://bucket/folder, gs://bucket/folder, file:///folder"
        raise ConfigError(message) from error
    return system, path.rstrip("/")


def within(url: str, name: str) -> str:
    """Return the URL of what lies below another, whose options stay.

    >>> within("s3://texts/in?scheme=http", "a/b.txt")
    's3://texts/in/a/b.txt?scheme=http'
    """
    # Options of the store stand after "?" and must stay at the end.
    base, mark, query = url.partition("?")
    return f"{base.rstrip('/')}/{name}{mark}{query}"


def listing(url: str) -> list[tuple[str, int, int]]:
    """Return name, size (bytes) and time of the last change (ns since 1970) of every object below a URL.

    Names are relative to the URL.

    Raises:
        ConfigError: there is no such store or folder, or it cannot be listed.
    """
    system, path = place(url)
    try:
        # One call lists all objects, in pages of the store's own.
        found = system.get_file_info(fs.FileSelector(path, recursive=True))
    except OSError as error:
        message = f"{url} cannot be listed: {first_line(error)}; see [input] url"
        raise ConfigError(message) from error
    files = (info for info in found if info.type == fs.FileType.File)
    return [(info.path.removeprefix(path).lstrip("/"), info.size, info.mtime_ns or 0) for info in files]


@contextlib.contextmanager
def opened(url: str, name: str) -> Iterator[BinaryIO]:
    """Give the bytes of an object, to be read once from its beginning."""
    system, path = place(url)
    with system.open_input_stream(f"{path}/{name}", compression=None) as stream:
        yield cast("BinaryIO", stream)


@contextlib.contextmanager
def opened_with_info(url: str, name: str) -> Iterator[tuple[BinaryIO, Callable[[], fs.FileInfo]]]:
    """Give the bytes of an object, and what asks the store for its size and when it was written, by one client."""
    system, path = place(url)
    with system.open_input_stream(f"{path}/{name}", compression=None) as stream:
        yield cast("BinaryIO", stream), lambda: system.get_file_info(f"{path}/{name}")


def first_line(error: Exception) -> str:
    """Return the first line of what an error says; its type where it says nothing."""
    return (str(error) or type(error).__name__).splitlines()[0]
