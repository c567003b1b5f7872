"""EntityRuler: the user's own patterns, words or lists of tokens with a label.

Source: spaCy, `EntityRuler`; the file is its JSONL, one pattern a line.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from parquetry.errors import ConfigError, UnknownNameError
from parquetry.extract.spans import Span
from parquetry.model.vocabulary import LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


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
        # Lines and not objects, as a tuple of strings is hashable and `_ruler` is cached by it.
        lines = tuple(line for line in data.decode("utf-8").splitlines() if line.strip())
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot read the patterns {path}: {error}; set [extract] patterns"
        raise ConfigError(message) from error
    for number, line in enumerate(lines, 1):
        # Every line is checked before the first document: an error in line 900 must not appear after an hour.
        label = _label(line)
        if label is None:
            message = f'{path}:{number}: no pattern; write {{"label": "ORG", "pattern": "Acme"}}, or a list of tokens'
            raise ConfigError(message)
        if label not in LABELS:
            raise UnknownNameError(f"label in {path}:{number}", label, LABELS)
    return Patterns(path.name, hashlib.sha256(data).hexdigest(), lines)


def _label(line: str) -> str | None:
    """Return the label of a line; null where the line is no pattern."""
    try:
        pattern = json.loads(line)
        # A string is a phrase, a list describes tokens; spaCy takes nothing else.
        return str(pattern["label"]) if isinstance(pattern["pattern"], str | list) else None
    except (ValueError, KeyError, TypeError):
        return None


@cache
def _ruler(lines: tuple[str, ...]):  # type: ignore[no-untyped-def] # noqa: ANN202 (spaCy's Language, loaded below)
    import spacy  # noqa: PLC0415

    # The multilingual tokenizer: one set of patterns serves documents of all languages.
    nlp = spacy.blank("xx")
    nlp.add_pipe("entity_ruler").add_patterns([json.loads(line) for line in lines])  # type: ignore[attr-defined]
    return nlp
