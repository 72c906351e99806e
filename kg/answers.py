"""Answers to queries as plain values, and their forms for files and screens."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from kg.iris import PREFIXES, shorten
from kg.tables import csv_text

_XSD = PREFIXES["xsd"]
_INTEGERS = frozenset(
    _XSD + name for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger")
)
_REALS = frozenset(_XSD + name for name in ("decimal", "double", "float"))
_BOOLEAN = f"{_XSD}boolean"
_short = lru_cache(maxsize=1 << 16)(shorten)

Value = str | int | float | bool | None


Binding = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What a query returned: ``kind`` is select, ask or construct.

    ``bindings`` are the rows as SPARQL's JSON results hold them: by column, unbound ones left out. The triples of a
    construct (or describe) have the columns subject, predicate, object. ``truth`` answers an ask.
    """

    kind: str
    columns: tuple[str, ...] = ()
    bindings: tuple[Binding, ...] = ()
    truth: bool = False

    @cached_property
    def rows(self) -> tuple[tuple[Value, ...], ...]:
        """The rows as plain values for display: IRIs with prefixes, numbers and booleans as such, None where unbound.

        An ask has one row with its answer, under no column.
        """
        if self.kind == "ask":
            return ((self.truth,),)
        columns = self.columns
        return tuple([tuple([_plain(b[c]) if c in b else None for c in columns]) for b in self.bindings])


def as_table(answer: Answer) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Columns and rows of text for the screen: IRIs with prefixes, nothing for unbound."""
    columns = ("answer",) if answer.kind == "ask" else answer.columns
    return columns, [tuple(_shown(value) for value in row) for row in answer.rows]


def as_csv(answer: Answer) -> str:
    """The answer as CSV with full IRIs; cells that a spreadsheet would take for a formula get an apostrophe."""
    if answer.kind == "ask":
        return csv_text(("answer",), [[answer.truth]])
    return csv_text(answer.columns, [[_text(b[c]) if c in b else "" for c in answer.columns] for b in answer.bindings])


def as_json(answer: Answer) -> str:
    """The answer in the SPARQL 1.1 Query Results JSON Format, triples of a construct as rows of three."""
    if answer.kind == "ask":
        return json.dumps({"head": {}, "boolean": answer.truth}) + "\n"
    value = {"head": {"vars": answer.columns}, "results": {"bindings": answer.bindings}}
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def from_json(kind: str, payload: bytes) -> Answer:
    """The answer in SPARQL JSON results."""
    value = json.loads(payload)
    if "boolean" in value:
        return Answer("ask", truth=value["boolean"])
    return Answer(kind, tuple(value["head"]["vars"]), tuple(value["results"]["bindings"]))


def _plain(term: Binding) -> Value:
    kind, value = term["type"], term["value"]
    if kind == "uri":
        return _short(value)
    datatype = term.get("datatype")
    if datatype:
        try:
            if datatype in _INTEGERS:
                return int(value)
            if datatype in _REALS:
                return float(value)
        except ValueError:
            return str(value)
        if datatype == _BOOLEAN:
            return value in ("true", "1")
    return f"_:{value}" if kind == "bnode" else _text(term)


def _text(term: Binding) -> str:
    value = term["value"]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
