"""What a data frame costs beside the query itself, as ratios within one run: python benchmarks/queries.py OUT

`kg.Graph.query` (the child process, labels off) against Oxigraph alone, which iterates its solutions. OUT is a folder
that `kg build` wrote. Only ratios mean anything; a query of a tenth of a millisecond shows the fixed cost of a call.
"""

from __future__ import annotations

import sys

from timing import median

import kg
from kg.iris import PREFIXES
from kg.questions import load

QUERIES = {
    "every triple": "SELECT ?s ?p ?o { ?s ?p ?o }",
    "sayings with quotes": """SELECT ?who ?how ?whom ?modality ?document ?date ?quote {
        ?saying tp:claim ?claim ; tp:modality ?modality ; dcterms:source ?document ; tp:evidence/oa:exact ?quote .
        ?claim rdf:subject ?who ; rdf:predicate ?how ; rdf:object ?whom . OPTIONAL { ?saying tp:date ?date } }""",
    "counts": "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    **{
        name: question.sparql
        for name, question in load().items()
        if name in ("disputed", "best-supported", "members-of")
    },
}


def main() -> None:
    graph = kg.load(sys.argv[1])
    engine = graph.store.graph
    for name, text in QUERIES.items():

        def alone(text: str = text) -> list[tuple[object, ...]]:
            found = engine.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)
            return [tuple(row) for row in found]  # type: ignore[union-attr, arg-type]

        rows, native, framed = len(alone()), median(alone, 15), median(lambda text=text: graph.query(text), 15)
        print(f"{name:24} {rows:7} rows   engine {native * 1e3:8.2f} ms   ratio {framed / native:5.2f}   target 2")


if __name__ == "__main__":
    main()
