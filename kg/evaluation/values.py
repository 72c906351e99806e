"""What is compared: for each annotated document, what a person noted in it and what the engine found."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from kg.model import Document, Entity, Region
from kg.schema import Schema

Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True, order=True)
class Saying:
    """A statement of a document: offsets of its evidence, keys, relation, and qualifiers as text."""

    start: int
    end: int
    subject: str
    predicate: str
    object: str
    modality: str = "asserted"
    date: str = ""
    attribution: str = ""
    amount: str = ""

    @property
    def triple(self) -> Triple:
        return self.subject, self.predicate, self.object


@dataclass(frozen=True, slots=True)
class Side:
    """One reader's notes on a document: entity by span, statements in order, class by entity."""

    mentions: dict[tuple[int, int], str]
    sayings: tuple[Saying, ...]
    classes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Gold:
    """An annotated document: its entities (``aliases`` are the forms seen), what is not scored, what a person noted."""

    name: str
    document: Document
    entities: tuple[Entity, ...]
    ignored: tuple[Region, ...]
    noted: Side


def oriented(subject: str, predicate: str, object_: str, schema: Schema) -> Triple:
    """A triple, the ends of a symmetric relation in alphabetical order: who is named first says nothing there."""
    relation = schema.relations.get(predicate)
    if relation and relation.symmetric and object_ < subject:
        return object_, predicate, subject
    return subject, predicate, object_


def disjoint(regions: Iterable[Region]) -> tuple[Region, ...]:
    """Regions in order, those that overlap joined."""
    found: list[Region] = []
    for region in sorted(regions):
        if found and region.start <= found[-1].end:
            last = found.pop()
            region = Region(last.start, max(last.end, region.end), last.why)
        found.append(region)
    return tuple(found)


def inside(regions: tuple[Region, ...], offset: int) -> bool:
    """Whether an offset lies in one of disjoint regions."""
    place = bisect_right(regions, offset, key=lambda region: region.start) - 1
    return place >= 0 and offset < regions[place].end
