"""How central a node is: free functions on a weighted graph, each node → number.

Weights are strengths: a tie of weight 2 is twice as strong and half as long. All functions take the empty graph, tiny
graphs and disconnected ones. Paths and PageRank are computed by igraph, which is some forty times faster than networkx
and compares path lengths with a tolerance, so that equally long paths stay equal in floating point.
"""

from __future__ import annotations

import igraph
import networkx as nx


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
    """The share of shortest paths between two others that pass through a node, 0 to 1; exact, not sampled.

    The length of a tie is 1/weight. Divided by the number of pairs of other nodes, those without a path included; 0
    where there are fewer than three nodes. Time grows with nodes × ties.

    L. C. Freeman, "A set of measures of centrality based on betweenness", Sociometry 40, 1977; U. Brandes, "A faster
    algorithm for betweenness centrality", Journal of Mathematical Sociology 25, 2001.
    """
    n = graph.number_of_nodes()
    if n < 3:
        return dict.fromkeys(graph, 0.0)
    twin, weights = _igraph(graph)
    values = twin.betweenness(directed=graph.is_directed(), weights=[1 / w for w in weights] or None)
    pairs = (n - 1) * (n - 2) / (1 if graph.is_directed() else 2)
    return {node: value / pairs for node, value in zip(graph, values, strict=True)}


def pagerank(graph: nx.Graph, *, damping: float = 0.85) -> dict[str, float]:
    """The share of time that a random walker spends at a node; the values of a graph sum to 1.

    The walker follows ties in proportion to their weights and jumps anywhere with probability 1 - ``damping``, or when
    there is no tie to follow.

    S. Brin, L. Page, "The anatomy of a large-scale hypertextual web search engine", Computer Networks 30, 1998.
    """
    if not graph:
        return {}
    twin, weights = _igraph(graph)
    values = twin.pagerank(directed=graph.is_directed(), damping=damping, weights=weights or None)
    return dict(zip(graph, values, strict=True))


def _igraph(graph: nx.Graph) -> tuple[igraph.Graph, list[float]]:
    """The same graph in igraph without loops, vertices in the order of the nodes, and the weights of its edges."""
    place = {node: i for i, node in enumerate(graph)}
    ties = [(place[a], place[b], float(w)) for a, b, w in graph.edges(data="weight", default=1.0) if a != b]
    if any(w <= 0 for *_, w in ties):
        raise ValueError("weights are strengths and must be above 0")
    twin = igraph.Graph(len(place), [(a, b) for a, b, _ in ties], directed=graph.is_directed())
    return twin, [w for *_, w in ties]
