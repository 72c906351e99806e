"""What ``import kg`` offers to notebooks: build or load a graph, ask it, look at it. The door to pandas."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from kg import store, tables
from kg.answers import Answer, Binding, Value
from kg.iris import PREFIXES, shorten
from kg.model import Amount, Problem

_DATE = f"{PREFIXES['xsd']}date"
_TYPES = (({bool}, "boolean"), ({int}, "Int64"), ({int, float}, "Float64"), ({str}, "string"))


@dataclass(frozen=True)
class Page:
    """The page of a graph, drawn where a notebook shows the value of a cell; it can reach neither notebook nor net."""

    path: Path
    height: int

    def _repr_html_(self) -> str:
        try:
            page = self.path.read_text(encoding="utf-8")
        except OSError as error:
            cure = "run `kg build` first"
            raise Problem(f"cannot be read ({error.strerror})", where=str(self.path), cure=cure) from None
        return (
            f"<p>Nothing below? Trust this notebook, or open <code>{escape(str(self.path))}</code> in a browser.</p>"
            f'<iframe sandbox="allow-scripts allow-downloads allow-popups" width="100%" height="{self.height}"'
            f' title="{escape(str(self.path))}" style="border:0" srcdoc="{escape(page)}"></iframe>'
        )


@dataclass(frozen=True)
class Graph:
    """A folder that a build wrote; ``problems`` tells which documents it could not read, when it was built here."""

    folder: Path
    problems: tuple[Problem, ...] = ()

    @cached_property
    def store(self) -> store.Store:
        """The graph for SPARQL, read at the first question; load anew after another build."""
        return store.load(self.folder)

    def query(self, sparql: str, *, timeout: float | None = None) -> pd.DataFrame:
        """The answer as a table: IRIs with prefixes, numbers, booleans and dates typed, missing where unbound.

        The prefixes of `kg.iris` need no declaration. ``timeout`` is in seconds; none by default. A malformed query is
        a `Problem` that names the place.
        """
        answer = store.query(self.store, sparql, timeout=timeout)
        if answer.kind == "ask":
            return pd.DataFrame({"answer": [answer.truth]})
        return _frame(_dated(answer), answer.columns)

    def entities(self) -> pd.DataFrame:
        """The table of entities: labels, aliases, forms seen, counts."""
        rows = tables.read(self.folder).entities
        columns = ["class" if f.name == "cls" else f.name for f in fields(tables.EntityRow)]
        return _frame([[shorten(row.entity), *_values(row)[1:]] for row in rows], columns)

    def assertions(self) -> pd.DataFrame:
        """The table of sayings, each with its sentence; money as a number (``amount``) of a ``currency``."""
        rows = tables.read(self.folder).assertions
        columns = [f.name for f in fields(tables.AssertionRow)]
        frame = _frame([_values(row) for row in rows], columns).astype({"amount": "Float64"})
        for column in ("subject", "object", "attribution"):
            frame[column] = frame[column].map(shorten)
        units = [row.amount.unit if row.amount else None for row in rows]
        return frame.assign(currency=pd.Series(units, dtype="string"))

    def show(self, *, height: int = 700) -> Page:
        """The page for the last line of a cell; ``height`` in pixels."""
        return Page(self.folder / "graph.html", height)


def build(paths: str | Path | Iterable[str | Path] = (), out: str | Path = "out") -> Graph:
    """Read documents (those that ship, if none is given), write ``out``, and return its graph.

    A document that fails is told by a warning and in `Graph.problems`; when nothing could be read, a `Problem` is
    raised and ``out`` stays as it was.
    """
    from kg import builder

    given = [paths] if isinstance(paths, str | Path) else list(paths)
    built = builder.build(given, out)
    for problem in built.problems:
        warnings.warn(str(problem), stacklevel=2)
    return Graph(built.out, built.problems)


def load(out: str | Path) -> Graph:
    """The graph in a folder that ``kg build`` wrote; a missing one is a `Problem`."""
    store.load(out)
    return Graph(Path(out))


def _frame(rows: Sequence[Sequence[Any]], columns: Iterable[str]) -> pd.DataFrame:
    """Each column of the narrowest type that takes all its values and can be missing; mixed ones stay objects."""
    typed = {}
    for place, column in enumerate(columns):
        values = [row[place] for row in rows]
        kinds = {type(value) for value in values if value is not None}
        dtype = next((dtype for some, dtype in _TYPES if kinds and kinds <= some), "object")
        if dtype == "Int64" and any(value is not None and abs(value) >= 1 << 63 for value in values):
            dtype = "object"
        typed[column] = pd.Series(values, dtype=dtype)
    return pd.DataFrame(typed)


def _values(row: tables.EntityRow | tables.AssertionRow) -> list[Any]:
    values = (getattr(row, f.name) for f in fields(row))
    return [value.value if isinstance(value, Amount) else value for value in values]


def _dated(answer: Answer) -> list[list[Value | date]]:
    """The rows of an answer with its dates as such."""

    def value(term: Binding, plain: Value) -> Value | date:
        with suppress(ValueError):
            if term.get("datatype") == _DATE:
                return date.fromisoformat(term["value"])
        return plain

    return [
        [value(binding.get(column, {}), plain) for column, plain in zip(answer.columns, row, strict=True)]
        for binding, row in zip(answer.bindings, answer.rows, strict=True)
    ]
