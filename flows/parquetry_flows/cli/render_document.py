"""Render a document: what was wrong with it, what was done, its text with all of it marked, its entities."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from parquetry.publish.report.highlight import marked
from parquetry.publish.report.visible_text import visible
from parquetry_flows.cli.render import MOST, console, line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parquetry.model.documents import Processed, Repair

STYLES = {
    "PERSON": "bold magenta",
    "ORG": "bold blue",
    "GPE": "bold green",
    "LOC": "green",
    "NORP": "cyan",
    "DATE": "yellow",
    "MONEY": "bold yellow",
}
CONTEXT = 24
"""Characters shown on either side of a repair."""


def document(name: str, processed: Processed) -> None:
    """Print one document: what was wrong, what was done, its text with all of it marked, its entities."""
    # Text of a document goes through `visible` everywhere: an escape sequence in it could else rewrite the terminal.
    out = console()
    out.print(Text(visible(name), style="bold"))
    sure = f"{processed.encoding_confidence:.2f}"
    line("encoding", f"{processed.encoding} (found by: {processed.encoding_method}, confidence {sure})")
    line("language", processed.language)
    line(
        "size",
        f"{len(processed.text):,} characters, {len(processed.blocks)} blocks, {len(processed.sentences)} sentences, "
        f"{len(processed.mentions)} mentions",
    )
    if processed.repairs:
        out.print(_rules(processed.repairs))
        out.print(_changes(processed))
    else:
        line("repairs", "none were needed")
    out.print()
    if not processed.blocks:  # it was not taken as far as that
        out.print(Text("\n".join(visible(line) for line in processed.text.split("\n"))))
    for block in processed.blocks:
        out.print(_block(processed, block.start, block.end, block.kind))
        out.print()
    if processed.entities or any(mention.value for mention in processed.mentions):
        out.print(_entities(processed))


def _rules(repairs: Iterable[Repair]) -> Table:
    table = Table("kind", "rule", "status", "times", "confidence", title="repairs", title_justify="left")
    grouped = Counter((repair.kind, repair.rule, repair.status) for repair in repairs)
    # A rule with one confidence shows it, "0.97"; one with several the range, "0.61 to 0.97".
    for (kind, rule, status), count in grouped.most_common():
        confidences = [r.confidence for r in repairs if (r.kind, r.rule, r.status) == (kind, rule, status)]
        low, high = min(confidences), max(confidences)
        table.add_row(kind, rule, status, str(count), f"{low:.2f}" if low == high else f"{low:.2f} to {high:.2f}")
    return table


def _changes(processed: Processed) -> Text:
    """Return the first repairs in their place: the old text struck out, the new text after it."""
    out = Text()
    for repair in processed.repairs[:MOST]:
        # `max`: a negative start would count from the end of the text.
        left = processed.text[max(0, repair.start - CONTEXT) : repair.start]
        right = processed.text[repair.end : repair.end + CONTEXT]
        out.append(f"{'':12}…{visible(left)}")
        # An unresolved place stays as it is: yellow says that it is only a suspicion.
        out.append(visible(repair.before), style="red strike")
        out.append(visible(repair.after), style="bold green" if repair.status == "applied" else "bold yellow")
        out.append(f"{visible(right)}…\n")
    if len(processed.repairs) > MOST:
        out.append(f"{'':12}and {len(processed.repairs) - MOST} more\n")
    return out


def _block(processed: Processed, start: int, end: int, kind: str) -> Text:
    """Return a block of the text with its mentions, repairs and doubts marked in their place."""
    # The label stands after the mention, also where a repair in it cuts the mention into pieces.
    ends = {mention.end: mention.label for mention in processed.mentions}
    text = Text()
    for low, high, here in marked(start, end, _marks(processed)):
        text.append(visible(processed.text[low:high]), style=" ".join(style for _, style in here))
        # A repair that ends where a mention ends has no label of its own.
        if high in ends and any(label for label, _ in here):
            text.append(f"[{ends[high]}]", style="dim")
    text.stylize("bold" if kind == "heading" else "")
    return Text().append(f"{kind:>12}  ", style="dim").append_text(text)


def _marks(processed: Processed) -> Iterator[tuple[int, int, tuple[str, str]]]:
    """Yield the stretches that are marked, with label (empty for a repair) and style."""
    for repair in processed.repairs:
        yield repair.start, repair.end, ("", "underline green" if repair.status == "applied" else "reverse yellow")
    for mention in processed.mentions:
        yield mention.start, mention.end, (mention.label, STYLES.get(mention.label, "bold"))


def _entities(processed: Processed) -> Table:
    """Return each entity once, and each value of no entity once, with how often it is mentioned; most frequent first."""
    values: dict[str, set[str]] = {}
    loose: Counter[tuple[str, str, str]] = Counter()
    for mention in processed.mentions:
        if mention.entity_id:
            values.setdefault(mention.entity_id, set()).update({mention.value} if mention.value else ())
        elif mention.value:
            loose[mention.label, " ".join(mention.text.split()), mention.value] += 1
    rows = [
        (
            entity.mentions,
            entity.label,
            entity.name,
            ", ".join(entity.aliases),
            ", ".join(sorted(values.get(entity.entity_id, ()))),
        )
        for entity in processed.entities
    ]
    rows += [(count, label, text, "", value) for (label, text, value), count in loose.items()]
    table = Table("label", "name", "mentions", "also", "value", title="entities and values", title_justify="left")
    # The number negated: most frequent first, then by name.
    for count, label, name, also, value in sorted(rows, key=lambda row: (-row[0], row[2], row[1])):
        table.add_row(label, visible(name), str(count), visible(also), value)
    return table
