"""Graphs in a store and questions to it: the one door to Oxigraph.

``python -m kg.store`` is the child process that `query` starts when a question has a time limit.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from kg import paths, sparql, worker
from kg.answers import Answer, as_csv, as_json, as_table, from_payload
from kg.damage import damaged
from kg.iris import PREFIXES
from kg.model import BASE, Problem
from kg.terms import Term, parse

if TYPE_CHECKING:
    import rdflib

    RdflibGraph: TypeAlias = rdflib.Graph

__all__ = [
    "SECONDS",
    "Answer",
    "Store",
    "as_csv",
    "as_json",
    "as_table",
    "columns",
    "load",
    "nquads",
    "query",
    "rdflib_graph",
]

SECONDS = 60.0
MEMORY = 8 << 30
ONTOLOGY_GRAPH = f"{BASE}ontology"
_GRAPHS = ("graph.trig", "graph.ttl")
_CANONICAL = b"\0canonical"
_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".jsonld": ox.RdfFormat.JSON_LD,
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

    @cached_property
    def worker(self) -> worker.Worker:
        """The child process that holds the graph for questions with a time limit."""
        return worker.Worker("kg.store", json.dumps([str(self.path), self.ontology]))


def load(source: Path | str, *, ontology: bool = True) -> Store:
    """The store of an output folder (its graph.trig, else graph.ttl) or of a .ttl, .trig, .nq, .nt or .jsonld file."""
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
    ``timeout`` (seconds; `SECONDS` is a good one) the query runs in a child process that keeps the graph, is ended when
    time is up or memory beyond `MEMORY` is needed, and whose crash (nesting too deep) is a `Problem`; use it for every
    query that a stranger wrote. Without it, nothing stops a query. Where no order is asked for, rows come in the
    engine's, which is the same for the same files.
    """
    sparql.refuse(text)
    kind, payload = _evaluate(store, text) if timeout is None else _in_child(store, text, timeout)
    return from_payload(kind, payload)


def nquads(store: Store, *, timeout: float = SECONDS) -> list[str]:
    """The quads of the graph file as sorted, distinct lines of N-Quads, literals as written; without the ontology.

    Blank nodes are renamed by RDFC-1.0 (W3C, 2024), so that the same graph gives the same lines. That can take for ever
    on graphs made for it: it runs in the child process, and a `Problem` tells when ``timeout`` seconds are over.
    """
    try:
        quads = ox.parse(path=str(store.path), format=_FORMATS[store.path.suffix])
        text = (ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").decode()
    except SyntaxError as error:
        raise damaged(store.path, error) from None
    except (OSError, ValueError) as error:
        raise Problem(f"cannot be read: {error}", where=str(store.path), cure="run `kg build` again") from None
    lines = text.split("\n")[:-1]
    if any(line.startswith("_:") or " _:" in line for line in lines):
        try:
            lines = store.worker.ask(_CANONICAL, timeout).decode().split("\n")[:-1]
        except (TimeoutError, EOFError):
            cure = "give its blank nodes IRIs"
            raise Problem("its blank nodes cannot be put in order", where=str(store.path), cure=cure) from None
    return sorted(set(lines))


def rdflib_graph(quads: Iterable[Sequence[str]], *, named: bool = False) -> RdflibGraph:
    """Quads or triples in terms of N-Quads as a `Graph` of rdflib, or with ``named`` as a `Dataset` with its graphs."""
    import rdflib

    known: dict[str, rdflib.term.Identifier] = {}

    def term(text: str) -> rdflib.term.Identifier:
        if text not in known:
            known[text] = _rdflib(parse(text))
        return known[text]

    whole = rdflib.Dataset() if named else rdflib.Graph()
    for prefix, iri in PREFIXES.items():
        whole.bind(prefix, iri, replace=True)
    graphs: dict[str, rdflib.Graph] = {}
    for subject, predicate, object_, *graph in quads:
        name = graph[0] if graph and isinstance(whole, rdflib.Dataset) else ""
        if name not in graphs:
            graphs[name] = whole.graph(term(name)) if name and isinstance(whole, rdflib.Dataset) else whole
        graphs[name].add((term(subject), term(predicate), term(object_)))
    return whole


def _rdflib(term: Term) -> rdflib.term.Identifier:
    import rdflib

    if term.kind == "uri":
        return rdflib.URIRef(term.value)
    if term.kind == "bnode":
        return rdflib.BNode(term.value)
    if term.kind == "triple":
        raise Problem("rdflib knows no triple terms", where=str(term), cure="leave them out of the query")
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    datatype = None if term.datatype == f"{PREFIXES['xsd']}string" else rdflib.URIRef(term.datatype)
    return rdflib.Literal(term.value, datatype=datatype, normalize=False)


def columns(store: Store, text: str) -> list[list[str]]:
    """What a SELECT finds, a list per variable, in the syntax of SPARQL's TSV results: the fastest way out.

    For queries of our own: nothing stops one. A row that two named graphs give comes twice unless it is DISTINCT.
    """
    sparql.refuse(text)
    kind, payload = _evaluate(store, text)
    if kind != "select":
        raise Problem("not a SELECT", cure="ask for columns")
    head, _, rows = payload.decode().partition("\n")
    wide = head.count("\t") + 1
    # Tabs and ends of lines within terms are escaped.
    cells = rows.replace("\t", "\n").split("\n")
    return [cells[at:-1:wide] for at in range(wide)]


def _add(store: ox.Store, path: Path, graph: ox.NamedNode | None = None) -> None:
    try:
        store.bulk_load(path=str(path), format=_FORMATS[path.suffix], to_graph=graph)
    except SyntaxError as error:
        raise damaged(path, error) from None
    except (OSError, ValueError) as error:
        raise Problem(f"cannot be read: {error}", where=str(path), cure="run `kg build` again") from None


def _evaluate(
    store: Store, text: str, guard: Callable[[], AbstractContextManager[None]] = nullcontext
) -> tuple[str, bytes]:
    graph = store.graph
    try:
        text.encode()
        with guard():
            found = graph.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)
            if isinstance(found, ox.QueryTriples):
                return "construct", found.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
            if isinstance(found, ox.QueryBoolean):
                return "ask", b"true" if found else b"false"
            return "select", found.serialize(format=ox.QueryResultsFormat.TSV) or b""
    except UnicodeEncodeError as error:
        raise Problem("the query has a character that no text may hold", where=f"character {error.start + 1}") from None
    except SyntaxError as error:
        raise sparql.malformed(text, error, PREFIXES) from None
    except (OSError, ValueError, RuntimeError) as error:
        raise Problem(f"the query failed: {error}", cure="simplify the query") from None


def _in_child(store: Store, text: str, seconds: float) -> tuple[str, bytes]:
    try:
        answer = store.worker.ask(text.encode("utf-8", "surrogatepass"), seconds)
    except TimeoutError:
        raise Problem(
            f"the query took more than {seconds:g} seconds",
            cure="put required patterns before OPTIONAL, use MINUS for NOT EXISTS, add LIMIT, or give it more time",
        ) from None
    except EOFError:
        cure = "make it less deeply nested, or ask for less at once"
        raise Problem("the query ended its process", cure=cure) from None
    except OSError as error:
        cure = "check the Python installation and the machine's memory"
        raise Problem(f"no process can be started for the query ({error.strerror})", cure=cure) from None
    kind, _, payload = answer.partition(b"\n")
    if kind == b"problem":
        message, where, cure, excerpt = json.loads(payload)
        raise Problem(message, where=where, cure=cure, excerpt=excerpt)
    return kind.decode(), payload


def _canonical(store: Store) -> bytes:
    dataset = ox.Dataset(ox.parse(path=str(store.path), format=_FORMATS[store.path.suffix]))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""


def main(argument: str) -> None:
    """Answer queries on standard input: a line with the kind of answer, then the answer."""
    path, ontology = json.loads(argument)
    store = Store(Path(path), ontology)

    def answer(request: bytes) -> bytes:
        if request == _CANONICAL:
            return _canonical(store)
        try:
            kind, payload = _evaluate(store, request.decode("utf-8", "surrogatepass"), worker.offline)
        except Problem as problem:
            said = [problem.message, problem.where, problem.cure, problem.excerpt]
            kind, payload = "problem", json.dumps(said).encode()
        return kind.encode() + b"\n" + payload

    worker.confine(MEMORY)
    worker.serve(answer)


if __name__ == "__main__":
    main(sys.argv[1])
