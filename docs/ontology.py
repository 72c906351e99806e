"""The ontology and its concept schemes as web pages: python docs/ontology.py [FOLDER]

Writes index.html (classes, relations, properties), technologies.html and doctrines.html, and beside them the Turtle
files that they describe. pyLODE makes the pages; they need no network, neither to be made nor to be read, and are the
same for the same files. A term's place on the page has the name of the term: …/ontology#memberOf leads to it.
"""

from __future__ import annotations

import json
import logging
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from rdflib import DCTERMS, OWL, RDF, RDFS, SDO, SKOS, Graph, Literal, Namespace, URIRef

from kg import concepts, paths
from kg.iris import ENTITY, ONTOLOGY

TP = Namespace(ONTOLOGY)
FILES = ("techpolicy.ttl", "alignments.ttl", "shapes.ttl")
LANGUAGES = ("en", "zh")
FOLDER = Path("site")
ABOUT = (DCTERMS.title, DCTERMS.description, SKOS.scopeNote, SKOS.example)
CONCEPT = (DCTERMS.title, SKOS.altLabel, SKOS.hiddenLabel, SKOS.broader, SKOS.narrower, SKOS.exactMatch)
# What pyLODE has no name for.
WORDS = {
    SDO.domainIncludes: "Domain, one of",
    SDO.rangeIncludes: "Range, one of",
    SKOS.altLabel: "Other names",
    SKOS.hiddenLabel: "Where context decides",
    SKOS.broader: "Broader",
    SKOS.narrower: "Narrower",
    SKOS.exactMatch: "Equal thing elsewhere",
}
_METADATA = re.compile(r'(<script[^>]* id="schema\.org"[^>]*>)(.*?)(</script>)', re.DOTALL)


def bilingual(graph: Graph, predicate: URIRef) -> None:
    """Join the texts in both languages into one, which pyLODE would write without a gap: member of · 成员."""
    for subject in set(graph.subjects(predicate)):
        texts = {text.language: text for text in graph.objects(subject, predicate) if isinstance(text, Literal)}
        both = [str(texts[tag]) for tag in LANGUAGES if tag in texts]
        if len(both) > 1:
            graph.remove((subject, predicate, None))
            graph.add((subject, predicate, Literal(" · ".join(both))))


def view() -> Graph:
    """The ontology as pyLODE understands it best: alternatives of domain and range in the words of schema.org."""
    graph = Graph().parse(paths.ontology() / "techpolicy.ttl", format="turtle")
    for subject, predicate, value in Graph().parse(paths.ontology() / "alignments.ttl", format="turtle"):
        if str(subject).startswith(ONTOLOGY):
            graph.add((subject, predicate, value))
    for ours, theirs in ((TP.subjectClass, SDO.domainIncludes), (TP.objectClass, SDO.rangeIncludes)):
        for subject, cls in graph.subject_objects(ours):
            graph.add((subject, theirs, cls))
    for kind in (TP.Modality, SKOS.ConceptScheme):
        for individual in graph.subjects(RDF.type, kind):
            graph.add((individual, RDF.type, OWL.NamedIndividual))
    for predicate in (RDFS.label, DCTERMS.title):
        bilingual(graph, predicate)
    return graph


def scheme(path: Path) -> Graph:
    """A concept scheme as pyLODE understands it best."""
    graph = Graph().parse(path, format="turtle")
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        graph.add((concept, RDF.type, OWL.NamedIndividual))
    for concept, broader in graph.subject_objects(SKOS.broader):
        graph.add((broader, SKOS.narrower, concept))
    for predicate in (SKOS.prefLabel, DCTERMS.title):
        bilingual(graph, predicate)
    return graph


def page(graph: Graph, space: str, individuals: str, properties: tuple[URIRef, ...]) -> str:
    """A page of pyLODE with places named after the terms of a namespace, and with a section for individuals."""
    from pylode.profiles.ontpub import OntPub
    from pylode.utils import section_html

    class Page(OntPub):
        """pyLODE's page for ontologies, which leaves individuals out."""

        def _make_main_sections(self) -> None:
            super()._make_main_sections()
            with self.content:
                section_html(
                    individuals,
                    self.ont,
                    self.back_onts,
                    self.ns,
                    OWL.NamedIndividual,
                    list(properties),
                    self.toc,
                    "individuals",
                    self.fids,
                    self.props_labeled,
                ).render()

    made = Page(ontology=graph, sort_subjects=True)
    for term, title in WORDS.items():
        made.props_labeled[term] = {"title": title, "description": title, "ont_title": str(term)}
    made.fids.update({str(s): str(s).removeprefix(space) for s in graph.subjects() if str(s).startswith(space)})
    return _METADATA.sub(_sorted, made.make_html())


def _sorted(script: re.Match[str]) -> str:
    """The page's metadata in JSON-LD, which are made in no particular order, in order."""

    def ordered(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: ordered(value[key]) for key in sorted(value)}
        return sorted(map(ordered, value), key=json.dumps) if isinstance(value, list) else value

    return f"{script[1]}\n{json.dumps(ordered(json.loads(script[2])), ensure_ascii=False, indent=1)}\n{script[3]}"


def main(names: list[str]) -> None:
    """Write the site into a folder."""
    logging.disable(logging.INFO)
    folder = Path(names[0]) if names else FOLDER
    concepts.write(folder)
    for name in FILES:
        shutil.copy(paths.ontology() / name, folder / name)
    pages = {"index": page(view(), ONTOLOGY, "Modalities and concept schemes", ABOUT)}
    for name in concepts.SCHEMES.values():
        pages[name] = page(scheme(folder / f"{name}.ttl"), ENTITY, "Concepts", CONCEPT)
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
