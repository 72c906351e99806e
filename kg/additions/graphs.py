"""Entities in a graph file: the subjects that the ontology's terms describe, and a note of everything left aside."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from kg import store
from kg.additions.merging import ENOUGH
from kg.iris import ENTITY, ONTOLOGY, WIKIDATA, shorten
from kg.model import Entity, Problem
from kg.registry import Row, unclassed
from kg.schema import Schema
from kg.terms import Term, parse, quads

SUFFIXES = (".ttl", ".trig", ".nq", ".nt")
SECONDS = 30.0
_TEXTS = ("skos:altLabel", "tp:contextLabel")
_THINGS = ("tp:country", "tp:parent")
_ONCE = ("tp:since", "tp:until", "tp:source")
# What else our own Turtle says of an entity: derived from the above.
_DERIVED = ("rdf:type", "rdfs:label", "skos:exactMatch", "skos:inScheme", "skos:broader", "tp:provisional")
_KNOWN = frozenset((*_TEXTS, *_THINGS, *_ONCE, *_DERIVED))
_FACT = "a fact between entities"
_SUBJECT = re.compile(rf"^[ \t]*(?:[\w-]*:|<{re.escape(ENTITY)})([\w.-]+)>?(?=\s|$)", re.MULTILINE)

Said = Mapping[str, list[Term]]


def read(path: Path, schema: Schema) -> tuple[list[Row], list[Problem], list[Problem]]:
    """The entities that a graph file describes, by key, what in it is not read as one, and what is wrong with it.

    Facts between entities, documents and claims are left aside: what documents say is read from them.
    """
    lines = store.nquads(store.Store(path.resolve(), ontology=False), timeout=SECONDS)
    said: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    known: dict[str, Term] = {}
    for triple in sorted({quad[:3] for quad in quads(lines)}):
        for text in triple:
            if text not in known:
                known[text] = parse(text)
        about, predicate, object_ = map(known.__getitem__, triple)
        name = about.value if about.kind == "uri" else f"_:{about.value}"
        said[name][shorten(predicate.value)].append(object_)
    numbers: dict[str, int] | None = None
    rows: list[Row] = []
    faults: list[Problem] = []
    aside: Counter[str] = Counter()
    for subject, facts in sorted(said.items()):
        classes = [t.value.removeprefix(ONTOLOGY) for t in facts.get("rdf:type", ())]
        if not subject.startswith(ENTITY) and not any(c in schema.ancestors for c in classes):
            aside[f"a {shorten(min(t.value for t in facts['rdf:type']))}" if classes else "a thing without class"] += 1
            continue
        if any(t.value == "true" for t in facts.get("tp:provisional", ())):
            aside["a provisional entity (delete tp:provisional to keep one)"] += 1
            continue
        key = subject.removeprefix(ENTITY)
        others = (predicate for predicate in facts if predicate not in _KNOWN)
        aside.update(_FACT if p.removeprefix("tp:") in schema.relations else f"{p} of an entity" for p in others)
        if not _KNOWN.intersection(facts):
            continue
        if numbers is None:
            numbers = _numbers(path)
        where = f"{path}:{numbers[key]}" if key in numbers else str(path)
        if len(faults) >= ENOUGH:
            continue
        found = [*_faults(subject, facts, schema)]
        faults += [Problem(fault, where=where, cure=cure) for fault, cure in found]
        if not found:
            rows.append(Row(_entity(key, facts, schema), where))
    told = [f"{n} × {what}" for what, n in sorted(aside.items())]
    cure = "entities have names, dates and parents; what happens between them is read from documents"
    notes = [Problem(f"not read: {', '.join(told)}", where=str(path), cure=cure)] if told else []
    return rows, notes, faults


def _numbers(path: Path) -> dict[str, int]:
    """The line on which each key first begins a statement."""
    text = path.read_text(encoding="utf-8", errors="replace")
    found: dict[str, int] = {}
    line, at = 1, 0
    for match in _SUBJECT.finditer(text):
        line, at = line + text.count("\n", at, match.start(1)), match.start(1)
        found.setdefault(match[1], line)
    return found


def _faults(subject: str, about: Said, schema: Schema) -> Iterator[tuple[str, str]]:
    name = shorten(subject)
    if not subject.startswith(ENTITY):
        yield f"{name} is no name of an entity", f"name it tpe:key, with the prefix tpe: <{ENTITY}>"
    classes = _classes(about)
    for cls in classes:
        if cls not in schema.ancestors:
            yield unclassed(cls, schema)
    if not any(set(classes) <= set(schema.ancestors.get(c, classes)) for c in classes or [""]):
        yield f"{name} has the classes {', '.join(classes)}", "keep one"
    for predicate in (*_THINGS, *_ONCE):
        if len(about.get(predicate, ())) > 1:
            yield f"{name} has several values of {predicate}", "keep one"
    for predicate in about:
        wanted = "uri" if predicate in _THINGS or predicate in _DERIVED[2:5] else "literal"
        if predicate in _KNOWN - {"rdf:type"}:
            for term in about[predicate]:
                if term.kind != wanted:
                    what = "the IRI of a thing" if wanted == "uri" else "a text in quotes"
                    yield f"{predicate} of {name} is not {what}: {term.value[:80]!r}", f"write {what}"
                elif predicate in _THINGS and not term.value.startswith(ENTITY):
                    yield f"{predicate} of {name} is no entity: {shorten(term.value)[:80]!r}", "write tpe:key"
    for predicate in (*_TEXTS, "rdfs:label"):
        for term in about.get(predicate, ()):
            if term.value == "" or "|" in term.value:
                yield f"{predicate} of {name} is empty or holds a |: {term.value[:80]!r}", "write one name"
    tags = Counter(_tongue(term) for term in about.get("rdfs:label", ()))
    for tag, times in sorted(tags.items()):
        if tag not in ("zh", "en") or times > 1:
            what = f"{times} labels @{tag}" if tag in ("zh", "en") else f"a label {f'@{tag}' if tag else 'without tag'}"
            yield f"{name} has {what}", "keep one label @zh and one @en; other names are skos:altLabel"
    items = _items(about)
    if len(items) > 1:
        yield f"{name} has several items of Wikidata: {', '.join(items)}", "keep one"
    broader = {term.value for term in about.get("skos:broader", ())}
    if len(broader | {term.value for term in about.get("tp:parent", ())}) > 1:
        yield f"{name} has several broader things", "keep one, in tp:parent"


def _classes(about: Said) -> list[str]:
    return [t.value.removeprefix(ONTOLOGY) for t in about.get("rdf:type", ()) if t.value.startswith(ONTOLOGY)]


def _tongue(term: Term) -> str:
    return term.language.lower().split("-")[0]


def _items(about: Said) -> list[str]:
    values = [term.value for term in about.get("skos:exactMatch", ())]
    return [v.removeprefix(WIKIDATA) for v in values if v.startswith(WIKIDATA)]


def _entity(key: str, about: Said, schema: Schema) -> Entity:
    def texts(predicate: str) -> tuple[str, ...]:
        return tuple(sorted({term.value for term in about.get(predicate, ())}))

    def one(predicate: str) -> str:
        return next((term.value for term in about.get(predicate, ())), "")

    labels = {_tongue(term): term.value for term in about.get("rdfs:label", ())}
    return Entity(
        key,
        max(_classes(about), key=lambda c: len(schema.ancestors[c]), default=""),
        labels.get("zh", ""),
        labels.get("en", ""),
        texts("skos:altLabel"),
        texts("tp:contextLabel"),
        one("tp:country").removeprefix(ENTITY),
        (one("tp:parent") or one("skos:broader")).removeprefix(ENTITY),
        one("tp:since"),
        one("tp:until"),
        next(iter(_items(about)), ""),
        one("tp:source"),
    )
