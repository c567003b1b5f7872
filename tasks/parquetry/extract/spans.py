"""Backends: what finds names. A backend is three attributes and one method; write your own and name it by its path."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

from parquetry.errors import ConfigError, UnknownNameError
from parquetry.model.vocabulary import LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Span:
    """A proposal: `text[start:end]` (code points) has this label, says this extractor by this rule."""

    start: int
    end: int
    label: str
    extractor: str
    rule: str | None = None


class Backend(Protocol):
    """Finds names in texts."""

    @property
    def name(self) -> str:
        """Return what its mentions say as their extractor."""
        ...

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256, hex, of all that decides what it finds."""
        ...

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return for each text its spans; what is found in one must not depend on the others."""
        ...


def chunks(text: str, most: int) -> list[tuple[int, int]]:
    """Return the text in stretches of at most so many code points, cut behind a sentence if there is one, else a word."""
    out: list[tuple[int, int]] = []
    start = 0
    while len(text) - start > most:
        window = text[start : start + most]
        cut = max(window.rfind(". ", most // 2), window.rfind("\n", most // 2)) + 1
        cut = cut or window.rfind(" ", most // 2) + 1 or most
        out.append((start, start + cut))
        start += cut
    return [*out, (start, len(text))]


@dataclass(frozen=True, slots=True)
class Patterns:
    """The user's own EntityRuler patterns."""

    name: str
    fingerprint: str
    lines: tuple[str, ...]

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return the matches; the pattern's id, where it has one, is the rule."""
        ruler = _ruler(self.lines)
        return [
            [Span(e.start_char, e.end_char, e.label_, "patterns", e.ent_id_ or None) for e in ruler(text).ents]
            for text in texts
        ]


def patterns(path: Path) -> Patterns:
    """Return the patterns of a JSONL file of EntityRuler.

    Raises:
        ConfigError: the file cannot be read, a line is no pattern, or its label is none of the contract's.
    """
    try:
        data = path.read_bytes()
        lines = tuple(line for line in data.decode("utf-8").splitlines() if line.strip())
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot read the patterns {path}: {error}; set [extract] patterns"
        raise ConfigError(message) from error
    for number, line in enumerate(lines, 1):
        try:
            pattern = json.loads(line)
            label = pattern["label"]
            well_formed = isinstance(pattern["pattern"], str | list)
        except (ValueError, KeyError, TypeError):
            well_formed, label = False, ""
        if not well_formed:
            message = f'{path}:{number}: no pattern; write {{"label": "ORG", "pattern": "Acme"}}, or a list of tokens'
            raise ConfigError(message)
        if label not in LABELS:
            raise UnknownNameError(f"label in {path}:{number}", str(label), LABELS)
    return Patterns(path.name, hashlib.sha256(data).hexdigest(), lines)


@cache
def _ruler(lines: tuple[str, ...]):  # type: ignore[no-untyped-def] # noqa: ANN202 (spaCy's Language, loaded below)
    import spacy  # noqa: PLC0415

    nlp = spacy.blank("xx")
    nlp.add_pipe("entity_ruler").add_patterns([json.loads(line) for line in lines])  # type: ignore[attr-defined]
    return nlp
