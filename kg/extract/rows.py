"""The rows of ``lexicon/joins.toml``, checked: their fields, the classes they name, the patterns they need.

Rows tell how names side by side hang together (`kg.extract.joins`) and what that says (`kg.extract.nominals`). A wrong
one is a `Problem` that names the row and what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import Any

from kg import lexicon
from kg.extract.syntax import syntax
from kg.model import Problem
from kg.schema import default as schema

WHERE = "joins.toml"
Row = dict[str, Any]


def fault(row: str, message: str, wrong: str, known: Collection[str]) -> Problem:
    """The `Problem` of a row: ``join seat: unknown field 'rigth' (did you mean right?)``."""
    close = get_close_matches(wrong, sorted(known), 1)
    cure = f"did you mean {close[0]}?" if close else ", ".join(sorted(known))
    return Problem(f"{row}: {message}", where=WHERE, cure=cure)


def rows(kind: str, fields: dict[str, type], required: Collection[str]) -> list[tuple[str, Row]]:
    """The rows of a kind ("join") in order, each with what messages call it ("join seat"), every field of its type."""
    found = []
    for entry in lexicon.table("joins").get(kind, []):
        title = f"{kind} {entry.get('name', '?')}"
        for field, value in entry.items():
            if field not in fields:
                raise fault(title, f"unknown field {field!r}", field, fields)
            if type(value) is not fields[field]:
                raise fault(title, f"{field} is {value!r}", "", (f"write {_TYPES[fields[field]]}",))
        for field in required:
            if field not in entry:
                raise fault(title, f"{field} is missing", "", (f"write {_TYPES[fields[field]]}",))
        found.append((title, entry))
    return found


def distinct(found: list[tuple[str, Row]]) -> list[tuple[str, Row]]:
    """The rows, none of which may have the name of another."""
    seen: set[str] = set()
    for title, _ in found:
        if title in seen:
            raise fault(title, "stands twice", "", ("give each its own name",))
        seen.add(title)
    return found


_TYPES = {str: 'a word in quotes: "…"', list: 'a list of words: ["…"]', bool: "true or false", int: "a number"}


def one_of(row: str, field: str, value: str, known: Collection[str]) -> str:
    """A value that must be among the known ones."""
    if value not in known:
        raise fault(row, f"unknown {field} {value!r}", value, known)
    return value


def classes(row: str, entry: Row, field: str) -> frozenset[str]:
    """The classes of a field spelt out, those below included; ``["Actor", "-Person"]`` is every actor but persons.

    A field that is absent or only takes away begins with all classes.
    """
    sets: dict[str, list[str]] = lexicon.table("joins").get("set", {})
    named = [c for name in entry.get(field, ()) for c in sets.get(name, (name,))]
    kept: list[str] = []
    taken: list[str] = []
    for name in named:
        cls = str(name).removeprefix("-")
        if cls not in schema().ancestors:
            raise fault(row, f"class {cls!r} is not in the ontology", cls, {*schema().classes, *sets})
        (taken if cls != name else kept).append(cls)
    above = kept or schema().classes
    return frozenset(c for c in schema().classes if schema().is_any(c, above) and not schema().is_any(c, taken))


def patterns(row: str, entry: Row, fields: Collection[str], language: str) -> dict[str, re.Pattern[str]] | None:
    """The patterns a row names in some fields, or None if the language lacks one of them."""
    known = {name for other in lexicon.LANGUAGES for name in syntax(other).patterns}
    named = {field: one_of(row, field, entry[field], known) for field in fields if field in entry}
    mine = syntax(language).patterns
    return {field: mine[name] for field, name in named.items()} if all(n in mine for n in named.values()) else None
