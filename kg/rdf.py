"""Knowledge as RDF: the triples of each thing, and the two files that hold them.

``graph.ttl`` has all triples; ``graph.trig`` keeps them in named graphs: one per document (named by the document), one
for the registry, one for entities that a user's own files describe, one for what is derived over documents (claims,
direct triples, provisional entities). The ontology is not repeated in them. No blank nodes and no clock, so equal
knowledge gives equal bytes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from kg import iris
from kg.model import Assertion, Document, Extraction, Knowledge, Modality, Problem
from kg.output import whole
from kg.triples import claim, document, entity, name, term
from kg.turtle import HEADER, Block, iri, render

GRAPH_TTL = "graph.ttl"
GRAPH_TRIG = "graph.trig"


def write(knowledge: Knowledge, folder: Path) -> None:
    """Write ``graph.ttl`` and ``graph.trig`` into a folder, formatting each triple once."""
    _save(knowledge, turtle=folder / GRAPH_TTL, trig=folder / GRAPH_TRIG)


def write_turtle(knowledge: Knowledge, path: Path) -> None:
    """Write the union of all graphs as Turtle, grouped by subject: entities, claims, then documents by id."""
    _save(knowledge, turtle=path)


def write_trig(knowledge: Knowledge, path: Path) -> None:
    """Write the named graphs as TriG."""
    _save(knowledge, trig=path)


def _save(knowledge: Knowledge, *, turtle: Path | None = None, trig: Path | None = None) -> None:
    known = _known(knowledge)
    registry_blocks, given_blocks = [*registry(knowledge)], [*given(knowledge)]
    claim_blocks = [*claims(knowledge)]
    with ExitStack() as stack:
        flat, named = (stack.enter_context(whole(path)) if path else None for path in (turtle, trig))
        if flat:
            flat.write(HEADER)
            flat.writelines(render([*registry_blocks, *given_blocks, *claim_blocks]))
        if named:
            named.write(HEADER)
            named.writelines(_graph(iris.REGISTRY_GRAPH, render(registry_blocks)))
            if given_blocks:
                named.writelines(_graph(iris.GIVEN_GRAPH, render(given_blocks)))
            named.writelines(_graph(iris.CLAIMS_GRAPH, render(claim_blocks)))
        for extraction in _ordered(knowledge):
            _check_names(extraction, known)
            lines = [*render(document(extraction))]
            if flat:
                flat.writelines(lines)
            if named:
                named.writelines(_graph(iris.document_iri(extraction.document.id), lines))


def _graph(graph: str, texts: Iterable[str]) -> Iterator[str]:
    yield f"\n{iri(graph)} {{\n"
    yield from texts
    yield "}\n"


def _ordered(knowledge: Knowledge) -> list[Extraction]:
    return sorted(knowledge.extractions, key=lambda x: x.document.id)


def _known(knowledge: Knowledge) -> frozenset[str]:
    for document_id, times in Counter(x.document.id for x in knowledge.extractions).items():
        if times > 1:
            raise Problem(f"{times} documents have this id", where=document_id, cure="rename their files")
    keys = frozenset(e.key for e in knowledge.entities)
    for e in knowledge.entities:
        for field, key in (("country", e.country), ("parent", e.parent)):
            if key and key not in keys:
                raise Problem(
                    f"{field} {key!r} is no known entity",
                    where=e.key,
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
        raise Problem(f"no entity is called {key!r}", where=extraction.document.id, cure="build again")


def registry(knowledge: Knowledge) -> Iterator[Block]:
    """The entities that the registry describes, by key."""
    known = sorted(knowledge.entities, key=lambda e: e.key)
    return (entity(e) for e in known if not (e.provisional or e.given))


def given(knowledge: Knowledge) -> Iterator[Block]:
    """The entities that a user's own files describe, by key."""
    return (entity(e) for e in sorted(knowledge.entities, key=lambda e: e.key) if e.given)


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
            yield name(subject), [f"{term(predicate)} {name(object_)}"]
    for triple, sayings in ordered:
        yield claim(triple, sayings)
