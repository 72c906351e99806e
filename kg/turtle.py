"""Turtle text: terms as strings, and blocks of one subject as sorted lines, one triple per line.

Lines are formatted from rows, without an RDF library: several times faster, and the same bytes for the same triples
in any order. The same text is valid inside the braces of a TriG graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache

from kg.iris import PREFIXES, shorten, well_formed

Pair = tuple[str, str]
Block = tuple[str, list[Pair]]

HEADER = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
TYPE = "a"

_ODD = re.compile("[\"\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_FORBIDDEN = re.compile(r"[\x00-\x20<>\"{}|^`\\\ud800-\udfff]")


@lru_cache(maxsize=1 << 16)
def iri(full: str) -> str:
    """An IRI as a term, with its prefix where possible; characters that no IRI may hold are percent-encoded."""
    short = shorten(full)
    if short is not full:
        return short
    return f"<{_FORBIDDEN.sub(_percent, full)}>"


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in well_formed(found[0]).encode())


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    return _ESCAPES.get(char) or ("\ufffd" if "\ud800" <= char <= "\udfff" else f"\\u{ord(char):04X}")


def literal(text: str, language: str = "") -> str:
    """A string as a literal on one line, tagged (in lower case) where ``language`` is a well-formed tag.

    Lone surrogates become U+FFFD.
    """
    quoted = f'"{_ODD.sub(_escape, text)}"'
    return f"{quoted}@{language.lower()}" if language and _TAG.fullmatch(language) else quoted


def day(value: date) -> str:
    """A day as xsd:date."""
    return f'"{value.isoformat()}"^^xsd:date'


def edtf(text: str) -> str:
    """A date as EDTF text, typed as the Library of Congress does."""
    return f"{literal(text)}^^edtf:EDTF"


def decimal(value: float) -> str:
    """A finite number as xsd:decimal, without an exponent and without trailing zeros."""
    digits = format(Decimal(repr(value)), "f")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return f'"{digits}"^^xsd:decimal'


def render(blocks: Iterable[Block]) -> Iterator[str]:
    """The text of each subject once, in order of first appearance, its triples sorted and distinct."""
    merged: dict[str, list[Pair]] = {}
    for subject, pairs in blocks:
        if subject in merged:
            merged[subject] = merged[subject] + pairs
        else:
            merged[subject] = pairs
    for subject, pairs in merged.items():
        lines = " ;\n    ".join([f"{p} {o}" for p, o in sorted(set(pairs))])
        yield f"{subject} {lines} .\n"
