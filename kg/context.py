"""The JSON-LD context, published at https://w3id.org/techpolicy-kg/context.jsonld and shipped beside the ontology.

``python -m kg.context`` writes ``ontology/context.jsonld`` anew from the ontology.
"""

from __future__ import annotations

import json
from typing import Any

from kg import paths
from kg.iris import ONTOLOGY, PREFIXES, expand, shorten
from kg.model import Problem
from kg.store import load, query
from kg.terms import parse

FILE = "context.jsonld"
# How values are typed in our graphs where the ontology does not say it: IRIs, terms of the ontology, or a datatype.
VALUES = {
    "@id": (
        *("rdf:subject", "rdf:object", "dcterms:source", "skos:broader", "skos:exactMatch"),
        *("prov:used", "prov:wasGeneratedBy"),
    ),
    "@vocab": ("rdf:predicate", "tp:modality"),
    "edtf:EDTF": ("dcterms:date", "tp:date", "tp:since", "tp:until"),
    "xsd:date": ("tp:from", "tp:to", "tp:first", "tp:last"),
    "xsd:decimal": ("tp:amountValue",),
}

Json = dict[str, Any]


def default() -> Json:
    """The context that ships."""
    path = paths.ontology() / FILE
    try:
        found: Json = json.loads(path.read_text(encoding="utf-8"))["@context"]
        return found
    except (OSError, ValueError, KeyError, TypeError):
        cure = "write it with `python -m kg.context`"
        raise Problem("no JSON-LD context there", where=str(path), cure=cure) from None


def made() -> str:
    """The context as a file, made of the prefixes, the ontology's relations and properties, and `VALUES`."""
    store = load(paths.ontology() / "techpolicy.ttl", ontology=False)
    answer = query(store, "SELECT ?p { ?p a owl:ObjectProperty } ORDER BY ?p")
    objects = [parse(cell).value for (cell,) in answer.cells]
    kinds = dict.fromkeys(objects, "@id") | {expand(name): kind for kind, names in VALUES.items() for name in names}
    terms = {_term(iri): {"@id": iri, "@type": kind} for iri, kind in kinds.items()}
    whole = {"@vocab": ONTOLOGY, **PREFIXES, **dict(sorted(terms.items()))}
    return json.dumps({"@context": whole}, ensure_ascii=False, indent=1) + "\n"


def _term(iri: str) -> str:
    local = iri.removeprefix(ONTOLOGY)
    return local if local != iri and local not in PREFIXES else shorten(iri)


if __name__ == "__main__":
    (paths.ontology() / FILE).write_text(made(), encoding="utf-8", newline="\n")
