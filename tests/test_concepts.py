"""Technologies and doctrines as SKOS vocabularies."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Graph, Literal, Namespace

from kg import concepts, paths, registry, schema, triples
from kg.iris import ENTITY, ONTOLOGY
from kg.model import Entity, Problem

TP = Namespace(ONTOLOGY)


@pytest.mark.parametrize(("cls", "scheme"), triples.SCHEMES.items())
def test_a_scheme_is_sound_skos(cls: str, scheme: str) -> None:
    found = Graph().parse(data=concepts.turtle(scheme, registry.default(), schema.default()), format="turtle")
    declared = Graph().parse(paths.ontology() / "techpolicy.ttl", format="turtle")
    assert (TP[scheme], RDF.type, SKOS.ConceptScheme) in declared
    members = set(found.subjects(RDF.type, SKOS.Concept))
    assert {str(m) for m in members} == {ENTITY + e.key for e in registry.default() if e.cls == cls}
    assert set(found.subjects(SKOS.inScheme, TP[scheme])) == members
    assert {s for s, _ in found.subject_objects(SKOS.broader)} | set(
        found.objects(TP[scheme], SKOS.hasTopConcept)
    ) == members
    assert set(found.subjects(SKOS.topConceptOf, TP[scheme])) == set(found.objects(TP[scheme], SKOS.hasTopConcept))
    assert set(found.objects(None, SKOS.broader)) <= members
    for member in members:
        labels = [label.language for label in found.objects(member, SKOS.prefLabel) if isinstance(label, Literal)]
        assert sorted(labels) == ["en", "zh"], member
        names = [set(found.objects(member, p)) for p in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)]
        assert not any(one & other for one, other in combinations(names, 2)), member
    tops = set(found.objects(TP[scheme], SKOS.hasTopConcept))
    for member in members:
        above = set(found.transitive_objects(member, SKOS.broader))
        assert above & tops, f"{member} leads to no top concept"


def test_schemes_are_written_into_a_folder(tmp_path: Path) -> None:
    concepts.write(tmp_path / "new")
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == ["doctrines.ttl", "technologies.ttl"]
    with pytest.raises(Problem, match="cannot write there"):
        concepts.write(tmp_path / "new" / "doctrines.ttl")


def test_a_concept_whose_parent_is_elsewhere_is_on_top() -> None:
    rows = [Entity("a", "Technology", "甲", "A", parent="b"), Entity("b", "Company", "乙", "B")]
    text = concepts.turtle("technologies", rows, schema.default())
    assert "skos:topConceptOf tp:technologies" in text and "skos:broader" not in text and "tpe:b a" not in text
