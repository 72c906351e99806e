"""The ontology as a value: what model.md fixes, what may stand where, and what a broken file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import paths
from kg.model import Problem
from kg.schema import ROOTS, Relation, Schema, default, load

# Class → its parent, as released. More may come; none of these may go.
CLASSES = {
    "Actor": "",
    "GeopoliticalEntity": "Actor",
    "Country": "GeopoliticalEntity",
    "Territory": "GeopoliticalEntity",
    "SupranationalUnion": "GeopoliticalEntity",
    "Region": "Actor",
    "Administration": "Actor",
    "GovernmentBody": "Actor",
    "IntergovernmentalOrganization": "Actor",
    "PoliticalParty": "Actor",
    "Company": "Actor",
    "ResearchOrganization": "Actor",
    "ThinkTank": "Actor",
    "IndustryAssociation": "Actor",
    "MediaOrganization": "Actor",
    "StandardsBody": "Actor",
    "Person": "Actor",
    "Policy": "",
    "Law": "Policy",
    "ExecutiveOrder": "Policy",
    "Regulation": "Policy",
    "Agreement": "Policy",
    "Declaration": "Policy",
    "ControlList": "Policy",
    "Strategy": "Policy",
    "Program": "Policy",
    "Report": "Policy",
    "Mechanism": "",
    "Alliance": "Mechanism",
    "Dialogue": "Mechanism",
    "Council": "Mechanism",
    "Partnership": "Mechanism",
    "WorkingGroup": "Mechanism",
    "Forum": "Mechanism",
    "ExportControlRegime": "Mechanism",
    "Technology": "",
    "PolicyConcept": "",
    "Event": "",
    "Product": "",
}
assert len(CLASSES) >= 39

# Relation → pairs of classes that it must allow.
RELATIONS: dict[str, list[tuple[str, str]]] = {
    "memberOf": [
        ("Country", "Alliance"),
        ("Country", "IntergovernmentalOrganization"),
        ("Company", "StandardsBody"),
        ("Country", "SupranationalUnion"),
        ("Company", "IndustryAssociation"),
    ],
    "partyTo": [("Country", "Agreement"), ("Country", "Declaration")],
    "initiated": [("Country", "Partnership"), ("Administration", "Program"), ("Country", "Agreement")],
    "issued": [("Person", "Law"), ("GovernmentBody", "Report")],
    "administers": [("GovernmentBody", "ControlList"), ("IntergovernmentalOrganization", "Mechanism")],
    "partOf": [
        ("GovernmentBody", "GovernmentBody"),
        ("WorkingGroup", "Dialogue"),
        ("Law", "Law"),
        ("Technology", "Technology"),
        ("GovernmentBody", "Country"),
    ],
    "targets": [("Program", "Country"), ("Alliance", "Country"), ("Country", "Company")],
    "coversTechnology": [("Law", "Technology"), ("Alliance", "Technology"), ("Agreement", "Technology")],
    "restricts": [("Country", "Company"), ("Law", "Country")],
    "restrictsTechnology": [("Country", "Technology"), ("Regulation", "Technology")],
    "listedOn": [("Company", "ControlList"), ("Person", "ControlList")],
    "cooperatesWith": [("Country", "Country"), ("Company", "ResearchOrganization")],
    "competesWith": [("Country", "Country"), ("Company", "Company")],
    "supports": [("Country", "Technology"), ("Person", "Law"), ("Country", "PolicyConcept"), ("Country", "Event")],
    "opposes": [("Country", "Alliance"), ("Company", "Law"), ("Country", "PolicyConcept"), ("Person", "Country")],
    "funds": [("Law", "Technology"), ("GovernmentBody", "Company"), ("Country", "Program")],
    "basedOn": [("Program", "Law"), ("Alliance", "Agreement")],
    "amends": [("Law", "Law"), ("Regulation", "ExecutiveOrder")],
    "replaces": [
        ("ExportControlRegime", "ExportControlRegime"),
        ("Agreement", "Agreement"),
        ("Administration", "Administration"),
    ],
    "affiliatedWith": [("Person", "GovernmentBody"), ("Person", "Company")],
    "appointed": [("Person", "Person"), ("Country", "Person")],
    "withdrewFrom": [
        ("Country", "Agreement"),
        ("Country", "IntergovernmentalOrganization"),
        ("Country", "Program"),
        ("Company", "Partnership"),
    ],
    "advocates": [("Country", "PolicyConcept"), ("Strategy", "PolicyConcept"), ("Alliance", "PolicyConcept")],
    "basedIn": [("Company", "Country"), ("ThinkTank", "Territory")],
}
assert len(RELATIONS) == 24

FORBIDDEN = [
    ("Technology", "memberOf", "Alliance"),
    ("Country", "memberOf", "Technology"),
    ("Country", "partyTo", "Law"),
    ("Law", "issued", "Law"),
    ("Company", "administers", "ControlList"),
    ("Law", "partOf", "Country"),
    ("Technology", "partOf", "Company"),
    ("Country", "coversTechnology", "Technology"),
    ("Country", "restricts", "Technology"),
    ("Country", "restrictsTechnology", "Country"),
    ("Company", "listedOn", "Law"),
    ("Technology", "cooperatesWith", "Country"),
    ("Law", "supports", "Country"),
    ("Country", "opposes", "Technology"),
    ("Country", "amends", "Law"),
    ("Law", "replaces", "Country"),
    ("Country", "affiliatedWith", "GovernmentBody"),
    ("Country", "appointed", "Law"),
    ("Country", "withdrewFrom", "Law"),
    ("Country", "advocates", "Technology"),
    ("Person", "basedIn", "Country"),
    ("Nothing", "memberOf", "Alliance"),
    ("Country", "memberOf", "Nothing"),
]
assert len(FORBIDDEN) >= 23


@pytest.mark.parametrize(("name", "parent"), CLASSES.items())
def test_classes(name: str, parent: str) -> None:
    schema = default()
    assert schema.ancestors[name][:2] == ((name, parent) if parent else (name,))
    assert schema.family(name) in ROOTS


@pytest.mark.parametrize(("name", "pairs"), RELATIONS.items())
def test_relations_allow(name: str, pairs: list[tuple[str, str]]) -> None:
    assert [p for p in pairs if not default().allows(p[0], name, p[1])] == []


@pytest.mark.parametrize(("subject", "relation", "object_"), FORBIDDEN)
def test_relations_forbid(subject: str, relation: str, object_: str) -> None:
    assert not default().allows(subject, relation, object_)


def test_symmetric_relations() -> None:
    assert {r.name for r in default().relations.values() if r.symmetric} == {"cooperatesWith", "competesWith"}


def test_relations_of_one_family() -> None:
    assert {r.name for r in default().relations.values() if r.same_family} == {"partOf", "replaces"}


def test_relations_that_happen_once() -> None:
    once = {"memberOf", "partyTo", "initiated", "issued", "listedOn", "withdrewFrom"}
    assert {r.name for r in default().relations.values() if r.once} == once


@pytest.mark.parametrize("language", ["en", "zh"])
def test_everything_has_a_label(language: str) -> None:
    schema = default()
    terms = [*schema.classes, *schema.relations]
    assert [t for t in terms if not schema.labels.get(t, {}).get(language)] == []
    labels = [schema.labels[t][language] for t in schema.classes]
    assert len(set(labels)) == len(labels), "no two classes share a label"


def test_every_relation_of_the_file_is_known_by_the_tables_above() -> None:
    assert set(default().relations) >= set(RELATIONS)
    assert set(default().classes) >= set(CLASSES)


FAMILIES = [
    ("Country", "Actor"),
    ("Law", "Policy"),
    ("Forum", "Mechanism"),
    ("Technology", "Technology"),
    ("Nothing", ""),
]


@pytest.mark.parametrize(("cls", "family"), FAMILIES)
def test_families(cls: str, family: str) -> None:
    assert default().family(cls) == family


IS_A = [
    ("Country", "Actor", True),
    ("Country", "Country", True),
    ("Country", "Policy", False),
    ("Actor", "Country", False),
    ("Nothing", "Actor", False),
]


@pytest.mark.parametrize(("cls", "ancestor", "expected"), IS_A)
def test_is_a(cls: str, ancestor: str, expected: bool) -> None:
    assert default().is_a(cls, ancestor) is expected
    assert default().is_any(cls, ("Event", ancestor)) is expected
    assert default().is_any(cls, ()) is False


def test_labels_fall_back_to_names() -> None:
    assert default().label("Country", "zh") == "国家"
    assert default().label("Country", "fr") == "Country"
    assert default().label("Nothing", "en") == "Nothing"


# ------------------------------------------------------------------ files
HEAD = """@prefix tp: <https://w3id.org/techpolicy-kg/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
SMALL = HEAD + (
    "tp:Actor a owl:Class .\n"
    'tp:Country a owl:Class ; rdfs:subClassOf tp:Actor ; rdfs:label "country"@en , "国家"@zh .\n'
    "tp:Claim a owl:Class .\n"
    "tp:knows a tp:Relation , owl:SymmetricProperty ; tp:subjectClass tp:Actor ; tp:objectClass tp:Country .\n"
    "tp:near a tp:Relation ; tp:sameFamily true .\n"
    "tp:met a tp:Relation ; tp:happensOnce true .\n"
)


def test_a_small_ontology(tmp_path: Path) -> None:
    path = tmp_path / "small.ttl"
    path.write_text(SMALL, encoding="utf-8")
    assert load(path) == Schema(
        {"Actor": ("Actor",), "Country": ("Country", "Actor")},
        {
            "knows": Relation("knows", frozenset({"Actor"}), frozenset({"Country"}), True, False),
            "near": Relation("near", frozenset(), frozenset(), False, True),
            "met": Relation("met", frozenset(), frozenset(), False, False, True),
        },
        {"Country": {"en": "country", "zh": "国家"}},
    )


BROKEN = [
    ("not Turtle at all", "not valid Turtle"),
    (SMALL + "tp:Law a owl:Class ;\n", "not valid Turtle"),
    (SMALL + "tp:Law a owl:Class\ntp:Act a owl:Class .\n", "not valid Turtle"),
    (SMALL + "x:Law a owl:Class .\n", "not valid Turtle"),
    (SMALL + "tp:Law a owl:Class ; rdfs:subClassOf tp:Policies .\n", "class 'Law' has the unknown parent 'Policies'"),
    (
        SMALL + "tp:likes a tp:Relation ; tp:subjectClass tp:Actors .\n",
        "relation 'likes' names the unknown class 'Actors'",
    ),
    (
        SMALL + "tp:likes a tp:Relation ; tp:objectClass tp:Claim .\n",
        "relation 'likes' names the unknown class 'Claim'",
    ),
]
assert len(BROKEN) >= 7


@pytest.mark.parametrize(("turtle", "message"), BROKEN)
def test_a_broken_ontology_is_a_problem_that_names_the_file(tmp_path: Path, turtle: str, message: str) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text(turtle, encoding="utf-8")
    with pytest.raises(Problem) as caught:
        load(path)
    assert message in caught.value.message
    assert caught.value.where.startswith(str(path))


def test_bad_turtle_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text(SMALL + "tp:Law a owl:Class ;;; [\n", encoding="utf-8")
    with pytest.raises(Problem) as caught:
        load(path)
    line = caught.value.where.removeprefix(f"{path}:")
    assert line.isdigit()
    assert abs(int(line) - len(SMALL.splitlines())) <= 2
    assert caught.value.cure


def test_an_absent_ontology_is_a_problem_with_a_cure(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        load(tmp_path / "absent.ttl")
    assert caught.value.where == str(tmp_path / "absent.ttl")
    assert "techpolicy.ttl" in caught.value.cure


def test_the_shipped_ontology_is_where_paths_says() -> None:
    assert load(paths.ontology() / "techpolicy.ttl") == default()
