"""``import kg`` in a notebook: build, load, tables, page."""

from __future__ import annotations

import json
import re
import warnings
from datetime import date
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
import rdflib

import kg
from kg import api, checks
from kg import iris as kg_iris
from kg import notebook as kg_notebook
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


def test_a_sound_graph_is_said_to_be(graph: kg.Graph) -> None:
    found = graph.validate()
    assert (len(found), found.worst, bool(found)) == (0, "", False)
    assert str(found).endswith(" triples, 158 constraints, 28 queries: nothing is wrong")
    assert "nothing is wrong" in found._repr_html_() and found.frame().empty
    with pytest.raises(Problem, match="there is no engine 'slow'"):
        graph.validate(engine="slow")


def test_what_is_wrong_is_a_table_with_sentence_and_cure(graph: kg.Graph, samples_out: Path, tmp_path: Path) -> None:
    """The verdicts are those of ``kg validate``; what strangers wrote is escaped."""
    text = (samples_out / "graph.ttl").read_text(encoding="utf-8")
    bad = "tpe:aukus a tp:Alianza .\n"
    (tmp_path / "g.ttl").write_text(
        text.replace("tp:modality tp:asserted", 'tp:modality "<script>sure"', 1) + bad, encoding="utf-8"
    )
    broken = kg.load(tmp_path / "g.ttl")
    found = broken.validate()
    frame, verdicts = found.frame(), checks.validate(broken.store)
    assert (
        found.report == verdicts and len(frame) == len(verdicts.findings) == len(found) == 2 and found.worst == "error"
    )
    assert list(frame.columns[:5]) == ["severity", "check", "node", "value", "sentence"]
    assert (frame.severity.dtype, frame.start.dtype) == ("string", "Int64") and frame.cure.notna().all()
    (row,) = frame[frame.check == "assertion-modality"].itertuples()
    assert (
        row.node.startswith("tpa:")
        and row.value == "<script>sure"
        and row.sentence in graph.assertions().evidence.tolist()
    )
    assert set(frame[frame.check == "class-unknown"].value) == {"tp:Alianza"}
    assert "error: assertion-modality: " in str(found) and row.node in str(found) and row.node in found._repr_html_()
    assert "&lt;script&gt;sure" in found._repr_html_() and "<script>" not in found._repr_html_()


TYPES = [
    (["1", ""], "Int64", [1, None]),
    (["9" * 30, ""], "object", [int("9" * 30), None]),
    (["1.5", "2"], "Float64", [1.5, 2.0]),
    (["true", f'"0"^^<{XSD}boolean>', ""], "boolean", [True, False, None]),
    (["true", "1"], "object", [True, 1]),
    ([f'"2024-02-29"^^<{XSD}date>', ""], "object", [date(2024, 2, 29), None]),
    ([f'"2023-02-29"^^<{XSD}date>'], "string", ["2023-02-29"]),
    ([f'"x"^^<{XSD}integer>'], "string", ["x"]),
    (["<https://w3id.org/techpolicy-kg/entity/chip-4>", '"华"'], "string", ["tpe:chip-4", "华"]),
    (["", ""], "object", [None, None]),
    ([], "object", []),
]


@pytest.mark.parametrize(("cells", "dtype", "values"), TYPES)
def test_values_are_typed(
    cells: list[str], dtype: str, values: list[object], graph: kg.Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Answer("select", ("x",), tuple((cell,) for cell in cells))
    monkeypatch.setattr(api.store, "query", lambda *_, **__: answer)
    monkeypatch.setattr(api.entities, "strangers", lambda *_: [])
    column = graph.query("…").x
    assert column.dtype == dtype
    assert [None if pd.isna(value) else value for value in column] == values


def test_ask_and_construct(graph: kg.Graph) -> None:
    assert graph.query("ASK { tpe:japan tp:memberOf tpe:aukus }").to_dict("list") == {"answer": [False]}
    assert graph.ask("ASK { tpe:japan tp:memberOf tpe:aukus }") is False
    assert graph.ask("ASK { tpe:australia tp:memberOf tpe:aukus }") is True
    made = graph.construct("CONSTRUCT WHERE { ?who tp:memberOf tpe:aukus }")
    assert len(made) == 3 and list(made.frame().columns) == ["subject", "predicate", "object"]
    assert set(made.frame().object) == {"tpe:aukus"}
    assert graph.query("CONSTRUCT WHERE { ?who tp:memberOf tpe:aukus }").equals(made.frame())
    for wrong in (graph.ask, graph.construct):
        with pytest.raises(Problem, match="another kind") as caught:
            wrong("SELECT * { ?who tp:memberOf tpe:aukus }")
        assert caught.value.cure.startswith("begin it with ")


def test_labels_on_request(graph: kg.Graph, samples_out: Path) -> None:
    text = """SELECT ?who ?how ?quote { ?c rdf:subject ?who ; rdf:predicate ?how ; rdf:object tpe:aukus ; tp:documents ?n .
              ?a tp:claim ?c ; tp:evidence/oa:exact ?quote FILTER(?how = tp:memberOf) } ORDER BY ?who"""
    plain = graph.query(text)
    assert list(plain.who) == ["tpe:australia", "tpe:united-kingdom", "tpe:united-states"]
    english, chinese = (graph.query(text, language=language) for language in ("en", "zh"))
    assert list(english.who) == ["Australia", "United Kingdom", "United States"] and set(english.how) == {"member of"}
    assert list(chinese.who) == ["澳大利亚", "英国", "美国"] and set(chinese.how) == {"成员"}
    assert list(plain.quote) == list(english.quote) == list(chinese.quote)
    assert kg.load(samples_out, language="zh").query(text).equals(chinese)
    literal = graph.query('SELECT ?x { VALUES ?x { "tpe:japan" tpe:japan } }', language="en")
    assert list(literal.x) == ["tpe:japan", "Japan"]


def test_names_that_nobody_bears_are_told(graph: kg.Graph) -> None:
    with pytest.warns(
        UserWarning, match=r"line 1, column 15: the ontology has no tp:memberof \(did you mean tp:memberOf"
    ):
        assert len(graph.query("SELECT * { ?x tp:memberof tpe:aukus }")) == 0
    with pytest.warns(UserWarning, match=r"no entity tpe:Aukus \(did you mean tpe:aukus") as told:
        assert not graph.ask("ASK { ?x tp:memberOf tpe:Aukus }")
    assert told[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(graph.query("SELECT * { ?x tp:memberOf tpe:aukus OPTIONAL { ?x tp:nonsense ?y } }")) == 3
        assert len(graph.query("SELECT * { ?x tp:memberOf tpe:huawei }")) == 0


def test_wrong_queries_name_the_place(graph: kg.Graph) -> None:
    with pytest.raises(Problem, match="line 2, column"):
        graph.query("SELECT * {\n nope:a ?b ?c }")
    with pytest.raises(Problem, match="took more than 1 seconds"):
        graph.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout=1)
    with pytest.raises(Problem) as caught:
        graph.query("SELECT ?中 {\n  ?中 tp:memberOf ?x ?y }")
    assert "\n".join(caught.value._render_traceback_()).endswith("  ?中 tp:memberOf ?x ?y }\n                     ^")
    assert caught.value.__notes__ == [caught.value.excerpt]


def test_the_limit_is_there_unless_lifted(samples_out: Path) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with pytest.raises(Problem, match="took more than 1 seconds"):
        kg.load(samples_out, timeout=1).query(endless)
    assert kg.load(samples_out).timeout == api.store.SECONDS
    assert kg.load(samples_out, timeout=None).ask("ASK {}")


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


def test_a_graph_without_tables_or_page(tmp_path: Path, samples_out: Path) -> None:
    (tmp_path / "graph.ttl").write_bytes((samples_out / "graph.ttl").read_bytes())
    for half in (kg.load(tmp_path), kg.load(tmp_path / "graph.ttl")):
        assert len(half.query("SELECT * { ?who tp:memberOf tpe:aukus }")) == 3
        assert half.entity("aukus").entity.en == "AUKUS"
        assert half.show().html.startswith("<!DOCTYPE html>")
        for attempt in (half.entities, half.assertions):
            with pytest.raises(Problem, match="kg build"):
                attempt()
    with pytest.raises(Problem, match="no such file or folder"):
        kg.load(tmp_path / "gone")


def test_find(graph: kg.Graph) -> None:
    found = graph.find("芯片四方")
    assert list(found.columns) == ["entity", "label_en", "label_zh", "class", "form", "how", "match", "mentions"]
    assert found.iloc[0].to_dict() | {"mentions": 0} == {
        "entity": "tpe:chip-4", "label_en": "Chip 4", "label_zh": "芯片四方联盟", "class": "Alliance",
        "form": "芯片四方", "how": "alias", "match": "exact", "mentions": 0,
    }  # fmt: skip
    assert found.mentions.iloc[0] > 1 and list(graph.find("晶片四方聯盟").entity[:1]) == ["tpe:chip-4"]
    assert len(graph.find("e", limit=3)) == 3 and len(graph.find("xyzzyqqq")) == 0


def test_entity(graph: kg.Graph) -> None:
    for name in ("aukus", "AUKUS", "奥库斯", "tpe:aukus"):
        card = graph.entity(name)
        assert card.entity.key == "aukus" and card.forms["AUKUS"] > 0
    assert {row.subject for row in card.quotes.frame().itertuples() if row.relation == "tp:memberOf"} == {
        "tpe:australia", "tpe:united-kingdom", "tpe:united-states",
    }  # fmt: skip
    assert "Australia – member of → AUKUS (asserted" in str(card) and repr(card) == str(card)
    assert "澳大利亚 – 成员 → " in str(graph.entity("aukus", language="zh"))
    assert "<bdi>Australia</bdi>" in card._repr_html_() and "联盟" in graph.entity("aukus", language="zh")._repr_html_()
    with pytest.raises(Problem, match="names no entity"):
        graph.entity("xyzzyqqq")


COLUMNS = [
    "claim",
    "subject",
    "relation",
    "object",
    "asserted",
    "planned",
    "negated",
    "possible",
    "sayings",
    "documents",
    "publishers",
    "languages",
    "first",
    "last",
    "quote",
]


def test_claims(graph: kg.Graph) -> None:
    members = graph.claims(relation="memberOf", object="aukus")
    assert list(members.columns) == COLUMNS and members.claim.str.startswith("tpc:").all()
    assert list(members.subject) == ["tpe:australia", "tpe:united-kingdom", "tpe:united-states"]
    assert members.asserted.min() >= 1 and members.quote.str.contains("AUKUS|三边安全伙伴关系").all()
    assert graph.claims(relation="成员", object="奥库斯").equals(members)
    labelled = graph.claims(relation="member of", object="aukus", language="en")
    assert list(labelled.subject) == ["Australia", "United Kingdom", "United States"]
    assert set(labelled.relation) == {"member of"} and list(labelled.claim) == list(members.claim)
    planned = graph.claims(modality="planned")
    assert planned.planned.min() >= 1 and planned.asserted.max() >= 1
    assert len(graph.claims(modality=["planned", "可能"])) > len(planned)
    assert len(graph.claims(modality="planned", since=2022)) < len(planned)
    both = graph.claims(entity="huawei")
    assert set(both.claim) >= set(graph.claims(subject="huawei").claim) | set(graph.claims(object=["huawei"]).claim)
    assert (both.subject.eq("tpe:huawei") | both.object.eq("tpe:huawei")).all()
    total = graph.query("SELECT (COUNT(DISTINCT ?c) AS ?n) (COUNT(DISTINCT ?a) AS ?m) { ?a tp:claim ?c }")
    every = graph.claims()
    assert len(every) == total.n[0] and every.sayings.sum() == total.m[0]
    counted = graph.query(
        "SELECT ?claim ?documents ?languages ?first ?last { ?claim a tp:Claim ; tp:documents ?documents ; "
        "tp:languages ?languages OPTIONAL { ?claim tp:first ?first } OPTIONAL { ?claim tp:last ?last } }"
    ).set_index("claim")
    own = every.set_index("claim")[["documents", "languages", "first", "last"]].sort_index()
    pd.testing.assert_frame_equal(own, counted.sort_index(), check_dtype=False)


def test_claims_that_nobody_makes(graph: kg.Graph) -> None:
    none = graph.claims(subject="aukus", relation="issued")
    assert list(none.columns) == COLUMNS and len(none) == 0
    for wrong in ({"relation": "memberoff"}, {"modality": "sure"}, {"subject": "xyzzyqqq"}, {"since": "soon"}):
        with pytest.raises(Problem):
            graph.claims(**wrong)  # type: ignore[arg-type]


def test_evidence(graph: kg.Graph) -> None:
    members = graph.claims(relation="memberOf", object="aukus")
    one = graph.evidence(members.claim[0])
    assert len(one) == members.sayings[0] == len(one.frame())
    assert one.frame().equals(graph.evidence(members.iloc[0]).frame())
    assert one.frame().equals(graph.evidence(("澳大利亚", "memberOf", "aukus")).frame())
    assert len(graph.evidence(members)) == members.sayings.sum()
    frame = graph.evidence(members).frame()
    assert {"quote", "document", "start", "end", "modality", "date", "from", "to", "attributed_to"} <= set(
        frame.columns
    )
    assert all(isinstance(day, date) for day in frame["from"].dropna()) and set(frame.modality) == {"tp:asserted"}
    text = (api.Path(__file__).parent.parent / "seeds" / "sample-en-alliances.txt").read_text(encoding="utf-8")
    here = frame[frame.document == "tpd:sample-en-alliances"]
    assert len(here) and all(text[row.start : row.end] == row.quote for row in here.itertuples())
    assert "Australia – member of → AUKUS" in str(one) and "<blockquote" in one._repr_html_()
    assert set(graph.evidence(members, language="zh").frame().modality) == {"断言"}
    for nothing in ("tpc:0", ("aukus", "memberOf", "aukus"), members.iloc[:0]):
        assert len(graph.evidence(nothing)) == 0 and str(graph.evidence(nothing)) == "No saying fits."
    with pytest.raises(Problem, match="a claim has subject, relation and object"):
        graph.evidence(("japan", "memberOf"))
    with pytest.raises(Problem, match=r"'fr': there are no labels in this language \(choose en or zh\)"):
        graph.claims(subject="japan", language="fr")
    assert "澳大利亚" in set(graph.claims(object="aukus", language="zh-Hant").subject)


def test_network(graph: kg.Graph) -> None:
    net = graph.network(since=2021, relations=["memberOf", "合作"])
    assert "sayings: asserted; since: 2021" in str(net) and net.metrics["rank"].iloc[0] == 1
    assert {"entity", "class", "cluster", "degree", "betweenness"} <= set(net.metrics.columns)
    assert set(net.clusters.entity) <= set(graph.entities().entity)
    whole = graph.network(language="zh")
    assert "美国" in set(whole.metrics.entity) and len(whole.metrics) > len(net.metrics)
    assert "<table" in whole._repr_html_() and "断言" in str(whole)
    assert (
        "rank_low" in net.metrics
        and "languages" not in net.metrics.attrs["slice"]
        and "since: 2021" in net.metrics.attrs["slice"]
    )
    assert net.words[0].count("most central actor") == 1 and net.findings.actors[0].own == 1
    assert set(net.table("signs").columns) > {"positive", "negative_low", "slice"}
    assert net.markdown().startswith("# Who is central")
    with pytest.raises(Problem, match="no table 'sign'"):
        net.table("sign")
    rolled = graph.network(projection="signed", roll_up="country", weight="documents", periods="2017..2020,2021..2024")
    assert "shared out among them" in rolled.metrics.attrs["slice"]
    assert set(rolled.table("periods").period) == {"2017–2020", "2021–2024"}
    assert set(net.graph().nodes) == {e.removeprefix("tpe:") for e in net.metrics.entity}
    assert all("bipartite" in data for _, data in net.graph("membership").nodes(data=True))
    with pytest.raises(Problem, match="no projection"):
        net.graph("nonsense")
    with pytest.raises(Problem, match="no such class"):
        graph.network(classes="Nonsense")


def drawn(page: kg_notebook.Page) -> tuple[set[str], int]:
    """The keys of the entities and the number of lines in a page."""
    [block] = re.findall(r'<script type="application/json" id="kg-graph">(.*?)</script>', page.html, re.DOTALL)
    value = json.loads(block)
    return set(value["nodes"]["key"]), len(value["lines"]["s"])


def test_show_draws_what_it_is_given(graph: kg.Graph) -> None:
    members = graph.claims(relation="memberOf", object="aukus")
    ends = {"aukus", "australia", "united-kingdom", "united-states"}
    keys, lines = drawn(graph.show("奥库斯"))
    assert ends < keys and lines > 3
    assert drawn(graph.show(graph.entity("aukus"))) == (keys, lines)
    assert drawn(graph.show(members)) == drawn(graph.show(graph.evidence(members))) == (ends, 3)
    assert drawn(graph.show(members.iloc[0])) == ({"aukus", "australia"}, 1)
    assert drawn(graph.show(members.claim)) == (ends, 3)
    assert drawn(graph.show(graph.construct("CONSTRUCT WHERE { ?who tp:memberOf tpe:aukus }"))) == (ends, 3)
    among = graph.query(
        "SELECT ?a ?b { ?c rdf:subject ?a ; rdf:object ?b VALUES (?a ?b) { (tpe:china tpe:united-states) } }"
    )
    assert drawn(graph.show(among))[0] == {"china", "united-states"} and drawn(graph.show(among))[1] > 1
    assert drawn(graph.show(["tpe:aukus"])) == drawn(graph.show("aukus"))
    net = graph.network(relations="memberOf")
    keys, _ = drawn(graph.show(net))
    assert {e.removeprefix("tpe:") for e in net.metrics.entity} <= keys
    for nothing in (
        members.iloc[:0],
        ["x"],
        graph.query("SELECT ?q { ?s oa:exact ?q } LIMIT 1"),
        graph.evidence("tpc:0"),
    ):
        with pytest.raises(Problem, match="nothing to draw"):
            graph.show(nothing)


def test_the_page_is_drawn_apart_from_the_notebook(graph: kg.Graph, tmp_path: Path) -> None:
    page = graph.show(height=400)
    html = page._repr_html_()
    head, _, rest = html.partition("<iframe ")
    attributes, _, source = rest.removesuffix('"></iframe>').partition(' srcdoc="')
    assert 'sandbox="allow-scripts allow-downloads allow-popups"' in attributes and 'height="400"' in attributes
    assert "<" not in source and '"' not in source
    assert unescape(source) == (graph.folder / "graph.html").read_text(encoding="utf-8")
    assert str(graph.folder / "graph.html") in head
    saved = page.save(tmp_path / "p.html")
    assert saved.read_text(encoding="utf-8") == page.html and "kB" in repr(page)
    with pytest.raises(Problem, match="cannot be written"):
        page.save(tmp_path)


def test_a_path_cannot_leave_its_attribute(tmp_path: Path) -> None:
    folder = tmp_path / '"><img src=x onerror=alert(1)>'
    folder.mkdir()
    (folder / "graph.html").write_text('<script>"&</script>', encoding="utf-8")
    html = kg.Graph(folder).show()._repr_html_()
    assert "<img" not in html and html.count("<script") == 0 and html.count("<iframe") == 1
    (folder / "graph.html").write_bytes(b"\xff")
    with pytest.raises(Problem, match="cannot be read"):
        kg.Graph(folder).show()


def test_triples_in_every_form(graph: kg.Graph) -> None:
    made = graph.construct("CONSTRUCT { ?e rdfs:label ?l ; a ?c } { ?e rdfs:label ?l ; a ?c FILTER(?e = tpe:aukus) }")
    assert str(made).startswith("@prefix") and "tpe:aukus a tp:Alliance ;" in str(made) and repr(made) == str(made)
    assert "@prefix oa:" not in str(made)
    assert set(made.to_rdflib()) == set(rdflib.Graph().parse(data=str(made), format="turtle"))
    nasty = graph.construct('CONSTRUCT { <a:a> rdfs:label "</pre><script>\\u202E" } {}')
    assert "<script>" not in nasty._repr_html_() and "\u202e" not in nasty._repr_html_()
    many = graph.construct("CONSTRUCT WHERE { ?s oa:exact ?o }")
    assert many._repr_html_().count("\n") <= 201 and "… +" in many._repr_html_()


@pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")  # rdflib's own use of itself
def test_rdflib_gets_the_same_graph(graph: kg.Graph) -> None:
    whole = graph.to_rdflib()
    assert type(whole) is rdflib.Graph
    assert set(whole) == set(rdflib.Graph().parse(graph.folder / "graph.ttl", format="turtle"))
    assert whole.qname("https://w3id.org/techpolicy-kg/entity/aukus") == "tpe:aukus"
    named = graph.to_rdflib(named=True)
    assert isinstance(named, rdflib.Dataset)
    quads: dict[str, int] = {}
    for *_, name in named.quads():
        quads[str(name)] = quads.get(str(name), 0) + 1
    documents = graph.query(
        "SELECT ?d (COUNT(*) AS ?n) { GRAPH ?d { ?s ?p ?o } FILTER(!STRENDS(STR(?d), 'ontology')) } GROUP BY ?d"
    )
    assert quads == {kg_iris.expand(d): n for d, n in zip(documents.d, documents.n, strict=True)} and len(quads) == 11


def test_questions_by_name(graph: kg.Graph) -> None:
    listed = graph.questions()
    assert list(listed.columns) == ["question", "takes", "en", "zh"] and len(listed) >= 30
    found = graph.answer("members-of", "奥库斯", since=2021)
    assert list(found.member) == ["tpe:australia", "tpe:united-kingdom", "tpe:united-states"]
    assert graph.query(found.attrs["sparql"]).equals(found)
    assert list(graph.answer("members-of", "aukus", language="zh").modality) == ["断言"] * 3
    assert len(graph.answer("members-of", "aukus", since=2022)) == 0
    with pytest.raises(Problem, match="no such question"):
        graph.answer("members-off", "aukus")


def test_export(graph: kg.Graph, tmp_path: Path) -> None:
    assert graph.export(tmp_path / "g.nq") == (tmp_path / "g.nq",)
    assert len(graph.export(tmp_path / "tables", "csv")) == 2
    assert kg.load(tmp_path / "g.nq").ask("ASK { tpe:australia tp:memberOf tpe:aukus }")


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


def test_a_document_is_read_in_its_page(graph: kg.Graph, samples_out: Path, tmp_path: Path) -> None:
    page = graph.read("sample-zh-china", height=300)
    assert page.html == (samples_out / "documents" / "sample-zh-china.html").read_text(encoding="utf-8")
    assert 'height="300"' in page._repr_html_()
    assert page.save(tmp_path / "page.html").read_text(encoding="utf-8") == page.html
    with pytest.raises(Problem, match="no reader of such a document") as caught:
        graph.read("../graph")
    assert "sample-en-alliances" in caught.value.cure
    alone = kg.load(samples_out / "graph.ttl")
    with pytest.raises(Problem) as caught:
        alone.read("sample-zh-china")
    assert "kg build" in caught.value.cure
