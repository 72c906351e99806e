"""Evidence and slices: rows from a build and from a graph, and what each slice keeps and says of itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from network_samples import ENTITIES, said, saying
from samples import knowledge

from kg import rdf, store
from kg.model import Modality, Problem
from kg.network import Evidence, Slice, Statement, from_knowledge, from_store, statements
from kg.network.slices import observers, take


def test_sayings_of_a_build() -> None:
    rows = statements(knowledge())
    assert len(rows) == 6
    assert list(rows) == sorted(rows)
    plain = {replace(row, quote="") for row in rows}
    quotes = {row.quote for row in rows}
    assert 'He said: "The U.S. plans to join Chip 4."' in quotes and "" not in quotes
    assert (
        Statement("japan", "memberOf", "chip-4", Modality.POSSIBLE, "样本 zh/1.txt", "", "某智库", "zh", "专家-1")
        in plain
    )
    assert (
        Statement("huawei", "listedOn", "entity-list", Modality.ASSERTED, "sample-en", "2019/..", "Example", "en")
        in plain
    )


def test_one_saying_per_claim_modality_and_sentence() -> None:
    known = knowledge()
    english = known.extractions[1]
    first = english.assertions[1]
    doubled = (*english.assertions, replace(first, rule="other", date=""), replace(first, modality=Modality.PLANNED))
    rows = statements(replace(known, extractions=(replace(english, assertions=doubled),)))
    assert [(r.modality, r.date) for r in rows if r.claim == first.triple] == [
        ("asserted", "2022"),
        ("planned", "2022"),
    ]


def test_order_of_input_does_not_matter() -> None:
    known = knowledge()
    assert from_knowledge(known) == from_knowledge(replace(known, extractions=known.extractions[::-1]))


def test_registry_facts_stand_beside_the_sayings() -> None:
    known = knowledge()
    learned = tuple(replace(e, parent="japan") if e.provisional else e for e in known.entities)
    facts = [s.claim for s in from_knowledge(replace(known, entities=learned)).statements if s.registry]
    assert facts == [("huawei", "basedIn", "china"), ("lithography", "partOf", "semiconductors")]


@pytest.mark.parametrize("file", ["graph.ttl", "graph.trig"])
def test_a_graph_gives_the_same_evidence_as_its_knowledge(tmp_path: Path, file: str) -> None:
    rdf.write(knowledge(), tmp_path)
    mine, read = from_knowledge(knowledge()), from_store(store.load(tmp_path / file))
    assert read.statements == mine.statements
    assert {e.key: (e.cls, e.zh, e.en, e.country, e.parent, e.provisional) for e in read.entities.values()} == {
        e.key: (e.cls, e.zh, e.en, e.country, e.parent, e.provisional) for e in mine.entities.values()
    }


FOREIGN = """
@prefix tp: <https://w3id.org/techpolicy-kg/ontology#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix x: <http://example.org/> .
x:a tp:claim x:c ; tp:modality tp:asserted ; dcterms:source x:d .
x:c rdf:subject x:nz ; rdf:predicate tp:memberOf ; rdf:object x:five-eyes .
x:nz a tp:Country , x:Thing ; rdfs:label "New Zealand"@en , "新西兰"@zh-Hans , "紐西蘭"@zh-Hant .
x:five-eyes a tp:Alliance ; rdfs:label "Five Eyes" .
x:other a x:Thing ; rdfs:label "no class of ours" .
"""


def test_a_graph_of_other_origin(tmp_path: Path) -> None:
    path = tmp_path / "foreign.ttl"
    path.write_text(FOREIGN, encoding="utf-8")
    found = from_store(store.load(path))
    nz, eyes = "http://example.org/nz", "http://example.org/five-eyes"
    assert found.statements == (Statement(nz, "memberOf", eyes, Modality.ASSERTED, "http://example.org/d"),)
    assert {k: (e.cls, e.zh, e.en) for k, e in found.entities.items()} == {
        nz: ("Country", "新西兰", "New Zealand"),
        eyes: ("Alliance", "", "Five Eyes"),
    }


LINES = (
    "japan memberOf quad",
    "india memberOf quad planned",
    "china opposes aukus negated",
    "united-states initiated chip-4 asserted doc-2 2022-03",
    "huawei listedOn entity-list asserted doc-zh 2019/..",
    "australia memberOf aukus asserted doc-2 2021-09-15",
    "biden issued chips-act asserted doc-zh 202X",
    "reuters supports aukus",
)
REGISTRY = Statement("huawei", "basedIn", "china", Modality.ASSERTED)
EVIDENCE = Evidence(tuple(sorted((*map(saying, LINES), REGISTRY))), ENTITIES)

SLICES: list[tuple[Slice, set[str]]] = [
    (Slice(), {"japan", "united-states", "huawei", "australia", "biden"}),
    (Slice(observers=True), {"japan", "united-states", "huawei", "australia", "biden", "reuters"}),
    (Slice(modalities=(Modality.PLANNED, Modality.NEGATED)), {"india", "china"}),
    (Slice(modalities=()), set()),
    (Slice(since="2022"), {"united-states", "huawei", "biden"}),
    (Slice(until="2021-09-14"), {"huawei", "biden"}),
    (Slice(until="2021-09"), {"huawei", "biden", "australia"}),
    (Slice(since="2021-09-15", until="2021-09-15", undated=True), {"japan", "huawei", "biden", "australia"}),
    (Slice(until="2018"), set()),
    (Slice(documents=("doc-2",)), {"united-states", "australia"}),
    (Slice(publishers=("doc-1 press",)), {"japan"}),
    (Slice(languages=("zh",)), {"huawei", "biden"}),
    (Slice(classes=("Country", "Mechanism")), {"japan", "united-states", "australia"}),
    (Slice(relations=("memberOf",)), {"japan", "australia"}),
    (Slice(classes=("Policy",)), set()),
]


@pytest.mark.parametrize(("part", "subjects"), SLICES, ids=[repr(p.words()) for p, _ in SLICES])
def test_what_a_slice_keeps(part: Slice, subjects: set[str]) -> None:
    assert {s.subject for s in take(EVIDENCE, part).statements} == subjects


def test_registry_facts_are_kept_on_request_whatever_is_asked_of_sayings() -> None:
    assert REGISTRY not in take(EVIDENCE, Slice()).statements
    assert REGISTRY in take(EVIDENCE, Slice(registry=True, documents=("none",), since="2030")).statements
    assert REGISTRY not in take(EVIDENCE, Slice(registry=True, relations=("memberOf",))).statements


@pytest.mark.parametrize(
    ("part", "message", "cure"),
    [
        (Slice(classes=("Countr",)), "no class 'Countr'", "did you mean Country?"),
        (Slice(relations=("memberof",)), "no relation 'memberof'", "did you mean memberOf?"),
        (Slice(since="last year"), "'last year' is no date", "write 2017"),
        (Slice(until="2021-02-30"), "'2021-02-30' is no date", "write 2017"),
        (Slice(since="2021/.."), "'2021/..' is no date", "write 2017"),
    ],
)
def test_a_slice_that_cannot_be_meant(part: Slice, message: str, cure: str) -> None:
    with pytest.raises(Problem) as caught:
        take(EVIDENCE, part)
    assert message in caught.value.message
    assert cure in caught.value.cure


WORDS = [
    (
        Slice(),
        "sayings: asserted; without registry knowledge; without media, think tanks and people who only report",
        "说法：断言；不含登记库知识；不含媒体、智库及仅作报道的人士",
    ),
    (
        Slice(
            modalities=(Modality.ASSERTED, Modality.PLANNED),
            since="2017",
            until="2021-01-20",
            documents=("Law",),
            publishers=("某社",),
            languages=("zh",),
            classes=("Country",),
            relations=("memberOf", "partyTo"),
            registry=True,
            observers=True,
        ),
        "sayings: asserted, planned; since: 2017; until: 2021-01-20; documents: Law; publishers: 某社; "
        "languages of the source: zh; classes: country; relations: member of, party to; undated sayings left out; "
        "with registry knowledge; observers included",
        "说法：断言、计划；自：2017；至：2021-01-20；文献：Law；发布者：某社；来源语言：zh；类别：国家；关系：成员、缔约；"
        "不含无日期的说法；含登记库知识；含观察者",
    ),
]


@pytest.mark.parametrize(("part", "english", "chinese"), WORDS)
def test_a_slice_in_words(part: Slice, english: str, chinese: str) -> None:
    assert part.words("en") == english
    assert part.words("zh") == part.words("zh-Hant") == chinese


def test_different_slices_say_different_things() -> None:
    parts = [p for p, _ in SLICES] + [Slice(since="2022", undated=True), Slice(registry=True)]
    for language in ("en", "zh"):
        assert len({p.words(language) for p in parts}) == len(parts)


OBSERVERS = [
    (("reporter affiliatedWith reuters",), True),
    (("reporter affiliatedWith reuters", "reporter basedIn united-states"), True),
    (("reporter affiliatedWith reuters", "reporter affiliatedWith tsinghua"), True),
    (("reporter affiliatedWith reuters", "reporter affiliatedWith us-department-of-state"), False),
    (("reporter affiliatedWith reuters", "reporter supports aukus planned"), False),
    (("reporter affiliatedWith reuters", "biden appointed reporter"), False),
    (("biden supports aukus",), False),
]


@pytest.mark.parametrize(("lines", "observes"), OBSERVERS)
def test_people_who_only_report(lines: tuple[str, ...], observes: bool) -> None:
    found = observers(said(*lines))
    assert ("reporter" in found) is observes
    assert {"reuters", "csis"} <= found
    assert found.isdisjoint({"tsinghua", "biden", "japan", "us-department-of-state"})


days = st.dates().map(str)


@given(st.lists(st.tuples(days, days)), days, days)
def test_a_period_is_the_intersection_of_its_two_halves(dates: list[tuple[str, str]], since: str, until: str) -> None:
    evidence = said(*(f"japan memberOf quad asserted doc-1 {min(d)}/{max(d)}" for d in dates))
    both = set(take(evidence, Slice(since=since, until=until)).statements)
    after, before = (set(take(evidence, s).statements) for s in (Slice(since=since), Slice(until=until)))
    assert both == after & before
