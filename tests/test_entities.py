"""Entities of a graph by any of their names, terms by name or label, and names that the graph does not know."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import ENTITIES, knowledge

from kg import entities, rdf, store
from kg.entities import Directory, fold, key_of
from kg.model import Entity, Knowledge, Modality, Problem
from kg.schema import default as default_schema

MORE = (
    Entity("aukus", "Alliance", "美英澳三边安全伙伴关系", "AUKUS", ("奥库斯", "AUKUS pact")),
    Entity("aukus-pillar-ii", "Program", "奥库斯第二支柱", "AUKUS Pillar II", parent="aukus"),
    Entity("us-department-of-commerce", "GovernmentBody", "美国商务部", "US Department of Commerce", (), ("商务部", "Commerce")),
    Entity("china-ministry-of-commerce", "GovernmentBody", "中国商务部", "Ministry of Commerce of China", ("MOFCOM",), ("商务部",)),
    Entity("commerce-clause", "Law", "商业条款", "Commerce Clause", (), ("Commerce",)),
    Entity("https://example.org/x/1", "Company", "", "Foreign & Co"),
    Entity("strange/键 %41", "Person", "<b>怪</b>", ""),
)  # fmt: skip


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Directory:
    folder = tmp_path_factory.mktemp("out")
    own = [e for e in MORE if "://" not in e.key]
    rdf.write(Knowledge(knowledge().extractions, (*ENTITIES, *own)), folder)
    foreign = (
        '<https://example.org/x/1> a tp:Company ; rdfs:label "Foreign & Co"@en .\n_:b a tp:Person ; rdfs:label "x" .\n'
    )
    with (folder / "graph.ttl").open("a", encoding="utf-8") as file:
        file.write(foreign)
    (folder / "graph.trig").unlink()
    return Directory(store.load(folder))


def test_entities_are_what_was_written(directory: Directory) -> None:
    wanted = {e.key: e for e in (*ENTITIES, *MORE)}
    assert set(directory.entities) == set(wanted)
    for key, e in wanted.items():
        found = directory.entities[key]
        assert replace(found, aliases=(), context=()) == replace(e, aliases=(), context=())
        assert (sorted(found.aliases), sorted(found.context)) == (sorted(e.aliases), sorted(e.context))


def test_forms_are_those_of_the_documents(directory: Directory) -> None:
    assert directory.forms["chip-4"] == {"Chip 4": 1, "芯片四方联盟": 1}
    assert "lithography" in directory.forms and "aukus" not in directory.forms


FOLDED = [
    ("《華為》", "华为"),
    ("Fab-4", "fab4"),
    ("ＦＡＢ　４", "fab4"),
    ("“芯片四方 联盟”", "芯片四方联盟"),
    ("U.S.", "us"),
    ("C++", "c"),
    ("……", "......"),
    ("\ud800", "?"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_names_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=30))
def test_any_text_folds_and_folding_again_changes_nothing_that_matters(text: str) -> None:
    assert fold(fold(text)) == fold(fold(fold(text)))


# a name, and the best hit: key, form, how, match
FOUND = [
    ("芯片四方联盟", ("chip-4", "芯片四方联盟", "label", "exact")),
    ("fab-4", ("chip-4", "Fab 4", "alias", "exact")),
    ("芯片四方", ("chip-4", "芯片四方联盟", "label", "begins with it")),
    ("四方", ("chip-4", "芯片四方联盟", "label", "contains it")),
    ("華為", ("huawei", "华为", "label", "exact")),
    ("huaway", ("huawei", "Huawei", "label", "similar")),
    ("aukus", ("aukus", "AUKUS", "label", "exact")),
    ("中方", ("china", "中方", "context", "exact")),
    ("HiSilicon", ("huawei", "Huawei | HiSilicon", "form", "contains it")),
    ("foreign & co", ("https://example.org/x/1", "Foreign & Co", "label", "exact")),
    ("xyzzy", None),
    ("", None),
    ("《》", None),
]


@pytest.mark.parametrize(("name", "best"), FOUND)
def test_the_best_hit(name: str, best: tuple[str, str, str, str] | None, directory: Directory) -> None:
    hits = directory.find(name)
    assert ((h := hits[0]).entity.key, h.form, h.how, h.match) == best if best else hits == []


def test_hits_are_distinct_and_limited(directory: Directory) -> None:
    keys = [hit.entity.key for hit in directory.find("a")]
    assert len(keys) == len(set(keys)) > 3
    assert [hit.entity.key for hit in directory.find("a", limit=2)] == keys[:2]


MEANT = [
    ("chip-4", (), "chip-4"),
    ("tpe:chip-4", (), "chip-4"),
    (" Chip 4 ", (), "chip-4"),
    ("https://w3id.org/techpolicy-kg/entity/chip-4", (), "chip-4"),
    ("<https://w3id.org/techpolicy-kg/entity/chip-4>", (), "chip-4"),
    ("칩4", (), "chip-4"),
    ("奥库斯", (), "aukus"),
    ("奧庫斯", (), "aukus"),
    ("MOFCOM", (), "china-ministry-of-commerce"),
    ("Commerce", ("GovernmentBody",), "us-department-of-commerce"),
    ("Commerce", ("Actor",), "us-department-of-commerce"),
    ("Commerce", ("Policy",), "commerce-clause"),
    ("https://example.org/x/1", (), "https://example.org/x/1"),
    ("专家", (), "专家-1"),
    ("strange/键 %41", (), "strange/键 %41"),
]


@pytest.mark.parametrize(("name", "classes", "key"), MEANT)
def test_a_name_means_one_entity(name: str, classes: tuple[str, ...], key: str, directory: Directory) -> None:
    assert directory.key(name, classes=classes) == key


UNMEANT = [
    ("商务部", (), "may mean several", ("china-ministry-of-commerce", "us-department-of-commerce")),
    ("商务部", ("GovernmentBody",), "may mean several", ("china-ministry-of-commerce",)),
    ("Commerce", ("Technology",), "may mean several", ("commerce-clause", "us-department-of-commerce")),
    ("huaway", (), "names no entity", ("huawei (Huawei)",)),
    ("xyzzy", (), "names no entity", ("try another",)),
    ("", (), "names no entity", ("try another",)),
]


@pytest.mark.parametrize(("name", "classes", "message", "near"), UNMEANT)
def test_a_name_that_means_none_or_several_is_a_problem(
    name: str, classes: tuple[str, ...], message: str, near: tuple[str, ...], directory: Directory
) -> None:
    with pytest.raises(Problem, match=message) as caught:
        directory.key(name, classes=classes)
    assert [n for n in near if n not in caught.value.cure] == []


TERMS = [("memberOf", "memberOf"), ("tp:memberOf", "memberOf"), ("member of", "memberOf"), ("成员", "memberOf"), ("MEMBER-OF", "memberOf")]  # fmt: skip


@pytest.mark.parametrize(("text", "name"), TERMS)
def test_a_relation_by_name_or_label(text: str, name: str) -> None:
    assert entities.term(text, default_schema().relations, what="relation") == name


def test_other_terms() -> None:
    assert entities.term("计划", Modality, what="modality") == "planned"
    with pytest.raises(Problem, match="no such relation") as caught:
        entities.term("memberoff", default_schema().relations, what="relation")
    assert caught.value.cure == "did you mean memberOf?"
    with pytest.raises(Problem, match="no such modality") as caught:
        entities.term("xyz", Modality, what="modality")
    assert caught.value.cure == "choose from asserted, negated, planned, possible"


STRANGE = [
    ("SELECT * { ?x tp:memberof ?y }", ["line 1, column 15: the ontology has no tp:memberof (did you mean tp:memberOf?)"]),
    ("SELECT * { ?x ?y tpe:huawey,\n tpe:huawey }", ["line 1, column 18: this graph has no entity tpe:huawey (did you mean tpe:huawei?)"]),
    ("SELECT * { ?x tp:memberOf tpe:chip-4 . ?x a tp:Country, rdfs:nonsense }", []),
    ("PREFIX tp: <a:> SELECT * { ?x tp:nonsense 'tp:nonsense' } # tp:nonsense", []),
    ("SELECT ?tp { ?tp <tp:nonsense> ?y }", []),
]  # fmt: skip


@pytest.mark.parametrize(("query", "said"), STRANGE)
def test_names_that_the_graph_does_not_know(query: str, said: list[str], directory: Directory) -> None:
    assert [str(problem) for problem in entities.strangers(query, directory)] == said


def test_keys_of_iris() -> None:
    for e in (*ENTITIES, *MORE):
        assert key_of(entities.iri_of(e.key)) == e.key
