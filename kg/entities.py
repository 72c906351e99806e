"""The entities of a graph, found by any of their names in either language and script."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property
from urllib.parse import unquote

import opencc

from kg.answers import Name
from kg.iris import ENTITY, ONTOLOGY, PREFIXES, WIKIDATA, entity_iri, shorten
from kg.model import Entity, Problem
from kg.schema import Schema
from kg.schema import default as default_schema
from kg.sparql import names
from kg.store import Store, query
from kg.terms import parse
from kg.turtle import iri

ENTITIES = """
SELECT ?e ?p ?o {{
  VALUES ?class {{ {classes} }} ?e a ?class ; ?p ?o .
  FILTER(?p IN (rdf:type, rdfs:label, skos:altLabel, tp:contextLabel, tp:country, tp:parent, tp:since, tp:until,
                skos:exactMatch, tp:source, tp:provisional))
}}
"""
FORMS = "SELECT ?e ?form (COUNT(?m) AS ?n) { ?m tp:denotes ?e ; oa:exact ?form } GROUP BY ?e ?form"
HOW = ("label", "alias", "context", "form")
MATCHES = ("exact", "begins with it", "contains it", "similar")
SIMILAR = 0.5


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity that a name may mean: which of its forms matched, what kind of form that is, and how well."""

    entity: Entity
    form: str
    how: str
    match: str


@dataclass(frozen=True)
class Directory:
    """The entities of a graph by key, read when first asked for; ``timeout`` is that of its two queries, in seconds.

    An entity outside the project's namespace keeps its whole IRI as key.
    """

    store: Store
    timeout: float | None = None

    @cached_property
    def entities(self) -> Mapping[str, Entity]:
        """Every entity of a class of the ontology, by key."""
        schema = default_schema()
        classes = " ".join(iri(ONTOLOGY + cls) for cls in schema.classes)
        answer = query(self.store, ENTITIES.format(classes=classes), timeout=self.timeout)
        found: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
        for cells in sorted(set(answer.cells)):
            entity, predicate, term = map(parse, cells)
            if entity.kind == "uri":
                found[entity.value][predicate.value].append((term.value, term.language))
        return {(key := key_of(about)): _entity(key, said, schema) for about, said in sorted(found.items())}

    @cached_property
    def forms(self) -> Mapping[str, Counter[str]]:
        """The forms under which documents name each entity, by key, with how often."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for cells in query(self.store, FORMS, timeout=self.timeout).cells:
            entity, form, number = map(parse, cells)
            found[key_of(entity.value)][form.value] += int(number.value)
        return found

    @cached_property
    def names(self) -> Mapping[str, Sequence[tuple[str, str, str]]]:
        """Folded name → (key, form, kind of form), best kind first."""
        found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for how, key, form in self._named():
            found[fold(form)].append((key, form, how))
        return {name: sorted(owners, key=lambda o: (HOW.index(o[2]), o)) for name, owners in sorted(found.items())}

    def _named(self) -> Iterator[tuple[str, str, str]]:
        for key, e in self.entities.items():
            yield from (("label", key, form) for form in (e.zh, e.en, key) if form)
            yield from (("alias", key, form) for form in e.aliases)
            yield from (("context", key, form) for form in e.context)
            yield from (("form", key, form) for form in self.forms.get(key, ()))

    def find(self, text: str, *, limit: int = 20) -> list[Hit]:
        """What a name may mean, best match first: 芯片四方, "fab 4", a key, a part of a name, a misspelling.

        Case, spaces, marks and Traditional script make no difference. Forms that are merely similar (Dice coefficient
        of pairs of characters: L. R. Dice, Ecology 26, 1945) are looked for only where nothing else matches.
        """
        wanted = fold(text)
        if not wanted:
            return []
        found = [(MATCHES.index(m), 0.0, name) for name in self.names if (m := _match(wanted, name))]
        if not found:
            likeness = {name: _likeness(wanted, name) for name in self.names}
            found = [(3, -value, name) for name, value in likeness.items() if value >= SIMILAR]
        hits: dict[str, tuple[tuple[object, ...], Hit]] = {}
        for rank, value, name in found:
            for key, form, how in self.names[name]:
                known = -sum(self.forms.get(key, Counter()).values())
                place = (rank, value, HOW.index(how), known, len(form), key)
                if key not in hits or place < hits[key][0]:
                    hits[key] = place, Hit(self.entities[key], form, how, MATCHES[rank])
        return [hit for _, hit in sorted(hits.values(), key=lambda pair: pair[0])[:limit]]

    def key(self, text: str, *, classes: Iterable[str] = ()) -> str:
        """The key of the one entity that a key, IRI, label, alias or other name means.

        A better kind of name goes first: label, then alias, form that depends on context, form seen in a document;
        ``classes`` decide between several. A name that means none or several is a `Problem` that lists what is near.
        """
        given = text.strip().removeprefix("<").removesuffix(">").removeprefix("tpe:")
        for direct in (given, key_of(given)):
            if direct in self.entities:
                return direct
        owners = self.names.get(fold(text), ())
        kinds = [{key for key, _, how in owners if how in tier} for tier in (HOW[:2], HOW[2:3], HOW[3:])]
        meant = next((keys for keys in kinds if keys), set())
        if len(meant) > 1 and (fit := self._of(meant, classes)):
            meant = fit
        if len(meant) == 1:
            return meant.pop()
        near = sorted(meant) or [hit.entity.key for hit in self.find(text, limit=5)]
        listed = ", ".join(f"{key} ({self.entities[key].label()})" for key in near[:8])
        what = "may mean several entities" if meant else "names no entity of this graph"
        cure = f"give the key of one: {listed}" if meant else f"did you mean {listed}?" if near else "try another name"
        raise Problem(what, where=repr(text[:80]), cure=cure)

    def _of(self, keys: Iterable[str], classes: Iterable[str]) -> set[str]:
        schema, wanted = default_schema(), tuple(classes)
        return {key for key in keys if schema.is_any(self.entities[key].cls, wanted)}


def key_of(about: str) -> str:
    """The key in an entity's IRI; a foreign IRI is its own key."""
    return unquote(about.removeprefix(ENTITY)) if about.startswith(ENTITY) else about


def iri_of(key: str) -> str:
    """The IRI of the entity with a key, as `key_of` has it."""
    return key if "://" in key else entity_iri(key)


def naming(entities: Iterable[Entity], language: str | None) -> Name:
    """How IRIs with prefixes are shown: as they are, or by the label of the entity or term in a language.

    A language in which there are no labels is a `Problem`; ``zh-Hant`` has those of ``zh``.
    """
    if language is None:
        return str
    if not language.startswith(("en", "zh")):
        raise Problem("there are no labels in this language", where=repr(language[:20]), cure="choose en or zh")
    schema, tongue = default_schema(), "zh" if language.startswith("zh") else "en"
    labels = {shorten(iri_of(e.key)): e.label(language) for e in entities}
    labels |= {f"tp:{term}": schema.label(term, tongue) for term in schema.labels}
    return lambda name: labels.get(name, name)


def strangers(text: str, directory: Directory) -> list[Problem]:
    """The names of terms and entities in a query that the graph does not know, each with its place and what is near.

    The engine takes them for names without triples, so that a misspelt one gives an empty answer and no error.
    """
    found: dict[str, Problem] = {}
    known = {"tp": default_schema().labels, "tpe": directory.entities}
    for prefix, local, where in names(text):
        if prefix in known and local not in known[prefix] and not set(local) & set("%\\"):
            close = get_close_matches(local, known[prefix], 1, 0.6)
            if prefix == "tpe" and not close:
                close = [hit.entity.key for hit in directory.find(local, limit=1)]
            name = f"{prefix}:{local}"
            what = "the ontology has no" if prefix == "tp" else "this graph has no entity"
            cure = f"did you mean {prefix}:{close[0]}?" if close else "try another name"
            found.setdefault(name, Problem(f"{what} {name}", where=where, cure=cure))
    return list(found.values())


def term(text: str, names: Iterable[str], *, what: str) -> str:
    """The term of the ontology that a name or label means: memberOf, tp:memberOf, "member of", 成员.

    ``names`` are those to choose from, ``what`` they are; any other text is a `Problem` that lists what is near.
    """
    labels = default_schema().labels
    known = {fold(form): name for name in sorted(names) for form in (*labels.get(name, {}).values(), name)}
    wanted = fold(text.strip().removeprefix("tp:"))
    if wanted in known:
        return known[wanted]
    close = get_close_matches(wanted, known, 3, 0.6)
    listed = ", ".join(dict.fromkeys(known[c] for c in close))
    cure = f"did you mean {listed}?" if close else f"choose from {', '.join(sorted(set(known.values())))}"
    raise Problem(f"there is no such {what}", where=repr(text[:80]), cure=cure)


def fold(text: str) -> str:
    """A name without what people write differently: case, width, spaces, hyphens, marks, Traditional script.

    >>> fold("《華為》"), fold("Fab-4")
    ('华为', 'fab4')
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    if not folded.isascii():
        folded = _converter().convert(folded.encode("utf-8", "replace").decode())
    return "".join(c for c in folded if c.isalnum()) or folded.strip()


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _match(wanted: str, name: str) -> str:
    if wanted == name:
        return MATCHES[0]
    return MATCHES[1] if name.startswith(wanted) else MATCHES[2] if wanted in name else ""


def _likeness(one: str, other: str) -> float:
    pairs, others = _pairs(one), _pairs(other)
    return 2 * len(pairs & others) / (len(pairs) + len(others))


def _pairs(name: str) -> set[str]:
    return {name[i : i + 2] for i in range(len(name) - 1)} or {name}


def _entity(key: str, said: Mapping[str, list[tuple[str, str]]], schema: Schema) -> Entity:
    def values(name: str) -> list[tuple[str, str]]:
        prefix, _, local = name.partition(":")
        return said.get(PREFIXES[prefix] + local, [])

    def first(name: str) -> str:
        return next((value for value, _ in values(name)), "")

    labels = values("rdfs:label")
    zh = next((value for value, tag in labels if tag.startswith("zh")), "")
    classes = (value.removeprefix(ONTOLOGY) for value, _ in values("rdf:type"))
    return Entity(
        key,
        max((c for c in classes if c in schema.ancestors), key=lambda c: len(schema.ancestors[c])),
        zh,
        next((value for value, tag in labels if tag.startswith("en")), "")
        or next((value for value, tag in labels if not tag.startswith("zh")), ""),
        tuple(value for value, _ in values("skos:altLabel")),
        tuple(value for value, _ in values("tp:contextLabel")),
        key_of(first("tp:country")),
        key_of(first("tp:parent")),
        first("tp:since"),
        first("tp:until"),
        next((v.removeprefix(WIKIDATA) for v, _ in values("skos:exactMatch") if v.startswith(WIKIDATA)), ""),
        first("tp:source"),
        first("tp:provisional") == "true",
    )
