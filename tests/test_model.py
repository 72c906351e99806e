"""The values: frozen, ordered, identified by their content."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import model
from kg.model import (
    Amount,
    Assertion,
    Document,
    Entity,
    Extraction,
    Knowledge,
    Mention,
    Modality,
    Problem,
    Region,
    Span,
    assertion_id,
    claim_id,
    content_hash,
    join,
    split,
)

VALUES = (
    Span(0, 2, "美国"),
    Region(0, 2, "page furniture"),
    Document("x", "美国"),
    Entity("china", "Country", "中国", "China"),
    Mention(0, 2, "美国", "united-states", "name"),
    Amount(52e9, "USD", "520亿美元"),
    Assertion("japan", "memberOf", "nato", Modality.ASSERTED, Span(0, 8, "日本加入北约。"), "zh.join"),
    Extraction(Document("x", "美国")),
    Knowledge((), ()),
)
assert {type(v) for v in VALUES} == {c for c in vars(model).values() if dataclasses.is_dataclass(c)}


@pytest.mark.parametrize("value", VALUES, ids=lambda v: type(v).__name__)
def test_values_are_frozen_and_hashable(value: object) -> None:
    field = dataclasses.fields(value)[0].name  # type: ignore[arg-type]
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, field, None)
    assert hash(value) == hash(dataclasses.replace(value))  # type: ignore[type-var]
    assert not hasattr(value, "__dict__")


def test_modalities_are_those_of_the_model() -> None:
    assert sorted(Modality) == ["asserted", "negated", "planned", "possible"]


PROBLEMS = [
    (Problem("no such row"), "no such row"),
    (Problem("no such row", where="a.tsv:3"), "a.tsv:3: no such row"),
    (Problem("no such row", cure="add it"), "no such row (add it)"),
    (Problem("no such row", where="a.tsv:3", cure="add it"), "a.tsv:3: no such row (add it)"),
]
assert len(PROBLEMS) >= 4


@pytest.mark.parametrize(("problem", "expected"), PROBLEMS)
def test_problems_say_where_and_what_to_do(problem: Problem, expected: str) -> None:
    assert str(problem) == expected
    assert problem.args == (expected,)


LABELS = [
    (Entity("k", "Country", "中国", "China"), "zh", "中国"),
    (Entity("k", "Country", "中国", "China"), "zh-Hant", "中国"),
    (Entity("k", "Country", "中国", "China"), "en", "China"),
    (Entity("k", "Country", "中国", "China"), "", "China"),
    (Entity("k", "Country", "", "China"), "zh", "China"),
    (Entity("k", "Country", "中国", ""), "en", "中国"),
]
assert len(LABELS) >= 6


@pytest.mark.parametrize(("entity", "language", "expected"), LABELS)
def test_labels_fall_back(entity: Entity, language: str, expected: str) -> None:
    assert entity.label(language) == expected


# Identities are released: these values never change.
HASHES = [
    (("huawei", "listedOn", "entity-list"), "f2d0b361dcd3674f"),
    (("",), "e3b0c44298fc1c14"),
]


@pytest.mark.parametrize(("parts", "expected"), HASHES)
def test_hashes_are_fixed(parts: tuple[str, ...], expected: str) -> None:
    assert content_hash(*parts) == expected


DIFFERENT = [(("a", "bc"), ("ab", "c")), (("a", "b"), ("b", "a")), (("a",), ("a", "")), (("a",), ("A",))]


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_different_parts_have_different_hashes(first: tuple[str, ...], second: tuple[str, ...]) -> None:
    assert content_hash(*first) != content_hash(*second)


SAYING = Assertion("huawei", "listedOn", "entity-list", Modality.ASSERTED, Span(3, 9, "x" * 6), "zh.list")


def test_a_claim_is_its_triple() -> None:
    assert SAYING.triple == ("huawei", "listedOn", "entity-list")
    assert claim_id(*SAYING.triple) == content_hash(*SAYING.triple)


CHANGES = [
    ({"modality": Modality.NEGATED}, True),
    ({"rule": "en.list"}, True),
    ({"date": "2019"}, True),
    ({"attribution": "reuters"}, True),
    ({"evidence": Span(3, 10, "x" * 7)}, False),
    ({"evidence": Span(2, 9, "x" * 7)}, False),
    ({"subject": "zte"}, False),
    ({"predicate": "restricts"}, False),
    ({"object": "unverified-list"}, False),
]
assert len(CHANGES) >= 9


@pytest.mark.parametrize(("change", "same"), CHANGES)
def test_a_saying_is_its_claim_document_and_evidence(change: dict[str, object], same: bool) -> None:
    other = dataclasses.replace(SAYING, **change)  # type: ignore[arg-type]
    assert (assertion_id(other, "x") == assertion_id(SAYING, "x")) is same
    assert assertion_id(other, "y") != assertion_id(other, "x")


def test_order_follows_the_text() -> None:
    later = dataclasses.replace(SAYING, evidence=Span(4, 9, "x" * 5))
    denied = dataclasses.replace(SAYING, modality=Modality.NEGATED)
    assert sorted([later, denied, SAYING], key=lambda a: a.order) == [SAYING, denied, later]
    assert sorted([Mention(2, 3, "b", "b", "name"), Mention(0, 9, "a", "a", "name")])[0].start == 0


CELLS = [("", ()), ("a", ("a",)), ("a|b", ("a", "b")), ("a||b|", ("a", "b")), ("美国|美", ("美国", "美"))]


@pytest.mark.parametrize(("cell", "values"), CELLS)
def test_cells_of_several_values(cell: str, values: tuple[str, ...]) -> None:
    assert split(cell) == values


@given(st.lists(st.text(min_size=1).filter(lambda s: "|" not in s)))
def test_cells_come_back(values: list[str]) -> None:
    assert split(join(values)) == tuple(values)


def test_hashes_do_not_depend_on_the_process() -> None:
    code = "from kg.model import claim_id; print(claim_id('a', 'b', 'c'))"
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "7", "PATH": ""},
        timeout=60,
        cwd=str(model.__file__).rsplit("/", 2)[0],
    )
    assert run.stdout.strip() == claim_id("a", "b", "c")
