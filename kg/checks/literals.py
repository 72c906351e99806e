"""What a literal is worth, asked of rdflib in the way that pySHACL does, so that both engines agree on odd ones too."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from rdflib import RDF, XSD, Literal

from kg.checks.terms import is_literal, node
from kg.terms import parse

_TYPES = {str(XSD.integer): int, str(XSD.decimal): Decimal, str(XSD.boolean): bool, str(XSD.date): date}
_DIGITS = 18


def is_typed(term: str, wanted: str) -> bool:
    """Whether a term is a literal of a datatype and its text is one that the datatype has a value for.

    Of datatypes other than whole and decimal numbers, truth values and days, any text will do.

    >>> is_typed('"2023-02-30"^^<http://www.w3.org/2001/XMLSchema#date>', "http://www.w3.org/2001/XMLSchema#date")
    False
    """
    if not is_literal(term) or parse(term).datatype != wanted:
        return False
    if wanted not in _TYPES:
        return True
    value = node(term)
    return isinstance(value, Literal) and not value.ill_typed and isinstance(value.value, _TYPES[wanted])


def is_digits(term: str) -> bool:
    """Whether a term is a whole number of ordinary length, without a sign: one that needs no closer look."""
    return len(term) <= _DIGITS and term.isascii() and term.isdecimal()


def at_least(term: str, least: int) -> bool:
    """Whether a term is a number of at least ``least``."""
    if is_digits(term):
        return int(term) >= least
    if not is_literal(term) or parse(term).datatype.startswith(str(RDF)):
        return False
    value, bound = node(term), Literal(least)
    if not isinstance(value, Literal) or isinstance(value.value, str):
        return False
    try:
        return bool(value.eq(bound) or value > bound)
    except (TypeError, NotImplementedError, ArithmeticError):
        return False
