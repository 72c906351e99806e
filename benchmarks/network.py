"""How fast networks are measured, as ratios within one run: python benchmarks/network.py

1. the eight measures and the clusters on 10,000 nodes and 30,000 ties, from statements to numbers, against igraph from
   an integer edge list doing the same; 2. exact betweenness, closeness and Louvain of networkx where networkx serves;
3. what the intervals cost. Only ratios mean anything.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import igraph
import networkx as nx

from kg.model import Modality
from kg.network import Statement, cluster, firmness, measure


def seconds(work: Callable[[], object], runs: int = 3) -> float:
    """The best of some runs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def graph_of(nodes: int, ties: int, seed: int = 1) -> nx.Graph:
    """A random network with hubs and weights 1 to 3, of about that many ties."""
    draw = random.Random(seed)
    graph = nx.barabasi_albert_graph(nodes, max(1, ties // nodes), seed=seed)
    for *_, cells in graph.edges(data=True):
        cells["weight"] = float(draw.randint(1, 3))
    return nx.relabel_nodes(graph, {node: f"n{node:06}" for node in graph})


def bare(size: int, pairs: list[tuple[int, int]], weights: list[float]) -> None:
    """What igraph alone takes for the same definitions."""
    graph = igraph.Graph(size, pairs)
    lengths = [1 / w for w in weights]
    sources = random.Random(0).sample(range(size), measure.SOURCES) if size > measure.EXACT else None
    graph.degree()
    graph.strength(weights=weights)
    graph.betweenness(weights=lengths, sources=sources)
    graph.pagerank(weights=weights)
    if sources:
        rows = graph.distances(source=sources, weights=lengths)
        [len(sources) / total for total in map(sum, zip(*rows, strict=True))]
    else:
        graph.closeness(weights=lengths)
    graph.eigenvector_centrality(weights=weights)
    graph.coreness()
    graph.constraint(weights=weights)
    graph.community_leiden(objective_function="modularity", weights=weights, n_iterations=cluster.ITERATIONS)


def suite(graph: nx.Graph) -> None:
    """The same with this project, one run of Leiden."""
    measure.suite(measure.ties(graph))
    cluster.quick(graph)


def sayings(entities: int, count: int, documents: int = 14) -> list[Statement]:
    """Random statements between entities, a few of which are in most of them."""
    draw = random.Random(2)
    keys = [f"n{i:04}" for i in range(entities)]
    found = []
    for _ in range(count):
        a, b = (keys[int(entities * draw.random() ** 2)] for _ in "ab")
        if a != b:
            found.append(Statement(a, "supports", b, Modality.ASSERTED, f"d{draw.randrange(documents)}"))
    return sorted(found)


def main() -> None:
    large = graph_of(10_000, 30_000)
    twin = measure.ties(large)
    ours = seconds(lambda: suite(large))
    theirs = seconds(lambda: bare(twin.size, list(twin.pairs), list(twin.weights)))
    print(f"10k nodes, 30k ties: suite / igraph    {ours:7.2f} s   ratio {ours / theirs:.2f}   target 1.5")
    small = graph_of(1000, 3000)
    lengths = {(a, b): 1 / w for a, b, w in small.edges(data="weight")}
    nx.set_edge_attributes(small, lengths, "length")
    pairs: list[tuple[str, Callable[[], object], Callable[[], object]]] = [
        ("betweenness", lambda: measure.betweenness(small), lambda: nx.betweenness_centrality(small, weight="length")),
        ("closeness", lambda: measure.closeness(small), lambda: nx.closeness_centrality(small, distance="length")),
        ("one clustering", lambda: cluster.quick(small), lambda: nx.community.louvain_communities(small, seed=0)),
    ]
    for name, mine, networkx in pairs:
        here, there = seconds(mine, 1), seconds(networkx, 1)
        print(f"1k nodes, 3k ties: {name:16} {here:11.3f} s   networkx / ours {there / here:.0f}")
    rows = sayings(300, 1500)
    once = seconds(lambda: firmness.ranking(rows, times=0))
    drawn = seconds(lambda: firmness.ranking(rows, times=40), 1)
    print(f"300 entities, 1,500 sayings: 40 resamples {drawn:.2f} s, {drawn / once:.0f} times one ranking")


if __name__ == "__main__":
    main()
