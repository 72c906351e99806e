"""The registry's technologies and doctrines as SKOS vocabularies, which thesaurus tools read.

``python -m kg.concepts FOLDER`` writes ``technologies.ttl`` and ``doctrines.ttl`` there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg import registry
from kg.model import Entity, Problem
from kg.schema import Schema
from kg.schema import default as default_schema
from kg.triples import SCHEMES, entity, name
from kg.turtle import HEADER, Block, literal, render

# SKOS has words of its own for what the graph says of every entity.
_WORDS = {"rdfs:label": "skos:prefLabel", "tp:contextLabel": "skos:hiddenLabel"}


def turtle(scheme: str, entities: Iterable[Entity], schema: Schema) -> str:
    """A scheme (``technologies`` or ``doctrines``) with its concepts by key, as Turtle.

    A concept whose parent is in another scheme, or in none, is a top concept.
    """
    concepts = {e.key: e for e in entities if SCHEMES.get(e.cls) == scheme}
    return HEADER + "".join(render(_blocks(scheme, concepts, schema)))


def _blocks(scheme: str, concepts: dict[str, Entity], schema: Schema) -> Iterator[Block]:
    tops = [key for key, e in sorted(concepts.items()) if e.parent not in concepts]
    yield (
        f"tp:{scheme}",
        [
            "a skos:ConceptScheme",
            *(f"dcterms:title {literal(schema.label(scheme, tag), tag)}" for tag in ("en", "zh")),
            *(f"skos:hasTopConcept {name(key)}" for key in tops),
        ],
    )
    for key, e in sorted(concepts.items()):
        subject, lines = entity(e)
        said = [f"{_WORDS.get(predicate, predicate)} {rest}" for predicate, rest in (x.split(" ", 1) for x in lines)]
        kept = [x for x in said if e.parent in concepts or not x.startswith("skos:broader ")]
        yield subject, ["a skos:Concept", *kept, *([f"skos:topConceptOf tp:{scheme}"] if key in tops else [])]


def write(folder: Path) -> None:
    """Write all schemes of the registry that ships into a folder, which is made where it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for scheme in SCHEMES.values():
            text = turtle(scheme, registry.default(), default_schema())
            (folder / f"{scheme}.ttl").write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        cure = "give a folder that you may write to"
        raise Problem(f"cannot write there ({error.strerror})", where=str(folder), cure=cure) from None


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
