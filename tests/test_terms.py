"""Terms as engines write them, read back."""

from __future__ import annotations

from datetime import date

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import terms
from kg.terms import Term, Value

XSD = "http://www.w3.org/2001/XMLSchema#"

# the text, what it is, and its plain value
CASES: list[tuple[str, Term, Value]] = [
    ("<https://w3id.org/techpolicy-kg/entity/chip-4>", Term("uri", "https://w3id.org/techpolicy-kg/entity/chip-4"), "tpe:chip-4"),
    ("<a:é>", Term("uri", "a:é"), "a:é"),
    ("_:b1", Term("bnode", "b1"), "_:b1"),
    ('"华为"@zh', Term("literal", "华为", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", "zh"), "华为"),
    ('"a\\tb\\nc\\"d\\\\e"', Term("literal", 'a\tb\nc"d\\e', f"{XSD}string"), 'a\tb\nc"d\\e'),
    ('"\\u4E2D\\U00020000\\b\\f\\r\\\'"', Term("literal", "中𠀀\b\f\r'", f"{XSD}string"), "中𠀀\b\f\r'"),
    ('""', Term("literal", "", f"{XSD}string"), ""),
    ("5", Term("literal", "5", f"{XSD}integer"), 5),
    ("-05", Term("literal", "-05", f"{XSD}integer"), -5),
    (f'"7"^^<{XSD}long>', Term("literal", "7", f"{XSD}long"), 7),
    ("1.50", Term("literal", "1.50", f"{XSD}decimal"), 1.5),
    (".5", Term("literal", ".5", f"{XSD}decimal"), 0.5),
    ("1e3", Term("literal", "1e3", f"{XSD}double"), 1000.0),
    ("true", Term("literal", "true", f"{XSD}boolean"), True),
    (f'"0"^^<{XSD}boolean>', Term("literal", "0", f"{XSD}boolean"), False),
    (f'"no"^^<{XSD}boolean>', Term("literal", "no", f"{XSD}boolean"), "no"),
    (f'"x"^^<{XSD}integer>', Term("literal", "x", f"{XSD}integer"), "x"),
    (f'"2024-02-29"^^<{XSD}date>', Term("literal", "2024-02-29", f"{XSD}date"), date(2024, 2, 29)),
    (f'"2023-02-29"^^<{XSD}date>', Term("literal", "2023-02-29", f"{XSD}date"), "2023-02-29"),
    ('"2023?"^^<http://id.loc.gov/datatypes/edtf/EDTF>', Term("literal", "2023?", "http://id.loc.gov/datatypes/edtf/EDTF"), "2023?"),
]  # fmt: skip
assert len(CASES) >= 20


@pytest.mark.parametrize(("text", "term", "value"), CASES)
def test_a_term_is_read(text: str, term: Term, value: Value) -> None:
    assert terms.parse(text) == term
    assert terms.value(text) == value and type(terms.value(text)) is type(value)


def test_an_unbound_cell_is_none() -> None:
    assert terms.value("") is None


def test_triple_terms_have_parts() -> None:
    inner = terms.parse('<<( <a:a> <a:b> <<( <a:c> <a:d> "e )>> f"@en )>> )>>')
    assert [part.value for part in inner.parts] == ["a:a", "a:b", ""]
    assert [part.value for part in inner.parts[2].parts] == ["a:c", "a:d", "e )>> f"]
    assert terms.parse("<<( " * 5000 + "<a:a> <a:b> <a:c>" + " )>>" * 5000).kind == "triple"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(text=TEXT, tag=st.sampled_from(["", "en", "zh-hant"]), graph=st.booleans())
def test_what_the_engine_writes_is_read_back(text: str, tag: str, graph: bool) -> None:
    literal = ox.Literal(text, language=tag) if tag else ox.Literal(text)
    name = ox.NamedNode("a:g") if graph else ox.DefaultGraph()
    quad = ox.Quad(ox.BlankNode("x"), ox.NamedNode("a:b"), literal, name)
    written = (ox.serialize([quad], format=ox.RdfFormat.N_QUADS) or b"").decode()
    assert written.count("\n") == 1
    [(subject, predicate, object_, where)] = terms.quads(written.split("\n"))
    assert (subject, predicate, where) == ("_:x", "<a:b>", "<a:g>" if graph else "")
    found = terms.parse(object_)
    assert (found.value, found.language) == (text, tag)
    store = ox.Store()
    store.add(quad)
    rows = store.query("SELECT ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")
    assert isinstance(rows, ox.QuerySolutions)
    cells = (rows.serialize(format=ox.QueryResultsFormat.TSV) or b"").decode().split("\n")[1:-1]
    assert [terms.parse(cell).value for cell in cells] == [text]
