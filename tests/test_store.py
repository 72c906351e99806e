from __future__ import annotations

import csv
import gc
import io
import json
from pathlib import Path
from unicodedata import east_asian_width

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import knowledge

from kg import contradictions, iris, rdf, sparql, store, tables
from kg.info import info
from kg.model import Problem


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    rdf.write(knowledge(), folder)
    tables.write(knowledge(), folder)
    contradictions.write(knowledge(), folder)
    return folder


@pytest.fixture(scope="module")
def graph(out: Path) -> store.Store:
    return store.load(out)


CASES = [
    (
        "SELECT ?s ?o { ?s tp:issued ?o }",
        ("select", ("s", "o"), (("tpe:biden", "tpe:chips-and-science-act"),)),
    ),
    (
        "SELECT ?n ?v ?p ?none { ?c tp:documents ?n ; rdf:subject tpe:biden . ?a tp:claim ?c ; tp:amountValue ?v . "
        "?e tp:provisional ?p }",
        ("select", ("n", "v", "p", "none"), ((2, 52700000000.0, True, None),)),
    ),
    ("ASK { tpe:japan tp:memberOf tpe:chip-4 }", ("ask", (), ((False,),))),
    ("ASK { ?m tp:denotes tpe:japan }", ("ask", (), ((True,),))),
    (
        "CONSTRUCT { ?o rdfs:seeAlso ?s . ?o skos:note '1' } { ?s tp:listedOn ?o }",
        (
            "construct",
            ("subject", "predicate", "object"),
            (("tpe:entity-list", "rdfs:seeAlso", "tpe:huawei"), ("tpe:entity-list", "skos:note", "1")),
        ),
    ),
    ("SELECT ?x { ?x a/rdfs:subClassOf tp:Mechanism }", ("select", ("x",), (("tpe:chip-4",),))),
    ("PREFIX tp: <http://example.org/> SELECT ?x { ?x a tp:Claim }", ("select", ("x",), ())),
    ("SELECT ?x { GRAPH tpd:sample-en { ?x a tp:Document } }", ("select", ("x",), (("tpd:sample-en",),))),
    ("SELECT ?x { GRAPH tpd:sample-en { ?x a tp:Claim } }", ("select", ("x",), ())),
]


@pytest.mark.parametrize("timeout", [None, 60.0])
@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_queries_are_answered_alike_here_and_in_a_child(
    text: str, wanted: object, timeout: float | None, graph: store.Store
) -> None:
    answer = store.query(graph, text, timeout=timeout)
    assert (answer.kind, answer.columns, answer.rows) == wanted


@pytest.mark.parametrize("name", ["graph.ttl", "graph.trig", "copy.nq"])
def test_every_format_holds_the_same_union(name: str, out: Path) -> None:
    if name == "copy.nq":
        whole = ox.Store()
        whole.load(path=str(out / "graph.trig"))
        whole.dump(str(out / name), format=ox.RdfFormat.N_QUADS)
    one = store.load(out / name, ontology=False)
    assert store.query(one, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows == ((383,),)


def test_the_ontology_is_there_and_can_be_left_out(out: Path) -> None:
    text = "ASK { tp:Country rdfs:subClassOf tp:GeopoliticalEntity }"
    assert store.query(store.load(out), text).truth
    assert not store.query(store.load(out, ontology=False), text).truth


def test_a_folder_with_turtle_alone_is_enough(out: Path, tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_bytes((out / "graph.ttl").read_bytes())
    assert store.query(store.load(str(tmp_path)), "ASK { ?c a tp:Claim }").truth


def test_known_prefixes() -> None:
    wanted = "tp tpe tpd tpc tpa rdf rdfs owl xsd skos dcterms prov oa foaf schema org"
    assert set(wanted.split()) <= set(iris.PREFIXES)


MALFORMED = [
    ("SELECT * {\n ?s ?p ?o .\n FILTR(?x = 2) }", "line 3, column 2", "FILTR(?x = 2) }"),
    ("SELECT * {\n\t?s ?p ?o . é中𠀀 FILTER(?o = 2) }", "line 2, column 13", "?s ?p ?o . é中𠀀"),
    ("# {\nSELECT ?x WERE { ?x ?p ?o }", "line 2, column 11", "WERE"),
    ("SELECT ?x {\n ?x ?p ?o", "line 1, column 11", "{ is not closed"),
    ("", "line 1, column 1", "there is no query"),
    ("SELECT * { ?s\n  unk:p ?o }", "line 2, column 3", "the prefix unk: is not declared"),
    ("SELECT * { ?s :p ?o }", "line 1, column 15", "the prefix : is not declared"),
    ("SELECT * {\n <rel> ?p ?o }", "line 2, column", "<rel>"),
    ("SELECT * { ?s ?p 'a\nb' }", "line 1, column 18", "?s ?p 'a"),
    ("hello", "line 1, column 1", "hello"),
]


@pytest.mark.parametrize("timeout", [None, 60.0])
@pytest.mark.parametrize(("text", "where", "said"), MALFORMED)
def test_malformed_queries_say_where(
    text: str, where: str, said: str, timeout: float | None, graph: store.Store
) -> None:
    with pytest.raises(Problem) as caught:
        store.query(graph, text, timeout=timeout)
    assert caught.value.where.startswith(where)
    assert said in f"{caught.value.message}\n{caught.value.excerpt}" and caught.value.cure
    column = int(caught.value.where.rsplit(" ", 1)[1])
    shown, caret = caught.value.excerpt.split("\n")
    wide = sum(2 if east_asian_width(c) in "WF" else 1 for c in shown[: column - 1])
    assert caret == " " * wide + "^"


def test_of_a_long_line_the_place_is_shown(graph: store.Store) -> None:
    with pytest.raises(Problem) as caught:
        store.query(graph, f"SELECT * {{ ?s ?p {'中' * 5000} }} ")
    shown, caret = caught.value.excerpt.split("\n")
    assert len(shown) == 120 and caret == " " * 17 + "^" and shown[11:18] == "?s ?p 中"
    with pytest.raises(Problem) as caught:
        store.query(graph, f"SELECT * {{ ?s ?p '{'中' * 500}' . ?x }} ")
    shown, caret = caught.value.excerpt.split("\n")
    assert len(shown) <= 120 and shown.rstrip().endswith("}") and 40 < len(caret) <= 81


REFUSED = [
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { service silent ?x { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE:foo { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICESILENT:foo { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> SELECT * { ?s ?p trueSERVICE:foo { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> SELECT * { ?s ?p 2.SERVICE:foo { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> SELECT * { BIND(1 AS ?x) FILTER(?x<2)SERVICE:foo#>\n{ ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> SELECT * { BIND(1 AS ?x) FILTER(?x<'b>')SERVICE:foo{ ?s ?p ?o } #'\n }",
    "SELECT * { { SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } } }",
    "SELECT * { ?s ?p 'x'SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p '''a\n'''SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "SELECT * { FILTER EXISTS { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } }",
    "LOAD <http://127.0.0.1:9/>",
    "# SELECT\nload silent <http://127.0.0.1:9/> into graph <a:b>",
    "INSERT DATA { <a:b> <a:c> <a:d> }",
    "PREFIX select: <a:> DELETE WHERE { ?s ?p ?o }",
    "BASE <http://example.org/select> CLEAR ALL",
    "WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "drop graph <a:b>",
]


@pytest.mark.parametrize("text", REFUSED)
def test_calls_and_changes_are_refused(text: str, graph: store.Store) -> None:
    with pytest.raises(Problem, match=r"SERVICE|only read") as caught:
        store.query(graph, text)
    assert caught.value.where.startswith("line ") and caught.value.cure


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p 'SERVICE <http://x/> {}' } # SERVICE <x>",
        'SELECT * { ?s ?p """LOAD "x" SERVICE""" }',
        "SELECT ?service { ?service tp:service <http://example.org/SERVICE> }",
        "SELECT ?load { ?load tp:insert $delete }",
        "SELECT * { ?s ?p 'it\\'s SERVICE' }",
        "# DELETE\nASK { ?s ?p 'x'@en }",
        "SELECT * { ?s ?p ?o FILTER(?o < 2 && ?o > 1) }",
    ],
)
def test_the_words_alone_are_harmless(text: str, graph: store.Store) -> None:
    assert store.query(graph, text).kind in ("select", "ask")


FRAGMENTS = st.sampled_from(
    (
        *("SERVICE", "SERVICE:f", "<", ">", "<2", "'", '"', "#", "\n", " ", "{", "}", ")", "(", "?x", "<a:b>", ":a"),
        *("FILTER(?x<", "?s ?p ", "BIND(1 AS ?x)", "'''", "@en", "{?s ?p ?o}", "true", ":a:b.", "%", "&&", ".", "2"),
    )
)


@given(st.lists(FRAGMENTS, max_size=12).map("".join))
def test_no_query_that_passes_calls_out(body: str) -> None:
    text = f"PREFIX : <http://127.0.0.1:9/> SELECT * {{ {body} }}"
    try:
        sparql.refuse(text)
    except Problem:
        return
    try:
        list(ox.Store().query(text))
    except SyntaxError:
        return
    except OSError as error:
        raise AssertionError(f"it called out: {text!r}") from error


def test_a_query_is_ended_when_time_is_up(graph: store.Store) -> None:
    pairs = " . ".join(f"?a{i} ?b{i} ?c{i}" for i in range(5))
    with pytest.raises(Problem, match=r"more than 0\.5 seconds"):
        store.query(graph, f"SELECT (COUNT(*) AS ?n) {{ {pairs} }}", timeout=0.5)


def test_the_child_goes_on_after_a_query_that_was_ended(out: Path) -> None:
    one = store.load(out)
    few = "SELECT ?s { ?s tp:issued ?o }"
    wanted = store.query(one, few).rows
    for stopped in ("took more", "ended its process"):
        assert store.query(one, few, timeout=60).rows == wanted
        pid = one.worker._process.pid  # type: ignore[union-attr]
        assert store.query(one, few, timeout=60).rows == wanted
        assert one.worker._process.pid == pid  # type: ignore[union-attr]
        text = f"SELECT * {{{'?a ?b ?c . ?d ?e ?f . ?g ?h ?i .' if 'took' in stopped else '{' * 50000}}}"
        with pytest.raises(Problem, match=stopped):
            store.query(one, text, timeout=1 if "took" in stopped else 120)
    assert store.query(one, few, timeout=60).rows == wanted


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks into /proc")
def test_a_child_ends_with_its_store(out: Path) -> None:
    one = store.load(out)
    store.query(one, "ASK {}", timeout=60)
    pid = one.worker._process.pid  # type: ignore[union-attr]
    assert Path(f"/proc/{pid}").exists()
    del one
    gc.collect()
    assert not Path(f"/proc/{pid}").exists()


def test_memory_has_an_end(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = "import sys\nfrom kg import store\nstore.MEMORY = 1 << 30\nstore.main(sys.argv[1])"
    (out / "small_child.py").write_text(script, encoding="utf-8")
    monkeypatch.syspath_prepend(str(out))
    one = store.load(out)
    one.worker._command[4] = "small_child"
    assert store.query(one, "ASK {}", timeout=60).truth
    with pytest.raises(Problem, match="ended its process"):
        store.query(one, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?g ?d ?a", timeout=300)


def test_a_query_that_kills_its_process_kills_only_that(graph: store.Store) -> None:
    with pytest.raises(Problem, match="ended its process"):
        store.query(graph, "SELECT * {" + "{" * 50000 + "}" * 50000 + "}", timeout=120)


def test_lone_surrogates_in_a_query_are_named(graph: store.Store) -> None:
    with pytest.raises(Problem) as caught:
        store.query(graph, "SELECT * { ?s ?p '\ud800' }")
    assert caught.value.where == "character 19"


def test_missing_and_foreign_files_are_problems(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("x", encoding="utf-8")
    for path, said in (
        (tmp_path, "no graph.trig or graph.ttl"),
        (tmp_path / "none", "no such file"),
        (tmp_path / "notes.md", "not a graph file"),
    ):
        with pytest.raises(Problem, match=said) as caught:
            store.load(path)
        assert caught.value.cure


@pytest.mark.parametrize("timeout", [None, 60.0])
def test_a_damaged_graph_says_where(timeout: float | None, tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_text("<a:b> <a:c> <a:d> .\n<a:b> <a:c> .\n", encoding="utf-8")
    with pytest.raises(Problem) as caught:
        store.query(store.load(tmp_path), "ASK {}", timeout=timeout)
    assert caught.value.where == f"{(tmp_path / 'graph.ttl').resolve()}:2:13"


FORMATTED = """
SELECT ?a ?b ?c ?d ?e { VALUES (?a ?b ?c ?d ?e) { (tpe:chip-4 '=1+1' 'x,"y"'@en 1.5 UNDEF) (<a:b> '' ' ' true 0) } }
"""


def test_csv_of_an_answer(graph: store.Store) -> None:
    found = list(csv.reader(io.StringIO(store.as_csv(store.query(graph, FORMATTED)))))
    assert found == [
        ["a", "b", "c", "d", "e"],
        ["https://w3id.org/techpolicy-kg/entity/chip-4", "'=1+1", 'x,"y"', "1.5", ""],
        ["a:b", "", " ", "true", "0"],
    ]
    assert store.as_csv(store.query(graph, "ASK {}")) == "answer\ntrue\n"


def test_json_of_an_answer_is_read_by_others(graph: store.Store) -> None:
    text = store.as_json(store.query(graph, FORMATTED)).encode()
    found = ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    wanted = graph.graph.query(FORMATTED, prefixes=iris.PREFIXES)
    assert isinstance(wanted, ox.QuerySolutions)
    assert [list(s) for s in found] == [list(s) for s in wanted]
    assert json.loads(store.as_json(store.query(graph, "ASK {}"))) == {"head": {}, "boolean": True}


def test_triple_terms_pass_through(graph: store.Store) -> None:
    answer = store.query(graph, "SELECT ?t { BIND(TRIPLE(tpe:a, tp:b, 'c') AS ?t) }")
    assert json.loads(store.as_json(answer))["results"]["bindings"][0]["t"]["value"]["object"]["value"] == "c"


def test_table_of_an_answer(graph: store.Store) -> None:
    assert store.as_table(store.query(graph, FORMATTED)) == (
        ("a", "b", "c", "d", "e"),
        [("tpe:chip-4", "=1+1", 'x,"y"', "1.5", ""), ("a:b", "", " ", "true", "0")],
    )
    assert store.as_table(store.query(graph, "ASK {}")) == (("answer",), [("true",)])


def test_numbers_too_long_for_python_stay_text(graph: store.Store) -> None:
    digits = "9" * 5000
    assert store.query(graph, f"SELECT ?x {{ VALUES ?x {{ {digits} }} }}").rows == ((digits,),)


def test_info_counts_what_was_built(out: Path) -> None:
    found = info(out)
    assert [(d.id, d.language, d.date, d.sentences, d.ignored, d.unknown) for d in found.documents] == [
        ("sample-en", "en", "2023?", 4, 0, 1),
        ("样本 zh/1.txt", "zh", "2023-05", 3, 1, 3),
    ]
    assert (found.sentences, found.ignored) == (7, 1)
    assert dict(found.entities) == {
        "Alliance": 1,
        "Company": 1,
        "ControlList": 1,
        "Country": 4,
        "Law": 1,
        "Person": 2,
        "Technology": 2,
    }
    assert found.claims == (
        ("issued", "asserted", 1),
        ("listedOn", "asserted", 1),
        ("memberOf", "negated", 1),
        ("memberOf", "planned", 1),
        ("memberOf", "possible", 1),
    )
    assert found.contradictions == ()
    assert found.unknown == (("某机构", 3), ("专家", 1))


def test_info_on_nothing_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no graph"):
        info(tmp_path)
