"""Graphs in a store and questions to it: the one door to Oxigraph.

``python -m kg.store`` is the child process that `query` starts when a question has a time limit.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import paths, sparql
from kg.answers import Answer, as_csv, as_json, as_table, from_json
from kg.damage import damaged
from kg.iris import PREFIXES
from kg.model import BASE, Problem

__all__ = ["SECONDS", "Answer", "Store", "as_csv", "as_json", "as_table", "columns", "load", "query"]

SECONDS = 60.0
ONTOLOGY_GRAPH = f"{BASE}ontology"
_GRAPHS = ("graph.trig", "graph.ttl")
_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
    ".nt": ox.RdfFormat.N_TRIPLES,
}


@dataclass(frozen=True)
class Store:
    """A graph file and, unless left out, the ontology (in a named graph of its own); read at the first question."""

    path: Path
    ontology: bool = True

    @cached_property
    def graph(self) -> ox.Store:
        """The loaded store; a `Problem` names file, line and column where a file is damaged."""
        store = ox.Store()
        _add(store, self.path)
        if self.ontology:
            for name in ("techpolicy.ttl", "alignments.ttl"):
                _add(store, paths.ontology() / name, ox.NamedNode(ONTOLOGY_GRAPH))
        return store


def load(source: Path | str, *, ontology: bool = True) -> Store:
    """The store of an output folder (its graph.trig, else graph.ttl) or of a .ttl, .trig, .nq or .nt file."""
    path = Path(source)
    if path.is_dir():
        found = next((path / name for name in _GRAPHS if (path / name).is_file()), None)
        if found is None:
            raise Problem("no graph.trig or graph.ttl in this folder", where=str(path), cure="run `kg build` first")
        path = found
    elif not path.is_file():
        raise Problem("no such file or folder", where=str(path), cure="run `kg build` first, or give its output folder")
    if path.suffix not in _FORMATS:
        raise Problem("not a graph file", where=str(path), cure=f"expected {', '.join(_FORMATS)} or an output folder")
    return Store(path.resolve(), ontology)


def query(store: Store, text: str, *, timeout: float | None = None) -> Answer:
    """The answer to a SPARQL query over the union of all graphs; the prefixes of `kg.iris` need no declaration.

    Updates, LOAD and SERVICE are refused, malformed queries are a `Problem` with line and column of ``text``. With
    ``timeout`` (seconds; `SECONDS` is a good one) the query runs in a child process that is ended when time is up and
    whose crash (nesting too deep, memory) is a `Problem`; use it for every query that a stranger wrote. Without it,
    nothing stops a query. Rows come in the engine's order, which is the same for the same files, if none is asked for.
    """
    sparql.refuse(text)
    kind, payload = _evaluate(store, text) if timeout is None else _in_child(store, text, timeout)
    return from_json(kind, payload)


def columns(store: Store, text: str) -> list[list[str]]:
    """What a SELECT finds, a list per variable, in the syntax of SPARQL's TSV results: the fastest way out.

    For queries of our own: nothing stops one. A row that two named graphs give comes twice unless it is DISTINCT.
    """
    sparql.refuse(text)
    try:
        found = store.graph.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise sparql.malformed(text, error, PREFIXES) from None
    if not isinstance(found, ox.QuerySolutions):
        raise Problem("not a SELECT", cure="ask for columns")
    wide = len(found.variables)
    # Tabs and ends of lines within terms are escaped.
    cells = (found.serialize(format=ox.QueryResultsFormat.TSV) or b"").decode().replace("\t", "\n").split("\n")
    return [cells[wide + at : -1 : wide] for at in range(wide)]


def _add(store: ox.Store, path: Path, graph: ox.NamedNode | None = None) -> None:
    try:
        store.bulk_load(path=str(path), format=_FORMATS[path.suffix], to_graph=graph)
    except SyntaxError as error:
        raise damaged(path, error) from None
    except (OSError, ValueError) as error:
        raise Problem(f"cannot be read: {error}", where=str(path), cure="run `kg build` again") from None


def _evaluate(store: Store, text: str) -> tuple[str, bytes]:
    try:
        text.encode()
        found = store.graph.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)
        if isinstance(found, ox.QueryTriples):
            return "construct", _triples(found)
        return "select", found.serialize(format=ox.QueryResultsFormat.JSON) or b""
    except UnicodeEncodeError as error:
        raise Problem("the query has a character that no text may hold", where=f"character {error.start + 1}") from None
    except SyntaxError as error:
        raise sparql.malformed(text, error, PREFIXES) from None
    except (OSError, ValueError, RuntimeError) as error:
        raise Problem(f"the query failed: {error}", cure="simplify the query") from None


def _triples(found: ox.QueryTriples) -> bytes:
    columns = ("subject", "predicate", "object")
    bindings = [_json(triple)["value"] for triple in found]
    distinct = {json.dumps(b, sort_keys=True): b for b in bindings}
    ordered = [distinct[key] for key in sorted(distinct)]
    return json.dumps({"head": {"vars": columns}, "results": {"bindings": ordered}}).encode()


def _json(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> dict[str, Any]:
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json(part) for name, part in parts.items()}}
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


def _in_child(store: Store, text: str, seconds: float) -> tuple[str, bytes]:
    request = json.dumps({"path": str(store.path), "ontology": store.ontology, "text": text}).encode()
    root = Path(__file__).resolve().parent.parent
    search = os.pathsep.join([str(root), *(str(Path(entry).absolute()) for entry in sys.path if entry)])
    try:
        done = subprocess.run(
            [sys.executable, "-s", "-P", "-m", "kg.store"],
            input=request,
            capture_output=True,
            timeout=seconds,
            env={**os.environ, "PYTHONPATH": search, "PYTHONUTF8": "1"},
        )
    except subprocess.TimeoutExpired:
        raise Problem(
            f"the query took more than {seconds:g} seconds",
            cure="put required patterns before OPTIONAL, use MINUS for NOT EXISTS, add LIMIT, or give it more time",
        ) from None
    kind, _, payload = done.stdout.partition(b"\n")
    if done.returncode == 0 and kind == b"problem":
        message, where, cure = json.loads(payload)
        raise Problem(message, where=where, cure=cure)
    if done.returncode != 0 or not kind:
        raise Problem("the query ended its process", cure="make it less deeply nested, or ask for less at once")
    return kind.decode(), payload


def main() -> None:
    """Answer one request on standard input: a line with the kind of answer, then JSON."""
    request = json.load(sys.stdin)
    try:
        kind, payload = _evaluate(Store(Path(request["path"]), request["ontology"]), request["text"])
    except Problem as problem:
        kind, payload = "problem", json.dumps([problem.message, problem.where, problem.cure]).encode()
    sys.stdout.buffer.write(kind.encode() + b"\n" + payload)


if __name__ == "__main__":
    main()
