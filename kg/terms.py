"""RDF terms as N-Triples and SPARQL's TSV write them, and as values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kg.iris import PREFIXES, shorten

Quad = tuple[str, str, str, str]
Value = str | int | float | bool | date | None

_XSD = PREFIXES["xsd"]
_STRING = f"{_XSD}string"
_TEXT = f"{PREFIXES['rdf']}langString"
_INTEGERS = frozenset(
    _XSD + name for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger")
)
_REALS = frozenset(_XSD + name for name in ("decimal", "double", "float"))
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LETTERS = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_BARE = (
    (re.compile(r"true|false"), f"{_XSD}boolean"),
    (re.compile(r"[+-]?\d+"), f"{_XSD}integer"),
    (re.compile(r"[+-]?\d*\.\d+"), f"{_XSD}decimal"),
    (re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+"), f"{_XSD}double"),
)
_LINE = re.compile(r'(\S++) (\S++) (<<\(.*\)>>|[<_]\S++|"(?:[^"\\]++|\\.)*+"\S*+)(?: (\S++))? \.')
_PART = re.compile(r'<<\(|\)>>|<[^<>"\s]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^<[^<>"\s]*>)?|[^\s<>"]+')


@dataclass(frozen=True, slots=True)
class Term:
    """A term: ``kind`` is uri, bnode, literal or triple; a triple has its three ``parts``."""

    kind: str
    value: str
    datatype: str = ""
    language: str = ""
    parts: tuple[Term, ...] = ()


def parse(text: str) -> Term:
    """The term that a piece of N-Triples or TSV writes; engines write it, so it is taken to be well-formed.

    >>> parse('"华为"@zh').value
    '华为'
    """
    if text.startswith("<<("):
        return _triple(text)
    if text.startswith("<"):
        return Term("uri", unescaped(text[1:-1]))
    if text.startswith("_:"):
        return Term("bnode", text[2:])
    if not text.startswith('"'):
        datatype = next((datatype for form, datatype in _BARE if form.fullmatch(text)), _STRING)
        return Term("literal", text, datatype)
    end = text.rindex('"')
    value, rest = unescaped(text[1:end]), text[end + 1 :]
    if rest.startswith("@"):
        return Term("literal", value, _TEXT, rest[1:])
    return Term("literal", value, rest[3:-1] if rest else _STRING)


def quads(lines: Iterable[str]) -> list[Quad]:
    """Subject, predicate, object and graph ("" for the default one) of lines of N-Quads, each as it is written."""
    found = (_LINE.fullmatch(line) for line in lines)
    return [(m[1], m[2], m[3], m[4] or "") for m in found if m]


def plain(term: Term) -> Value:
    """The term as a value of Python: IRIs with prefixes, numbers, booleans and days as such, all else as text."""
    if term.kind == "uri":
        return shorten(term.value)
    if term.kind == "bnode":
        return f"_:{term.value}"
    if term.kind == "triple":
        return " ".join(str(plain(part)) for part in term.parts)
    try:
        if term.datatype in _INTEGERS:
            return int(term.value)
        if term.datatype in _REALS:
            return float(term.value)
        if term.datatype == f"{_XSD}boolean":
            return {"true": True, "1": True, "false": False, "0": False}.get(term.value, term.value)
        if term.datatype == f"{_XSD}date":
            return date.fromisoformat(term.value)
    except ValueError:
        pass
    return term.value


def value(text: str) -> Value:
    """What a piece of N-Triples or TSV says, as a value of Python; None for the empty text of an unbound cell."""
    return plain(parse(text)) if text else None


def unescaped(text: str) -> str:
    """The text of a literal or IRI with its escapes undone."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    short, long, letter = found.groups()
    return _LETTERS.get(letter, letter) if letter else chr(int(short or long, 16))


def _triple(text: str) -> Term:
    """A triple term, which may hold others; without recursion, for a stranger may nest them deep."""
    stack: list[list[Term]] = [[]]
    for piece in _PART.findall(text):
        if piece == "<<(":
            stack.append([])
        elif piece == ")>>":
            parts = tuple(stack.pop())
            stack[-1].append(Term("triple", "", parts=parts))
        else:
            stack[-1].append(parse(piece))
    return stack[0][0]
