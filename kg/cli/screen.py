"""What the commands share: printing, tables, progress, complaints, exit codes. The only module that prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kg.model import Problem
from kg.printable import clean as clean

OK, SOME_FAILED, NOTHING_DONE = 0, 1, 2
WARNED, WRONG = 1, 3
DEBUG = "--debug"


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str], None]]:
    """A function that tells what is being done: a line that changes on a terminal, plain lines elsewhere."""
    if quiet:
        yield lambda what: None
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.text import Text

        with Console(stderr=True).status("") as status:
            yield lambda what: status.update(Text(clean(what)))
    else:
        yield lambda what: say(what, err=True)


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Rows as a table that fits the terminal, or plain tab-separated text where there is none."""
    cells = [[clean(" ".join(str(cell).split())) for cell in row] for row in (columns, *rows)]
    if not sys.stdout.isatty():
        say("\n".join("\t".join(row) for row in cells))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table(header_style="bold")
    for name in cells[0]:
        grid.add_column(Text(name))
    for row in cells[1:]:
        grid.add_row(*map(Text, row))
    Console().print(grid)


def say(text: str, *, err: bool = False, end: str = "\n") -> None:
    """Write; when the reader has gone (``| head``) go on without a word, for the work itself is not at fault."""
    stream = sys.stderr if err else sys.stdout
    try:
        stream.write(text + end)
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def write(path: Path, text: str) -> None:
    """Write a file of the user's choice; a `Problem` where that cannot be."""
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Problem("cannot be written", where=str(path), cure="give a folder that exists and is yours") from error


def complain(text: str, error: BaseException) -> None:
    """A line for people on standard error; with --debug the traceback of the error first."""
    if DEBUG in options():
        import traceback

        say("".join(traceback.format_exception(error)), err=True, end="")
    say(clean(text), err=True)


def options() -> list[str]:
    """The arguments before ``--``, after which nothing is an option."""
    arguments = sys.argv[1:]
    return arguments[: arguments.index("--")] if "--" in arguments else arguments
