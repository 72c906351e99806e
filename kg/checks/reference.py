"""The same shapes checked by pySHACL, the reference: slower, and by other people. The door to pySHACL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyshacl
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.term import Node

from kg import store
from kg.checks import terms
from kg.checks.shapes import SH as _SH
from kg.checks.shapes import SHAPES, Constraint
from kg.model import Problem
from kg.store import Store

SH = Namespace(_SH)
_SUFFIX = "ConstraintComponent"


def graph_of(graph: Store) -> tuple[Graph, dict[Node, str]]:
    """The union of a store for rdflib, and the text of each term; a `Problem` where it holds terms of RDF 1.2."""
    found = Graph()
    texts: dict[Node, str] = {}
    for parts in zip(*store.columns(graph, "SELECT ?s ?p ?o { ?s ?p ?o }"), strict=True):
        try:
            triple = tuple(map(terms.node, parts))
        except ValueError as error:
            cure = "use the built-in engine, or write plain RDF 1.1"
            raise Problem(f"pySHACL cannot read this graph: {error}", where=str(graph.path), cure=cure) from None
        texts.update(zip(triple, parts, strict=True))
        found.add(triple)  # type: ignore[arg-type]
    return found, texts


def run(data: Graph, shapes: Path) -> Graph:
    """The report of pySHACL as a graph: SHACL Core alone, nothing inferred, imported or fetched, no JavaScript.

    On some odd literals, such as a decimal that is no number, it breaks; that is a `Problem`.
    """
    wanted = Graph().parse(shapes, format="turtle")
    try:
        with terms.quiet():
            _, found, _ = pyshacl.validate(
                data,
                shacl_graph=wanted,
                inference=None,
                advanced=False,
                js=False,
                do_owl_imports=False,
                meta_shacl=False,
                inplace=True,
            )
    except Exception as error:
        raise _unfinished(f"{type(error).__name__}: {error}", shapes) from error
    if not isinstance(found, Graph):
        raise _unfinished(str(found), shapes)
    return found


def _unfinished(why: str, shapes: Path) -> Problem:
    return Problem(f"pySHACL could not finish ({why})", where=str(shapes), cure="use the built-in engine")


def violations(
    graph: Store, constraints: tuple[Constraint, ...], shapes: Path
) -> Iterator[tuple[Constraint, str, str]]:
    """Each broken constraint with the node and the value that break it, as `kg.checks.fast.violations` gives them."""
    known = {(c.check.name, c.part): c for c in constraints}
    data, texts = graph_of(graph)
    found = run(data, shapes)
    for result in found.subjects(RDF.type, SH.ValidationResult):
        component = found.value(result, SH.sourceConstraintComponent)
        name = str(found.value(result, SH.sourceShape)).removeprefix(SHAPES)
        part = str(component).removeprefix(_SH).removesuffix(_SUFFIX)
        value = found.value(result, SH.value)
        focus = found.value(result, SH.focusNode)
        assert isinstance(focus, Node) and isinstance(component, URIRef)
        yield known[name, part[0].lower() + part[1:]], texts[focus], texts[value] if value is not None else ""
