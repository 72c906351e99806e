"""Annotated documents, read and checked: for each document NAME its text and four tables.

``NAME.entities.tsv``, ``NAME.mentions.tsv``, ``NAME.ignore.tsv`` and ``NAME.assertions.tsv`` stand in one folder; the
text is ``NAME.txt``, or any other format that a build reads, in ``texts/`` there, in the folder itself, or in
``corpus/`` beside it. docs/annotation.md describes the format for users.
"""

from __future__ import annotations

from pathlib import Path

from kg import documents
from kg.documents.values import shown
from kg.evaluation.check import check
from kg.evaluation.lines import COLUMNS
from kg.evaluation.lines import read as read_lines
from kg.evaluation.values import Gold
from kg.model import Document, Problem
from kg.schema import Schema

_CURE = "give a folder with NAME.entities.tsv, NAME.mentions.tsv, NAME.ignore.tsv and NAME.assertions.tsv"


def read(folder: Path, schema: Schema) -> tuple[Gold, ...]:
    """The annotated documents of a folder, by name; everything that is wrong with them is one `Problem`."""
    problems: list[Problem] = []
    golds = [gold for name in _names(folder) if (gold := _one(folder, name, schema, problems))]
    taken: dict[str, str] = {}
    for gold in golds:
        other = taken.setdefault(gold.document.id.casefold(), gold.name)
        if other != gold.name:
            said = f"{shown(gold.name)} and {shown(other)} are one name to a build"
            problems.append(Problem(said, where=shown(folder), cure="rename one of them"))
    if len(problems) == 1:
        raise problems[0]
    if problems:
        listed = "".join(f"\n  {problem}" for problem in problems)
        raise Problem(f"{len(problems)} faults in the annotation:{listed}")
    return tuple(golds)


def _names(folder: Path) -> list[str]:
    try:
        files = [path.name for path in folder.iterdir()]
    except (OSError, ValueError) as error:
        said = shown(getattr(error, "strerror", None) or error)
        raise Problem(f"it cannot be read as a folder: {said}", where=shown(folder), cure=_CURE) from None
    endings = tuple(f".{kind}.tsv" for kind in COLUMNS)
    names = {file.rsplit(".", 2)[0] for file in files if file.endswith(endings)} - {""}
    if not names:
        raise Problem("there is no annotation in it", where=shown(folder), cure=_CURE)
    return sorted(names)


def _one(folder: Path, name: str, schema: Schema, problems: list[Problem]) -> Gold | None:
    """One annotated document, or None and what is wrong with it."""
    tables = {kind: read_lines(folder / f"{name}.{kind}.tsv", columns) for kind, columns in COLUMNS.items()}
    faults = [problem for table in tables.values() for problem in table.problems]
    try:
        document = _text(folder, name)
    except Problem as problem:
        faults.append(problem)
    problems += faults
    if faults:
        return None
    found = check({kind: table.lines for kind, table in tables.items()}, document.text, schema)
    problems += found.problems
    return Gold(name, document, found.entities, found.ignored, found.noted)


def _text(folder: Path, name: str) -> Document:
    try:
        for place in (folder / "texts", folder, folder / ".." / "corpus"):
            for suffix in documents.READERS:
                if (path := place / f"{name}{suffix}").is_file():
                    return documents.read(path)
    except (OSError, ValueError) as error:
        raise Problem(f"its text cannot be reached ({shown(error)})", where=shown(folder / name), cure=_CURE) from None
    cure = f"put {shown(name)}.txt into texts/ there, into the folder itself, or into corpus/ beside it"
    raise Problem("its text is missing", where=shown(folder / f"{name}.entities.tsv"), cure=cure)
