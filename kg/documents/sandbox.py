"""Runs a reader in a child process, so that a file that loops, swells or crashes its reader costs that file only."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import kg
from kg.documents.values import UNFIT, Content, Limits, Reader, shown
from kg.model import Problem

KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")
CONVERT = "open it in its usual program and save it anew, or as text"


class DiedError(Exception):
    """The child ended, or ran out of memory, before it answered."""


class Sandbox:
    """A child process that reads one file after another; a context manager that ends it.

    The child starts with the first file and anew after each failure. A file that fails in a child that has read others
    is tried once more in a fresh one, so its result does not depend on its predecessors. Not for several threads.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child; the next file starts another."""
        if self._child is not None:
            self._child.kill()
            # Leaving the context closes the pipes and waits, though unsent input makes it complain.
            with suppress(OSError), self._child:
                pass
            self._child = None

    def read(self, reader: Reader, data: bytes) -> Content:
        """What ``reader``, a function of a module, makes of the bytes; a `Problem` where it fails or passes a limit."""
        for fresh in (self._child is None, True):
            try:
                return self._ask(reader, data)
            except DiedError as died:
                if fresh:
                    raise Problem(str(died), cure=CONVERT) from None
        raise AssertionError("the second attempt returns or raises")

    def _ask(self, reader: Reader, data: bytes) -> Content:
        """One request and its answer; only a child that answered in full, in time and memory, is used again."""
        late = threading.Event()
        child = self._start()

        def expire() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(self.limits.seconds, expire)
        timer.daemon = True
        timer.start()
        result: Content | Problem | DiedError | None = None
        try:
            result = self._exchange(child, f"{reader.__module__}:{reader.__qualname__}", data)
        except (OSError, struct.error, ValueError, TypeError, KeyError, RecursionError):
            pass
        finally:
            timer.cancel()
            if late.is_set() or not isinstance(result, Content | Problem):
                self.close()
        if isinstance(result, Content):
            return result
        if result is None and late.is_set():
            result = Problem(f"reading it took more than {self.limits.seconds:g} seconds", cure=CONVERT)
        raise result or DiedError(f"its reader crashed ({_ending(child.returncode)})")

    def _exchange(self, child: subprocess.Popen[bytes], name: str, data: bytes) -> Content | Problem | DiedError:
        """What the child answers; whatever is not of the agreed form raises."""
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write(json.dumps({"reader": name, "size": len(data)}).encode() + b"\n")
        child.stdin.write(data)
        child.stdin.flush()
        (size,) = struct.unpack(">Q", child.stdout.read(8))
        # JSON may need six bytes for a code point.
        if size > 6 * self.limits.text + (1 << 20):
            return DiedError("its text is too long")
        answer = json.loads(child.stdout.read(size).decode("utf-8", "surrogatepass"))
        if "content" in answer:
            return _content(answer["content"])
        if "problem" in answer:
            message, cure = answer["problem"]
            return Problem(shown(message), cure=shown(cure))
        if "failure" in answer:
            return Problem(f"it cannot be read ({shown(answer['failure'])})", cure=CONVERT)
        return DiedError(f"reading it took more than {self.limits.memory >> 20} MB of memory")

    def _start(self) -> subprocess.Popen[bytes]:
        """The running child, or a new one with our import path, a fixed hash seed and little else of ours."""
        if self._child is None:
            root = str(Path(kg.__file__).resolve().parent.parent)
            path = [root, *(str(Path(entry).absolute()) for entry in sys.path if entry)]
            kept = {name: os.environ[name] for name in KEPT if name in os.environ}
            try:
                self._child = subprocess.Popen(
                    [sys.executable, "-s", "-P", "-m", "kg.documents.child", json.dumps(asdict(self.limits))],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env={**kept, "PYTHONPATH": os.pathsep.join(path), "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"},
                )
            except OSError as error:
                said = f"no child process can be started ({error.strerror})"
                raise Problem(said, cure="check the Python installation and the machine's memory") from None
        return self._child


def _content(answer: dict[str, Any]) -> Content:
    """The child's answer as a value, every field of the type it must have and every character one that can be written.

    Replacing is one for one, so page offsets stay true.
    """

    def text(name: str) -> str:
        return UNFIT.sub("\ufffd", str(answer[name]))

    return Content(
        text=text("text"),
        reader=text("reader"),
        title=text("title"),
        authors=tuple(UNFIT.sub("\ufffd", str(author)) for author in answer["authors"]),
        date=text("date"),
        publisher=text("publisher"),
        pages=tuple(int(page) for page in answer["pages"]),
    )


def _ending(code: int | None) -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"exit {code}"
