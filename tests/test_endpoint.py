"""The endpoint in this process: requests and negotiation, who may ask, which files, and the processes behind it."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import knowledge
from test_sparql import Listener
from werkzeug.test import Client as Sender
from werkzeug.test import TestResponse

from kg import output, rdf, store, worker
from kg.endpoint import child, description, files
from kg.endpoint.app import LONGEST, App
from kg.endpoint.asked import GRAPHS, ROWS, Failure, Reply, Request, unwrapped, wrapped
from kg.endpoint.pool import WAITING, Pool
from kg.model import Problem
from kg.views import asking

SELECT = "SELECT ?o { tpe:biden tp:issued ?o }"
CONSTRUCT = "CONSTRUCT { ?s tp:x ?o } { ?s tp:issued ?o }"
FORM = "application/x-www-form-urlencoded"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Client(Sender):
    """A client that reads each response to its end."""

    def open(self, *arguments: Any, **options: Any) -> TestResponse:
        return super().open(*arguments, buffered=True, **options)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served") / "out"
    folder.mkdir()
    rdf.write(knowledge(), folder)
    (folder / "graph.html").write_text("<!doctype html><title>图</title>", encoding="utf-8")
    (folder / "documents").mkdir()
    (folder / "documents" / "中文.html").write_text("<!doctype html>", encoding="utf-8")
    (folder / "documents" / "key.pem").write_text("secret")
    (folder / "documents" / ".hidden.html").write_text("secret")
    (folder / "secret.html").write_text("secret")
    (folder.parent / "secret.html").write_text("secret")
    (folder / "documents" / "link.html").symlink_to(folder.parent / "secret.html")
    return folder


@pytest.fixture(scope="module")
def pool(out: Path) -> Iterator[Pool]:
    found = Pool(out, seconds=30, limit=100_000, processes=2)
    yield found
    found.close()


@pytest.fixture(scope="module")
def client(out: Path, pool: Pool) -> Client:
    return Client(App(pool.ask, out))


# How it is sent, what comes back, and how it is written. None as Accept: the header is not there.
NEGOTIATED = [
    (SELECT, None, "application/sparql-results+json"),
    (SELECT, "*/*", "application/sparql-results+json"),
    (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
    (SELECT, "text/csv;q=0.5, application/sparql-results+xml;q=0.2", "text/csv; charset=utf-8"),
    (SELECT, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    (SELECT, "application/json", "application/json"),
    (SELECT, "text/turtle, application/sparql-results+json;q=0.1", "application/sparql-results+json"),
    (SELECT, BROWSER, "text/html; charset=utf-8"),
    ("ASK {}", "text/csv", "text/csv; charset=utf-8"),
    (CONSTRUCT, None, "text/turtle; charset=utf-8"),
    (CONSTRUCT, "application/n-triples", "application/n-triples"),
    (CONSTRUCT, "application/rdf+xml, text/rdf+n3;q=0.9", "application/rdf+xml"),
    (CONSTRUCT, "application/ld+json", "application/ld+json"),
    (CONSTRUCT, "text/*", "text/turtle; charset=utf-8"),
    ("DESCRIBE tpe:biden", "application/n-quads", "application/n-quads"),
    (CONSTRUCT, BROWSER, "text/html; charset=utf-8"),
]


@pytest.mark.parametrize(("query", "accept", "kind"), NEGOTIATED)
def test_answers_come_as_they_are_accepted(query: str, accept: str | None, kind: str, client: Client) -> None:
    headers = {"Accept": accept} if accept else {}
    found = client.get("/sparql", query_string={"query": query}, headers=headers)
    assert (found.status_code, found.content_type) == (200, kind), found.text
    assert "chips-and-science-act" in found.text or query == "ASK {}"


@pytest.mark.parametrize("kind", [*ROWS, *GRAPHS])
def test_every_form_is_read_by_an_engine(kind: str, client: Client) -> None:
    graph = kind in GRAPHS and kind not in ROWS
    found = client.get("/sparql", query_string={"query": CONSTRUCT if graph else SELECT}, headers={"Accept": kind})
    assert found.mimetype == kind
    if graph:
        (triple,) = ox.parse(found.data, format=ox.RdfFormat.from_media_type(kind))
        assert triple.subject.value.endswith("entity/biden")
    else:
        form = getattr(ox.QueryResultsFormat, ROWS[kind])
        if form != ox.QueryResultsFormat.CSV:
            (row,) = ox.parse_query_results(found.data, format=form)  # type: ignore[union-attr]
            assert row["o"].value.endswith("chips-and-science-act")


def test_the_ways_to_send_a_query_are_one(client: Client) -> None:
    got = client.get("/sparql", query_string={"query": SELECT}).json
    assert client.post("/sparql", data={"query": SELECT}).json == got
    assert client.post("/sparql", data=SELECT.encode(), content_type="application/sparql-query").json == got
    chinese = 'SELECT ?e { ?e rdfs:label "华为"@zh }'
    for sent in (
        client.get(f"/sparql?query={quote(chinese)}"),
        client.post("/sparql", data={"query": chinese}),
        client.post("/sparql", data=chinese.encode(), content_type="application/sparql-query; charset=UTF-8"),
    ):
        assert sent.json["results"]["bindings"][0]["e"]["value"].endswith("/huawei")
    assert client.head("/sparql", query_string={"query": SELECT}).data == b""


def test_the_data_set_is_the_one_that_the_request_names(client: Client) -> None:
    def count(pattern: str, where: dict[str, object], method: str) -> int:
        query = f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
        found = getattr(client, method)(
            "/sparql", **{"query_string" if method == "get" else "data": {"query": query, **where}}
        )
        return int(found.json["results"]["bindings"][0]["n"]["value"])

    claims, registry = ("https://w3id.org/techpolicy-kg/graph/claims", "https://w3id.org/techpolicy-kg/graph/registry")
    every, inside = "?s ?p ?o", "GRAPH ?g { ?s ?p ?o }"
    for method in ("get", "post"):
        one, other = (count(f"GRAPH <{name}> {{ ?s ?p ?o }}", {}, method) for name in (claims, registry))
        assert one > 20 and other > 20
        assert count(every, {}, method) > one + other
        assert count(every, {"default-graph-uri": claims}, method) == one
        assert count(every, {"default-graph-uri": [claims, registry]}, method) == one + other
        assert count(inside, {"default-graph-uri": claims}, method) == 0
        assert count(inside, {"named-graph-uri": claims}, method) == one
        assert count(every, {"named-graph-uri": claims}, method) == 0
        assert count(every, {"default-graph-uri": "urn:none"}, method) == 0
    # In the body, only the query: the data set stands in the address.
    asked = client.post(
        f"/sparql?default-graph-uri={quote(claims)}",
        data=b"SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        content_type="application/sparql-query",
    )
    assert int(asked.json["results"]["bindings"][0]["n"]["value"]) == one


# What is asked, the status, and what the text says.
REFUSED = [
    ("get", {"query_string": {"query": "SELECT ?s { ?s ?p }"}}, 400, "line 1, column 13: not valid SPARQL at '?s ?p }'"),
    ("get", {"query_string": {"query": "SELECT ?s {\n ?s x:y 1 }"}}, 400, "line 2, column 5: the prefix x: is not declared"),
    ("get", {"query_string": {"query": ""}}, 400, "there is no query"),
    ("get", {"query_string": {"query": ["ASK {}", "ASK {}"]}}, 400, "more than one query"),
    ("get", {"query_string": {"query": "ASK {}", "default-graph-uri": "a b"}}, 400, "no IRI"),
    ("get", {"query_string": {"query": "SELECT * { SERVICE <urn:x> {} }"}}, 403, "may not call other services"),
    ("get", {"query_string": {"query": "CLEAR ALL"}}, 403, "CLEAR would change the graph"),
    ("get", {"query_string": {"query": "LOAD <file:///etc/passwd>"}}, 403, "LOAD would change the graph"),
    ("get", {"query_string": {"update": "CLEAR ALL"}}, 403, "only reads"),
    ("get", {"query_string": {"query": "ASK {}", "update": "CLEAR ALL"}}, 403, "only reads"),
    ("post", {"data": {"update": "CLEAR ALL"}}, 403, "only reads"),
    ("post", {"data": b"CLEAR ALL", "content_type": "application/sparql-update"}, 403, "only reads"),
    ("post", {"data": b"CLEAR ALL", "content_type": "application/sparql-query"}, 403, "CLEAR would change"),
    ("post", {"data": {"query": "ASK {}"}, "query_string": {"query": "ASK {}"}}, 400, "more than one query"),
    ("post", {"data": {"x": "y"}}, 400, "no query"),
    ("post", {"data": b"ASK {}", "content_type": "text/plain"}, 415, "does not know"),
    ("post", {"data": b"\xff\xfe", "content_type": "application/sparql-query"}, 400, "damaged"),
    ("post", {"data": b"x" * (LONGEST + 1), "content_type": "application/sparql-query"}, 413, "longer than 1 MB"),
    ("get", {"query_string": {"query": SELECT}, "headers": {"Accept": "image/png"}}, 406, "cannot be written"),
    ("get", {"query_string": {"query": CONSTRUCT}, "headers": {"Accept": "text/csv"}}, 406, "accept text/turtle"),
    ("get", {"query_string": {"query": "SELECT * { ?a ?b ?c . ?d ?e ?f }"}}, 500, "larger than the 0.0953674 MB"),
    ("put", {"data": b"<a:b> <a:c> <a:d> ."}, 405, "only GET"),
    ("delete", {}, 405, "only GET"),
]  # fmt: skip
assert len(REFUSED) == 23


@pytest.mark.parametrize(("method", "request_", "status", "words"), REFUSED)
def test_what_is_not_answered_is_told(
    method: str, request_: dict[str, object], status: int, words: str, client: Client
) -> None:
    found = getattr(client, method)("/sparql", **request_)
    assert (found.status_code, found.content_type) == (status, "text/plain; charset=utf-8"), found.text
    assert words in found.text and "Traceback" not in found.text


def test_a_malformed_query_shows_its_place_and_nothing_that_steers(client: Client) -> None:
    found = client.get("/sparql", query_string={"query": "SELECT ?s { ?s ?p \x1b[2J\u202e }"})
    assert found.status_code == 400
    assert found.text.splitlines()[-1].strip() == "^"
    assert not {"\x1b", "\u202e"} & set(found.text)
    page = client.get("/sparql", query_string={"query": "SELECT <script>"}, headers={"Accept": BROWSER})
    assert page.status_code == 400 and "<script" not in page.text and "&lt;script&gt;" in page.text


def test_without_a_query_the_endpoint_describes_itself(client: Client) -> None:
    found = client.get("/sparql")
    assert found.content_type == "text/turtle; charset=utf-8"
    triples = {
        (t.predicate.value, str(t.object))
        for t in ox.parse(found.data, format=ox.RdfFormat.TURTLE, base_iri="http://h/sparql")
    }
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert (f"{sd}endpoint", "<http://h/sparql>") in triples
    assert (f"{sd}supportedLanguage", f"<{sd}SPARQL11Query>") in triples
    assert found.text == description.TURTLE


def test_the_start_page_leads_on(client: Client, out: Path, pool: Pool) -> None:
    for path in ("/", "/sparql"):
        page = client.get(path, headers={"Accept": BROWSER})
        assert page.content_type == "text/html; charset=utf-8"
        assert 'href="/graph.html"' in page.text and 'href="/metrics.csv"' not in page.text
        assert "<script" not in page.text
    assert Client(App(pool.ask, None)).get("/").status_code == 200
    with_start = out.parent / "start"
    shutil.copytree(out, with_start, symlinks=True)
    (with_start / "index.html").write_text("start", encoding="utf-8")
    assert Client(App(pool.ask, with_start)).get("/").text == "start"


def test_the_page_shows_an_answer(client: Client) -> None:
    page = client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": BROWSER}).text
    assert ">tpe:chips-and-science-act</a>" in page and "1 rows" in page
    assert (
        f"/sparql?query={quote('DESCRIBE <https://w3id.org/techpolicy-kg/entity/chips-and-science-act>', safe='')}"
        in page
    )
    assert ">true<" in client.get("/sparql", query_string={"query": "ASK {}"}, headers={"Accept": BROWSER}).text
    title = "SELECT ?t { ?d dcterms:title ?t }"
    page = client.get("/sparql", query_string={"query": title}, headers={"Accept": BROWSER}).text
    assert "&lt;script&gt;" in page and "<script" not in page
    found = client.get("/sparql", query_string={"query": SELECT, "form": "text/csv"}, headers={"Accept": BROWSER})
    assert found.mimetype == "text/csv"
    empty = client.get("/sparql", query_string={"query": "SELECT * {}"}, headers={"Accept": BROWSER})
    assert (empty.status_code, "1 rows" in empty.text) == (200, True)


def test_the_page_says_how_much_it_shows() -> None:
    rows = "?n\n" + "".join(f"{n}\n" for n in range(asking.SHOWN + 5))
    page = asking.render(endpoint="/sparql", query="q", kind="text/tab-separated-values", answer=rows.encode())
    assert f"{asking.SHOWN + 5} rows; the first {asking.SHOWN} are shown" in page
    assert f"<td>{asking.SHOWN - 1}</td>" in page and f"<td>{asking.SHOWN}</td>" not in page
    lines = "".join(f"<urn:a> <urn:b> <urn:{n}> .\n" for n in range(3))
    page = asking.render(endpoint="/sparql", query="q", kind="application/n-triples", answer=lines.encode())
    assert "3 triples<" in page and page.count("<tr>") == 4


# Name in Host, Origin, what happens at the endpoint.
ASKERS = [
    ("localhost", None, 200),
    ("127.0.0.1:7878", None, 200),
    ("[::1]:7878", None, 200),
    ("192.168.1.5", None, 200),
    ("notes.localhost", None, 200),
    ("kg.example", None, 421),
    ("localhost.evil.example", None, 421),
    ("", None, 421),
    ("localhost:x", None, 421),
    ("[::1", None, 421),
    ("localhost", "http://localhost", 200),
    ("localhost", "http://localhost:8888", 200),
    ("localhost", "https://127.0.0.1:8888", 200),
    ("localhost", "http://[::1]:3000", 200),
    ("localhost", "http://evil.example", 403),
    ("localhost", "http://localhost.evil.example", 403),
    ("localhost", "null", 403),
    ("localhost", "http://192.168.1.5", 403),
    ("localhost", "http://[::1", 403),
    ("192.168.1.5:7878", "http://192.168.1.5:7878", 200),
]
assert len(ASKERS) == 20


@pytest.mark.parametrize(("host", "origin", "status"), ASKERS)
def test_who_may_ask(host: str, origin: str | None, status: int, client: Client) -> None:
    headers = {"Host": host, **({"Origin": origin} if origin else {})}
    found = client.get("/sparql", query_string={"query": "ASK {}"}, headers=headers)
    assert found.status_code == status, found.text
    assert found.headers.get("Access-Control-Allow-Origin") == (origin if status == 200 else None)
    assert client.get("/graph.html", headers=headers).status_code == (421 if status == 421 else 200)


def test_sites_are_let_in_by_name(pool: Pool, out: Path) -> None:
    def origin(allowed: str, asking: str) -> str | None:
        found = Client(App(pool.ask, out, origins=[allowed])).get("/sparql?query=ASK{}", headers={"Origin": asking})
        return found.headers.get("Access-Control-Allow-Origin")

    assert origin("https://a.example", "https://a.example") == "https://a.example"
    assert origin("https://a.example", "https://b.example") is None
    assert origin("*", "https://b.example") == "*"
    answer = Client(App(pool.ask, out, host="kg.example")).get("/sparql?query=ASK{}", headers={"Host": "kg.example:80"})
    assert answer.status_code == 200
    preflight = Client(App(pool.ask, out)).options("/sparql", headers={"Origin": "http://localhost:8888"})
    assert (preflight.status_code, preflight.headers["Access-Control-Allow-Methods"]) == (204, "GET, POST, OPTIONS")


def test_every_response_is_told_to_stay_what_it_is(client: Client) -> None:
    for path in ("/", "/graph.html", "/graph.ttl", "/sparql", "/none"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
        assert "object-src 'none'" in headers["Content-Security-Policy"]


# Path, and the type of the file that is handed out.
PATHS = [
    ("/graph.html", "text/html; charset=utf-8"),
    ("/graph.ttl", "text/turtle; charset=utf-8"),
    ("/graph.trig", "application/trig; charset=utf-8"),
    ("/documents/%E4%B8%AD%E6%96%87.html", "text/html; charset=utf-8"),
    ("/metrics.csv", None),
    ("/secret.html", None),
    ("/documents", None),
    ("/documents/", None),
    ("/documents/key.pem", None),
    ("/documents/.hidden.html", None),
    ("/documents/link.html", None),
    ("/documents/../secret.html", None),
    ("/documents/%2e%2e/secret.html", None),
    ("/documents/..%2fsecret.html", None),
    ("/documents/..%5csecret.html", None),
    ("/../secret.html", None),
    ("/%2fsecret.html", None),
    ("/%00", None),
    ("/graph.html%00.css", None),
    ("/documents/graph.html/..", None),
    ("/graph.html/", None),
    ("/C:/graph.html", None),
    ("/etc/passwd", None),
]
assert len(PATHS) == 23


@pytest.mark.parametrize(("path", "kind"), PATHS)
def test_only_files_of_the_build_are_handed_out(path: str, kind: str | None, client: Client) -> None:
    found = client.get(path)
    assert (found.status_code, found.content_type) == ((200, kind) if kind else (404, "text/plain; charset=utf-8"))
    assert "secret" not in found.text.replace("secret.html", "")


def test_every_file_of_a_build_has_a_type() -> None:
    assert {Path(name).suffix for name in output.FILES} <= {*files.TYPES, ""}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["documents", "..", ".", "", "secret.html", "graph.html", "\\", "~", "C:", "\0", "中文.html", "link.html"]), max_size=6))  # fmt: skip
def test_no_path_leads_out(out: Path, parts: list[str]) -> None:
    found = files.find(out, "/".join(parts))
    assert found is None or (found.is_relative_to(out) and "secret" not in found.read_text("utf-8"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["GET", "POST", "OPTIONS", "HEAD", "PATCH"]),
    st.binary(max_size=40),
    st.sampled_from([FORM, "application/sparql-query", "multipart/form-data; boundary=x", "", "x", "a/b; charset=x"]),
    st.text(max_size=20),
    st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=20),
)
def test_no_request_breaks_it(method: str, body: bytes, kind: str, query: str, header: str) -> None:
    def ask(request: Request) -> Reply:
        assert isinstance(request.query, str)
        return Reply("application/sparql-results+json", b"{}")

    app = Client(App(ask, None))
    headers = {"Accept": header, "Origin": header, "Content-Type": kind}
    target = f"/sparql?{quote(query, safe='&=%')}"
    found = app.open(target, method=method, data=body, headers=headers)
    assert found.status_code in (200, 204, 400, 403, 405, 406, 413, 415)


def test_a_request_and_a_reply_survive_the_way() -> None:
    request = Request("SELECT '中\u0000\ud800'", None, "text/turtle", ("a",), None)
    assert json.loads(request.encoded())["query"] == request.query
    reply = Reply("text/csv", b"a\n\nb\n")
    assert unwrapped(wrapped(reply)) == reply
    with pytest.raises(Failure) as caught:
        unwrapped(wrapped(Failure(400, Problem("a", where="b", cure="c", excerpt="d\n^"))))
    assert (caught.value.status, str(caught.value.problem), caught.value.problem.excerpt) == (400, "b: a (c)", "d\n^")


def test_time_is_limited_and_the_next_query_is_answered(out: Path) -> None:
    pool = Pool(out, seconds=1, limit=1000, processes=1)
    try:
        with pytest.raises(Failure, match="stopped after 1 seconds") as caught:
            pool.ask(Request(ENDLESS))
        assert caught.value.status == 503
        assert pool.ask(Request("ASK {}", rows="text/csv")).body == b"true"
    finally:
        pool.close()


def test_a_query_that_breaks_its_process_breaks_no_other(out: Path) -> None:
    pool = Pool(out, seconds=30, limit=1000, processes=1)
    try:
        with pytest.raises(Failure) as caught:
            pool.ask(Request("SELECT * {" + "{" * 200_000 + "}" * 200_000 + "}"))
        assert caught.value.status in (400, 500)
        assert pool.ask(Request("ASK {}", rows="text/csv")).body == b"true"
    finally:
        pool.close()


def test_queries_run_side_by_side_and_too_many_are_turned_away(out: Path) -> None:
    pool = Pool(out, seconds=2, limit=1000, processes=2)
    results: list[object] = []

    def ask(query: str) -> None:
        try:
            results.append(pool.ask(Request(query, rows="text/csv")).body)
        except Failure as failure:
            results.append(failure.status)

    try:
        pool.load()
        slow = threading.Thread(target=ask, args=(ENDLESS,))
        slow.start()
        ask("ASK {}")
        assert results == [b"true"] and slow.is_alive()
        slow.join()
        assert results == [b"true", 503]
        for _ in range(2 + WAITING):
            pool._room.acquire()
        with pytest.raises(Failure, match="too many queries at once"):
            pool.ask(Request("ASK {}"))
    finally:
        pool.close()


def test_a_graph_that_changed_is_read_anew(out: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    count = Request("SELECT (COUNT(?d) AS ?n) { ?d a tp:Document }", rows="text/csv")
    pool = Pool(folder, seconds=30, limit=1000, processes=1)
    try:
        with pytest.raises(Problem, match=r"no graph\.trig"):
            pool.load()
        shutil.copy(out / "graph.trig", folder)
        assert pool.ask(count).body.split() == [b"n", b"2"]
        (folder / "graph.trig").write_text(
            "@prefix tp: <https://w3id.org/techpolicy-kg/ontology#> . <a:b> { <a:c> a tp:Document }"
        )
        assert pool.ask(count).body.split() == [b"n", b"1"]
        (folder / "graph.trig").write_text("<a:b> { <a:c> ")
        with pytest.raises(Failure, match="damaged") as caught:
            pool.ask(count)
        assert caught.value.status == 503
        shutil.copy(out / "graph.trig", folder)
        os.utime(folder / "graph.trig", (1, 1))
        assert pool.ask(count).body.split() == [b"n", b"2"]
    finally:
        pool.close()


def test_what_gets_by_the_check_still_reaches_nobody(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.sparql.refuse", lambda _: None)
    # It waits in accept, for a poll fails where no file may be opened.
    with closing(Listener()) as nobody:
        query = f"SELECT * {{ SERVICE <{nobody.address}> {{ ?s ?p ?o }} }}"
        with pytest.raises(Problem, match="the query failed"):
            store._evaluate(store.load(out), query)
        called = nobody.calls
        assert called
        with pytest.raises(Failure, match="Too many open files"):
            child.answer(store.load(out), Request(query), 1000)
        with pytest.raises(Problem, match="Too many open files"):
            store._evaluate(store.load(out), query, worker.offline)
        assert nobody.calls == called
