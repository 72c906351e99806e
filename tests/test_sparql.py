"""What a query may not contain, however it is hidden: compared with what the engine really does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import sparql, worker
from kg.iris import PREFIXES
from kg.model import Problem

STORE = ox.Store()
STORE.update("INSERT DATA { <urn:s> <urn:p> 1, <urn:> . GRAPH <urn:g> { <urn:s> <urn:p> 2 } }")


class Listener:
    """Somebody who is not to be called."""

    def __init__(self) -> None:
        self.calls = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.calls += 1
            connection.close()

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    with closing(Listener()) as found:
        yield found


def reaches(query: str, listener: Listener) -> bool:
    """Whether the engine calls when it is asked this."""
    before = listener.calls
    try:
        found = STORE.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
        found.serialize(
            format=ox.RdfFormat.N_TRIPLES if isinstance(found, ox.QueryTriples) else ox.QueryResultsFormat.TSV
        )
    except (SyntaxError, OSError, RuntimeError):
        pass
    return listener.calls > before


# Queries that call U, each in another disguise.
CALLS = [
    "SELECT * { SERVICE <U> { ?s ?p ?o } }",
    "select*{sErViCe<U>{?s ?p ?o}}",
    "SELECT * { SERVICE SILENT <U> { ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<U>{ ?s ?p ?o } }",
    "SELECT * { { SELECT * { SERVICE <U> { ?s ?p ?o } } } }",
    "SELECT * { FILTER EXISTS { SERVICE <U> { ?s ?p ?o } } }",
    "SELECT * { ?s ?p ?o MINUS { SERVICE <U> { ?s ?p ?o } } }",
    "SELECT * { {} UNION { OPTIONAL { SERVICE <U> { ?s ?p ?o } } } }",
    "SELECT * { GRAPH ?g { SERVICE <U> { ?s ?p ?o } } }",
    "SELECT * { ?s ?p ?o BIND(EXISTS { SERVICE <U> { ?s ?p ?o } } AS ?x) }",
    "SELECT * { ?s ?p ?o } ORDER BY (EXISTS { SERVICE <U> { ?a ?b ?c } })",
    "CONSTRUCT { ?s ?p ?o } { SERVICE <U> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <U> { ?s ?p ?o } }",
    "ASK { SERVICE <U> { ?s ?p ?o } }",
    "SELECT * { # '\n SERVICE <U> { ?s ?p ?o } # '\n }",
    "SELECT * { #x\rSERVICE <U> { ?s ?p ?o } }",
    "SELECT * { VALUES ?x { 'a' '''b'c''d''' \"\" '' } SERVICE <U> { ?s ?p ?o } }",
    "PREFIX : <U> SELECT * { SERVICE:f { ?s ?p ?o } }",
    "PREFIX : <U> SELECT * { service:x { ?s ?p ?o } }",
    "PREFIX : <U> PREFIX service: <U> SELECT * { service:x { ?s ?p ?o } }",
    # A comparison, or an IRI? Then a comment, or a string?
    "SELECT * { VALUES(?a ?b) { (1 2) } FILTER(?a<?b#>'''\n) SERVICE <U> { ?x ?y ?z } #'''\n}",
    "SELECT * { VALUES(?a ?b) { (1 2) } FILTER(?a<?b)SERVICE<U>{ ?x ?y ?z } }",
    "PREFIX : <U> SELECT * { BIND(1 AS ?x) FILTER(?x<2)SERVICE:f#>\n{ ?s ?p ?o } }",
    "PREFIX : <U> SELECT * { VALUES ?x { 'a' } FILTER(?x<'b>')SERVICE:f{ ?s ?p ?o } #'\n }",
    # A long string, unless it holds what no string may.
    "PREFIX x: <urn:> SELECT * { VALUES ?v { '''a' x:\\- \"'''\" } SERVICE <U> { ?s ?p ?o } #\"\n }",
    # Where does a name end?
    "PREFIX a: <urn:> SELECT * { { ?s a:b\u0301\\' ?o } UNION { SERVICE <U> { ?x ?y ?z } } } #'",
    "PREFIX a: <urn:> SELECT * { ?s ?p a:.SERVICE <U> { ?x ?y ?z } }",
]
assert len(CALLS) == 27
# Refused although the engine, as it is today, does not call.
NEARLY = [
    "SELECT * { VALUES ?u { <U> } SERVICE ?u { ?s ?p ?o } }",
    "PREFIX my-service: <U> SELECT * { ?s ?p my-service:x }",
    "SELECT * { ?s ?p <x>SERVICE<U> }",
]


@pytest.mark.parametrize("query", CALLS)
def test_what_calls_is_refused_with_its_place(query: str, listener: Listener) -> None:
    query = query.replace("U>", f"{listener.address}>")
    with pytest.raises(Problem, match="SERVICE") as caught:
        sparql.refuse(query)
    assert caught.value.where.startswith("line ")
    assert reaches(query, listener)


@pytest.mark.parametrize("query", NEARLY)
def test_what_might_call_is_refused(query: str) -> None:
    with pytest.raises(Problem, match="SERVICE"):
        sparql.refuse(query)


HARMLESS = [
    "SELECT * { ?s ?p 'SERVICE <http://x/> {}' } # SERVICE <x>",
    'SELECT * { ?s ?p """LOAD "x" SERVICE""", """a "service" b\nand "service" """ }',
    "SELECT ?service { ?service tp:service <http://example.org/SERVICE> }",
    "SELECT ?service $SERVICE { ?service tpe:public-service ?SERVICE ; tpe:service-2 _:service }",
    "SELECT * { ?s rdfs:label 'service'@en, 'service'^^tp:service }",
    "PREFIX x: <http://example.org/service#> SELECT * { ?s x:y x:service } # service",
    "SELECT * { ?s ?p <urn:service:x>, </service>, <service#x> }",
    "SELECT * { VALUES (?a ?b) { (1 2) } FILTER(?a<?b && ?b>?a) } # service",
    "SELECT * { ?s ?p 'it\\'s SERVICE' }",
    "SELECT ?load { ?load tp:delete 'INSERT DATA' ; tp:insert <http://example.org/CLEAR> } # DROP ALL",
]
assert len(HARMLESS) == 10


@pytest.mark.parametrize("query", HARMLESS)
def test_the_words_elsewhere_pass(query: str) -> None:
    sparql.refuse(query)
    STORE.query(query, prefixes=PREFIXES, base_iri="http://example.org/")


UPDATES = [
    "LOAD <http://x/>",
    "load silent <http://x/> into graph <urn:g>",
    "# SELECT\nINSERT DATA { <urn:a> <urn:b> 'SELECT' }",
    "PREFIX select: <urn:> DELETE WHERE { ?s ?p ?o }",
    "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "DROP GRAPH <urn:g>",
    "CREATE GRAPH <urn:h>",
    "ADD <urn:a> TO <urn:b>",
    "MOVE <urn:a> TO <urn:b>",
    "COPY <urn:a> TO <urn:b>",
]


@pytest.mark.parametrize("query", UPDATES)
def test_what_changes_is_refused(query: str) -> None:
    with pytest.raises(Problem, match="only read"):
        sparql.refuse(query)
    with pytest.raises(SyntaxError):
        STORE.query(query)


PIECES = st.sampled_from(
    [
        *("SERVICE", "SERVICE<U>{?x ?y ?z}", "SERVICE:f{}", "<", ">", "<2", "<U>", "<?b#>", "<?b)>", "'", "'''", '"', '"""'),
        *("#", "\n", " ", "{", "}", ")", "(", "?x", "<a:b>", ":a", ":.", ":a\u0301", "\\'", "\\", ".", ";", ",", "1", "FILTER("),
        *("?a<?b", "BIND(1 AS ?q)", "VALUES(?a ?b){(1 2)}", "{?s ?p ?o}", "UNION", "FILTER(?a<?b#>'''\n)", "#'''", "@en", "''"),
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=12))
def test_no_disguise_gets_by(pieces: list[str]) -> None:
    query = "PREFIX : <U> SELECT * {" + "".join(pieces) + " }"
    try:
        sparql.refuse(query)
    except Problem:
        return
    with closing(Listener()) as nobody:
        assert not reaches(query.replace("U>", f"{nobody.address}>"), nobody), query


@pytest.mark.parametrize(
    "query",
    ["<a#>" * 50_000, "a-" * 100_000, "<a'>" * 50_000, "'''\\'" * 40_000, "<" * 200_000, "#" * 200_000, "\\" * 200_001],
)
def test_no_text_takes_long(query: str) -> None:
    """Quadratic reading would take minutes."""
    worker_thread = threading.Thread(target=lambda: sparql._call(f"{query} service?"), daemon=True)
    worker_thread.start()
    worker_thread.join(30)
    assert not worker_thread.is_alive()


def test_offline_a_process_opens_nothing(listener: Listener) -> None:
    before = listener.calls
    with worker.offline(), pytest.raises(OSError, match="Too many open files"):
        list(STORE.query(f"SELECT * {{ SERVICE <{listener.address}> {{ ?s ?p ?o }} }}"))  # type: ignore[arg-type]
    assert listener.calls == before
    with socket.create_connection(("127.0.0.1", int(listener.address[:-1].rsplit(":", 1)[1]))):
        pass
