"""The queries in ``ontology/checks``: what one node alone cannot show. Each row of an answer is a violation.

A file holds one SELECT of ``?node`` and perhaps ``?value``, in this order, below two lines ``# Problem:`` and
``# Solution:``; ``severities.tsv`` beside them says how bad each is. The prefixes of `kg.iris` need no declaration.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg import paths, store
from kg.checks.values import Check, Severity
from kg.model import Problem
from kg.store import Store

SEVERITIES = "severities.tsv"
_HEAD = ("# Problem: ", "# Solution: ")


@dataclass(frozen=True, slots=True)
class Query:
    """One quality check, where it stands, and its SPARQL."""

    check: Check
    path: Path
    text: str


def load(folder: Path) -> tuple[Query, ...]:
    """The checks of a folder by name; a `Problem` names the file that lacks a header or a severity."""
    severities = _severities(folder / SEVERITIES)
    found = []
    for path in sorted(folder.glob("*.rq")):
        text = _text(path)
        head = text.split("\n")[: len(_HEAD)]
        said = [line.removeprefix(mark) for line, mark in zip(head, _HEAD, strict=False) if line.startswith(mark)]
        if len(said) != len(_HEAD):
            raise Problem("no header", where=f"{path}:1", cure=f"begin with lines {' and '.join(_HEAD)}")
        if path.stem not in severities:
            raise Problem("no severity", where=str(path), cure=f"add a line for {path.stem} to {SEVERITIES}")
        found.append(Query(Check(path.stem, severities.pop(path.stem), *said), path, text))
    if severities:
        cure = "correct the name or delete the line"
        raise Problem(f"no query for {', '.join(severities)}", where=str(folder / SEVERITIES), cure=cure)
    return tuple(found)


@cache
def default() -> tuple[Query, ...]:
    """The checks that ship, read once."""
    return load(paths.ontology() / "checks")


def violations(graph: Store, query: Query) -> Iterator[tuple[str, str]]:
    """The node and value of each row; a `Problem` names the file and place of a query that is wrong."""
    try:
        nodes, *values = store.columns(graph, query.text)
    except Problem as problem:
        where = f"{query.path}, {problem.where}" if problem.where else str(query.path)
        raise Problem(problem.message, where=where, cure=problem.cure) from None
    yield from zip(nodes, values[0] if values else [""] * len(nodes), strict=True)


def _severities(path: Path) -> dict[str, Severity]:
    found: dict[str, Severity] = {}
    for number, line in enumerate(_text(path).splitlines()[1:], 2):
        name, _, severity = line.partition("\t")
        if severity not in list(Severity) or name in found:
            cure = f"write each check once, a tab, and one of {', '.join(Severity)}"
            raise Problem(f"not a severity of a check: {line!r}", where=f"{path}:{number}", cure=cure)
        found[name] = Severity(severity)
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        cure = "give an ontology folder with checks/*.rq and checks/severities.tsv in UTF-8"
        raise Problem(f"cannot be read ({error})", where=str(path), cure=cure) from None
