"""The triples of each thing: entity, claim, document with its run, spans, mentions and assertions.

Each is a block: a subject and its (predicate, object) pairs as Turtle terms; `kg.rdf` puts blocks into files.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator

from kg import __version__, iris
from kg.edtf import resolve
from kg.model import Assertion, Document, Entity, Extraction, Problem, Span
from kg.turtle import TYPE, Block, Pair, day, decimal, edtf, iri, literal

CONCEPTS = ("Technology", "PolicyConcept")
_HAN = (("\u3400", "\u9fff"), ("\uf900", "\ufaff"), ("\U00020000", "\U0003ffff"))


def claim(triple: tuple[str, str, str], sayings: list[tuple[Document, Assertion]]) -> Block:
    """One claim with its parts, counts, and first and last day."""
    subject, predicate, object_ = triple
    documents = {d.id: d for d, _ in sayings}.values()
    pairs = [
        (TYPE, "tp:Claim"),
        (TYPE, "rdf:Statement"),
        ("rdf:subject", name(subject)),
        ("rdf:predicate", term(predicate)),
        ("rdf:object", name(object_)),
        ("tp:documents", str(len(documents))),
        ("tp:publishers", str(len({d.publisher for d in documents if d.publisher}))),
        ("tp:languages", str(len({d.language for d in documents if d.language}))),
    ]
    days = [resolve(a.date) for _, a in sayings]
    first = min((f for f, _ in days if f), default=None)
    last = max((t for _, t in days if t), default=None)
    pairs += [(p, day(d)) for p, d in (("tp:first", first), ("tp:last", last)) if d]
    return iri(iris.claim_iri(*triple)), pairs


def entity(e: Entity) -> Block:
    """An entity with labels, aliases and its place in the registry; aliases are tagged by their script."""
    pairs = [(TYPE, term(e.cls))]
    pairs += [("rdfs:label", literal(text, tag)) for text, tag in ((e.zh, "zh"), (e.en, "en")) if text]
    pairs += [("skos:altLabel", literal(alias, _script(alias))) for alias in e.aliases]
    pairs += [("tp:contextLabel", literal(form, _script(form))) for form in e.context]
    if e.country:
        pairs.append(("tp:country", name(e.country)))
    if e.parent:
        pairs.append(("tp:parent", name(e.parent)))
        if e.cls in CONCEPTS:
            pairs.append(("skos:broader", name(e.parent)))
    pairs += [(p, edtf(text)) for p, text in (("tp:since", e.since), ("tp:until", e.until)) if text]
    if e.wikidata:
        pairs.append(("skos:exactMatch", iri(iris.WIKIDATA + iris.segment(e.wikidata))))
    if e.source:
        pairs.append(("tp:source", literal(e.source)))
    if e.provisional:
        pairs.append(("tp:provisional", "true"))
    return name(e.key), pairs


def document(extraction: Extraction) -> Iterator[Block]:
    """Everything one document says: itself, its run, its spans in order (mentions among them), its assertions."""
    doc = extraction.document
    own = iri(iris.document_iri(doc.id))
    run = iri(iris.run_iri(doc.id, __version__))
    yield _about(doc, own)
    yield (
        run,
        [
            (TYPE, "prov:Activity"),
            ("prov:used", own),
            ("schema:softwareVersion", literal(__version__)),
            ("tp:sentences", str(extraction.sentences)),
            ("tp:ignored", str(len(extraction.regions))),
            ("tp:unknown", str(sum(count for _, count in extraction.unknown))),
        ],
    )
    spans: dict[tuple[int, int], list[Pair]] = {}

    def span(at: Span) -> str:
        """The node of a span, noted for writing; raises where the text does not hold it."""
        place = at.start, at.end
        if doc.text[at.start : at.end] != at.text or not 0 <= at.start < at.end <= len(doc.text):
            found = doc.text[max(at.start, 0) : max(at.end, 0)]
            raise Problem(
                f"the span {at.start}-{at.end} should read {at.text[:80]!r} but reads {found[:80]!r}",
                where=doc.id,
                cure="the document changed since it was read; build again",
            )
        if place not in spans:
            spans[place] = _span(doc, at, own)
        return iri(iris.span_iri(doc.id, at.start, at.end))

    for m in extraction.mentions:
        span(Span(m.start, m.end, m.text))
        spans[m.start, m.end] += [(TYPE, "tp:Mention"), ("tp:denotes", name(m.entity)), ("tp:how", literal(m.how))]
    sayings = []
    for a in sorted(extraction.assertions, key=lambda a: a.order):
        pairs = [*_saying(a), ("dcterms:source", own), ("prov:wasGeneratedBy", run), ("tp:evidence", span(a.evidence))]
        parts = (
            ("tp:trigger", a.trigger),
            ("tp:cue", a.cue),
            ("tp:subjectMention", a.subject_span),
            ("tp:objectMention", a.object_span),
        )
        pairs += [(predicate, span(part)) for predicate, part in parts if part]
        sayings.append((iri(iris.assertion_iri(a, doc.id)), pairs))
    for start, end in sorted(spans):
        yield iri(iris.span_iri(doc.id, start, end)), spans[start, end]
    yield from sayings


def _about(doc: Document, own: str) -> Block:
    pairs = [(TYPE, "tp:Document"), (TYPE, "prov:Entity"), ("dcterms:identifier", literal(doc.id))]
    if doc.title:
        pairs.append(("dcterms:title", literal(doc.title, doc.language)))
    pairs += [("dcterms:creator", literal(author)) for author in doc.authors]
    pairs += [
        (predicate, literal(value))
        for predicate, value in (
            ("dcterms:publisher", doc.publisher),
            ("dcterms:language", doc.language),
            ("dcterms:source", doc.source),
            ("rdfs:comment", doc.note),
            ("tp:sha256", doc.sha256),
            ("tp:reader", doc.reader),
        )
        if value
    ]
    return own, pairs + _dated("dcterms:date", doc.date)


def _span(doc: Document, at: Span, own: str) -> list[Pair]:
    pairs = [
        (TYPE, "oa:TextPositionSelector"),
        (TYPE, "oa:TextQuoteSelector"),
        ("oa:start", str(at.start)),
        ("oa:end", str(at.end)),
        ("oa:exact", literal(at.text)),
        ("dcterms:source", own),
    ]
    if doc.pages:
        pairs.append(("tp:page", str(max(bisect_right(doc.pages, at.start), 1))))
    return pairs


def _saying(a: Assertion) -> list[Pair]:
    pairs = [
        (TYPE, "tp:Assertion"),
        ("tp:claim", iri(iris.claim_iri(*a.triple))),
        ("tp:modality", f"tp:{a.modality}"),
        ("tp:rule", literal(a.rule)),
        *_dated("tp:date", a.date),
    ]
    if a.attribution:
        pairs.append(("tp:attributedTo", name(a.attribution)))
    if a.amount:
        pairs += [("tp:amount", literal(a.amount.text)), ("tp:amountUnit", literal(a.amount.unit))]
        if math.isfinite(a.amount.value):
            pairs.append(("tp:amountValue", decimal(a.amount.value)))
    return pairs


def _dated(predicate: str, text: str) -> list[Pair]:
    if not text:
        return []
    ends = zip(("tp:from", "tp:to"), resolve(text), strict=True)
    return [(predicate, edtf(text)), *((p, day(d)) for p, d in ends if d)]


def name(key: str) -> str:
    """The term that names an entity."""
    return iri(iris.entity_iri(key))


def term(local: str) -> str:
    """The term of a class or relation of the ontology."""
    return iri(iris.ONTOLOGY + iris.segment(local))


def _script(text: str) -> str:
    """The language tag that a form's script allows: zh for Han without kana, en for ASCII, else none."""
    if text.isascii():
        return "en"
    if any("\u3040" <= c <= "\u30ff" for c in text):
        return ""
    return "zh" if any(low <= c <= high for c in text for low, high in _HAN) else ""
