"""The ontology as a value: classes, relations, what may stand where, labels.

Read from ``ontology/techpolicy.ttl``; nothing about a class or a relation is declared anywhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.notation3 import BadSyntax

from kg import paths
from kg.model import BASE, Problem

TP = Namespace(f"{BASE}ontology#")
ROOTS = ("Actor", "Policy", "Mechanism", "Technology", "PolicyConcept", "Event", "Product")


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation: which classes its subjects and objects may have (none: any), and how it behaves.

    ``once``: what it says has one date (founding, signing, joining), so two different dates contradict each other.
    """

    name: str
    subjects: frozenset[str]
    objects: frozenset[str]
    symmetric: bool
    same_family: bool
    once: bool = False


@dataclass(frozen=True, slots=True)
class Schema:
    """The classes with their ancestors, the relations, and labels per term and language."""

    ancestors: dict[str, tuple[str, ...]]
    relations: dict[str, Relation]
    labels: dict[str, dict[str, str]]
    _between: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of all entity classes, sorted."""
        return tuple(sorted(self.ancestors))

    def is_a(self, cls: str, ancestor: str) -> bool:
        """Whether ``cls`` is ``ancestor`` or below it: ``is_a("Country", "Actor")``."""
        return ancestor in self.ancestors.get(cls, ())

    def is_any(self, cls: str, ancestors: Iterable[str]) -> bool:
        """Whether ``cls`` is at or below one of ``ancestors``."""
        above = self.ancestors.get(cls, ())
        return not set(above).isdisjoint(ancestors)

    def family(self, cls: str) -> str:
        """The top-level class above ``cls``: Actor, Policy, Mechanism, Technology, …"""
        above = self.ancestors.get(cls, ())
        return above[-1] if above else ""

    def allows(self, subject: str, relation: str, object_: str) -> bool:
        """Whether the ontology lets a ``subject`` class stand in ``relation`` to an ``object_`` class."""
        rel = self.relations[relation]
        if rel.subjects and not self.is_any(subject, rel.subjects):
            return False
        if rel.objects and not self.is_any(object_, rel.objects):
            return False
        return not rel.same_family or self.family(subject) == self.family(object_)

    def between(self, subject: str, object_: str) -> tuple[str, ...]:
        """The relations that may hold from a ``subject`` class to an ``object_`` class, sorted; remembered."""
        found = self._between.get((subject, object_))
        if found is None:
            found = tuple(r for r in sorted(self.relations) if self.allows(subject, r, object_))
            self._between[subject, object_] = found
        return found

    def label(self, term: str, language: str) -> str:
        """The label of a term in ``language``, or its name."""
        return self.labels.get(term, {}).get(language, term)


def _local(term: object) -> str:
    return str(term).removeprefix(str(TP))


def load(path: Path) -> Schema:
    """The schema in a Turtle file; a `Problem` names the file and line when it cannot be read."""
    graph = Graph()
    try:
        graph.parse(path, format="turtle")
    except FileNotFoundError:
        raise Problem("no ontology there", where=str(path), cure="give the folder that holds techpolicy.ttl") from None
    except (BadSyntax, ParserError, ValueError) as error:
        line = getattr(error, "lines", None)
        where = f"{path}:{line + 1}" if isinstance(line, int) else str(path)
        raise Problem("not valid Turtle", where=where, cure="check the statement that ends there") from error
    labels: dict[str, dict[str, str]] = {}
    for term, label in graph.subject_objects(RDFS.label):
        if isinstance(label, Literal):
            labels.setdefault(_local(term), {})[label.language or ""] = str(label)
    parents = {
        _local(c): [_local(p) for p in graph.objects(c, RDFS.subClassOf) if str(p).startswith(str(TP))]
        for c in graph.subjects(RDF.type, OWL.Class)
        if isinstance(c, URIRef) and not isinstance(c, BNode)
    }

    def above(cls: str) -> tuple[str, ...]:
        chain, todo = [cls], list(parents.get(cls, ()))
        while todo:
            parent = todo.pop(0)
            if parent in chain:
                continue
            if parent not in parents:
                raise Problem(f"class {cls!r} has the unknown parent {parent!r}", where=str(path))
            chain.append(parent)
            todo += parents[parent]
        return tuple(chain)

    ancestors = {cls: chain for cls in parents if (chain := above(cls))[-1] in ROOTS}
    relations = {}
    for term in graph.subjects(RDF.type, TP.Relation):
        name = _local(term)
        subjects = frozenset(_local(c) for c in graph.objects(term, TP.subjectClass))
        objects = frozenset(_local(c) for c in graph.objects(term, TP.objectClass))
        for cls in sorted(subjects | objects):
            if cls not in ancestors:
                raise Problem(f"relation {name!r} names the unknown class {cls!r}", where=str(path))
        relations[name] = Relation(
            name=name,
            subjects=subjects,
            objects=objects,
            symmetric=(term, RDF.type, OWL.SymmetricProperty) in graph,
            same_family=(term, TP.sameFamily, Literal(True)) in graph,
            once=(term, TP.happensOnce, Literal(True)) in graph,
        )
    return Schema(ancestors, relations, labels)


@cache
def default() -> Schema:
    """The schema that ships, read once."""
    return load(paths.ontology() / "techpolicy.ttl")
