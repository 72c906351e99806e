"""Answers to queries as plain values, and their forms for files and screens."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from kg.iris import PREFIXES, shorten
from kg.tables import csv_text

_XSD = PREFIXES["xsd"]
_INTEGERS = frozenset(
    _XSD + name for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger")
)
_REALS = frozenset(_XSD + name for name in ("decimal", "double", "float"))

Value = str | int | float | bool | None


class Term(NamedTuple):
    """An RDF term: ``kind`` is uri, literal, bnode or triple, as in SPARQL's JSON results."""

    kind: str
    value: str
    datatype: str = ""
    language: str = ""

    @property
    def plain(self) -> Value:
        """The term for display: an IRI with its prefix, numbers and booleans as such, other literals as text."""
        if self.kind == "uri":
            return shorten(self.value)
        try:
            if self.datatype in _INTEGERS:
                return int(self.value)
            if self.datatype in _REALS:
                return float(self.value)
        except ValueError:
            return self.value
        if self.datatype == f"{_XSD}boolean":
            return self.value in ("true", "1")
        return f"_:{self.value}" if self.kind == "bnode" else self.value


@dataclass(frozen=True)
class Answer:
    """What a query returned: ``kind`` is select, ask or construct; terms by row, None where unbound.

    The triples of a construct (or describe) have the columns subject, predicate, object. ``truth`` answers an ask.
    """

    kind: str
    columns: tuple[str, ...] = ()
    terms: tuple[tuple[Term | None, ...], ...] = ()
    truth: bool = False

    @cached_property
    def rows(self) -> tuple[tuple[Value, ...], ...]:
        """The rows as plain values; an ask has one row with its answer, under no column."""
        if self.kind == "ask":
            return ((self.truth,),)
        return tuple([tuple([None if t is None else t.plain for t in row]) for row in self.terms])


def as_table(answer: Answer) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Columns and rows of text for the screen: IRIs with prefixes, nothing for unbound."""
    columns = ("answer",) if answer.kind == "ask" else answer.columns
    return columns, [tuple(_shown(value) for value in row) for row in answer.rows]


def as_csv(answer: Answer) -> str:
    """The answer as CSV with full IRIs; cells that a spreadsheet would take for a formula get an apostrophe."""
    if answer.kind == "ask":
        return csv_text(("answer",), [[answer.truth]])
    return csv_text(answer.columns, [["" if t is None else t.value for t in row] for row in answer.terms])


def as_json(answer: Answer) -> str:
    """The answer in the SPARQL 1.1 Query Results JSON Format, triples of a construct as rows of three."""
    if answer.kind == "ask":
        return json.dumps({"head": {}, "boolean": answer.truth}) + "\n"
    bindings = [
        {c: _json(t) for c, t in zip(answer.columns, row, strict=True) if t is not None} for row in answer.terms
    ]
    value = {"head": {"vars": list(answer.columns)}, "results": {"bindings": bindings}}
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def from_json(kind: str, payload: bytes) -> Answer:
    """The answer in SPARQL JSON results."""
    value = json.loads(payload)
    if "boolean" in value:
        return Answer("ask", truth=value["boolean"])
    columns = tuple(value["head"]["vars"])
    return Answer(kind, columns, tuple([_row(columns, b) for b in value["results"]["bindings"]]))


def _row(columns: Sequence[str], binding: dict[str, Any]) -> tuple[Term | None, ...]:
    return tuple([_term(binding[c]) if c in binding else None for c in columns])


def _term(value: dict[str, Any]) -> Term:
    text = value["value"]
    if not isinstance(text, str):
        text = json.dumps(text, ensure_ascii=False, sort_keys=True)
    return Term(value["type"], text, value.get("datatype", ""), value.get("xml:lang", ""))


def _json(term: Term) -> dict[str, Any]:
    value: dict[str, Any] = {
        "type": term.kind,
        "value": json.loads(term.value) if term.kind == "triple" else term.value,
    }
    if term.datatype:
        value["datatype"] = term.datatype
    if term.language:
        value["xml:lang"] = term.language
    return value


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
