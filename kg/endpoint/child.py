"""The process that holds a graph and answers: ``python -m kg.endpoint.child``, started by `kg.endpoint.pool`."""

from __future__ import annotations

import json
import signal
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import sparql, worker
from kg.endpoint.asked import (
    BUSY,
    FAILED,
    GRAPHS,
    MALFORMED,
    REFUSED,
    ROWS,
    UNACCEPTABLE,
    Failure,
    Reply,
    Request,
    wrapped,
)
from kg.iris import PREFIXES
from kg.model import Problem
from kg.store import Store

MEMORY = 4 << 30
_GRACE = 2


class _TooLarge(Exception):
    pass


class _Bounded(BytesIO):
    """Takes what the engine writes, up to a number of bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: Any) -> int:
        if self.tell() + memoryview(data).nbytes > self._limit:
            raise _TooLarge
        return super().write(data)


def answer(store: Store, request: Request, limit: int) -> Reply:
    """The answer to a request, whole; a `Failure` where there is none or it has more than ``limit`` bytes."""
    text = request.query
    try:
        text.encode()
        sparql.refuse(text)
    except UnicodeEncodeError as error:
        said = Problem("the query has a character that no text may hold", where=f"character {error.start + 1}")
        raise Failure(MALFORMED, said) from None
    except Problem as problem:
        raise Failure(REFUSED, problem) from None
    graph, data, out = store.graph, _dataset(request), _Bounded(limit)
    try:
        with worker.offline():
            found = graph.query(text, prefixes=PREFIXES, **data)
            if isinstance(found, ox.QueryTriples):
                kind = _accepted(request.graph, next(iter(GRAPHS)))
                ox.serialize(found, out, getattr(ox.RdfFormat, GRAPHS[kind]), prefixes=PREFIXES)
            else:
                kind = _accepted(request.rows, next(iter(ROWS)))
                found.serialize(out, getattr(ox.QueryResultsFormat, ROWS[kind]))
    except SyntaxError as error:
        raise Failure(MALFORMED, sparql.malformed(text, error, PREFIXES)) from None
    except _TooLarge:
        cure = "add LIMIT and OFFSET, ask for fewer columns, or ask for text/csv, which is shorter"
        said = Problem(f"the answer is larger than the {limit / (1 << 20):g} MB that are allowed", cure=cure)
        raise Failure(FAILED, said) from None
    except (OSError, ValueError, RuntimeError, MemoryError) as error:
        raise Failure(FAILED, Problem(f"the query failed: {error}", cure="simplify the query")) from None
    return Reply(kind, out.getvalue())


def _accepted(kind: str | None, best: str) -> str:
    if kind is None:
        said = "this query's answer cannot be written in any form that the request accepts"
        raise Failure(UNACCEPTABLE, Problem(said, cure=f"accept {best}"))
    return kind


def _dataset(request: Request) -> dict[str, Any]:
    if request.default is None and request.named is None:
        return {"use_default_graph_as_union": True}
    try:
        return {
            "default_graph": [ox.NamedNode(iri) for iri in request.default or ()],
            "named_graphs": [ox.NamedNode(iri) for iri in request.named or ()],
        }
    except ValueError as error:
        said = Problem(f"a graph's name is no IRI ({error})", cure="give whole IRIs, such as https://…")
        raise Failure(MALFORMED, said) from None


def main(argument: str) -> None:
    """Answer requests on standard input; the empty one only loads the graph."""
    path, ontology, seconds, limit = json.loads(argument)
    store = Store(Path(path), ontology)

    def reply(data: bytes) -> bytes:
        try:
            if not data:
                store.graph  # noqa: B018
                return wrapped(Reply("ready", b""))
            # The parent ends this process in time; should the parent be gone, the system does.
            if sys.platform != "win32":
                signal.alarm(int(seconds) + _GRACE)
            return wrapped(answer(store, Request(**json.loads(data)), limit))
        except Failure as failure:
            return wrapped(failure)
        except Problem as problem:
            return wrapped(Failure(BUSY, problem))
        finally:
            if sys.platform != "win32":
                signal.alarm(0)

    worker.confine(MEMORY)
    # Ctrl-C in a terminal reaches all its processes; the parent decides when this one ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    worker.serve(reply)


if __name__ == "__main__":
    main(sys.argv[1])
