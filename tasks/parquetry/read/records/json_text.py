"""The text of a JSON file, taken value by value; behind a damaged element of an array the next one is found again.

Source: RFC 8259 (JSON).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from parquetry.errors import DocumentError
from parquetry.read.records.values import with_whole_characters

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPACE = re.compile(r"[ \t\r\n]*")
CHUNK = 1 << 20
"""Characters read at a time."""
# Characters behind a damaged element in which the next one is looked for, and places in them that are tried.
_SEARCHED = 1 << 24
_MOST_TRIED = 1_000
# Characters of a file that are looked at in all to find elements again: in objects within one another each is tried.
_MOST_LOOKED_AT = 1 << 28
# Forms of elements that are kept: of objects whose keys are data, such as names, each has another.
_MOST_FORMS = 100_000
# An object in a list, and its first key: `, {"id"`.
_ELEMENT = re.compile(r',\s*(?=\{\s*"([^"\\]*)"\s*:)')
_FIRST_KEY = re.compile(r'\{\s*"([^"\\]*)"\s*:')
_DECODER = json.JSONDecoder()
# Characters of the longest sign that an error may be reported at the beginning of, when it is cut: "-Infinity".
_LONGEST_SIGN = 16


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

    __slots__ = ("_at", "_decoder", "_ended", "_forms", "_left", "_lines", "_text")

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._text = ""
        self._at = 0
        self._ended = False
        self._decoder = json.JSONDecoder(object_pairs_hook=json_object)
        # Hashes of the keys of elements; keys themselves may be as long as the file.
        self._forms: set[int] = set()
        self._left = _MOST_LOOKED_AT

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
                value = with_whole_characters(value, self._text[self._at : end])
            except (json.JSONDecodeError, RecursionError, ValueError) as error:
                # An error far from the end of the buffer is an error of the file. Near the end the value may only be
                # cut.
                length = len(self._text) - self._at
                whole = isinstance(error, json.JSONDecodeError) and error.pos < len(self._text) - CHUNK
                if length > limit or whole or isinstance(error, RecursionError) or not self._more(max(length, CHUNK)):
                    raise DocumentError(*_why(error, length, limit)) from error
            else:
                if end < len(self._text) or self._ended:
                    self._at = end
                    return value
                self._more(1)  # a number at the end of what was read may go on

    def know(self, element: object) -> None:
        """Note what an element of the array looks like, so that one like it is found behind a damaged one."""
        if isinstance(element, dict) and len(self._forms) < _MOST_FORMS:
            self._forms.add(hash(frozenset(element)))

    def resume(self) -> bool:
        """Go on to the next object behind a damaged value that is like an element before it, as far as any is known.

        Returns whether there is one. It begins with the same key as the damaged one, and has the very keys of an element:
        an object that is within a record has others. What stands between is lost with the damaged element. Behind a first
        element that is damaged nobody knows what the others look like.
        """
        while self._forms:
            found = self._next_element()
            length = len(self._text) - self._at
            if found:
                self._left -= found - self._at
                self._at = found
            if found or length >= _SEARCHED or not self._more(max(length, CHUNK)):
                return found > 0
        return False

    def _next_element(self) -> int:
        """Return where the next element begins in what was read; 0 for nowhere, or where more is needed to tell."""
        damaged = _FIRST_KEY.match(self._text, self._at)
        places = _ELEMENT.finditer(self._text, self._at + 1) if damaged else ()
        for _, match in zip(range(_MOST_TRIED), places, strict=False):
            if damaged is None or match[1] != damaged[1] or self._left <= 0:
                continue
            is_element = self._is_element(match.end())
            if is_element is not False:
                return match.end() if is_element else 0
        return 0

    def _is_element(self, at: int) -> bool | None:
        """Return whether an element begins at a place; None if it is cut by the end of what was read."""
        try:
            # An element that has a key twice is one all the same, and is refused by itself.
            value, end = _DECODER.raw_decode(self._text, at)
        except json.JSONDecodeError as error:
            self._left -= error.pos - at
            # A text without an end is reported where it begins.
            near = error.pos >= len(self._text) - _LONGEST_SIGN or error.msg.startswith("Unterminated")
            return None if near and not self._ended and len(self._text) - self._at < _SEARCHED else False
        except (RecursionError, ValueError):
            self._left -= CHUNK
            return False
        self._left -= end - at
        return hash(frozenset(value)) in self._forms


def _why(error: Exception, length: int, limit: int) -> tuple[str, str]:
    if length > limit:
        return "too_large", f"an element of more than {limit} characters; raise [input] max_bytes"
    if isinstance(error, json.JSONDecodeError):
        return "corrupt", f"no valid JSON, and what follows is lost up to the next object like it: {error.msg}"
    return "corrupt", f"JSON beyond bounds: {type(error).__name__}"
