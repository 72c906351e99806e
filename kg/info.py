"""What an output folder holds, counted: documents, entities by class, claims by relation and modality, and so on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from kg.answers import Value
from kg.iris import ENTITY, ONTOLOGY
from kg.model import Problem
from kg.store import Store, load, query
from kg.tables import read_csv

_DOCUMENTS = """
SELECT ?id ?title ?language ?date ?sentences ?ignored ?unknown {
  ?d a tp:Document ; dcterms:identifier ?id .
  OPTIONAL { ?d dcterms:title ?title } OPTIONAL { ?d dcterms:language ?language } OPTIONAL { ?d dcterms:date ?date }
  OPTIONAL { ?run prov:used ?d ; tp:sentences ?sentences ; tp:ignored ?ignored ; tp:unknown ?unknown }
} ORDER BY ?id
"""
_ENTITIES = f"""
SELECT ?class (COUNT(?e) AS ?n) {{
  ?e a ?class FILTER(STRSTARTS(STR(?e), "{ENTITY}") && STRSTARTS(STR(?class), "{ONTOLOGY}"))
}} GROUP BY ?class ORDER BY ?class
"""
_CLAIMS = """
SELECT ?relation ?modality (COUNT(DISTINCT ?claim) AS ?n) {
  ?a tp:claim ?claim ; tp:modality ?modality . ?claim rdf:predicate ?relation .
} GROUP BY ?relation ?modality ORDER BY ?relation ?modality
"""


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document and its reading: sentences read, regions ignored, occurrences of unknown names."""

    id: str
    title: str
    language: str
    date: str
    sentences: int
    ignored: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Info:
    """The counts of a build; a claim counts once under each modality in which it is said.

    Contradictions are counted by kind, in the order of their table; ``unknown`` are forms and how often they occur.
    """

    documents: tuple[DocumentInfo, ...]
    entities: tuple[tuple[str, int], ...]
    claims: tuple[tuple[str, str, int], ...]
    contradictions: tuple[tuple[str, int], ...]
    unknown: tuple[tuple[str, int], ...]

    @property
    def sentences(self) -> int:
        """Sentences read in all documents."""
        return sum(d.sentences for d in self.documents)

    @property
    def ignored(self) -> int:
        """Regions not read in all documents."""
        return sum(d.ignored for d in self.documents)


def info(folder: Path | str) -> Info:
    """What `kg build` wrote into ``folder``; a missing file, or a file in its place, is a `Problem`."""
    if Path(folder).is_file():
        cure = "give the folder it stands in"
        raise Problem("this is a file, not the folder of a build", where=str(folder), cure=cure)
    store = load(folder, ontology=False)
    documents = [
        DocumentInfo(_text(name), _text(title), _text(language), _text(date), _count(read), _count(left), _count(new))
        for name, title, language, date, read, left, new in _rows(store, _DOCUMENTS)
    ]
    kinds = Counter(row["kind"] for row in read_csv(Path(folder) / "contradictions.csv"))
    unknown = [(row["form"], int(row["count"])) for row in read_csv(Path(folder) / "unknown.csv")]
    return Info(
        tuple(documents),
        tuple((_name(c), _count(n)) for c, n in _rows(store, _ENTITIES)),
        tuple((_name(r), _name(m), _count(n)) for r, m, n in _rows(store, _CLAIMS)),
        tuple(kinds.items()),
        tuple(unknown),
    )


def _rows(store: Store, text: str) -> tuple[tuple[Value, ...], ...]:
    return query(store, text).rows


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _count(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _name(value: Value) -> str:
    return _text(value).removeprefix("tp:").removeprefix(ONTOLOGY)
