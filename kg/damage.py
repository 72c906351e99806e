"""What is wrong with a graph file that the engine could not read: where, what stands there, what was expected."""

from __future__ import annotations

import re
from pathlib import Path

from kg.model import Problem

_PLACE = re.compile(r"Parser error [^:]*: ")
_TERM = "<https://…>, a name such as tpe:huawei"
# What the engine says, and what the grammar wants there. Source: W3C, RDF 1.1 Turtle, section 6.5.
_WANTED = (
    (
        re.compile(r"(.*) is not a valid subject or graph name", re.DOTALL),
        f"a subject: {_TERM}, _:b, [ or (; or @prefix",
    ),
    (re.compile(r"(.*) is not a valid predicate", re.DOTALL), f"a predicate: {_TERM} or the word a"),
    (re.compile(r"(.*) is not a valid RDF object", re.DOTALL), f'an object: {_TERM}, "text", 5, true, _:b, [ or ('),
    (re.compile(r"()A dot is expected at the end of statements"), "a dot that ends the statement before"),
    (
        re.compile(r"()Unexpected end(?: of file)?"),
        "the rest of the statement and a dot; perhaps a quote is not closed",
    ),
    (re.compile(r"()No scheme found in an absolute IRI"), "a whole IRI such as <https://…>, for there is no @base"),
    (re.compile(r"()Invalid UTF-8.*", re.DOTALL), "text in UTF-8"),
)
_NEAR = 60


def damaged(path: Path, error: SyntaxError) -> Problem:
    """The problem with a file of Turtle, TriG, N-Quads or N-Triples: line and column from 1, what was expected."""
    said = _PLACE.sub("", error.msg or "", count=1)
    for form, wanted in _WANTED:
        if found := form.fullmatch(said):
            said = f"expected {wanted}{f', found {found[1][:_NEAR]!r}' if found[1] else ''}"
            break
    if not error.lineno:
        return Problem(f"damaged: {said}", where=str(path), cure="correct the file, or build again")
    near = _near(path, error.lineno, error.offset or 1)
    return Problem(
        f"damaged: {said}{f'; the line reads: {near}' if near else ''}",
        where=f"{path}:{error.lineno}:{error.offset}",
        cure="correct that place, or build again",
    )


def _near(path: Path, line: int, column: int) -> str:
    """The text around a place."""
    try:
        with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
            for _ in range(line - 1):
                file.readline()
            text = file.readline().rstrip()
    except OSError:
        return ""
    start = max(column - 1 - _NEAR, 0)
    shown = text[start : column + _NEAR].strip()
    return f"{'…' if start else ''}{shown}{'…' if len(text) > column + _NEAR else ''}"
