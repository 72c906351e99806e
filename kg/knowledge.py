"""Extractions of many documents as one value: sorted, with every entity that they name."""

from __future__ import annotations

from collections.abc import Iterable

from kg.model import Entity, Extraction, Knowledge


def gather(extractions: Iterable[Extraction], registry: Iterable[Entity]) -> Knowledge:
    """Extractions by document id and the entities they use, with the countries and parents above those."""
    ordered = tuple(sorted(extractions, key=lambda x: x.document.id))
    known = {e.key: e for e in registry}
    for extraction in ordered:
        known.update((e.key, e) for e in extraction.entities if e.key not in known)
    used: set[str] = set()
    for extraction in ordered:
        used.update(m.entity for m in extraction.mentions)
        for a in extraction.assertions:
            used.update(k for k in (a.subject, a.object, a.attribution) if k)
    todo = sorted(used)
    while todo:
        entity = known[todo.pop()]
        for key in (entity.country, entity.parent):
            if key and key in known and key not in used:
                used.add(key)
                todo.append(key)
    return Knowledge(ordered, tuple(known[k] for k in sorted(used)))
