"""Shapes checked in one pass over columns of a store: the same verdicts as pySHACL, many times as fast.

A column holds the pairs of nodes and values of one predicate, as text. Sets of whole columns decide most constraints at
once; only values that break one are looked at singly, and only they are matched with the targets of their shape.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from kg import store
from kg.checks import literals
from kg.checks.shapes import SH, Constraint
from kg.checks.terms import is_blank, is_iri, is_literal, language, lexical
from kg.iris import PREFIXES
from kg.store import Store

_STRING, _INTEGER = (f"{PREFIXES['xsd']}{name}" for name in ("string", "integer"))
_LANGUAGE = f"{PREFIXES['rdf']}langString"


@dataclass(frozen=True, slots=True)
class Column:
    """The distinct rows at a path, each a node, a tab and a value, and each side by itself."""

    rows: frozenset[str]
    nodes: frozenset[str]
    values: frozenset[str]


def violations(graph: Store, constraints: Iterable[Constraint]) -> Iterator[tuple[Constraint, str, str]]:
    """Each broken constraint with the node and the value that break it; "" where no single value does."""
    columns = _Columns(graph)
    for constraint in constraints:
        for node, value in _broken(constraint, columns):
            yield constraint, node, value


class _Columns:
    """What was read of a store, each thing once."""

    def __init__(self, graph: Store) -> None:
        self._graph = graph
        self.column = cache(self._column)
        self.select = cache(self._select)
        self.targets = cache(self._targets)

    def _column(self, path: str) -> Column:
        """What stands at a path."""
        subject, object_ = ("?value", "?node") if path.startswith("^") else ("?node", "?value")
        query = f"SELECT ?node ?value {{ {subject} {path.removeprefix('^')} {object_} }}"
        return _column(store.lines(self._graph, query))

    def _select(self, kind: str, term: str) -> frozenset[str]:
        """The nodes that a target selects; ``targetClass`` also takes instances of subclasses."""
        if kind == "targetSubjectsOf":
            return self.column(term).nodes
        if kind == "targetObjectsOf":
            return self.column(term).values
        query = f"SELECT ?node {{ ?kind rdfs:subClassOf* {term} . ?node a ?kind }}"
        return frozenset(store.lines(self._graph, query))

    def _targets(self, targets: tuple[tuple[str, str], ...]) -> frozenset[str]:
        """The nodes that one of the targets selects."""
        return frozenset().union(*(self.select(*target) for target in targets))


def _column(rows: list[str]) -> Column:
    sides = [row.partition("\t") for row in rows]
    return Column(
        frozenset(rows), frozenset([node for node, _, _ in sides]), frozenset([value for _, _, value in sides])
    )


def _broken(constraint: Constraint, columns: _Columns) -> Iterator[tuple[str, str]]:
    nodes = columns.targets(constraint.targets)
    path, part = constraint.path, constraint.part
    if not path:
        fails = _test(part, constraint.arguments, columns)
        return ((node, node) for node in nodes if fails(node))
    column = columns.column(path)
    if part == "minCount":
        return ((node, "") for node in nodes - column.nodes)
    if part in ("maxCount", "uniqueLang") and len(column.rows) == len(column.nodes):
        return iter(())
    if part == "maxCount":
        counts = Counter(node for node, _ in _split(column.rows))
        most = int(constraint.arguments[0])
        return ((node, "") for node, count in counts.items() if count > most and node in nodes)
    if part == "uniqueLang":
        tags = Counter((node, tag) for node, value in _split(column.rows) if (tag := language(value).lower()))
        return ((node, "") for node in {node for (node, _), count in tags.items() if count > 1} & nodes)
    if part == "disjoint":
        both = column.rows & columns.column(constraint.arguments[0]).rows
        return ((node, value) for node, value in _split(both) if node in nodes)
    fails = _test(part, constraint.arguments, columns)
    bad = frozenset(filter(fails, column.values))
    return ((node, value) for node, value in _split(column.rows) if value in bad and node in nodes) if bad else iter(())


def _split(rows: Iterable[str]) -> Iterator[tuple[str, str]]:
    for row in rows:
        node, _, value = row.partition("\t")
        yield node, value


def _test(part: str, arguments: tuple[str, ...], columns: _Columns) -> Callable[[str], bool]:
    """Whether a value breaks a constraint on values."""
    (first, *_) = arguments
    if part == "class":
        members = columns.select("targetClass", first)
        return lambda value: value not in members
    if part == "in":
        return lambda value: value not in arguments
    if part == "nodeKind":
        wanted = is_iri if first == f"<{SH}IRI>" else is_literal
        return lambda value: not wanted(value)
    if part == "datatype":
        return _datatype(lexical(first))
    if part == "pattern":
        pattern = re.compile(lexical(first))
        return lambda value: is_blank(value) or not pattern.search(lexical(value))
    if part == "minLength":
        return lambda value: is_blank(value) or len(lexical(value)) < int(first)
    if part == "minInclusive":
        return lambda value: not literals.at_least(value, int(first))
    tags = {lexical(tag).lower() for tag in arguments}
    return lambda value: not {(tag := language(value).lower()), tag.split("-")[0]} & tags


def _datatype(wanted: str) -> Callable[[str], bool]:
    if wanted == _STRING:
        return lambda value: not (value.startswith('"') and value.endswith('"'))
    if wanted == _LANGUAGE:
        return lambda value: not language(value)
    return lambda value: not (wanted == _INTEGER and literals.is_digits(value)) and not literals.is_typed(value, wanted)
