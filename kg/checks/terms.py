"""RDF terms as the store gives them: text in the syntax of SPARQL's TSV results, and what rdflib makes of it.

``<https://…>``, ``_:b``, ``"华为"@zh``, ``"2022-03-01"^^<…date>``; numbers and booleans in canonical form stand bare:
``5``, ``1.5``, ``true``. `kg.terms` takes them apart; here is what checks ask about very many of them.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from kg.iris import PREFIXES
from kg.terms import parse, plain

_STRING = f"{PREFIXES['xsd']}string"


def is_iri(term: str) -> bool:
    """Whether a term is an IRI (a triple term begins like one)."""
    return term.startswith("<") and not term.startswith("<<")


def is_blank(term: str) -> bool:
    """Whether a term is a blank node."""
    return term.startswith("_:")


def is_literal(term: str) -> bool:
    """Whether a term is a literal."""
    return not term.startswith(("<", "_:"))


def lexical(term: str) -> str:
    """The text of a literal, or the IRI; a blank node as it is.

    >>> lexical('"华为"@zh')
    '华为'
    """
    return term if is_blank(term) else parse(term).value


def shown(term: str) -> str:
    """The term for people: IRIs with prefixes, texts without quotes; "" for an unbound value.

    >>> shown("<https://w3id.org/techpolicy-kg/entity/chip-4>")
    'tpe:chip-4'
    """
    return str(plain(parse(term))) if term.startswith("<") else lexical(term)


@lru_cache(maxsize=1 << 16)
def node(term: str) -> Node:
    """The term for rdflib, its text kept as it is; a ValueError for a triple term or a text direction of RDF 1.2."""
    parts = parse(term)
    if parts.kind == "bnode":
        return BNode(parts.value)
    if parts.kind == "uri":
        return URIRef(parts.value)
    if parts.kind == "triple":
        raise ValueError(f"not a term of RDF 1.1: {term}")
    datatype = None if parts.language or parts.datatype == _STRING else parts.datatype
    with quiet():
        return Literal(parts.value, lang=parts.language or None, datatype=datatype, normalize=False)


@contextmanager
def quiet() -> Iterator[None]:
    """Without the log and warnings of rdflib on text that its datatype has no value for: findings tell of it."""
    log = logging.getLogger("rdflib.term")
    before, log.disabled = log.disabled, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            yield
    finally:
        log.disabled = before
