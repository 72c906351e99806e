"""Sayings that do not fit together: what is the matter, which pairs are told, in which order, and the table."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import contradictions, knowledge, registry
from kg.contradictions import COLUMNS, Contradiction, Kind, Saying, find, kind, rows
from kg.extract.pipeline import extract
from kg.model import Assertion, Document, Entity, Extraction, Knowledge, Modality, Span
from kg.schema import default as schema
from kg.tables import read_csv

A, N, P, M = Modality.ASSERTED, Modality.NEGATED, Modality.PLANNED, Modality.POSSIBLE


def saying(
    modality: Modality = A,
    date: str = "",
    published: str = "",
    document: str = "a",
    at: tuple[int, int] = (0, 9),
    triple: str = "japan memberOf ipef",
) -> Saying:
    """A saying by the things that matter here."""
    evidence = Span(*at, "x" * (at[1] - at[0]))
    return Saying(Assertion(*triple.split(), modality, evidence, "r", date), Document(document, "", date=published))


def known(*sayings: Saying, entities: tuple[Entity, ...] = ()) -> Knowledge:
    """The knowledge that holds these sayings."""
    documents = {s.document.id: s.document for s in sayings}
    parts = [
        Extraction(d, assertions=tuple(s.assertion for s in sayings if s.document.id == d.id))
        for d in documents.values()
    ]
    return Knowledge(tuple(parts), entities)


def told(found: tuple[Contradiction, ...]) -> list[tuple[str, str, str]]:
    """Kind and the two places of each contradiction: document, and offset unless zero."""

    def place(s: Saying) -> str:
        return s.document.id + (str(s.assertion.evidence.start) if s.assertion.evidence.start else "")

    return [(c.kind.value, place(c.first), place(c.second)) for c in found]


# The assertion's date and its document's, the other's modality, date and document's date, what is the matter.
KINDS = [
    ("", "", N, "", "", Kind.DENIED),
    ("2021", "", N, "", "", Kind.DENIED),
    ("2021", "2023", N, "", "2022", Kind.DENIED),
    ("2021", "2023", N, "2021", "2024", Kind.DENIED),
    ("2021", "2023", N, "2021-05", "2024", Kind.DENIED),
    ("2021", "2023", N, "2023", "2024", Kind.DENIED_LATER),
    ("2021-05-01", "", N, "2021-05-02", "", Kind.DENIED_LATER),
    ("2021/..", "2023", N, "2023", "2024", Kind.DENIED),
    ("2021", "2023", N, "2020", "2024", Kind.DENIED_BEFORE),
    ("2021", "2023", N, "", "2020", Kind.DENIED_BEFORE),
    ("", "2023", N, "", "2020", Kind.DENIED_BEFORE),
    ("", "2023", N, "", "2023", Kind.DENIED),
    ("", "2020", N, "", "2023", Kind.DENIED),
    ("", "", P, "", "", Kind.PLANNED),
    ("2022", "", P, "2021", "", Kind.CARRIED_OUT),
    ("2022-05-23", "2024", P, "2021-10", "2024", Kind.CARRIED_OUT),
    ("2022-05-23", "2024", P, "2022", "2024", Kind.PLANNED),
    ("2022-05-23", "2024", P, "2022-05-23", "2024", Kind.PLANNED),
    ("2022-05-23", "2024", P, "", "2024", Kind.PLANNED),
    ("2022-05-23", "2024", P, "", "2022-02", Kind.CARRIED_OUT),
    ("2022", "2024", P, "2030", "2021", Kind.CARRIED_OUT),
    ("2022", "2024", P, "2030", "2023", Kind.PLANNED),
    ("2022", "2024", P, "2021?", "", Kind.PLANNED),
    ("", "2024", P, "", "2023", Kind.CARRIED_OUT),
    ("", "", P, "2021", "2021", Kind.PLANNED),
    ("", "", M, "", "", Kind.POSSIBLE),
    ("2022", "2024", M, "", "2021", Kind.BORNE_OUT),
    ("2022", "2024", M, "", "2025", Kind.POSSIBLE),
]
assert len(KINDS) == 28 and {row[-1] for row in KINDS} == set(Kind) - {Kind.DATES}


@pytest.mark.parametrize(("date", "published", "modality", "other", "issued", "expected"), KINDS)
def test_what_is_the_matter(
    date: str, published: str, modality: Modality, other: str, issued: str, expected: Kind
) -> None:
    pair = saying(A, date, published), saying(modality, other, issued, "b")
    assert kind(*pair) is expected
    assert [(c.kind, c.first, c.second, c.sayings) for c in find(known(*pair), schema())] == [(expected, *pair, (1, 1))]


# Dates of asserted sayings, relation, the pairs told.
DATES = [
    ("2021-09 2021-09-15", "memberOf", []),
    ("2021 2022", "memberOf", ["2021 2022"]),
    ("2022 2021", "initiated", ["2021 2022"]),
    ("2021 2021", "issued", []),
    ("2021-09-14 2021-09-15", "issued", ["2021-09-14 2021-09-15"]),
    ("2021/2022 2022/2023", "partyTo", []),
    ("2021/.. 2023", "partyTo", []),
    ("../2020 2023", "withdrewFrom", ["../2020 2023"]),
    ("2023/.. 2021", "listedOn", ["2021 2023/.."]),
    ("201X 2019", "memberOf", []),
    ("201X 2020", "memberOf", ["201X 2020"]),
    ("2021? 2022", "memberOf", []),
    ("2021-13 2022", "memberOf", []),
    ("2021 2022", "cooperatesWith", []),
    ("2021 2022", "noRelation", []),
    ("2021 2021-09 2022 2022-10", "memberOf", ["2021-09 2022", "2021-09 2022-10"]),
    ("2019 2020 2021 2022", "memberOf", ["2019 2020", "2019 2021", "2019 2022"]),
]
assert len(DATES) == 17


@pytest.mark.parametrize(("dates", "relation", "expected"), DATES)
def test_dates_that_differ(dates: str, relation: str, expected: list[str]) -> None:
    given = [saying(A, d, "", f"d{i}", triple=f"a {relation} b") for i, d in enumerate(dates.split())]
    found = find(known(*given), schema())
    assert {c.kind for c in found} <= {Kind.DATES}
    assert sorted(f"{c.first.assertion.date} {c.second.assertion.date}" for c in found) == sorted(expected)


# Sayings, and what is told of them.
CASES = {
    "nobody asserts": ([saying(N), saying(P, document="b"), saying(M, document="c")], []),
    "all assert": ([saying(A), saying(A, document="b")], []),
    "other claims": ([saying(A), saying(N, document="b", triple="india memberOf ipef")], []),
    "the same sentence": ([saying(A), saying(N)], []),
    "a sentence and the two that hold it": ([saying(A, at=(5, 9)), saying(N, at=(0, 9))], []),
    "the same offsets in two documents": ([saying(A), saying(N, document="b")], [("denied", "a", "b")]),
    "two sentences that touch": ([saying(A, at=(5, 9)), saying(N, at=(1, 5))], [("denied", "a5", "a1")]),
    "the same sentence twice dated": ([saying(A, "2020"), saying(A, "2021")], []),
    "a plan and a denial that do not contradict each other": ([saying(P), saying(N, document="b")], []),
    "planned dates": ([saying(P, "2020"), saying(P, "2021", document="b")], []),
    "each document once": (
        [saying(A), *(saying(N, document=d, at=(i, i + 1)) for d in "bc" for i in (20, 30))],
        [("denied", "a", "b20"), ("denied", "a", "c20")],
    ),
    "each date once": (
        [saying(A), *(saying(N, date, document="b", at=(i, i + 1)) for i, date in ((20, "2020"), (30, "2021")))],
        [("denied", "a", "b20"), ("denied", "a", "b30")],
    ),
    "the assertion that fits least": (
        [saying(N, "2021", document="m"), saying(A, "2022", document="a"), saying(A, "2021", document="z")],
        [("denied", "z", "m"), ("dates differ", "z", "a")],
    ),
    "a dated witness rather than another": (
        [saying(N, document="m"), saying(A, document="a"), saying(A, "2021", document="z")],
        [("denied", "z", "m")],
    ),
    "a dated witness of the same document rather than another": (
        [saying(N, document="a"), saying(A, "2021", document="a", at=(20, 30)), saying(A, document="z")],
        [("denied", "a20", "a")],
    ),
    "a witness of another document rather than of the same": (
        [saying(N, document="a"), saying(A, document="a", at=(20, 30)), saying(A, document="z")],
        [("denied", "z", "a")],
    ),
    "the last assertion of a document where the first is the same sentence": (
        [saying(P, at=(0, 9)), saying(A, at=(0, 20)), saying(A, at=(30, 40)), saying(A, at=(50, 60))],
        [("only planned elsewhere", "a50", "a")],
    ),
}
assert len(CASES) == 17


@pytest.mark.parametrize("case", CASES)
def test_which_pairs_are_told(case: str) -> None:
    sayings, expected = CASES[case]
    assert told(find(known(*sayings), schema())) == expected


def test_the_most_telling_stands_first() -> None:
    once, state = "japan memberOf ipef", "japan supports ipef"
    found = find(
        known(
            # Disputed by one of three, by two of three, an attitude by two of three, then plans.
            *(saying(A, document=d) for d in "ab"),
            saying(N, document="c"),
            saying(A, document="a", triple="india memberOf ipef"),
            *(saying(N, document=d, triple="india memberOf ipef") for d in "bc"),
            saying(A, document="a", triple=state),
            *(saying(N, document=d, triple=state) for d in "bc"),
            saying(A, "2022", document="d", triple="china memberOf brics"),
            saying(A, "2021", document="e", triple="china memberOf brics"),
            saying(P, "2020", document="f", triple="china memberOf brics"),
            saying(P, document="g", triple="china memberOf brics"),
        ),
        schema(),
    )
    assert [(c.kind.value, " ".join(c.first.assertion.triple), c.sayings, c.second.document.id) for c in found] == [
        ("denied", "india memberOf ipef", (1, 2), "b"),
        ("denied", "india memberOf ipef", (1, 2), "c"),
        ("denied", once, (2, 1), "c"),
        ("denied", state, (1, 2), "b"),
        ("denied", state, (1, 2), "c"),
        ("dates differ", "china memberOf brics", (1, 1), "d"),
        ("only planned elsewhere", "china memberOf brics", (2, 2), "g"),
        ("plan carried out", "china memberOf brics", (2, 2), "f"),
    ]


SAYINGS = st.lists(
    st.builds(
        saying,
        st.sampled_from(list(Modality)),
        st.sampled_from(["", "2020", "2020-05", "2021", "2021/..", "?", "\x00", "9999", "0000"]),
        st.sampled_from(["", "2020", "2021-03"]),
        st.sampled_from("abc"),
        st.sampled_from([(0, 9), (9, 20), (5, 12), (30, 40)]),
        st.sampled_from(["a memberOf b", "a supports b", "b memberOf a"]),
    ),
    max_size=30,
)


@settings(deadline=None)
@given(sayings=SAYINGS, random=st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(sayings: list[Saying], random: Random) -> None:
    sayings = [replace(s, document=Document(s.document.id, "", date="2021")) for s in sayings]
    found = find(known(*sayings), schema())
    turned = [*sayings]
    random.shuffle(turned)
    assert find(known(*turned), schema()) == found
    assert len(found) <= len(sayings)
    for c in found:
        one, two = c.first.assertion, c.second.assertion
        assert one.triple == two.triple and one.modality is A and not c.first.beside(c.second)
        assert (two.modality is A) is (c.kind is Kind.DATES) and min(c.sayings) >= 1


# ------------------------------------------------------------------ from texts
TEXTS = {
    "zh-2021": ("2021-10-28", "美国计划启动“印太经济框架”。印度尼西亚尚未加入金砖国家。"),
    "zh-2023": ("2023-06-01", "2022年5月，美国启动“印太经济框架”。芯片四方联盟针对中国。"),
    "zh-hant": ("2023-08-01", "南韓表示，晶片四方聯盟並不針對中國。"),
    "en-2024": ("2024-03-01", "The United States launched IPEF in May 2021. Chip 4 is aimed at China."),
    "en-2025": ("2025-01-08", "Indonesia joined BRICS in January 2025. The United States may withdraw from IPEF."),
    "en-2026": ("2026-02-01", "In March 2025 the United States withdrew from IPEF. Chip 4 does not target China."),
}
EXPECTED = [
    # kind, subject, relation, object, first document, second document
    ("denied", "chip-4 targets china", "en-2024", "en-2026"),
    ("denied", "chip-4 targets china", "zh-2023", "zh-hant"),
    ("dates differ", "united-states initiated ipef", "en-2024", "zh-2023"),
    ("denied before", "indonesia memberOf brics", "en-2025", "zh-2021"),
    ("only planned elsewhere", "united-states initiated ipef", "en-2024", "zh-2021"),
    ("possibility borne out", "united-states withdrewFrom ipef", "en-2026", "en-2025"),
]


@pytest.fixture(scope="module")
def read() -> Knowledge:
    """What the engine reads in small documents of both languages; the date in the English one of 2024 is wrong."""
    documents = [Document(id_, text, date=date, language=id_[:2]) for id_, (date, text) in TEXTS.items()]
    return knowledge.gather([extract(d) for d in documents], registry.default())


def test_contradictions_between_languages(read: Knowledge) -> None:
    found = find(read, schema())
    assert [
        (c.kind.value, " ".join(c.first.assertion.triple), c.first.document.id, c.second.document.id) for c in found
    ] == EXPECTED


def test_the_table_has_labels_quotes_and_offsets(read: Knowledge, tmp_path: Path) -> None:
    contradictions.write(read, tmp_path)
    found = read_csv(tmp_path / "contradictions.csv")
    assert tuple(found[0]) == COLUMNS and len(found) == len(EXPECTED)
    for row in found:
        for side in ("first", "second"):
            text = TEXTS[row[f"{side}_document"]][1]
            assert text[int(row[f"{side}_start"]) : int(row[f"{side}_end"])] == row[f"{side}_quote"] != ""
            assert row[f"{side}_published"] == TEXTS[row[f"{side}_document"]][0]
    denied = next(row for row in found if row["second_document"] == "zh-hant")
    base = "https://w3id.org/techpolicy-kg/entity/"
    assert (denied["subject"], denied["subject_zh"], denied["subject_en"]) == (
        f"{base}chip-4",
        "芯片四方联盟",
        "Chip 4",
    )
    assert (denied["predicate"], denied["object_zh"]) == ("targets", "中国")
    assert (denied["first_modality"], denied["second_modality"]) == ("asserted", "negated")
    assert (denied["first_attribution"], denied["second_attribution"]) == ("", f"{base}south-korea")
    assert (denied["first_sayings"], denied["second_sayings"]) == ("2", "2")
    dated = next(row for row in found if row["kind"] == "dates differ")
    assert (dated["first_date"], dated["second_date"]) == ("2021-05", "2022-05")


def test_formulas_are_made_harmless(tmp_path: Path) -> None:
    one, two = saying(A, document="=a"), saying(N, document="@b")
    two = replace(two, assertion=replace(two.assertion, evidence=Span(0, 9, "=cmd|'x'")))
    entities = (Entity("japan", "Country", "+日本", "-Japan"),)
    contradictions.write(known(one, two, entities=entities), tmp_path)
    with (tmp_path / "contradictions.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert not [cell for cell in row.values() if cell[:1] in tuple("=+-@")]
    (back,) = read_csv(tmp_path / "contradictions.csv")
    assert (back["first_document"], back["second_quote"], back["subject_zh"]) == ("=a", "=cmd|'x'", "+日本")
    assert (back["object_zh"], back["object_en"]) == ("", "")


def test_nothing_to_tell_is_a_table_without_rows(tmp_path: Path) -> None:
    assert list(rows(known(), find(known(), schema()))) == []
    contradictions.write(known(), tmp_path)
    assert read_csv(tmp_path / "contradictions.csv") == []


def test_a_claim_repeated_for_ever_is_looked_at_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Assertions far down the list are no witnesses; every denial is still told."""
    monkeypatch.setattr(contradictions, "_MOST", 2)
    sayings = [saying(A, str(2000 + i), document=f"a{i}") for i in range(9)]
    denials = [saying(N, str(2000 + i), document=f"n{i}") for i in range(9)]
    found = [c for c in find(known(*sayings, *denials), schema()) if c.second.assertion.modality is N]
    assert len(found) == 9
    assert {c.first.document.id for c in found} == {"a0", "a1"}
