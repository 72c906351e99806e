"""`kg serve` as people start and stop it."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
import serving
import typer.main
from conftest import Kg
from samples import knowledge

from kg import cli, rdf

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build") / "out"
    folder.mkdir()
    rdf.write(knowledge(), folder)
    return folder


def sent(address: str, query: str) -> str:
    with urllib.request.urlopen(
        f"{address}sparql?{urlencode({'query': query, 'form': 'text/csv'})}", timeout=30
    ) as found:
        return str(found.read().decode())


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_stop(how: signal.Signals, out: Path, tmp_path: Path) -> None:
    with serving.kg_serve(out, tmp_path / "here") as (address, process):
        assert urlsplit(address).hostname == "127.0.0.1"
        assert sent(address, "ASK {}") == "true"
        with urllib.request.urlopen(f"{address}graph.ttl", timeout=30) as found:
            assert found.read() == (out / "graph.ttl").read_bytes()
        # A query under way does not hold it up.
        with closing(http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)) as slow:
            slow.request("GET", f"/sparql?{urlencode({'query': ENDLESS})}")
            time.sleep(0.5)
            process.send_signal(how)
            assert process.wait(20) == 0
    said = (tmp_path / "here" / "server.log").read_text("utf-8")
    assert said.count("\n") == 1 and "Traceback" not in said


def test_requests_that_are_no_http_or_no_path_do_no_harm(out: Path, tmp_path: Path) -> None:
    with serving.kg_serve(out, tmp_path / "here", "--timeout", "1", "--limit", "0.01") as (address, _):
        at = urlsplit(address)
        for raw in (
            b"GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            b"GET //etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            b"GET http://localhost/secret.html HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: kg.example\r\nConnection: close\r\n\r\n",
            b"\x16\x03\x01\x02\r\n\r\n",
            b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\nConnection: close\r\n\r\n",
        ):
            with socket.create_connection((at.hostname, at.port), timeout=20) as connection:
                connection.sendall(raw)
                answer = b""
                while part := connection.recv(1 << 16):
                    answer += part
            assert answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4")), (raw, answer[:200])
            assert b"Traceback" not in answer and b"root:" not in answer
        for query, status, words in (
            (ENDLESS, 503, "stopped after 1 seconds"),
            ("SELECT * { ?s ?p ?o . ?a ?b ?c }", 500, "larger than the 0.0"),
        ):
            with pytest.raises(urllib.error.HTTPError) as caught:
                sent(address, query)
            with caught.value as error:
                assert error.code == status and words in error.read().decode()
            assert sent(address, "ASK {}") == "true"


def test_a_port_that_is_taken_is_told(out: Path, kg_run: Kg) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = kg_run("serve", out, "--port", str(port))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"kg: 127.0.0.1:{port}: this port is taken (give another port with --port, or --port 0 to have one picked)\n"
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none"], "no such file or folder"),
        (["broken.trig"], "broken.trig:1:"),
        (["--host", "192.0.2.1"], "give an address of this machine with --host"),
        (["--host", "no\x1bhost.invalid"], "--host"),
    ],
)
def test_what_cannot_be_served_is_told(arguments: list[str], words: str, out: Path, tmp_path: Path, kg_run: Kg) -> None:
    (tmp_path / "broken.trig").write_text("<a:b> { <a:c> ")
    source = [] if arguments[0] != "--host" else [out]
    done = kg_run("serve", *source, *arguments, "--port", "0", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr and done.stderr.count("\n") == 1 and "\x1b" not in done.stderr


def test_its_processes_end_with_it(out: Path, tmp_path: Path) -> None:
    if not Path("/proc/self").exists():
        pytest.skip("looks into /proc")
    with serving.kg_serve(out, tmp_path / "here") as (address, process):
        assert sent(address, "ASK {}") == "true"
        listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True)
        children = listed.stdout.split()
        assert children
        process.kill()
        process.wait()
        until = time.monotonic() + 10
        while any(Path(f"/proc/{child}").exists() for child in children):
            assert time.monotonic() < until
            time.sleep(0.05)


def test_the_start_page_is_opened_on_request(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    asked: dict[str, object] = {}

    def run(source: Path, *, ready: Callable[[str], None], **options: object) -> None:
        asked.update(options, source=source)
        ready("http://127.0.0.1:7878/")

    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("kg.endpoint.server.run", run)
    app = typer.main.get_command(cli.app)
    app(["serve", "here", "--limit", "0.5", "--origin", "https://a.example"], standalone_mode=False)
    assert opened == [] and "http://127.0.0.1:7878/sparql answers SPARQL" in capsys.readouterr().out
    assert asked == {
        "source": Path("here"), "host": "127.0.0.1", "port": 7878, "seconds": 30.0, "limit": 1 << 19, "origins": ["https://a.example"],
    }  # fmt: skip
    app(["serve", "here", "--open"], standalone_mode=False)
    assert opened == ["http://127.0.0.1:7878/"]
