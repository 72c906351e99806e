"""What the network is computed from: rows of sayings and the entities in them, from a build or from any graph.

The network knows neither RDF nor extraction: it reads these rows, so a graph of other origin that uses the ontology
serves as well as a build of ours.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kg.iris import DOCUMENT, ENTITY, ONTOLOGY
from kg.model import Entity, Knowledge, Modality
from kg.schema import Schema
from kg.schema import default as default_schema

if TYPE_CHECKING:
    from kg.store import Store

SAYINGS = """
SELECT (STR(?s) AS ?subject) (STR(?p) AS ?predicate) (STR(?o) AS ?object) (STR(?m) AS ?modality) (STR(?d) AS ?document)
       (STR(?when) AS ?date) (STR(?who) AS ?publisher) (STR(?tongue) AS ?language) (STR(?by) AS ?attribution)
       (STR(?a) AS ?saying) (STR(?words) AS ?quote)
WHERE {
  ?a tp:claim ?claim ; tp:modality ?m ; dcterms:source ?d .
  ?claim rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o .
  OPTIONAL { ?a tp:date ?when }
  OPTIONAL { ?d dcterms:publisher ?who }
  OPTIONAL { ?d dcterms:language ?tongue }
  OPTIONAL { ?a tp:attributedTo ?by }
  OPTIONAL { ?a tp:evidence ?span . ?span oa:exact ?words }
}
"""

ENTITIES = """
SELECT (STR(?e) AS ?entity) (STR(?c) AS ?class) (STR(?name) AS ?label) (LANG(?name) AS ?language)
       (STR(?in) AS ?country) (STR(?above) AS ?parent) (STR(?new) AS ?provisional)
WHERE {
  ?e a ?c ; rdfs:label ?name .
  OPTIONAL { ?e tp:country ?in }
  OPTIONAL { ?e tp:parent ?above }
  OPTIONAL { ?e tp:provisional ?new }
}
"""


@dataclass(frozen=True, slots=True, order=True)
class Statement:
    """One saying of a claim, or (without a document) one fact of the registry.

    ``date`` is EDTF, ``quote`` the sentence.
    """

    subject: str
    predicate: str
    object: str
    modality: Modality
    document: str = ""
    date: str = ""
    publisher: str = ""
    language: str = ""
    attribution: str = ""
    quote: str = ""

    @property
    def claim(self) -> tuple[str, str, str]:
        """What is said, whoever says it."""
        return self.subject, self.predicate, self.object

    @property
    def registry(self) -> bool:
        """Whether the registry says so rather than a document."""
        return not self.document


@dataclass(frozen=True, slots=True)
class Evidence:
    """Sorted statements and the entities they name, by key."""

    statements: tuple[Statement, ...]
    entities: Mapping[str, Entity]

    def cls(self, key: str) -> str:
        """The class of an entity, "" for one that is not described."""
        entity = self.entities.get(key)
        return entity.cls if entity else ""


def statements(knowledge: Knowledge) -> tuple[Statement, ...]:
    """The sayings of all documents, sorted: one per claim, modality and sentence.

    Two rules that read the same claim in the same sentence make one saying, as they do in the graph.
    """
    rows: list[tuple[Hashable, Statement]] = []
    for extraction in knowledge.extractions:
        document = extraction.document
        for a in extraction.assertions:
            saying = (document.id, a.triple, a.evidence.start, a.evidence.end, a.modality)
            row = Statement(
                *a.triple,
                a.modality,
                document.id,
                a.date,
                document.publisher,
                document.language,
                a.attribution,
                a.evidence.text,
            )
            rows.append((saying, row))
    return _distinct(rows)


def from_knowledge(knowledge: Knowledge) -> Evidence:
    """The evidence of a build: its sayings, and what the registry knows of the entities in them."""
    return _evidence(statements(knowledge), {e.key: e for e in knowledge.entities})


def from_store(store: Store, *, timeout: float | None = None) -> Evidence:
    """The evidence in any graph that uses the ontology, by one query for the sayings and one for the entities.

    An entity outside the project's namespace keeps its whole IRI as key. ``timeout`` is that of each, in seconds.
    """
    from kg import store as stores

    rows: list[tuple[Hashable, Statement]] = []
    for cells in stores.query(store, SAYINGS, timeout=timeout).rows:
        s, p, o, modality, document, date, publisher, language, by, saying, quote = (str(c or "") for c in cells)
        row = Statement(
            _key(s),
            p.removeprefix(ONTOLOGY),
            _key(o),
            Modality(modality.removeprefix(ONTOLOGY)),
            unquote(document.removeprefix(DOCUMENT)),
            date,
            publisher,
            language,
            _key(by),
            quote,
        )
        rows.append(((saying, modality), row))
    schema = default_schema()
    entities: dict[str, Entity] = {}
    for cells in sorted(
        tuple(str(c or "") for c in row) for row in stores.query(store, ENTITIES, timeout=timeout).rows
    ):
        iri, cls, label, language, country, parent, provisional = cells
        cls = cls.removeprefix(ONTOLOGY)
        if cls not in schema.ancestors:
            continue
        key = _key(iri)
        entity = entities.get(key) or Entity(
            key, cls, "", "", country=_key(country), parent=_key(parent), provisional=provisional == "true"
        )
        if language.startswith("zh"):
            entity = replace(entity, zh=entity.zh or label)
        else:
            entity = replace(entity, en=entity.en or label)
        entities[key] = entity
    return _evidence(_distinct(rows), entities)


def _key(iri: str) -> str:
    return unquote(iri.removeprefix(ENTITY)) if iri.startswith(ENTITY) else iri


def _distinct(rows: Iterable[tuple[Hashable, Statement]]) -> tuple[Statement, ...]:
    """The statements, one per saying: the last in order (a dated one) where one came twice."""
    return tuple(sorted(dict(sorted(rows, key=lambda pair: pair[1])).values()))


def _evidence(sayings: tuple[Statement, ...], entities: Mapping[str, Entity]) -> Evidence:
    """The sayings and, beside them, the registry's own facts as statements without a document."""
    return Evidence(tuple(sorted((*sayings, *_registry(entities, default_schema())))), entities)


def _registry(entities: Mapping[str, Entity], schema: Schema) -> Iterable[Statement]:
    """Seats (basedIn), posts (affiliatedWith) and parts (partOf) as the registry has them."""
    for entity in entities.values():
        if entity.provisional:
            continue
        for other, relation in (
            (entity.country, "basedIn"),
            (entity.parent, "affiliatedWith" if entity.cls == "Person" else "partOf"),
        ):
            target = entities.get(other)
            if target and schema.allows(entity.cls, relation, target.cls):
                yield Statement(entity.key, relation, other, Modality.ASSERTED)
