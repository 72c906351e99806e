"""Extractions gathered: sorted, with every entity that they name and those above."""

from __future__ import annotations

import pytest

from kg.knowledge import gather
from kg.model import Assertion, Document, Entity, Extraction, Knowledge, Mention, Modality, Span

REGISTRY = (
    Entity("china", "Country", "中国", "China"),
    Entity("united-states", "Country", "美国", "United States"),
    Entity("us-department-of-commerce", "GovernmentBody", "美国商务部", "Commerce", country="united-states"),
    Entity("bis", "GovernmentBody", "工业与安全局", "BIS", country="united-states", parent="us-department-of-commerce"),
    Entity("office", "GovernmentBody", "处", "Office", parent="bis"),
    Entity("loop", "GovernmentBody", "环", "Loop", parent="loop"),
    Entity("orphan", "GovernmentBody", "孤", "Orphan", country="atlantis"),
    Entity("reuters", "MediaOrganization", "路透社", "Reuters"),
    Entity("unused", "Company", "无", "Unused"),
)
SENTENCE = Span(0, 1, "x")


def mentioning(document: str, *keys: str, entities: tuple[Entity, ...] = ()) -> Extraction:
    """A document that mentions some entities."""
    return Extraction(Document(document, "x"), tuple(Mention(0, 1, "x", k, "name") for k in keys), entities=entities)


def saying(document: str, subject: str, object_: str, attribution: str = "") -> Extraction:
    """A document that says one thing."""
    said = Assertion(subject, "restricts", object_, Modality.ASSERTED, SENTENCE, "r", attribution=attribution)
    return Extraction(Document(document, "x"), assertions=(said,))


USED = [
    ((), set()),
    ((mentioning("a"),), set()),
    ((mentioning("a", "china"),), {"china"}),
    ((mentioning("a", "bis"),), {"bis", "us-department-of-commerce", "united-states"}),
    ((mentioning("a", "office"),), {"office", "bis", "us-department-of-commerce", "united-states"}),
    ((mentioning("a", "loop"),), {"loop"}),
    ((mentioning("a", "orphan"),), {"orphan"}),
    ((saying("a", "united-states", "china"),), {"united-states", "china"}),
    ((saying("a", "united-states", "china", "reuters"),), {"united-states", "china", "reuters"}),
    ((mentioning("a", "china"), mentioning("b", "china", "united-states")), {"china", "united-states"}),
]
assert len(USED) >= 10


@pytest.mark.parametrize(("extractions", "expected"), USED)
def test_entities_in_use_and_those_above(extractions: tuple[Extraction, ...], expected: set[str]) -> None:
    found = gather(extractions, REGISTRY).entities
    assert {e.key for e in found} == expected
    assert [e.key for e in found] == sorted(expected)


def test_documents_are_sorted_by_id() -> None:
    parts = [mentioning("b", "china"), mentioning("a", "reuters"), mentioning("中", "china")]
    assert [x.document.id for x in gather(parts, REGISTRY).extractions] == ["a", "b", "中"]
    assert gather(parts, REGISTRY) == gather(reversed(parts), tuple(reversed(REGISTRY)))


def test_entities_learned_from_text_come_along() -> None:
    new = Entity("x-new", "Law", "新法", "", country="china", provisional=True)
    found = gather([mentioning("a", "x-new", entities=(new,))], REGISTRY).entities
    assert [e.key for e in found] == ["china", "x-new"]
    assert found[1] is new


def test_the_registry_outranks_a_text() -> None:
    rival = Entity("china", "Company", "假", "", provisional=True)
    (found,) = gather([mentioning("a", "china", entities=(rival,))], REGISTRY).entities
    assert found.cls == "Country"


def test_an_entity_nobody_knows_is_an_error() -> None:
    with pytest.raises(KeyError):
        gather([mentioning("a", "nobody")], REGISTRY)


def test_nothing_gives_nothing() -> None:
    assert gather([], REGISTRY) == Knowledge((), ())
