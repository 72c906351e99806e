"""How central a node is: free functions on a weighted graph, each node → number.

Weights are strengths: a tie of weight 2 is twice as strong and half as long. All functions take the empty graph, tiny
graphs, disconnected and directed ones, and leave loops out. Paths and spectra are computed by igraph, which is some
forty times faster than networkx and compares path lengths with a tolerance, so that equally long paths stay equal in
floating point. `Ties` are the same graph as integers, for those who measure many graphs on the same nodes.
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import igraph
import networkx as nx

EXACT = 2500
"""Nodes up to which betweenness and closeness are exact; beyond, they are estimated from `SOURCES` nodes."""
SOURCES = 256


@dataclass(frozen=True, slots=True)
class Ties:
    """A graph as its number of nodes, its ties (loops left out) and their strengths."""

    size: int
    pairs: Sequence[tuple[int, int]]
    weights: Sequence[float]
    directed: bool = False

    @property
    def graph(self) -> igraph.Graph:
        """The same in igraph."""
        if any(w <= 0 for w in self.weights):
            raise ValueError("weights are strengths and must be above 0")
        return igraph.Graph(self.size, self.pairs, directed=self.directed)


def degree(graph: nx.Graph) -> dict[str, int]:
    """The number of neighbours; a loop is none.

    L. C. Freeman, "Centrality in social networks: conceptual clarification", Social Networks 1, 1978.
    """
    return {node: len([other for other in graph[node] if other != node]) for node in graph}


def strength(graph: nx.Graph) -> dict[str, float]:
    """The sum of the weights of a node's ties, loops left out.

    A. Barrat et al., "The architecture of complex weighted networks", PNAS 101, 2004.
    """
    return {node: float(sum(tie["weight"] for other, tie in graph[node].items() if other != node)) for node in graph}


def betweenness(graph: nx.Graph) -> dict[str, float]:
    """The share of shortest paths between two others that pass through a node, 0 to 1.

    The length of a tie is 1/weight. Divided by the number of pairs of other nodes, those without a path included; 0
    where there are fewer than three nodes. Exact up to `EXACT` nodes; beyond, paths start at `SOURCES` nodes drawn
    with a fixed seed (`estimated` says so), which keeps the top of the ranking.

    L. C. Freeman, "A set of measures of centrality based on betweenness", Sociometry 40, 1977; U. Brandes, "A faster
    algorithm for betweenness centrality", Journal of Mathematical Sociology 25, 2001; U. Brandes, C. Pich, "Centrality
    estimation in large networks", International Journal of Bifurcation and Chaos 17, 2007.
    """
    return _named(graph, _betweenness(twin := ties(graph), twin.graph))


def estimated(nodes: int, language: str = "en") -> str:
    """What to say where paths are an estimate for a graph of that many nodes; "" where they are exact."""
    if nodes <= EXACT:
        return ""
    if language.startswith("zh"):
        return f"中介中心性与接近中心性由{SOURCES}个起点估计（随机种子0）"
    return f"betweenness and closeness estimated from {SOURCES} sources (seed 0)"


def pagerank(graph: nx.Graph, *, damping: float = 0.85) -> dict[str, float]:
    """The share of time that a random walker spends at a node; the values of a graph sum to 1.

    The walker follows ties in proportion to their weights and jumps anywhere with probability 1 - ``damping``, or when
    there is no tie to follow.

    S. Brin, L. Page, "The anatomy of a large-scale hypertextual web search engine", Computer Networks 30, 1998.
    """
    return _named(graph, _pagerank(twin := ties(graph), twin.graph, damping))


def closeness(graph: nx.Graph) -> dict[str, float]:
    """How near a node is to all others: 1 / mean distance of those that can reach it, times their share of all others.

    Distances are sums of 1/weight, along the direction of ties. The factor makes nodes of a small component score
    low rather than high; a node that nobody reaches scores 0. In a component of more than `EXACT` nodes without
    directions, the mean distance is estimated from `SOURCES` of its nodes drawn with a fixed seed.

    L. C. Freeman 1978; the factor: S. Wasserman, K. Faust, "Social Network Analysis", Cambridge 1994, p. 201; the
    estimate: D. Eppstein, J. Wang, "Fast approximation of centrality", Journal of Graph Algorithms and Applications 8,
    2004.
    """
    return _named(graph, _closeness(twin := ties(graph), twin.graph))


def eigenvector(graph: nx.Graph) -> dict[str, float]:
    """How well a node is tied to well-tied nodes: 1 for the best, 0 outside the largest component.

    Directions are ignored. Between components the measure means nothing, so those but the largest (the first in order
    among equals) get 0. Where it cannot be told to which nodes the largest value belongs (a chain of thousands), it is
    undefined (nan).

    P. Bonacich, "Power and centrality: a family of measures", American Journal of Sociology 92, 1987.
    """
    return _named(graph, _eigenvector(twin := _undirected(ties(graph)), twin.graph))


def core(graph: nx.Graph) -> dict[str, float]:
    """The largest k such that a node belongs to a group whose members all have k neighbours in it; weights ignored.

    S. B. Seidman, "Network structure and minimum degree", Social Networks 5, 1983.
    """
    return _named(graph, [float(k) for k in _undirected(ties(graph)).graph.coreness()])


def constraint(graph: nx.Graph) -> dict[str, float]:
    """How much a node's contacts are tied to each other: low for a broker, high for one whose friends are friends.

    Directions are ignored. Undefined (nan) for a node without ties.

    R. S. Burt, "Structural Holes", Harvard 1992, chapter 2.
    """
    return _named(graph, _constraint(twin := _undirected(ties(graph)), twin.graph))


def suite(twin: Ties) -> dict[str, list[float]]:
    """All eight measures of each node of integer ties, each as its own function here defines it."""
    found, plain = twin.graph, _undirected(twin)
    both = found if plain is twin else plain.graph
    return {
        "degree": [float(k) for k in found.degree()],
        "strength": [float(s) for s in found.strength(weights=list(twin.weights) or None)],
        "betweenness": _betweenness(twin, found),
        "pagerank": _pagerank(twin, found, 0.85),
        "closeness": _closeness(twin, found),
        "eigenvector": _eigenvector(plain, both),
        "core": [float(k) for k in both.coreness()],
        "constraint": _constraint(plain, both),
    }


def ties(graph: nx.Graph) -> Ties:
    """The graph as integers, in the order of its nodes."""
    place = {node: i for i, node in enumerate(graph)}
    found = [(place[a], place[b], float(w)) for a, b, w in graph.edges(data="weight", default=1.0) if a != b]
    return Ties(len(place), [(a, b) for a, b, _ in found], [w for *_, w in found], graph.is_directed())


def _named(graph: nx.Graph, values: Sequence[float]) -> dict[str, float]:
    return dict(zip(graph, values, strict=True))


def _lengths(twin: Ties) -> list[float] | None:
    return [1 / w for w in twin.weights] or None


def _undirected(twin: Ties) -> Ties:
    """The ties without direction, those of both directions as one of their joint strength."""
    if not twin.directed:
        return twin
    joint: dict[tuple[int, int], float] = {}
    for (a, b), w in zip(twin.pairs, twin.weights, strict=True):
        pair = (min(a, b), max(a, b))
        joint[pair] = joint.get(pair, 0.0) + w
    return Ties(twin.size, list(joint), list(joint.values()))


def _betweenness(twin: Ties, found: igraph.Graph) -> list[float]:
    n = twin.size
    if n < 3:
        return [0.0] * n
    sources = sorted(random.Random(0).sample(range(n), SOURCES)) if n > EXACT else None
    values = found.betweenness(directed=twin.directed, weights=_lengths(twin), sources=sources)
    pairs = (n - 1) * (n - 2) / (1 if twin.directed else 2)
    scale = n / SOURCES if sources else 1.0
    return [value * scale / pairs for value in values]


def _pagerank(twin: Ties, found: igraph.Graph, damping: float) -> list[float]:
    if not twin.size:
        return []
    values: list[float] = found.pagerank(directed=twin.directed, damping=damping, weights=list(twin.weights) or None)
    return values


def _closeness(twin: Ties, found: igraph.Graph) -> list[float]:
    n, lengths = twin.size, _lengths(twin)
    values = [0.0] * n
    if n < 2:
        return values
    if twin.directed:
        reach = [len(found.subcomponent(v, mode="in")) - 1 for v in range(n)]
        near = found.closeness(mode="in", weights=lengths, normalized=True)
        return [value * r / (n - 1) if r else 0.0 for value, r in zip(near, reach, strict=True)]
    for part in found.connected_components():
        share = (len(part) - 1) / (n - 1)
        if len(part) > EXACT:
            sources = random.Random(0).sample(part, SOURCES)
            rows = found.distances(source=sources, target=part, weights=lengths)
            sums, drawn = map(sum, zip(*rows, strict=True)), set(sources)
            for v, total in zip(part, sums, strict=True):
                values[v] = share * (SOURCES - (v in drawn)) / total
        elif len(part) > 1:
            near = found.closeness(part, weights=lengths, normalized=True)
            for v, value in zip(part, near, strict=True):
                values[v] = share * value
    return values


def _eigenvector(twin: Ties, found: igraph.Graph) -> list[float]:
    values = [0.0] * twin.size
    parts = [list(part) for part in found.connected_components()]
    largest = max(parts, key=len, default=[])
    if len(largest) > 1:
        place = {v: i for i, v in enumerate(largest)}
        inside = [(place[a], place[b], w) for (a, b), w in zip(twin.pairs, twin.weights, strict=True) if a in place]
        part = igraph.Graph(len(largest), [(a, b) for a, b, _ in inside])
        with warnings.catch_warnings():
            # What is next to zero in a long arm is so; that the largest value cannot be told is an error besides.
            warnings.simplefilter("ignore", RuntimeWarning)
            try:
                found_values = part.eigenvector_centrality(weights=[w for *_, w in inside])
            except igraph.InternalError:
                found_values = [nan] * len(largest)
        for v, value in zip(largest, found_values, strict=True):
            values[v] = max(value, 0.0)
    return values


def _constraint(twin: Ties, found: igraph.Graph) -> list[float]:
    if not twin.pairs:
        return [nan] * twin.size
    values: list[float] = found.constraint(weights=list(twin.weights))
    return values
