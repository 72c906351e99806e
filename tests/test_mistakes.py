"""Mistakes in queries: each tells its place under a caret, what is wrong there, and the cure."""

from __future__ import annotations

from pathlib import Path
from unicodedata import east_asian_width

import pytest
from conftest import Kg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import store
from kg.model import Problem

DATA = """@prefix tp: <https://w3id.org/techpolicy-kg/ontology#> .
@prefix tpe: <https://w3id.org/techpolicy-kg/entity/> .
tpe:japan tp:memberOf tpe:chip-4 .
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> store.Store:
    path = tmp_path_factory.mktemp("graph") / "g.ttl"
    path.write_text(DATA, encoding="utf-8")
    return store.load(path, ontology=False)


# query with | before the place → what is wrong there, a part of the cure
MISTAKES = [
    # prefixes, names, texts
    ("SELECT ?x { ?x |ex:memberOf tpe:aukus }", "the prefix ex: is not declared", "known without declaring: dcterms"),
    ("SELECT ?x { ?x |scheme:name ?n }", "the prefix scheme: is not declared", "did you mean schema:?"),
    ("SELECT ?x { ?x |memberOf tpe:aukus }", "memberOf is no word of SPARQL", "a term tp:memberOf"),
    ('SELECT ?x { ?x rdfs:label |"AUKUS }', "a string is not closed", "close it"),
    ("SELECT ?x { ?x rdfs:label 'It's|' }", "a string is not closed", "close it"),
    ("SELECT ?x { ?x a |<https://w3id.org/techpolicy-kg/ontology#Law }", "an IRI is not closed", "with >"),
    # keywords and functions
    ("|SELCT ?x { ?x a tp:Law }", "no query begins with SELCT", "did you mean SELECT?"),
    ("PREFIX x: <x:y> |SELET ?x { ?x a x:z }", "no query begins with SELET", "did you mean SELECT?"),
    ("|members of aukus", "no query begins with members", "SELECT, ASK"),
    ("|", "there is no query", "SELECT ?who"),
    ("SELECT ?x { ?x a tp:Law } |ORDR BY ?x", "ORDR is no word of SPARQL", "did you mean ORDER?"),
    ("SELECT ?x { ?x a tp:Law } |SORT BY ?x", "SORT is no word of SPARQL", "did you mean ORDER BY?"),
    ("SELECT ?x { ?x a tp:Law } LIMIT |ten", "ten is no word of SPARQL", "?ten"),
    ("SELECT |x { ?x a tp:Law }", "x is no word of SPARQL", "a variable is ?x"),
    ('SELECT ?x { ?x rdfs:label ?l FILTER(|CONTAIN(?l, "A")) }', "there is no function CONTAIN", "did you mean CONTAINS?"),
    ("SELECT ?x { ?x rdfs:label ?l FILTER(|qqq(?l)) }", "there is no function qqq", "section 17.4"),
    # brackets and dots
    ("SELECT ?x |{ ?x a tp:Law", "{ is not closed", "close it with }"),
    ("SELECT ?x { ?x tp:memberOf ?y FILTER|(?y = tpe:aukus }", "( is not closed", "put ) before the next }"),
    ("SELECT ?x { ?x a tp:Law } |}", "} closes nothing", "delete it"),
    ("SELECT ?x WHERE |?x a tp:Law }", "no brace follows WHERE", "put {"),
    ("SELECT ?x { ?x tp:memberOf ?y |?x a tp:Country }", "not valid SPARQL at '?x a tp:Country }'", "a dot"),
    ("SELECT ?x {\n  ?x rdfs:label ?l\n  |?x a tp:Law }", "not valid SPARQL at '?x a tp:Law }'", "a dot"),
    ("SELECT ?x { ?x a tp:Law } |FILTER(?x = 1)", "not valid SPARQL at 'FILTER(?x = 1)'", "inside the braces"),
    # a keyboard set to Chinese
    ("SELECT |？x { ？x a tp:Law }", "？ is punctuation of a Chinese keyboard", "type ? instead"),
    ("SELECT ?x|，?y { ?x tp:memberOf ?y }", "， is punctuation of a Chinese keyboard", "type , instead"),
    ("SELECT ?x { ?x tp:memberOf tpe:quad|，tpe:aukus }", "， is punctuation of a Chinese keyboard", "type , instead"),
    ("SELECT ?x { ?x a tp:Law |。 }", "。 is punctuation of a Chinese keyboard", "type . instead"),
    ("SELECT ?x |｛ ?x a tp:Law ｝", "｛ is punctuation of a Chinese keyboard", "type { instead"),
    ("SELECT ?x { ?x tp|：memberOf ?y }", "： is punctuation of a Chinese keyboard", "type : instead"),
    ("SELECT ?x { ?x rdfs:label |“AUKUS”@en }", "“ is punctuation of a Chinese keyboard", 'type " instead'),
    ("SELECT ?x { ?x rdfs:label ?y FILTER|（?y = 1） }", "（ is punctuation of a Chinese keyboard", "type ( instead"),
    ("SELECT ?x { ?x a|\u3000tp:Law }", "a full-width space", "plain"),
    # what is selected
    ("SELECT |?x (COUNT(?y) AS ?n) { ?x tp:memberOf ?y }", "?x is selected, but neither grouped nor counted", "GROUP BY ?x"),
    ("SELECT ?x |?z (MIN(?y) AS ?n) { ?x ?z ?y } GROUP BY ?x", "?z is selected, but neither grouped nor counted", "SAMPLE(?z)"),
    ("SELECT |* { ?x tp:memberOf ?y } GROUP BY ?x", "SELECT * does not go with GROUP BY", "name the variables"),
    ("SELECT ?x|, ?y { ?x tp:memberOf ?y }", "no commas stand between variables", "space"),
    ("SELECT ?x |COUNT(?y) { ?x tp:memberOf ?y } GROUP BY ?x", "COUNT stands bare in SELECT", "(COUNT(…) AS ?name)"),
    ("SELECT |(COUNT(?y)) { ?x tp:memberOf ?y }", "what is computed in SELECT needs a name", "(… AS ?name)"),
    ("SELECT ?x { ?x tp:memberOf ?y FILTER(?y |== tpe:aukus) }", "SPARQL has no ==", "="),
    ("SELECT ?x { ?x tp:memberOf ?y BIND(1 AS ?y) }|", "each part is well-formed, but they do not fit together", "must be new"),
]  # fmt: skip
assert len(MISTAKES) == 40


@pytest.mark.parametrize(("marked", "message", "cure"), MISTAKES)
def test_a_mistake_tells_place_and_cure(marked: str, message: str, cure: str, graph: store.Store) -> None:
    before, text = marked.split("|", 1)[0], marked.replace("|", "", 1)
    with pytest.raises(Problem) as caught:
        store.query(graph, text)
    assert caught.value.message == message and cure in caught.value.cure
    row, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    assert caught.value.where == f"line {row}, column {column}"
    shown, caret = caught.value.excerpt.split("\n")
    ahead = shown[: len(shown) - len(text.split("\n")[row - 1].rstrip()[column - 1 :])]
    assert before.split("\n")[-1].endswith(ahead.replace("\u3000", " ").lstrip()) or "\u3000" in text
    assert caret == " " * sum(2 if east_asian_width(c) in "WF" else 1 for c in ahead) + "^"


FINE = [
    "SELECT ?x { ?x rdfs:label '？，。（）“”' }",
    "SELECT ?x { ?x rdfs:label ?l } # 谁？（）",
    "SELECT ?谁 { ?谁 a <https://example.org/（x）> }",
    "SELECT (COUNT(DISTINCT ?x) AS ?n) (GROUP_CONCAT(?x; separator=', ') AS ?all) { ?x a tp:Law }",
    "SELECT ?x (MAX(?d) AS ?n) { ?x tp:since ?d FILTER(?d < '2020'^^edtf:EDTF && !BOUND(?z)) } GROUP BY ?x HAVING(MAX(?d) > 1)",
    "ASK { tpe:japan tp:memberOf/tp:partOf* ?x }",
]
assert len(FINE) == 6


@pytest.mark.parametrize("text", FINE)
def test_what_is_no_mistake(text: str, graph: store.Store) -> None:
    store.query(graph, text)


PIECES = [
    "SELECT",
    "ASK",
    "?x",
    "?y",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ".",
    ";",
    ",",
    "tp:memberOf",
    "tpe:aukus",
    "ex:y",
    "FILTER",
    "BIND",
    "AS",
    "COUNT",
    "GROUP",
    "BY",
    "ORDER",
    "'a'",
    '"',
    "'",
    "<",
    ">",
    "=",
    "==",
    "5",
    "？",
    "，",
    "“",
    "<https://x",
    "memberOf",
    "#",
    "@en",
    "^^",
    "_:b",
    "*",
    "LIMIT",
    "PREFIX",
    "x:",
    "<x:y>",
    "WHERE",
    "SELCT",
]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*PIECES, "\n"]), max_size=14))
def test_any_text_gives_an_answer_or_a_place(graph: store.Store, pieces: list[str]) -> None:
    try:
        store.query(graph, " ".join(pieces))
    except Problem as problem:
        assert problem.where.startswith("line ") and problem.cure and problem.excerpt.endswith("^")


def test_the_command_shows_place_and_cure(graph: store.Store, kg_run: Kg, tmp_path: Path) -> None:
    text = "SELECT ?x {\n  ?x tp:memberOf tpe:chip-4，tpe:quad }"
    (tmp_path / "q.rq").write_text(text, encoding="utf-8")
    done = kg_run("query", graph.path, tmp_path / "q.rq")
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.splitlines() == [
        f"kg: {tmp_path / 'q.rq'}, line 2, column 28: ， is punctuation of a Chinese keyboard (type , instead (英文半角))",
        "    ?x tp:memberOf tpe:chip-4，tpe:quad }",
        "  " + " " * 27 + "^",
    ]
