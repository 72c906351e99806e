"""How fast shapes are checked, against pySHACL within one run: python benchmarks/validate.py [FILE.ttl]

1. shapes alone, on a graph that either side has loaded in its own way; 2. from the file to the verdict;
3. shapes alone on the same graph with a thousand triples damaged. The verdicts must be equal each time.
The graph is the shipped samples, their documents copied until it has 90,000 triples, unless another one is named. Only
ratios mean anything.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rdflib import Graph

from kg import builder, checks, knowledge, paths, rdf, registry, store
from kg.checks import fast, reference, shapes

SIZE, TARGET, DAMAGE = 90_000, 20, 1_000
TRIPLES = "SELECT ?s ?p ?o { ?s ?p ?o }"


def large(folder: Path) -> Path:
    """The samples, as many copies of each document as it takes."""
    read, _ = builder.read([paths.seeds()])
    copies = 1
    while True:
        many = [
            replace(x, document=replace(x.document, id=f"{x.document.id}-{n}")) for x in read for n in range(copies)
        ]
        rdf.write_turtle(knowledge.gather(many, registry.default()), folder / "graph.ttl")
        if size(store.load(folder / "graph.ttl", ontology=False)) >= SIZE:
            return folder / "graph.ttl"
        copies += 1


def damaged(path: Path, folder: Path) -> Path:
    """The same graph with the objects of some triples exchanged."""
    rng = random.Random(1)
    columns = store.columns(store.load(path, ontology=False), TRIPLES)
    rows = [list(row) for row in sorted(set(zip(*columns, strict=True)))]
    for at in rng.sample(range(len(rows)), DAMAGE):
        rows[at][2] = rng.choice(rows)[2]
    target = folder / "damaged.ttl"
    target.write_text("".join(f"{' '.join(row)} .\n" for row in rows), encoding="utf-8")
    return target


def size(graph: store.Store) -> int:
    """How many triples there are."""
    return len(set(zip(*store.columns(graph, TRIPLES), strict=True)))


def seconds(work: Callable[[], object], runs: int) -> float:
    """The least processor time of some runs, which other programs on the machine hardly touch."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def whole(path: Path) -> Graph:
    """A graph file and the ontology as rdflib reads them."""
    found = Graph().parse(path, format="turtle")
    for name in ("techpolicy.ttl", "alignments.ttl"):
        found.parse(paths.ontology() / name, format="turtle")
    return found


def ours(path: Path) -> list[object]:
    """From the file to the verdict."""
    return list(fast.violations(store.load(path), shapes.default()))


def row(what: str, mine: float, theirs: float) -> None:
    print(f"{what:34} fast {mine:7.3f} s   pySHACL {theirs:7.3f} s   ratio {theirs / mine:6.1f}   target {TARGET}")


def main(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = Path(names[0]) if names else large(folder)
        for what, file in (("shapes", path), (f"shapes, {DAMAGE} triples damaged", damaged(path, folder))):
            graph = store.load(file)
            triples = size(graph)
            mine = seconds(lambda g=graph: list(fast.violations(g, shapes.default())), 7)
            data, _ = reference.graph_of(graph)
            theirs = seconds(lambda d=data: reference.run(d, shapes.file()), 2)
            found = checks.broken_shapes(graph, shapes.default())
            assert found == checks.broken_shapes(graph, shapes.default(), engine="pyshacl"), "the verdicts differ"
            row(f"{what}", mine, theirs)
            print(f"{'':34} {triples} triples, {len(found)} violations, equal")
        row(
            "file to verdict",
            seconds(lambda: ours(path), 5),
            seconds(lambda: reference.run(whole(path), shapes.file()), 2),
        )


if __name__ == "__main__":
    main(sys.argv[1:])
