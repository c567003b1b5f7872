"""Invented documents that are no prose: code in a dozen forms, logs, consoles, tables, and texts that mix them with prose."""

from __future__ import annotations

import difflib
import json
import sysconfig
from functools import cache
from pathlib import Path
from random import Random

from training.line_prose import BLANK, Document, Style, flow, heading, paragraphs
from training.line_words import name, paragraph, phrase, rare, sentence, words

MODULES = ("argparse", "ast", "bisect", "calendar", "cmd", "codecs", "configparser", "copy", "csv", "dataclasses", "datetime",
           "decimal", "difflib", "dis", "enum", "fractions", "ftplib", "functools", "getopt", "glob", "gzip", "heapq", "hmac",
           "inspect", "json/decoder", "json/encoder", "locale", "mailbox", "netrc", "optparse", "pathlib", "pprint", "queue",
           "random", "sched", "shelve", "shlex", "socket", "statistics", "string", "tarfile", "textwrap", "threading", "timeit",
           "tokenize", "trace", "typing", "uuid", "warnings", "weakref", "zipfile")  # fmt: skip


@cache
def _module(module: str) -> list[str]:
    """Return the lines of a module of the standard library."""
    return (Path(sysconfig.get_path("stdlib")) / f"{module}.py").read_text(encoding="utf-8").split("\n")


def code(lines: list[str]) -> Document:
    """Return lines as code."""
    return [(line, "K") if line.strip() else BLANK for line in lines]


def python(rng: Random, least: int = 4, most: int = 60) -> list[str]:
    """Return a stretch of a module that begins with a statement at the margin."""
    lines = _module(rng.choice(MODULES))
    starts = [k for k, line in enumerate(lines) if line[:4] in ("def ", "clas", "impo", "from") or line[:1] == "@"]
    start = rng.choice(starts or [0])
    out = lines[start : start + rng.randint(least, most)]
    while out and not out[-1].strip():
        out.pop()
    return out


def identifier(rng: Random) -> str:
    """Return an invented name of a variable."""
    parts = [word for word in (rare(rng, "en") for _ in range(rng.choice((1, 1, 2)))) if word.isascii()] or ["value"]
    return rng.choice(("_".join(parts), parts[0] + "".join(one.title() for one in parts[1:])))


def braces(rng: Random) -> list[str]:
    """Return invented code of a language with braces."""
    semicolon = rng.choice((";", ";", ";", ""))
    kind = rng.choice(("int", "void", "public static void", "func", "fn", "function", "private String", "def"))
    step = " " * rng.choice((2, 4, 4, 8)) if rng.random() < 0.8 else "\t"
    comment = rng.choice(("//", "//", "#", "/*"))
    out = []
    for _ in range(rng.randint(1, 3)):
        if rng.random() < 0.5:
            out.append(f"{comment} {sentence(rng, 'en', rng.randint(3, 9))}")
        out.append(f"{kind} {identifier(rng)}({', '.join(identifier(rng) for _ in range(rng.randint(0, 3)))}) {{")
        for _ in range(rng.randint(1, 5)):
            x, y, z = (identifier(rng) for _ in range(3))
            body = rng.choice((
                [f"{x} = {y}.{z}({rng.randrange(99)}){semicolon}"],
                [f"if ({x} {rng.choice('<>')} {y}) {{", f"{step}return {z}{semicolon}", "}"],
                [f"for (int i = 0; i < {x}; i++) {{", f"{step}{y}[i] = {z}{semicolon}", "}"],
                [f'print("{phrase(rng, "en", 1, 4)}", {x}){semicolon}'],
                [f"let {x} = new {y.title()}(){semicolon}"],
                [f"return {x} + {y}{semicolon}"],
            ))  # fmt: skip
            out += [step + line for line in body]
        out += ["}", ""]
    return out[:-1]


def _value(rng: Random, depth: int) -> object:
    if depth and rng.random() < 0.5:
        return {identifier(rng): _value(rng, depth - 1) for _ in range(rng.randint(1, 4))}
    return rng.choice(
        (
            rng.randrange(9999),
            rng.random() < 0.5,
            phrase(rng, "en", 1, 4),
            [rng.randrange(9), 2],
            None,
            rng.randrange(999) / 10,
        )
    )


def _yaml(value: object, depth: int = 0) -> list[str]:
    out = []
    for key, item in value.items() if isinstance(value, dict) else ():
        if isinstance(item, dict):
            out += ["  " * depth + f"{key}:", *_yaml(item, depth + 1)]
        elif isinstance(item, list):
            out += ["  " * depth + f"{key}:", *("  " * depth + f"  - {one}" for one in item)]
        else:
            out.append("  " * depth + f"{key}: {str(item).lower() if isinstance(item, bool) else item}")
    return out


def _xml(value: object, tag: str, depth: int = 0) -> list[str]:
    margin = "  " * depth
    if isinstance(value, dict):
        inner = [line for key, item in value.items() for line in _xml(item, key, depth + 1)]
        return [f"{margin}<{tag}>", *inner, f"{margin}</{tag}>"]
    return [f'{margin}<{tag} id="{len(tag)}">{value}</{tag}>']


def data(rng: Random) -> list[str]:
    """Return an invented structure as JSON, YAML, XML, INI, TOML or an environment."""
    value = {identifier(rng): _value(rng, 2) for _ in range(rng.randint(2, 6))}
    form = rng.choice(("json", "yaml", "yaml", "xml", "ini", "env"))
    if form == "json":
        return json.dumps(value, indent=rng.choice((2, 4))).split("\n")
    if form == "yaml":
        lines = _yaml(value)
        return [f"# {phrase(rng, 'en', 2, 6)}", *lines] if rng.random() < 0.4 else lines
    if form == "xml":
        return ['<?xml version="1.0"?>', *_xml(value, "items")] if rng.random() < 0.4 else _xml(value, "items")
    out = []
    for key in value:
        if form == "ini":
            out.append(f"[{key}]")
        mark = rng.choice((" = ", "=")) if form == "ini" else "="
        for _ in range(rng.randint(1, 4)):
            one = identifier(rng)
            out.append(
                f"{one.upper() if form == 'env' else one}{mark}{rng.choice((rng.randrange(999), rare(rng, 'en'), '/var/' + rare(rng, 'en')))}"
            )
        out.append("")
    return out[:-1]


def sql(rng: Random) -> list[str]:
    """Return an invented query or table."""
    a, b, c, t = (identifier(rng) for _ in range(4))
    return rng.choice((
        [f"SELECT {a}, {b}", f"FROM {t}", f"WHERE {c} > {rng.randrange(99)}", f"ORDER BY {a};"],
        [f"select {a}, count(*) as {b}", f"  from {t} as x", f"  join {c} on x.id = {c}.id", f" group by {a}", " having count(*) > 1;"],
        [f"CREATE TABLE {t} (", f"    {a} INTEGER PRIMARY KEY,", f"    {b} TEXT NOT NULL,", f"    {c} REAL", ");"],
        [f"INSERT INTO {t} VALUES", *(f"({k}, '{rare(rng, 'en')}', {rng.randrange(99)})," for k in range(3)), "(9, 'x', 1);"],
    ))  # fmt: skip


def shell(rng: Random) -> list[str]:
    """Return an invented script, a Makefile, LaTeX, a diff or a style sheet."""
    a, b, c = (identifier(rng) for _ in range(3))
    old = python(rng, 6, 14)
    new = [line.replace("self", a) for line in old]
    return rng.choice((
        ["#!/bin/sh", "set -e", f"for {a} in {b} {c}; do", f'    {b} "${a}" > "${a}.txt"', "done", f"[ -f {c} ] || exit {rng.randrange(9)}"],
        [f"{a}: {b}.o {c}.o", f"\tcc -o $@ $^ -l{b}", "", "clean:", "\trm -f *.o"],
        [f"\\section{{{phrase(rng, 'en', 1, 3)}}}", f"\\label{{sec:{a}}}", *(sentence(rng, "en") for _ in range(rng.randint(1, 3))), "\\begin{itemize}", f"  \\item {phrase(rng, 'en')};", "\\end{itemize}", f"\\cite{{{b}}}"],
        [f".{a} {{", f"  margin: {rng.randrange(9)}px;", f"  color: #{rng.randrange(999)};", "}"],
        list(difflib.unified_diff(old, new, f"a/{a}.py", f"b/{a}.py", lineterm="")) or ["--- a", "+++ b", "@@ -1 +1 @@", "-x = 1", "+x = 2"],
        [f"@article{{{a}{rng.randrange(1900, 2024)},", f"  author = {{{name(rng, 'en')}}},", f"  title = {{{phrase(rng, 'en', 3, 7)}}},", "  year = 1999", "}"],
    ))  # fmt: skip


def console(rng: Random) -> list[str]:
    """Return a session at a prompt, or a traceback."""
    prompt = rng.choice(("$ ", "# ", "> ", ">>> ", "C:\\> ", "user@host:~$ "))
    out = []
    for _ in range(rng.randint(1, 4)):
        out.append(f"{prompt}{identifier(rng)} {rng.choice(('-v', '--all', identifier(rng), '| wc -l'))}")
        out += [
            rng.choice(
                (
                    f"{identifier(rng)}: {phrase(rng, 'en', 2, 5).lower()}",
                    f"{rng.randrange(9999)}  {identifier(rng)}.txt",
                    str(rng.randrange(99)),
                )
            )
            for _ in range(rng.randint(0, 3))
        ]
    if rng.random() < 0.3:
        out += [
            "Traceback (most recent call last):",
            f'  File "{identifier(rng)}.py", line {rng.randrange(99)}, in {identifier(rng)}',
            f"    {identifier(rng)}({identifier(rng)})",
            f"ValueError: {phrase(rng, 'en', 2, 5).lower()}",
        ]
    return out


MAKERS = (python, python, python, braces, braces, data, data, sql, shell, shell, console)


def source(rng: Random, look: Style) -> Document:  # noqa: ARG001 (every maker of documents takes a style)
    """Return a file of code."""
    return [*code(rng.choice(MAKERS)(rng)), BLANK]


def log(rng: Random, look: Style) -> Document:
    """Return a log: a time, a level and a message a line; long ones now and then."""
    level = rng.choice((["INFO", "WARN", "ERROR"], ["[info]", "[error]"], ["<6>", "<3>"], [""]))
    form = rng.choice(
        (
            "2023-04-{d:02} 0{h}:{m:02}:{s:02}",
            "[0{h}:{m:02}:{s:02}]",
            "Apr {d:2} 0{h}:{m:02}:{s:02} host",
            "{d:02}/04/2023 0{h}:{m:02}",
            "2023-04-{d:02}T0{h}:{m:02}:{s:02}Z",
        )
    )
    language = look.language if rng.random() < 0.4 else "en"
    out: Document = []
    for k in range(rng.randint(3, 20)):
        stamp = form.format(d=1 + k // 9, h=k % 10, m=rng.randrange(60), s=rng.randrange(60))
        message = rng.choice(
            (
                phrase(rng, language, 2, 12).lower(),
                sentence(rng, language),
                f"{identifier(rng)}: {phrase(rng, language, 1, 5).lower()}",
                f"{rng.randrange(9999)} {identifier(rng)}={rng.randrange(9)}",
            )
        )
        out.append((" ".join(filter(None, (stamp, rng.choice(level), message))), "P"))
        if rng.random() < 0.04:
            out += [(line, "P") for line in console(rng)[-3:]]
    return [*out, BLANK]


def dated(rng: Random, look: Style) -> Document:
    """Return dated entries, one a line, as in a diary of events or a list of payments."""
    form = rng.choice(("{d:02}/{m:02}/{y} - ", "{y}-{m:02}-{d:02}: ", "{d}.{m}.{y} ", "{y}: ", "{y} – ", "{h:02}:{d:02} "))
    return [
        *((form.format(d=rng.randrange(1, 28), m=rng.randrange(1, 12), y=rng.randrange(1900, 2024), h=rng.randrange(24)) + phrase(rng, look.language, 1, 9).lower(), "L") for _ in range(rng.randint(3, 12))),
        BLANK,
    ]  # fmt: skip


def subtitles(rng: Random, look: Style) -> Document:
    """Return subtitles: a number, times and one or two lines of speech."""
    out: Document = []
    for k in range(1, rng.randint(3, 12)):
        out += [
            (str(k), "P"),
            (f"00:00:{k * 3 % 60:02},{rng.randrange(999):03} --> 00:00:{k * 3 % 60 + 2:02},{rng.randrange(999):03}", "P"),
        ]
        out += [(line, "P") for line in (phrase(rng, look.language, 2, 8) for _ in range(rng.choice((1, 1, 2))))]
        out.append(BLANK)
    return out


def cell(rng: Random, language: str) -> str:
    """Return what a cell of figures holds."""
    return rng.choice(
        (
            f"{rng.randrange(99)}.{rng.randrange(99):02}",
            f"{rng.randrange(9)},{rng.randrange(999):03}",
            str(rng.randrange(999)),
            "-",
            f"{rng.randrange(99)}%",
            rare(rng, language),
        )
    )


def table(rng: Random, look: Style) -> Document:
    """Return a table set with spaces, tabs, bars, commas or leaders."""
    columns, rows = rng.randint(2, 6), rng.randint(2, 10)
    head = [phrase(rng, look.language, 1, 2) for _ in range(columns)]
    body = [[phrase(rng, look.language, 1, 3), *(cell(rng, look.language) for _ in range(columns - 1))] for _ in range(rows)]
    form = rng.choice(("space", "space", "space", "tab", "bar", "comma", "semicolon", "leader"))
    if form == "leader":
        lines = [f"{row[0]} {'.' * max(4, 50 - len(row[0]))} {row[-1]}" for row in body]
    elif form in ("tab", "comma", "semicolon"):
        mark = {"tab": "\t", "comma": ",", "semicolon": ";"}[form]
        lines = [mark.join(row) for row in [head, *body]]
    else:
        wide = [max(len(row[k]) for row in [head, *body]) for k in range(columns)]
        gap = " | " if form == "bar" else " " * rng.choice((2, 3, 3, 4))
        lines = [
            gap.join([row[0].ljust(wide[0]), *(one.rjust(w) for one, w in zip(row[1:], wide[1:], strict=True))]).rstrip()
            for row in [head, *body]
        ]
        if form == "bar":
            lines = [f"| {line} |" for line in lines]
        if rng.random() < 0.4:
            lines.insert(1, rng.choice("-=") * max(map(len, lines)))
        if rng.random() < 0.2:
            lines.append(rng.choice("-=") * max(map(len, lines)))
    title: Document = (
        [(phrase(rng, look.language, 2, 6), "B"), *[BLANK] * (rng.random() < 0.7)] if rng.random() < 0.4 else []
    )
    return [*title, *((line, "T") for line in lines), BLANK]


def diagram(rng: Random, look: Style) -> Document:  # noqa: ARG001 (every maker of documents takes a style)
    """Return boxes drawn with characters."""
    labels = [rare(rng, "en") for _ in range(rng.randint(1, 3))]
    edge = (
        "+".join(
            "",
        )
        + "+"
        + "+".join("-" * (len(one) + 4) for one in labels)
        + "+"
    )
    middle = "|" + "|".join(f"  {one}  " for one in labels) + "|"
    return [
        (" " * 5 + line, "P")
        for line in ([edge, middle, edge] if rng.random() < 0.6 else [edge, middle, edge, middle, edge])
    ] + [BLANK]


def posts(rng: Random, look: Style) -> Document:
    """Return posts, one a line, with marks, links and no stops."""
    marks = ("#{}", "@{}", "https://example.org/{}", "{}!!", "lol", ":)", "😂", "{}??")
    out: Document = []
    for _ in range(rng.randint(3, 10)):
        text = words(rng, look.language, rng.randint(2, 14))
        text.insert(rng.randrange(len(text) + 1), rng.choice(marks).format(rare(rng, "en")))
        out.append((" ".join(text), "B"))
    return [*out, BLANK]


def readme(rng: Random, look: Style) -> Document:
    """Return headings, wrapped prose and commands indented, or fenced, between them."""
    set_ = Style(
        "en" if rng.random() < 0.5 else look.language, rng.choice((0, 66, 72, 76, 78)), "mono", 0, 0, 0, 1, trailing=False
    )
    out: Document = []
    for _ in range(rng.randint(2, 4)):
        out += [*heading(rng, set_), *paragraphs(rng, set_, rng.randint(1, 2)), BLANK]
        lines = rng.choice((python, braces, data, sql, shell, console))(rng)[:14]
        if rng.random() < 0.4:
            out += [("```", "K"), *code(lines), ("```", "K"), BLANK]
        else:
            out += [*code(["    " + line if line.strip() else "" for line in lines]), BLANK]
        if rng.random() < 0.3:
            out += table(rng, set_)
        if rng.random() < 0.3:
            out += options(rng, set_)
    return [*out, *paragraphs(rng, set_, 1)]


def options(rng: Random, look: Style) -> Document:
    """Return the options of a command: the name, a gap, what it does."""
    form = rng.choice(("    -{}, --{}    {}", "  --{1}\t{2}", "    -{0} {1}   {2}"))
    return [
        *(
            (form.format(rng.choice("abcdefnoqvx"), identifier(rng), phrase(rng, look.language, 2, 7).lower()), "P")
            for _ in range(rng.randint(2, 6))
        ),
        BLANK,
    ]


def numbered_lines(rng: Random, look: Style) -> Document:
    """Return a page with a number before each line, as courts and editors print it."""
    set_ = Style(look.language, 56, "mono", 0, 0, 0, 0, trailing=False)
    lines = [line for line, _ in flow(rng, set_, paragraph(rng, look.language, 6))]
    return [*((f"{k + 1:2}   {line}", "P") for k, line in enumerate(lines)), BLANK]


MIXED = (
    source,
    source,
    source,
    source,
    log,
    log,
    dated,
    subtitles,
    table,
    table,
    table,
    diagram,
    posts,
    readme,
    readme,
    readme,
    numbered_lines,
)
