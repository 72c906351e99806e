"""Claims gathered into lines, and which entities and lines are drawn at first.

A line is one pair and one relation with every saying of it: what the page draws as one edge.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.model import Assertion, Document, Entity, Knowledge
from kg.schema import Schema

TOP_PER_CLUSTER = 3


@dataclass(frozen=True, slots=True)
class Saying:
    """One assertion and the document that makes it."""

    assertion: Assertion
    document: Document


@dataclass(frozen=True, slots=True)
class Line:
    """A pair, a relation between them, and all sayings of it in document order."""

    subject: str
    predicate: str
    object: str
    sayings: tuple[Saying, ...]


def lines(knowledge: Knowledge, schema: Schema) -> tuple[Line, ...]:
    """One line per pair and relation, sorted; a symmetric relation counts both directions as one pair."""
    found: dict[tuple[str, str, str], list[Saying]] = defaultdict(list)
    for extraction in sorted(knowledge.extractions, key=lambda e: e.document.id):
        for assertion in sorted(extraction.assertions, key=lambda a: (a.order, a.date, a.attribution)):
            found[ends(assertion, schema)].append(Saying(assertion, extraction.document))
    return tuple(Line(*key, tuple(found[key])) for key in sorted(found))


def ends(assertion: Assertion, schema: Schema) -> tuple[str, str, str]:
    """Subject, relation and object of the line that an assertion belongs to: of a symmetric relation, sorted."""
    subject, predicate, object_ = assertion.triple
    relation = schema.relations.get(predicate)
    if relation and relation.symmetric:
        subject, object_ = sorted((subject, object_))
    return subject, predicate, object_


def ranked(
    knowledge: Knowledge, found: Sequence[Line], metrics: Mapping[str, Mapping[str, float]], *, measure: str
) -> tuple[Entity, ...]:
    """Every entity that is mentioned or spoken of, by ``measure``, then number of lines, then key.

    An assertion about a key without an entity gets one named like its key, so that no saying is lost.
    """
    degree: Counter[str] = Counter()
    keys = {mention.entity for extraction in knowledge.extractions for mention in extraction.mentions}
    for line in found:
        degree[line.subject] += 1
        degree[line.object] += 1
        keys |= {line.subject, line.object}
        keys |= {s.assertion.attribution for s in line.sayings if s.assertion.attribution}
    known = {entity.key: entity for entity in knowledge.entities}
    for extraction in knowledge.extractions:
        known = {entity.key: entity for entity in extraction.entities} | known
    order = sorted(keys, key=lambda k: (-metrics.get(k, {}).get(measure, 0.0), -degree[k], k))
    return tuple(known.get(key) or Entity(key, "", key, key) for key in order)


def first_nodes(
    keys: Sequence[str], found: Sequence[Line], cluster: Mapping[str, int], *, limit: int
) -> tuple[str, ...]:
    """The keys to draw at first: those with a line, by rank, each cluster keeping its top three.

    Clusters take at most half the places, largest cluster first, so that many tiny ones do not push out the centre.
    """
    spoken_of = {key for line in found for key in (line.subject, line.object)}
    candidates = [key for key in keys if key in spoken_of]
    members: dict[int, list[str]] = defaultdict(list)
    for key in candidates:
        if key in cluster:
            members[cluster[key]].append(key)
    kept: list[str] = []
    for _, top in sorted(members.items(), key=lambda item: (-len(item[1]), item[0])):
        if len(kept) + TOP_PER_CLUSTER <= limit // 2:
            kept += top[:TOP_PER_CLUSTER]
    chosen = set(kept)
    for key in candidates:
        if len(chosen) >= limit:
            break
        chosen.add(key)
    return tuple(key for key in candidates if key in chosen)


def first_lines(drawn: Sequence[str], found: Sequence[Line], *, limit: int) -> tuple[int, ...]:
    """The indexes of the lines to draw at first: between drawn nodes, most often said first, then best ranked.

    The best line of each node comes before all others, so that no drawn node stands alone for want of room.
    """
    rank = {key: index for index, key in enumerate(drawn)}
    candidates = [i for i, line in enumerate(found) if line.subject in rank and line.object in rank]
    candidates.sort(key=lambda i: (-len(found[i].sayings), rank[found[i].subject] + rank[found[i].object], i))
    best: dict[str, int] = {}
    for i in candidates:
        best.setdefault(found[i].subject, i)
        best.setdefault(found[i].object, i)
    return tuple(sorted(list(dict.fromkeys([*best.values(), *candidates]))[:limit]))
