"""The shapes in ``ontology/shapes.ttl`` as flat constraints: what which nodes must have.

Only a part of SHACL Core is read, and anything else in the file is a `Problem`, so that nothing can stand there that
one engine checks and another overlooks: node shapes with targets, property shapes named by IRI, and `PARTS`.
Source: W3C, Shapes Constraint Language (SHACL), 20 July 2017.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg import paths, store
from kg.checks.terms import is_iri, lexical
from kg.checks.values import Check, Severity
from kg.iris import ONTOLOGY, PREFIXES
from kg.model import BASE, Problem

SHAPES = f"{BASE}shapes#"
SH = "http://www.w3.org/ns/shacl#"
ON_VALUES = ("nodeKind", "class", "datatype", "in", "pattern", "minLength", "minInclusive", "languageIn")
ON_PATHS = ("minCount", "maxCount", "uniqueLang", "disjoint")
PARTS = (*ON_VALUES, *ON_PATHS)
LISTS = ("in", "languageIn")
TARGETS = ("targetClass", "targetSubjectsOf", "targetObjectsOf")
_ABOUT = ("message", "severity")
_SEVERITIES = {
    f"<{SH}Violation>": Severity.ERROR,
    f"<{SH}Warning>": Severity.WARNING,
    f"<{SH}Info>": Severity.INFO,
}
_TYPE = f"<{PREFIXES['rdf']}type>"
_CURE = f"<{ONTOLOGY}cure>"
_FIRST, _REST, _NIL = (f"<{PREFIXES['rdf']}{name}>" for name in ("first", "rest", "nil"))

Triples = dict[str, dict[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Constraint:
    """One demand on the values at ``path`` ("" for the node itself) of all nodes that the targets select.

    A path is a predicate, with ``^`` before it when it is walked backwards. Targets are pairs of a kind (`TARGETS`) and
    a class or predicate. Terms are in the syntax of SPARQL's TSV results.
    """

    check: Check
    targets: tuple[tuple[str, str], ...]
    path: str
    part: str
    arguments: tuple[str, ...]


def load(path: Path) -> tuple[Constraint, ...]:
    """The constraints of a shapes file, sorted by shape and part; a `Problem` names file and shape."""
    triples: Triples = defaultdict(lambda: defaultdict(list))
    columns = store.columns(store.load(path, ontology=False), "SELECT ?s ?p ?o { ?s ?p ?o }")
    for subject, predicate, value in sorted(zip(*columns, strict=True)):
        triples[subject][predicate].append(value)
    found = [c for name in sorted(_of_type(triples, "NodeShape")) for c in _node_shape(triples, name, path)]
    used = {c.check.name for c in found}
    for name in sorted(_of_type(triples, "PropertyShape")):
        if _short(name) not in used:
            raise _odd(path, name, "belongs to no node shape or demands nothing")
    return tuple(sorted(found, key=lambda c: (c.check.name, c.part, c.targets)))


@cache
def default() -> tuple[Constraint, ...]:
    """The constraints that ship, read once."""
    return load(file())


def file() -> Path:
    """Where the shapes are."""
    return paths.ontology() / "shapes.ttl"


def _of_type(triples: Triples, kind: str) -> list[str]:
    return [subject for subject, about in triples.items() if f"<{SH}{kind}>" in about.get(_TYPE, ())]


def _node_shape(triples: Triples, name: str, path: Path) -> Iterator[Constraint]:
    targets = tuple((kind, term) for kind in TARGETS for term in triples[name].get(f"<{SH}{kind}>", ()))
    if not targets:
        raise _odd(path, name, "has no target")
    yield from _constraints(triples, name, path, targets, "", (*TARGETS, "property"))
    for shape in triples[name].get(f"<{SH}property>", ()):
        if not is_iri(shape) or shape not in triples:
            raise _odd(path, name, f"has a property shape without an IRI or a description ({shape})")
        yield from _constraints(triples, shape, path, targets, _path(triples, shape, path), ("path",))


def _path(triples: Triples, shape: str, path: Path) -> str:
    (way, *more) = triples[shape].get(f"<{SH}path>", [""])
    if is_iri(way) and not more:
        return way
    steps = triples.get(way, {})
    back = steps.get(f"<{SH}inversePath>", [])
    if more or len(steps) != 1 or len(back) != 1 or not is_iri(back[0]):
        raise _odd(path, shape, "has a path that is neither one predicate nor the inverse of one")
    return f"^{back[0]}"


def _constraints(
    triples: Triples,
    name: str,
    path: Path,
    targets: tuple[tuple[str, str], ...],
    way: str,
    frame: tuple[str, ...],
) -> Iterator[Constraint]:
    about = triples[name]
    parts = PARTS if way else ON_VALUES
    known = {_TYPE, _CURE, *(f"<{SH}{word}>" for word in (*parts, *_ABOUT, *frame))}
    for predicate in about:
        if predicate not in known:
            raise _odd(path, name, f"uses {predicate}, which is not among: {', '.join(parts)}")
    given = [part for part in parts if f"<{SH}{part}>" in about]
    if not given:
        return
    check = Check(
        _short(name),
        _severity(about, name, path),
        _only(about, f"<{SH}message>", name, path),
        _only(about, _CURE, name, path),
    )
    for part in given:
        arguments = about[f"<{SH}{part}>"]
        if len(arguments) != 1:
            raise _odd(path, name, f"has several values of sh:{part}")
        if part in LISTS:
            arguments = [*_items(triples, arguments[0], name, path)]
        if not _fits(part, arguments):
            raise _odd(path, name, f"has sh:{part} {' '.join(arguments)}, which is not supported")
        yield Constraint(check, targets, way, part, tuple(arguments))


def _fits(part: str, arguments: list[str]) -> bool:
    if part in ("class", "datatype", "in", "disjoint"):
        return all(map(is_iri, arguments))
    if part == "nodeKind":
        return arguments[0] in (f"<{SH}IRI>", f"<{SH}Literal>")
    if part == "uniqueLang":
        return arguments == ["true"]
    if part == "minCount":
        return arguments == ["1"]
    if part in ("maxCount", "minLength", "minInclusive"):
        return arguments[0].isdecimal()
    return all(term.startswith('"') and term.endswith('"') for term in arguments)


def _items(triples: Triples, node: str, name: str, path: Path) -> Iterator[str]:
    while node != _NIL:
        first, rest = triples[node].get(_FIRST, []), triples[node].get(_REST, [])
        if len(first) != 1 or len(rest) != 1:
            raise _odd(path, name, "has a broken list")
        yield first[0]
        node = rest[0]


def _severity(about: dict[str, list[str]], name: str, path: Path) -> Severity:
    given = about.get(f"<{SH}severity>", [f"<{SH}Violation>"])
    if len(given) != 1 or given[0] not in _SEVERITIES:
        raise _odd(path, name, "has no severity of SHACL")
    return _SEVERITIES[given[0]]


def _only(about: dict[str, list[str]], predicate: str, name: str, path: Path) -> str:
    given = about.get(predicate, [])
    if len(given) != 1:
        raise _odd(path, name, f"needs one {'tp:cure' if predicate == _CURE else 'sh:message'}")
    return lexical(given[0])


def _short(name: str) -> str:
    return name.strip("<>").removeprefix(SHAPES)


def _odd(path: Path, name: str, what: str) -> Problem:
    return Problem(
        f"the shape {_short(name)} {what}",
        where=str(path),
        cure="write it with the part of SHACL that kg/checks/shapes.py reads, or as a query in checks/",
    )
