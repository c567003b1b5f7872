"""Invented documents of running text whose structure is known: articles, books, letters, mail, lists, papers, verse.

A document is a list of (line, label); a blank line has the label "". Labels: B a block begins, C the line continues the
one before, V verse, K code, T table, P other preformatted text (logs, subtitles), L lines that are each one's own
(addresses, records, heads of a letter).
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from training.line_words import NO_CASE, UNSPACED, capital, name, paragraph, phrase, rare, sentence, words
from training.line_wrap import wrap

Document = list[tuple[str, str]]
BLANK = ("", "")


@dataclass(frozen=True)
class Style:
    """How the lines of one document are set. `width` 0: they are not wrapped. `gap` is what stands between paragraphs."""

    language: str
    width: int
    fill: str
    hyphens: float
    indent: int
    first: int
    gap: int
    trailing: bool


def style(rng: Random, language: str) -> Style:
    """Return a style drawn at random."""
    cells = rng.choice((*range(28, 60, 4), *range(56, 84, 2), *range(60, 84, 2), *range(84, 116, 4)))
    width = 0 if rng.random() < 0.2 else cells
    tight = rng.random() < 0.2
    return Style(
        language,
        width,
        rng.choice(("mono", "mono", "mono", "type", "type", "eye")),
        rng.choice((0, 0, 0, 0.3, 0.6)),
        rng.choice((0, 0, 0, 0, 2, 3, 4, 8)) if not tight else 0,
        rng.choice((0, 0, 0, 2, 3, 4)) if not tight else rng.choice((0, 2, 4)),
        0 if tight else 1,
        rng.random() < 0.1,
    )


def flow(rng: Random, look: Style, text: str, lead: str = "", hang: str | None = None) -> Document:
    """Return a paragraph as it is set: its lead on the first line, its hang on the others."""
    margin = " " * look.indent
    hang = lead if hang is None else hang
    if not look.width:
        return [(margin + lead + text, "B")]
    lines = wrap(rng, text, look.language, max(20, look.width - len(hang)), look.fill, look.hyphens)
    tail = " " if look.trailing else ""
    return [
        (margin + (lead if k == 0 else hang) + line + (tail if k < len(lines) - 1 else ""), "C" if k else "B")
        for k, line in enumerate(lines)
    ]


def paragraphs(rng: Random, look: Style, count: int) -> Document:
    """Return paragraphs with what stands between them."""
    out: Document = []
    for _ in range(count):
        text = paragraph(rng, look.language, rng.choice((None, None, None, 1)))
        if look.first:
            out += flow(rng, look, text, " " * look.first, "")
        else:
            out += flow(rng, look, text)
        out += [BLANK] * look.gap
    return out


def heading(rng: Random, look: Style) -> Document:
    """Return a heading, with a number now and then, underlined now and then."""
    text = phrase(rng, look.language, 1, 7)
    if rng.random() < 0.2:
        text = text.upper()
    lead = rng.choice(
        (
            "",
            "",
            "",
            "# ",
            "## ",
            f"{rng.randrange(1, 9)} ",
            f"{rng.randrange(1, 9)}. ",
            f"{rng.randrange(1, 9)}.{rng.randrange(1, 9)} ",
            "CHAPTER IV. ",
        )
    )
    out: Document = [(lead + text, "B")]
    if rng.random() < 0.08:
        out.append((rng.choice("=-~") * len(text), "L"))
    if rng.random() < 0.08:
        out = [(" " * rng.randrange(10, 30) + text, "B")]
    return [*out, *[BLANK] * max(look.gap, rng.random() < 0.5)]


def items(rng: Random, look: Style) -> Document:
    """Return a list with bullets or numbers, wrapped with a hanging indent or without one."""
    out: Document = []
    marks = rng.choice(("- ", "* ", "• ", "– ", "1. ", "1) ", "(1) ", "a) ", "A. ", "(a) "))
    between = rng.random() < 0.25
    hang = rng.random() < 0.7
    inset = " " * rng.choice((0, 0, 0, 2, 4))
    short = rng.random() < 0.5
    for k in range(rng.randint(2, 7)):
        mark = marks.replace("1", str(k + 1)).replace("a", chr(97 + k)).replace("A", chr(65 + k))
        text = phrase(rng, look.language, 2, 8) if short else paragraph(rng, look.language, rng.choice((1, 1, 2)))
        lead = inset + mark
        out += flow(rng, look, text, lead, " " * len(lead) if hang else inset)
        out += [BLANK] * between
    return [*out, *[BLANK] * max(1, look.gap)]


def article(rng: Random, look: Style) -> Document:
    """Return headings, paragraphs, lists."""
    out: Document = []
    for _ in range(rng.randint(1, 4)):
        if rng.random() < 0.7:
            out += heading(rng, look)
        out += paragraphs(rng, look, rng.randint(1, 5))
        if rng.random() < 0.3:
            out += items(rng, look)
        if rng.random() < 0.1:
            out += glossary(rng, look)
        if rng.random() < 0.12:
            out += [*quotation(rng, look), *[BLANK] * look.gap]
    return out


def story(rng: Random, look: Style) -> Document:
    """Return a long text of many paragraphs, often with nothing between them but the short last line of each."""
    tight = rng.random() < 0.7
    width = look.width or rng.choice((60, 66, 72, 72, 76, 80))
    set_ = Style(
        look.language, width, look.fill, look.hyphens, 0, 0 if rng.random() < 0.7 else 2, 0 if tight else 1, look.trailing
    )
    out: Document = []
    for _ in range(rng.randint(1, 4)):
        if rng.random() < 0.6:
            out.append((phrase(rng, look.language, 1, 7), "B"))
            out += [BLANK] * set_.gap
        for _ in range(rng.randint(3, 10)):
            if rng.random() < 0.05:
                out += plain_list(rng, look)[:-1]
            elif rng.random() < 0.1:
                out += flow(rng, set_, sentence(rng, look.language, rng.randint(1, 8)))
            else:
                out += flow(rng, set_, paragraph(rng, look.language), " " * set_.first, "")
            out += [BLANK] * set_.gap
    return out


def quotation(rng: Random, look: Style) -> Document:
    """Return a quotation set in from both sides."""
    inset = " " * rng.choice((4, 6, 8))
    return flow(rng, look, paragraph(rng, look.language, rng.randint(1, 4)), inset)


def glossary(rng: Random, look: Style) -> Document:
    """Return terms, each with its explanation indented below."""
    out: Document = []
    for _ in range(rng.randint(2, 5)):
        out.append((" " * look.indent + " ".join(words(rng, look.language, rng.randint(1, 2))), "L"))
        out += flow(rng, look, sentence(rng, look.language), "    ")
        out += [BLANK] * (rng.random() < 0.3)
    return [*out, BLANK]


def dialogue(rng: Random, look: Style) -> Document:
    """Return a novel's talk: short paragraphs, each quoted."""
    out: Document = []
    for _ in range(rng.randint(3, 10)):
        text = sentence(rng, look.language, rng.randint(1, 16))
        text = rng.choice(('"{}"', "“{}”", "«{}»", "— {}", "„{}“")).format(text)
        if rng.random() < 0.5:
            text += " " + sentence(rng, look.language, rng.randint(2, 20))
        out += [*flow(rng, look, text), *[BLANK] * look.gap]
    return out


def script(rng: Random, look: Style) -> Document:
    """Return turns of speakers, one a line: an interview, a chat, questions and answers."""
    people = [name(rng, look.language).split()[0] for _ in range(rng.choice((2, 2, 3)))]
    if rng.random() < 0.4:
        people = [one.upper() for one in people]
    if rng.random() < 0.2:
        people = ["Q", "A"]
    form = rng.choice(("{}: {}", "{}. {}", "<{}> {}", "{} – {}", "[12:0{n}] {}: {}", "00:0{n}:1{n} {}: {}", "{}:\t{}"))
    blank = rng.random() < 0.3
    wide = Style(look.language, 0, "mono", 0, 0, 0, 0, trailing=False)
    out: Document = []
    for k in range(rng.randint(3, 14)):
        text = sentence(rng, look.language, rng.randint(1, 18))
        turn = form.replace("{n}", str(k % 10)).format(people[k % len(people)], text)
        out += flow(rng, look if "{n}" not in form and rng.random() < 0.9 else wide, turn)
        out += [BLANK] * blank
    return [*out, BLANK]


def verse_lines(rng: Random, language: str, count: int) -> list[str]:
    """Return lines of verse: of about one length, mostly ended by a comma or a stop, a capital each or none."""
    mean = rng.choice((3, 4, 5, 6, 6, 7, 8, 11))
    spread = rng.choice((0, 1, 1, 2))
    capitals = rng.choice((True, True, True, False))
    stops = rng.choice((0.15, 0.4, 0.7, 0.9))
    glue = "" if language in UNSPACED else " "
    out = []
    opened = True
    for k in range(count):
        line = glue.join(words(rng, language, max(1, mean + rng.randint(-spread, spread))))
        line = capital(line, language) if capitals or opened else line
        opened = False
        last = k == count - 1
        if rng.random() < stops or (last and stops > 0.3):
            mark = rng.choice(".!?;:" if last else ",,,,;;:.!?—")
            opened = mark in ".!?"
            line += mark
        out.append(line)
    return out


def poem(rng: Random, look: Style) -> Document:
    """Return a poem: a title now and then, and its stanzas."""
    out: Document = []
    margin = " " * rng.choice((0, 0, 0, 2, 4, 8))
    if rng.random() < 0.5:
        out += [(margin + phrase(rng, look.language, 1, 4), "B"), BLANK]
    size = rng.choice((2, 3, 4, 4, 4, 5, 6, 8, 14))
    refrain = verse_lines(rng, look.language, 1)
    for _ in range(rng.choice((1, 1, 2, 3, 4, 6))):
        lines = verse_lines(rng, look.language, size)
        if len(lines) > 2 and rng.random() < 0.15:
            lines[-1:] = refrain
        step = rng.choice((0, 0, 0, 2, 4))
        out += [(margin + (" " * step if k % 2 else "") + line, "V") for k, line in enumerate(lines)]
        out.append(BLANK)
    return out


def prose_with_verse(rng: Random, look: Style) -> Document:
    """Return prose that quotes a stanza."""
    inset = " " * rng.choice((0, 4, 6, 8))
    stanza = [(inset + line, "V") for line in verse_lines(rng, look.language, rng.choice((2, 4, 4, 6)))]
    return [*paragraphs(rng, look, rng.randint(1, 2)), BLANK, *stanza, BLANK, *paragraphs(rng, look, rng.randint(1, 3))]


def play(rng: Random, look: Style) -> Document:
    """Return scenes of a play in verse: a speaker's line, then the lines of the speech."""
    people = [name(rng, look.language).split()[0].upper() for _ in range(3)]
    out: Document = [(f"ACT {rng.choice('I II III IV'.split())}.", "B"), BLANK]
    for _ in range(rng.randint(2, 7)):
        out.append((rng.choice(people) + rng.choice((".", ":", "")), "L"))
        out += [(line, "V") for line in verse_lines(rng, look.language, rng.randint(1, 7))]
        out.append(BLANK)
        if rng.random() < 0.25:
            out += [(f"[{phrase(rng, look.language, 2, 4)}.]", "B"), BLANK]
    return out


def screenplay(rng: Random, look: Style) -> Document:
    """Return scenes of a film: action as prose, names and what they say set in."""
    out: Document = []
    set_ = Style(look.language, 60, "mono", 0, 0, 0, 1, trailing=False)
    for _ in range(rng.randint(2, 5)):
        out += [(f"INT. {phrase(rng, look.language, 1, 3).upper()} - NIGHT", "B"), BLANK]
        out += paragraphs(rng, set_, 1)
        for _ in range(rng.randint(1, 3)):
            out.append((" " * 25 + name(rng, look.language).split()[0].upper(), "L"))
            out += [(" " * 10 + line, "L") for line in wrap(rng, sentence(rng, look.language), look.language, 36, "mono")]
            out.append(BLANK)
    return out


def short_lines(rng: Random, language: str) -> list[str]:
    """Return the lines of an address, a signature or a note: names, numbers, short phrases without stops."""
    number = lambda: str(rng.randrange(1, 99999))  # noqa: E731 (short and local)
    forms = (
        lambda: name(rng, language),
        lambda: f"{phrase(rng, language, 1, 2)} {number()}",
        lambda: f"{number()} {name(rng, language)}",
        lambda: f"{name(rng, language)}, {name(rng, language)}",
        lambda: f"Tel. {number()} {number()}",
        lambda: phrase(rng, language, 1, 4),
        lambda: " ".join(words(rng, language, rng.randint(1, 4))),
        lambda: f"{rng.randrange(1, 28)}. {name(rng, language).split()[0]} {rng.randrange(1900, 2024)}",
        lambda: f"{rare(rng, 'en')}@example.org",
    )
    return [rng.choice(forms)() for _ in range(rng.randint(2, 6))]


def as_lines(texts: list[str], margin: str = "") -> Document:
    """Return lines that are each one's own."""
    return [(margin + text, "L") for text in texts]


def fields(rng: Random, language: str, labels: list[str], mark: str) -> list[str]:
    """Return a record: a label and a value a line."""
    values = (
        lambda: name(rng, language),
        lambda: str(rng.randrange(1, 3000)),
        lambda: phrase(rng, language, 1, 4).lower(),
        lambda: sentence(rng, language, rng.randint(2, 8)),
        lambda: f"{rng.randrange(1, 28):02}.{rng.randrange(1, 12):02}.{rng.randrange(1950, 2024)}",
    )
    return [label + mark + rng.choice(values)() for label in labels]


def records(rng: Random, look: Style) -> Document:
    """Return records of the same fields, with a blank line between them, or a page break, or nothing."""
    labels = [phrase(rng, look.language, 1, 2) for _ in range(rng.randint(2, 6))]
    mark = rng.choice((": ", ": ", ": ", " = ", ":  ", "\t", ": "))
    gap = rng.choice(([], [BLANK], [BLANK], [("\f", "")]))
    out: Document = []
    closing = rng.random() < 0.3
    for _ in range(rng.randint(1, 6)):
        out += as_lines(fields(rng, look.language, labels, mark))
        if closing:
            out += as_lines([sentence(rng, look.language, rng.randint(3, 8)) for _ in range(rng.randint(1, 2))])
        out += gap
    return [*out, BLANK]


def addresses(rng: Random, look: Style) -> Document:
    """Return addresses or notes of short lines."""
    out: Document = []
    for _ in range(rng.randint(1, 4)):
        out += [*as_lines(short_lines(rng, look.language)), BLANK]
    return out


def plain_list(rng: Random, look: Style) -> Document:
    """Return a list without bullets: a head, then short lines in lower case or with capitals."""
    lower = rng.random() < 0.5
    mark = rng.choice(("", "", "", ";", ",", "?", "!"))
    texts = [phrase(rng, look.language, 1, 5) for _ in range(rng.randint(3, 12))]
    amounts = rng.random() < 0.3
    texts = [f"{rng.randrange(1, 500)} {text}" if amounts else text for text in texts]
    head: Document = [(phrase(rng, look.language, 1, 4) + rng.choice((":", "", "")), "L")]
    if rng.random() < 0.3:
        head.append(BLANK)
    return [*head, *as_lines([(text.lower() if lower else text) + mark for text in texts]), BLANK]


def letter(rng: Random, look: Style) -> Document:
    """Return a letter: addresses, a greeting, wrapped paragraphs, a closing and a name."""
    out: Document = []
    if rng.random() < 0.7:
        for _ in range(rng.randint(1, 3)):
            out += [*as_lines(short_lines(rng, look.language)), BLANK]
    out += [(phrase(rng, look.language, 1, 3) + ",", "B"), BLANK]
    set_ = Style(look.language, look.width, look.fill, look.hyphens, look.indent, 0, 1, trailing=False)
    out += paragraphs(rng, set_, rng.randint(1, 4))
    out += as_lines([phrase(rng, look.language, 1, 2) + ",", *([] if rng.random() < 0.5 else [""])][:1])
    out += [*[BLANK] * rng.choice((0, 0, 1, 2)), *as_lines([name(rng, look.language)]), BLANK]
    if rng.random() < 0.3:
        out += [("-- ", "L"), *as_lines(short_lines(rng, look.language)), BLANK]
    return out


def mail(rng: Random, look: Style) -> Document:
    """Return a mail: headers, wrapped text, quoted text of one or two levels, a signature."""
    out: Document = []
    if rng.random() < 0.7:
        headers = ("From", "To", "Cc", "Subject", "Date", "Message-ID", "Sent", "Reply-To")
        out += as_lines([f"{label}: {phrase(rng, look.language, 1, 5)}" for label in headers[: rng.randint(3, 8)]])
        out.append(BLANK)
    set_ = Style(look.language, look.width, look.fill, 0, 0, 0, 1, trailing=False)
    out += [(phrase(rng, look.language, 1, 2) + ",", "B"), BLANK]
    for _ in range(rng.randint(1, 3)):
        out += paragraphs(rng, set_, rng.randint(1, 2))
        if rng.random() < 0.6:
            out.append((f"{phrase(rng, look.language, 2, 6)}:", "B"))
            for _ in range(rng.randint(1, 3)):
                lead = rng.choice(("> ", "> ", "> > ", ">> "))
                out += [*flow(rng, set_, paragraph(rng, look.language, rng.randint(1, 4)), lead), (">", "L")]
            out[-1] = BLANK
    return [*out, *as_lines(short_lines(rng, look.language)), BLANK]


def references(rng: Random, look: Style) -> Document:
    """Return a bibliography, or notes: entries with a number, wrapped."""
    out: Document = [(phrase(rng, look.language, 1, 1), "B"), BLANK]
    form = rng.choice(("[{}] ", "{}. ", "{} ", ""))
    gap = rng.random() < 0.3
    for k in range(rng.randint(2, 9)):
        text = f"{name(rng, look.language)}, {rng.choice('ABCKM')}. {phrase(rng, look.language, 3, 9)}. {name(rng, look.language)}, {rng.randrange(1900, 2024)}, {rng.randrange(1, 99)}–{rng.randrange(100, 199)}."
        lead = form.format(k + 1)
        out += flow(rng, look, text, lead, " " * len(lead) if rng.random() < 0.4 else "")
        out += [BLANK] * gap
    return [*out, BLANK]


PROSE = (
    article,
    article,
    article,
    story,
    story,
    story,
    dialogue,
    script,
    items,
    glossary,
    letter,
    letter,
    mail,
    mail,
    references,
)
KEPT = (poem, poem, poem, prose_with_verse, prose_with_verse, play, screenplay, records, records, addresses, plain_list)
CASELESS = NO_CASE
