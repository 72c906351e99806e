"""Quads as N-Quads, Turtle and TriG: sorted, so that the same graph gives the same bytes, whoever wrote it.

Turtle and TriG are grouped by subject, with prefixes, one triple a line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from kg.terms import Quad
from kg.turtle import HEADER, blocks, render, term


def nquads(quads: Iterable[Quad]) -> Iterator[str]:
    """A line per quad, in the canonical form of N-Quads."""
    for subject, predicate, object_, graph in quads:
        yield f"{subject} {predicate} {object_} {graph} .\n" if graph else f"{subject} {predicate} {object_} .\n"


def turtle(quads: Iterable[Quad]) -> Iterator[str]:
    """The union of all graphs."""
    yield HEADER
    yield from render(blocks(dict.fromkeys(quad[:3] for quad in quads)))


def trig(quads: Iterable[Quad]) -> Iterator[str]:
    """The default graph, then the named ones in order."""
    graphs: dict[str, list[Sequence[str]]] = defaultdict(list)
    for quad in quads:
        graphs[quad[3]].append(quad[:3])
    yield HEADER
    yield from render(blocks(graphs.pop("", [])))
    for graph, name in sorted((graph, term(graph)) for graph in graphs):
        yield f"\n{name} {{\n"
        yield from render(blocks(graphs[graph]))
        yield "}\n"
