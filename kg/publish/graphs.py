"""What is published: the named graphs of a build, and how a store may come to call them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg import store
from kg.model import BASE, Problem
from kg.terms import quads

# What IRIs may hold in SPARQL; a name that comes from a server is put into an update only when it is one.
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_KINDS = ("document/", "graph/")


@dataclass(frozen=True, slots=True)
class Graph:
    """A named graph: its IRI in the store, and its triples as sorted lines of N-Triples without line ends."""

    name: str
    lines: tuple[str, ...]

    @property
    def blank(self) -> bool:
        """Whether it has blank nodes, which cannot be sent in parts."""
        return any(line.startswith("_:") or " _:" in line for line in self.lines)


@dataclass(frozen=True, slots=True)
class Names:
    """How graphs are called in the store: as in the build, or with another beginning than `kg.model.BASE`."""

    prefix: str = BASE

    def __post_init__(self) -> None:
        if not IRI.fullmatch(self.prefix) or self.prefix[-1] not in "/#":
            cure = "give an IRI that ends with / or #, such as https://example.org/kg/"
            raise Problem("no beginning for the names of graphs", where=self.prefix, cure=cure)

    def of(self, name: str) -> str:
        """The name in the store of a graph of the build.

        >>> Names("https://example.org/").of("https://w3id.org/techpolicy-kg/document/华为")
        'https://example.org/document/华为'
        """
        return self.prefix + name.removeprefix(BASE)

    def ours(self, name: str) -> bool:
        """Whether a graph of a store is one that a build may have put there."""
        return name.startswith(tuple(self.prefix + kind for kind in _KINDS)) and bool(IRI.fullmatch(name))

    @property
    def incoming(self) -> str:
        """A graph in which triples wait until all have come."""
        return f"{self.prefix}graph/incoming"


def read(source: store.Store, names: Names) -> list[Graph]:
    """The graphs of a build by name; a `Problem` where a triple stands in none, or in one that is not ours."""
    found: dict[str, list[str]] = {}
    for subject, predicate, object_, graph in quads(store.nquads(source)):
        found.setdefault(graph[1:-1], []).append(f"{subject} {predicate} {object_} .")
    where = str(source.path)
    if not found:
        raise Problem("there is nothing to publish", where=where, cure="build again")
    if "" in found:
        cure = "give the output folder of kg build, or its graph.trig"
        raise Problem("triples stand outside named graphs", where=where, cure=cure)
    for name in sorted(found):
        if not name.startswith(tuple(BASE + kind for kind in _KINDS)):
            cure = f"publish only graphs below {BASE}document/ and {BASE}graph/"
            raise Problem(f"the graph {name} is none of ours", where=where, cure=cure)
    return [Graph(names.of(name), tuple(lines)) for name, lines in sorted(found.items())]


def parts(lines: Sequence[str], size: int) -> list[Sequence[str]]:
    """Lines in runs of at most ``size``."""
    return [lines[at : at + size] for at in range(0, len(lines), size)]
