"""RDF terms as text in the syntax of SPARQL's TSV results, which is how they leave the store fastest.

``<https://…>``, ``_:b``, ``"华为"@zh``, ``"2022-03-01"^^<…date>``; numbers and booleans in canonical form stand bare:
``5``, ``1.5``, ``true``. What a literal is worth is asked of rdflib, as pySHACL does, so that both engines agree.
Source: W3C, SPARQL 1.1 Query Results CSV and TSV Formats.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from kg.iris import PREFIXES, shorten

IRI = re.compile(r"<[^<>\"]+>")
_LITERAL = re.compile(r'"(.*)"(?:@([A-Za-z0-9-]+)|\^\^<([^<>"]+)>)?', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_PLAIN = {"t": "\t", "n": "\n", "r": "\r"}
_XSD = PREFIXES["xsd"]
_BARE = (
    (re.compile(r"[+-]?[0-9]+"), f"{_XSD}integer"),
    (re.compile(r"[+-]?[0-9]*\.[0-9]+"), f"{_XSD}decimal"),
    (re.compile(r"true|false"), f"{_XSD}boolean"),
    (re.compile(r"[+-]?[0-9.]+[eE][+-]?[0-9]+"), f"{_XSD}double"),
)


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
    """The text of a literal, or the IRI.

    >>> lexical('"华为"@zh')
    '华为'
    """
    if found := _LITERAL.fullmatch(term):
        return _ESCAPE.sub(lambda m: _PLAIN.get(m[1], m[1]), found[1])
    return term[1:-1] if is_iri(term) else term


def datatype(term: str) -> str:
    """The datatype of a typed or bare literal as an IRI, "" for other terms."""
    if found := _LITERAL.fullmatch(term):
        return found[3] or ""
    return next((iri for form, iri in _BARE if form.fullmatch(term)), "")


def language(term: str) -> str:
    """The language tag of a literal, "" for other terms."""
    found = _LITERAL.fullmatch(term)
    return (found[2] or "") if found else ""


@lru_cache(maxsize=1 << 16)
def node(term: str) -> Node:
    """The term for rdflib, its text kept as it is; a ValueError for a triple term or a text direction of RDF 1.2."""
    if is_blank(term):
        return BNode(term[2:])
    if is_iri(term):
        return URIRef(term[1:-1])
    found = _LITERAL.fullmatch(term)
    if found:
        return _literal(lexical(term), found[2], found[3])
    if bare := datatype(term):
        return _literal(term, None, bare)
    raise ValueError(f"not a term of RDF 1.1: {term}")


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


def _literal(text: str, language: str | None, datatype: str | None) -> Literal:
    with quiet():
        return Literal(text, lang=language, datatype=datatype, normalize=False)


def shown(term: str) -> str:
    """The term for people: IRIs with prefixes, texts without quotes.

    >>> shown("<https://w3id.org/techpolicy-kg/entity/chip-4>")
    'tpe:chip-4'
    """
    return shorten(term[1:-1]) if is_iri(term) else lexical(term)
