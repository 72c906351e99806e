"""Two slices side by side, the roles of mechanisms, the findings in words, and files for other programs."""

from __future__ import annotations

import math
import re
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from network_samples import ENTITIES, said

from kg.model import Entity, Modality, Problem
from kg.network import Evidence, Slice, Statement, analyse, compare, moves, periods, project, take
from kg.network.cluster import Cluster
from kg.network.comparison import continued
from kg.network.dossier import Report
from kg.network.export import attributed, save
from kg.network.markdown import markdown
from kg.network.roles import overlaps, roles
from kg.network.rows import grouped, ranked, shifted
from kg.network.slices import changed, modalities
from kg.network.words import standing, summary

# Two documents that disagree about who matters.
WEST = [f"japan memberOf {club} asserted doc-en" for club in ("quad", "aukus", "chip-4", "nato")]
EAST = [f"china supports {other} asserted doc-zh" for other in ("russia", "india", "huawei", "japan")]
BOTH = [f"japan opposes china asserted doc-{tongue}" for tongue in ("en", "zh")]
DISPUTE = said(*WEST, *EAST, *BOTH)


def test_two_documents_that_disagree() -> None:
    found = compare(DISPUTE, Slice(languages=("en",)), Slice(languages=("zh",)), resamples=20)
    assert [d.claim for d in found.only_first] == [tuple(line.split()[:3]) for line in sorted(WEST)]
    assert [d.claim for d in found.only_second] == [tuple(line.split()[:3]) for line in sorted(EAST)]
    assert all(s.document == "doc-zh" for d in found.only_second for s in d.statements)
    shifts = {s.key: s for s in found.shifts}
    assert (shifts["japan"].first, shifts["japan"].second) == (1, 2)
    assert (shifts["russia"].first, shifts["quad"].second) == (0, 0)
    assert {d.claim for d in shifts["japan"].behind} == {
        d.claim for d in (*found.only_first, *found.only_second) if "japan" in d.claim
    }
    assert "japan opposes china" not in {" ".join(d.claim) for d in (*found.only_first, *found.only_second)}


def test_the_same_slice_twice_differs_in_nothing() -> None:
    found = compare(DISPUTE, Slice(), Slice(), resamples=5)
    assert (found.only_first, found.only_second, found.shifts) == ((), (), ())
    assert all(move.stays for move in found.moves)


def test_a_symmetric_claim_said_the_other_way_round_is_no_difference() -> None:
    evidence = said("japan cooperatesWith india asserted doc-en", "india cooperatesWith japan asserted doc-zh")
    found = compare(evidence, Slice(languages=("en",)), Slice(languages=("zh",)), resamples=0)
    assert (found.only_first, found.only_second) == ((), ())


def made(*members: str) -> tuple[Cluster, ...]:
    return tuple(Cluster(n, tuple(m.split()), (1.0,) * len(m.split())) for n, m in enumerate(members, 1))


CONTINUED = [
    (("a b c", "x y"), ("x y z", "a b"), {1: 2, 2: 1}),
    (("a b c d",), ("a b", "c d"), {1: 1}),
    (("a b c d e f g",), ("a x",), {}),
    ((), ("a b",), {}),
    (("a b",), (), {}),
]


@pytest.mark.parametrize(("before", "after", "expected"), CONTINUED)
def test_continued(before: tuple[str, ...], after: tuple[str, ...], expected: dict[int, int]) -> None:
    assert continued(made(*before), made(*after)) == expected


def test_moves() -> None:
    found = {m.key: (m.first, m.second, m.stays) for m in moves(made("a b c i", "x y z"), made("x y z i", "a b c n"))}
    assert found == {
        **dict.fromkeys("abc", (1, 2, True)),
        **dict.fromkeys("xyz", (2, 1, True)),
        "i": (1, 1, False),
        "n": (0, 2, False),
    }


def test_clusters_of_periods() -> None:
    lines = [f"{who} memberOf quad asserted doc-1 2018" for who in ("japan", "india")]
    lines += [f"{who} memberOf nato asserted doc-1 2022" for who in ("india", "china")]
    first, second = periods(said(*lines), (Slice(since="2017", until="2020"), Slice(since="2021", until="2024")))
    assert (set(first.cluster), set(second.cluster)) == ({"india", "japan"}, {"china", "india"})


CHANGED = [
    ("language=en", Slice(languages=("en",), since="2018")),
    ("language=en+zh,until=2020", Slice(languages=("en", "zh"), since="2018", until="2020")),
    (" since = ,class=Country ", Slice(classes=("Country",))),
    ("modality=planned", Slice(modalities=(Modality.PLANNED,), since="2018")),
    ("modality=", Slice(modalities=tuple(Modality), since="2018")),
    ("relation=memberOf,publisher=a+b", Slice(relations=("memberOf",), publishers=("a", "b"), since="2018")),
]


@pytest.mark.parametrize(("text", "expected"), CHANGED)
def test_a_second_slice_in_words(text: str, expected: Slice) -> None:
    assert changed(Slice(since="2018"), text) == expected


@pytest.mark.parametrize("text", ["", "language", "languages=en", "since=2017,,", "modality=certain"])
def test_a_second_slice_that_says_nothing(text: str) -> None:
    with pytest.raises(Problem, match="slice"):
        changed(Slice(), text)


@given(st.text())
def test_a_strange_second_slice_is_a_slice_or_a_problem(text: str) -> None:
    try:
        assert isinstance(changed(Slice(), text), Slice)
    except Problem as problem:
        assert problem.cure


def test_modalities_by_name() -> None:
    assert modalities(()) == tuple(Modality)
    assert modalities(["negated"]) == (Modality.NEGATED,)


def test_a_language_takes_in_its_scripts() -> None:
    one = Statement("japan", "memberOf", "quad", Modality.ASSERTED, "d", language="zh-Hant")
    evidence = Evidence((one,), ENTITIES)
    kept = {tag: len(take(evidence, Slice(languages=(tag,))).statements) for tag in ("zh", "zh-Hant", "zh-Hans", "z")}
    assert kept == {"zh": 1, "zh-Hant": 1, "zh-Hans": 0, "z": 0}


SEATS = said(
    *(f"{who} memberOf quad" for who in ("japan", "india", "australia")),
    *(f"{who} memberOf aukus" for who in ("australia", "japan")),
    *(f"{who} memberOf nato" for who in ("india", "china")),
    "china memberOf chip-4",
    "russia memberOf chip-4",
)


def test_roles_of_mechanisms() -> None:
    graph = project.membership(SEATS)
    found = {r.key: r for r in roles(graph, made("australia japan", "china india"))}
    assert found["quad"].clusters == ((1, 2), (2, 1))
    assert found["quad"].participation == pytest.approx(4 / 9)
    assert (found["quad"].only, found["quad"].joins, found["quad"].redundant) == ((), True, False)
    assert (found["aukus"].participation, found["aukus"].redundant) == (0, True)
    assert (found["chip-4"].only, found["chip-4"].joins, found["chip-4"].redundant) == (("russia",), False, False)
    assert found["chip-4"].clusters == ((0, 1), (2, 1))
    assert (found["nato"].joins, found["nato"].redundant) == (True, False)
    assert next(iter(found)) == "quad"
    assert roles(nx.Graph(), ()) == ()


def test_overlaps_of_memberships() -> None:
    rows = [(o.first, o.second, o.shared, round(o.jaccard, 2)) for o in overlaps(project.membership(SEATS))]
    assert rows == [("aukus", "quad", 2, 0.67), ("chip-4", "nato", 1, 0.33), ("nato", "quad", 1, 0.25)]


def test_southern_women_events() -> None:
    """A. Davis, B. Gardner, M. Gardner, "Deep South", 1941: E8 and E9 bridge the two groups that all analyses find."""
    women = nx.davis_southern_women_graph()
    for node, side in women.nodes(data="bipartite"):
        women.nodes[node].update(key=node, bipartite=side)
    groups = (
        "Evelyn Jefferson,Laura Mandeville,Theresa Anderson,Brenda Rogers,Charlotte McDowd,Frances Anderson",
        "Myra Liddel,Katherina Rogers,Sylvia Avondale,Nora Fayette,Helen Lloyd,Verne Sanderson",
    )
    found = {
        r.key: r for r in roles(women, tuple(Cluster(n, tuple(g.split(",")), ()) for n, g in enumerate(groups, 1)))
    }
    bridges = {key for key, r in found.items() if r.participation > 0}
    assert {"E8", "E9"} <= bridges <= {"E6", "E7", "E8", "E9"}
    assert next(iter(found)) in {"E8", "E9"}
    assert all(r.redundant for r in found.values())


def test_sentences_name_rank_interval_and_document() -> None:
    hub = [f"japan memberOf {club} asserted doc-{n}" for n in "123" for club in ("quad", "aukus", "chip-4", "nato")]
    talker = [f"china supports {other} asserted doc-4" for other in ("russia", "india", "huawei", "tsinghua", "modi")]
    evidence = said(*hub, *talker, "china opposes quad asserted doc-1")
    network = analyse(evidence, resamples=50)
    text = standing(network, "china")
    assert text.startswith("China is the most central actor (rank 1 of 11). Nine of ten resamples put it at 1 to ")
    assert text.endswith(" 2 of 4 documents speak of it, doc-4 most; without doc-4 it falls from 1 to 3.")
    chinese = standing(network, "china", "zh")
    assert chinese.startswith("中china在8个行为体中居第1（总名次第1，共11）。九成重抽样中居第1至")
    assert chinese.endswith("4份文献中2份提及，最多的是doc-4；若无doc-4，则由第1降至第3。")
    assert standing(analyse(evidence, resamples=0), "china") == "China is the most central actor (rank 1 of 11)."
    assert standing(network, "modi").endswith(
        "1 of 4 documents speaks of it, doc-4; without doc-4 it would not be in the network."
    )
    assert standing(network, "japan").endswith("leaving out any one of them does not let it fall.")
    assert "number 4 of 8 of its kind (actor)" in standing(network, "huawei")
    assert standing(analyse(said(*talker), resamples=5), "china").endswith("All of it stands on one document, doc-4.")


def test_the_summary_tells_actors_mechanisms_and_clusters() -> None:
    lines = summary(analyse(DISPUTE, resamples=10))
    assert [line.split(" is ")[0] for line in lines[:6]] == ["Japan", "China", "Huawei", "Aukus", "Chip-4", "Quad"]
    assert re.match(r"The actors who stand with others form (1 cluster|\d clusters) \(", lines[6])


def test_no_score_without_interval_in_the_tables() -> None:
    heads, rows = ranked(analyse(DISPUTE, resamples=10))
    assert [heads[i + 1] for i, head in enumerate(heads) if head in ("rank", "betweenness", "degree")] == [
        "interval"
    ] * 3
    assert all(row[1] and row[4] and row[6] for row in rows)
    assert len(ranked(analyse(DISPUTE, resamples=10), 2)[1]) == 2


def test_the_report_is_whole_in_both_languages() -> None:
    both = compare(DISPUTE, Slice(languages=("en",)), Slice(languages=("zh",)), resamples=10)
    graph = project.membership(DISPUTE)
    full = Report(both.first, roles(graph, both.first.clusters), overlaps(graph), both)
    english, chinese = markdown(full), markdown(full, "zh")
    for heading in ("## Central actors", "## Clusters", "## What mechanisms do", "## Comparison", "### Only in A (4)"):
        assert f"\n{heading}" in english
    for heading in ("## 中心行为体", "## 集团", "## 机制的作用", "## 比较", "### 仅见于B（4）"):
        assert f"\n{heading}" in chinese
    assert "China — " in english and "doc-zh" in english
    assert shifted(both, 1)[1][0][0] in english
    assert grouped(both.second)[0][0] == "cluster"


def test_hostile_names_stay_text() -> None:
    bad = "<script>|[x](http://e)\n# `*_"
    entities = {**ENTITIES, "japan": Entity("japan", "Country", bad, bad)}
    text = markdown(Report(analyse(Evidence(DISPUTE.statements, entities), resamples=5)))
    assert "<script>" not in text.replace("\\<", "") and "\\<script\\>\\|\\[x\\](http://e) \\# \\`\\*\\_" in text


@pytest.mark.parametrize("suffix", [".gexf", ".graphml"])
def test_files_for_other_programs(tmp_path: Path, suffix: str) -> None:
    entities = {**ENTITIES, "japan": Entity("japan", "Country", "日\x0b本", "<Japan> & co")}
    evidence = Evidence(DISPUTE.statements, entities)
    graph = attributed(evidence, analyse(evidence, resamples=5))
    path = tmp_path / f"net{suffix}"
    save(graph, path)
    first = path.read_bytes()
    save(graph, path)
    assert path.read_bytes() == first
    assert b"lastmodified" not in first
    read = nx.read_gexf(path) if suffix == ".gexf" else nx.read_graphml(path)
    assert read.nodes["japan"]["zh"] == "日\ufffd本"
    assert read.nodes["japan"]["en"] == "<Japan> & co"
    assert read.nodes["japan"]["rank_low"] <= read.nodes["japan"]["rank"]
    assert read.edges["china", "japan"]["relations"] == "opposes; supports"
    assert read.edges["china", "japan"]["documents"] == "doc-en; doc-zh"
    assert read.number_of_nodes() == 9


def test_a_file_without_intervals_leaves_them_out(tmp_path: Path) -> None:
    graph = attributed(DISPUTE, analyse(DISPUTE, resamples=0))
    assert "rank_low" not in graph.nodes["japan"]
    assert not any(
        isinstance(v, float) and math.isnan(v) for _, cells in graph.nodes(data=True) for v in cells.values()
    )
    save(graph, tmp_path / "n.gexf")


@pytest.mark.parametrize("name", ["net.txt", "net", "no/such/folder/net.gexf"])
def test_what_cannot_be_saved_is_a_problem(tmp_path: Path, name: str) -> None:
    with pytest.raises(Problem):
        save(nx.Graph(), tmp_path / name)
