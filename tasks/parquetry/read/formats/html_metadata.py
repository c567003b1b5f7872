"""What a page says of itself: title, date, author, language, from its head and its JSON-LD.

Source: WHATWG HTML (meta, title), Open Graph, Dublin Core, schema.org.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

# Names in use for the date of publication, lower-cased: Open Graph, schema.org, Dublin Core, and plain ones.
_DATES = ("article:published_time", "datepublished", "dc.date", "dcterms.date", "dcterms.created", "date", "pubdate")
_SHOWN = frozenset({"author", "description", "keywords", "generator", "og:title", "og:site_name", "og:type", "dc.creator"})
_LONGEST = 2_000
"""Characters of one value that are kept."""


@dataclass(slots=True)
class Metadata:
    """Declared title, date and language, and other values by their name."""

    title: str | None = None
    date: str | None = None
    language: str | None = None
    other: dict[str, object] = field(default_factory=dict)


def metadata_of(root: Any) -> Metadata:  # noqa: ANN401 (a node of justhtml)
    """Return what the head of a page, and JSON-LD anywhere in it, declare."""
    found = Metadata()
    # The whole page is walked, because JSON-LD and <meta itemprop> also stand in the body.
    stack = [root]
    while stack:
        node = stack.pop()
        _take(found, node)
        stack.extend(reversed(node.children or []) if node.name != "#text" else ())
    return found


def _take(found: Metadata, node: Any) -> None:  # noqa: ANN401
    """Take what one element declares; of title and language the first counts."""
    if node.name == "html" and found.language is None:
        found.language = (node.attrs or {}).get("lang") or (node.attrs or {}).get("xml:lang")
    elif node.name == "title" and found.title is None and node.namespace == "html":
        found.title = " ".join(_text(node).split()) or None
    elif node.name == "meta":
        _meta(found, node.attrs or {})
    elif node.name == "script" and "ld+json" in ((node.attrs or {}).get("type") or ""):
        _linked_data(found, _text(node))


def _text(node: Any) -> str:  # noqa: ANN401
    return "".join(child.data for child in node.children or [] if child.name == "#text")


def _meta(found: Metadata, attributes: dict[str, str | None]) -> None:
    # Three attributes for one purpose: HTML, Open Graph and microdata.
    name = (attributes.get("name") or attributes.get("property") or attributes.get("itemprop") or "").lower()
    content = (attributes.get("content") or "").strip()[:_LONGEST]
    if not content:
        return
    if name in _DATES:
        # The first date wins: pages repeat it further down, sometimes for other articles.
        found.date = found.date or content
    if name in _SHOWN or name in _DATES or name.startswith(("dc.", "dcterms.")):
        found.other.setdefault(name, content)


def _linked_data(found: Metadata, text: str) -> None:
    """Take headline, date and author from JSON-LD; what is no JSON is passed over."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return
    # JSON-LD is one object, a list of objects, or a "@graph" that holds them.
    graph = value.get("@graph") if isinstance(value, dict) else None
    for item in graph if isinstance(graph, list) else value if isinstance(value, list) else [value]:
        if not isinstance(item, dict):
            continue
        if isinstance(item.get("datePublished"), str):
            found.date = found.date or item["datePublished"]
        for name in ("@type", "headline", "datePublished", "dateModified", "author", "inLanguage"):
            if name in item and len(json.dumps(item[name])) <= _LONGEST:
                found.other.setdefault(f"ld:{name}", item[name])
