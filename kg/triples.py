"""The triples of each thing: entity, claim, document with its run, spans, mentions and assertions.

Each is a block: a subject and lines of predicate and object in Turtle; `kg.rdf` puts blocks into files.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator

from kg import __version__, iris
from kg.edtf import resolve
from kg.model import Assertion, Document, Entity, Extraction, Problem, Span
from kg.turtle import Block, day, decimal, edtf, iri, literal

# Classes whose entities are concepts, and the scheme of each, which the ontology declares.
SCHEMES = {"Technology": "technologies", "PolicyConcept": "doctrines"}
_HAN = (("\u3400", "\u9fff"), ("\uf900", "\ufaff"), ("\U00020000", "\U0003ffff"))


def name(key: str) -> str:
    """The term that names an entity."""
    return iri(iris.entity_iri(key))


def term(local: str) -> str:
    """The term of a class or relation of the ontology."""
    return iri(iris.ONTOLOGY + iris.segment(local))


def claim(triple: tuple[str, str, str], sayings: list[tuple[Document, Assertion]]) -> Block:
    """One claim with its parts, counts, and first and last day."""
    subject, predicate, object_ = triple
    documents = {d.id: d for d, _ in sayings}.values()
    lines = [
        "a tp:Claim",
        "a rdf:Statement",
        f"rdf:subject {name(subject)}",
        f"rdf:predicate {term(predicate)}",
        f"rdf:object {name(object_)}",
        f"tp:documents {len(documents)}",
        f"tp:publishers {len({d.publisher for d in documents if d.publisher})}",
        f"tp:languages {len({d.language for d in documents if d.language})}",
    ]
    days = [resolve(a.date) for _, a in sayings]
    first = min((f for f, _ in days if f), default=None)
    last = max((t for _, t in days if t), default=None)
    lines += [f"{p} {day(d)}" for p, d in (("tp:first", first), ("tp:last", last)) if d]
    return iri(iris.claim_iri(*triple)), lines


def entity(e: Entity) -> Block:
    """An entity with labels, aliases and its place in the registry; aliases are tagged by their script."""
    lines = [f"a {term(e.cls)}"]
    lines += [f"rdfs:label {literal(text, tag)}" for text, tag in ((e.zh, "zh"), (e.en, "en")) if text]
    lines += [f"skos:altLabel {literal(alias, _script(alias))}" for alias in e.aliases]
    lines += [f"tp:contextLabel {literal(form, _script(form))}" for form in e.context]
    if e.country:
        lines.append(f"tp:country {name(e.country)}")
    if e.parent:
        lines.append(f"tp:parent {name(e.parent)}")
        if e.cls in SCHEMES:
            lines.append(f"skos:broader {name(e.parent)}")
    if e.cls in SCHEMES:
        lines.append(f"skos:inScheme {term(SCHEMES[e.cls])}")
    lines += [f"{p} {edtf(text)}" for p, text in (("tp:since", e.since), ("tp:until", e.until)) if text]
    if e.wikidata:
        lines.append(f"skos:exactMatch {iri(iris.WIKIDATA + iris.segment(e.wikidata))}")
    if e.source:
        lines.append(f"tp:source {literal(e.source)}")
    if e.provisional:
        lines.append("tp:provisional true")
    return name(e.key), lines


def document(extraction: Extraction) -> Iterator[Block]:
    """Everything one document says: itself, its run, its spans in order (mentions among them), its assertions.

    A span that the text does not hold is a `Problem`.
    """
    doc = extraction.document
    own = iri(iris.document_iri(doc.id))
    run = iri(iris.run_iri(doc.id, __version__))
    yield _about(doc, own)
    yield (
        run,
        [
            "a prov:Activity",
            f"prov:used {own}",
            f"schema:softwareVersion {literal(__version__)}",
            f"tp:sentences {extraction.sentences}",
            f"tp:ignored {len(extraction.regions)}",
            f"tp:unknown {sum(count for _, count in extraction.unknown)}",
        ],
    )
    spans: dict[tuple[int, int], Block] = {}

    def span(start: int, end: int, text: str) -> Block:
        block = spans.get((start, end))
        if block is None or doc.text[start:end] != text:
            block = spans[start, end] = _span(doc, Span(start, end, text), own)
        return block

    for m in extraction.mentions:
        lines = span(m.start, m.end, m.text)[1]
        lines += ["a tp:Mention", f"tp:denotes {name(m.entity)}", f"tp:how {literal(m.how)}"]
    sayings = []
    for a in sorted(extraction.assertions, key=lambda a: a.order):
        lines = [*_saying(a), f"dcterms:source {own}", f"prov:wasGeneratedBy {run}"]
        parts = (
            ("tp:evidence", a.evidence),
            ("tp:trigger", a.trigger),
            ("tp:cue", a.cue),
            ("tp:subjectMention", a.subject_span),
            ("tp:objectMention", a.object_span),
        )
        lines += [f"{predicate} {span(part.start, part.end, part.text)[0]}" for predicate, part in parts if part]
        sayings.append((iri(iris.assertion_iri(a, doc.id)), lines))
    yield from (spans[place] for place in sorted(spans))
    yield from sayings


def _about(doc: Document, own: str) -> Block:
    lines = ["a tp:Document", "a prov:Entity", f"dcterms:identifier {literal(doc.id)}"]
    if doc.title:
        lines.append(f"dcterms:title {literal(doc.title, doc.language)}")
    lines += [f"dcterms:creator {literal(author)}" for author in doc.authors]
    facts = (
        ("dcterms:publisher", doc.publisher),
        ("dcterms:language", doc.language),
        ("dcterms:source", doc.source),
        ("rdfs:comment", doc.note),
        ("tp:sha256", doc.sha256),
        ("tp:reader", doc.reader),
    )
    lines += [f"{predicate} {literal(value)}" for predicate, value in facts if value]
    return own, lines + _dated("dcterms:date", doc.date)


def _span(doc: Document, at: Span, own: str) -> Block:
    if doc.text[at.start : at.end] != at.text or not 0 <= at.start < at.end <= len(doc.text):
        found = doc.text[max(at.start, 0) : max(at.end, 0)]
        raise Problem(
            f"the span {at.start}-{at.end} should read {at.text[:80]!r} but reads {found[:80]!r}",
            where=doc.id,
            cure="the document changed since it was read; build again",
        )
    lines = [
        "a oa:TextPositionSelector",
        "a oa:TextQuoteSelector",
        f"oa:start {at.start}",
        f"oa:end {at.end}",
        f"oa:exact {literal(at.text)}",
        f"dcterms:source {own}",
    ]
    if doc.pages:
        lines.append(f"tp:page {max(bisect_right(doc.pages, at.start), 1)}")
    return f"<{iris.span_iri(doc.id, at.start, at.end)}>", lines


def _saying(a: Assertion) -> list[str]:
    lines = [
        "a tp:Assertion",
        f"tp:claim {iri(iris.claim_iri(*a.triple))}",
        f"tp:modality tp:{a.modality}",
        f"tp:rule {literal(a.rule)}",
        *_dated("tp:date", a.date),
    ]
    if a.attribution:
        lines.append(f"tp:attributedTo {name(a.attribution)}")
    if a.amount:
        lines += [f"tp:amount {literal(a.amount.text)}", f"tp:amountUnit {literal(a.amount.unit)}"]
        if math.isfinite(a.amount.value):
            lines.append(f"tp:amountValue {decimal(a.amount.value)}")
    return lines


def _dated(predicate: str, text: str) -> list[str]:
    if not text:
        return []
    ends = zip(("tp:from", "tp:to"), resolve(text), strict=True)
    return [f"{predicate} {edtf(text)}", *(f"{p} {day(d)}" for p, d in ends if d)]


def _script(text: str) -> str:
    """The language tag that a form's script allows: zh for Han without kana, en for ASCII, else none."""
    if text.isascii():
        return "en"
    if any("\u3040" <= c <= "\u30ff" for c in text):
        return ""
    return "zh" if any(low <= c <= high for c in text for low, high in _HAN) else ""
