"""Answers to queries as plain values, and their forms for files and screens."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kg.iris import shorten
from kg.tables import csv_text
from kg.terms import Term, Value, parse, quads, value

__all__ = ["Answer", "Name", "Value", "as_csv", "as_json", "as_table", "from_payload", "named_rows"]

Name = Callable[[str], str]

_IRI = re.compile(r"<[^<>]*>")
_STRING = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True)
class Answer:
    """What a query returned: ``kind`` is select, ask or construct.

    ``cells`` are the rows as the engine writes their terms (`kg.terms`), with an empty text where unbound. The triples
    of a construct (or describe) have the columns subject, predicate, object, and are sorted. ``truth`` answers an ask.
    """

    kind: str
    columns: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    truth: bool = False

    @cached_property
    def rows(self) -> tuple[tuple[Value, ...], ...]:
        """The rows as plain values: IRIs with prefixes, numbers, booleans and days as such, None where unbound.

        An ask has one row with its answer, under no column.
        """
        if self.kind == "ask":
            return ((self.truth,),)
        known: dict[str, Value] = {}
        for row in self.cells:
            for cell in row:
                if cell not in known:
                    known[cell] = value(cell)
        return tuple([tuple([known[cell] for cell in row]) for row in self.cells])


def from_payload(kind: str, payload: bytes) -> Answer:
    """The answer in what an engine wrote: TSV for a select, N-Triples for a construct, true or false for an ask."""
    text = payload.decode()
    if kind == "ask":
        return Answer(kind, truth=text == "true")
    lines = text.split("\n")[:-1]
    if kind == "construct":
        return Answer(kind, ("subject", "predicate", "object"), tuple(quad[:3] for quad in quads(sorted(set(lines)))))
    columns = tuple(name[1:] for name in lines[0].split("\t") if name)
    return Answer(kind, columns, tuple([tuple(line.split("\t")) if columns else () for line in lines[1:]]))


def named_rows(answer: Answer, name: Name = str) -> Sequence[Sequence[Value]]:
    """The rows as plain values, with IRIs as ``name`` shows them."""
    if name is str or answer.kind == "ask":
        return answer.rows
    shown = {cell: name(shorten(cell[1:-1])) for row in answer.cells for cell in row if _IRI.fullmatch(cell)}
    return [
        [shown.get(cell, plain) for cell, plain in zip(cells, values, strict=True)]
        for cells, values in zip(answer.cells, answer.rows, strict=True)
    ]


def as_table(answer: Answer, name: Name = str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Columns and rows of text for the screen: IRIs as ``name`` shows them, nothing for unbound."""
    columns = ("answer",) if answer.kind == "ask" else answer.columns
    return columns, [tuple(_shown(value) for value in row) for row in named_rows(answer, name)]


def as_csv(answer: Answer, name: Name = str) -> str:
    """The answer as CSV with full IRIs, or with names; what a spreadsheet would take for a formula is made harmless."""
    if answer.kind == "ask" or name is not str:
        return csv_text(*as_table(answer, name))
    return csv_text(answer.columns, [[_text(cell) for cell in row] for row in answer.cells])


def as_json(answer: Answer) -> str:
    """The answer in the SPARQL 1.1 Query Results JSON Format, triples of a construct as rows of three."""
    if answer.kind == "ask":
        return json.dumps({"head": {}, "boolean": answer.truth}) + "\n"
    bindings = [
        {column: _json(parse(cell)) for column, cell in zip(answer.columns, row, strict=True) if cell}
        for row in answer.cells
    ]
    result = {"head": {"vars": answer.columns}, "results": {"bindings": bindings}}
    return json.dumps(result, ensure_ascii=False, indent=1) + "\n"


def _json(term: Term) -> dict[str, Any]:
    if term.kind == "triple":
        parts = zip(("subject", "predicate", "object"), map(_json, term.parts), strict=True)
        return {"type": "triple", "value": dict(parts)}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.kind == "literal" and term.datatype != _STRING:
        return {"type": "literal", "value": term.value, "datatype": term.datatype}
    return {"type": term.kind, "value": term.value}


def _text(cell: str) -> str:
    if not cell:
        return ""
    term = parse(cell)
    return cell if term.kind == "triple" else term.value


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
