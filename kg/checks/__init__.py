"""Whether a finished graph is sound: shapes node by node, queries for what one node cannot show, and what to do.

`shapes` reads ``ontology/shapes.ttl``, `quality` the queries in ``ontology/checks``; `fast` and `reference` are two
engines for shapes that give the same verdicts; `sentences` finds the quote behind a node;
`limited` does all of it in a process with a time limit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kg import store
from kg.checks import fast, quality, sentences, shapes
from kg.checks.shapes import Constraint
from kg.checks.values import Check, Finding, Report, Sentence, Severity
from kg.store import Store

__all__ = ["ENGINES", "Check", "Finding", "Report", "Sentence", "Severity", "broken_shapes", "validate"]

ENGINES = ("fast", "pyshacl")


def validate(graph: Store, *, engine: str = "fast") -> Report:
    """Everything that is wrong with a graph, worst first, each with the sentence behind it.

    The graph is checked together with the ontology, which the store holds unless it was left out. ``engine`` runs the
    shapes: ``fast``, or ``pyshacl`` for a second opinion. Nothing is fetched, imported or inferred. Nothing stops it
    either: a graph made for it can take hours, so use `limited.validate` for one that a stranger wrote.
    """
    constraints, queries = shapes.default(), quality.default()
    found = broken_shapes(graph, constraints, engine=engine)
    found.update(Finding(q.check, "", node, value) for q in queries for node, value in quality.violations(graph, q))
    quotes = sentences.of(graph, {finding.node for finding in found})
    ((triples,),) = store.columns(graph, "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }")
    return Report(
        tuple(replace(f, sentence=quotes.get(f.node)) for f in sorted(found, key=lambda f: f.order)),
        int(triples),
        len(constraints),
        len(queries),
    )


def broken_shapes(graph: Store, constraints: Iterable[Constraint], *, engine: str = "fast") -> set[Finding]:
    """The violations of shapes, by either engine."""
    if engine == "fast":
        broken = fast.violations(graph, constraints)
    else:
        from kg.checks import reference

        broken = reference.violations(graph, tuple(constraints), shapes.file())
    return {Finding(constraint.check, constraint.part, node, value) for constraint, node, value in broken}
