"""Entities of a user's own for one build: what the files say, the registry with it, and what to know about both.

A table (``.tsv``) has the registry's columns, or some of them; a graph (``.ttl``, ``.trig``, ``.nq``, ``.nt``)
describes entities as our own Turtle does, so the registry part of a build can be edited and given back. For both holds:

- With a class an entity is described in full: it is new, or takes the place of the registry's entity of that key.
- Without a class it adds to the registry's entity of that key: what is filled in replaces, aliases are added.
- A name that then belongs to several entities is read by its context; a label belongs to one entity.
- An entity that says what the registry says anyway changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kg import registry
from kg.additions import graphs, merging
from kg.model import Entity, Problem
from kg.schema import Schema
from kg.turtle import natural

LARGEST = 64 << 20
MOST = 100_000
_LISTED = 20


@dataclass(frozen=True, slots=True)
class Registry:
    """All entities of a build by key, those of the user's files in place, and what these make a user want to know."""

    entities: tuple[Entity, ...]
    notes: tuple[Problem, ...] = ()


def load(files: Iterable[str | Path], shipped: Iterable[Entity], schema: Schema) -> Registry:
    """The registry with the entities of files; the order of files and of their rows makes no difference.

    Everything that is wrong with them is told at once, in one `Problem` that names file, line and cure of each fault.
    """
    rows: list[registry.Row] = []
    notes: list[Problem] = []
    faults: list[Problem] = []
    for path in dict.fromkeys(map(Path, files)):
        try:
            found, aside, wrong = read(path, schema)
        except Problem as problem:
            faults.append(problem)
            continue
        rows += found
        notes += aside
        faults += wrong
    if not rows and not faults:
        return Registry(tuple(shipped), tuple(notes))
    if len(rows) > MOST:
        raise Problem(f"more than {MOST} entities", where=rows[MOST].where, cure="give those that the documents name")
    if not faults:
        entities, told, faults = merging.merge(rows, shipped, schema)
    if faults:
        raise _together(faults)
    return Registry(entities, _some(sorted([*notes, *told], key=lambda note: natural(str(note)))))


def read(path: Path, schema: Schema) -> tuple[list[registry.Row], list[Problem], list[Problem]]:
    """The entities that one file describes, what else is in it, and what is wrong with it.

    A file that cannot be read at all is a `Problem`.
    """
    try:
        size = path.stat().st_size if path.is_file() else -1
    except (OSError, ValueError):
        size = -1
    if size < 0:
        raise Problem("no such file", where=str(path), cure="give an existing .tsv or .ttl file after --knowledge")
    if size > LARGEST:
        raise Problem(f"larger than {LARGEST >> 20} MB", where=str(path), cure="give the entities alone")
    if path.suffix == ".tsv":
        return list(registry.read(path, partly=True)), [], []
    if path.suffix in graphs.SUFFIXES:
        return graphs.read(path, schema)
    cure = f"give a table (.tsv) or a graph ({', '.join(graphs.SUFFIXES)})"
    raise Problem("entities cannot be read from such a file", where=str(path), cure=cure)


def _some(notes: list[Problem]) -> tuple[Problem, ...]:
    more = len(notes) - _LISTED
    return (*notes[:_LISTED], *([Problem(f"… and {more} more such names")] if more > 0 else []))


def _together(faults: list[Problem]) -> Problem:
    if len(faults) == 1:
        return faults[0]
    faults = sorted(faults, key=lambda fault: natural(str(fault)))
    listed = "".join(f"\n  {fault}" for fault in faults[:_LISTED])
    more = f"\n  … and {len(faults) - _LISTED} more" if len(faults) > _LISTED else ""
    many = f"{merging.ENOUGH} or more" if len(faults) >= merging.ENOUGH else str(len(faults))
    return Problem(f"{many} faults in the entities given:{listed}{more}")
