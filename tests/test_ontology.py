"""The ontology as a publication: complete in both languages, tied to terms that exist, consistent, with a page."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import owlrl
import pytest
import rdflib
from conftest import ROOT
from rdflib import OWL, RDF, RDFS, SDO, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, ORG, PROV

from kg import paths, schema
from kg.iris import ONTOLOGY, PREFIXES

TP = Namespace(ONTOLOGY)
FILES = ("techpolicy.ttl", "alignments.ttl", "shapes.ttl")
VOCABULARIES = Path(__file__).parent / "vocabularies"
GOOD = Path(__file__).parent / "broken" / "good.ttl"
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


def graph(*names: str) -> Graph:
    found = Graph()
    for name in names:
        found.parse(paths.ontology() / name, format="turtle")
    return found


ONTOLOGY_GRAPH = graph("techpolicy.ttl")
ALIGNMENTS = graph("alignments.ttl")
TERMS = sorted({str(s) for s in ONTOLOGY_GRAPH.subjects(RDF.type) if str(s).startswith(ONTOLOGY)})
assert len(TERMS) >= 114


def local(term: str) -> str:
    return term.removeprefix(ONTOLOGY)


def languages(term: str, predicate: URIRef) -> list[str]:
    values = ONTOLOGY_GRAPH.objects(URIRef(term), predicate)
    return sorted(value.language or "" for value in values if isinstance(value, Literal))


# ------------------------------------------------------------------ complete
@pytest.mark.parametrize("term", TERMS, ids=local)
def test_a_term_has_label_definition_and_example(term: str) -> None:
    assert languages(term, RDFS.label) == ["en", "zh"]
    assert languages(term, SKOS.definition) == ["en", "zh"]
    assert languages(term, SKOS.example)
    for value in ONTOLOGY_GRAPH.objects(URIRef(term), None):
        if isinstance(value, Literal) and value.language == "zh":
            assert re.search("[\u4e00-\u9fff]|SHA-256", value), value
    for definition in ONTOLOGY_GRAPH.objects(URIRef(term), SKOS.definition):
        assert definition.endswith((".", "。"))


@pytest.mark.parametrize(
    "term", [t for t in TERMS if any((URIRef(t), RDF.type, p) in ONTOLOGY_GRAPH for p in PROPERTIES)], ids=local
)
def test_a_property_has_domain_and_range_or_says_why_not(term: str) -> None:
    this = URIRef(term)
    notes = [str(note) for note in ONTOLOGY_GRAPH.objects(this, SKOS.scopeNote)]
    for what, zh, predicates in (
        ("domain", "无定义域：", (RDFS.domain, TP.subjectClass)),
        ("range", "无值域：", (RDFS.range, TP.objectClass)),
    ):
        has = any((this, p, None) in ONTOLOGY_GRAPH for p in predicates)
        reasons = [n for n in notes if n.startswith((f"No {what}: ", zh)) and len(n) > len(zh) + 3]
        assert len(reasons) == (0 if has else 2), f"{local(term)} needs a {what} or a reason in both languages"


def test_terms_are_one_thing() -> None:
    kinds = (OWL.Class, *PROPERTIES, TP.Modality, SKOS.ConceptScheme)
    for term in TERMS:
        assert sum((URIRef(term), RDF.type, kind) in ONTOLOGY_GRAPH for kind in kinds) == 1, term
    classes = {local(t) for t in TERMS if (URIRef(t), RDF.type, OWL.Class) in ONTOLOGY_GRAPH}
    assert {c for c in classes if not c[0].isupper()} == set()
    assert {local(t) for t in TERMS if local(t) not in classes and local(t)[0].isupper()} == set()


@pytest.mark.parametrize("name", FILES)
def test_files_have_a_version_and_import_nothing(name: str) -> None:
    found = graph(name)
    (header,) = found.subjects(RDF.type, OWL.Ontology)
    assert list(found.subject_objects(OWL.imports)) == []
    version = found.value(header, OWL.versionInfo)
    assert re.fullmatch(r"\d+\.\d+\.\d+", str(version))
    assert found.value(header, DCTERMS.license) and len(list(found.objects(header, DCTERMS.title))) == 2
    assert str(found.value(header, OWL.versionIRI)) == f"{header}/{version}"
    assert not [t for t in found.all_nodes() if isinstance(t, rdflib.BNode)] or name == "shapes.ttl"


def test_the_roots_are_disjoint() -> None:
    for one, other in combinations(schema.ROOTS, 2):
        assert ((TP[one], OWL.disjointWith, TP[other]) in ONTOLOGY_GRAPH) or (
            (TP[other], OWL.disjointWith, TP[one]) in ONTOLOGY_GRAPH
        ), (one, other)


# ------------------------------------------------------------------ tied to what exists
def snapshot(name: str) -> set[str]:
    lines = (VOCABULARIES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return {line for line in lines if not line.startswith("#")}


# Closed namespaces of rdflib; for the others lists of their terms, whose first line says of which release.
OA = Namespace(PREFIXES["oa"])
ELI = Namespace("http://data.europa.eu/eli/ontology#")
FTM = Namespace("https://schema.followthemoney.tech/#")
LISTED = {str(space): snapshot(name) for space, name in ((OA, "oa"), (ELI, "eli"), (FTM, "ftm"))}
CLOSED = (ORG, FOAF, SDO, SKOS, PROV, DCTERMS, RDF, RDFS, OWL)


def exists(term: URIRef) -> bool:
    for space, names in LISTED.items():
        if term.startswith(space):
            return term.removeprefix(space) in names
    for closed in CLOSED:
        if term.startswith(str(closed)):
            return term in closed
    return str(term) in TERMS


KNOWN = [
    (ORG.OrganizationalCollaboration, True),
    (URIRef(f"{ORG}OrganisationalCollaboration"), False),
    (URIRef(f"{SDO}PoliticalParty"), False),
    (SDO.Corporation, True),
    (OA.TextPositionSelector, True),
    (OA.TextPosition, False),
    (ELI.LegalResource, True),
    (ELI.LegalAct, False),
    (FTM.PublicBody, True),
    (FTM.Country, False),
    (TP.Actor, True),
    (TP.Actors, False),
    (URIRef("http://example.org/a"), False),
]


@pytest.mark.parametrize(("term", "known"), KNOWN)
def test_terms_are_checked_against_their_vocabularies(term: URIRef, known: bool) -> None:
    assert exists(term) is known


def test_alignments_tie_terms_that_exist() -> None:
    ties = [(s, p, o) for s, p, o in ALIGNMENTS if str(s).startswith(ONTOLOGY)]
    assert [t for t in ties if not all(map(exists, t))] == []
    assert {p for _, p, _ in ties} == {RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch}
    assert len(ties) >= 120


def test_alignments_reach_every_vocabulary_asked_for() -> None:
    targets = [str(o) for s, _, o in ALIGNMENTS if str(s).startswith(ONTOLOGY)]
    for space in (ORG, FOAF, SDO, SKOS, PROV, OA, ELI, FTM, DCTERMS):
        assert [t for t in targets if t.startswith(str(space))], space


def test_classes_go_to_classes_and_properties_to_properties() -> None:
    for subject, predicate, target in ALIGNMENTS:
        if not str(subject).startswith(ONTOLOGY) or target.startswith(str(FTM)):
            continue
        name = re.split("[/#]", target)[-1]
        assert local(str(subject))[0].isupper() == name[0].isupper(), (subject, target)
        if predicate != SKOS.closeMatch:
            assert (predicate == RDFS.subClassOf) == name[0].isupper(), (subject, target)


def test_every_class_of_entities_is_tied_to_something() -> None:
    tied = {local(str(s)) for s in ALIGNMENTS.subjects()}
    loose = {c for c in schema.default().classes if not tied & set(schema.default().ancestors[c])}
    assert loose == set()


@pytest.mark.skipif(not importlib.util.find_spec("followthemoney"), reason="needs the package followthemoney")
def test_the_list_of_followthemoney_is_that_of_the_package() -> None:
    from followthemoney import model

    assert snapshot("ftm") >= {str(o).removeprefix(str(FTM)) for o in ALIGNMENTS.objects() if o.startswith(str(FTM))}
    assert {str(o).removeprefix(str(FTM)) for o in ALIGNMENTS.objects() if o.startswith(str(FTM))} <= set(
        model.schemata
    )


# ------------------------------------------------------------------ consistent in OWL 2 RL
ERRORS = Namespace("http://www.daml.org/2002/03/agents/agent-ont#")


def contradictions(turtle: str = "") -> list[str]:
    """What owlrl finds inconsistent in the ontology, its alignments, a small graph and some more triples."""
    found = graph("techpolicy.ttl", "alignments.ttl")
    found.parse(GOOD, format="turtle")
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    found.parse(data=prefixes + turtle, format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(found)
    return [
        str(o)
        for e in found.subjects(RDF.type, ERRORS.ErrorMessage)
        for o in found.objects(e)
        if isinstance(o, Literal)
    ]


def test_the_ontology_and_a_small_graph_are_consistent() -> None:
    assert contradictions() == []


INCONSISTENT = [
    ("tpe:india a tp:Policy .", "Actor"),
    ("tpd:good a tp:Claim .", "Claim"),
    ("tpe:isro tp:country tpe:artemis-accords .", "Policy"),
    ("tpa:party tp:claim tpd:good .", "Document"),
    ("tpe:india owl:differentFrom tpe:india .", "sameAs"),
]


@pytest.mark.parametrize(("turtle", "said"), INCONSISTENT)
def test_an_inconsistent_graph_is_found_out(turtle: str, said: str) -> None:
    assert any(said in message for message in contradictions(turtle))


# ------------------------------------------------------------------ the page
def test_the_page_shows_every_term_in_both_languages(tmp_path: Path) -> None:
    pytest.importorskip("pylode")
    pages = []
    for seed in ("1", "2"):
        command = [sys.executable, str(ROOT / "docs" / "ontology.py"), str(tmp_path / seed)]
        done = subprocess.run(
            command, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
        )
        assert done.returncode == 0, done.stderr
        pages.append({p.name: p.read_bytes() for p in sorted((tmp_path / seed).iterdir())})
    assert pages[0] == pages[1] and len(pages[0]) == 8
    html = pages[0]["index.html"].decode()
    places = re.findall(r' id="([^"]*)"', html)
    assert len(places) == len(set(places)) and {local(t) for t in TERMS} <= set(places)
    assert set(re.findall(r'href="#([^"]*)"', html)) <= set(places), "a link leads nowhere"
    assert "member of · 成员" in html and "主体签署客体，或是其缔约方。" in html and "印度签署" in html
    for name in ("index.html", "technologies.html", "doctrines.html"):
        assert not re.search(r'<(?:script|img|link|iframe)[^>]*(?:src|href)="(?!data:)', pages[0][name].decode()), name
    assert ' id="lithography-machines"' in pages[0]["technologies.html"].decode()
