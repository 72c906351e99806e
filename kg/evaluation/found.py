"""What a build found in annotated documents, in the terms of their annotation: its entities by the annotators' keys."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from kg.documents.values import shown
from kg.evaluation.values import Gold, Saying, Side, inside, oriented
from kg.model import Problem
from kg.schema import Schema
from kg.tables import AssertionRow, EntityRow, MentionRow, Tables

# Before the IRI of an entity that the annotation does not have; no key of its own begins so.
STRANGE = "?"
_NOISE = re.compile(r"[\s·•.\-‐–—]+")


def fold(name: str) -> str:
    """A name without case, spaces, dots and hyphens.

    >>> fold("U.S.–China"), fold("乔·拜登")
    ('uschina', '乔拜登')
    """
    return _NOISE.sub("", name).casefold()


def align(golds: Sequence[Gold], tables: Tables, schema: Schema) -> tuple[Side, ...]:
    """For each annotated document what the tables say of it, regions that are not scored left out.

    Offsets that do not fit the annotated text are a `Problem`: the build was made from another one.
    """
    entities = {row.entity: row for row in tables.entities}
    mentions: dict[str, list[MentionRow]] = defaultdict(list)
    assertions: dict[str, list[AssertionRow]] = defaultdict(list)
    for m in tables.mentions:
        mentions[m.document].append(m)
    for a in tables.assertions:
        assertions[a.document].append(a)
    return tuple(
        _side(gold, entities, mentions[gold.document.id], assertions[gold.document.id], schema) for gold in golds
    )


def absent(golds: Sequence[Gold], tables: Tables) -> tuple[str, ...]:
    """The names of annotated documents in which the tables have no mention: not built, or read without a find."""
    seen = {row.document for row in tables.mentions}
    return tuple(gold.name for gold in golds if gold.document.id not in seen)


class Names:
    """Which entity of an annotation is meant by one of the tables.

    Compared are labels with labels, then aliases of the tables with labels, then labels of the tables with the forms
    that the annotators saw; two entities that share only a short form (商务部) are not the same. Of several that fit,
    the first of the annotation counts.
    """

    def __init__(self, gold: Gold, entities: dict[str, EntityRow]) -> None:
        self.entities = entities
        self.labels: dict[str, int] = {}
        self.forms: dict[str, int] = {}
        self.keys = [e.key for e in gold.entities]
        self.known: dict[str, str] = {}
        for number, e in enumerate(gold.entities):
            for label in (e.zh, e.en):
                self.labels.setdefault(fold(label), number)
            for form in (e.zh, e.en, *e.aliases):
                self.forms.setdefault(fold(form), number)
        for names in (self.labels, self.forms):
            names.pop("", None)

    def key(self, iri: str) -> str:
        """The annotators' key of an entity, or its IRI behind a question mark."""
        if iri not in self.known:
            row = self.entities.get(iri)
            labels = [fold(x) for x in (row.label_zh, row.label_en) if x.strip()] if row else []
            labels = labels or [fold(re.split(r"[#/:]", iri)[-1])]
            aliases = [fold(x) for x in row.aliases] if row else []
            ways = ((self.labels, labels), (self.labels, aliases), (self.forms, labels))
            fits = ([names[x] for x in given if x in names] for names, given in ways)
            best = next((min(numbers) for numbers in fits if numbers), None)
            self.known[iri] = STRANGE + iri if best is None else self.keys[best]
        return self.known[iri]

    def classes(self) -> dict[str, str]:
        """The classes of the entities met that the annotation does not have."""
        strange = ((key, self.entities.get(iri)) for iri, key in self.known.items() if key.startswith(STRANGE))
        return {key: row.cls for key, row in strange if row}


def _side(
    gold: Gold,
    entities: dict[str, EntityRow],
    mentions: Sequence[MentionRow],
    assertions: Sequence[AssertionRow],
    schema: Schema,
) -> Side:
    names, text = Names(gold, entities), gold.document.text
    for start, end, quote in (
        *((m.start, m.end, m.text) for m in mentions),
        *((a.evidence_start, a.evidence_end, a.evidence) for a in assertions),
    ):
        if not 0 <= start < end or text[start:end] != quote:
            said = f"{shown(quote[:40])!r} does not stand at {start}–{end} of the annotated text"
            raise Problem(said, where=gold.document.id, cure="build again from the texts that were annotated")
    noted = {(m.start, m.end): names.key(m.entity) for m in mentions if not inside(gold.ignored, m.start)}
    sayings = []
    for a in assertions:
        if not inside(gold.ignored, a.evidence_start):
            triple = oriented(names.key(a.subject), a.predicate, names.key(a.object), schema)
            speaker = names.key(a.attribution) if a.attribution else ""
            amount = a.amount.text if a.amount else ""
            qualifiers = a.modality, a.date, speaker, amount
            sayings.append(Saying(a.evidence_start, a.evidence_end, *triple, *qualifiers))
    return Side(noted, tuple(sorted(sayings)), {**gold.noted.classes, **names.classes()})
