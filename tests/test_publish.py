"""`kg publish` against servers that refuse, redirect, lie, babble and die, and what is said of each graph then."""

from __future__ import annotations

import base64
import io
import json
import re
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import serving
from conftest import Kg
from hypothesis import given
from hypothesis import strategies as st
from samples import knowledge

from kg import cli, publish, rdf, store
from kg.model import BASE, Problem
from kg.publish import graphs, protocols, remote
from kg.publish.graphs import Graph, Names
from kg.publish.protocols import Doubt, Way

Answer = tuple[int, dict[str, str], bytes]
NAMES = Names()
OK: Answer = (204, {}, b"")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build") / "out"
    folder.mkdir()
    rdf.write(knowledge(), folder)
    return folder


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Kg]:
    """The command line in this process, which takes a tenth of the time."""
    before = signal.getsignal(signal.SIGTERM)

    def run(*arguments: str | Path, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr("sys.argv", ["kg", *map(str, arguments)])
        monkeypatch.setattr("sys.stdin", io.StringIO())
        monkeypatch.delenv("KG_PASSWORD", raising=False)
        for name, value in (env or {}).items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, int(ended.value.code or 0), said.out, said.err)

    yield run
    signal.signal(signal.SIGTERM, before)


class Store:
    """A graph store in memory that also takes the updates that we send, and can be told to fail at a request."""

    def __init__(self) -> None:
        self.graphs: dict[str, list[str]] = {}
        self.fails: Callable[[str, str, int], Answer | bool | None] = lambda method, text, number: False
        self.requests: list[str] = []

    def __call__(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer | None:
        at = urlsplit(path)
        fields = {name: values[0] for name, values in parse_qs(at.query).items()}
        text = body.decode()
        self.requests.append(f"{method} {at.path} {fields.get('graph', '')} {text.splitlines()[0] if text else ''}")
        failure = self.fails(method, f"{unquote(path)} {text}", len(self.requests))
        if failure is not False:
            return failure  # type: ignore[return-value]
        if at.path == "/query":
            rows = [{"g": {"type": "uri", "value": name}} for name in self.graphs]
            found = json.dumps({"head": {"vars": ["g"]}, "results": {"bindings": rows}}).encode()
            return 200, {"Content-Type": "application/sparql-results+json"}, found
        if at.path == "/update":
            return self._update(text) if method == "POST" else (405, {}, b"")
        if at.path != "/store":
            return 404, {}, b"no such page"
        return self._store(method, fields["graph"], text)

    def _store(self, method: str, name: str, text: str) -> Answer:
        if method == "PUT":
            self.graphs[name] = text.splitlines()
        elif method in ("GET", "DELETE") and name not in self.graphs:
            return 404, {}, b""
        elif method == "GET":
            return 200, {"Content-Type": "text/turtle"}, "\n".join(self.graphs[name]).encode()
        elif method == "DELETE":
            del self.graphs[name]
        else:
            return 405, {}, b""
        return OK

    def _update(self, text: str) -> Answer:
        if found := re.fullmatch(r"DROP SILENT GRAPH <(.*)>", text):
            self.graphs.pop(found[1], None)
        elif found := re.fullmatch(r"INSERT DATA \{ GRAPH <(.*?)> \{\n(.*)\n\} \}", text, re.DOTALL):
            self.graphs.setdefault(found[1], []).extend(found[2].split("\n"))
        elif found := re.fullmatch(r"MOVE GRAPH <(.*)> TO GRAPH <(.*)>", text):
            self.graphs[found[2]] = self.graphs.pop(found[1])
        else:
            assert text == "INSERT DATA {}"
        return OK


def wanted(out: Path, names: Names = NAMES) -> dict[str, list[str]]:
    return {g.name: list(g.lines) for g in graphs.read(store.load(out), names)}


@pytest.mark.parametrize("way", ["store", "update"])
def test_each_graph_takes_the_place_of_the_one_before(way: str, out: Path, command: Kg) -> None:
    theirs = {"urn:theirs": ["x"], f"{BASE}ontology": ["y"], "https://w3id.org/techpolicy-kg-2/document/a": ["z"]}
    old = f"{BASE}document/old"
    there = Store()
    there.graphs = {**theirs, old: ["o"], f"{BASE}graph/registry": ["old"]}
    with serving.fake(there) as address:
        done = command("publish", out, f"{address}/{way}", "--query", f"{address}/query")
        assert done.returncode == 0, done.stderr
        assert there.graphs == {**theirs, old: ["o"], **wanted(out)}
        assert done.stdout == (
            f"4 graphs replaced at {address}/{way}\n"
            f"1 graphs are there that this build does not have (--prune removes them):\n  {old}\n"
        )
        assert f"4/4 {BASE}graph/registry" in done.stderr
        done = command("publish", out, f"{address}/{way}", "--query", f"{address}/query", "--prune", "-q")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert there.graphs == {**theirs, **wanted(out)}


def test_names_may_begin_otherwise(out: Path, command: Kg) -> None:
    there = Store()
    there.graphs = {f"{BASE}document/other": ["x"], "https://example.org/kg/document/old": ["y"]}
    with serving.fake(there) as address:
        done = command(
            "publish", out, f"{address}/update", "--query", f"{address}/query",
            "--graph-prefix", "https://example.org/kg/", "--prune", "--protocol", "update",
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    names = Names("https://example.org/kg/")
    assert there.graphs == {f"{BASE}document/other": ["x"], **wanted(out, names)}
    assert f"{names.prefix}graph/registry" in there.graphs


def test_long_graphs_come_in_parts_and_by_one_move() -> None:
    there = Store()
    lines = tuple(f"<urn:a> <urn:b> {n} ." for n in range(2 * protocols.PART + 1))
    there.graphs = {NAMES.incoming: ["left over"], "urn:g": ["old"]}
    with serving.fake(there) as address:
        protocols.Update(remote.Remote(f"{address}/update"), NAMES).put(Graph("urn:g", lines))
    assert there.graphs == {"urn:g": list(lines)}
    assert [r.split()[2] for r in there.requests] == ["DROP", *["INSERT"] * 3, "MOVE"]


# Way, when it fails (a pattern in the request), how, exit code, and how many are replaced, in doubt, as they were.
REFUSES: Answer = (403, {"Content-Type": "text/plain"}, b"read \x1b[2Jonly\x07")
BREAKS: Answer = (500, {}, b"<b>out of disk</b>")
FAILURES = [
    ("store", r"PUT .*graph/claims", None, 1, (2, 1, 1)),
    ("store", r"PUT .*graph/claims", BREAKS, 1, (2, 1, 1)),
    ("store", r"PUT .*graph/claims", REFUSES, 1, (2, 0, 2)),
    ("store", r"PUT .*document/", None, 1, (0, 1, 3)),
    ("store", r"PUT .*document/", REFUSES, 2, (0, 0, 4)),
    ("store", r"PUT .*graph/registry", (302, {"Location": "http://evil.example/"}, b""), 1, (3, 0, 1)),
    ("update", r"DROP .*", BREAKS, 2, (0, 0, 4)),
    ("update", r"INSERT DATA \{ GRAPH.*denotes", None, 2, (0, 0, 4)),
    ("update", r"MOVE .*graph/claims", None, 1, (2, 1, 1)),
    ("update", r"MOVE .*graph/claims", BREAKS, 1, (2, 1, 1)),
    ("update", r"MOVE .*graph/claims", REFUSES, 1, (2, 0, 2)),
]
assert len(FAILURES) == 11


@pytest.mark.parametrize(("way", "when", "how", "code", "counts"), FAILURES)
def test_what_became_of_each_graph_is_told_and_a_second_run_repairs(
    way: str, when: str, how: Answer | None, code: int, counts: tuple[int, int, int], out: Path, command: Kg
) -> None:
    there = Store()
    before = {name: ["old"] for name in wanted(out)}
    there.graphs = dict(before)
    there.fails = lambda method, text, _: how if re.search(when, f"{method} {text}", re.DOTALL) else False
    with serving.fake(there) as address:
        done = command("publish", out, f"{address}/{way}", "--protocol", {"store": "gsp"}.get(way, way))
        assert done.returncode == code, done.stderr
        replaced, doubtful, untouched = counts
        assert f"{replaced} graphs replaced" in done.stderr
        found = re.findall(r"^(in doubt|as they were)[^:]*: (\d+)\n((?:  .*\n)*)", done.stderr, re.MULTILINE)
        assert {words: int(n) for words, n, _ in found} == {
            words: n for words, n in (("in doubt", doubtful), ("as they were", untouched)) if n
        }
        same = {name for words, _, names in found if words == "as they were" for name in names.split()}
        assert {name for name in before if there.graphs[name] == ["old"]} >= same
        named = {name for _, _, names in found for name in names.split()}
        assert all(there.graphs[name] == lines for name, lines in wanted(out).items() if name not in named)
        assert "\x1b" not in done.stderr and "\x07" not in done.stderr and "Traceback" not in done.stderr
        assert "the same command, run again, replaces all of them" in done.stderr
        there.fails = lambda *_: False
        done = command("publish", out, f"{address}/{way}", "-q")
        assert (done.returncode, done.stderr) == (0, "")
        assert there.graphs == wanted(out)


def test_nobody_is_there(out: Path, command: Kg) -> None:
    done = command("publish", out, f"http://127.0.0.1:{serving.free_port()}/store", "-q")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no server can be reached there (start it, or correct the address)" in done.stderr


# What every request is answered, and what is said of it.
BAD: list[tuple[Answer | None, str]] = [
    ((301, {"Location": "http://evil.example/"}, b""), "answers 301 (it sends elsewhere, which is not followed"),
    ((307, {"Location": "/elsewhere"}, b""), "answers 307"),
    ((401, {"WWW-Authenticate": 'Basic realm="x"'}, b""), "answers 401 (give --user, and the password in KG_PASSWORD)"),
    ((403, {}, "禁止\u202e\x9b".encode()), "answers 403: 禁止\ufffd\ufffd (see the server's log)"),
    ((404, {}, b""), "no store answers there: 404 to reading a graph, 404 to an update"),
    ((500, {}, b"x" * 100_000), "no store answers there: 500 to reading a graph, 500 to an update"),
    (None, "the connection broke"),
]


@pytest.mark.parametrize(("answer", "words"), BAD)
def test_a_server_that_is_no_store_is_told(answer: Answer | None, words: str, out: Path, command: Kg) -> None:
    with serving.fake(lambda *_: answer) as address:
        done = command("publish", out, f"{address}/store", "-q")
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr and done.stderr.count("\n") == 1 and "evil" not in done.stderr


def test_redirects_are_followed_nowhere() -> None:
    there = Store()
    with (
        serving.fake(there) as elsewhere,
        serving.fake(lambda *_: (307, {"Location": f"{elsewhere}/store"}, b"")) as here,
        pytest.raises(Problem, match="307"),
    ):
        protocols.GraphStore(remote.Remote(f"{here}/store")).put(Graph("urn:g", ("x",)))
    assert there.requests == []


def test_a_store_that_forgets_is_found_out(out: Path, command: Kg) -> None:
    there = Store()
    there.fails = lambda method, text, _: OK if method in ("PUT", "POST") else False
    with serving.fake(there) as address:
        done = command("publish", out, f"{address}/store", "--protocol", "gsp", "--query", f"{address}/query")
        assert done.returncode == 1 and "does not have them" in done.stderr
        # Asked which protocol it speaks, it is not believed to be a graph store.
        assert protocols.writer(remote.Remote(f"{address}/store"), Way.AUTO, NAMES)[0] is Way.UPDATE


def test_nothing_is_removed_unless_what_is_there_is_known(out: Path, command: Kg) -> None:
    there = Store()
    with serving.fake(there) as address:
        done = command("publish", out, f"{address}/store", "--prune")
        assert done.returncode == 2 and "say with --query" in done.stderr
        assert there.graphs == {}
        done = command("publish", out, f"{address}/store", "--query", "http://127.0.0.1:1/query")
        assert done.returncode == 2 and "on another server" in done.stderr


@pytest.mark.parametrize(
    "rows",
    [
        b"",
        b"[]",
        b'{"results": {"bindings": [{"g": 1}]}}',
        b"[" * 100_000,
        b'{"results": {"bindings": [{}]}}',
        b"\xff",
    ],
)
def test_a_list_that_makes_no_sense_is_none(rows: bytes) -> None:
    headers = {"Content-Type": "application/sparql-results+json"}
    with serving.fake(lambda *_: (200, headers, rows)) as address:
        assert protocols.present(remote.Remote(address), NAMES) is None


def test_only_names_of_ours_are_ever_removed() -> None:
    ours = [f"{BASE}document/a", f"{BASE}document/华为", f"{BASE}graph/old"]
    evil = [f"{BASE}document/a> ; CLEAR ALL ; DROP GRAPH <x", f"{BASE}documents", BASE, "urn:x", f"{BASE}document/a b"]
    there = Store()
    there.graphs = {name: [] for name in [*ours, *evil]}
    with serving.fake(there) as address:
        assert protocols.present(remote.Remote(f"{address}/query"), NAMES) == sorted(ours)


@given(st.text(max_size=30))
def test_no_name_breaks_out_of_its_brackets(text: str) -> None:
    name = f"{BASE}document/{text}"
    if NAMES.ours(name):
        assert not set(name) & set('<>"{}|^`\\ \n\r\t')


def digest(there: Store, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer | None:
    if 'username="kg"' not in headers.get("authorization", "") or "secret" in headers["authorization"]:
        challenge = 'Digest realm="r", nonce="n", qop="auth", algorithm="MD5"'
        return 401, {"WWW-Authenticate": challenge}, b"please"
    return there(method, path, headers, body)


def basic(there: Store, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer | None:
    token = base64.b64encode("kg:s€cret".encode()).decode()
    if headers.get("authorization") != f"Basic {token}":
        return 401, {"WWW-Authenticate": 'Basic realm="r"'}, b"please"
    return there(method, path, headers, body)


@pytest.mark.parametrize(("guard", "password"), [(digest, "secret"), (basic, "s€cret")])
@pytest.mark.parametrize("way", ["store", "update"])
def test_the_password_is_given_when_asked_for(
    guard: Callable[..., Answer | None], password: str, way: str, out: Path, command: Kg
) -> None:
    there = Store()
    with serving.fake(lambda *request: guard(there, *request)) as address:
        environment = {"MY_SECRET": password, "KG_PASSWORD": "wrong"}
        done = command(
            "publish", out, f"{address}/{way}", "--user", "kg", "--password-env", "MY_SECRET", env=environment
        )
        assert done.returncode == 0, done.stderr
        assert there.graphs == wanted(out)
        assert password not in done.stdout + done.stderr


def test_a_password_is_never_shown(out: Path, command: Kg) -> None:
    def echo(method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        if "authorization" not in headers:
            return 401, {"WWW-Authenticate": 'Basic realm="r"'}, b""
        return 403, {}, f"you are {headers['authorization']}, secret-word".encode()

    with serving.fake(echo) as address:
        done = command("publish", out, f"{address}/store", "--user", "kg", env={"KG_PASSWORD": "secret-word"})
    assert done.returncode == 2 and "you are Basic …, …" in done.stderr
    assert "secret-word" not in done.stderr


def test_a_password_has_to_be_there(out: Path, command: Kg) -> None:
    done = command("publish", out, "http://127.0.0.1:1/", "--user", "kg", "--password-env", "NOT_SET_ANYWHERE")
    assert done.returncode == 2
    assert (
        done.stderr
        == "kg: NOT_SET_ANYWHERE: no password (set this environment variable, or name another: --password-env)\n"
    )


def test_the_password_goes_in_the_clear_only_by_https_or_to_this_machine() -> None:
    for url, fine in (
        ("http://192.0.2.1/", False),
        ("http://store.example/", False),
        ("https://store.example/", True),
        ("http://localhost:8890/", True),
        ("http://[::1]/", True),
    ):
        there = remote.Remote(url, user="kg", password="x")
        assert there._answering("Digest realm=x, Basic realm=x").__class__.__name__ == "_Digest"
        if fine:
            assert there._answering("Basic realm=x").__class__.__name__ == "HTTPBasicAuth"
        else:
            with pytest.raises(Problem, match="unprotected"):
                there._answering("Basic realm=x")
        with pytest.raises(Problem, match="unknown way"):
            there._answering("Negotiate")


ADDRESSES = [
    "ftp://example.org/",
    "example.org/store",
    "http://",
    "http://x/?default",
    "http://x/#a",
    "http://x:99999/",
    "http://[::1/",
    "file:///etc/passwd",
    "http://x/\x1b[2J",
    "http://user:hunter2@x/store",
]


@pytest.mark.parametrize("url", ADDRESSES)
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(Problem) as caught:
        remote.address(url)
    assert caught.value.cure and "hunter2" not in str(caught.value) and "\x1b" not in str(caught.value)


def test_long_and_slow_bodies_are_cut() -> None:
    with serving.fake(lambda *_: (200, {}, b"x" * (remote.LONGEST + 100_000))) as address:
        assert len(remote.Remote(address).send("GET").body) == remote.LONGEST


def test_no_answer_in_time_leaves_a_doubt() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        there = remote.Remote(f"http://127.0.0.1:{silent.getsockname()[1]}/", seconds=0.3)
        with pytest.raises(Doubt, match=r"no answer within 0\.3 seconds"):
            protocols.GraphStore(there).put(Graph("urn:g", ("x",)))


def test_proxies_and_passwords_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login a password b\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    seen: list[dict[str, str]] = []

    def script(method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        seen.append(headers)
        return OK

    with serving.fake(script) as address:
        assert remote.Remote(address).send("GET").good
    assert "authorization" not in seen[0]


def test_what_cannot_be_published_is_told(tmp_path: Path) -> None:
    for text, words in (
        ("<urn:a> <urn:b> <urn:c> .", "triples stand outside named graphs"),
        ("<urn:g> { <urn:a> <urn:b> <urn:c> }", "the graph urn:g is none of ours"),
        (f"<{BASE}ontology> {{ <urn:a> <urn:b> <urn:c> }}", "is none of ours"),
        ("", "nothing to publish"),
    ):
        (tmp_path / "x.trig").write_text(text)
        with pytest.raises(Problem, match=words):
            graphs.read(store.load(tmp_path / "x.trig"), NAMES)
    for prefix in ("", "x", "https://example.org", 'https://example.org/"/', "https://example.org/ /"):
        with pytest.raises(Problem, match="no beginning"):
            Names(prefix)
    blank = Graph("urn:g", ("_:c14n0 <urn:b> <urn:c> .",))
    with pytest.raises(Problem, match="blank nodes"):
        protocols.Update(remote.Remote("http://127.0.0.1:1/"), NAMES).put(blank)


def test_an_interrupt_leaves_a_doubt() -> None:
    class Interrupted:
        def put(self, graph: Graph) -> None:
            if graph.name == "b":
                raise KeyboardInterrupt

        def drop(self, name: str) -> None:
            raise AssertionError

    outcome = publish.publish([Graph(name, ()) for name in "abc"], ["d"], Interrupted())
    assert (outcome.replaced, outcome.doubtful, outcome.untouched) == (("a",), ("b",), ("c", "d"))
    assert str(outcome.problem) == "interrupted"
