"""The text of a JSON file, taken value by value; behind a damaged element of an array the next one is found again.

Source: RFC 8259 (JSON).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from parquetry.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

_SPACE = re.compile(r"[ \t\r\n]*")
# Characters read at a time.
_CHUNK = 1 << 20
# Characters behind a damaged element in which the next one is looked for, and places in them that are tried.
_SEARCHED = 1 << 24
_MOST_TRIED = 1_000
# An object in a list, and its first key: `, {"id"`.
_ELEMENT = re.compile(r',\s*(?=\{\s*"([^"\\]*)"\s*:)')
_FIRST_KEY = re.compile(r'\{\s*"([^"\\]*)"\s*:')


def json_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object as a dict.

    Raises:
        DocumentError: a key stands twice, of which a dict would silently lose a value.
    """
    # A dict would keep the last of two equal keys and lose the first.
    value = dict(pairs)
    if len(value) < len(pairs):
        detail = "an object with the same key twice"
        raise DocumentError("record", detail)
    return value


class JsonText:
    """Text that is read as it is needed; what was taken is dropped."""

    __slots__ = ("_at", "_decoder", "_ended", "_lines", "_text")

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._text = ""
        self._at = 0
        self._ended = False
        self._decoder = json.JSONDecoder(object_pairs_hook=json_object)

    def _more(self, least: int) -> bool:
        """Read at least so many characters more, if there are; return whether any came."""
        # What was read before `_at` is dropped here.
        parts = [self._text[self._at :]]
        size = 0
        while size < least and not self._ended:
            line = next(self._lines, None)
            self._ended = line is None
            parts.append(line or "")
            size += len(line or "")
        self._text, self._at = "".join(parts), 0
        return size > 0

    def at_end(self) -> bool:
        """Return whether nothing but white space is left."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                return False
            if not self._more(1):
                return True

    def skip(self, character: str) -> bool:
        """Pass over a character, if it is the next; return whether it was."""
        if self.at_end() or self._text[self._at] != character:
            return False
        self._at += 1
        return True

    def value(self, limit: int) -> object:
        """Return the next value; the text is doubled until it is whole, so that its cost stays linear.

        Raises:
            DocumentError: it is no JSON, has a key twice, or is longer than `limit` characters.
        """
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except (json.JSONDecodeError, RecursionError, ValueError) as error:
                # An error far from the end of the buffer is an error of the file. Near the end the value may only be
                # cut.
                length = len(self._text) - self._at
                whole = isinstance(error, json.JSONDecodeError) and error.pos < len(self._text) - _CHUNK
                if length > limit or whole or isinstance(error, RecursionError) or not self._more(max(length, _CHUNK)):
                    raise DocumentError(*_why(error, length, limit)) from error
            else:
                if end < len(self._text) or self._ended:
                    self._at = end
                    return value
                self._more(1)  # a number at the end of what was read may go on

    def resume(self, known: AbstractSet[frozenset[str]]) -> bool:
        """Go on to the next object behind a damaged value that is like an element before it; `known` are their keys.

        Returns whether there is one. It begins with the same key as the damaged one, and has the very keys of an element:
        an object that is within a record has others. What stands between is lost with the damaged element. Behind a first
        element that is damaged nobody knows what the others look like.
        """
        self._more(_SEARCHED)
        damaged = _FIRST_KEY.match(self._text, self._at)
        if damaged is None or not known:
            return False
        places = _ELEMENT.finditer(self._text, self._at + 1)
        for _, match in zip(range(_MOST_TRIED), places, strict=False):
            if match[1] == damaged[1] and self._is_element(match.end(), known):
                self._at = match.end()
                return True
        return False

    def _is_element(self, at: int, known: AbstractSet[frozenset[str]]) -> bool:
        try:
            value, _ = self._decoder.raw_decode(self._text, at)
        except (json.JSONDecodeError, DocumentError, RecursionError, ValueError):
            return False
        return frozenset(value) in known


def _why(error: Exception, length: int, limit: int) -> tuple[str, str]:
    if length > limit:
        return "too_large", f"an element of more than {limit} characters; raise [input] max_bytes"
    if isinstance(error, json.JSONDecodeError):
        return "corrupt", f"no valid JSON, and what follows is lost up to the next object like it: {error.msg}"
    return "corrupt", f"JSON beyond bounds: {type(error).__name__}"
