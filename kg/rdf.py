"""Knowledge as RDF: the triples of each thing, and the two files that hold them.

``graph.ttl`` has all triples; ``graph.trig`` keeps them in named graphs: one per document (named by the document), one
for the registry, one for what is derived over documents (claims, direct triples, provisional entities). The ontology is
not repeated in them. No blank nodes and no clock, so equal knowledge gives equal bytes.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from kg import __version__, iris
from kg.edtf import resolve
from kg.model import Assertion, Document, Entity, Extraction, Knowledge, Modality, Problem, Span
from kg.turtle import HEADER, TYPE, Block, Pair, day, decimal, edtf, iri, literal, render

GRAPH_TTL = "graph.ttl"
GRAPH_TRIG = "graph.trig"

_HAN = (("\u3400", "\u9fff"), ("\uf900", "\ufaff"), ("\U00020000", "\U0003ffff"))


def write(knowledge: Knowledge, folder: Path) -> None:
    """Write ``graph.ttl`` and ``graph.trig`` into a folder, formatting each triple once."""
    _save(knowledge, turtle=folder / GRAPH_TTL, trig=folder / GRAPH_TRIG)


def write_turtle(knowledge: Knowledge, path: Path) -> None:
    """Write the union of all graphs as Turtle, grouped by subject; entities first, then claims, then documents by id."""
    _save(knowledge, turtle=path)


def write_trig(knowledge: Knowledge, path: Path) -> None:
    """Write the named graphs as TriG."""
    _save(knowledge, trig=path)


def _save(knowledge: Knowledge, *, turtle: Path | None = None, trig: Path | None = None) -> None:
    known = _known(knowledge)
    registry_blocks = [*registry(knowledge)]
    claim_blocks = [*claims(knowledge)]
    with ExitStack() as stack:
        flat, named = (
            stack.enter_context(p.open("w", encoding="utf-8", newline="\n")) if p else None for p in (turtle, trig)
        )
        if flat:
            flat.write(HEADER)
            flat.writelines(_spaced(render([*registry_blocks, *claim_blocks])))
        if named:
            named.write(HEADER)
            named.writelines(_graph(iris.REGISTRY_GRAPH, render(registry_blocks)))
            named.writelines(_graph(iris.CLAIMS_GRAPH, render(claim_blocks)))
        for extraction in _ordered(knowledge):
            _check_names(extraction, known)
            lines = [*render(document(extraction))]
            if flat:
                flat.writelines(_spaced(lines))
            if named:
                named.writelines(_graph(iris.document_iri(extraction.document.id), lines))


def _spaced(texts: Iterable[str]) -> Iterator[str]:
    return (f"\n{text}" for text in texts)


def _graph(name: str, texts: Iterable[str]) -> Iterator[str]:
    yield f"\n{iri(name)} {{\n"
    yield from _spaced(texts)
    yield "}\n"


def _ordered(knowledge: Knowledge) -> list[Extraction]:
    return sorted(knowledge.extractions, key=lambda x: x.document.id)


def _known(knowledge: Knowledge) -> frozenset[str]:
    ids = [x.document.id for x in knowledge.extractions]
    for doubled in sorted({i for i in ids if ids.count(i) > 1} if len(set(ids)) < len(ids) else ()):
        raise Problem("two documents have this id", where=doubled, cure="rename one of the two files")
    keys = frozenset(e.key for e in knowledge.entities)
    for entity in knowledge.entities:
        for field, key in (("country", entity.country), ("parent", entity.parent)):
            if key and key not in keys:
                raise Problem(
                    f"{field} {key!r} is no known entity",
                    where=entity.key,
                    cure="add it to ontology/entities or correct the row; `python -m kg.registry` lists such rows",
                )
    return keys


def _check_names(extraction: Extraction, known: frozenset[str]) -> None:
    used = {m.entity for m in extraction.mentions}
    for a in extraction.assertions:
        used.update((a.subject, a.object))
        if a.attribution:
            used.add(a.attribution)
    for key in sorted(used - known):
        raise Problem(f"{key!r} is no known entity", where=extraction.document.id, cure="build again from the documents")


def registry(knowledge: Knowledge) -> Iterator[Block]:
    """The entities that the registry describes, by key."""
    return (entity(e) for e in sorted(knowledge.entities, key=lambda e: e.key) if not e.provisional)


def claims(knowledge: Knowledge) -> Iterator[Block]:
    """What is derived over documents: provisional entities, direct triples, and claims with their counts.

    A direct triple stands only for a claim that some document asserts. Counts and dates take in sayings of every
    modality, denials too; a document without publisher or language adds nothing to that count.
    """
    said: dict[tuple[str, str, str], list[tuple[Document, Assertion]]] = defaultdict(list)
    for extraction in knowledge.extractions:
        for a in extraction.assertions:
            said[a.triple].append((extraction.document, a))
    yield from (entity(e) for e in sorted(knowledge.entities, key=lambda e: e.key) if e.provisional)
    ordered = sorted(said.items(), key=lambda item: item[0])
    for (subject, predicate, object_), sayings in ordered:
        if any(a.modality is Modality.ASSERTED for _, a in sayings):
            yield _entity(subject), [(_term(predicate), _entity(object_))]
    for triple, sayings in ordered:
        yield claim(triple, sayings)


def claim(triple: tuple[str, str, str], sayings: list[tuple[Document, Assertion]]) -> Block:
    """One claim with its parts, counts, and first and last day."""
    subject, predicate, object_ = triple
    documents = {d.id: d for d, _ in sayings}.values()
    pairs = [
        (TYPE, "tp:Claim"),
        (TYPE, "rdf:Statement"),
        ("rdf:subject", _entity(subject)),
        ("rdf:predicate", _term(predicate)),
        ("rdf:object", _entity(object_)),
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
    pairs = [(TYPE, _term(e.cls))]
    pairs += [("rdfs:label", literal(text, tag)) for text, tag in ((e.zh, "zh"), (e.en, "en")) if text]
    pairs += [("skos:altLabel", literal(alias, _script(alias))) for alias in e.aliases]
    pairs += [("tp:contextLabel", literal(form, _script(form))) for form in e.context]
    if e.country:
        pairs.append(("tp:country", _entity(e.country)))
    if e.parent:
        pairs.append(("tp:parent", _entity(e.parent)))
        if e.cls in ("Technology", "PolicyConcept"):
            pairs.append(("skos:broader", _entity(e.parent)))
    pairs += [(p, edtf(text)) for p, text in (("tp:since", e.since), ("tp:until", e.until)) if text]
    if e.wikidata:
        pairs.append(("skos:exactMatch", iri(iris.WIKIDATA + iris.segment(e.wikidata))))
    if e.source:
        pairs.append(("tp:source", literal(e.source)))
    if e.provisional:
        pairs.append(("tp:provisional", "true"))
    return _entity(e.key), pairs


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
        if doc.text[at.start : at.end] != at.text or not 0 <= at.start < at.end:
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
        spans[m.start, m.end] += [(TYPE, "tp:Mention"), ("tp:denotes", _entity(m.entity)), ("tp:how", literal(m.how))]
    sayings = []
    for a in sorted(extraction.assertions, key=lambda a: a.order):
        pairs = [*_saying(a), ("dcterms:source", own), ("prov:wasGeneratedBy", run), ("tp:evidence", span(a.evidence))]
        parts = (a.trigger, "trigger"), (a.cue, "cue"), (a.subject_span, "subjectMention"), (a.object_span, "objectMention")
        pairs += [(f"tp:{name}", span(part)) for part, name in parts if part]
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
        pairs.append(("tp:attributedTo", _entity(a.attribution)))
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


def _entity(key: str) -> str:
    return iri(iris.entity_iri(key))


def _term(name: str) -> str:
    return iri(iris.ONTOLOGY + iris.segment(name))


def _script(text: str) -> str:
    """The language tag that a form's script allows: zh for Han without kana, en for ASCII, else none."""
    if text.isascii():
        return "en"
    if any("\u3040" <= c <= "\u30ff" for c in text):
        return ""
    return "zh" if any(low <= c <= high for c in text for low, high in _HAN) else ""
