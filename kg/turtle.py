"""Turtle text: terms as strings, and blocks of one subject as sorted lines, one triple per line.

Lines are formatted from rows, without an RDF library: several times faster, and the same bytes for the same triples
in any order. The same text is valid inside the braces of a TriG graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from kg.iris import PREFIXES, shorten, well_formed
from kg.terms import unescaped

Block = tuple[str, list[str]]

JOINT = " ;\n    "
HEADER = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())

_ODD = re.compile('["\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?")
_RAW = re.compile("[\\\\\x00-\x1f\x7f-\x9f\u2028\u2029]")
_DIGITS = re.compile(r'"[+-]?[0-9]++"')
_NUMBER = re.compile(r"[0-9]++")
_INTEGER, _BOOLEAN = (f"^^<{PREFIXES['xsd']}{name}>" for name in ("integer", "boolean"))
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
    """A string as a literal on one line, tagged (in lower case) where ``language`` is a tag like zh, zh-Hant, en-US.

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
    """The text of each subject once, in order of first appearance, its triples sorted and distinct.

    A block is a subject and lines of predicate and object.
    """
    merged: dict[str, list[str]] = {}
    for subject, lines in blocks:
        merged[subject] = merged[subject] + lines if subject in merged else lines
    for subject, lines in merged.items():
        yield f"\n{subject} {JOINT.join(sorted(set(lines)))} .\n"


def term(text: str) -> str:
    """A term of N-Triples as we write it in Turtle: with prefixes, whole numbers and truth values bare, our escapes."""
    if text[0] == "<":
        return text if text.startswith("<<(") else iri(unescaped(text[1:-1]))
    if text[0] != '"':
        return text
    end = text.rindex('"') + 1
    quoted, rest = text[:end], text[end:]
    if rest.startswith("^^"):
        if (rest == _INTEGER and _DIGITS.fullmatch(quoted)) or (rest == _BOOLEAN and quoted in ('"true"', '"false"')):
            return quoted[1:-1]
        rest = f"^^{iri(unescaped(rest[3:-1]))}"
    return (literal(unescaped(quoted[1:-1])) if _RAW.search(quoted, 1, end - 1) else quoted) + rest


def blocks(triples: Iterable[Sequence[str]]) -> list[Block]:
    """The blocks of triples in terms of N-Triples, by subject; numbers within names count as numbers."""
    known: dict[str, str] = {}
    found: dict[str, list[str]] = {}
    for triple in triples:
        for part in triple:
            if part not in known:
                known[part] = term(part)
        subject, predicate, object_ = map(known.__getitem__, triple)
        line = f"a {object_}" if predicate == "rdf:type" else f"{predicate} {object_}"
        if subject in found:
            found[subject].append(line)
        else:
            found[subject] = [line]
    return sorted(found.items(), key=lambda block: natural(block[0]))


def header(text: str) -> str:
    """The prefix lines that a text of Turtle needs; one too many where a literal reads like a name with a prefix."""
    return "".join(line for line in HEADER.splitlines(keepends=True) if f"{line.split()[1]}" in text)


def natural(name: str) -> tuple[str, str]:
    """By what names are sorted: numbers within them count as numbers, so that char=9 comes before char=10."""
    return _NUMBER.sub(_padded, name), name


def _padded(found: re.Match[str]) -> str:
    return found[0].zfill(12)
