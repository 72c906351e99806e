"""What is asked of the endpoint's processes and what comes back, as values that travel between them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from kg.model import Problem

# What an answer may be written as, best first: the rows of SELECT and ASK, the triples of CONSTRUCT and DESCRIBE.
ROWS = {
    "application/sparql-results+json": "JSON",
    "application/sparql-results+xml": "XML",
    "text/csv": "CSV",
    "text/tab-separated-values": "TSV",
    "application/json": "JSON",
    "application/xml": "XML",
}
GRAPHS = {
    "text/turtle": "TURTLE",
    "application/n-triples": "N_TRIPLES",
    "application/rdf+xml": "RDF_XML",
    "application/ld+json": "JSON_LD",
    "application/trig": "TRIG",
    "application/n-quads": "N_QUADS",
    "text/n3": "N3",
    "application/json": "JSON_LD",
    "application/xml": "RDF_XML",
}
# Of HTTP; RFC 9110 and SPARQL 1.1 Protocol, section 2.1.6.
MALFORMED, REFUSED, UNACCEPTABLE, FAILED, BUSY = 400, 403, 406, 500, 503


@dataclass(frozen=True, slots=True)
class Request:
    """A query, the media types for rows and for triples (None: none is accepted), and the data it is asked of.

    ``default`` and ``named`` are the graphs of the data set; where both are None, the union of all graphs is asked, and
    all are named.
    """

    query: str
    rows: str | None = next(iter(ROWS))
    graph: str | None = next(iter(GRAPHS))
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None

    def encoded(self) -> bytes:
        """The request as the process reads it."""
        return json.dumps(asdict(self)).encode()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer and its media type."""

    kind: str
    body: bytes


class Failure(Exception):
    """No answer: the status of HTTP, and what to tell."""

    def __init__(self, status: int, problem: Problem) -> None:
        self.status, self.problem = status, problem
        super().__init__(f"{status}: {problem}")


def wrapped(answer: Reply | Failure) -> bytes:
    """What a process sends."""
    if isinstance(answer, Reply):
        return answer.kind.encode() + b"\n" + answer.body
    said = answer.problem
    return b"\n" + json.dumps([answer.status, said.message, said.where, said.cure, said.excerpt]).encode()


def unwrapped(data: bytes) -> Reply:
    """What a process sent; a failure is raised."""
    kind, _, body = data.partition(b"\n")
    if kind:
        return Reply(kind.decode(), body)
    status, message, where, cure, excerpt = json.loads(body)
    raise Failure(status, Problem(message, where=where, cure=cure, excerpt=excerpt))
