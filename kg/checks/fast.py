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
from kg.checks.shapes import ON_PATHS, SH, Constraint
from kg.checks.terms import is_blank, is_iri, is_literal, lexical
from kg.iris import PREFIXES
from kg.store import Store
from kg.terms import parse

_STRING, _INTEGER = (f"{PREFIXES['xsd']}{name}" for name in ("string", "integer"))
_LANGUAGE = f"{PREFIXES['rdf']}langString"


@dataclass(frozen=True, slots=True)
class Column:
    """Nodes and, at the same places, their values at a path, perhaps some pairs twice; and each side as a set."""

    pairs: tuple[list[str], list[str]]
    nodes: frozenset[str]
    values: frozenset[str]

    def distinct(self) -> set[tuple[str, str]]:
        """The pairs of node and value."""
        return set(zip(*self.pairs, strict=True))


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
        nodes, values = store.columns(self._graph, query)
        return Column((nodes, values), frozenset(nodes), frozenset(values))

    def _select(self, kind: str, term: str) -> frozenset[str]:
        """The nodes that a target selects; ``targetClass`` also takes instances of subclasses."""
        if kind == "targetSubjectsOf":
            return self.column(term).nodes
        if kind == "targetObjectsOf":
            return self.column(term).values
        query = f"SELECT ?node {{ ?kind rdfs:subClassOf* {term} . ?node a ?kind }}"
        return frozenset(*store.columns(self._graph, query))

    def _targets(self, targets: tuple[tuple[str, str], ...]) -> frozenset[str]:
        """The nodes that one of the targets selects."""
        return frozenset().union(*(self.select(*target) for target in targets))


def _broken(constraint: Constraint, columns: _Columns) -> Iterator[tuple[str, str]]:
    nodes = columns.targets(constraint.targets)
    path, part, arguments = constraint.path, constraint.part, constraint.arguments
    if not path:
        return ((node, node) for node in _bad(part, arguments, nodes, columns))
    column = columns.column(path)
    if part == "minCount":
        return ((node, "") for node in nodes - column.nodes)
    if part in ON_PATHS:
        found = _crowded(part, arguments[0], column, columns)
    elif bad := _bad(part, arguments, column.values, columns):
        found = {(node, value) for node, value in zip(*column.pairs, strict=True) if value in bad}
    else:
        found = set()
    return ((node, value) for node, value in found if node in nodes)


def _crowded(part: str, argument: str, column: Column, columns: _Columns) -> set[tuple[str, str]]:
    """The nodes with too many values, or two of one language; the pairs that another column has too."""
    if part == "disjoint":
        other = columns.column(argument)
        return column.distinct() & other.distinct() if column.values & other.values else set()
    if len(column.pairs[0]) == len(column.nodes):
        return set()
    if part == "maxCount":
        counts = Counter(node for node, _ in column.distinct())
        return {(node, "") for node, count in counts.items() if count > int(argument)}
    tags = Counter((node, tag) for node, value in column.distinct() if (tag := _tag(value)))
    return {(node, "") for (node, _), count in tags.items() if count > 1}


def _bad(part: str, arguments: tuple[str, ...], values: frozenset[str], columns: _Columns) -> frozenset[str]:
    """The values that break a constraint on values."""
    if part == "class":
        return values - columns.select("targetClass", arguments[0])
    if part == "in":
        return values - frozenset(arguments)
    return frozenset(filter(_test(part, arguments), values))


def _test(part: str, arguments: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether a value breaks a constraint on values, looked at by itself."""
    (first, *_) = arguments
    if part == "nodeKind":
        wanted = is_iri if first == f"<{SH}IRI>" else is_literal
        return lambda value: not wanted(value)
    if part == "datatype":
        return _datatype(lexical(first))
    if part == "pattern":
        pattern = re.compile(lexical(first))
        return lambda value: is_blank(value) or not pattern.search(lexical(value))
    if part == "minLength":
        least = int(first)
        # Within its quotes a text has at most two characters for one.
        sure = 2 * least + 2
        return lambda value: not (len(value) >= sure and value.endswith('"')) and _shorter(value, least)
    if part == "minInclusive":
        least = int(first)
        return lambda value: not literals.at_least(value, least)
    tags = {lexical(tag).lower() for tag in arguments}
    return lambda value: not {(tag := _tag(value)), tag.split("-")[0]} & tags


def _shorter(value: str, least: int) -> bool:
    return is_blank(value) or len(lexical(value)) < least


def _datatype(wanted: str) -> Callable[[str], bool]:
    if wanted == _STRING:
        return lambda value: not (value.startswith('"') and value.endswith('"'))
    if wanted == _LANGUAGE:
        return lambda value: not _tag(value)
    return lambda value: not (wanted == _INTEGER and literals.is_digits(value)) and not literals.is_typed(value, wanted)


def _tag(value: str) -> str:
    return parse(value).language.lower()
