"""The tables of an annotation as lines of cells: UTF-8, a header row, tabs between cells, nothing quoted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.documents.values import shown
from kg.model import Problem

COLUMNS = {
    "entities": ("key", "class", "zh", "en", "forms"),
    "mentions": ("start", "end", "surface", "key"),
    "ignore": ("start", "end", "why"),
    "assertions": (
        *("subject", "predicate", "object", "modality", "date", "attribution", "amount", "ev_start", "ev_end"),
    ),
}
LARGEST = 64 << 20
# Faults told per table or document; the rest is counted.
TOLD = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: where it stands, and its cells by column."""

    where: str
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


@dataclass(frozen=True, slots=True)
class Table:
    """The sound lines of a table, and what is wrong with the others."""

    lines: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()


def read(path: Path, columns: tuple[str, ...]) -> Table:
    """The lines of a table; empty ones do not count, a byte order mark and carriage returns at the ends neither."""
    where, header = shown(path), " ".join(columns)

    def no(message: str, cure: str, number: int = 0) -> Table:
        return Table(problems=(Problem(message, where=f"{where}:{number}" if number else where, cure=cure),))

    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        return no("there is no such table", f"write it, if only the header row, with tabs between: {header}")
    except (OSError, ValueError) as error:
        return no(f"cannot be read ({shown(getattr(error, 'strerror', None) or error)})", "check path and rights")
    if len(data) > LARGEST:
        return no(f"it is larger than {LARGEST >> 20} MB", "annotate the document in parts")
    try:
        rows = [row.removesuffix("\r") for row in data.decode("utf-8-sig").split("\n")]
    except UnicodeDecodeError as error:
        return no("cannot be read as UTF-8", "save the table as UTF-8", data.count(b"\n", 0, error.start) + 1)
    if tuple(rows[0].split("\t")) != columns:
        return no(f"the header row is {shown(rows[0])!r}", f"expected, with tabs between: {header}", 1)
    found: list[Line] = []
    problems: list[Problem] = []
    for number, row in enumerate(rows[1:], 2):
        cells = row.split("\t")
        if row and len(cells) == len(columns):
            found.append(Line(f"{where}:{number}", dict(zip(columns, cells, strict=True))))
        elif row:
            cure = f"separate {header} by single tabs and keep empty cells"
            problems += no(f"{len(cells)} cells instead of {len(columns)}", cure, number).problems
    return Table(tuple(found), tuple(first(problems, where)))


def first(problems: list[Problem], where: str) -> list[Problem]:
    """The first problems, and how many more there are."""
    more = len(problems) - TOLD
    if more <= 0:
        return problems
    return [*problems[:TOLD], Problem(f"and {more} more faults", where=where, cure="cure the others first")]
