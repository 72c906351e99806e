"""The child process that runs readers of foreign files; `kg.documents.sandbox` starts it and talks to it.

One request a line of JSON, followed by the file's bytes; one answer eight bytes of length and a JSON object.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import struct
import sys
from dataclasses import asdict
from typing import Any

from kg.documents.values import shown
from kg.model import Problem

if sys.platform != "win32":
    import resource

FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "pty.")


def confine(memory: int) -> None:
    """Give up what readers do not need: memory beyond the limit, writing files, core dumps, network, programs.

    A second line behind the readers' own care: C code could still open a socket. Without effect where the system
    lacks a limit (memory on macOS, all of them on Windows).
    """
    if sys.platform != "win32":
        for kind, limit in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (limit, limit))
    sys.dont_write_bytecode = True
    sys.addaudithook(_refuse)


def _refuse(event: str, _: object) -> None:
    if event.startswith(FORBIDDEN):
        raise PermissionError(f"{event} is not allowed to a reader")


def allow_seconds(seconds: float) -> None:
    """Bound the processor time of the next request, in case the parent dies and cannot end this process."""
    if sys.platform != "win32":
        usage = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(usage.ru_utime + usage.ru_stime + seconds) + 5
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def respond(name: str, data: bytes, longest: int) -> bytes:
    """What a reader, named ``module:function``, makes of the bytes, or why it made nothing."""
    answer: dict[str, Any]
    try:
        module, _, function = name.partition(":")
        content = getattr(importlib.import_module(module), function)(data)
        if len(content.text) > longest:
            raise Problem(f"it holds more than {longest} characters of text", cure="split the file")
        answer = {"content": asdict(content)}
        return json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")
    except MemoryError:
        answer = {"memory": "exhausted"}
    except Problem as problem:
        answer = {"problem": [problem.message, problem.cure]}
    except Exception as error:
        answer = {"failure": shown(f"{type(error).__name__}: {error}")}
    return json.dumps(answer).encode()


def main(settings: str) -> None:
    """Serve requests until the parent closes the pipe; what libraries print goes nowhere."""
    limits = json.loads(settings)
    requests = sys.stdin.buffer
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        confine(limits["memory"])
        while line := requests.readline():
            request = json.loads(line)
            allow_seconds(limits["seconds"])
            answer = respond(request["reader"], requests.read(request["size"]), limits["text"])
            answers.write(struct.pack(">Q", len(answer)) + answer)
            answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
