"""Signed networks: projection by hand, balance and blocs of Read's highland tribes, blocs planted in noise."""

from __future__ import annotations

import math
import random
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from network_samples import said

from kg.network import analyse, cluster, project
from kg.network.chance import chance
from kg.network.signed import at_odds, balance, sides, signed

# Alliances ("rova") and enmities ("hina") of the Gahuku-Gama, K. E. Read, "Cultures of the Central Highlands, New
# Guinea", Southwestern Journal of Anthropology 10, 1954; as in UCINET's gama.dat and KONECT's ucidata-gama.
TRIBES = [
    "gavev",
    "kotun",
    "ove",
    "alika",
    "nagam",
    "gahuk",
    "masil",
    "ukudz",
    "notoh",
    "kohik",
    "geham",
    "asaro",
    "uheto",
    "seuve",
    "nagad",
    "gama",
]
ROVA = (
    "0-1 0-14 0-15 1-14 1-15 2-3 2-5 2-6 2-7 3-7 4-6 4-8 4-13 5-6 5-7 5-10 5-11 6-7 6-10 6-11 6-12 7-10 7-11 8-9 8-12 "
    "9-12 10-11 12-13 14-15"
)
HINA = (
    "0-2 0-3 0-4 0-5 0-11 1-2 1-4 1-5 1-8 1-9 4-14 4-15 5-8 5-12 5-15 7-13 8-10 8-14 9-10 9-14 10-12 10-14 10-15 11-13 "
    "11-14 11-15 12-14 12-15 13-15"
)


def signs(*ties: tuple[str, str, int]) -> nx.Graph:
    graph = nx.Graph()
    for a, b, sign in ties:
        graph.add_edge(a, b, weight=float(sign), sign=sign, positive=float(max(sign, 0)), negative=float(max(-sign, 0)))
    return graph


def tribes() -> nx.Graph:
    pairs = [(pair, sign) for listed, sign in ((ROVA, 1), (HINA, -1)) for pair in listed.split()]
    return signs(*((*(TRIBES[int(n)] for n in pair.split("-")), sign) for pair, sign in pairs))  # type: ignore[misc]


def test_the_highland_tribes_come_out_as_published() -> None:
    """29 alliances and 29 enmities; 59 of 68 triangles balanced, line index 7 (Aref and Wilson 2019, table 2)."""
    found = balance(tribes())
    assert (found.ties, found.triangles, round(found.share * 68), found.frustration) == (58, 68, 59, 7)
    assert {"gavev", "kotun", "nagad", "gama"} in [set(camp) for camp in found.camps]


def test_the_three_blocs_of_the_highland_tribes() -> None:
    """P. Hage, F. Harary, "Structural models in anthropology", 1983: three blocs, Masilakidzuha between two."""
    found = cluster.clusters(tribes())
    assert [set(c.members) for c in found] == [
        {"alika", "asaro", "gahuk", "geham", "masil", "ove", "ukudz"},
        {"kohik", "nagam", "notoh", "seuve", "uheto"},
        {"gama", "gavev", "kotun", "nagad"},
    ]
    assert all(value == 1 for c in found for value in c.stability)
    assert found[0].also == ((), (), (), (), (2,), (), ())
    assert at_odds(tribes(), [c.members for c in found]) == (("masil", "nagam"), ("masil", "uheto"))


SIGNED: list[tuple[tuple[str, ...], dict[tuple[str, str], tuple[float, float]]]] = [
    (("japan cooperatesWith india",), {("india", "japan"): (1, 0)}),
    (("japan memberOf quad", "india memberOf quad"), {("india", "japan"): (1, 0)}),
    (("japan supports india",), {("india", "japan"): (1, 0)}),
    (("japan opposes india", "japan supports india"), {("india", "japan"): (1, 1)}),
    (("china restricts japan", "japan restricts china"), {("china", "japan"): (0, 2)}),
    (("china competesWith japan", "japan competesWith china"), {("china", "japan"): (0, 1)}),
    (("china targets japan asserted doc-1", "china targets japan asserted doc-2"), {("china", "japan"): (0, 1)}),
    (("us-department-of-state restricts huawei",), {("huawei", "united-states"): (0, 1)}),
    (("huawei listedOn entity-list",), {("huawei", "united-states"): (0, 1)}),
    (("chips-act targets china",), {("china", "united-states"): (0, 1)}),
    (("china opposes chips-act",), {("china", "united-states"): (0, 1)}),
    (("biden supports chips-act",), {}),
    (("china opposes quad",), {}),
    (("china opposes asia",), {}),
    (("china restrictsTechnology semiconductors",), {}),
    (("biden issued chips-act",), {}),
    ((), {}),
]


@pytest.mark.parametrize(("lines", "expected"), SIGNED)
def test_signed(lines: tuple[str, ...], expected: dict[tuple[str, str], tuple[float, float]]) -> None:
    graph = signed(said(*lines))
    assert {(a, b): (t["positive"], t["negative"]) for a, b, t in graph.edges(data=True)} == expected
    for *_, tie in graph.edges(data=True):
        assert tie["weight"] == tie["positive"] - tie["negative"]
        assert tie["sign"] == (tie["weight"] > 0) - (tie["weight"] < 0)
    assert len(SIGNED) >= 17


def test_signed_counts_documents_when_asked() -> None:
    lines = ("china targets japan asserted doc-1", "china restricts japan asserted doc-1")
    assert signed(said(*lines), weight="documents")["china"]["japan"]["negative"] == 1
    assert signed(said(*lines), weight="claims")["china"]["japan"]["negative"] == 2
    assert "for or against" in project.words(signed(said(*lines)))


def test_degrees_by_sign() -> None:
    graph = signs(("a", "b", 1), ("a", "c", -1), ("a", "d", -1), ("b", "c", 0), ("a", "a", -1))
    found = {key: (row.positive, row.negative) for key, row in sides(graph).items()}
    assert found == {"a": (1, 2), "b": (1, 0), "c": (0, 1), "d": (0, 1)}


# ties, triangles, share of balanced ones, frustration
BALANCED: list[tuple[tuple[tuple[str, str, int], ...], int, float, int]] = [
    ((("a", "b", 1), ("b", "c", 1), ("a", "c", 1)), 1, 1.0, 0),
    ((("a", "b", 1), ("b", "c", -1), ("a", "c", -1)), 1, 1.0, 0),
    ((("a", "b", 1), ("b", "c", 1), ("a", "c", -1)), 1, 0.0, 1),
    ((("a", "b", -1), ("b", "c", -1), ("a", "c", -1)), 1, 0.0, 1),
    ((("a", "b", -1), ("b", "c", -1), ("c", "d", -1), ("d", "a", -1)), 0, math.nan, 0),
    ((("a", "b", 0),), 0, math.nan, 0),
    ((), 0, math.nan, 0),
]


@pytest.mark.parametrize(("ties", "triangles", "share", "frustration"), BALANCED)
def test_balance(ties: tuple[tuple[str, str, int], ...], triangles: int, share: float, frustration: int) -> None:
    found = balance(signs(*ties))
    assert (found.triangles, found.frustration) == (triangles, frustration)
    assert found.share == pytest.approx(share, nan_ok=True)


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")), st.sampled_from((1, -1)), max_size=18
    )
)
def test_frustration_is_the_least_of_all_divisions(ties: dict[tuple[str, str], int]) -> None:
    graph = signs(*((a, b, sign) for (a, b), sign in sorted(ties.items()) if a < b))
    nodes = sorted(graph)
    divisions = [frozenset(n for i, n in enumerate(nodes) if code >> i & 1) for code in range(1 << len(nodes))]
    least = min(len(at_odds(graph, [left, set(nodes) - left])) for left in divisions)
    found = balance(graph)
    assert found.frustration == least
    assert len(at_odds(graph, found.camps)) == least


@pytest.mark.parametrize("noise", [0.0, 0.05, 0.1, 0.15])
def test_planted_signed_blocs_are_recovered(noise: float) -> None:
    """Three blocs of ten, four of five pairs tied; each tie's sign is wrong with probability ``noise``."""
    draw = random.Random(1)
    names = [f"{bloc}{n}" for bloc in "abc" for n in range(10)]
    ties = []
    for one, other in combinations(names, 2):
        if draw.random() < 0.8:
            sign = 1 if one[0] == other[0] else -1
            ties.append((one, other, -sign if draw.random() < noise else sign))
    found = [set(c.members) for c in cluster.clusters(signs(*ties)) if c.number]
    assert found == [{n for n in names if n[0] == bloc} for bloc in "abc"]


def test_one_old_agreement_does_not_make_opponents_a_bloc() -> None:
    lines = ["china partyTo artemis-accords", "united-states partyTo artemis-accords"]
    together = analyse(said(*lines), resamples=0)
    assert together.cluster == {"china": 1, "united-states": 1}
    lines += ["china restricts united-states", "united-states restricts china"]
    apart = analyse(said(*lines), resamples=0)
    assert apart.cluster == {}


def test_who_sits_in_two_clusters() -> None:
    west, east = "united-states japan australia india", "china russia huawei india"
    lines = [f"{who} memberOf {club}" for club, all_ in (("quad", west), ("nato", east)) for who in all_.split()]
    lines += ["china opposes united-states", "united-states opposes russia", "india cooperatesWith japan"]
    found = analyse(said(*lines), resamples=0).clusters
    assert [set(c.members) for c in found] == [set(west.split()), {"china", "russia", "huawei"}]
    assert dict(zip(found[0].members, found[0].also, strict=True))["india"] == (2,)
    assert [m for m, numbers in zip(found[0].members, found[0].also, strict=True) if numbers] == ["india"]
    assert found[1].also == ()


def test_chance_tells_blocs_from_noise() -> None:
    draw = random.Random(2)
    names = [f"{bloc}{n}" for bloc in "abcd" for n in range(8)]
    blocs = signs(*((a, b, 1) for a, b in combinations(names, 2) if a[0] == b[0] or draw.random() < 0.05))
    noise = signs(*((a, b, 1) for a, b in combinations(names, 2) if draw.random() < 0.2))
    planted = chance(blocs, cluster.clusters(blocs))
    assert planted.best > planted.random_high
    assert planted.p == pytest.approx(1 / 31)
    assert chance(noise, cluster.clusters(noise)).p > 0.05
    assert chance(nx.Graph(), ()).p == 1


def test_louvain_finds_what_leiden_finds_where_blocs_are_clear() -> None:
    graph = signs(*((f"{x}{a}", f"{x}{b}", 1) for x in "ab" for a, b in combinations(range(5), 2)), ("a0", "b0", 1))
    assert cluster.clusters(graph, method="louvain") == cluster.clusters(graph)
