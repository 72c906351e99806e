"""Projections, measures and clusters: by hand, and on networks that others published."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import combinations

import igraph
import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from network_samples import said

from kg.network import cluster, measure, project
from kg.network.project import Weight

Ties = dict[tuple[str, str], float]


def ties(graph: nx.Graph) -> Ties:
    return {(a, b): w for a, b, w in graph.edges(data="weight")}


MEMBERSHIPS: list[tuple[tuple[str, ...], Ties]] = [
    (("japan memberOf quad",), {("japan", "quad"): 1}),
    (("japan memberOf quad", "japan initiated quad"), {("japan", "quad"): 1}),
    (("japan partyTo artemis-accords",), {("artemis-accords", "japan"): 1}),
    (("japan initiated icet",), {("icet", "japan"): 1}),
    (("european-union memberOf nato",), {("european-union", "nato#club"): 1}),
    (("netherlands memberOf european-union",), {("european-union#club", "netherlands"): 1}),
    (("china initiated belt-and-road",), {}),
    (("asia memberOf quad",), {}),
    (("japan supports quad",), {}),
    (("quad memberOf aukus",), {}),
    (("nobody memberOf quad",), {}),
    (("nato memberOf nato",), {}),
]


@pytest.mark.parametrize(("lines", "expected"), MEMBERSHIPS)
def test_membership(lines: tuple[str, ...], expected: Ties) -> None:
    assert ties(project.membership(said(*lines))) == expected


def test_membership_is_bipartite_even_where_a_club_is_an_actor() -> None:
    graph = project.membership(said("netherlands memberOf european-union", "european-union memberOf nato"))
    assert dict(graph.nodes(data="bipartite")) == {
        "european-union": 0,
        "european-union#club": 1,
        "nato#club": 1,
        "netherlands": 0,
    }
    assert {graph.nodes[n]["key"] for n in graph} == {"european-union", "nato", "netherlands"}
    assert all(graph.nodes[a]["bipartite"] != graph.nodes[b]["bipartite"] for a, b in graph.edges)


REPEATED = (
    "japan memberOf quad",
    "japan memberOf quad",
    "japan memberOf quad asserted doc-2",
    "japan cooperatesWith india",
    "india cooperatesWith japan asserted doc-2",
    "india cooperatesWith japan asserted doc-2 2022",
    "japan supports india",
    "japan opposes india",
)


@pytest.mark.parametrize(("weight", "quad", "india"), [("claims", 1, 3), ("assertions", 3, 5), ("documents", 2, 2)])
def test_weights(weight: Weight, quad: int, india: int) -> None:
    assert ties(project.everything(said(*REPEATED), weight=weight)) == {
        ("india", "japan"): india,
        ("japan", "quad"): quad,
    }


ALIGNMENTS: list[tuple[tuple[str, ...], Ties]] = [
    (("japan memberOf quad", "india memberOf quad"), {("india", "japan"): 1}),
    (
        ("japan memberOf quad", "india memberOf quad", "australia memberOf quad"),
        {("australia", "india"): 0.5, ("australia", "japan"): 0.5, ("india", "japan"): 0.5},
    ),
    (
        (
            "japan memberOf quad",
            "india memberOf quad",
            "japan partyTo artemis-accords",
            "india partyTo artemis-accords",
        ),
        {("india", "japan"): 2},
    ),
    (("japan memberOf quad",), {}),
    (("japan cooperatesWith india", "india cooperatesWith japan"), {("india", "japan"): 1}),
    (
        ("japan cooperatesWith india", "japan memberOf quad", "india memberOf quad"),
        {("india", "japan"): 2},
    ),
    (("biden initiated icet", "modi initiated icet"), {("india", "united-states"): 1}),
    (("biden initiated icet", "blinken memberOf icet", "modi initiated icet"), {("india", "united-states"): 1}),
    (("biden initiated icet", "us-department-of-state memberOf icet"), {}),
    (("biden-administration cooperatesWith european-commission",), {("european-union", "united-states"): 1}),
    (("ren-zhengfei cooperatesWith modi",), {("india", "ren-zhengfei"): 1}),
    (("stateless cooperatesWith modi",), {("india", "stateless"): 1}),
    (("biden cooperatesWith blinken",), {}),
    (("japan competesWith india",), {}),
    (("japan cooperatesWith asia",), {}),
    ((), {}),
]


@pytest.mark.parametrize(("lines", "expected"), ALIGNMENTS)
def test_alignment(lines: tuple[str, ...], expected: Ties) -> None:
    assert ties(project.alignment(said(*lines))) == expected


def test_alignment_without_roll_up_keeps_people_and_bodies() -> None:
    graph = project.alignment(said("biden initiated icet", "modi initiated icet"), roll_up="none")
    assert ties(graph) == {("biden", "modi"): 1}


def test_alignment_by_documents_takes_the_weaker_membership() -> None:
    lines = [f"{who} memberOf quad asserted doc-{n}" for who, n in (("japan", 1), ("japan", 2), ("india", 1))]
    assert ties(project.alignment(said(*lines), weight="documents")) == {("india", "japan"): 1}
    lines += ["india memberOf quad asserted doc-3"]
    assert ties(project.alignment(said(*lines), weight="documents")) == {("india", "japan"): 2}


def test_everything_leaves_out_technologies_regions_and_loops() -> None:
    graph = project.everything(
        said(
            "chips-act coversTechnology semiconductors",
            "asia supports quad",
            "japan supports japan",
            "biden issued chips-act",
            "china opposes aukus",
        )
    )
    assert ties(graph) == {("biden", "chips-act"): 1, ("aukus", "china"): 1}
    assert graph.nodes["aukus"] == {"cls": "Alliance", "en": "Aukus", "zh": "中aukus"}
    assert list(graph) == sorted(graph)


def test_graphs_say_what_they_are() -> None:
    evidence = said("japan memberOf quad")
    assert project.words(project.everything(evidence, weight="documents")) == (
        "actors, mechanisms and policies tied by any relation; each document counted once"
    )
    assert project.words(project.alignment(evidence), "zh") == (
        "因共同机制与合作相联的行为体；每项主张计一次；官员与政府机构计入其国家"
    )
    assert (
        project.words(project.membership(evidence)) == "actors and the mechanisms they sit in; each claim counted once"
    )


def test_policies_and_their_technologies() -> None:
    graph = project.policy_technology(
        said(
            "chips-act coversTechnology semiconductors",
            "chips-act funds semiconductors",
            "japan restrictsTechnology semiconductors",
            "chips-act funds huawei",
            "chips-act targets china",
        )
    )
    assert ties(graph) == {("chips-act", "semiconductors"): 2, ("japan", "semiconductors"): 1}
    assert dict(graph.nodes(data="bipartite")) == {"chips-act": 0, "japan": 0, "semiconductors": 1}
    assert "technologies" in project.words(graph) and "技术" in project.words(graph, "zh")


def test_people_and_the_bodies_they_serve() -> None:
    graph = project.affiliation(
        said(
            "blinken affiliatedWith us-department-of-state",
            "scholar affiliatedWith tsinghua",
            "biden appointed blinken",
        )
    )
    assert set(ties(graph)) == {("blinken", "us-department-of-state"), ("scholar", "tsinghua")}
    assert [n for n, side in graph.nodes(data="bipartite") if side] == ["tsinghua", "us-department-of-state"]
    assert project.words(graph).startswith("people and the bodies they serve")


def plain(graph: nx.Graph) -> nx.Graph:
    """The graph with every weight 1."""
    nx.set_edge_attributes(graph, 1.0, "weight")
    return graph


KARATE = plain(nx.karate_club_graph())
LOOPED = nx.Graph([(0, 1, {"weight": 2.0}), (1, 1, {"weight": 5.0}), (1, 2, {"weight": 1.0})])

# Zachary's karate club: values as in the documentation of networkx and igraph (Zachary 1977; Freeman 1977).
PUBLISHED: list[tuple[Callable[[nx.Graph], dict[int, float]], int, float]] = [
    (measure.degree, 0, 16),
    (measure.degree, 33, 17),
    (measure.betweenness, 0, 0.43763528138528146),
    (measure.betweenness, 33, 0.30407497594997596),
    (measure.betweenness, 32, 0.145247113997114),
    (measure.betweenness, 11, 0),
    (measure.pagerank, 0, 0.09699728538829502),
    (measure.pagerank, 33, 0.10091791674871213),
]


# As networkx gives them, whose documentation uses this network.
SAME: list[tuple[Callable[[nx.Graph], dict[int, float]], Callable[..., dict[int, float]], dict[str, float]]] = [
    (measure.closeness, nx.closeness_centrality, {}),
    (measure.core, nx.core_number, {}),
    (measure.constraint, nx.constraint, {}),
    (measure.eigenvector, nx.eigenvector_centrality, {"max_iter": 1000, "tol": 1e-12}),
]
SPREAD = nx.disjoint_union(nx.path_graph(4), nx.cycle_graph(3))


@pytest.mark.parametrize(("mine", "theirs", "options"), SAME)
@pytest.mark.parametrize(
    "graph", [KARATE, plain(nx.davis_southern_women_graph()), plain(SPREAD)], ids=["karate", "women", "apart"]
)
def test_the_same_as_networkx(
    mine: Callable[[nx.Graph], dict[int, float]],
    theirs: Callable[..., dict[int, float]],
    options: dict[str, float],
    graph: nx.Graph,
) -> None:
    found, expected = mine(graph), theirs(graph, **options)
    if mine is measure.eigenvector:
        largest = max(nx.connected_components(graph), key=len)
        inside = theirs(graph.subgraph(largest), **options)
        best = max(inside.values())
        expected = {node: inside[node] / best if node in largest else 0.0 for node in graph}
    assert found == pytest.approx(expected, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=18), st.booleans())
def test_closeness_agrees_with_networkx(pairs: set[tuple[int, int]], directed: bool) -> None:
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_weighted_edges_from((a, b, 2.0 ** ((a * b) % 3)) for a, b in sorted(pairs) if a != b)
    nx.set_edge_attributes(graph, {(a, b): 1 / w for a, b, w in graph.edges(data="weight")}, "length")
    assert measure.closeness(graph) == pytest.approx(nx.closeness_centrality(graph, distance="length"))


def test_measures_of_next_to_nothing() -> None:
    empty, one = nx.Graph(), nx.Graph()
    one.add_node("a")
    pair, arrow = (kind([("a", "b", {"weight": 2.0})]) for kind in (nx.Graph, nx.DiGraph))
    for function in (measure.closeness, measure.eigenvector, measure.core, measure.constraint):
        assert function(empty) == {}
    assert [f(one)["a"] for f in (measure.closeness, measure.eigenvector, measure.core)] == [0, 0, 0]
    assert str(measure.constraint(one)["a"]) == "nan"
    assert measure.closeness(pair) == {"a": 2, "b": 2}
    assert measure.closeness(arrow) == {"a": 0, "b": 2}
    assert measure.core(arrow) == {"a": 1, "b": 1}
    both = nx.DiGraph([("a", "b", {"weight": 1.0}), ("b", "a", {"weight": 1.0}), ("b", "c", {"weight": 1.0})])
    assert measure.constraint(both) == pytest.approx(
        measure.constraint(nx.Graph([("a", "b", {"weight": 2.0}), ("b", "c", {"weight": 1.0})]))
    )


def test_an_estimate_says_so_and_keeps_the_top() -> None:
    graph = plain(nx.barabasi_albert_graph(measure.EXACT + 100, 3, seed=1))
    found, exact = measure.betweenness(graph), igraph.Graph(len(graph), list(graph.edges)).betweenness()
    top = [sorted(graph, key=lambda v: -values[v])[:20] for values in (found, exact)]
    assert len(set(top[0]) & set(top[1])) >= 17
    assert measure.estimated(len(graph)) == "betweenness and closeness estimated from 256 sources (seed 0)"
    assert "256" in measure.estimated(len(graph), "zh")
    assert measure.estimated(measure.EXACT) == ""


@pytest.mark.parametrize(("function", "node", "expected"), PUBLISHED)
def test_the_karate_club_comes_out_as_published(
    function: Callable[[nx.Graph], dict[int, float]], node: int, expected: float
) -> None:
    # The published PageRanks are themselves rounded: their iteration stops at 1e-6 per node.
    assert function(KARATE)[node] == pytest.approx(expected, abs=1e-5)


def test_davis_southern_women() -> None:
    graph = plain(nx.davis_southern_women_graph())
    assert measure.degree(graph)["Evelyn Jefferson"] == 8
    events = {n: v for n, v in measure.betweenness(graph).items() if n in graph.graph["bottom"]}
    assert max(events, key=lambda e: events[e]) == "E8"


def test_small_graphs_by_hand() -> None:
    empty, one, pair = nx.Graph(), nx.Graph(), nx.Graph([("a", "b", {"weight": 3.0})])
    one.add_node("a")
    for function in (measure.degree, measure.strength, measure.betweenness, measure.pagerank):
        assert function(empty) == {}
    assert measure.betweenness(one) == {"a": 0}
    assert measure.pagerank(one) == {"a": 1}
    assert measure.strength(pair) == {"a": 3, "b": 3}
    assert measure.betweenness(pair) == {"a": 0, "b": 0}
    assert measure.pagerank(pair) == pytest.approx({"a": 0.5, "b": 0.5})


def test_loops_count_nowhere() -> None:
    assert measure.degree(LOOPED) == {0: 1, 1: 2, 2: 1}
    assert measure.strength(LOOPED) == {0: 2, 1: 3, 2: 1}
    assert measure.betweenness(LOOPED) == {0: 0, 1: 1, 2: 0}
    bare = LOOPED.copy()
    bare.remove_edge(1, 1)
    assert measure.pagerank(LOOPED) == pytest.approx(measure.pagerank(bare))


def test_strong_ties_are_short() -> None:
    graph = nx.Graph()
    graph.add_weighted_edges_from([("a", "b", 4), ("b", "c", 4), ("a", "c", 1)])
    assert measure.betweenness(graph) == {"a": 0, "b": 1, "c": 0}


def test_equally_long_paths_stay_equal() -> None:
    """0.1 + 0.2 + 0.3 and 0.3 + 0.2 + 0.1 differ in the last bit."""
    graph = nx.DiGraph()
    lengths = [("s", "a", 0.1), ("a", "b", 0.2), ("b", "t", 0.3), ("s", "c", 0.3), ("c", "d", 0.2), ("d", "t", 0.1)]
    graph.add_weighted_edges_from((u, v, 1 / length) for u, v, length in lengths)
    assert measure.betweenness(graph) == pytest.approx({"s": 0, "t": 0, **dict.fromkeys("abcd", 1.5 / 20)})


def test_disconnected_and_directed() -> None:
    graph = nx.Graph()
    graph.add_weighted_edges_from([("a", "b", 1), ("b", "c", 1), ("x", "y", 1)])
    assert measure.betweenness(graph) == pytest.approx({"a": 0, "b": 1 / 6, "c": 0, "x": 0, "y": 0})
    assert sum(measure.pagerank(graph).values()) == pytest.approx(1)
    one_way = nx.DiGraph()
    one_way.add_weighted_edges_from([("a", "b", 1), ("b", "c", 1)])
    assert measure.betweenness(one_way) == {"a": 0, "b": 0.5, "c": 0}
    assert measure.pagerank(one_way)["c"] > measure.pagerank(one_way)["a"]


def test_weights_must_be_strengths() -> None:
    graph = nx.Graph([("a", "b", {"weight": 0.0}), ("b", "c", {"weight": 1.0})])
    with pytest.raises(ValueError, match="above 0"):
        measure.betweenness(graph)


@settings(max_examples=50, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=20), st.booleans())
def test_betweenness_agrees_with_networkx(pairs: set[tuple[int, int]], directed: bool) -> None:
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_weighted_edges_from((a, b, 2.0 ** ((a * b) % 3)) for a, b in sorted(pairs) if a != b)
    nx.set_edge_attributes(graph, {(a, b): 1 / w for a, b, w in graph.edges(data="weight")}, "length")
    assert measure.betweenness(graph) == pytest.approx(nx.betweenness_centrality(graph, weight="length"))


def blocs(count: int, size: int, *, noise: float, seed: int) -> nx.Graph:
    """Cliques of ``size`` with each further pair tied with probability ``noise``."""
    names = [f"{chr(97 + bloc)}{n:02}" for bloc in range(count) for n in range(size)]
    draw = random.Random(seed)
    graph = nx.Graph()
    for a, b in combinations(names, 2):
        if a[0] == b[0] or draw.random() < noise:
            graph.add_edge(a, b, weight=1.0)
    return graph


def members(found: tuple[cluster.Cluster, ...]) -> list[set[str]]:
    return [set(c.members) for c in found if c.number]


@pytest.mark.parametrize("noise", [0, 0.05, 0.1, 0.15])
def test_planted_blocs_are_recovered(noise: float) -> None:
    graph = blocs(4, 10, noise=noise, seed=7)
    assert members(cluster.clusters(graph)) == [{n for n in graph if n[0] == bloc} for bloc in "abcd"]


def test_noise_without_blocs_is_less_stable_than_blocs() -> None:
    def least(graph: nx.Graph) -> float:
        return min(value for c in cluster.clusters(graph) for value in c.stability)

    assert least(blocs(4, 10, noise=0, seed=1)) == 1
    assert least(blocs(40, 1, noise=0.15, seed=1)) < 0.7


def test_the_two_leaders_of_the_karate_club_part() -> None:
    graph = nx.relabel_nodes(KARATE, str)
    home = {m: c.number for c in cluster.clusters(graph) for m in c.members}
    assert home["0"] != home["33"]
    assert home["0"] == home["1"] == home["3"]
    assert home["33"] == home["32"] == home["29"]


@pytest.mark.parametrize("graph", [blocs(4, 10, noise=0.25, seed=3), blocs(40, 1, noise=0.15, seed=1)])
def test_clusters_do_not_depend_on_the_order_of_the_graph(graph: nx.Graph) -> None:
    turned = nx.Graph()
    turned.add_nodes_from(reversed(list(graph)))
    turned.add_weighted_edges_from((b, a, w) for a, b, w in reversed(list(graph.edges(data="weight"))))
    assert cluster.clusters(graph) == cluster.clusters(turned)


def test_clusters_of_next_to_nothing() -> None:
    lonely = nx.Graph()
    lonely.add_nodes_from("ab")
    pair = nx.Graph([("b", "a", {"weight": 0.5})])
    assert cluster.clusters(nx.Graph()) == ()
    assert cluster.clusters(lonely) == (cluster.Cluster(0, ("a", "b"), (0.0, 0.0)),)
    assert cluster.clusters(pair) == (cluster.Cluster(1, ("a", "b"), (1.0, 1.0)),)


def test_larger_clusters_come_first() -> None:
    graph = nx.compose(nx.complete_graph(["x", "y", "z"]), nx.complete_graph(["a", "b"]))
    assert [c.members for c in cluster.clusters(plain(graph))] == [("x", "y", "z"), ("a", "b")]


def test_no_agreement_no_cluster() -> None:
    ring = plain(nx.relabel_nodes(nx.cycle_graph(9), str))
    assert 0 not in [c.number for c in cluster.clusters(ring)]
    assert [c.number for c in cluster.clusters(ring, agreement=1.01)] == [0]


def test_mechanisms_bind_where_most_of_their_members_stand() -> None:
    seats = project.membership(
        said(
            *(f"{who} memberOf quad" for who in ("japan", "india", "australia")),
            *(f"{who} memberOf chip-4" for who in ("japan", "india", "australia", "china", "russia", "huawei")),
            *(f"{who} memberOf nato" for who in ("china", "russia")),
            *(f"{who} memberOf icet" for who in ("japan", "china")),
            *(f"{who} memberOf aukus" for who in ("huawei", "ren-zhengfei", "netherlands", "china", "russia")),
            "japan memberOf european-union",
        )
    )
    found = (
        cluster.Cluster(1, ("australia", "india", "japan"), (1.0, 1.0, 1.0)),
        cluster.Cluster(2, ("asia", "china", "russia"), (1.0, 1.0, 1.0)),
        cluster.Cluster(0, ("huawei", "netherlands", "ren-zhengfei"), (0.0, 0.0, 0.0)),
    )
    bound = cluster.bind(found, seats)
    assert [c.mechanisms for c in bound] == [("quad", "chip-4"), ("nato", "aukus"), ()]
    assert [c.seatless for c in bound] == [(), ("asia",), ()]


def test_a_long_chain_has_no_eigenvector_centrality_that_could_be_told() -> None:
    chain = plain(nx.path_graph(3000))
    assert str(measure.eigenvector(chain)[0]) == "nan"
    assert measure.core(chain)[1500] == 1


def test_values_next_to_zero_raise_no_warning() -> None:
    """A dense core at the end of a long arm: igraph warns of the arm's values, which are right."""
    graph = plain(nx.lollipop_graph(30, 300))
    values = measure.eigenvector(graph)
    assert values[0] == pytest.approx(1, abs=0.01) and 0 <= values[329] < 1e-6
