"""A process of our own that answers requests one after another, and is ended when one takes too long."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_LENGTH = 8


class Worker:
    """A child that runs ``python -m module argument`` and `serve`s; it starts with the first request.

    After a request that took too long, that its process did not survive, or that was interrupted, the next one starts
    a new process. It ends with this object. Requests of several threads wait for each other.
    """

    def __init__(self, module: str, argument: str) -> None:
        self._command = [sys.executable, "-s", "-P", "-m", module, argument]
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, request: bytes, seconds: float) -> bytes:
        """The answer to a request; TimeoutError when time is up, EOFError when the process ended, OSError otherwise."""
        with self._lock:
            process = self._process = self._process or self._started()
            assert process.stdin and process.stdout
            late = threading.Event()

            def expire() -> None:
                late.set()
                process.kill()

            timer = threading.Timer(seconds, expire)
            timer.daemon = True
            timer.start()
            whole = False
            try:
                _send(process.stdin, request)
                answer = _received(process.stdout)
                whole = True
                return answer
            except (BrokenPipeError, EOFError):
                raise TimeoutError if late.is_set() else EOFError from None
            finally:
                timer.cancel()
                if not whole or late.is_set():
                    self._process = None
                    _end(process)

    def end(self) -> None:
        """End the process; a request under way, in another thread, gets EOFError, and the next one a new process."""
        process = self._process
        if process:
            process.kill()

    def _started(self) -> subprocess.Popen[bytes]:
        root = Path(__file__).resolve().parent.parent
        search = os.pathsep.join([str(root), *(str(Path(entry).absolute()) for entry in sys.path if entry)])
        process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": search, "PYTHONUTF8": "1"},
        )
        weakref.finalize(self, _end, process)
        return process


def confine(memory: int) -> None:
    """Bound the memory of this process, in bytes; without effect where the system has no such limit."""
    if sys.platform != "win32":
        import resource

        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def offline() -> Iterator[None]:
    """Let nothing in this process open a file or a connection for a while; without effect on Windows.

    What is open stays so. For a child with one thread: the limit holds for the whole process.
    """
    if sys.platform == "win32":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def serve(answer: Callable[[bytes], bytes]) -> None:
    """Answer requests on standard input until it is closed."""
    with suppress(EOFError, BrokenPipeError):
        while True:
            _send(sys.stdout.buffer, answer(_received(sys.stdin.buffer)))


def _send(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(len(data).to_bytes(_LENGTH))
    pipe.write(data)
    pipe.flush()


def _received(pipe: IO[bytes]) -> bytes:
    head = pipe.read(_LENGTH)
    size = int.from_bytes(head)
    data = pipe.read(size) if len(head) == _LENGTH else b""
    if len(head) < _LENGTH or len(data) < size:
        raise EOFError
    return data


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    # Leaving the context closes the pipes and waits, though unsent input makes it complain.
    with suppress(OSError), process:
        pass
