"""Projections by name, who counts as whom, clubs in the signed network, plans, periods, and all tables of a slice."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from network_samples import ENTITIES, said

from kg import tables as csvs
from kg.model import Entity, Modality, Problem
from kg.network import Evidence, Slice, analyse, findings, project, projections
from kg.network.dossier import report
from kg.network.findings import Verdict
from kg.network.firmness import COLUMNS, among
from kg.network.markdown import markdown
from kg.network.plans import plans
from kg.network.report import write_tables
from kg.network.rollup import RollUp, counts_as, rolled
from kg.network.rows import measured, numbered, sided, timed
from kg.network.sheets import as_json, sheets
from kg.network.signed import positive, sides, signed
from kg.network.slices import times
from kg.network.words import balanced, counted, gathering, planned, summary

FIRMS = {
    **ENTITIES,
    "huawei": Entity("huawei", "Company", "华为", "Huawei", country="china"),
    "tsinghua": Entity("tsinghua", "ResearchOrganization", "清华", "Tsinghua", country="china"),
    "nvidia": Entity("nvidia", "Company", "英伟达", "Nvidia", country="united-states"),
    "taiwan": Entity("taiwan", "Territory", "台湾", "Taiwan", country="china"),
}

COUNTED: list[tuple[str, RollUp, str]] = [
    ("biden", "state", "united-states"),
    ("biden", "none", "biden"),
    ("ren-zhengfei", "state", "ren-zhengfei"),
    ("ren-zhengfei", "country", "china"),
    ("huawei", "state", "huawei"),
    ("huawei", "country", "china"),
    ("tsinghua", "country", "china"),
    ("us-department-of-state", "state", "united-states"),
    ("us-department-of-state", "country", "united-states"),
    ("chips-act", "country", "chips-act"),
    ("taiwan", "country", "taiwan"),
    ("china", "country", "china"),
    ("stateless", "country", "stateless"),
    ("nobody", "country", "nobody"),
]


@pytest.mark.parametrize(("key", "how", "expected"), COUNTED)
def test_who_counts_as_whom(key: str, how: RollUp, expected: str) -> None:
    assert counts_as(key, Evidence((), FIRMS), how) == expected
    assert len(COUNTED) == 14


def test_rolled_up_to_countries_a_ban_on_a_company_is_one_on_its_country() -> None:
    evidence = Evidence(said("us-department-of-state restricts huawei", "nvidia competesWith huawei").statements, FIRMS)
    by_state, by_country = (signed(evidence, roll_up=how) for how in ("state", "country"))
    assert set(by_state.edges) == {("huawei", "nvidia"), ("huawei", "united-states")}
    assert set(by_country.edges) == {("china", "united-states")}
    assert by_country["china"]["united-states"]["negative"] == 2
    network = analyse(evidence, roll_up="country", resamples=5)
    assert set(network.metrics) == {"china", "united-states"}
    assert all("people, companies, agencies" in basis for basis in network.basis)
    assert all("人物、企业、机构" in basis for basis in network.basis_zh)
    assert rolled(evidence, "none") is evidence


PAIRS = dict[tuple[str, str], tuple[float, float]]
QUAD = tuple(f"{who} memberOf quad" for who in ("japan", "india", "australia", "united-states"))
CLUBS: list[tuple[tuple[str, ...], PAIRS]] = [
    (("china opposes quad",), {("china", who): (0, 0.25) for who in ("japan", "india", "united-states")}),
    (("quad targets china",), {("china", "japan"): (0, 0.25)}),
    (("south-korea supports quad",), {("japan", "south-korea"): (0.25, 0)}),
    (("china opposes quad", "china opposes japan"), {("china", "japan"): (0, 1.25), ("china", "india"): (0, 0.25)}),
    (("india opposes quad",), {("india", "japan"): (1 / 3, 0)}),
    (("china opposes quad", "china opposes quad asserted doc-2"), {("china", "japan"): (0, 0.25)}),
]


@pytest.mark.parametrize(("lines", "expected"), CLUBS)
def test_who_opposes_a_mechanism_opposes_its_members(lines: tuple[str, ...], expected: PAIRS) -> None:
    graph = signed(said(*QUAD, *lines))
    for (a, b), (good, bad) in expected.items():
        a, b = sorted((a, b))
        assert (graph[a][b]["positive"], graph[a][b]["negative"]) == pytest.approx((good, bad))
    without = signed(said(*QUAD, *lines), clubs=False)
    assert not without.has_edge("china", "india") and not without.has_edge("japan", "south-korea")


def test_a_club_of_forty_counts_less_per_pair_and_one_claim_remains_one() -> None:
    for size in (3, 8):
        members = ["japan", "india", "australia", "united-states", "south-korea", "netherlands", "russia", "modi"][
            :size
        ]
        graph = signed(said(*(f"{who} memberOf quad" for who in members), "china opposes quad"))
        against = [tie["negative"] for *_, tie in graph.edges("china", data=True)]
        assert sum(against) == pytest.approx(1)
        assert max(against) == pytest.approx(1 / len(against))


def test_organisations_that_act_stand_for_themselves() -> None:
    graph = signed(said("netherlands memberOf nato", "japan memberOf nato", "russia opposes nato"))
    assert set(graph.edges) == {("japan", "netherlands"), ("nato", "russia")}


def test_the_words_of_the_signed_network_tell_what_becomes_of_clubs() -> None:
    assert "shared out among them" in project.words(signed(said(*QUAD)))
    assert "shared out" not in project.words(signed(said(*QUAD), clubs=False))
    assert "均分" in project.words(signed(said(*QUAD)), "zh")


MIXED = said(
    *QUAD,
    "china opposes quad asserted doc-2 2022",
    "chips-act coversTechnology semiconductors",
    "biden affiliatedWith us-department-of-state",
    "japan cooperatesWith india asserted doc-2 2018",
    "european-union memberOf nato asserted doc-2",
    "netherlands memberOf european-union",
)
NODES = {
    "everything": {"biden", "china", "nato", "quad"},
    "membership": {"european-union", "european-union#club", "nato#club", "quad"},
    "alignment": {"japan", "india"},
    "signed": {"china", "japan"},
    "policy-technology": {"chips-act", "semiconductors"},
    "affiliation": {"biden", "us-department-of-state"},
}


@pytest.mark.parametrize("name", projections.PROJECTIONS)
def test_every_projection_is_measured_with_intervals(name: str) -> None:
    network = analyse(MIXED, projection=name, resamples=6)
    assert set(network.metrics) >= NODES[name]
    assert network.projection == name and network.resamples == 6
    for key, row in network.metrics.items():
        for column in (*COLUMNS, "rank", "family_rank"):
            low, high = network.firm[key].low[column], network.firm[key].high[column]
            assert low <= row[column] <= high or (math.isnan(row[column]) and column == "constraint")
    assert network.cluster == analyse(MIXED, resamples=0).cluster
    assert len({analyse(MIXED, projection=other, resamples=0).basis for other in NODES}) == len(NODES)


def test_a_club_that_acts_too_is_named_as_a_club() -> None:
    network = analyse(MIXED, projection="membership", resamples=0)
    assert network.entities["nato#club"].en == "Nato (as a club)"
    assert findings.__name__ == "findings"
    assert {p.key for p in findings(network).mechanisms} <= {"quad", "nato#club", "european-union#club"}


def test_policies_and_technologies_are_told_where_they_are_measured() -> None:
    network = analyse(MIXED, projection="policy-technology", resamples=4)
    assert [p.key for p in findings(network).others] == ["chips-act", "semiconductors"]
    assert "most central technology" in " ".join(summary(network)) and findings(analyse(MIXED)).others == ()


def test_an_unknown_projection_is_a_problem() -> None:
    with pytest.raises(Problem, match="no projection 'affinity'"):
        analyse(MIXED, projection="affinity")


def test_signed_measures_stand_on_the_ties_for_each_other() -> None:
    graph = positive(signed(MIXED))
    assert "china" in graph and not graph["china"]
    assert graph["india"]["japan"]["weight"] == pytest.approx(4 / 3)
    assert "measured on the ties for each other" in analyse(MIXED, projection="signed", resamples=0).basis[0]


def test_sides_of_a_signed_network() -> None:
    row = sides(signed(said("japan cooperatesWith india", "china opposes japan", "china opposes india")))["china"]
    assert (row.positive, row.negative, row.strength, row.against, row.triangles, row.balanced) == (0, 2, 0, 2, 1, 1)
    lone = sides(signed(said("china opposes japan")))["japan"]
    assert lone.triangles == 0 and math.isnan(lone.balanced)


@given(st.lists(st.tuples(st.integers(1, 9), st.sampled_from("ab")), max_size=12))
def test_ranks_among_a_family(rows: list[tuple[int, str]]) -> None:
    places, kinds = [float(p) for p, _ in rows], [k for _, k in rows]
    found = among(places, kinds)
    for i, (place, kind) in enumerate(zip(places, kinds, strict=True)):
        assert found[i] == 1 + sum(p < place and k == kind for p, k in zip(places, kinds, strict=True))


FIRM = [
    f"{who} memberOf {club} asserted doc-{n}"
    for n in range(5)
    for who in ("japan", "india")
    for club in ("quad", "icet")
]
PLANNED = [
    "china memberOf nato planned doc-9",
    "south-korea memberOf quad planned doc-9",
    "china opposes aukus planned doc-9",
]


def test_findings_are_values_with_documents_and_verdicts() -> None:
    network = analyse(said(*FIRM, "china opposes japan asserted doc-7"), resamples=60)
    found = findings(network)
    japan = found.actors[0]
    assert (japan.key, japan.rank, japan.own, japan.verdict) == ("japan", 1, 1, Verdict.FIRM)
    assert japan.documents == ("doc-0", "doc-1", "doc-2", "doc-3", "doc-4", "doc-7")
    assert (japan.document, japan.spoken) == ("", 6)
    assert {p.key for p in found.mechanisms} == {"quad", "icet"}
    china = next(p for p in found.actors if p.key == "china")
    assert (china.documents, china.without) == (("doc-7",), 0)
    [cluster] = found.clusters
    assert (cluster.members, cluster.verdict, cluster.resamples) == (("india", "japan"), Verdict.FIRM, 1.0)
    assert set(cluster.mechanisms) == {"quad", "icet"}
    assert findings(analyse(said(*FIRM), resamples=0)).actors[0].verdict is Verdict.UNKNOWN


def test_an_overlap_comes_with_its_share_and_interval() -> None:
    west, east = "united-states japan australia india", "china russia huawei india"
    lines = [
        f"{who} memberOf {club} asserted doc-{n}"
        for n in range(8)
        for club, all_ in (("quad", west), ("nato", east))
        for who in all_.split()
    ]
    lines += ["china opposes united-states", "united-states opposes russia", "india cooperatesWith japan"]
    network = analyse(said(*lines), resamples=20)
    [beside] = findings(network).clusters[0].also
    assert beside[:2] == ("india", 2)
    assert beside[2] == pytest.approx(1 / 3) and beside[3] <= beside[2] <= beside[4]
    assert gathering(network, 1).startswith("Cluster 1 (bound by Quad): ")
    assert "（由中quad联结）" in gathering(network, 1, "zh")
    assert "Sitting elsewhere too: India (cluster 2: 33% of its ties, " in gathering(network, 1)
    assert "兼属他处：中india（集团2：其友好关系的33%，" in gathering(network, 1, "zh")
    rows = {
        r["key"]: r
        for r in (dict(zip(*t, strict=True)) for t in _lines(sheets(report(said(*lines), resamples=20)), "clusters"))
    }
    assert rows["india"]["also_share"] == ("0.333333",)


def _lines(made: dict, name: str) -> list:  # type: ignore[type-arg]
    columns, rows = made[f"{name}.csv"]
    return [(columns, row) for row in rows]


def test_plans_are_told_apart_from_facts() -> None:
    evidence = said(*FIRM, *PLANNED, "china memberOf nato planned doc-8", "russia memberOf nato")
    network = analyse(evidence, resamples=5)
    found = plans(evidence, network)
    assert found is not None
    assert {d.claim for d in found.seats} == {("china", "memberOf", "nato"), ("south-korea", "memberOf", "quad")}
    assert [d.claim for d in found.others] == [("china", "opposes", "aukus")]
    assert {"china", "russia", "south-korea"} <= set(found.together)
    assert "china" not in network.metrics and network.cluster.keys() == {"india", "japan"}
    text = planned(found)
    assert text[0] == "2 seats and 1 other tie are planned and not asserted; what follows is plans, not facts."
    assert planned(found, "zh")[0].endswith("以下皆为计划，不是事实。")
    assert "## If the plans came true (plans, not facts)" in markdown(report(evidence, resamples=0))
    for projection, seats in (("alignment", 2), ("signed", 2), ("membership", 2), ("policy-technology", 0)):
        found = plans(evidence, analyse(evidence, projection=projection, resamples=0))
        assert found is not None and len(found.seats) == seats, projection
    both = Slice(modalities=(Modality.ASSERTED, Modality.PLANNED))
    assert plans(evidence, analyse(evidence, part=both, resamples=0)) is None
    nothing = plans(said(*FIRM), analyse(said(*FIRM), resamples=0))
    assert nothing is not None and planned(nothing) == ("No tie is planned that is not asserted as well.",)


SPANS = [
    ("2017..2020,2021..2024", [("2017–2020", "2017", "2020"), ("2021–2024", "2021", "2024")]),
    (" 2017/2020 ", [("2017–2020", "2017", "2020")]),
    ("2021", [("2021", "2021", "2021")]),
    ("2017-01-20..2021-01-19", [("2017-01-20–2021-01-19", "2017-01-20", "2021-01-19")]),
    ("..2020", [("–2020", "", "2020")]),
]


@pytest.mark.parametrize(("text", "expected"), SPANS)
def test_periods_in_words(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(title, p.since, p.until) for title, p in times(Slice(), text)] == expected


@given(st.text())
def test_strange_periods_are_periods_or_a_problem(text: str) -> None:
    try:
        assert times(Slice(), text)
    except Problem as problem:
        assert problem.cure


def test_actors_move_between_periods() -> None:
    lines = [f"{who} memberOf quad asserted doc-1 2018" for who in ("japan", "india", "australia")]
    lines += [f"{who} memberOf nato asserted doc-1 2018" for who in ("china", "russia", "huawei")]
    lines += [f"{who} memberOf quad asserted doc-1 2022" for who in ("japan", "australia")]
    lines += [f"{who} memberOf nato asserted doc-1 2022" for who in ("china", "russia", "huawei", "india")]
    told = report(said(*lines), over="2017..2020,2021..2024", resamples=5)
    heads, rows = timed(told.periods)
    assert heads[0] == "actor" and heads[-1] == "moves" and "2021–2024 cluster" in heads
    assert [row[0] for row in rows if row[-1] == "yes"] == ["India"] == [rows[0][0]]
    made = [dict(zip(columns, row, strict=True)) for columns, row in _lines(sheets(told), "periods")]
    assert {row["period"] for row in made} == {"2017–2020", "2021–2024"}
    assert {row["key"] for row in made if row["moves"] == "yes"} == {"india"}
    assert all("since: 20" in row["slice"] and row["resamples"] == "5" for row in made)
    assert "## Periods" in markdown(told) and "## 各时期" in markdown(told, "zh")


FILES = [
    "metrics",
    "clusters",
    "signs",
    "balance",
    "numbers",
    "roles",
    "overlaps",
    "periods",
    "shifts",
    "differences",
    "plans",
]


def test_every_table_names_its_slice_and_writes(tmp_path: Path) -> None:
    evidence = said(
        *FIRM, *PLANNED, *QUAD, "china opposes quad asserted doc-2 2022", "japan supports india asserted doc-1 2018"
    )
    told = report(evidence, over="2017..2020,2021..2024", compare="document=doc-1", resamples=8)
    made = sheets(told)
    assert sorted(made) == sorted(f"{name}.csv" for name in FILES)
    write_tables(made, tmp_path)
    for name, (columns, rows) in made.items():
        assert rows and all(len(row) == len(columns) for row in rows), name
        read = csvs.read_csv(tmp_path / name)
        assert len(read) == len(rows)
        slices = [column for column in columns if column.startswith("slice")]
        assert slices and all(row[column] for row in read for column in slices), name
        if name in (
            "metrics.csv",
            "clusters.csv",
            "signs.csv",
            "balance.csv",
            "numbers.csv",
            "periods.csv",
            "shifts.csv",
        ):
            assert {row["seed"] for row in read} == {"0"} and {row["resamples"] for row in read} <= {"8", "0"}
    loaded = json.loads(as_json(told, "zh"))
    assert set(loaded["tables"]) == set(FILES) and "说法：断言" in loaded["slice"][0]
    assert loaded["findings"] and loaded["plans"]
    again = [as_json(report(evidence, compare="document=doc-1", resamples=8)) for _ in "ab"]
    assert again[0] == again[1]


def test_signs_and_numbers_have_intervals() -> None:
    network = analyse(said(*FIRM, *QUAD, "china opposes quad", "china opposes japan asserted doc-2"), resamples=20)
    low, high = network.signs.low["china"], network.signs.high["china"]
    row = network.signs.rows["china"]
    assert low["negative"] <= row.negative <= high["negative"] and low["against"] <= row.against <= high["against"]
    assert network.signs.share[0] <= network.balance.share <= network.signs.share[1]
    assert network.signs.frustration[0] <= network.balance.frustration <= network.signs.frustration[1]
    assert sided(network)[1][0][0] == "China" and "(" in sided(network)[1][0][3]
    assert all("–" in cell for line in measured(network)[1] for cell in line[1:] if cell)
    assert len(numbered(network)[1]) == len(network.chance.divisions) > 0
    assert "Against most others stand China (4)" in balanced(network)
    assert "与最多行为体对立者：中china（4个）" in balanced(network, "zh")
    assert re_counted(counted(network)) and "随机网络" in counted(network, "zh")


def re_counted(text: str) -> bool:
    return "Against 30 random networks" in text and "(p = " in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_next_to_nothing_is_told_without_a_word_too_many(language: str) -> None:
    for evidence in (said(), said("japan memberOf quad"), said("china opposes japan")):
        told = report(evidence, resamples=3)
        text = markdown(told, language)
        assert "nan" not in text and "None" not in text
        assert "nan" not in as_json(told, language)
