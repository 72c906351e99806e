"""Sayings read from a graph: the same as were written, chosen by who, what, how and when."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from network_samples import ENTITIES as ACTORS
from samples import knowledge

from kg import rdf, sayings, store, tables
from kg.entities import Directory
from kg.iris import claim_iri
from kg.model import Assertion, Document, Extraction, Knowledge, Modality, Problem, Span
from kg.sayings import Where

A, N, P, Q = Modality.ASSERTED, Modality.NEGATED, Modality.PLANNED, Modality.POSSIBLE


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Directory:
    folder = tmp_path_factory.mktemp("out")
    rdf.write(knowledge(), folder)
    return Directory(store.load(folder))


def test_what_was_written_is_read(directory: Directory) -> None:
    written = knowledge()
    read = sayings.knowledge(sayings.read(directory.store), directory, also=[e.key for e in written.entities])
    for was, found in zip(sorted(written.extractions, key=lambda x: x.document.id), read.extractions, strict=True):
        assert found.assertions == tuple(sorted(was.assertions, key=lambda a: a.order))
        assert found.mentions == tuple(replace(m, how="") for m in sorted(was.mentions))
        kept = ("id", "title", "date", "publisher", "language", "source")
        assert [getattr(found.document, f) for f in kept] == [getattr(was.document, f) for f in kept]
        assert sorted(found.document.authors) == sorted(was.document.authors)
    assert [e.key for e in read.entities] == sorted(e.key for e in written.entities)


def test_only_what_is_asked_for_is_known(directory: Directory) -> None:
    said = sayings.read(directory.store, Where(subject=("japan",)))
    few = sayings.knowledge(said, directory)
    assert [e.key for e in few.entities] == ["chip-4", "japan", "专家-1"]
    assert {m.entity for x in few.extractions for m in x.mentions} == {"chip-4", "japan", "专家-1"}
    assert [a.subject for x in few.extractions for a in x.assertions] == ["japan"]
    assert sayings.knowledge((), directory) == Knowledge((), ())


def test_the_samples_come_back_as_their_table(samples_out: Path) -> None:
    directory = Directory(store.load(samples_out))
    found = {
        (s.document.id, *s.assertion.triple, s.assertion.modality.value, s.assertion.evidence.start, s.assertion.evidence.text)
        for s in sayings.read(directory.store)
    }  # fmt: skip
    rows = tables.read(samples_out).assertions
    key = len("https://w3id.org/techpolicy-kg/entity/")
    wanted = {(r.document, r.subject[key:], r.predicate, r.object[key:], r.modality, r.evidence_start, r.evidence) for r in rows}  # fmt: skip
    assert found == wanted and len(found) > 300


LINES = (
    "doc-zh zh 2019 japan memberOf quad asserted",
    "doc-zh zh 2021-03/2022 china opposes quad asserted",
    "doc-zh zh - japan cooperatesWith india asserted",
    "doc-zh zh 2023/.. united-states competesWith china asserted",
    "doc-en en 2021 india cooperatesWith japan planned",
    "doc-en en ../2018 huawei listedOn entity-list negated",
    "doc-en en - japan memberOf quad planned",
    "doc-en en 2020-05 united-states restricts huawei possible",
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> store.Store:
    folder = tmp_path_factory.mktemp("small")
    texts: dict[str, list[str]] = {}
    said: dict[str, list[Assertion]] = {}
    tongue = {}
    for line in LINES:
        document, language, date, s, p, o, modality = line.split()
        texts.setdefault(document, [])
        at = sum(map(len, texts[document]))
        texts[document].append(line)
        tongue[document] = language
        span = Span(at, at + len(line), line)
        said.setdefault(document, []).append(
            Assertion(s, p, o, Modality(modality), span, "x", date.replace("-", "", date == "-"))
        )
    extractions = [
        Extraction(Document(name, "".join(texts[name]), language=tongue[name]), (), tuple(said[name])) for name in texts
    ]
    rdf.write(Knowledge(tuple(extractions), tuple(ACTORS.values())), folder)
    return store.load(folder)


# what is asked for, and the lines that fit by number
CHOSEN = [
    (Where(), [0, 1, 2, 3, 4, 5, 6, 7]),
    (Where(subject=("japan",)), [0, 2, 4, 6]),
    (Where(subject=("japan",), relation=("memberOf",)), [0, 6]),
    (Where(subject=("india",)), [2, 4]),
    (Where(object=("india",)), [2, 4]),
    (Where(subject=("japan",), object=("india",)), [2, 4]),
    (Where(object=("japan",), relation=("cooperatesWith",)), [2, 4]),
    (Where(object=("quad",)), [0, 1, 6]),
    (Where(object=("quad", "huawei")), [0, 1, 6, 7]),
    (Where(subject=("quad",)), []),
    (Where(entity=("huawei",)), [5, 7]),
    (Where(entity=("china",)), [1, 3]),
    (Where(entity=("china",), relation=("competesWith",)), [3]),
    (Where(relation=("cooperatesWith", "competesWith")), [2, 3, 4]),
    (Where(modality=(P,)), [4, 6]),
    (Where(modality=(N, Q)), [5, 7]),
    (Where(documents=("doc-zh",)), [0, 1, 2, 3]),
    (Where(languages=("en",), modality=(A,)), []),
    (Where(languages=("en", "zh"), modality=(A,)), [0, 1, 2, 3]),
    (Where(since="2022"), [1, 3]),
    (Where(since="2023"), [3]),
    (Where(since="2022", undated=True), [1, 2, 3, 6]),
    (Where(until="2018"), [5]),
    (Where(until="2019-01"), [0, 5]),
    (Where(since="2020", until="2021"), [1, 4, 7]),
    (Where(since="2020-05-31", until="2020-05-31"), [7]),
    (Where(since="2020-06", until="2020-12"), []),
    (Where(claims=(claim_iri("japan", "memberOf", "quad"),)), [0, 6]),
    (Where(claims=(claim_iri("japan", "memberOf", "quad"),), modality=(P,)), [6]),
    (Where(claims=("https://example.org/none",)), []),
    (Where(subject=('x> } DROP ALL #"',)), []),
    (Where(languages=('en") || true) #',)), []),
    (Where(documents=("x } #",)), []),
]
assert len(CHOSEN) >= 33


@pytest.mark.parametrize(("where", "numbers"), CHOSEN)
def test_a_choice_is_what_fits(where: Where, numbers: list[int], small: store.Store) -> None:
    found = sayings.read(small, where)
    assert [LINES.index(s.assertion.evidence.text) for s in found if s.document.id == "doc-zh"] == [
        n for n in numbers if n < 4
    ]
    assert sorted(LINES.index(s.assertion.evidence.text) for s in found) == numbers


@pytest.mark.parametrize("since", ["soon", "2022/..", "20XX", "2023-02-29"])
def test_a_period_needs_dates(since: str, small: store.Store) -> None:
    with pytest.raises(Problem, match="no date with two ends"):
        sayings.read(small, Where(since=since))


def foreign(folder: Path, modality: str, start: str) -> store.Store:
    text = f"""
    @prefix : <https://w3id.org/techpolicy-kg/ontology#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    @prefix oa: <http://www.w3.org/ns/oa#> . @prefix dcterms: <http://purl.org/dc/terms/> .
    <a:c> a :Claim ; rdf:subject <http://x/s> ; rdf:predicate :supports ; rdf:object <http://x/o> .
    <a:s> :claim <a:c> ; :modality {modality} ; dcterms:source <http://x/d> ; :evidence <a:e> .
    <a:e> oa:start {start} ; oa:end 5 ; oa:exact "x" .
    """
    (folder / "g.ttl").write_text(text, encoding="utf-8")
    return store.load(folder / "g.ttl")


def test_a_graph_of_other_origin(tmp_path: Path) -> None:
    [only] = sayings.read(foreign(tmp_path, ":planned", "4"))
    assert only.assertion.triple == ("http://x/s", "supports", "http://x/o")
    assert (only.assertion.modality, only.assertion.evidence, only.document.id) == (P, Span(4, 5, "x"), "http://x/d")
    assert [only] == list(sayings.read(foreign(tmp_path, ":planned", "4"), Where(object=("http://x/o",))))


def test_two_modalities_of_one_saying_are_two(tmp_path: Path) -> None:
    assert [s.assertion.modality for s in sayings.read(foreign(tmp_path, ":planned, :negated", "4"))] == [N, P]


@pytest.mark.parametrize(
    ("modality", "start", "said"), [("<a:x>", "4", "not a modality"), (":planned", '"four"', "no whole numbers")]
)
def test_a_damaged_graph_is_a_problem(modality: str, start: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(Problem, match=said):
        sayings.read(foreign(tmp_path, modality, start))
