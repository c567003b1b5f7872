"""Glob patterns of `[input] include` and `exclude`, matched against names below the input folder.

The rules are those of `.gitignore` and of Python's `glob`, where the two agree:

| pattern | matches |
|---|---|
| `*.txt` | without a slash: a name at any depth |
| `letters/*.txt`, `/a.txt` | with a slash: anchored at the input folder |
| `letters/**/*.txt` | `**` is any number of folders, none included |
| `private/**` | everything below the folder, at any depth |
| `private`, `private/` | a pattern that names a folder matches everything below it |

`*` and `?` never match a slash; `[a-z]` and `[!a-z]` are classes. Names and patterns are compared in NFC, because
macOS stores names decomposed.
"""

from __future__ import annotations

import os
import re
import unicodedata
from typing import TYPE_CHECKING

from parquetry.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

_WILDCARD = re.compile(r"[*?\[]")


class Globs:
    """A list of patterns. `unmatched` are those that have matched no name yet, so that a run can say so."""

    __slots__ = ("_compiled", "unmatched")

    def __init__(self, patterns: Sequence[str]) -> None:
        self._compiled = [(pattern, compiled(pattern)) for pattern in patterns]
        self.unmatched = dict.fromkeys(patterns)

    def matches(self, path: bytes) -> bool:
        """Return whether any pattern matches a name below the input folder; every pattern that does is noted."""
        # "é" may be stored as one character or as two.
        name = unicodedata.normalize("NFC", os.fsdecode(path))
        # All patterns are tried, not only up to the first hit, so that each can be reported as used.
        hits = [pattern for pattern, expression in self._compiled if expression.match(name)]
        for pattern in hits:
            self.unmatched.pop(pattern, None)
        return bool(hits)


def compiled(pattern: str) -> re.Pattern[str]:
    """Return the expression of a pattern; it matches a whole name.

    >>> bool(compiled("letters/**/*.txt").match("letters/1.txt"))
    True
    >>> bool(compiled("private/**").match("private/a/b.txt")), bool(compiled("private/**").match("x/private/a"))
    (True, False)

    Raises:
        ConfigError: a class in the pattern has no valid range, such as `[z-a]`.
    """
    plain = unicodedata.normalize("NFC", pattern)
    # "private/" means the folder and not a file of that name.
    folder = plain.endswith("/")
    parts = [part for part in plain.split("/") if part not in {"", "."}]
    # As in .gitignore, a slash in the middle or at the front anchors a pattern.
    if "/" not in plain.rstrip("/"):
        parts = ["**", *parts]  # a bare name is looked for at any depth
    body = "".join(_part(part, last=number == len(parts) - 1) for number, part in enumerate(parts))
    try:
        return re.compile(f"(?s:{body}{_below(parts, folder=folder)})\\Z")
    except re.error as error:
        message = f"[input] pattern {pattern!r} is no valid glob: {error}"
        raise ConfigError(message) from error


def _part(part: str, *, last: bool) -> str:
    """Return the expression of one step between slashes, with the slash that follows it."""
    if part == "**":
        # At the end "**" needs something below the folder; in the middle it may stand for nothing.
        return ".+" if last else "(?:[^/]+/)*"
    return _step(part) + ("" if last else "/")


def _step(part: str) -> str:
    """Return the expression of a step without `**`."""
    out = []
    at = 0
    while at < len(part):
        # A "]" directly after "[" or "[!" is a member of the class: "[]a]".
        close = part.find("]", at + 2 + part.startswith("!", at + 1)) if part[at] == "[" else -1
        if close > 0:
            out.append(_class(part[at + 1 : close]))
            at = close
        else:
            out.append({"*": "[^/]*", "?": "[^/]"}.get(part[at]) or re.escape(part[at]))
        at += 1
    return "".join(out)


def _class(inside: str) -> str:
    """Return the expression of a class: `!` negates it, and it never matches a slash."""
    negated = inside.startswith("!")
    # Escaped are the signs that mean something to `re` and nothing to a glob; "-" stays a range.
    members = re.sub(r"([\\\[\]^&~|])", r"\\\1", inside[negated:])
    return f"(?!/)[{'^' if negated else ''}{members}]"


def _below(parts: Sequence[str], *, folder: bool) -> str:
    """Return the expression of what may follow: everything in a folder, and in what may be one."""
    if folder:
        return "/.*"
    # A last step without wildcards may name a folder, and then means all that is in it.
    return "(?:/.*)?" if parts and not _WILDCARD.search(parts[-1]) else ""
