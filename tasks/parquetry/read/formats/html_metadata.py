"""What a page says of itself: title, date, author, language, from its head and its JSON-LD.

Source: WHATWG HTML (meta, title), Open Graph, Dublin Core, schema.org.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parquetry.read.formats.html_nodes import Node

# Names in use for the date of publication, lower-cased: Open Graph, schema.org, Dublin Core, and plain ones.
_DATES = ("article:published_time", "datepublished", "dc.date", "dcterms.date", "dcterms.created", "date", "pubdate")
_SHOWN = frozenset({"author", "description", "keywords", "generator", "og:title", "og:site_name", "og:type", "dc.creator"})
_LINKED = ("@type", "headline", "datePublished", "dateModified", "author", "inLanguage")
# Characters of one value that are kept.
_LONGEST = 2_000


@dataclass(slots=True)
class Metadata:
    """Declared title, date and language, and other values by their name."""

    title: str | None = None
    date: str | None = None
    language: str | None = None
    other: dict[str, object] = field(default_factory=dict)


def metadata_of(declaring: Iterable[Node]) -> Metadata:
    """Return what some elements of a page declare, such as those of its head, and JSON-LD anywhere in it."""
    metadata = Metadata()
    # In the order of the page: of two titles the first counts.
    for node in declaring:
        _take(metadata, node)
    return metadata


def _take(metadata: Metadata, node: Node) -> None:
    """Take what one element declares; of title and language the first counts."""
    attributes = node.attrs
    match node.name:
        case "html":
            metadata.language = metadata.language or attributes.get("lang") or attributes.get("xml:lang")
        case "title":
            metadata.title = metadata.title or " ".join(_text(node).split()) or None
        case "meta":
            _take_meta(metadata, attributes)
        case "script" if "ld+json" in (attributes.get("type") or ""):
            _take_linked_data(metadata, _text(node))


def _text(node: Node) -> str:
    return "".join(child.data for child in node.children if child.name == "#text")


def _take_meta(metadata: Metadata, attributes: dict[str, str | None]) -> None:
    # Three attributes for one purpose: HTML, Open Graph and microdata.
    name = (attributes.get("name") or attributes.get("property") or attributes.get("itemprop") or "").lower()
    content = (attributes.get("content") or "").strip()[:_LONGEST]
    if not content:
        return
    if name in _DATES:
        # The first date wins: pages repeat it further down, sometimes for other articles.
        metadata.date = metadata.date or content
    if name in _SHOWN or name in _DATES or name.startswith(("dc.", "dcterms.")):
        metadata.other.setdefault(name, content)


def _take_linked_data(metadata: Metadata, text: str) -> None:
    """Take headline, date and author from JSON-LD; what is no JSON is passed over."""
    for item in _linked_items(text):
        if isinstance(item.get("datePublished"), str):
            metadata.date = metadata.date or item["datePublished"]
        for name in _LINKED:
            if name in item and len(json.dumps(item[name])) <= _LONGEST:
                metadata.other.setdefault(f"ld:{name}", item[name])


def _linked_items(text: str) -> list[dict[str, Any]]:
    """Return the objects of JSON-LD, which is one object, a list of objects, or a "@graph" that holds them."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return []
    graph = value.get("@graph") if isinstance(value, dict) else value
    items = graph if isinstance(graph, list) else [value]
    return [item for item in items if isinstance(item, dict)]
