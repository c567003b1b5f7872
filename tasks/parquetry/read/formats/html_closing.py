"""Which open elements of a page end where another begins, or where an end tag stands.

Source: WHATWG HTML, 13.2.6 (tree construction).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.read.formats.html_elements import HEADINGS, INTEGRATION, OF_TABLES, RUBY, SPECIAL, TABLE_CONTEXT

if TYPE_CHECKING:
    from parquetry.read.formats.html_nodes import Stack


def is_between_rows(stack: Stack) -> bool:
    """Return whether the innermost table has no open cell; what is astray in it, such as `<p>`, changes nothing."""
    last = stack.last
    return max(map(last, TABLE_CONTEXT)) > max(map(last, ("td", "th", "caption", "template")))


def close_alike(stack: Stack, name: str) -> None:
    """Close an element that cannot be in one of its kind: an item, an option, a button, a link, an annotation."""
    if name == "li":
        _close_item(stack, "li")
    elif name in ("dd", "dt"):
        _close_item(stack, "dd", "dt")
    elif name in ("option", "optgroup"):
        _close_options(stack, name)
    elif name == "button":
        if at := stack.in_scope("button"):
            stack.pop_to(at)
    elif name == "a":
        if stack.in_scope("a"):
            stack.close_alone("a")
    elif stack.top.name in RUBY:
        stack.pop()


def _close_item(stack: Stack, *names: str) -> None:
    at = max(stack.last(name) for name in names)
    if at and at >= stack.innermost_item():
        stack.pop_to(at)


def _close_options(stack: Stack, name: str) -> None:
    if stack.top.name == "option":
        stack.pop()
    if name == "optgroup" and stack.top.name == "optgroup":
        stack.pop()


def in_foreign(stack: Stack) -> bool:
    """Return whether what follows stands in a drawing or a formula, and not in a piece of HTML within it."""
    return stack.top.foreign and stack.top.name not in INTEGRATION


def ends_foreign(stack: Stack, name: str) -> bool:
    """Close an element of SVG or MathML; return whether there is nothing else to do."""
    at = stack.last(f"svg {name}")
    if at > stack.innermost_special():
        stack.pop_to(at)
        return True
    # Within a drawing the end tag of an element that is not open around it is nothing.
    return in_foreign(stack) and name not in ("p", "br") and not stack.last(name)


def end_formatting(stack: Stack, name: str) -> None:
    """Close an element of formatting, such as `<b>`; what was opened in it goes on where it stands in a cell or the like."""
    at = stack.in_scope(name)
    if not at:
        return
    if at < stack.innermost_special():
        stack.close_alone(name)
    else:
        stack.pop_to(at)


def opened(stack: Stack, name: str) -> int:
    """Return the place of the element that an end tag ends; 0 where it ends none."""
    if name not in SPECIAL:
        at = stack.last(name)
        return at if at > stack.innermost_special() else 0
    if name in HEADINGS:
        return max(stack.in_scope(heading) for heading in HEADINGS)
    if name in OF_TABLES or name == "table":
        return stack.in_table_scope(name) if stack.last(name) else 0
    if name == "li":
        return stack.in_scope(name, "ol", "ul")
    return stack.last(name) if name == "template" else stack.in_scope(name)
