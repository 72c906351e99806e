"""Knowledge as the compact tables that the explorer page carries.

Three tables: ``graph`` is what drawing and filtering need and is read when the page opens; ``details`` holds other
names and measures, read at the first search or choice; ``sources`` holds the quotes, read when the first is shown.
Columns instead of objects, strings interned, a sentence once per (document, start, end): 10,000 entities with 30,000
claims stay below 12 MB.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from kg.model import Document, Entity, Knowledge, Modality, Span
from kg.network.firmness import Firm
from kg.schema import Schema
from kg.views import select
from kg.views.page import Json, relative
from kg.views.palette import Palette

MEASURES = ("betweenness", "degree", "strength", "pagerank")
MEASURE, RANK = MEASURES[0], "rank"
DRAWN_NODES, DRAWN_LINES, EMBEDDED_NODES = 300, 1000, 10_000
MODALITIES = (Modality.ASSERTED, Modality.PLANNED, Modality.POSSIBLE, Modality.NEGATED)
YEAR = re.compile(r"(?<!\d)-?\d{2}[\dX]{2}(?![\dX])")
OPEN_END = 9999


@dataclass(frozen=True, slots=True)
class Picture:
    """The tables, and by index which nodes (with position clusters) and lines are drawn at first."""

    graph: dict[str, Json]
    details: dict[str, Json]
    sources: dict[str, Json]
    nodes: tuple[int, ...]
    lines: tuple[tuple[int, int, int], ...]
    clusters: tuple[int | None, ...]


class Pool:
    """Strings (or other values) numbered in order of first use."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str | int, ...], int] = {}

    def number(self, *value: str | int) -> int:
        return self.numbers.setdefault(value, len(self.numbers))

    def values(self) -> list[list[str | int]]:
        return [list(value) for value in self.numbers]

    def first(self) -> list[str | int]:
        return [value[0] for value in self.numbers]


def years(date: str) -> tuple[int, int]:
    """First and last year that an EDTF date covers, (0, 0) for none: "2018-10/.." is (2018, 9999), "202X" a decade."""
    ends = date.split("/") if date else []
    found = [YEAR.search(end) for end in ends]
    if not any(found):
        return 0, 0
    first = int(found[0].group().replace("X", "0")) if found[0] else 1
    last = int(found[-1].group().replace("X", "9")) if found[-1] else OPEN_END
    return first, last


def picture(
    knowledge: Knowledge,
    schema: Schema,
    palette: Palette,
    *,
    metrics: Mapping[str, Mapping[str, float]],
    cluster: Mapping[str, int],
    names: Mapping[int, str],
    names_zh: Mapping[int, str] = MappingProxyType({}),
    firm: Mapping[str, Firm] = MappingProxyType({}),
    support: Mapping[str, float] = MappingProxyType({}),
    readers: Mapping[str, str] = MappingProxyType({}),
) -> Picture:
    """Tables and first choice for the page; beyond 10,000 entities the lowest ranked are left out and counted."""
    said = select.lines(knowledge, schema)
    everyone = select.ranked(knowledge, said, metrics, measure=MEASURE)
    entities = everyone[:EMBEDDED_NODES]
    number = {entity.key: index for index, entity in enumerate(entities)}
    found = [line for line in said if line.subject in number and line.object in number]
    drawn = select.first_nodes([e.key for e in entities], found, cluster, limit=DRAWN_NODES)
    chosen = select.first_lines(drawn, found, limit=DRAWN_LINES)
    documents = sorted((e.document for e in knowledge.extractions), key=lambda d: d.id)
    place = {document.id: index for index, document in enumerate(documents)}
    classes = sorted({e.cls for e in entities})
    relations = sorted({line.predicate for line in found}, key=lambda r: (palette.family(r), r))
    spans = [years(s.assertion.date) for line in found for s in line.sayings]
    finite = [year for pair in spans for year in pair if 1 < year < OPEN_END]
    graph: dict[str, Json] = {
        "measure": MEASURE if any(MEASURE in row for row in metrics.values()) else "degree",
        "total": {"entities": len(everyone), "claims": len(said)},
        "kept": {"entities": len(entities), "claims": len(found)},
        "years": [min(finite), max(finite)] if finite else None,
        "classes": [_class(c, schema, palette) for c in classes],
        "relations": [_relation(r, schema, palette) for r in relations],
        "families": [{"id": f.id, "zh": f.zh, "en": f.en, "colour": f.colour} for f in palette.families],
        "modalities": modalities(schema),
        "clusters": _clusters(entities, cluster, names, names_zh, palette),
        "other": palette.other,
        "documents": [_document(d, readers) for d in documents],
        "nodes": _nodes(entities, {c: i for i, c in enumerate(classes)}, metrics, cluster),
        "lines": {
            "s": [number[line.subject] for line in found],
            "r": [relations.index(line.predicate) for line in found],
            "o": [number[line.object] for line in found],
            "n": [len(line.sayings) for line in found],
        },
        "sayings": {
            "modality": "".join(str(MODALITIES.index(s.assertion.modality)) for ln in found for s in ln.sayings),
            "document": [place[s.document.id] for ln in found for s in ln.sayings],
            "from": [first for first, _ in spans],
            "to": [last for _, last in spans],
        },
    }
    return Picture(
        graph=graph,
        details=_details(entities, knowledge, metrics, firm, support, place),
        sources=_sources(found, place, number),
        nodes=tuple(number[key] for key in drawn),
        lines=tuple((i, number[found[i].subject], number[found[i].object]) for i in chosen),
        clusters=tuple(cluster.get(key) for key in drawn),
    )


def modalities(schema: Schema) -> Json:
    """The four modalities, the firmest first, with their labels."""
    return [{"id": m.value, "zh": schema.label(m.value, "zh"), "en": schema.label(m.value, "en")} for m in MODALITIES]


def _class(cls: str, schema: Schema, palette: Palette) -> Json:
    mark = palette.mark(cls, schema)
    zh, en = schema.label(cls, "zh"), schema.label(cls, "en")
    return {"id": cls, "zh": zh, "en": en, "shape": mark.shape, "colour": mark.colour}


def _relation(name: str, schema: Schema, palette: Palette) -> Json:
    relation = schema.relations.get(name)
    return {
        "id": name,
        "zh": schema.label(name, "zh"),
        "en": schema.label(name, "en"),
        "family": palette.family(name),
        "directed": not (relation and relation.symmetric),
    }


def _document(document: Document, readers: Mapping[str, str]) -> Json:
    d = document
    return [d.id, d.title, d.date, d.publisher, d.language, list(d.authors), relative(readers.get(d.id, ""))]


def _clusters(
    entities: Sequence[Entity],
    cluster: Mapping[str, int],
    names: Mapping[int, str],
    names_zh: Mapping[int, str],
    palette: Palette,
) -> Json:
    sizes = Counter(cluster[e.key] for e in entities if e.key in cluster)
    order = sorted(sizes, key=lambda c: (-sizes[c], c))
    colours = dict(zip(order, palette.clusters, strict=False))
    return [
        {
            "id": c,
            "zh": names_zh.get(c) or names.get(c, ""),
            "en": names.get(c, ""),
            "size": sizes[c],
            "colour": colours.get(c, palette.other),
        }
        for c in order
    ]


def _nodes(
    entities: Sequence[Entity],
    classes: Mapping[str, int],
    metrics: Mapping[str, Mapping[str, float]],
    cluster: Mapping[str, int],
) -> Json:
    measured = any(MEASURE in row for row in metrics.values())
    return {
        "key": [e.key for e in entities],
        "zh": [e.label("zh") for e in entities],
        "en": [e.label("en") for e in entities],
        "cls": [classes[e.cls] for e in entities],
        "cluster": [cluster.get(e.key) for e in entities],
        "score": [_digits(metrics.get(e.key, {}).get(MEASURE, 0.0)) for e in entities] if measured else None,
    }


def _details(
    entities: Sequence[Entity],
    knowledge: Knowledge,
    metrics: Mapping[str, Mapping[str, float]],
    firm: Mapping[str, Firm],
    support: Mapping[str, float],
    place: Mapping[str, int],
) -> dict[str, Json]:
    mentions: Counter[str] = Counter()
    documents: dict[str, set[str]] = defaultdict(set)
    for extraction in knowledge.extractions:
        for mention in extraction.mentions:
            mentions[mention.entity] += 1
            documents[mention.entity].add(extraction.document.id)
    measured = [m for m in (*MEASURES, RANK) if any(m in row for row in metrics.values())]
    known = [(metrics.get(e.key, {}), firm.get(e.key), support.get(e.key)) for e in entities]
    return {
        "also": [list(e.aliases) for e in entities],
        "mentions": [mentions[e.key] for e in entities],
        "documents": [len(documents[e.key]) for e in entities],
        "metrics": {m: [_digits(row.get(m)) for row, _, _ in known] for m in measured},
        "low": {m: [_digits(f.low.get(m)) if f else None for _, f, _ in known] for m in measured if firm},
        "high": {m: [_digits(f.high.get(m)) if f else None for _, f, _ in known] for m in measured if firm},
        "top": [_digits(f.top) if f else None for _, f, _ in known] if firm else None,
        "leans": [[place[f.document], f.without] if f and f.document in place else None for _, f, _ in known]
        if firm
        else None,
        "support": [_digits(share) for _, _, share in known] if support else None,
    }


def _digits(value: float | None) -> float | None:
    """Four significant digits; nothing for what is not known."""
    return float(f"{value:.4g}") if value is not None and math.isfinite(value) else None


def _sources(found: Sequence[select.Line], place: Mapping[str, int], number: Mapping[str, int]) -> dict[str, Json]:
    quotes, texts, dates, rules, amounts = Pool(), {}, Pool(), Pool(), Pool()
    rows: list[list[int]] = []
    for saying in chain.from_iterable(line.sayings for line in found):
        a = saying.assertion
        where = (place[saying.document.id], a.evidence.start, a.evidence.end)
        texts[where] = a.evidence.text
        marks = chain.from_iterable(_within(s, a.evidence) for s in (a.subject_span, a.object_span, a.trigger, a.cue))
        rows.append(
            [
                quotes.number(*where),
                dates.number(a.date),
                number.get(a.attribution, -1),
                rules.number(a.rule),
                amounts.number(a.amount.text if a.amount else ""),
                *marks,
            ]
        )
    return {
        "quotes": [[*where, texts[where]] for where in texts],
        "dates": dates.first(),
        "rules": rules.first(),
        "amounts": amounts.first(),
        "sayings": rows,
    }


def _within(span: Span | None, evidence: Span) -> tuple[int, int]:
    """A span counted from the start of its sentence, (-1, -1) when it is missing or stands outside."""
    if span is None or span.start < evidence.start or span.end > evidence.end:
        return -1, -1
    return span.start - evidence.start, span.end - evidence.start
