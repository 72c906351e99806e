"""How the start page shows an entity, a claim, a document and a quote: in both languages, and where each leads."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from kg import schema as ontology
from kg.model import Document, Entity, Knowledge, Modality
from kg.network import Network
from kg.network.project import CLUB
from kg.schema import Schema
from kg.views import site
from kg.views.notes import pieces
from kg.views.select import Line, Saying, lines, ranked
from kg.views.tongues import Pair, Words, load

MEASURE = "betweenness"

Context: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Showing:
    """A build's knowledge, its network and its claims, and the words in which to show them.

    ``entities`` are those that are mentioned or spoken of, by key, the most central first; ``marks`` number the
    classes that occur.
    """

    knowledge: Knowledge
    network: Network
    schema: Schema
    words: Words
    lines: Sequence[Line]
    entities: Mapping[str, Entity]
    marks: Mapping[str, int]

    def entity(self, key: str) -> Context:
        e = self.entities.get(key) or self.network.entities.get(key) or Entity(key, "", key, key)
        return {
            "label": (e.label("en"), e.label("zh")),
            "href": site.node_link(key.removesuffix(CLUB)),
            "mark": self.marks.get(e.cls, -1),
        }

    def modality(self, modality: Modality) -> Pair:
        """The ontology's words for a modality."""
        return self.schema.label(modality.value, "en"), self.schema.label(modality.value, "zh")

    def claim(self, subject: str, predicate: str, object_: str) -> Context:
        relation = self.schema.label(predicate, "en"), self.schema.label(predicate, "zh")
        return {"subject": self.entity(subject), "relation": relation, "object": self.entity(object_)}

    def document(self, name: str, document: Document | None = None) -> Context:
        found = document or next((x.document for x in self.knowledge.extractions if x.document.id == name), None)
        return {
            "title": (found.title if found else "") or name,
            "href": site.reader_of(name),
            "lang": found.language if found else "",
        }

    def quote(self, saying: Saying, claim: tuple[str, str, str]) -> Context:
        a, d = saying.assertion, saying.document
        by = self.entities.get(a.attribution)
        return {
            "lang": d.language,
            "pieces": list(pieces(a.evidence, (a.subject_span, a.object_span, a.trigger, a.cue))),
            "how": a.modality.value,
            "modality": self.modality(a.modality),
            "date": a.date,
            "by": (by.label("en"), by.label("zh")) if by else None,
            "source": " · ".join(part for part in (d.title or d.id, d.date) if part),
            "read": site.span_link(d.id, a.evidence.start, a.evidence.end),
            "graph": site.edge_link(*claim),
        }

    def mentions(self) -> tuple[Counter[str], dict[str, set[str]]]:
        mentions: Counter[str] = Counter()
        places: dict[str, set[str]] = defaultdict(set)
        for x in self.knowledge.extractions:
            for m in x.mentions:
                mentions[m.entity] += 1
                places[m.entity].add(x.document.id)
        return mentions, places


def showing(knowledge: Knowledge, network: Network) -> Showing:
    """What the sections of the page are made of."""
    schema = ontology.default()
    found = lines(knowledge, schema)
    everyone = {e.key: e for e in ranked(knowledge, found, network.metrics, measure=MEASURE)}
    marks = {cls: i for i, cls in enumerate(sorted({e.cls for e in everyone.values()}))}
    return Showing(knowledge, network, schema, Words(load("start.toml")), found, everyone, marks)
