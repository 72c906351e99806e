"""How fast graphs are written, as ratios within one run: python benchmarks/turtle.py [OUT]

Turtle of some 100,000 triples by the build (from rows), by `kg export` (from the triples of any graph) and by rdflib's
longturtle; then the other forms against N-Quads. OUT is a folder that `kg build` wrote; without it the shipped samples
are read, several times over as documents of their own. Only ratios mean anything.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from timing import median

from kg import builder, knowledge, paths, rdf, registry, store
from kg.export import jsonld, quads
from kg.model import Extraction
from kg.terms import quads as split

TRIPLES = 100_000


def copies(extractions: list[Extraction], number: int) -> list[Extraction]:
    """The same documents under other names."""
    named = ((x, f"{x.document.id}-{copy}") for copy in range(number) for x in extractions)
    return [replace(x, document=replace(x.document, id=name)) for x, name in named]


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        read, _ = builder.read([paths.seeds()])
        known = knowledge.gather(read, registry.default())
        rdf.write(known, folder)
        once = len(store.nquads(store.load(folder)))
        known = knowledge.gather(copies(read, round(TRIPLES / once) or 1), registry.default())
        rdf.write(known, folder)
        source = store.load(sys.argv[1] if sys.argv[1:] else folder)
        lines = store.nquads(source)
        given = split(lines)
        graph = store.rdflib_graph(given)
        rows = []
        if not sys.argv[1:]:
            rows.append(("build, from rows", median(lambda: rdf.write_turtle(known, folder / "x.ttl"))))
        rows.append(("kg export, from triples", median(lambda: "".join(quads.turtle(given)))))
        longturtle = median(lambda: graph.serialize(format="longturtle"), 1)
        for label, seconds in rows:
            print(f"{label:32} {len(graph) / seconds:10.0f} triples/s   ratio {longturtle / seconds:5.1f}   target 10")
        print(f"{'rdflib longturtle':32} {len(graph) / longturtle:10.0f} triples/s   ratio   1.0")
        base = median(lambda: "".join(quads.nquads(given)))
        for label, write in (("TriG", quads.trig), ("JSON-LD", jsonld.jsonld)):
            seconds = median(lambda write=write: "".join(write(given)))
            print(
                f"{label + ' / N-Quads lines':32} {len(given) / seconds:10.0f} triples/s   ratio {base / seconds:5.2f}"
            )


if __name__ == "__main__":
    main()
