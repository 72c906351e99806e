"""Where IRIs are minted: entities, documents, spans, claims, assertions, runs, and the prefixes for them.

All of them stand below `kg.model.BASE`. Tables and RDF both take their names from here, so they cannot differ.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

from kg.model import BASE, Assertion, assertion_id, claim_id

ONTOLOGY = f"{BASE}ontology#"
ENTITY = f"{BASE}entity/"
DOCUMENT = f"{BASE}document/"
CLAIM = f"{BASE}claim/"
ASSERTION = f"{BASE}assertion/"
RUN = f"{BASE}run/"
WIKIDATA = "http://www.wikidata.org/entity/"

REGISTRY_GRAPH = f"{BASE}graph/registry"
GIVEN_GRAPH = f"{BASE}graph/given"
CLAIMS_GRAPH = f"{BASE}graph/claims"

PREFIXES = {
    "tp": ONTOLOGY,
    "tpe": ENTITY,
    "tpd": DOCUMENT,
    "tpc": CLAIM,
    "tpa": ASSERTION,
    "dcterms": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_SURROGATE = re.compile("[\ud800-\udfff]")
_PLAIN = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*")
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_SPACES = {iri: prefix for prefix, iri in PREFIXES.items()}


def well_formed(text: str) -> str:
    """The text with lone surrogates, which no UTF-8 file can hold, replaced by U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


@lru_cache(maxsize=1 << 16)
def segment(text: str) -> str:
    """A name as one path segment of an IRI: letters of any script stay, everything else odd is percent-encoded.

    ``/`` is encoded and a leading ``.`` too, so that no name can climb out of its folder. Distinct names stay distinct.

    >>> segment("中美 2023/a.txt")
    '中美%202023%2Fa.txt'
    """
    if _PLAIN.fullmatch(text):
        return text
    if not text:
        raise ValueError("an empty name has no IRI")
    kept = "".join(c if c > "\xa0" and c.isalpha() else quote(c, safe="") for c in well_formed(text))
    return f"%2E{kept[1:]}" if kept.startswith(".") else kept


def entity_iri(key: str) -> str:
    """The IRI of an entity."""
    return ENTITY + segment(key)


def document_iri(document: str) -> str:
    """The IRI of a document."""
    return DOCUMENT + segment(document)


def span_iri(document: str, start: int, end: int) -> str:
    """The IRI of a span: code points, end exclusive, as an RFC 5147 fragment of the document."""
    return f"{DOCUMENT}{segment(document)}#char={start},{end}"


def claim_iri(subject: str, predicate: str, object_: str) -> str:
    """The IRI of a claim, by the keys of its subject and object."""
    return CLAIM + claim_id(subject, predicate, object_)


def assertion_iri(assertion: Assertion, document: str) -> str:
    """The IRI of one saying in a document."""
    return ASSERTION + assertion_id(assertion, document)


def run_iri(document: str, version: str) -> str:
    """The IRI of the reading of a document by one version of the pipeline."""
    return f"{RUN}{segment(document)}/{segment(version)}"


def shorten(iri: str) -> str:
    """The IRI with its prefix where that is safe in Turtle and SPARQL, else the IRI itself.

    >>> shorten("https://w3id.org/techpolicy-kg/entity/chip-4")
    'tpe:chip-4'
    """
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    prefix = _SPACES.get(iri[:cut])
    return f"{prefix}:{iri[cut:]}" if prefix and _LOCAL.fullmatch(iri, cut) else iri


def expand(name: str) -> str:
    """The whole IRI of a name with one of our prefixes, as `shorten` writes it; any other text as it is.

    >>> expand("tpe:chip-4")
    'https://w3id.org/techpolicy-kg/entity/chip-4'
    """
    prefix, colon, local = name.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else name
