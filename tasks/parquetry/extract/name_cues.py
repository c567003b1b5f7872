"""Name cues: English words that tell what a name is: titles, legal forms, head nouns, words that define it.

Data, read from `languages/data/name_cues.toml`.
"""

from __future__ import annotations

from parquetry.languages.data_tables import table

# Read at import: it is small, and expressions elsewhere are built from it.
_DATA = table("name_cues")

TITLES: tuple[str, ...] = tuple(_DATA["titles"])
"""Words before a person's name that are no part of it, in lower case."""
VERBS: tuple[str, ...] = tuple(_DATA["verbs"])
"""What a person does, in irregular past tenses, and ways to say that somebody is something."""
LEGAL_FORMS: tuple[str, ...] = tuple(_DATA["legal_forms"])
"""Words after the name of a firm that say what it is in law."""
LAWS: tuple[str, ...] = tuple(_DATA["laws"])
"""Last words of the names of laws and treaties."""
EVENTS: tuple[str, ...] = tuple(_DATA["events"])
"""Last words of the names of events."""
LOWER_LAWS: tuple[str, ...] = tuple(_DATA["lower_laws"])
"""Words in lower case right after a place that make it the name of a treaty."""
LOWER_TREATIES: tuple[str, ...] = tuple(_DATA["lower_treaties"])
"""The same right after any name."""
LOWER_EVENTS: tuple[str, ...] = tuple(_DATA["lower_events"])
"""The same that make it the name of an event."""
LOWER_PLACES: tuple[str, ...] = tuple(_DATA["lower_places"])
"""Words in lower case right after a place that make it the name of a facility there."""
NO_NAMES: frozenset[str] = frozenset(_DATA["no_names"])
"""Words that sentences begin with and that are no names, in lower case."""
LETTER_WORDS: frozenset[str] = frozenset(_DATA["letter_words"])
"""Words that letters begin or end with, in lower case: none is part of a person's name."""
STATES: frozenset[str] = frozenset(_DATA["states"])
"""Names of the states of the USA and their abbreviations, in lower case."""
HEAD_NOUNS: dict[str, str] = {word: label for label, words in _DATA["heads"].items() for word in words}
"""Last words of names, to the label they give the name: a `University` is an ORG."""
DEFINITIONS: dict[str, str] = {word: label for label, words in _DATA["definitions"].items() for word in words}
"""Words that say in a sentence what a name is, in lower case, to its label: `Elmstead is a village`."""
