"""What workers are told to do in tests: things that end badly, document by document.

A module of its own, because each worker imports the module of what it is handed: this one takes little to import.
"""

from __future__ import annotations

import atexit
import os
import signal
import threading
import time
from typing import IO, TYPE_CHECKING

import pyarrow as pa

from parquetry.execution import isolation, plugins, worker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_MIB = 1 << 20
KEPT: list[IO[str]] = []


def loop() -> None:
    while True:
        pass


DEEDS: dict[str, Callable[[], object]] = {
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "hoard": lambda: bytearray(4096 * _MIB),
    "loop": loop,
    "hang": lambda: time.sleep(60),
    "leave": lambda: os._exit(3),
    "raise": lambda: 1 // 0,
}


def go_through(what: tuple[str, ...], once: Path | None = None, context: worker.Context = worker.UNLIMITED) -> list[str]:
    """Do what each document says, but nothing more if `once` is there; return what became of it."""
    out = []
    for document, lost in context.iterate_with_deadline(what):
        if lost is None and document in DEEDS and not (once and once.exists()):
            if once:
                once.touch()
            DEEDS[document]()
        out.append(lost.reason if lost else "done")
    return out


def say_goodbye(to: Path) -> None:
    """Have a line written when the process ends, as libraries have their connections closed."""
    atexit.register(to.write_text, "goodbye", encoding="utf-8")


def leave_open(to: Path) -> None:
    """Be a plugin that leaves a line in a file it keeps open, and a thread that is not done."""
    plugins.load("deeds:loop")
    KEPT.append(to.open("w", encoding="utf-8"))
    KEPT[0].write("kept, ")
    threading.Thread(target=_write_later, args=(KEPT[0],)).start()


def _write_later(file: IO[str]) -> None:
    time.sleep(0.2)
    file.write("later")


def hoard_together(what: tuple[str, ...], context: worker.Context = worker.UNLIMITED) -> list[str]:
    """Keep of each document some memory: no one of them is too large, all of them together are, in this worker."""
    kept, out = [], []
    for document, lost in context.iterate_with_deadline(what):
        if lost is None:
            kept.append(bytearray(int(document) * _MIB))
            context.reset_deadline()
        out.append(lost.reason if lost else "done")
    return out


def die_in_company(what: tuple[str, ...], trace: Path, context: worker.Context = worker.UNLIMITED) -> list[str]:
    """Die of the second document the first time that the first one was there before it."""
    before = trace.read_text(encoding="utf-8").split() if trace.exists() else []
    out = []
    for seen, (document, lost) in enumerate(context.iterate_with_deadline(what), start=1):
        with trace.open("a", encoding="utf-8") as file:
            file.write(f"{document}\n")
        if document == "b" and seen == 2 and "b" not in before:
            os._exit(worker.NO_MEMORY)
        out.append(lost.reason if lost else "done")
    return out


def enrich(batches: tuple[tuple[str, ...], ...], context: worker.Context = worker.UNLIMITED) -> list[str]:
    """What is made of batches of documents, and of which nothing is: each makes itself, "kill" and "raise" do not."""

    def make(table: pa.Table) -> pa.Table:
        names = table["doc_id"].to_pylist()
        if "kill" in names:
            os.kill(os.getpid(), signal.SIGKILL)
        return {}["no such key"] if "raise" in names else table

    failures: list[isolation.Failure] = []
    made = isolation.rows((pa.table({"doc_id": names}) for names in batches), make, failures, context)
    done = [name for table in made for name in table["doc_id"].to_pylist()]
    return [*done, *(f"{failure.doc_id}: {failure.reason}" for failure in failures)]


def leave() -> None:
    os._exit(3)
