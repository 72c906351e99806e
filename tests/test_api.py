"""``import kg`` in a notebook: build, load, tables, page."""

from __future__ import annotations

import warnings
from datetime import date
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

import kg
from kg import api
from kg.answers import Answer
from kg.model import Problem

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture(scope="module")
def graph(samples_out: Path) -> kg.Graph:
    return kg.load(samples_out)


def test_members_with_quotes_in_five_lines(graph: kg.Graph) -> None:
    frame = graph.query("""
      SELECT ?member ?modality ?quote ?documents ?from {
        ?claim rdf:subject ?member ; rdf:predicate tp:memberOf ; rdf:object tpe:aukus ; tp:documents ?documents .
        ?saying tp:claim ?claim ; tp:modality ?modality ; tp:evidence/oa:exact ?quote .
        OPTIONAL { ?saying tp:from ?from }
      } ORDER BY ?member""")
    assert list(frame.columns) == ["member", "modality", "quote", "documents", "from"]
    assert set(frame.member) == {"tpe:australia", "tpe:united-kingdom", "tpe:united-states"}
    assert set(frame.modality) == {"tp:asserted"} and frame.quote.str.contains("AUKUS").any()
    assert frame.documents.dtype == "Int64" and frame.quote.dtype == "string"
    assert all(isinstance(day, date) and day.year == 2021 for day in frame["from"])


TYPES = [
    ([("literal", "1", "integer"), None], "Int64", [1, None]),
    ([("literal", "9" * 30, "integer"), None], "object", [int("9" * 30), None]),
    ([("literal", "1.5", "decimal"), ("literal", "2", "integer")], "Float64", [1.5, 2.0]),
    ([("literal", "true", "boolean"), ("literal", "0", "boolean"), None], "boolean", [True, False, None]),
    ([("literal", "true", "boolean"), ("literal", "1", "integer")], "object", [True, 1]),
    ([("literal", "2024-02-29", "date"), None], "object", [date(2024, 2, 29), None]),
    ([("literal", "2023-02-29", "date")], "string", ["2023-02-29"]),
    ([("literal", "x", "integer")], "string", ["x"]),
    (
        [("uri", "https://w3id.org/techpolicy-kg/entity/chip-4", ""), ("literal", "华", "string")],
        "string",
        ["tpe:chip-4", "华"],
    ),
    ([None, None], "object", [None, None]),
    ([], "object", []),
]


@pytest.mark.parametrize(("terms", "dtype", "values"), TYPES)
def test_values_are_typed(
    terms: list[tuple[str, str, str] | None],
    dtype: str,
    values: list[object],
    graph: kg.Graph,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bindings = tuple(
        {} if t is None else {"x": {"type": t[0], "value": t[1]} | ({"datatype": XSD + t[2]} if t[2] else {})}
        for t in terms
    )
    monkeypatch.setattr(api.store, "query", lambda *_, **__: Answer("select", ("x",), bindings))
    column = graph.query("…").x
    assert column.dtype == dtype
    assert [None if pd.isna(value) else value for value in column] == values


def test_ask_and_construct_are_tables_too(graph: kg.Graph) -> None:
    asked = graph.query("ASK { tpe:japan tp:memberOf tpe:aukus }")
    assert asked.to_dict("list") == {"answer": [False]}
    made = graph.query("CONSTRUCT WHERE { ?who tp:memberOf tpe:aukus }")
    assert list(made.columns) == ["subject", "predicate", "object"] and len(made) == 3
    assert set(made.object) == {"tpe:aukus"}


def test_wrong_queries_name_the_place(graph: kg.Graph) -> None:
    with pytest.raises(Problem, match="line 2, column"):
        graph.query("SELECT * {\n nope:a ?b ?c }")
    with pytest.raises(Problem, match="took more than 1 seconds"):
        graph.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout=1)


def test_entities_and_assertions(graph: kg.Graph) -> None:
    entities, assertions = graph.entities(), graph.assertions()
    aukus = entities.set_index("key").loc["aukus"]
    assert aukus["entity"] == "tpe:aukus" and aukus["class"] == "Alliance"
    assert aukus["mentions"] > 1 and "AUKUS" in aukus["forms"]
    assert not entities.provisional.loc[entities.key == "aukus"].any()
    members = assertions[(assertions.predicate == "memberOf") & (assertions.object == "tpe:aukus")]
    assert set(members.subject) == {"tpe:australia", "tpe:united-kingdom", "tpe:united-states"}
    paid = assertions[assertions.amount.notna()]
    assert len(paid) and assertions.amount.dtype == "Float64" and set(paid.currency) >= {"USD"}
    assert assertions.currency.notna().sum() == len(paid)
    assert set(assertions.subject) <= set(entities.entity)


def test_a_folder_without_a_table_is_a_problem(tmp_path: Path, samples_out: Path) -> None:
    (tmp_path / "graph.ttl").write_bytes((samples_out / "graph.ttl").read_bytes())
    half = kg.load(tmp_path)
    assert len(half.query("SELECT * { ?who tp:memberOf tpe:aukus }")) == 3
    for attempt in (half.entities, half.assertions, half.show()._repr_html_):
        with pytest.raises(Problem, match="kg build"):
            attempt()
    with pytest.raises(Problem, match="no such file or folder"):
        kg.load(tmp_path / "gone")


def test_the_page_is_drawn_apart_from_the_notebook(graph: kg.Graph) -> None:
    html = graph.show(height=400)._repr_html_()
    head, _, rest = html.partition("<iframe ")
    attributes, _, page = rest.removesuffix('"></iframe>').partition(' srcdoc="')
    assert 'sandbox="allow-scripts allow-downloads allow-popups"' in attributes and 'height="400"' in attributes
    assert "<" not in page and '"' not in page
    assert unescape(page) == (graph.folder / "graph.html").read_text(encoding="utf-8")
    assert str(graph.folder / "graph.html") in head


def test_a_path_cannot_leave_its_attribute(tmp_path: Path) -> None:
    folder = tmp_path / '"><img src=x onerror=alert(1)>'
    folder.mkdir()
    (folder / "graph.html").write_text('<script>"&</script>', encoding="utf-8")
    html = kg.Graph(folder).show()._repr_html_()
    assert "<img" not in html and html.count("<script") == 0 and html.count("<iframe") == 1


@pytest.mark.parametrize("single", [True, False])
def test_build_returns_the_graph_and_warns_of_what_failed(tmp_path: Path, single: bool) -> None:
    path = tmp_path / "a.txt"
    path.write_text("2023年5月，美国商务部将华为列入实体清单。\n", encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        built = kg.build(path if single else iter([str(path)]), tmp_path / "out")
    assert built.problems == () and built.folder == tmp_path / "out"
    assert set(built.entities().key) >= {"huawei", "entity-list"}
    with pytest.warns(UserWarning, match="gone.txt: there is no such file"):
        built = kg.build([path, tmp_path / "gone.txt"], tmp_path / "out")
    assert len(built.problems) == 1
    with pytest.raises(Problem, match=r"gone\.txt"):
        kg.build(tmp_path / "gone.txt", tmp_path / "out")
    assert (tmp_path / "out" / "graph.html").is_file()


def test_only_public_names() -> None:
    assert {name: callable(getattr(kg, name)) for name in ("build", "load")} == {"build": True, "load": True}
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = kg.nonsense  # type: ignore[attr-defined]
