"""Two ways to replace a graph in a store, and finding out which one an address speaks.

Graph Store Protocol (W3C, 2013) replaces a graph by one PUT. SPARQL 1.1 Update (W3C, 2013) has no such operation, and
stores take only so much in one request (Virtuoso some 10,000 lines): the triples go to a graph of their own, part by
part, which then takes the other's place by one MOVE, so that readers see the old graph or the new one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from kg.model import Problem
from kg.publish.graphs import IRI, Graph, Names, parts
from kg.publish.remote import Answer, Lost, Remote

PART = 1000
_TURTLE, _NTRIPLES, _UPDATE = "text/turtle", "application/n-triples", "application/sparql-update"
_RESULTS = "application/sparql-results+json"
_WORDS = b"kg publish was here"
_PROBE = b'<urn:kg:publish> <http://www.w3.org/2000/01/rdf-schema#comment> "%b" .\n' % _WORDS


class Way(StrEnum):
    """How a store is written to."""

    AUTO = "auto"
    GSP = "gsp"
    UPDATE = "update"


class Doubt(Problem):
    """A graph may have been replaced, in part or as a whole, or not at all."""


class Writer(Protocol):
    """What both ways can do; `Doubt` is raised where the graph's state is unknown, `Problem` where it is as before."""

    def put(self, graph: Graph) -> None:
        """Replace a graph as a whole."""

    def drop(self, name: str) -> None:
        """Remove a graph."""


class GraphStore:
    """Writing by Graph Store Protocol."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    def put(self, graph: Graph) -> None:
        """Replace a graph by one PUT; N-Triples are sent as Turtle, which every store reads."""
        body = "".join(f"{line}\n" for line in graph.lines).encode()
        _certain(self._remote, "PUT", params={"graph": graph.name}, body=body, kind=f"{_TURTLE}; charset=utf-8")

    def drop(self, name: str) -> None:
        """Remove a graph; one that is not there is as good."""
        _certain(self._remote, "DELETE", params={"graph": name}, also=(404,))


class Update:
    """Writing by SPARQL Update."""

    def __init__(self, remote: Remote, names: Names) -> None:
        self._remote, self._incoming = remote, f"<{names.incoming}>"

    def put(self, graph: Graph) -> None:
        """Fill a graph beside, then move it to its place; until that last request the graph is as it was."""
        if graph.blank:
            cure = "give its blank nodes IRIs, or use --protocol gsp"
            raise Problem("blank nodes cannot be sent in parts", where=graph.name, cure=cure)
        try:
            self._do(f"DROP SILENT GRAPH {self._incoming}")
            for lines in parts(graph.lines, PART):
                text = "\n".join(lines)
                self._do(f"INSERT DATA {{ GRAPH {self._incoming} {{\n{text}\n}} }}")
        except Doubt as doubt:
            raise Problem(doubt.message, where=doubt.where, cure=doubt.cure) from None
        self._do(f"MOVE GRAPH {self._incoming} TO GRAPH <{graph.name}>")

    def drop(self, name: str) -> None:
        """Remove a graph."""
        self._do(f"DROP SILENT GRAPH <{name}>")

    def _do(self, text: str) -> None:
        _certain(self._remote, "POST", body=text.encode(), kind=_UPDATE)


def _certain(
    remote: Remote,
    method: str,
    *,
    params: dict[str, str] | None = None,
    body: bytes = b"",
    kind: str = "",
    also: tuple[int, ...] = (),
) -> None:
    try:
        answer = remote.send(method, params=params, body=body, kind=kind)
    except Lost as lost:
        raise Doubt(lost.message, where=lost.where, cure=lost.cure) from None
    if not answer.good and answer.status not in also:
        said = remote.refusal(answer)
        if answer.status >= 500:
            raise Doubt(said.message, where=said.where, cure=said.cure)
        raise said


def writer(remote: Remote, way: Way, names: Names) -> tuple[Way, Writer]:
    """A way to write, and which: the one asked for, or found out by a graph of one triple and an update of none.

    A `Problem` where the address speaks neither.
    """
    if way is Way.AUTO:
        way = _found(remote, names)
    return way, GraphStore(remote) if way is Way.GSP else Update(remote, names)


def _found(remote: Remote, names: Names) -> Way:
    incoming, accept = {"graph": names.incoming}, f"{_NTRIPLES}, {_TURTLE}"
    asked = remote.send("GET", params=incoming, accept=accept)
    _admitted(remote, asked)
    # A graph store knows the graph, or says that it does not; other addresses must not be sent one, Virtuoso's hang.
    if asked.status == 404 or (asked.good and asked.kind in (_NTRIPLES, _TURTLE)):
        put = remote.send("PUT", params=incoming, body=_PROBE, kind=_TURTLE)
        _admitted(remote, put)
        # Only what can be read again was stored: a yes alone may mean nothing.
        if put.good and _WORDS in remote.send("GET", params=incoming, accept=accept).body:
            remote.send("DELETE", params=incoming)
            return Way.GSP
    done = remote.send("POST", body=b"INSERT DATA {}", kind=_UPDATE)
    _admitted(remote, done)
    if done.good:
        return Way.UPDATE
    cure = "give the address of its Graph Store Protocol or SPARQL Update, or say which with --protocol"
    said = f"no store answers there: {asked.status} to reading a graph, {done.status} to an update"
    raise Problem(said, where=remote.url, cure=cure)


def _admitted(remote: Remote, answer: Answer) -> None:
    if answer.status in (401, 403) or 300 <= answer.status < 400:
        raise remote.refusal(answer)


def present(remote: Remote, names: Names, url: str = "") -> list[str] | None:
    """The graphs of ours that a store has, sorted, asked in SPARQL at ``url``; None where it does not answer that."""
    text = json.dumps(names.prefix, ensure_ascii=False)
    query = f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), {text})) }}"
    try:
        answer = remote.send("GET", url=url, params={"query": query}, accept=_RESULTS)
    except Lost:
        return None
    if not answer.good or answer.kind not in (_RESULTS, "application/json"):
        return None
    return _names(answer.body, names)


def _names(body: bytes, names: Names) -> list[str] | None:
    try:
        rows: Sequence[dict[str, dict[str, str]]] = json.loads(body)["results"]["bindings"]
        found = {row["g"]["value"] for row in rows}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return sorted(name for name in found if isinstance(name, str) and IRI.fullmatch(name) and names.ours(name))
