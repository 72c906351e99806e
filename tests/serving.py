"""Servers that tests start on the loopback interface and stop again: ours, Oxigraph's, Virtuoso."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError

import pytest
from conftest import ROOT

ENV = {**os.environ, "PYTHONPATH": str(ROOT)}
VIRTUOSO = """
[Database]
DatabaseFile = v.db
ErrorLogFile = v.log
LockFile = v.lck
TransactionFile = v.trx
xa_persistent_file = v.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = t.db
TransactionFile = t.trx
FileExtend = 200
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 5000
CheckpointInterval = 0
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 4
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = 100000
"""


def needed(what: str, there: bool) -> None:
    """Skip a test that needs something which is not part of the project; in CI, which installs it, fail."""
    if not there:
        if os.environ.get("CI"):
            pytest.fail(f"needs {what}")
        pytest.skip(f"needs {what}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(*command: str | Path, cwd: Path, ready: Callable[[], bool]) -> Iterator[subprocess.Popen[bytes]]:
    """A process while it runs, once it is ready; it ends with the block."""
    with (cwd / "server.log").open("wb") as log:
        process = subprocess.Popen(list(map(str, command)), cwd=cwd, stdout=log, stderr=log, env=ENV)
    try:
        until = time.monotonic() + 60
        while not ready():
            assert process.poll() is None and time.monotonic() < until, (cwd / "server.log").read_text("utf-8")
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()


def answers(url: str) -> bool:
    """Whether any HTTP comes from there."""
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except HTTPError as error:
        error.close()
        return True
    except OSError:
        return False


@contextmanager
def kg_serve(out: Path, folder: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """`kg serve` on a free port: its address, and the process."""
    folder.mkdir(exist_ok=True)
    log = folder / "server.log"

    def ready() -> bool:
        return log.read_text("utf-8").startswith("http")

    command = (sys.executable, "-P", "-m", "kg.cli", "serve", out, "--port", "0", *options)
    with running(*command, cwd=folder, ready=ready) as process:
        yield log.read_text("utf-8").split()[0], process


@contextmanager
def oxigraph(folder: Path) -> Iterator[str]:
    """The server of Oxigraph, empty: its address."""
    binary = Path(sys.executable).parent / "oxigraph"
    needed("the oxigraph server (pip install oxigraph)", binary.exists())
    address = f"http://127.0.0.1:{free_port()}"
    with running(
        binary, "serve", "--bind", address.removeprefix("http://"), cwd=folder, ready=lambda: answers(address)
    ):
        yield address


@contextmanager
def virtuoso(folder: Path) -> Iterator[str]:
    """A Virtuoso with a new database, whose administrator is dba with the password dba: its address."""
    binary = shutil.which("virtuoso-t")
    needed("Debian's virtuoso-opensource-7-bin", binary is not None)
    http = free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(sql=free_port(), http=http), encoding="utf-8")
    address = f"http://127.0.0.1:{http}"
    command = (str(binary), "+foreground", "+configfile", "virtuoso.ini")
    with running(*command, cwd=folder, ready=lambda: answers(f"{address}/sparql")):
        yield address


Script = Callable[[str, str, dict[str, str], bytes], "tuple[int, dict[str, str], bytes] | None"]


@contextmanager
def fake(script: Script) -> Iterator[str]:
    """A server that answers method, path, headers and body as the script says, or hangs up at None: its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = script(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body)
            if answer is None:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            status, headers, text = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
