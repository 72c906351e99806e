"""What a graph says, as values: sayings chosen by who, what, when and how, each with its quote and its document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from kg import edtf
from kg.entities import Directory, iri_of, key_of
from kg.iris import DOCUMENT, ONTOLOGY, PREFIXES, document_iri
from kg.model import Amount, Assertion, Document, Entity, Extraction, Knowledge, Mention, Modality, Problem, Span
from kg.schema import default as default_schema
from kg.store import Store, query
from kg.terms import parse
from kg.turtle import day, iri, literal

SPANS = ("evidence", "trigger", "cue", "subjectMention", "objectMention")
DOCUMENTS = """
SELECT ?d ?p ?o {
  ?d a tp:Document ; ?p ?o .
  FILTER(?p IN (dcterms:title, dcterms:creator, dcterms:date, dcterms:publisher, dcterms:language, dcterms:source))
}
"""
MENTIONS = """
SELECT ?e ?d ?start ?end ?text {{
  VALUES ?e {{ {entities} }} ?m tp:denotes ?e ; dcterms:source ?d ; oa:start ?start ; oa:end ?end ; oa:exact ?text
}}
"""


@dataclass(frozen=True, slots=True)
class Where:
    """Which sayings are meant; an empty choice means all.

    ``entity`` are subjects or objects, ``claims`` IRIs, ``languages`` those of the documents. ``since`` and ``until``
    are EDTF and inclusive: a saying counts when the days it speaks of overlap them, one without a date only if
    ``undated``. Subject and object of a symmetric relation may stand either way round.
    """

    subject: tuple[str, ...] = ()
    relation: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    entity: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    modality: tuple[Modality, ...] = ()
    documents: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    undated: bool = False


@dataclass(frozen=True, slots=True)
class Saying:
    """One assertion, the document that makes it (without its text), and the IRIs of the saying and of its claim."""

    iri: str
    claim: str
    assertion: Assertion
    document: Document


def read(store: Store, where: Where | None = None, *, timeout: float | None = None) -> tuple[Saying, ...]:
    """The sayings that fit, by document, place and claim; two of one place and claim differ in modality."""
    chosen = pattern(where or Where())
    found = query(store, f"SELECT ?a ?claim ?s ?p ?o ?k ?v {{ {chosen} ?a ?k ?v }}", timeout=timeout)
    if not found.cells:
        return ()
    facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    claims: dict[str, tuple[str, str, str, str]] = {}
    for cells in sorted(set(found.cells)):
        saying, claim, s, p, o, key, value = (parse(cell).value for cell in cells)
        claims.setdefault(saying, (claim, key_of(s), p.removeprefix(ONTOLOGY), key_of(o)))
        facts[saying][key].append(value)
    spans: dict[tuple[str, str], Span] = {}
    parts = f"SELECT ?a ?k ?b ?e ?t {{ {chosen} ?a ?k ?x . ?x oa:start ?b ; oa:end ?e ; oa:exact ?t }}"
    for cells in sorted(set(query(store, parts, timeout=timeout).cells)):
        saying, key, begin, end, exact = (parse(cell).value for cell in cells)
        spans.setdefault((saying, key.removeprefix(ONTOLOGY)), _span(begin, end, exact))
    known = documents(store, timeout=timeout)
    rows = []
    for saying, said in facts.items():
        source = _first(said, "dcterms:source")
        document = known.get(source) or Document(_id(source), "")
        for modality in said[f"{ONTOLOGY}modality"]:
            a = _assertion(claims[saying][1:], modality, said, {part: spans.get((saying, part)) for part in SPANS})
            rows.append(Saying(saying, claims[saying][0], a, document))
    return tuple(sorted(rows, key=lambda row: (row.document.id, row.assertion.order, row.iri)))


def documents(store: Store, *, timeout: float | None = None) -> dict[str, Document]:
    """The documents of a graph by IRI, without their texts."""
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for cells in sorted(set(query(store, DOCUMENTS, timeout=timeout).cells)):
        document, key, value = (parse(cell).value for cell in cells)
        said[document][key].append(value)
    return {
        about: Document(
            _id(about),
            "",
            title=_first(of, "dcterms:title"),
            authors=tuple(of[f"{PREFIXES['dcterms']}creator"]),
            date=_first(of, "dcterms:date"),
            publisher=_first(of, "dcterms:publisher"),
            language=_first(of, "dcterms:language"),
            source=_first(of, "dcterms:source"),
        )
        for about, of in said.items()
    }


def knowledge(said: Sequence[Saying], directory: Directory, *, also: Iterable[str] = ()) -> Knowledge:
    """These sayings as the knowledge of a build, for the parts that take one: no texts, no regions.

    The entities are those named in the sayings and those in ``also``, each with all its mentions.
    """
    keys = {k for s in said for k in (*s.assertion.triple[::2], s.assertion.attribution) if k} | set(also)
    entities = {key: directory.entities.get(key) or Entity(key, "", key, key) for key in sorted(keys)}
    mentions: dict[str, list[Mention]] = defaultdict(list)
    asked = MENTIONS.format(entities=" ".join(iri(iri_of(key)) for key in entities))
    for cells in sorted(set(query(directory.store, asked, timeout=directory.timeout).cells)) if entities else ():
        key, document, begin, end, text = (parse(cell).value for cell in cells)
        at = _span(begin, end, text)
        mentions[_id(document)].append(Mention(at.start, at.end, at.text, key_of(key), ""))
    told: dict[str, list[Assertion]] = defaultdict(list)
    for saying in said:
        told[saying.document.id].append(saying.assertion)
    found = {d.id: d for d in documents(directory.store, timeout=directory.timeout).values()}
    found |= {s.document.id: s.document for s in said}
    extractions = [
        Extraction(found[name], tuple(sorted(mentions[name])), tuple(told[name]))
        for name in sorted({*mentions, *told} & set(found))
    ]
    return Knowledge(tuple(extractions), tuple(entities.values()))


def pattern(where: Where) -> str:
    """The SPARQL pattern of the sayings ?a that fit, of claims ?claim with ?s, ?p and ?o."""
    first, last = edtf.period(where.since, where.until)
    period = []
    if first:
        period.append(f"IF(BOUND(?to), ?to >= {day(first)}, BOUND(?from))")
    if last:
        period.append(f"IF(BOUND(?from), ?from <= {day(last)}, BOUND(?to))")
    if where.undated:
        period = [f"(!BOUND(?from) && !BOUND(?to)) || {clause}" for clause in period]
    tongues = ", ".join(literal(language) for language in where.languages)
    parts = [
        f"{{ SELECT DISTINCT ?claim ?s ?p ?o {{ {_claims(where)} }} }} ?a tp:claim ?claim .",
        f"?a tp:modality ?m . {_values('m', (ONTOLOGY + m for m in where.modality))}" if where.modality else "",
        f"?a dcterms:source ?d . {_values('d', map(document_iri, where.documents))}" if where.documents else "",
        f"?a dcterms:source/dcterms:language ?tongue FILTER(STR(?tongue) IN ({tongues}))" if tongues else "",
        "OPTIONAL { ?a tp:from ?from } OPTIONAL { ?a tp:to ?to }" if period else "",
        *(f"FILTER({clause})" for clause in period),
    ]
    return "\n  ".join(part for part in parts if part)


def _claims(where: Where) -> str:
    """The pattern of the claims that fit: an alternative per role that the entities may have."""
    ends = where.subject, where.object
    roles = [ends, (where.object, where.subject)] if any(ends) else [((), ())]
    if where.entity:
        roles = [(where.entity, ()), ((), where.entity)]
    schema = default_schema()
    mutual = tuple(name for name, relation in sorted(schema.relations.items()) if relation.symmetric)
    patterns = []
    for turned, (subject, object_) in enumerate(roles):
        relations = where.relation
        if turned and not where.entity:
            relations = tuple(r for r in relations or mutual if r in mutual)
            if not relations:
                continue
        patterns.append(
            " ".join(
                [
                    _values("claim", where.claims),
                    _values("s", map(iri_of, subject)),
                    _values("o", map(iri_of, object_)),
                    _values("p", (ONTOLOGY + r for r in relations)),
                    "?claim a tp:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o .",
                ]
            ).strip()
        )
    return patterns[0] if len(patterns) == 1 else " UNION ".join(f"{{ {pattern} }}" for pattern in patterns)


def _values(variable: str, iris: Iterable[str]) -> str:
    terms = " ".join(map(iri, iris))
    return f"VALUES ?{variable} {{ {terms} }}" if terms else ""


def _assertion(
    triple: tuple[str, str, str], modality: str, said: Mapping[str, list[str]], spans: Mapping[str, Span | None]
) -> Assertion:
    money, unit, number = (_first(said, f"tp:{name}") for name in ("amount", "amountUnit", "amountValue"))
    return Assertion(
        *triple,
        _modality(modality),
        spans["evidence"] or Span(0, 0, ""),
        _first(said, "tp:rule"),
        date=_first(said, "tp:date"),
        attribution=key_of(_first(said, "tp:attributedTo")),
        amount=Amount(float(number or "nan"), unit, money) if money else None,
        trigger=spans["trigger"],
        cue=spans["cue"],
        subject_span=spans["subjectMention"],
        object_span=spans["objectMention"],
    )


def _modality(name: str) -> Modality:
    try:
        return Modality(name.removeprefix(ONTOLOGY))
    except ValueError:
        cure = f"expected tp: and {', '.join(Modality)}"
        raise Problem("not a modality of the ontology", where=name[:200], cure=cure) from None


def _span(begin: str, end: str, exact: str) -> Span:
    try:
        return Span(int(begin), int(end), exact)
    except ValueError:
        said = f"a span's offsets are no whole numbers: {begin[:20]!r}, {end[:20]!r}"
        raise Problem(said, cure="run `kg build` again") from None


def _first(said: Mapping[str, list[str]], name: str) -> str:
    prefix, _, local = name.partition(":")
    return next(iter(said.get(PREFIXES[prefix] + local, ())), "")


def _id(document: str) -> str:
    return unquote(document.removeprefix(DOCUMENT))
