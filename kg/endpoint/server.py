"""The server: a socket, the processes behind it, and their end."""

from __future__ import annotations

import errno
import logging
import signal
import socket
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType

from waitress.server import create_server

from kg.endpoint.app import LONGEST, App
from kg.endpoint.pool import PROCESSES, WAITING, Pool
from kg.model import Problem

# Enough that pages are handed out while queries wait for each other.
_THREADS = PROCESSES + WAITING + 8
_IDENT = "techpolicy-kg"


def run(
    source: Path,
    *,
    host: str,
    port: int,
    seconds: float,
    limit: int,
    origins: Iterable[str] = (),
    ready: Callable[[str], None],
) -> None:
    """Serve a build, or a graph file, until SIGINT or SIGTERM comes; ``ready`` is told the address.

    ``port`` 0 has the system pick one. ``seconds`` is the time for one query, ``limit`` the bytes of one answer. A
    `Problem` tells when the address cannot be used or the graph not be read.
    """
    pool = Pool(source, seconds=seconds, limit=limit)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        # First the processes, so that no thread waits for them.
        pool.close()
        raise SystemExit(0)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with _listening(host, port) as listener:
            pool.load()
            # It would report on standard error what the response tells already.
            logging.getLogger("waitress").setLevel(logging.CRITICAL)
            out = source if source.is_dir() else None
            server = create_server(
                App(pool.ask, out, host=host, origins=origins),
                sockets=[listener],
                threads=_THREADS,
                ident=_IDENT,
                max_request_body_size=LONGEST,
                clear_untrusted_proxy_headers=True,
            )
            ready(_address(host, listener))
            server.run()
    except SystemExit:
        pass
    finally:
        pool.close()
        for number, handler in before.items():
            signal.signal(number, handler)


def _listening(host: str, port: int) -> socket.socket:
    where = f"{host}:{port}"
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=128)
    except OSError as error:
        cures = {
            errno.EADDRINUSE: "give another port with --port, or --port 0 to have one picked",
            errno.EACCES: "give a port above 1023 with --port",
        }
        cure = cures.get(error.errno or 0, "give an address of this machine with --host, such as 127.0.0.1")
        what = "this port is taken" if error.errno == errno.EADDRINUSE else f"cannot listen there: {error.strerror}"
        raise Problem(what, where=where, cure=cure) from None
    except (OverflowError, UnicodeError):
        raise Problem("no such address", where=where, cure="give --host 127.0.0.1 and a port below 65536") from None


def _address(host: str, listener: socket.socket) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listener.getsockname()[1]}/"
