"""Processes that hold the graph: they answer side by side, are ended in time, and load it anew when it changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, LifoQueue
from threading import BoundedSemaphore

from kg import store
from kg.endpoint.asked import BUSY, FAILED, Failure, Reply, Request, unwrapped
from kg.model import Problem
from kg.worker import Worker

PROCESSES, WAITING = 4, 60
LOADING = 600.0

Stamp = tuple[str, int, int, int]


@dataclass(slots=True)
class _Seat:
    """A process, and what its graph's file looked like when it read it; None before it has."""

    worker: Worker | None = None
    stamp: Stamp | None = None


class Pool:
    """Up to `PROCESSES` processes over one build, each started when the ones before it are busy.

    ``seconds`` is the time for a query, loading aside; ``limit`` the size of an answer in bytes. A rebuilt graph is
    noticed with the next query, by the file's time and size, and loaded before that query is answered.
    """

    def __init__(self, source: Path, *, seconds: float, limit: int, processes: int = PROCESSES) -> None:
        self.source, self.seconds, self.limit = source, seconds, limit
        self._workers: set[Worker] = set()
        self._seats: LifoQueue[_Seat] = LifoQueue()
        for _ in range(processes):
            self._seats.put(_Seat())
        self._room = BoundedSemaphore(processes + WAITING)
        self._closed = False

    def load(self) -> None:
        """Load the graph into one process; a `Problem` tells what is wrong with its file."""
        seat = self._seats.get()
        try:
            self._ready(seat)
        except Failure as failure:
            raise failure.problem from None
        finally:
            self._seats.put(seat)

    def ask(self, request: Request) -> Reply:
        """The answer, or a `Failure`: time is up, there are too many queries, the process died, or what it said."""
        if not self._room.acquire(blocking=False):
            raise _busy()
        try:
            return self._asked(request)
        finally:
            self._room.release()

    def close(self) -> None:
        """End all processes; queries under way fail."""
        self._closed = True
        for process in list(self._workers):
            process.end()

    def _asked(self, request: Request) -> Reply:
        try:
            seat = self._seats.get(timeout=self.seconds)
        except Empty:
            raise _busy() from None
        try:
            process = self._ready(seat)
            return _told(process, request.encoded(), self.seconds, seat)
        finally:
            self._seats.put(seat)

    def _ready(self, seat: _Seat) -> Worker:
        """The process of a seat, with the graph as it is on disk now."""
        try:
            found = store.load(self.source)
            file = found.path.stat()
        except Problem as problem:
            raise Failure(BUSY, problem) from None
        except OSError as error:
            raise Failure(BUSY, Problem(f"the graph cannot be read ({error.strerror})", cure="build again")) from None
        stamp = (str(found.path), file.st_mtime_ns, file.st_size, file.st_ino)
        if seat.worker is None or seat.stamp != stamp:
            if seat.worker:
                seat.worker.end()
                self._workers.discard(seat.worker)
            argument = json.dumps([str(found.path), found.ontology, self.seconds, self.limit])
            seat.worker, seat.stamp = Worker("kg.endpoint.child", argument), None
            self._workers.add(seat.worker)
            _told(seat.worker, b"", LOADING, seat)
            seat.stamp = stamp
        if self._closed:
            seat.worker.end()
            raise _busy()
        return seat.worker


def _told(process: Worker, request: bytes, seconds: float, seat: _Seat) -> Reply:
    try:
        return unwrapped(process.ask(request, seconds))
    except TimeoutError:
        seat.stamp = None
        cure = "put required patterns before OPTIONAL, use MINUS for NOT EXISTS, or add LIMIT"
        said = f"the query was stopped after {seconds:g} seconds, the limit here"
        raise Failure(BUSY, Problem(said, cure=cure)) from None
    except EOFError:
        seat.stamp = None
        cure = "make it less deeply nested, or ask for less at once"
        raise Failure(FAILED, Problem("the query ended its process", cure=cure)) from None
    except OSError as error:
        seat.stamp = None
        said = f"no process can be started for the query ({error.strerror})"
        raise Failure(BUSY, Problem(said, cure="check the machine's memory")) from None


def _busy() -> Failure:
    return Failure(BUSY, Problem("too many queries at once", cure="ask again in a moment"))
